"""Money that moves without bills and invoices: bank fees and interest, transfers between own accounts, and other receipts."""

from collections.abc import Sequence
from datetime import date, timedelta

from intacct_desktop.sandbox.company.books import WHOLE, Books, Month, Record, stamp
from intacct_desktop.sandbox.company.ledger.accounts import (
    BANK_FEES,
    BANKS,
    DISBURSEMENT_JOURNAL,
    INTEREST_EXPENSE,
    INTEREST_INCOME,
    OTHER_INCOME,
    PAYROLL_BANK,
    RECEIPT_JOURNAL,
    SAVINGS_BANK,
    Bank,
)
from intacct_desktop.sandbox.company.ledger.postings import Postings
from intacct_desktop.sandbox.company.memos import Memos
from intacct_desktop.sandbox.company.people import ENTITIES, PAYABLES_CLERKS, Entity
from intacct_desktop.sandbox.store import ENTITY

FEE = "cash-management/bank-fee"
TRANSFER = "cash-management/funds-transfer"
OTHER_RECEIPT = "cash-management/other-receipt"

_SWEEP = 3_500_000
_RECEIPTS = (
    ("Scrap metal dealer", "Scrap sold"),
    ("Caisse d'assurance", "Insurance refund"),
    ("Tax office", "Refund, prior year"),
    ("O'Hara & Sons", "Sublet of yard"),
)
# What a bank takes each month, in cents, by entity id.
_FEES = {"100": 64_000, "200": 35_200, "300": 25_600, "400": 4_500}


class Cash:
    """Writes these movements into the books."""

    def __init__(self, books: Books, postings: Postings) -> None:
        self._books = books
        self._postings = postings
        self._chance = books.chance("cash")
        self._memos = Memos(self._chance)
        self._savings = 0

    def add_movements(self, payrolls: Sequence[tuple[date, int]]) -> None:
        """All movements up to today. ``payrolls`` are the days and amounts of the American payroll, which has its own bank account."""
        head = ENTITIES[0]
        for day, amount in payrolls:
            self._add_transfer(head, day - timedelta(days=1), BANKS[head.id], PAYROLL_BANK, amount, "Payroll funding")
        for month in self._books.months:
            if not month.workdays:
                continue
            for entity in ENTITIES:
                self._add_month(entity, month)
            if month.workdays[-1] < self._books.today:
                self._add_savings(head, month)

    def _add_month(self, entity: Entity, month: Month) -> None:
        chance = self._chance
        usual = _FEES[entity.id]
        lines = [(BANK_FEES, int(usual * chance.uniform(0.7, 1.3)), "Account and merchant fees")]
        if entity.id == "100":
            lines.append((INTEREST_EXPENSE, int(290_000 * chance.uniform(0.92, 1.08)), "Interest on the line of credit"))
        self._add_fee(entity, month.workdays[0], BANKS[entity.id], "serviceCharge", lines)
        if chance.random() < 0.45:
            day = chance.choice(month.workdays)
            payer, memo = chance.choice(_RECEIPTS)
            self._add_receipt(entity, day, payer, memo, chance.randint(40, 2_400) * 125)

    def _add_savings(self, entity: Entity, month: Month) -> None:
        self._add_transfer(entity, month.workdays[-1], BANKS[entity.id], SAVINGS_BANK, _SWEEP, None)
        self._savings += _SWEEP
        if interest := self._savings * 29 // 10_000:
            self._add_fee(entity, month.workdays[-1], SAVINGS_BANK, "interestEarned", [(INTEREST_INCOME, interest, "Interest")])
            self._savings += interest

    def _add_fee(self, entity: Entity, day: date, bank: Bank, kind: str, lines: Sequence[tuple[str, int, str]]) -> None:
        books = self._books
        total = sum(amount for _, amount, _ in lines)
        sign = 1 if kind == "interestEarned" else -1
        audit = stamp(self._chance, PAYABLES_CLERKS[entity.key - 1], day)
        currency = _currency(entity, day)
        key = books.add(
            FEE,
            {
                "description": self._memos.memo(),
                "documentNumber": None,
                "referenceNumber": f"{self._chance.randint(1, 99_999):08}",
                "isInclusiveTax": 0,
                "reconciliationState": self._reconciled(day),
                "clearingDate": day.isoformat() if self._reconciled(day) == "cleared" else None,
                "state": "posted",
                "txnDate": day.isoformat(),
                "txnType": kind,
                "totalEntered": total,
                "txnTotalEntered": total,
                "bankAccount.key": self._bank_key(bank),
                "entity.key": entity.key,
                **currency,
                **audit,
            },
        )
        posted = self._postings.batch(day, entity, RECEIPT_JOURNAL if sign > 0 else DISBURSEMENT_JOURNAL, "Bank charges and interest")
        posted.add_base(bank.account, total * sign)
        for account, amount, description in lines:
            department = books.key("company-config/department", "0130")
            books.add(
                "cash-management/bank-fee-line",
                {
                    ENTITY: entity.key,
                    "bankFee.key": key,
                    "description": description,
                    "status": "active",
                    "baseAmount": amount,
                    "txnAmount": amount,
                    "totalTxnAmount": amount,
                    "glAccount.key": books.key("general-ledger/account", account),
                    "baseLocation.key": entity.key,
                    "dimensions.location.key": entity.key,
                    "dimensions.department.key": department,
                    **currency,
                    **audit,
                },
            )
            posted.add(account, -amount * sign, -amount * sign, entity.currency, department=department)

    def _add_transfer(self, entity: Entity, day: date, source: Bank, target: Bank, amount: int, description: str | None) -> None:
        books = self._books
        audit = stamp(self._chance, PAYABLES_CLERKS[entity.key - 1], day)
        conversion: Record = {
            f"baseCurrencyConversion.{side}.{member}": value
            for side in ("transferFromCurrency", "transferToCurrency")
            for member, value in (
                ("baseCurrencyAmount", amount),
                ("companyBaseCurrency", entity.currency),
                ("exchangeRate", WHOLE),
                ("exchangeRateDate", day.isoformat()),
            )
        }
        key = books.add(
            TRANSFER,
            {
                "description": description or self._memos.memo(),
                "referenceNumber": f"{books.count(TRANSFER) + 1:06}",
                "reconciliationState": self._reconciled(day),
                "clearingDate": day.isoformat() if self._reconciled(day) == "cleared" else None,
                "sendDate": day.isoformat(),
                "state": "posted",
                "transferFromAccount.bankAccount.key": self._bank_key(source),
                "transferFromAccount.glAccountNumber": source.account,
                "transferFromAccount.transferAmount": amount,
                "transferToAccount.bankAccount.key": self._bank_key(target),
                "transferToAccount.glAccountNumber": target.account,
                "transferToAccount.receivedAmount": amount,
                "entity.key": entity.key,
                **conversion,
                **audit,
            },
        )
        posted = self._postings.batch(day, entity, DISBURSEMENT_JOURNAL, "Transfers")
        for number, (bank, signed) in enumerate(((target, amount), (source, -amount)), 1):
            books.add(
                "cash-management/funds-transfer-line",
                {
                    ENTITY: entity.key,
                    "fundsTransfer.key": key,
                    "lineNumber": number * WHOLE,
                    "txnAmount": signed,
                    "baseAmount": signed,
                    "currency.baseCurrency": entity.currency,
                    "currency.txnCurrency": entity.currency,
                    "currency.exchangeRate": WHOLE,
                    "currency.exchangeRateDate": day.isoformat(),
                    "glAccount.key": books.key("general-ledger/account", bank.account),
                    "dimensions.location.key": entity.key,
                    **audit,
                },
            )
            posted.add_base(bank.account, signed)

    def _add_receipt(self, entity: Entity, day: date, payer: str, memo: str, amount: int) -> None:
        books, bank = self._books, BANKS[entity.id]
        audit = stamp(self._chance, PAYABLES_CLERKS[entity.key - 1], day)
        shared: Record = {
            "baseCurrency": entity.currency,
            "currency": entity.currency,
            "exchangeRate.date": day.isoformat(),
            "exchangeRate.rate": WHOLE,
        }
        key = books.add(
            OTHER_RECEIPT,
            {
                "txnNumber": f"OR-{books.count(OTHER_RECEIPT) + 1:05}",
                "description": self._memos.memo(),
                "payer": payer,
                "paymentMethod": self._chance.choice(("eft", "eft", "printedCheck")),
                "recordType": "otherReceipts",
                "sourceModule": "cashManagement",
                "state": "deposited",
                "isInclusiveTax": 0,
                "reconciliationState": self._reconciled(day),
                "txnDate": day.isoformat(),
                "txnPaidDate": day.isoformat(),
                "depositDate": day.isoformat(),
                "totalEntered": amount,
                "txnTotalEntered": amount,
                "txnCurrency": entity.currency,
                "bankAccount.key": self._bank_key(bank),
                "entity.key": entity.key,
                **shared,
                **audit,
            },
        )
        books.add(
            "cash-management/other-receipt-line",
            {
                ENTITY: entity.key,
                "otherReceipts.key": key,
                "lineNumber": WHOLE,
                "description": memo,
                "isTax": 0,
                "status": "active",
                "amount": amount,
                "txnAmount": amount,
                "totalTxnAmount": amount,
                "glAccount.key": books.key("general-ledger/account", OTHER_INCOME),
                "dimensions.location.key": entity.key,
                **shared,
                **audit,
            },
        )
        posted = self._postings.batch(day, entity, RECEIPT_JOURNAL, "Other receipts")
        posted.add_base(bank.account, amount)
        posted.add_base(OTHER_INCOME, -amount)

    def _reconciled(self, day: date) -> str:
        return "cleared" if (self._books.today - day).days > 40 else "uncleared"

    def _bank_key(self, bank: Bank) -> int:
        return self._books.key("cash-management/bank-account", bank.id)


def _currency(entity: Entity, day: date) -> Record:
    return {
        "currency.baseCurrency": entity.currency,
        "currency.txnCurrency": entity.currency,
        "currency.exchangeRate.date": day.isoformat(),
        "currency.exchangeRate.rate": WHOLE,
    }
