"""JSON and NDJSON, written by DuckDB: an object a row with the API's own keys, amounts as strings, lists as the lists that they are."""

import os
from pathlib import Path
from typing import IO

import msgspec

from intacct_desktop.api.model import ValueKind
from intacct_desktop.results.database import literal
from intacct_desktop.results.formats.cell_text import iso_text
from intacct_desktop.results.formats.writing import Writing

# Each object is made in SQL and written as it is: what a CSV writer without quotation marks does. JSON escapes line breaks.
_AS_IT_IS = "QUOTE '', ESCAPE '', DELIMITER '\x01', NEW_LINE"
_ESCAPED = r"""["\\\x00-\x1f]"""
_OVERHEAD = 20  # bytes of a member besides its name and text


def write_json(writing: Writing, path: Path) -> None:
    """An array with one row a line, so that the file can be read by people and by line too. UTF-8 without a byte order mark."""
    with path.open("wb") as file:
        file.write(b"[\n" if writing.count else b"[]\n")
        _write_objects(writing, file, ",\n")
        if writing.count:
            file.seek(-2, os.SEEK_END)  # no comma after the last
            file.write(b"\n]\n")


def write_ndjson(writing: Writing, path: Path) -> None:
    """One row a line and nothing else."""
    with path.open("wb") as file:
        _write_objects(writing, file, "\n")


def _write_objects(writing: Writing, file: IO[bytes], line_end: str) -> None:
    names = [msgspec.json.encode(column.path).decode() for column in writing.columns]
    # One call: a chain of 400 columns would be deeper than an expression may be.
    parts = [literal("{")]
    for at, name in enumerate(names):
        parts += [literal(f"{',' if at else ''}{name}:"), _value(writing, at)]
    overhead = sum(len(name) + _OVERHEAD for name in names)
    writing.copy_lines(f"concat({', '.join(parts)}, '}}') AS line", file, f"{_AS_IT_IS} {literal(line_end)}", overhead)


def _value(writing: Writing, at: int) -> str:
    storage, cell = writing.storage[at], f"c{at}"
    if storage.is_text:
        return f"coalesce({_nested(cell) if storage.kind is ValueKind.ARRAY else _string(cell)}, 'null')"
    is_bare = storage.kind in (ValueKind.BOOLEAN, ValueKind.INTEGER)
    typed = f"{cell}::VARCHAR" if is_bare else f"'\"' || {iso_text(cell, storage)} || '\"'"
    misfit = f"{_string(f't{at}')}, " if at in writing.with_misfits else ""
    return f"coalesce({typed}, {misfit}'null')"


def _string(text: str) -> str:
    return f"CASE WHEN regexp_matches({text}, '{_ESCAPED}') THEN to_json({text})::VARCHAR ELSE '\"' || {text} || '\"' END"


def _nested(text: str) -> str:
    """A list is kept as its JSON text, which stands here digit for digit; anything else is a string.

    DuckDB takes more for JSON than JSON is: a comma at the end of a list, ``NaN``. So what is left without its strings is looked at, too.
    """
    bare = f"""regexp_replace(regexp_replace({text}, '"([^"\\\\]|\\\\.)*"', '0', 'g'), 'true|false|null', '0', 'g')"""
    strict = f"NOT regexp_matches({bare}, '[^-+0-9eE.,:\\[\\]{{}} ]|, *[\\]}}]') AND NOT regexp_matches({text}, '[\\x00-\\x1f]')"
    is_list = f"regexp_matches({text}, '^[\\[{{]') AND json_valid({text}) AND {strict}"
    return f"CASE WHEN {text} IS NULL THEN NULL WHEN {is_list} THEN {text} ELSE {_string(text)} END"
