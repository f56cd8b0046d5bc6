"""Numbers of documents: one for each that comes without, and none twice."""

from collections.abc import Iterator

from intacct_desktop.sandbox.rules.document_kinds import Document
from intacct_desktop.sandbox.rules.rule import number, problem
from intacct_desktop.sandbox.store import Store, quoted
from intacct_desktop.sandbox.writing.change import Change, Problem


def following(store: Store, name: str, prefix: str, digits: int = 5) -> str:
    """A number that no other record of the object has, made of its next key: "BILL-04942"."""
    [(last,)] = store.rows(f"SELECT MAX(key) FROM {quoted(store.table(name).name)}")  # noqa: S608 - own names, quoted
    return f"{prefix}-{int(last or 0) + 1:0{digits}}"


def check_unique(change: Change, document: Document) -> Iterator[Problem]:
    """Refuse a number that another document of the same partner has."""
    root = change.root
    given = root.values.get(document.number)
    if document.partner is None or not given or not root.changed(document.number):
        return
    reference = f"{document.partner.path}.key"
    sql = f"SELECT 1 FROM {quoted(root.name)} WHERE {quoted(reference)} IS ? AND {quoted(document.number)} = ? AND key IS NOT ? LIMIT 1"  # noqa: S608
    if change.store.rows(sql, (number(root, reference), given, root.key)):
        yield problem(root, document.number, f"This {document.partner.path} has another {document.word} with the number {given}")
