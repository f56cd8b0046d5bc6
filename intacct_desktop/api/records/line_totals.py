"""What the lines of a record come to: the sum of each amount beside the header's own total, and debits against credits.

Which members are amounts, which header member is their total and which member says the side is read off the model and the names that the
API gives; no object is special. Sums are exact, however long the numbers.
"""

from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal
from typing import Any

from intacct_desktop.api.filter_values import number_in
from intacct_desktop.api.records.form import Entry, EntryKind
from intacct_desktop.api.records.values import Record, is_empty, steps_of

_EXACT = Context(prec=2_000)
_ZERO = Decimal(0)
_SIDES = frozenset({"debit", "credit"})
_NOT_SUMMED = ("rate", "percent", "unit", "price", "coefficient", "tolerance", "factor", "number")
"""What stands in the name of a number of which a sum says nothing."""


@dataclass(frozen=True, slots=True)
class Sides:
    """The amounts by the side on which they stand. ``neither`` lines do not say theirs."""

    debit: Decimal
    credit: Decimal
    neither: int = 0

    @property
    def difference(self) -> Decimal:
        """Debits less credits."""
        return _EXACT.subtract(self.debit, self.credit)


@dataclass(frozen=True, slots=True)
class HeaderTotal:
    """The header's own total of a column; ``path`` is dotted."""

    path: str
    total: Decimal


@dataclass(frozen=True, slots=True)
class ColumnTotal:
    """The sum of one column. ``unread`` of its cells are no numbers.

    Lines in several ``currencies`` have no sum in any of them: ``total`` is then the sum of unlike things, and not to be shown.
    """

    column: Entry
    total: Decimal
    unread: int = 0
    currencies: tuple[str, ...] = ()
    header: HeaderTotal | None = None
    sides: Sides | None = None

    @property
    def is_mixed(self) -> bool:
        return len(self.currencies) > 1

    @property
    def difference(self) -> Decimal | None:
        """The lines less the header; None where the header has no such total, or nothing can be said."""
        return None if self.header is None or self.is_mixed else _EXACT.subtract(self.total, self.header.total)


def amount_columns(columns: Iterable[Entry], header: Record) -> tuple[Entry, ...]:
    """The columns of which a sum says something: amounts, and whatever the header has a total of."""
    totals = _totals_in(header)
    return tuple(
        column
        for column in columns
        if column.kind is EntryKind.DECIMAL and column.of is None and (_is_amount(column) or _name_of_total(column) in totals)
    )


def side_column(columns: Iterable[Entry]) -> Entry | None:
    """The member that says on which side an amount stands: the enumeration of debit and credit."""
    return next((column for column in columns if column.field is not None and set(column.field.choices) == _SIDES), None)


def totals_of(
    columns: Sequence[Entry], items: Sequence[Record], header: Record, shown: Collection[str] | None = None
) -> tuple[ColumnTotal, ...]:
    """One total for each amount among the columns of a list, in their order, or of those whose paths are ``shown``.

    ``header`` is the record that has the lines.
    """
    summed = [column for column in amount_columns(columns, header) if shown is None or column.path in shown]
    side = side_column(columns)
    currency = next((column for column in columns if column.name == "txnCurrency"), None)
    sides = _values(side, items) if side is not None else None
    currencies = tuple(sorted({found for found in _values(currency, items) if isinstance(found, str) and found})) if currency else ()
    totals = _totals_in(header)
    return tuple(_total(column, items, sides, currencies if "txn" in column.name.lower() else (), totals) for column in summed)


def _total(
    column: Entry, items: Sequence[Record], sides: list[Any] | None, currencies: tuple[str, ...], totals: Mapping[str, HeaderTotal]
) -> ColumnTotal:
    values = _values(column, items)
    numbers = [number_in(value) for value in values]
    unread = sum(number is None and not is_empty(value) for number, value in zip(numbers, values, strict=True))
    total = _sum(number for number in numbers if number is not None)
    stood = None
    if sides is not None:
        pairs = [(number, side) for number, side in zip(numbers, sides, strict=True) if number is not None]
        debit, credit = (_sum(number for number, side in pairs if side == name) for name in ("debit", "credit"))
        stood = Sides(debit, credit, sum(side not in _SIDES for _, side in pairs))
    return ColumnTotal(column, total, unread, currencies, totals.get(_name_of_total(column)), stood)


def _is_amount(column: Entry) -> bool:
    name = column.name.lower()
    return column.field is not None and column.field.scale is not None and not any(word in name for word in _NOT_SUMMED)


def _name_of_total(column: Entry) -> str:
    """``totalTxnAmount`` is the header's sum of ``txnAmount``."""
    return f"total{column.name[:1].upper()}{column.name[1:]}"


def _totals_in(header: Record) -> dict[str, HeaderTotal]:
    """What the header calls a total, by its name; of two of a name the one nearer to the top."""
    found: dict[str, HeaderTotal] = {}
    for path, value in _own_members(header):
        name = path.rpartition(".")[2]
        if name.startswith("total") and name not in found and (number := number_in(value)) is not None:
            found[name] = HeaderTotal(path, number)
    return found


def _own_members(record: Record) -> Iterator[tuple[str, Any]]:
    """The scalar members of a record and its groups, nearer ones first; not those of lists and of the records it refers to."""
    groups: deque[tuple[str, Mapping[str, Any]]] = deque([("", record)])
    while groups:
        above, members = groups.popleft()
        for name, value in members.items():
            if not isinstance(value, Mapping):
                yield f"{above}{name}", value
            elif "key" not in value:
                groups.append((f"{above}{name}.", value))


def _values(column: Entry, items: Iterable[Record]) -> list[Any]:
    steps = steps_of(column.place)
    return [_member(item, steps) for item in items]


def _member(item: Record, steps: list[str]) -> Any:
    value: Any = item
    for step in steps:
        value = value.get(step) if isinstance(value, Mapping) else None
    return value


def _sum(numbers: Iterable[Decimal]) -> Decimal:
    total = _ZERO
    for number in numbers:
        total = _EXACT.add(total, number)
    return total
