"""A query in plain words: "Bills whose vendor name is Acme and whose due date is before today, newest due date first".

What counts is what the company is asked: muted filters are left out. Every pattern is a whole that a translation can put in its own
order. The names of objects and fields are the API's, made readable, in every language.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

from PySide6.QtCore import QCoreApplication, QLocale

from intacct_desktop.api import expression
from intacct_desktop.api.expression import And, Leaf, Node, Or
from intacct_desktop.api.model import Field, ValueKind
from intacct_desktop.api.naming import readable, short_name
from intacct_desktop.api.query import Aggregate, Direction, Order, Query, split_aggregate
from intacct_desktop.ui.builder.clause import clause
from intacct_desktop.ui.builder.entry import Notation, kind_of
from intacct_desktop.ui.builder.said_value import DATES, said, spoken
from intacct_desktop.ui.builder.words import notation_of

FindField: TypeAlias = Callable[[str], Field | None]

_MOST = 20  # items of one group that are said; the rest is counted
_MOST_SHORT = 2


_ES = ("s", "x", "z", "ch", "sh")


def _tr(text: str) -> str:
    return QCoreApplication.translate("Sentence", text)


def sentence(query: Query, find: FindField, notation: Notation | None = None) -> str:
    """The whole query on one line. ``find`` gives the field at a path, None where it is not known (yet)."""
    return _Speaker(query, find, notation, _MOST).sentence()


def short_sentence(query: Query, find: FindField, notation: Notation | None = None) -> str:
    """The gist, for a line of a list: at most two conditions, no settings."""
    return _Speaker(query, find, notation, _MOST_SHORT).subject()


def clauses(query: Query, find: FindField, notation: Notation | None = None) -> tuple[str, ...]:
    """Each filter by itself, the muted ones too: "whose due date is before today"."""
    say = notation or notation_of(QLocale())
    return tuple(clause(entry, find(entry.field), say) for entry in query.filters)


def object_of(query: Query) -> str:
    """What one record is: "Bill"."""
    return readable(short_name(query.object))


def columns(query: Query, find: FindField) -> str:
    """The columns by their readable names: "ID, vendor name and due date"; of many, the first."""
    names = [_named(name, find) for name in query.fields[:_MOST]]
    if more := len(query.fields) - len(names):
        names.append(_tr("1 more column") if more == 1 else _tr("{count} more columns").format(count=more))
    return _listed(names)


def grouping(query: Query, find: FindField) -> str:
    """The columns that figures are computed by: "vendor name and state"."""
    return _listed([_named(name, find) for name in query.fields if split_aggregate(name)[0] is None])


class _Speaker:
    def __init__(self, query: Query, find: FindField, notation: Notation | None, most: int) -> None:
        self._query = query.sent
        self._find = find
        self._notation = notation or notation_of(QLocale())
        self._most = most

    def sentence(self) -> str:
        tails = [*self._orders(), *self._settings()]
        return _joined([self.subject(), *tails], _tr("{first}, {last}"))

    def subject(self) -> str:
        """What is asked for, without order and settings."""
        objects, conditions = _plural(object_of(self._query)), self._conditions()
        if self._query.aggregates:
            objects = spoken(objects)
            source = _tr("{objects} {conditions}").format(objects=objects, conditions=conditions)
            return self._figures(source if conditions else _tr("all {objects}").format(objects=objects))
        if not conditions:
            return _tr("All {objects}").format(objects=spoken(objects))
        return _tr("{objects} {conditions}").format(objects=objects, conditions=conditions)

    def _figures(self, source: str) -> str:
        figures = _capital(_listed([_named(name, self._find) for name in self._query.aggregates]))
        groups = grouping(self._query, self._find)
        if not groups:
            return _tr("{figures} of {source}").format(figures=figures, source=source)
        return _tr("{figures} by {groups}, from {source}").format(figures=figures, groups=groups, source=source)

    # conditions

    def _conditions(self) -> str:
        query = self._query
        try:
            node = query.condition
        except expression.ExpressionError:
            return _tr("with filters whose expression “{expression}” cannot be read").format(expression=query.filter_expression)
        return self._group(_merged(node), top=True) if node is not None else ""

    def _group(self, node: Node, *, top: bool = False) -> str:
        """A group of plain conditions within a group is kept apart by commas and "either … or …"; deeper ones have parentheses."""
        if isinstance(node, Leaf):
            entry = self._query.filters[node.number - 1]
            return clause(entry, self._find(entry.field), self._notation)
        flat = _is_flat(node)
        if not flat and not top:
            return _tr("({conditions})").format(conditions=self._group(node, top=True))
        parts = [self._group(item) for item in node.items[: self._most]]
        if more := len(node.items) - len(parts):
            parts.append(_tr("1 more condition") if more == 1 else _tr("{count} more conditions").format(count=self._number(more)))
        alternatives = isinstance(node, Or)
        if not flat:
            words = _joined(parts, _tr("{first}, or {last}") if alternatives else _tr("{first}, and {last}"))
        else:  # commas would run into those of the group around it
            last = _tr("{first} or {last}") if alternatives else _tr("{first} and {last}")
            words = _joined(parts, last, _tr("{first}, {last}") if top else last)
        return _tr("either {alternatives}").format(alternatives=words) if alternatives and not (flat and top) else words

    # order and settings

    def _orders(self) -> list[str]:
        orders = [self._ordered(entry) for entry in self._query.order_by]
        return [orders[0], *(_tr("then {order}").format(order=order) for order in orders[1:])] if orders else []

    def _ordered(self, entry: Order) -> str:
        aggregate, path = split_aggregate(entry.field)
        up = entry.direction is Direction.ASCENDING
        kind = ValueKind.DECIMAL if aggregate in (Aggregate.COUNT, Aggregate.SUM, Aggregate.AVG) else kind_of(self._find(path))
        match kind:
            case ValueKind.DATE | ValueKind.DATE_TIME:
                words = _tr("oldest {field} first") if up else _tr("newest {field} first")
            case ValueKind.DECIMAL | ValueKind.INTEGER:
                words = _tr("smallest {field} first") if up else _tr("largest {field} first")
            case ValueKind.TEXT | ValueKind.ENUM:
                words = _tr("by {field} from A to Z") if up else _tr("by {field} from Z to A")
            case _:
                words = _tr("by {field}, ascending") if up else _tr("by {field}, descending")
        return words.format(field=_named(entry.field, self._find))

    def _settings(self) -> Iterator[str]:
        query = self._query
        for name, value in query.filter_parameters.items():
            yield self._parameter(name, value)
        if query.start is not None and query.start > 1:
            yield _tr("from row {number} on").format(number=self._number(query.start))
        if query.size is not None:
            yield _tr("{count} rows a page").format(count=self._number(query.size))

    def _parameter(self, name: str, value: object) -> str:
        words = {
            ("includePrivate", True): _tr("private entities included"),
            ("includeHierarchyFields", True): _tr("hierarchy fields included"),
            ("caseSensitiveComparison", False): _tr("upper and lower case alike"),
            ("includePrivate", False): _tr("private entities left out"),
            ("includeHierarchyFields", False): _tr("hierarchy fields left out"),
            ("caseSensitiveComparison", True): _tr("upper and lower case told apart"),
        }
        if isinstance(value, bool) and (name, value) in words:
            return words[name, value]
        if name == "asOfDate":
            return _tr("as of {date}").format(date=said(value, ValueKind.DATE, self._notation))
        return _tr("with {name} {value}").format(name=spoken(readable(name)), value=said(value, None, self._notation))

    def _number(self, number: int) -> str:
        return said(number, ValueKind.INTEGER, self._notation)


def _named(name: str, find: FindField) -> str:
    """A column or an order's field: "due date", "sum of amount"."""
    aggregate, path = split_aggregate(name)
    field = find(path)
    title = spoken(field.title if field is not None else readable(path))
    if aggregate is None:
        return title
    dated = kind_of(field) in DATES
    return {
        Aggregate.COUNT: _tr("count of {field}"),
        Aggregate.SUM: _tr("sum of {field}"),
        Aggregate.AVG: _tr("average {field}"),
        Aggregate.MIN: _tr("earliest {field}") if dated else _tr("smallest {field}"),
        Aggregate.MAX: _tr("latest {field}") if dated else _tr("largest {field}"),
    }[aggregate].format(field=title)


def _joined(parts: Sequence[str], last: str, between: str = "") -> str:
    """All in one, by the pattern ``between`` (commas), the last one by its own."""
    words = parts[0]
    for at, part in enumerate(parts[1:], start=2):
        words = (last if at == len(parts) else between or _tr("{first}, {last}")).format(first=words, last=part)
    return words


def _listed(names: Sequence[str]) -> str:
    return _joined(names, _tr("{first} and {last}")) if names else ""


def _merged(node: Node) -> Node:
    """Without groups in groups of their own kind, which mean nothing of their own."""
    if isinstance(node, Leaf):
        return node
    items = [_merged(item) for item in node.items]
    return type(node)(tuple(part for item in items for part in (item.items if isinstance(item, type(node)) else (item,))))


def _is_flat(node: And | Or) -> bool:
    return all(isinstance(item, Leaf) for item in node.items)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _plural(title: str) -> str:
    """English, as the names are in every language."""
    if title.endswith("is"):
        return title[:-2] + "es"
    if title.endswith(_ES):
        return title + "es"
    return title[:-1] + "ies" if title.endswith("y") and title[-2:-1] not in tuple("aeiou") else title + "s"
