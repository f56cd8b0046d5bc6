"""What is pasted for lines, from a spreadsheet, a CSV file or JSON: which cells there are, which members they are for, and their values.

Nothing is dropped without a word: a cell that is no value of its member stays as it was typed and is told as `Attention`, and a column that
is not recognised is a None among the targets.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeAlias

import msgspec

from intacct_desktop.api.exact_json import DECODER, ENCODER
from intacct_desktop.api.filter_values import number_in
from intacct_desktop.api.naming import readable
from intacct_desktop.api.records.form import Entry, EntryKind
from intacct_desktop.api.records.local_text import Locale, NotAValue, kept, read_amount, read_date, read_integer, read_moment
from intacct_desktop.api.records.values import IDENTITY, Record, is_empty, with_value

Cell: TypeAlias = Any
"""Text, or a value of JSON."""

_YES_NO = {"true": True, "yes": True, "oui": True, "vrai": True, "x": True, "1": True}
_YES_NO |= {"false": False, "no": False, "non": False, "faux": False, "0": False}
_BEHIND_ID = re.compile(r"\s+[·–—]\s+|--")  # "6252 · Entertainment" here, "6252--Entertainment" in Intacct's own pages
_NOT_PASTED = frozenset({EntryKind.FILE})
_ALIKE = 62.0  # of 100, from where a name is taken for another
_SURE = 90.0
_MONEY_PLACES = 2


@dataclass(frozen=True, slots=True)
class Block:
    """Rows of equally many cells. ``names`` are the members' where the rows say them themselves, as JSON does."""

    rows: tuple[tuple[Cell, ...], ...]
    names: tuple[str, ...] | None = None

    @property
    def width(self) -> int:
        return len(self.rows[0]) if self.rows else 0


@dataclass(frozen=True, slots=True)
class Target:
    """The column that pasted cells are for, or one ``member`` of the reference there: ``glAccount.id``."""

    column: Entry
    member: str | None = None

    @property
    def path(self) -> str:
        return f"{self.column.path}.{self.member}" if self.member is not None else self.column.path


@dataclass(frozen=True, slots=True)
class Attention:
    """A cell that is no value of its member and stays as it was typed. ``row`` counts the items from 0; ``found`` has what else there is to
    say: ``scale``, ``choices``."""

    row: int
    column: Entry
    problem: str
    text: str
    found: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Pasted:
    """Items made of pasted rows."""

    items: tuple[dict[str, Any], ...]
    attention: tuple[Attention, ...] = ()


def read_block(text: str) -> Block:
    """The cells of a clipboard's text: tabs as spreadsheets copy them (cells with line breaks in quotes), semicolons, commas, or JSON.

    Text that is none of these is one column of its lines. Rows that are shorter than others are filled up with empty cells.
    """
    return _json_block(text) or Block(tuple(_table(text)))


def with_header(block: Block, columns: Sequence[Entry], labels: Mapping[str, str] | None = None) -> tuple[Block, tuple[Target | None, ...]]:
    """The block without its header and what its columns are for, where its first row names columns; else the block as it is and ``()``.

    ``labels`` are words of the company's own, by path. Of columns that are alike the first in ``columns`` is taken.
    """
    names = block.names if block.names is not None else tuple(block.rows[0]) if len(block.rows) > 1 else ()
    targets, likeness = _matched([str(name) for name in names], columns, labels or {})
    if block.names is None:
        if not _is_header(names, likeness):
            return block, ()
        block = Block(block.rows[1:], tuple(str(name) for name in names))
    return Block(tuple(row for row in block.rows if not all(is_empty(cell) for cell in row)), block.names), targets


def _is_header(names: Sequence[str], likeness: Sequence[float]) -> bool:
    """Half of the names are known, one of them beyond doubt; or nearly all of several, and nothing among them looks like a value."""
    named = [(name, each) for name, each in zip(names, likeness, strict=True) if name]
    known = sum(each > 0.0 for _, each in named)
    if max((each for _, each in named), default=0.0) >= _SURE:
        return 2 * known >= len(named)
    return known > 1 and 4 * known >= 3 * len(named) and not any(sign.isdigit() for name, _ in named for sign in name)


def targets_of(columns: Iterable[Entry]) -> tuple[Target, ...]:
    """The columns that cells can be pasted for."""
    return tuple(Target(column) for column in columns if column.lock is None and column.kind not in _NOT_PASTED)


def items_of(block: Block, targets: Sequence[Target | None], locale: Locale) -> Pasted:
    """One new item for each row. An empty cell says nothing; a cell without a target is left out."""
    items, attention = [], []
    for at, row in enumerate(block.rows):
        item: dict[str, Any] = {}
        for cell, target in zip(row, targets, strict=False):
            if target is None or is_empty(cell):
                continue
            value, wrong = value_of(target, cell, locale)
            if target.member is not None and isinstance(value, Mapping):
                value = {**(_reference_in(item, target.column) or {}), **value}
            item = with_value(item, target.column.place, value)
            if wrong is not None:
                attention.append(Attention(at, target.column, wrong.problem, wrong.text, wrong.found))
        items.append(item)
    return Pasted(tuple(items), tuple(attention))


@dataclass(frozen=True, slots=True)
class Wrong:
    """Why a cell is no value."""

    problem: str
    text: str
    found: Mapping[str, Any] = field(default_factory=dict)


def value_of(target: Target, cell: Cell, locale: Locale) -> tuple[Any, Wrong | None]:
    """What a cell says, as it travels; what is no value stays as it was typed, with the reason. Empty is None."""
    column = target.column
    if is_empty(cell):
        return None, None
    if column.kind is EntryKind.REFERENCE:
        return _reference(target, cell)
    if not isinstance(cell, str):
        return _json_value(column, cell, locale)
    try:
        return _from_text(column, cell, locale), None
    except NotAValue as error:
        return kept(cell), Wrong(error.problem, cell, {"scale": error.scale})
    except ValueError as error:
        return cell, Wrong(str(error), cell, {"choices": column.field.choices if column.field is not None else ()})


def _from_text(column: Entry, text: str, locale: Locale) -> Any:
    """Raises `NotAValue`, or ValueError with the problem."""
    scale = column.field.scale if column.field is not None else None
    match column.kind:
        case EntryKind.DECIMAL:
            return _amount(column, read_amount(text, locale, scale))
        case EntryKind.INTEGER:
            return read_integer(text, locale)
        case EntryKind.DATE:
            return read_date(text, locale)
        case EntryKind.DATE_TIME:
            return read_moment(text, locale)
        case EntryKind.BOOLEAN:
            if (said := _YES_NO.get(text.strip().lower())) is None:
                raise ValueError("not-yes-or-no")
            return said
        case EntryKind.ENUM:
            return _choice(column, text)
        case EntryKind.SEVERAL:
            return [part.strip() for part in re.split(r"[;\n]" if ";" in text else r"[,\n]", text) if part.strip()]
        case EntryKind.JSON:
            try:
                return DECODER.decode(text)
            except (msgspec.DecodeError, RecursionError):
                raise ValueError("not-json") from None
    return text


def _amount(column: Entry, number: str | None) -> Any:
    """As it travels (facts 3.5): an amount of money with its two places, what the model calls a number as one."""
    if number is None or column.field is None:
        return number
    if column.field.type == "number":
        return Decimal(number) if "." in number else int(number)
    whole, _, part = number.partition(".")
    return f"{whole}.{part.ljust(_MONEY_PLACES, '0')}" if column.field.scale == _MONEY_PLACES else number


def _choice(column: Entry, text: str) -> str:
    folded = text.strip().casefold()
    choices = column.field.choices if column.field is not None else ()
    for choice in choices:
        if folded in (choice.casefold(), readable(choice).casefold()):
            return choice
    raise ValueError("no-choice")


def _reference(target: Target, cell: Cell) -> tuple[Any, Wrong | None]:
    if isinstance(cell, Mapping):
        return {name: value for name, value in cell.items() if name in IDENTITY}, None
    text = _written(cell).strip()
    reference = target.column.reference
    if target.member is not None:
        return {target.member: text}, None
    named = [name for name in ("id", "key", "name") if reference is not None and name in reference.fields] or ["id"]
    return {named[0]: _BEHIND_ID.split(text, maxsplit=1)[0]}, None


def _reference_in(item: Record, column: Entry) -> Mapping[str, Any] | None:
    value: Any = item
    for step in column.path.split("."):
        value = value.get(step) if isinstance(value, Mapping) else None
    return value if isinstance(value, Mapping) else None


def _json_value(column: Entry, cell: Cell, locale: Locale) -> tuple[Any, Wrong | None]:
    """A value that JSON gave. Numbers are exact; one for a member that travels as text becomes its digits."""
    match column.kind:
        case EntryKind.JSON:
            return cell, None
        case EntryKind.SEVERAL if isinstance(cell, list):
            return [_written(each) for each in cell], None
        case EntryKind.BOOLEAN if isinstance(cell, bool):
            return cell, None
    return value_of(Target(column), _written(cell), Locale() if number_in(cell) is not None else locale)


def _written(cell: Cell) -> str:
    match cell:
        case str():
            return cell
        case bool():
            return "true" if cell else "false"
        case Decimal() if number_in(cell) is not None:
            return f"{cell:f}"
    return ENCODER.encode(cell).decode()


def _matched(names: Sequence[str], columns: Sequence[Entry], labels: Mapping[str, str]) -> tuple[tuple[Target | None, ...], list[float]]:
    """For each name the column that it means, and how alike they are. The best pairs come first, and no target is given twice."""
    offers = [(target, words) for column in columns for target, words in _offers(column, labels.get(column.path))]
    pairs = [
        (-score, place, at)
        for at, name in enumerate(names)
        for place, (_, words) in enumerate(offers)
        if (score := max(_likeness(name, word) for word in words)) >= _ALIKE
    ]
    found: list[Target | None] = [None] * len(names)
    likeness: list[float] = [0.0] * len(names)
    taken: set[str] = set()
    for negative, place, at in sorted(pairs):
        target = offers[place][0]
        if likeness[at] or target.path in taken:
            continue
        taken.add(target.path)
        likeness[at] = -negative
        # What cannot be written is recognised all the same: it is not to be taken for something like it.
        found[at] = target if target.column.lock is None and target.column.kind not in _NOT_PASTED else None
    return tuple(found), likeness


def _offers(column: Entry, label: str | None) -> Iterator[tuple[Target, tuple[str, ...]]]:
    words = (column.path, readable(column.path), column.title, column.name, *([label] if label else []))
    yield Target(column), words
    if column.reference is not None:
        for member in ("id", "key", "name"):
            if member in column.reference.fields:
                yield Target(column, member), tuple(f"{word}{mark}{member}" for word in words for mark in (".", " "))


def _likeness(typed: str, name: str) -> float:
    """From 0 to 100, which is the same."""
    # Loaded by the first paste, not at the start of the program.
    from rapidfuzz import fuzz, utils

    first, second = utils.default_process(typed), utils.default_process(name)
    if not first or first == second:
        return 100.0 if first else 0.0
    return 0.6 * fuzz.WRatio(first, second) + 0.4 * fuzz.ratio(first, second) - 1.0


def _json_block(text: str) -> Block | None:
    if not text.lstrip().startswith(("[", "{")):
        return None
    try:
        found = DECODER.decode(text)
    except (msgspec.DecodeError, RecursionError):
        return None
    if isinstance(found, Mapping):
        lists = [
            value for value in found.values() if isinstance(value, list) and value and all(isinstance(each, Mapping) for each in value)
        ]
        found = lists[0] if len(lists) == 1 and lists[0] else [found]
    if not found:
        return None
    if all(isinstance(each, Mapping) for each in found):
        rows = [dict(_leaves(each)) for each in found]
        names = tuple(dict.fromkeys(name for row in rows for name in row))
        return Block(tuple(tuple(row.get(name) for name in names) for row in rows), names)
    rows_of_cells = [each if isinstance(each, list) else [each] for each in found]
    return Block(tuple(_even(rows_of_cells, None)))


def _leaves(item: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    """The members by dotted path. What names a record stays whole."""
    for name, value in item.items():
        is_group = isinstance(value, Mapping) and value and not (value.keys() & set(IDENTITY))
        if is_group:
            yield from _leaves(value, f"{above}{name}.")
        else:
            yield f"{above}{name}", value


def _table(text: str) -> Iterator[tuple[str, ...]]:
    text = text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n")
    if "\t" in text:
        return _even(_cells(text, "\t"), "")
    for delimiter in (";", ","):
        rows = _cells(text, delimiter)
        # A memo has a comma too, and so has an amount: what is cut has to look like a table all through.
        if len(rows) > 1 and min(map(len, rows)) == max(map(len, rows)) > 1 and not _is_one_column(text, rows):
            return _even(rows, "")
    return _even(_cells(text, "\t"), "")


def _is_one_column(text: str, rows: list[list[str]]) -> bool:
    """Whether the lines as they are, are amounts or sentences: "1,240.00", "Travel, hotel"."""
    lines = text.split("\n")
    if '"' in text:
        return False
    amounts = sum(bool(re.fullmatch(r"[-(]?\s*[0-9]{1,3}(?:,[0-9]{3})*(?:[.,][0-9]+)?\s*\)?", line.strip())) for line in lines)
    sentences = sum(len(row) == 2 and row[1].startswith(" ") for row in rows)
    return amounts == len(lines) or sentences == len(lines)


def _cells(text: str, delimiter: str) -> list[list[str]]:
    csv.field_size_limit(max(csv.field_size_limit(), len(text)))  # a cell may be as long as it was copied
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error:  # a quote that is none: 12" pipe
        return [line.split(delimiter) for line in text.split("\n")]


def _even(rows: Sequence[Sequence[Cell]], empty: Cell) -> Iterator[tuple[Cell, ...]]:
    width = max((len(row) for row in rows), default=0) or 1
    return ((*row, *([empty] * (width - len(row)))) for row in rows)
