"""The views that come with the company: for each main object all records, those in use, and those changed last (facts 9)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from intacct_desktop.sandbox.facts import ObjectFacts, load_facts

# The columns of each object's views, in their order.
_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "accounts-payable/adjustment": ("adjustmentNumber", "vendor.id", "vendor.name", "createdDate", "txnTotalEntered", "state"),
    "accounts-payable/bill": (
        "billNumber",
        "vendor.id",
        "vendor.name",
        "createdDate",
        "dueDate",
        "totalTxnAmount",
        "totalTxnAmountDue",
        "state",
    ),
    "accounts-payable/payment": ("documentNumber", "vendor.id", "vendor.name", "paymentDate", "txnCurrency.totalAmount", "state"),
    "accounts-payable/vendor": ("id", "name", "vendorType.id", "totalDue", "status"),
    "accounts-receivable/customer": ("id", "name", "customerType.id", "totalDue", "status"),
    "accounts-receivable/invoice": ("invoiceNumber", "customer.id", "customer.name", "invoiceDate", "dueDate", "totalTxnAmount", "state"),
    "accounts-receivable/payment": ("documentNumber", "customer.id", "customer.name", "paidDate", "txnCurrency.totalAmount", "state"),
    "cash-management/checking-account": ("id", "bankAccountDetails.bankName", "bankAccountDetails.currency", "status"),
    "company-config/class": ("id", "name", "status"),
    "company-config/contact": ("id", "printAs", "companyName", "status"),
    "company-config/department": ("id", "name", "parent.id", "status"),
    "company-config/employee": ("id", "name", "department.id", "location.id", "status"),
    "company-config/entity": ("id", "name", "status"),
    "company-config/location": ("id", "name", "parent.id", "status"),
    "company-config/user": ("id", "userName", "userType", "adminPrivileges", "status"),
    "contracts/contract": ("id", "name", "dimensions.customer.id", "startDate", "endDate", "state"),
    "expenses/employee-expense": ("expenseReportNumber", "employee.id", "createdDate", "state"),
    "general-ledger/account": ("id", "name", "accountType", "normalBalance", "status"),
    "general-ledger/journal": ("id", "name", "bookType", "status"),
    "general-ledger/journal-entry": ("txnNumber", "glJournal.id", "postingDate", "description", "referenceNumber", "state"),
    "inventory-control/item": ("id", "name", "itemType", "costMethod", "status"),
    "inventory-control/warehouse": ("id", "name", "location.id", "status"),
    "order-entry/document": ("id", "documentNumber", "customer.id", "state"),
    "projects/project": ("id", "name", "customer.id", "category", "status"),
    "projects/task": ("id", "name", "project.id", "taskStatus"),
    "purchasing/document": ("id", "documentNumber", "vendor.id", "state"),
    "time/timesheet": ("id", "employee.id", "beginDate", "state"),
}

_CHANGED = "audit.modifiedDateTime"


@dataclass(frozen=True, slots=True)
class SystemView:
    """One view. ``key`` is ``app/object::systemfw1``."""

    object_name: str
    id: str
    name: str
    description: str
    query: Mapping[str, Any]

    @property
    def key(self) -> str:
        return f"{self.object_name}::{self.id}"

    @property
    def body(self) -> dict[str, Any]:
        """The view as its object shows it."""
        return {
            "key": self.key,
            "id": self.key,
            "name": self.name,
            "description": self.description,
            "object": self.object_name,
            "query": self.query,
            "contexts": ["__default"],
            "href": f"/objects/core/system-view?name={self.key}",
        }


def views_of(object_name: str) -> tuple[SystemView, ...]:
    """The views of an object; none of an object that is not among the main ones."""
    columns = _COLUMNS.get(object_name)
    return tuple(_views(load_facts().objects[object_name], columns)) if columns else ()


def view(key: str) -> SystemView | None:
    """One view by its key."""
    return next((each for each in views_of(key.partition("::")[0]) if each.key == key), None)


def _views(facts: ObjectFacts, columns: Sequence[str]) -> Iterator[SystemView]:
    fields = ["key", *columns]
    query: dict[str, Any] = {"object": facts.name, "fields": fields}
    yield SystemView(facts.name, "systemfw1", "All", "All records", query | {"orderBy": [{fields[1]: "asc"}]})
    status = facts.paths.get("status")
    if status and status.enum and "active" in status.enum:
        in_use = query | {"filters": [{"$eq": {"status": "active"}}], "orderBy": [{fields[1]: "asc"}]}
        yield SystemView(facts.name, "systemfw2", "Active", "Records that are in use", in_use)
    if _CHANGED in facts.paths:
        changed = query | {"fields": [*fields, _CHANGED], "orderBy": [{_CHANGED: "desc"}]}
        yield SystemView(facts.name, "systemfw3", "Recently changed", "Records in the order of their last change", changed)
