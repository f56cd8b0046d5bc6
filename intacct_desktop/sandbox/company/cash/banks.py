"""The accounts that money lies in: checking, savings and credit card accounts, and the list of them all."""

from intacct_desktop.sandbox.company.books import WHOLE, Books, Record, stamp
from intacct_desktop.sandbox.company.ledger.accounts import (
    ACCOUNT,
    BANK_FEES,
    CARD_JOURNAL,
    CREDIT_CARDS,
    INTEREST_INCOME,
    JOURNAL,
    SAVINGS_BANK,
)
from intacct_desktop.sandbox.company.names import words
from intacct_desktop.sandbox.company.people import ADMIN, ENTITIES, FOUNDED
from intacct_desktop.sandbox.store import ENTITY

CHECKING = "cash-management/checking-account"
SAVINGS = "cash-management/savings-account"
CARD = "cash-management/credit-card-account"
BANK = "cash-management/bank-account"
INSTITUTION = "cash-management/financial-institution"

# Id, entity, kind, the last year and month it is good for after the current year, and what it is used for.
CARDS = (
    ("VISA-US", "100", "visa", 2, "04", "Travel and online orders"),
    ("AMEX-US", "100", "americanExpress", 1, "11", "Management"),
    ("MC-UK", "200", "mastercard", 3, "07", None),
    ("MC-CA", "300", "mastercard", 0, "12", "Achats en ligne"),
)


def add_banks(books: Books) -> None:
    """Banks and the accounts with them; must come after the locations and the chart."""
    chance = books.chance("bank accounts")
    for name in dict.fromkeys(bank for *_, bank in words("organisation")["bank_accounts"]):
        books.add(
            INSTITUTION, {"id": name, "financialInstitutionId": name, "name": name, "totalAccounts": 0, **stamp(chance, ADMIN, FOUNDED)}
        )
    for bank_id, account_id, location_id, bank in words("organisation")["bank_accounts"]:
        location = books.key("company-config/location", location_id)
        entity = ENTITIES[int(str(books.records("company-config/location")[location - 1]["entity.key"])) - 1]
        number = f"{chance.randint(0, 9_999_999_999):010}"
        books.add(
            CHECKING,
            {
                "id": bank_id,
                "status": "active",
                "bankAccountDetails.bankName": bank,
                "bankAccountDetails.accountHolderName": entity.name,
                "bankAccountDetails.accountNumber": f"XXXXXX{number[-4:]}",
                "bankAccountDetails.routingNumber": f"{chance.randint(10_000_000, 99_999_999):09}",
                "bankAccountDetails.currency": entity.currency,
                "accounting.glAccount.key": books.key(ACCOUNT, account_id),
                **_accounting(books),
                "checkPrinting.printSettings.nextCheckNumber": f"{chance.randint(20_000, 30_000):08}",
                "financialInstitution.key": books.key(INSTITUTION, bank),
                "location.key": location,
                "entity.key": entity.key,
                **stamp(chance, ADMIN, FOUNDED),
            },
        )
        _add_to_list(books, bank_id, bank_id, "checking", entity.currency, entity.key, books.key(INSTITUTION, bank))
    _add_savings(books)
    _add_cards(books)


def _add_savings(books: Books) -> None:
    chance, entity, bank = books.chance("savings accounts"), ENTITIES[0], "Cascade Valley Bank"
    books.add(
        SAVINGS,
        {
            "id": SAVINGS_BANK.id,
            "status": "active",
            "bankAccountDetails.bankName": bank,
            "bankAccountDetails.accountNumber": f"XXXXXX{chance.randint(0, 9_999):04}",
            "bankAccountDetails.routingNumber": f"{chance.randint(10_000_000, 99_999_999):09}",
            "bankAccountDetails.currency": entity.currency,
            "accounting.glAccount.key": books.key(ACCOUNT, SAVINGS_BANK.account),
            **_accounting(books),
            "financialInstitution.key": books.key(INSTITUTION, bank),
            "location.key": entity.key,
            "entity.key": entity.key,
            **stamp(chance, ADMIN, FOUNDED),
        },
    )
    _add_to_list(books, SAVINGS_BANK.id, "Money market", "savings", entity.currency, entity.key, books.key(INSTITUTION, bank))


def _add_cards(books: Books) -> None:
    chance = books.chance("credit cards")
    vendors = [vendor for vendor in books.records("accounts-payable/vendor") if vendor["entity.key"] is None]
    for card_id, entity_id, kind, years, month, description in CARDS:
        entity = next(entity for entity in ENTITIES if entity.id == entity_id)
        books.add(
            CARD,
            {
                "id": card_id,
                "status": "active",
                "accountDetails.accountType": "credit",
                "accountDetails.cardType": kind,
                "accountDetails.currency": entity.currency,
                "accountDetails.description": description,
                "accountDetails.expirationMonth": month,
                "accountDetails.expirationYear": str(books.today.year + years),
                "accountDetails.number": f"XXXXXXXXXXXX{chance.randint(0, 9_999):04}",
                "accounting.disableInterEntityTransfer": 0,
                "accounting.useInEmployeeExpense": 0,
                "accounting.defaultAccrualBasisGLJournal.key": books.key(JOURNAL, CARD_JOURNAL),
                "accounting.offsetGLAccount.key": books.key(ACCOUNT, CREDIT_CARDS),
                "accounting.financeChargeGLAccount.key": books.key(ACCOUNT, BANK_FEES),
                "vendor.key": chance.choice(vendors)["key"],
                "location.key": entity.key,
                "entity.key": entity.key,
                **stamp(chance, ADMIN, FOUNDED),
            },
        )
        _add_to_list(books, card_id, description or card_id, "creditCard", entity.currency, entity.key, None)


def _accounting(books: Books) -> Record:
    return {
        "accounting.apJournal.key": books.key(JOURNAL, "CDJ"),
        "accounting.arJournal.key": books.key(JOURNAL, "CRJ"),
        "accounting.serviceChargeGLAccount.key": books.key(ACCOUNT, BANK_FEES),
        "accounting.interestGLAccount.key": books.key(ACCOUNT, INTEREST_INCOME),
        "accounting.disableInterEntityTransfer": 0,
        "restrictions.restrictionType": "unrestricted",
    }


def _add_to_list(books: Books, account_id: str, name: str, kind: str, currency: str, entity: int, institution: int | None) -> None:
    if institution:
        bank = books.records(INSTITUTION)[institution - 1]
        bank["totalAccounts"] = int(str(bank["totalAccounts"])) + WHOLE
    books.add(
        BANK,
        {
            "id": account_id,
            "name": name,
            "accountType": kind,
            "connectionStatus": "notConnected",
            "currency": currency,
            "supportMultiAccountLinking": 0,
            "financialInstitution.key": institution,
            ENTITY: entity,
        },
    )
