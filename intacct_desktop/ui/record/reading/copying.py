"""A record for the clipboard: as JSON text, or as a table for a spreadsheet. No Qt here."""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import msgspec

from intacct_desktop.api.exact_json import ENCODER
from intacct_desktop.api.naming import readable
from intacct_desktop.api.records.values import Record

Label = Callable[[str], str]
"""What a person reads for a dotted path."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NUMBER = re.compile(r"[+-]?[0-9][0-9.,]*%?")


def as_json(record: Record) -> str:
    """The whole record, indented, every digit as it came."""
    return msgspec.json.format(ENCODER.encode(record), indent=2).decode()


def as_table(record: Record, label: Label = readable) -> str:
    """A line for each field: path, label, value, with tabs between. Each list of lines follows as a block of its own: its path, the
    names of its columns, a row for each line."""
    fields: list[tuple[str, str]] = []
    lists: list[tuple[str, list[Mapping[str, Any]]]] = []
    for path, value in flattened(record):
        if is_lines(value):
            lists.append((path, value))
        else:
            fields.append((path, _text(value)))
    rows: list[Iterable[str]] = [(path, label(path), text) for path, text in fields]
    for path, items in lists:
        rows += [(), (path, label(path)), *_block(items)]
    return table_text(rows)


def table_text(rows: Iterable[Iterable[str]]) -> str:
    """Rows as spreadsheets paste them: tabs between cells, what they would run as a formula behind an apostrophe."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter="\t", lineterminator="\n")
    writer.writerows([guarded(cell) for cell in row] for row in rows)
    return text.getvalue()


def guarded(text: str) -> str:
    """Text that a spreadsheet does not run. A negative amount is a number and stays one."""
    return f"'{text}" if text.startswith(_FORMULA) and not _NUMBER.fullmatch(text) else text


def flattened(record: Record, above: str = "") -> Iterator[tuple[str, Any]]:
    """Dotted paths and what stands at them: values, and lists as they are."""
    for name, value in record.items():
        path = f"{above}.{name}" if above else name
        if isinstance(value, Mapping):
            yield from flattened(value, path)
        else:
            yield path, value


def is_lines(value: object) -> bool:
    """A list of records, such as the lines of a bill."""
    return isinstance(value, list) and bool(value) and all(isinstance(item, Mapping) for item in value)


def _block(items: list[Mapping[str, Any]]) -> Iterator[Iterable[str]]:
    found = [dict(flattened(item)) for item in items]
    paths = list(dict.fromkeys(path for item in found for path in item))
    yield paths
    for item in found:
        yield [_text(item.get(path)) for path in paths]


def _text(value: Any) -> str:
    """Nothing for null; lists within lines as JSON."""
    match value:
        case None:
            return ""
        case str():
            return value
    return ENCODER.encode(value).decode()
