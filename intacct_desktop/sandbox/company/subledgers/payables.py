"""Accounts payable: two years of bills and their lines."""

import math
import re
from datetime import date, timedelta
from typing import Any

from intacct_desktop.sandbox.company.books import Books, Record, stamp
from intacct_desktop.sandbox.company.masters.partners import VENDOR, Partner
from intacct_desktop.sandbox.company.masters.terms import TERMS
from intacct_desktop.sandbox.company.names import words
from intacct_desktop.sandbox.company.people import ADMIN, ENTITIES, PAYABLES_CLERKS, PUBLIC_ENTITIES
from intacct_desktop.sandbox.company.subledgers.documents import Amounts, Document, Settlement, currencies, days_until, occasional, settle
from intacct_desktop.sandbox.customisation import REGIONS
from intacct_desktop.sandbox.store import ENTITY

BILL = "accounts-payable/bill"
BILL_LINE = "accounts-payable/bill-line"
OCCASIONAL_BILLS = 3_250

# Vendors are paid on Thursdays.
_PAYMENT_RUN = 3

_WORD = re.compile(r"\{(\w+)\}")


class Payables:
    """Writes bills into the books, in the order of their dates."""

    def __init__(self, books: Books, vendors: tuple[Partner, ...], subject: str = "bills") -> None:
        self.books = books
        self.vendors = vendors
        self.documents: list[Document] = []
        self._chance = books.chance(subject)
        self._kinds = words("trade")["vendor_kinds"]
        self._items = [str(item["name"]) for item in books.records("inventory-control/item") if item["itemType"] == "inventory"]
        self._places = {country: [place[0] for place in places] for country, places in words("names")["place"].items()}
        self._locations = {
            entity.key: [
                int(str(place["key"]))
                for place in books.records("company-config/location")
                if place["entity.key"] == entity.key and place["locationType"] == "location"
            ]
            or [entity.key]
            for entity in ENTITIES
        }
        self._projects = {
            entity.key: [project for project in books.records("projects/project") if project["entity.key"] == entity.key]
            for entity in ENTITIES
        }

    def add_bills(self, occasional_bills: int = OCCASIONAL_BILLS) -> list[Document]:
        """The bills of every month, and so many more."""
        for issued, vendor in sorted(self._schedule(occasional_bills), key=lambda bill: (bill[0], bill[1].key)):
            self._add_bill(issued, vendor)
        return self.documents

    def _schedule(self, occasional_bills: int) -> list[tuple[date, Partner]]:
        chance = self._chance
        bills = []
        for vendor in self.vendors:
            every = {"monthly": 1, "quarterly": 3}.get(self._kinds[vendor.kind].get("rhythm", ""))
            if every is None:
                continue
            offset, day = chance.randrange(every), chance.randint(0, 11)
            bills += [
                (month.workdays[day], vendor) for month in self.books.months if month.index % every == offset and day < len(month.workdays)
            ]
        months = [month for month in self.books.months if month.workdays]
        return bills + occasional(chance, months, self.vendors, occasional_bills)

    def _add_bill(self, issued: date, vendor: Partner) -> None:
        chance, today = self._chance, self.books.today
        habits = self._kinds[vendor.kind]
        is_shared = self.books.records(VENDOR)[vendor.key - 1]["entity.key"] is None
        entity = chance.choice(PUBLIC_ENTITIES) if is_shared and chance.random() < 0.1 else vendor.entity
        lines = self._lines(issued, vendor, habits)
        is_credit = lines[0][2] < 0
        term = TERMS[vendor.term - 1]
        due = term.due(issued)
        settlement = self._settle(issued, due, vendor, is_credit)
        rate, currency = currencies(self.books, vendor.currency, entity.currency, issued)
        amounts = Amounts([amount for _, _, amount in lines], rate, settlement)
        clerk = PAYABLES_CLERKS[entity.key - 1]
        entered = min(issued + timedelta(days=chance.choice((0, 0, 1, 1, 2, 5))), today)
        number = self._number(issued, is_credit)
        is_ordered = vendor.kind in {"components", "equipment"}
        discount = term.discount_until(issued)
        is_open = settlement.state not in {"paid", "draft"}
        audit = stamp(chance, clerk, entered, settlement.paid_on, ADMIN)
        accounts = [self.books.key("general-ledger/account", account) for _, account, _ in lines]
        department = self.books.key("company-config/department", chance.choice(habits["departments"]))
        location = chance.choice(self._locations[entity.key])
        document = Document(vendor, entity, vendor.currency, rate, issued, due, settlement, amounts, accounts, department, location)
        document.record |= {
            "billNumber": number,
            "recordType": "apBill",
            "state": settlement.state,
            "createdDate": issued.isoformat(),
            "postingDate": issued.isoformat(),
            "dueDate": due.isoformat(),
            "dueInDays": str(days_until(due, today)) if is_open else None,
            "discountCutOffDate": discount.isoformat() if discount else None,
            "recommendedPaymentDate": due.isoformat() if chance.random() < 0.3 else None,
            "description": lines[0][0] if chance.random() < 0.6 else None,
            "referenceNumber": f"PO-{chance.randint(10_000, 99_999)}" if is_ordered and chance.random() < 0.8 else None,
            "paymentPriority": chance.choices(("normal", "high", "urgent", "low"), weights=(88, 7, 2, 3))[0],
            "isOnHold": int(is_open and chance.random() < 0.05),
            "isSystemGenerated": 0,
            "isTaxInclusive": 0,
            "moduleName": "accountsPayable",
            "sourceModule": "accountsPayable",
            "documentSource": chance.choice(("email", "billUpload", None, None)),
            "nsp::region": chance.choice((*REGIONS[:4], None)) if entity.key == 1 else "international",
            "paymentInformation.fullyPaidDate": settlement.paid_on.isoformat()
            if settlement.percent == 100 and settlement.paid_on
            else None,
            "vendor.key": vendor.key,
            "term.key": vendor.term,
            "billSummary.key": None,
            "purchasingDocument.key": None,
            "attachment.key": None,
            "entity.key": entity.key,
            "location.key": entity.key,
            "contacts.payTo.key": self.books.records(VENDOR)[vendor.key - 1]["contacts.payTo.key"],
            **currency,
            **amounts.header(),
            **audit,
        }
        bill = self.books.add(BILL, document.record)
        self.documents.append(document)
        common = self._line_dimensions(document, habits) | {
            "bill.key": bill,
            "billNumber": number,
            "createdDate": issued.isoformat(),
            "vendor.key": vendor.key,
            ENTITY: entity.key,
            "releaseToPay": 0,
            "hasForm1099": "false",
            "project.isBilled": 0,
            **currency,
            **audit,
        }
        for at, (memo, _, amount) in enumerate(lines):
            line = (
                common
                | amounts.line(at)
                | {
                    "lineNumber": str(at + 1),
                    "memo": memo,
                    "billAmount": amount,
                    "totalTxnAmount": amount,
                    "glAccount.key": accounts[at],
                }
            )
            self.books.add(BILL_LINE, line)
            document.lines.append(line)

    def _settle(self, issued: date, due: date, vendor: Partner, is_credit: bool) -> Settlement:
        chance, today = self._chance, self.books.today
        settlement = settle(chance, today, issued, due, vendor.lateness - 3, _PAYMENT_RUN)
        if is_credit and settlement.state != "draft":
            # A credit note is used up in a later payment, if there is one.
            return Settlement("posted")
        if settlement.state != "posted":
            return settlement
        if 0 <= days_until(due, today) <= 6 and chance.random() < 0.6:
            return Settlement("selected")
        return Settlement("submitted") if (today - issued).days <= 10 and chance.random() < 0.2 else settlement

    def _lines(self, issued: date, vendor: Partner, habits: dict[str, Any]) -> list[tuple[str, str, int]]:
        """Memo, account and amount of each line."""
        chance = self._chance
        total = self._total(issued, vendor, habits)
        memos = habits["memos"]
        is_routine = "rhythm" in habits
        if not is_routine and chance.random() < 0.012:
            memo, account = memos[0]
            return [(f"Credit note: {self._worded(memo, issued, vendor)}", account, -max(total // 6, 100))]
        low, high = habits["lines"]
        chosen = [memos[0], *chance.sample(memos[1:], k=min(len(memos), chance.randint(low, high)) - 1)]
        if not is_routine:
            chosen = chance.sample(memos, k=len(chosen))
        shares = [1.0 if at == 0 and is_routine else chance.uniform(0.15, 0.6) for at in range(len(chosen))]
        lines = []
        for (memo, account), share in zip(chosen, shares, strict=True):
            amount = max(int(total * share / sum(shares)), 250)
            # What is sent back is worth a tenth of what was bought; alone on a bill it would be a credit note.
            amount = -(amount // 10) if memo.startswith("Less:") and len(chosen) > 1 else amount
            lines.append((self._worded(memo.removeprefix("Less: ") if amount > 0 else memo, issued, vendor), account, amount))
        return sorted(lines, key=lambda line: line[2] < 0)

    def _total(self, issued: date, vendor: Partner, habits: dict[str, Any]) -> int:
        """What the bill comes to, in cents: the same every month for a contract, by the season for energy, else around the usual size."""
        if habits.get("fixed"):
            years = (issued - self.books.opening).days // 365
            return int(vendor.typical * 1.03**years) // 50 * 50
        if habits.get("seasonal"):
            winter = 1 + 0.35 * math.cos((issued.month - 1) * math.tau / 12)
            return int(vendor.typical * winter * self._chance.uniform(0.88, 1.14))
        return int(vendor.typical * min(self._chance.lognormvariate(0, 0.6), 5.0))

    def _worded(self, memo: str, issued: date, vendor: Partner) -> str:
        def word(found: re.Match[str]) -> str:
            match found[1]:
                case "month":
                    return f"{issued:%B %Y}"
                case "date":
                    return (issued - timedelta(days=issued.weekday() + 7)).isoformat()
                case "place":
                    return str(self._chance.choice(self._places[vendor.entity.country]))
                case _:
                    return self._chance.choice(self._items)

        return _WORD.sub(word, memo)

    def _number(self, issued: date, is_credit: bool) -> str:
        chance = self._chance
        if is_credit:
            return f"CR-{chance.randint(1_000, 99_999):05}"
        return chance.choice(
            (
                f"INV-{chance.randint(1_000, 99_999):05}",
                f"{chance.randint(0, 9_999_999):07}",
                f"{issued:%y%m}-{chance.randint(1, 999):03}",
                f"R{issued:%Y}/{chance.randint(1, 9_999):04}",
            )
        )

    def _line_dimensions(self, document: Document, habits: dict[str, Any]) -> Record:
        chance, vendor, entity = self._chance, document.partner, document.entity
        project = chance.choice(self._projects[entity.key]) if habits.get("projects") and chance.random() < 0.7 else None
        return {
            "dimensions.location.key": document.location,
            "baseLocation.key": entity.key,
            "dimensions.department.key": document.department,
            "dimensions.vendor.key": vendor.key,
            "dimensions.class.key": 6 if chance.random() < 0.4 else None,
            "dimensions.project.key": project["key"] if project else None,
            "dimensions.customer.key": project["customer.key"] if project else None,
            "dimensions.employee.key": chance.randint(1, 120) if vendor.kind == "travel" and chance.random() < 0.7 else None,
            "project.isBillable": int(project is not None),
        }
