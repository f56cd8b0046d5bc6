"""The words and signs of a comparison."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from intacct_desktop.api.query import Query
from intacct_desktop.results.comparing import Change, ComparedColumn, ComparedRow, Comparison, Side
from intacct_desktop.results.result_set import ResultClosed
from intacct_desktop.ui.compare.pinned import Origin
from intacct_desktop.ui.results import words
from intacct_desktop.ui.theme import Role
from intacct_desktop.ui.wording import Message, Severity, describe

ARROW = " → "

SIGN = {Change.ADDED: "+", Change.REMOVED: words.MINUS, Change.CHANGED: "≠", Change.SAME: "="}
INK = {Change.ADDED: Role.SUCCESS, Change.REMOVED: Role.NEGATIVE, Change.CHANGED: Role.WARNING, Change.SAME: Role.MUTED}


def _tr(text: str) -> str:
    return QCoreApplication.translate("Compare", text)


def kind(change: Change) -> str:
    return {
        Change.ADDED: _tr("Added"),
        Change.REMOVED: _tr("Removed"),
        Change.CHANGED: _tr("Changed"),
        Change.SAME: _tr("Same"),
    }[change]


def cell(column: ComparedColumn, row: ComparedRow, at: int, *, copied: bool = False) -> str:
    """One cell: its value, and where it changed the old value and the new one; nothing where the row has no such column."""
    write = words.copied if copied else words.shown
    if at in row.changed and row.before is not None and row.after is not None:
        return f"{write(row.before[at])}{ARROW}{write(row.after[at])}"
    return "" if is_absent(column, row) else write(value(row, at))


def is_absent(column: ComparedColumn, row: ComparedRow) -> bool:
    """Whether the row stands only on the side that does not have the column: then there is not even a null."""
    return (row.before is None or column.before is None) and (row.after is None or column.after is None)


def value(row: ComparedRow, at: int) -> object:
    """The value that a cell shows where it did not change: the one after, or before where there is none after."""
    after = row.after[at] if row.after is not None else None
    return row.before[at] if after is None and row.before is not None else after


def origin(found: Origin) -> str:
    """``Riverside Group · Top level · 20/11/2026 14:02``."""
    at = found.at.astimezone()
    return " · ".join(part for part in (found.company, found.entity, f"{words.day(at.date())} {at:%H:%M}") if part)


def extent(side: Side) -> str:
    """How many rows were taken, and how many there are where these are not all."""
    rows = words.rows(side.extent.rows)
    if side.extent.complete or side.extent.total is None:
        return rows
    return _tr("{rows} of {total} loaded").format(rows=rows, total=words.number(side.extent.total))


def cautions(comparison: Comparison, before_query: Query, after_query: Query) -> list[str]:
    """What to know before one believes the counts."""
    found = []
    if before_query.to_body() != after_query.to_body():
        found.append(_tr("The queries differ: the tips of their names above show them."))
    before, after = comparison.before, comparison.after
    if not (before.extent.complete and after.extent.complete):
        found.append(_tr("Not all rows were loaded: a row that was not loaded counts as removed or added. Load all rows, then compare."))
    if before.repeated or after.repeated:
        said = _tr(
            "{before} before and {after} after share their key with an earlier row; such rows are compared in their order."
            " Choose a key that tells them apart."
        )
        found.append(said.format(before=words.rows(before.repeated), after=words.rows(after.repeated)))
    for paths, said in (
        ([column.path for column in comparison.columns if column.after is None], _tr("Only before: {columns}.")),
        ([column.path for column in comparison.columns if column.before is None], _tr("Only after: {columns}.")),
    ):
        if paths:
            found.append(said.format(columns=_listed(paths)))
    return found


def _listed(paths: Sequence[str], most: int = 6) -> str:
    shown = ", ".join(paths[:most])
    return shown if len(paths) <= most else _tr("{columns} and {count} more").format(columns=shown, count=words.number(len(paths) - most))


@describe.register
def _(_error: ResultClosed) -> Message:
    return Message(
        Severity.WARNING,
        _tr("The rows are gone."),
        _tr("Their tab was closed or ran again. Nothing in the company was changed."),
        _tr("Run the query again."),
    )
