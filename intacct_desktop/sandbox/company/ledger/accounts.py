"""What is posted to by name: control accounts, the subledgers' journals, and the bank account that each entity pays from."""

from dataclasses import dataclass

ACCOUNT = "general-ledger/account"
JOURNAL = "general-ledger/journal"

PAYABLES = "2000"
RECEIVABLES = "1100"
RETAINED_EARNINGS = "3900"
UNDEPOSITED = "1060"
VENDOR_ADVANCES = "1350"
CUSTOMER_ADVANCES = "2310"
CREDIT_CARDS = "2150"
BANK_FEES = "6900"
INTEREST_INCOME = "7000"
INTEREST_EXPENSE = "8000"
OTHER_INCOME = "7010"
REALIZED_GAIN = "8200"

BILL_JOURNAL = "APJ"
INVOICE_JOURNAL = "ARJ"
DISBURSEMENT_JOURNAL = "CDJ"
RECEIPT_JOURNAL = "CRJ"
CARD_JOURNAL = "CCJ"
SUBLEDGER_JOURNALS = frozenset({BILL_JOURNAL, INVOICE_JOURNAL, DISBURSEMENT_JOURNAL, RECEIPT_JOURNAL, CARD_JOURNAL})


@dataclass(frozen=True, slots=True)
class Bank:
    """A bank account in its entity's currency, and the ledger account behind it."""

    id: str
    account: str


# By entity id.
BANKS = {"100": Bank("OPS-USD", "1000"), "200": Bank("OPS-GBP", "1020"), "300": Bank("OPS-CAD", "1030"), "400": Bank("SPP-USD", "1040")}
PAYROLL_BANK = Bank("PAY-USD", "1010")
SAVINGS_BANK = Bank("SAV-USD", "1015")
