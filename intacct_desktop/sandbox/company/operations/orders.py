"""Sales and purchases before they become invoices and bills: documents that are converted step by step, with their lines and subtotals.

Each chain ends in an invoice or a bill of the subledger, with the same amounts, or is still open. A document's ``subtotal`` is the sum of
its lines, its ``total`` that and what is charged besides (freight, tooling).
"""

import math
import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from intacct_desktop.sandbox.company.books import WHOLE, Books, Record, converted, stamp
from intacct_desktop.sandbox.company.operations.chains import PURCHASES, SALES, Kind, Side
from intacct_desktop.sandbox.company.people import ADMIN, ENTITIES, FOUNDED
from intacct_desktop.sandbox.facts import OWNER
from intacct_desktop.sandbox.store import ENTITY

# Of a cent in amounts, and of one in quantities and prices, with ten digits.
_CENT, _ONE = 10**8, 10**10
_TIMES = re.compile(r"× (\d+)$")

# What is bought comes in lots by which every amount can be divided: the price of one has ten digits at most.
_LOTS = (1, 2, 4, 5, 8, 10, 16, 20, 25, 32, 40, 50, 64, 80, 100, 125, 160, 200, 250, 320, 400, 500, 625, 800, 1_000, 1_250)


@dataclass(frozen=True, slots=True)
class Line:
    """What is sold or bought, its amount in cents of the document's currency. A charge has no item."""

    item: int | None
    memo: str
    quantity: int
    amount: int
    location: int
    department: int | None
    class_: int | None


@dataclass(frozen=True, slots=True)
class Step:
    """One document to be written. ``chain`` numbers the chains; ``source`` is the subledger document, where the chain has come so far."""

    day: date
    chain: int
    at: int
    is_last: bool
    ledger: Record
    source: Record | None
    lines: tuple[Line, ...]


def add_orders(books: Books) -> None:
    """The documents of both sides; must come after the invoices and bills."""
    for side in (SALES, PURCHASES):
        Orders(books, side).add()


class Orders:
    """Writes the documents of one side."""

    def __init__(self, books: Books, side: Side) -> None:
        self.books = books
        self.side = side
        self._chance = books.chance(side.document)
        # What a lot of each costs, in US cents, and what they are called.
        goods = [item for item in books.records("inventory-control/item") if item["itemType"] == "inventory"]
        self._offers = sorted(
            (int(str(item["purchasing.standardCost"])) // _CENT * lot, int(str(item["key"])), lot) for item in goods for lot in _LOTS
        )
        self._names = {str(item["name"]): int(str(item["key"])) for item in goods}
        places = books.records("company-config/location")
        self._warehouses = {
            int(str(places[int(str(warehouse["location.key"])) - 1]["entity.key"])): int(str(warehouse["key"]))
            for warehouse in books.records("inventory-control/warehouse")
        }
        self._accounts = {account["key"]: str(account["id"]) for account in books.records("general-ledger/account")}
        self._units = {
            item["key"]: "Each" if item["itemType"] == "inventory" else "Hour" for item in books.records("inventory-control/item")
        }
        self._lines: dict[int, list[Record]] = {}
        for line in books.records(side.line):
            self._lines.setdefault(int(str(line[f"{side.ledger_member}.key"])), []).append(line)

    def add(self) -> None:
        """Definitions, documents in the order of their dates, and where each was converted."""
        self._add_definitions()
        numbers = dict.fromkeys(self.side.kinds, 0)
        chains: dict[int, Record] = {}
        for step in sorted(self._steps(), key=lambda step: (step.day, step.at, step.chain)):
            kind = self.side.kinds[step.at]
            numbers[kind] += 1
            document = self._add_document(step, kind, f"{kind.prefix}-{numbers[kind]:05}", chains.get(step.chain))
            chains[step.chain] = document
        for kind, number in numbers.items():
            sequence = self.books.records("company-config/document-sequence")[
                self.books.key("company-config/document-sequence", kind.name) - 1
            ]
            sequence["nextNumber"] = (number + 1) * WHOLE

    def _add_definitions(self) -> None:
        founding = stamp(self._chance, ADMIN, FOUNDED)
        for kind in self.side.kinds:
            sequence = self.books.add(
                "company-config/document-sequence",
                {
                    "id": kind.name,
                    "printTitle": kind.name,
                    "type": "numeric",
                    "status": "active",
                    "fixedPrefix": kind.prefix,
                    "prefixSeparator": "-",
                    "fixedLength": "5",
                    "startingNumber": WHOLE,
                    "endingNumber": 99_999 * WHOLE,
                    "rollover.isEnabled": 0,
                    **founding,
                },
            )
            posts = kind.doc_class == "invoice"
            self.books.add(
                f"{self.side.app}/txn-definition",
                {
                    "id": kind.name,
                    "description": f"{kind.name}, numbered {kind.prefix}-00001 and on",
                    "docClass": kind.doc_class,
                    "workflowCategory": kind.category,
                    "status": "active",
                    "txnPostingMethod": ("toAR" if self.side is SALES else "toAP") if posts else "noPosting",
                    "postToGL": int(posts),
                    "enableSubtotals": 1,
                    "enableNumberingSequence": 1,
                    "overridePrice": 1,
                    "documentConversionPolicy": "newDocumentOrConvert",
                    "documentChangeType": "noChange",
                    "editPolicy": "beforePrinting",
                    "deletePolicy": "beforePrinting",
                    "inventoryUpdateType": "quantity" if kind.category == "shipping" else "no",
                    "multiEntityRuleForTransaction": "topLevelOrEntity",
                    "documentSequence.key": sequence,
                    **founding,
                },
            )

    def _steps(self) -> Iterator[Step]:
        """Chains of some of the subledger's documents, and of orders that have not come so far."""
        chance, side, books = self._chance, self.side, self.books
        suitable = [document for document in books.records(side.ledger) if self._is_suitable(document)]
        chosen = chance.sample(suitable, k=min(side.wanted, len(suitable)))
        for number, document in enumerate(chosen):
            lines = tuple(self._line(line) for line in self._lines[int(str(document["key"]))])
            day = date.fromisoformat(str(document[side.issued]))
            begin = next(at for at, kind in enumerate(side.kinds) if chance.random() < kind.begins)
            yield from self._chain(number, begin, len(side.kinds) - 1, day, document, lines)
        # The same goods once more, not yet delivered.
        for number, document in enumerate(chance.sample(chosen, k=len(chosen) // 4), len(chosen)):
            lines = tuple(self._line(line) for line in self._lines[int(str(document["key"]))])
            day = books.today - timedelta(days=chance.randint(0, 45))
            end = chance.choice((0, 1, 1, 1))
            yield from self._chain(number, chance.randint(0, end), end, day, document, lines)

    def _is_suitable(self, document: Record) -> bool:
        lines = self._lines[int(str(document["key"]))]
        goods = [line for line in lines if self._accounts[line["glAccount.key"]] not in self.side.charges]
        return (
            document["state"] in {"posted", "partiallyPaid", "paid"}
            and document[ENTITY] in self._warehouses
            and all(int(str(line["txnAmount"])) > 0 for line in lines)
            and bool(goods)
            and self._are_ordered(goods)
        )

    def _are_ordered(self, lines: list[Record]) -> bool:
        """Whether these lines look ordered: goods rather than a month's subscription, stock rather than the rent."""
        return all(self._accounts[line["glAccount.key"]] in {"4000", "4010", "4100", "4110", "1200", "5010"} for line in lines)

    def _line(self, line: Record) -> Line:
        amount = int(str(line["txnAmount"]))
        is_charge = self._accounts[line["glAccount.key"]] in self.side.charges
        memo = str(line["memo"])
        sold = line.get("dimensions.item.key")
        times = _TIMES.search(memo)
        item, quantity = (int(str(sold)), math.gcd(amount, int(times[1]) if times else 1)) if sold else self._bought(memo, amount)
        department, class_ = line["dimensions.department.key"], line["dimensions.class.key"]
        return Line(
            item=None if is_charge else item,
            memo=memo,
            quantity=quantity,
            amount=amount,
            location=int(str(line["dimensions.location.key"])),
            department=int(department) if department else None,
            class_=int(class_) if class_ else None,
        )

    def _bought(self, memo: str, amount: int) -> tuple[int, int]:
        """An item and how many of it would cost about ``amount`` cents: the one that the memo names, if it can be."""
        named = next((key for name, key in self._names.items() if memo.endswith(name)), None)
        low, high = bisect_left(self._offers, (amount * 9 // 10,)), bisect_left(self._offers, (amount * 11 // 10,))
        near = self._offers[low:high] or self._offers[: low + 1][-1:]
        _, item, quantity = next((offer for offer in near if offer[1] == named), near[amount % len(near)])
        return item, quantity

    def _chain(self, number: int, begin: int, end: int, day: date, document: Record, lines: tuple[Line, ...]) -> Iterator[Step]:
        """From the last step back to the first; before the books open there is nothing."""
        is_whole = end == len(self.side.kinds) - 1
        for at in range(end, begin - 1, -1):
            yield Step(day, number, at, at == end, document, document if is_whole else None, lines)
            if at > begin:
                day = max(day - timedelta(days=self._chance.randint(*self.side.kinds[at - 1].days)), self.books.opening)

    def _add_document(self, step: Step, kind: Kind, number: str, before: Record | None) -> Record:
        chance, side, books = self._chance, self.side, self.books
        ledger = step.ledger
        entity = ENTITIES[int(str(ledger[ENTITY])) - 1]
        currency = str(ledger["currency.txnCurrency"])
        is_end = step.is_last and kind is side.kinds[-1]
        # The last document has the rate of the invoice or bill that it became.
        rate = int(str(ledger["currency.exchangeRate.rate"])) if is_end else books.rate(currency, entity.currency, step.day)
        audit = stamp(chance, side.clerks[entity.key - 1], step.day, step.day + timedelta(days=1) if step.day < books.today else None)
        state = ("closed" if is_end else chance.choices(("pending", "draft"), (9, 1))[0]) if step.is_last else "converted"
        record: Record = {
            "id": f"{kind.name}-{number}",
            "documentId": f"{kind.name}-{number}",
            "documentNumber": number,
            "documentType": kind.name,
            "state": state,
            "status": "active",
            "txnDate": step.day.isoformat(),
            "dueDate": ledger["dueDate"] if is_end else (step.day + timedelta(days=30)).isoformat(),
            "postingDate": step.day.isoformat() if is_end else None,
            "memo": ledger["description"],
            "baseCurrency": entity.currency,
            "txnCurrency": currency,
            "exchangeRate.date": step.day.isoformat(),
            "exchangeRate.rate": rate * 10**4,
            "exchangeRate.typeId": None if currency == entity.currency else "Intacct Daily Rate",
            "isPrinted": int(step.is_last and state != "draft"),
            "isBackordered": 0,
            "isSystemGeneratedDocument": 0,
            "paymentStatus": {"paid": "paid", "partiallyPaid": "partiallyPaid"}.get(str(ledger["state"]), "open") if is_end else None,
            "paymentTerm.key": str(ledger["term.key"]),
            "paymentTerm.id": books.records(f"{side.ledger.partition('/')[0]}/term")[int(str(ledger["term.key"])) - 1]["id"],
            "sourceDocument.key": before["key"] if before else None,
            "txnDefinition.key": books.key(f"{side.app}/txn-definition", kind.name),
            f"{side.partner}.key": ledger[f"{side.partner}.key"],
            f"{side.ledger_member}.key": ledger["key"] if is_end else None,
            "entity.key": entity.key,
            **self._manner(ledger, is_end),
            **audit,
        }
        key = books.add(side.document, record)
        if is_end:
            ledger[side.back] = key
        if kind.name == "Purchase Order" and step.source:
            step.source["referenceNumber"] = number
        header: Record = {"documentHeader.key": str(key), "documentHeader.id": record["id"], "documentHeader.documentType": kind.name}
        charges = [line for line in step.lines if line.item is None]
        goods = [line for line in step.lines if line.item is not None]
        totals = [self._add_line(record, header, line, rate, at, audit) for at, line in enumerate(goods, 1)]
        record["subtotalInTxnCurrency"] = sum(line.amount for line in goods)
        record["subtotal"] = sum(totals)
        totals += [self._add_charge(record, header, line, rate, audit) for line in charges]
        record["totalInTxnCurrency"] = sum(line.amount for line in step.lines)
        record["total"] = sum(totals)
        if before:
            self._add_history(before, record)
        return record

    def _manner(self, ledger: Record, is_end: bool) -> Record:
        """What only one of the sides has."""
        if self.side is PURCHASES:
            contact = self.books.records("accounts-payable/vendor")[int(str(ledger["vendor.key"])) - 1]["contacts.primary.key"]
            return {"contacts.primary.key": contact, "vendorDocumentNumber": ledger["billNumber"] if is_end else None}
        contact = self.books.records("accounts-receivable/customer")[int(str(ledger["customer.key"])) - 1]["contacts.billTo.key"]
        contact_id = self.books.records("company-config/contact")[int(str(contact)) - 1]["id"]
        return {
            "customerPONumber": ledger["referenceNumber"],
            "invoiceDate": ledger["invoiceDate"] if is_end else None,
            **{
                f"contacts.{use}.{member}": value
                for use in ("billTo", "primary")
                for member, value in (("id", contact_id), ("key", str(contact)))
            },
        }

    def _add_line(self, document: Record, header: Record, line: Line, rate: int, at: int, audit: Record) -> int:
        """One line; the answer is its amount in the entity's currency."""
        base = converted(line.amount, rate)
        is_converted = document["state"] == "converted"
        currencies = {"txnCurrency": document["txnCurrency"], "baseCurrency": document["baseCurrency"]}
        self.books.add(
            f"{self.side.app}/document-line",
            {
                ENTITY: document[ENTITY],
                "sourceDocument.key": document["key"],
                **header,
                "documentType": document["documentType"],
                "lineNumber": at * WHOLE,
                "status": "active",
                "unit": self._units[line.item],
                "unitQuantity": line.quantity * _ONE,
                "quantity": line.quantity * _ONE,
                "quantityConverted": line.quantity * _ONE if is_converted else 0,
                "quantityRemaining": 0 if is_converted or document["state"] == "closed" else line.quantity * _ONE,
                "unitPrice": line.amount * _CENT // line.quantity,
                "priceInTxnCurrency": line.amount * _CENT,
                "price": base * _CENT,
                "conversionType": "quantity",
                "enableTax": 0,
                "isBillable": 0,
                "isBilled": 0,
                "item.key": line.item,
                "dimensions.item.key": line.item,
                "dimensions.warehouse.key": self._warehouses[int(str(document[ENTITY]))],
                "dimensions.location.key": line.location,
                "dimensions.department.key": line.department,
                "dimensions.class.key": line.class_,
                f"dimensions.{self.side.partner}.key": document[f"{self.side.partner}.key"],
                **currencies,
                **audit,
            },
        )
        return base

    def _add_charge(self, document: Record, header: Record, line: Line, rate: int, audit: Record) -> int:
        base = converted(line.amount, rate)
        self.books.add(
            f"{self.side.app}/document-subtotal",
            {
                OWNER: document["key"],
                ENTITY: document[ENTITY],
                **header,
                "description": line.memo,
                "absoluteValue": base,
                "txnAbsoluteValue": line.amount,
                "total": base,
                "txnTotal": line.amount,
                "dimensions.location.key": line.location,
                "dimensions.department.key": line.department,
                **audit,
            },
        )
        return base

    def _add_history(self, before: Record, after: Record) -> None:
        """The conversion, as both documents tell it."""
        owner = "orderEntryDocument" if self.side is SALES else "purchasingDocument"
        for document, direction, other in ((before, "convertedTo", after), (after, "convertedFrom", before)):
            self.books.add(
                f"{self.side.app}/document-history",
                {
                    ENTITY: document[ENTITY],
                    f"{owner}.key": document["key"],
                    f"{direction}.key": str(other["key"]),
                    f"{direction}.id": other["id"],
                    f"{direction}.documentType": other["documentType"],
                },
            )
