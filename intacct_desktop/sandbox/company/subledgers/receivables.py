"""Accounts receivable: two years of invoices and their lines."""

from datetime import date

from intacct_desktop.sandbox.company.books import WHOLE, Books, Record, converted, stamp
from intacct_desktop.sandbox.company.masters.catalogue import Item
from intacct_desktop.sandbox.company.masters.partners import CUSTOMER, Partner
from intacct_desktop.sandbox.company.masters.terms import AR_TERMS
from intacct_desktop.sandbox.company.people import ENTITIES, RECEIVABLES_CLERKS
from intacct_desktop.sandbox.company.subledgers.documents import Amounts, Document, Settlement, currencies, days_until, occasional, settle
from intacct_desktop.sandbox.store import ENTITY

INVOICE = "accounts-receivable/invoice"
INVOICE_LINE = "accounts-receivable/invoice-line"
OCCASIONAL_INVOICES = 3_700

_CASHIER = RECEIVABLES_CLERKS[0]
_SALES = ("0210", "0220", "0320")


class Receivables:
    """Writes invoices into the books, in the order of their dates."""

    def __init__(self, books: Books, customers: tuple[Partner, ...], items: tuple[Item, ...], subject: str = "invoices") -> None:
        self.books = books
        self.customers = customers
        self.documents: list[Document] = []
        self._chance = books.chance(subject)
        self._subscriptions = [item for item in items if item.is_subscription]
        self._goods = [item for item in items if not item.is_subscription and item.revenue_account != "4300"]
        self._freight = [item for item in items if item.revenue_account == "4300"]
        self._locations = {
            entity.key: [
                int(str(place["key"])) for place in books.records("company-config/location") if place.get("parent.key") == entity.key
            ]
            or [entity.key]
            for entity in ENTITIES
        }
        self._projects: dict[int, Record] = {int(str(project["customer.key"])): project for project in books.records("projects/project")}
        self._numbers: dict[tuple[int, int], int] = {}

    def add_invoices(self, occasional_invoices: int = OCCASIONAL_INVOICES) -> list[Document]:
        """The subscriptions of every month, and so many sales."""
        subscriptions = [
            (month.workdays[0], customer, True)
            for month in self.books.months
            if month.workdays
            for customer in self.customers
            if customer.is_subscriber
        ]
        months = [month for month in self.books.months if month.workdays]
        sales = [(issued, customer, False) for issued, customer in occasional(self._chance, months, self.customers, occasional_invoices)]
        for issued, customer, is_subscription in sorted(subscriptions + sales, key=lambda sale: (sale[0], sale[1].key, sale[2])):
            self._add_invoice(issued, customer, self._subscribed(issued, customer) if is_subscription else self._sold(issued, customer))
        return self.documents

    def _add_invoice(self, issued: date, customer: Partner, lines: list[tuple[Item, str, str, int]]) -> None:
        chance, today = self._chance, self.books.today
        entity = customer.entity
        term = AR_TERMS[customer.term - 1]
        due, discount = term.due(issued), term.discount_until(issued)
        settlement = settle(chance, today, issued, due, customer.lateness)
        is_credit = lines[0][3] < 0
        if (settlement.state == "partiallyPaid" and any(amount < 0 for *_, amount in lines)) or (is_credit and settlement.state == "paid"):
            # A credit note is used up in a later payment, if there is one.
            settlement = Settlement("posted")
        rate, currency = currencies(self.books, customer.currency, entity.currency, issued)
        amounts = Amounts([amount for *_, amount in lines], rate, settlement)
        late = days_until(due, today)
        is_open = settlement.state not in {"paid", "draft"}
        paid_on = settlement.paid_on if settlement.state == "paid" else None
        contact = self.books.records(CUSTOMER)[customer.key - 1]["contacts.billTo.key"]
        audit = stamp(chance, RECEIVABLES_CLERKS[entity.key - 1], issued, settlement.paid_on, _CASHIER)
        accounts = [self.books.key("general-ledger/account", account) for *_, account, _ in lines]
        location = chance.choice(self._locations[entity.key])
        department = self.books.key("company-config/department", chance.choice(_SALES))
        document = Document(customer, entity, customer.currency, rate, issued, due, settlement, amounts, accounts, department, location)
        document.record |= {
            "invoiceNumber": self._number(issued, entity.id, entity.key),
            "recordType": "arInvoice",
            "state": settlement.state,
            "invoiceDate": issued.isoformat(),
            "dueDate": due.isoformat(),
            "dueInDays": late * WHOLE if is_open else None,
            "dunningCount": min(-late // 30, 3) * WHOLE if is_open and late < 0 else 0,
            "discountCutOffDate": discount.isoformat() if discount else None,
            "description": lines[0][1] if chance.random() < 0.5 else None,
            "referenceNumber": f"PO {chance.randint(1_000, 99_999)}" if chance.random() < 0.55 else None,
            "moduleKey": "accountsReceivable",
            "isSystemGeneratedDocument": 0,
            "allowOnlinePayment": 0,
            "paymentInformation.fullyPaidDate": paid_on.isoformat() if paid_on else None,
            "paymentInformation.daysToPay": (paid_on - issued).days * WHOLE if paid_on else None,
            "paymentInformation.daysPaidAfterDue": (paid_on - due).days * WHOLE if paid_on else None,
            "customer.key": customer.key,
            "contacts.payTo.key": contact,
            "term.key": customer.term,
            "invoiceSummary.key": None,
            "salesDocument.key": None,
            "entity.key": entity.key,
            **currency,
            **amounts.header(),
            **audit,
        }
        invoice = self.books.add(INVOICE, document.record)
        self.documents.append(document)
        project = self._projects.get(customer.key)
        common = {
            ENTITY: entity.key,
            "invoice.key": invoice,
            "createdDate": issued.isoformat(),
            "isSummarized": 0,
            "baseLocation.key": entity.key,
            "dimensions.location.key": location,
            "dimensions.department.key": department,
            "dimensions.customer.key": customer.key,
            "dimensions.project.key": project["key"] if project and project["entity.key"] == entity.key and chance.random() < 0.5 else None,
            **currency,
            **audit,
        }
        for at, (item, memo, account, _) in enumerate(lines):
            line = (
                common
                | amounts.line(at)
                | {
                    "lineNumber": (at + 1) * WHOLE,
                    "memo": memo,
                    "glAccount.key": accounts[at],
                    "dimensions.item.key": item.key,
                    "dimensions.class.key": _CLASS_OF.get(account),
                }
            )
            self.books.add(INVOICE_LINE, line)
            document.lines.append(line)

    def _price(self, item: Item, customer: Partner, issued: date) -> int:
        return converted(item.price, self.books.rate("USD", customer.currency, issued.replace(day=1)))

    def _subscribed(self, issued: date, customer: Partner) -> list[tuple[Item, str, str, int]]:
        """The month's subscription: item, memo, account and amount of each line. The contract's price stays what it was at the opening."""
        item = self._subscriptions[customer.key // 4 % len(self._subscriptions)]
        stations = 1 + customer.key % 23
        amount = self._price(item, customer, self.books.opening) * stations
        return [(item, f"{item.name}, {stations} × {issued:%B %Y}", item.revenue_account, amount)]

    def _sold(self, issued: date, customer: Partner) -> list[tuple[Item, str, str, int]]:
        """A sale of about the customer's usual size: item, memo, account and amount of each line."""
        chance = self._chance
        chosen = chance.sample(self._goods, k=chance.choices((1, 2, 3, 4, 5, 6), weights=(20, 27, 23, 15, 9, 6))[0])
        aim = customer.typical * min(chance.lognormvariate(0, 0.7), 6.0) / len(chosen)
        discount = chance.choice((100, 100, 100, 95, 90))
        lines = []
        for item in chosen:
            price = self._price(item, customer, issued)
            quantity = max(1, min(round(aim / price), 120))
            lines.append((item, f"{item.name} × {quantity}", item.revenue_account, price * quantity * discount // 100))
        if any(item.revenue_account in {"4000", "4010"} for item in chosen) and chance.random() < 0.35:
            item = chance.choice(self._freight)
            lines.append((item, item.name, item.revenue_account, self._price(item, customer, issued)))
        if chance.random() < 0.02:
            item, _, _, amount = lines[0]
            lines.append((item, f"Returned: {item.name}", "4900", -max(amount // 4, 1)))
        if chance.random() < 0.006:
            return [(item, f"Credit: {memo}", "4900", -amount) for item, memo, _, amount in lines[:1]]
        return lines

    def _number(self, issued: date, entity_id: str, entity: int) -> str:
        following = self._numbers.get((entity, issued.year), 0) + 1
        self._numbers[entity, issued.year] = following
        return f"{entity_id}-{issued.year}-{following:05}"


_CLASS_OF = {"4000": 1, "4010": 1, "4100": 2, "4110": 2, "4200": 3}
