"""How the tests of business rules talk to the practice company: records made and read, actions carried out, what the ledger got."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import httpx

from intacct_desktop.sandbox.workflows.actions import WORKFLOWS

Query = Callable[..., Any]


@dataclass
class Accountant:
    """Someone with a token for the top level."""

    api: httpx.Client
    query: Query
    _cache: dict[str, Any] = field(default_factory=dict)

    def make(self, name: str, body: Any) -> str:
        """The address of a new record, which is submitted where it would else stay a draft that the body does not ask for."""
        answer = self.api.post(f"/objects/{name}", json=body)
        assert answer.status_code == 201, answer.text
        address = str(answer.json()["ia::result"]["href"])
        if f"{name}/submit" in WORKFLOWS and not body.keys() & {"state", "action"} and self.read(address)["state"] == "draft":
            self.act(f"{name}/submit", address)
        return address

    def read(self, address: str) -> Any:
        answer = self.api.get(address)
        assert answer.status_code == 200, answer.text
        return answer.json()["ia::result"]

    def change(self, address: str, **members: Any) -> None:
        answer = self.api.patch(address, json=members)
        assert answer.status_code == 200, answer.text

    def act(self, name: str, address: str, **members: Any) -> Any:
        """The answer of an action on the record at an address."""
        answer = self.api.post(f"/workflows/{name}", json={"key": address.rpartition("/")[2], **members})
        assert answer.status_code == 200, answer.text
        return answer.json()["ia::result"]

    def refused(self, answer: httpx.Response) -> list[tuple[str, str]]:
        """The details of a 422: targets and messages."""
        assert answer.status_code == 422, answer.text
        error = answer.json()["ia::result"]["ia::error"]
        assert error["code"] == "operationFailed"
        return [(detail["target"], detail["message"]) for detail in error["details"]]

    def refused_make(self, name: str, body: Any) -> list[tuple[str, str]]:
        """Why a record cannot be made."""
        return self.refused(self.api.post(f"/objects/{name}", json=body))

    def refused_change(self, address: str, **members: Any) -> list[tuple[str, str]]:
        """Why a record cannot be changed."""
        return self.refused(self.api.patch(address, json=members))

    def refused_act(self, name: str, address: str, **members: Any) -> list[tuple[str, str]]:
        """Why an action cannot be carried out."""
        return self.refused(self.api.post(f"/workflows/{name}", json={"key": address.rpartition("/")[2], **members}))

    def partner(self, name: str, currency: str = "USD", entity: str = "100") -> str:
        """The id of an active vendor or customer that can deal with an entity in a currency."""
        filters: list[dict[str, Any]] = [{"$eq": {"status": "active"}}, {"$eq": {"currency": currency}}]
        if name.endswith("vendor"):
            filters += [{"$eq": {"isOnHold": False}}, {"$eq": {"doNotPay": False}}]
        rows = self.query(name, ["id", "entity.id"], filters=filters, size=50)["ia::result"]
        return str(next(row["id"] for row in rows if row["entity.id"] in (None, entity)))

    def due(self, name: str, partner: str) -> Decimal:
        """What is due with a vendor or customer."""
        [row] = self.query(name, ["totalDue"], filters=[{"$eq": {"id": partner}}])["ia::result"]
        return Decimal(row["totalDue"])

    @contextmanager
    def ledger(self) -> Iterator[list[tuple[str, ...]]]:
        """The postings that come while the block runs: journal, date, account, amount (credits below zero), in the entity's currency."""
        postings: list[tuple[str, ...]] = []
        name = "general-ledger/journal-entry-line"
        last = self.query(name, ["key"], orderBy=[{"key": "desc"}], size=1)["ia::result"][0]["key"]
        yield postings
        fields = ["key", "journalEntry.key", "glAccount.id", "txnType", "baseAmount", "entryDate", "state"]
        rows = self.query(name, fields, filters=[{"$gt": {"key": last}}], orderBy=[{"key": "asc"}], size=500)["ia::result"]
        balances: dict[str, Decimal] = {}
        for row in rows:
            amount = Decimal(row["baseAmount"]) * (1 if row["txnType"] == "debit" else -1)
            entry = row["journalEntry.key"]
            balances[entry] = balances.get(entry, Decimal(0)) + amount
            journal = self._journal(entry)
            postings.append((journal, row["entryDate"], row["glAccount.id"], str(amount)))
        assert not any(balances.values()), f"entries do not balance: {balances}"

    def control(self, account: str) -> dict[str, Decimal]:
        """What the ledger has in an account, by entity: debits less credits."""
        entries = "general-ledger/journal-entry-line"
        filters = [{"$eq": {"glAccount.id": account}}]
        fields = ["journalEntry.entity.id", "txnType", "sum:baseAmount"]
        balances: dict[str, Decimal] = {}
        for row in self.query(entries, fields, filters=filters)["ia::result"]:
            sign = 1 if row["txnType"] == "debit" else -1
            entity = row["journalEntry.entity.id"]
            balances[entity] = balances.get(entity, Decimal(0)) + sign * Decimal(str(row["sum:baseAmount"]))
        return {entity: balance for entity, balance in balances.items() if balance}

    def open(self, *documents: tuple[str, str]) -> dict[str, Decimal]:
        """What is due by documents, given by object and member, by entity."""
        totals: dict[str, Decimal] = {}
        filters = [{"$in": {"state": ["posted", "partiallyPaid", "selected"]}}]
        for name, member in documents:
            for row in self.query(name, ["entity.id", f"sum:{member}"], filters=filters)["ia::result"]:
                totals[row["entity.id"]] = totals.get(row["entity.id"], Decimal(0)) + Decimal(str(row[f"sum:{member}"]))
        return {entity: total for entity, total in totals.items() if total}

    def _journal(self, entry: str) -> str:
        if entry not in self._cache:
            [row] = self.query("general-ledger/journal-entry", ["glJournal.id"], filters=[{"$eq": {"key": entry}}])["ia::result"]
            self._cache[entry] = row["glJournal.id"]
        return str(self._cache[entry])


def line(amount: str, account: str = "6200", location: str = "110", **members: Any) -> dict[str, Any]:
    """A line of a bill, an invoice or the like."""
    return {"txnAmount": amount, "glAccount": {"id": account}, "dimensions": {"location": {"id": location}}, **members}


def money(record: Any, *paths: str) -> list[str]:
    """Members of a record by dotted path."""
    found = []
    for path in paths:
        value = record
        for member in path.split("."):
            value = value[member]
        found.append(value)
    return found


def bill(vendor: str, *lines: dict[str, Any], **members: Any) -> dict[str, Any]:
    return {
        "vendor": {"id": vendor},
        "createdDate": "2026-11-02",
        "dueDate": "2026-12-02",
        "currency": {"txnCurrency": "USD"},
        "lines": list(lines) or [line("100.00"), line("50.50", "6210")],
        **members,
    }


def payment(vendor: str, *bills: tuple[str, str], method: str = "eft", bank: str = "OPS-USD", currency: str = "USD", **members: Any) -> Any:
    return {
        "vendor": {"id": vendor},
        "financialEntity": {"entityId": bank},
        "paymentMethod": method,
        "paymentDate": "2026-11-20",
        "txnCurrency": {"currency": currency},
        "details": [{"bill": {"key": address.rpartition("/")[2]}, "txnCurrency": {"paymentAmount": amount}} for address, amount in bills],
        **members,
    }


def invoice(customer: str, *lines: dict[str, Any], **members: Any) -> dict[str, Any]:
    return {
        "customer": {"id": customer},
        "invoiceDate": "2026-11-02",
        "dueDate": "2026-12-02",
        "lines": list(lines) or [line("900.00", "4000"), line("100.00", "4300")],
        **members,
    }


def receipt(customer: str, *invoices: tuple[str, str], **members: Any) -> dict[str, Any]:
    return {
        "customer": {"id": customer},
        "paymentMethod": "eft",
        "paidDate": "2026-11-20",
        "financialEntity": {"entityId": "OPS-USD"},
        "paymentDetails": [
            {"arInvoice": {"key": address.rpartition("/")[2]}, "txnCurrency": {"paymentAmount": amount}} for address, amount in invoices
        ],
        **members,
    }


def transfer(amount: str = "250.00", source: str = "OPS-USD", target: str = "PAY-USD", **members: Any) -> dict[str, Any]:
    return {
        "transferFromAccount": {"bankAccount": {"id": source}, "transferAmount": amount},
        "transferToAccount": {"bankAccount": {"id": target}},
        "sendDate": "2026-11-18",
        **members,
    }


def fee(kind: str = "serviceCharge", **members: Any) -> dict[str, Any]:
    account = "6900" if kind == "serviceCharge" else "7000"
    return {
        "bankAccount": {"id": "OPS-USD"},
        "txnDate": "2026-11-18",
        "txnType": kind,
        "currency": {"txnCurrency": "USD"},
        "lines": [line("12.00", account)],
        **members,
    }


def card(**members: Any) -> dict[str, Any]:
    return {
        "creditCardAccount": {"id": "VISA-US"},
        "txnDate": "2026-11-18",
        "currency": {"txnCurrency": "USD"},
        "lines": [line("12.00", "6900")],
        **members,
    }


def other_receipt(**members: Any) -> dict[str, Any]:
    return {
        "bankAccount": {"id": "OPS-USD"},
        "payer": "Scrap dealer",
        "paymentMethod": "eft",
        "txnDate": "2026-11-18",
        "txnPaidDate": "2026-11-18",
        "depositDate": "2026-11-18",
        "lines": [line("12.00", "7010")],
        **members,
    }


def goods(item: str, quantity: str, price: str, **members: Any) -> dict[str, Any]:
    return {
        "dimensions": {"item": {"id": item}, "warehouse": {"id": "WH-PDX"}, "location": {"id": "120"}},
        "unit": "Each",
        "unitQuantity": quantity,
        "unitPrice": price,
        **members,
    }


def contract(customer: str, **members: Any) -> dict[str, Any]:
    return {
        "id": "CON-RULES",
        "name": "Rules",
        "startDate": "2026-01-01",
        "endDate": "2026-12-31",
        "paymentTerm": {"key": "2"},
        "dimensions": {"customer": {"id": customer}, "location": {"id": "110"}},
        **members,
    }
