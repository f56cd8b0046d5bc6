"""What the parts of the builder have in common: each is a view of the whole query and edits its own part of it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QWidget

from intacct_desktop.api.checks import Finding
from intacct_desktop.api.query import Query
from intacct_desktop.ui.builder.finding_words import finding_text
from intacct_desktop.ui.builder.query_fields import QueryFields
from intacct_desktop.ui.theme import CONTROL

T = TypeVar("T")


class Section(QWidget):
    """Shows one part of a query and says the whole edited one with `edited`.

    Text that is no value yet stays where it was typed and out of the query; `problem` says why in words, empty when there is none.
    """

    edited = Signal(object)
    problem_changed = Signal()

    def __init__(self, query: Query, fields: QueryFields, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._query = query
        self._fields = fields

    @property
    def query(self) -> Query:
        """The query as it is shown."""
        return self._query

    @property
    def problem(self) -> str:
        return ""

    def show_query(self, query: Query, *, typed_here: bool = False) -> None:
        """Show a query; ``typed_here`` when it came of an edit in this builder, so that what is being typed is left alone."""
        raise NotImplementedError

    def refresh(self) -> None:
        """Show the same query again, after more of the model is known."""
        self.show_query(self._query, typed_here=True)

    def show_findings(self, findings: Iterable[Finding]) -> None:
        """Mark what the check found in this part; findings of other parts are passed over."""


def caption(words: str, parent: QWidget) -> QLabel:
    """The muted word before a part, as high as a control."""
    label = QLabel(words, parent)
    label.setProperty("role", "muted")
    label.setFixedHeight(CONTROL)
    return label


def findings_at(above: str, findings: Iterable[Finding]) -> Mapping[int, str]:
    """What was found of the items of one list, such as ``/fields/``, in words by their places from 0."""
    found: dict[int, str] = {}
    for finding in findings:
        at = finding.place.removeprefix(above)
        if at.isdecimal():
            found.setdefault(int(at), finding_text(finding))
    return found


def without(items: Sequence[T], at: int) -> tuple[T, ...]:
    return (*items[:at], *items[at + 1 :])


def replaced(items: Sequence[T], at: int, item: T) -> tuple[T, ...]:
    return (*items[:at], item, *items[at + 1 :])


def moved(items: Sequence[T], old: int, new: int) -> tuple[T, ...]:
    left = without(items, old)
    return (*left[:new], items[old], *left[new:])
