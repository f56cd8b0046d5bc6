"""The words of statistics and groups: of which rows they are, the names of periods, the bars of a chart."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QCoreApplication, QDate, QLocale

from intacct_desktop.api.query import split_aggregate
from intacct_desktop.results.groups_table import GroupsTable
from intacct_desktop.results.misfits import Misfit
from intacct_desktop.results.result_set import ResultSet
from intacct_desktop.results.statistics import DatePart
from intacct_desktop.ui.results import words
from intacct_desktop.ui.results.beside.chart_series import Bar, Kind, Series, by_size, by_time, periods

_JOINT = " · "


def _tr(text: str) -> str:
    return QCoreApplication.translate("Groups", text)


def scope(result_set: ResultSet, rows: int, loaded: int, *, filtered: bool) -> str:
    """Of which rows something is said."""
    if filtered:
        return _tr("Of the {rows} that the grid shows, of {loaded} loaded").format(rows=words.rows(rows), loaded=words.number(loaded))
    if result_set.complete and result_set.count == rows:
        return _tr("Of all {rows} that match").format(rows=words.rows(rows))
    total = result_set.total_count
    if total is None or total <= rows:
        return _tr("Of the {rows} that are loaded").format(rows=words.rows(rows))
    return _tr("Of the {rows} that are loaded, not all {total} that match").format(rows=words.rows(rows), total=words.number(total))


def share(part: int, whole: int) -> str:
    """So many of a hundred."""
    return _tr("{number} %").format(number=QLocale().toString(100 * part / whole if whole else 0.0, "f", 1))


def part_words(part: DatePart) -> str:
    return {
        DatePart.DAY: _tr("by day"),
        DatePart.MONTH: _tr("by month"),
        DatePart.QUARTER: _tr("by quarter"),
        DatePart.YEAR: _tr("by year"),
    }[part]


def shown(value: Any, part: DatePart | None = None) -> str:
    """The value of a group: a period as the person's language names it."""
    if part is None or not isinstance(value, str):
        return words.shown(value)
    digits = value.replace("Q", "").split("-")
    if not all(each.isdecimal() for each in digits):
        return words.shown(value)  # what is no date
    year, *rest = (int(each) for each in digits)
    match part:
        case DatePart.QUARTER if rest:
            return _tr("Q{quarter} {year}").format(quarter=rest[0], year=year)
        case DatePart.MONTH if rest:
            return QLocale().toString(QDate(year, rest[0], 1), _tr("MMM yyyy"))
        case DatePart.DAY if len(rest) == 2:
            return words.day(date(year, *rest))
    return str(year)


def label(table: GroupsTable, line: Sequence[Any]) -> str:
    """A group's name: the values of its keys."""
    return _JOINT.join(shown(value, key.part) for value, key in zip(line, table.keys, strict=False))


def heading(table: GroupsTable, position: int) -> str:
    """The name of a column of the table."""
    keys = len(table.keys)
    path = table.columns[position].path
    if position < keys:
        part = table.keys[position].part
        return path if part is None else f"{path.rpartition(' (')[0]} {part_words(part)}"
    return _tr("Rows") if position == keys else _tr("Sum of {column}").format(column=split_aggregate(path)[1])


def can_follow_time(table: GroupsTable) -> bool:
    """Whether its groups stand along the time: one key, and that a period."""
    return len(table.keys) == 1 and table.keys[0].part is not None


def series(table: GroupsTable, position: int, kind: Kind) -> Series:
    """A chart of the number of rows or of one of the sums. Rows without a number have no bar, rows without a date no place in the time."""
    groups = _JOINT.join(heading(table, at) for at in range(len(table.keys)))
    title = _tr("{figure} per {groups}").format(figure=heading(table, position), groups=groups)
    if kind is Kind.ROWS:
        return _by_size(table, position, title)
    return _by_time(table, position, title, kind)


def _by_size(table: GroupsTable, position: int, title: str) -> Series:
    bars = [_bar(label(table, line), line[position]) for line in table.lines if line[position] is not None]
    count = table.groups - (table.count - len(bars))

    def rest_of(others: int, value: Decimal) -> Bar:
        return Bar(_tr("others ({count})").format(count=words.number(others)), value, words.amount(value), is_rest=True)

    made = by_size(title, bars, Decimal(table.total[position] or 0), count, rest_of)
    known = _tr("the largest {shown} of {count}") if table.groups == table.count else _tr("{shown} of {count}")
    return _noted(made, known.format(shown=words.number(count - made.left_out), count=words.number(count)) if made.left_out else "")


def _by_time(table: GroupsTable, position: int, title: str, kind: Kind) -> Series:
    part = table.keys[0].part
    dated = {line[0]: line[position] for line in table.lines if isinstance(line[0], str) and not isinstance(line[0], Misfit)}
    if part is None or not dated:
        return Series(title, kind, ())
    bars = [_bar(shown(period, part), dated.get(period) or 0) for period in periods(min(dated), max(dated), part)]
    made = by_time(title, bars, kind)
    notes = []
    if made.left_out:
        notes.append(_tr("the last {shown} of {count}").format(shown=words.number(len(made.bars)), count=words.number(len(bars))))
    if undated := table.rows - sum(line[1] for line in table.lines if line[0] in dated):
        notes.append(_tr("without {rows} that have no date").format(rows=words.rows(undated)))
    return _noted(made, ", ".join(notes))


def _bar(name: str, value: Decimal | int) -> Bar:
    return Bar(name, Decimal(value), words.amount(value))


def _noted(made: Series, note: str) -> Series:
    return replace(made, title=f"{made.title} ({note})") if note else made
