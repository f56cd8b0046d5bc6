"""JSON: an array of objects with the API's own keys; amounts as strings, as they came."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from intacct_desktop.api.model import ValueKind
from intacct_desktop.results.columns import Column
from intacct_desktop.results.csv_file import plain

if TYPE_CHECKING:
    from intacct_desktop.results.writers import Rows

_ENCODER = msgspec.json.Encoder()


def write_json(path: Path, columns: Sequence[Column], rows: "Rows") -> None:
    """One row a line, so that the file can be read by people and by line too. UTF-8 without a byte order mark."""
    names = [column.path for column in columns]
    lists = [at for at, column in enumerate(columns) if column.kind is ValueKind.ARRAY]
    with path.open("wb") as file:
        before = b"[\n"
        for row in rows:
            cells = [_cell(value) for value in row]
            for at in lists:
                cells[at] = _nested(cells[at])
            file.write(before + _ENCODER.encode(dict(zip(names, cells, strict=True))))
            before = b",\n"
        file.write(b"[]\n" if before == b"[\n" else b"\n]\n")


def _cell(value: Any) -> Any:
    return value if value is None or isinstance(value, bool | int) else plain(value)


def _nested(value: Any) -> Any:
    """A list is kept as its JSON text and written as the list that it is; anything else stays text."""
    try:
        return json.loads(value, parse_float=str) if isinstance(value, str) else value
    except ValueError:
        return value
