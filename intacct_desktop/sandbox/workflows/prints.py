"""Documents as PDF: the action that makes one answers with a link, and the link gives the file."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from intacct_desktop.sandbox.errors import invalid_request, not_found
from intacct_desktop.sandbox.exports import Sheet
from intacct_desktop.sandbox.exports.pages import write_pdf
from intacct_desktop.sandbox.objects.records import Records
from intacct_desktop.sandbox.scope import Scope
from intacct_desktop.sandbox.store import Kind, Store
from intacct_desktop.sandbox.workflows.moves import Move, states
from intacct_desktop.sandbox.workflows.task import Task

DOWNLOAD = "services/core/content/download"
_FIELD = "/downloadURL"

# What the page of a document shows: of its head by member, and of its lines by path.
_HEADS = {
    "accounts-receivable/invoice": ("invoiceNumber", "invoiceDate", "dueDate", "totalTxnAmount", "totalTxnAmountDue"),
    "order-entry/document": ("documentNumber", "documentType", "txnDate", "dueDate", "totalInTxnCurrency"),
}
_LINES = {
    "accounts-receivable/invoice": (("memo", Kind.TEXT), ("glAccount.id", Kind.TEXT), ("txnAmount", Kind.DECIMAL)),
    "order-entry/document": (
        ("item.id", Kind.TEXT),
        ("unit", Kind.TEXT),
        ("unitQuantity", Kind.DECIMAL),
        ("unitPrice", Kind.DECIMAL),
        ("priceInTxnCurrency", Kind.DECIMAL),
    ),
}


def print_document(*names: str) -> Move:
    """The document's file is made, and its link kept in ``downloadURL``."""

    def act(task: Task) -> None:
        members = {"key": task.root.values["key"], "resource": f"objects/{task.root.name}", "field": _FIELD}
        link = f"/{DOWNLOAD}?{urlencode(members, safe='/')}"
        task.root.values["downloadURL"] = task.answer["downloadURL"] = link

    return Move(start=states(*names), end=None, act=act, shows=None)


def printed(store: Store, parameters: dict[str, str], scope: Scope) -> bytes:
    """The PDF that a link of ``print_document`` stands for. Raises 404 for a document that has none."""
    if parameters.keys() != {"key", "resource", "field"} or parameters["field"] != _FIELD:
        raise invalid_request("A download needs key, resource and field")
    name = parameters["resource"].removeprefix("objects/")
    if name not in _HEADS:
        raise not_found(f"file of {name}")
    record = Records(store).one(name, parameters["key"], scope)["ia::result"]
    if not record["downloadURL"]:
        raise not_found(f"file of {name} with the key {parameters['key']}")
    columns = [(path, kind, 2) for path, kind in _LINES[name]]
    rows = [[_value(line, path, kind) for path, kind, _ in columns] for line in record["lines"]]
    title = ", ".join(str(record[member]) for member in _HEADS[name] if record[member] is not None)
    return b"".join(write_pdf(Sheet(title, columns, len(rows), _once(rows))))


def _value(line: dict[str, Any], path: str, kind: Kind) -> Any:
    value: Any = line
    for member in path.split("."):
        value = value[member]
    return Decimal(value) if kind is Kind.DECIMAL and value is not None else value


def _once(rows: list[list[Any]]) -> Iterator[list[list[Any]]]:
    yield rows
