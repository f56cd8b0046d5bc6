"""Parquet, written by DuckDB: typed columns, in one file or in a folder for each value of a column."""

import re
from collections.abc import Sequence
from pathlib import Path

from intacct_desktop.api.model import ValueKind
from intacct_desktop.results.arrangement import value_text
from intacct_desktop.results.database import identifier, literal
from intacct_desktop.results.formats.file_format import Partition
from intacct_desktop.results.formats.writing import Writing
from intacct_desktop.results.statistics import DatePart

AS_IT_CAME = " (as it came)"
"""Ends the name of the column with the texts that do not fit the column of that name."""
MOST_PARTS = 1_000

_NO_FILE_NAME = re.compile(r"[^\w.-]")
_OVERHEAD = 20  # bytes of a cell in memory, besides its text
_MOST_ROWS = 122_880  # of a group; DuckDB's own
_LEAST_ROWS = 2_048
_MOST_CELLS = 1_500_000  # of a group, which is compressed in one go
_MOST_BYTES = 96 << 20


class TooManyParts(ValueError):
    """A folder for each of so many values would be of no use to anybody. ``parts`` is their number."""

    def __init__(self, path: str, parts: int) -> None:
        super().__init__(f"{path} has {parts} values; a data set has at most {MOST_PARTS} folders")
        self.path = path
        self.parts = parts


def write_parquet(writing: Writing, path: Path) -> None:
    """One file. Times are instants in UTC."""
    _write(writing, _columns(writing), path, f"{_options(writing)}, USE_TMP_FILE false")


def write_parquet_folders(writing: Writing, folder: Path, partition: Partition) -> None:
    """A folder for each value, named ``by_COLUMN=VALUE``; the files in them have the column all the same, with its type.

    Raises `TooManyParts`, and KeyError where there is no such column.
    """
    keys = _keys(writing, partition)
    if not writing.count:
        write_parquet(writing, folder / "data_0.parquet")
        return
    values = ", ".join(f"coalesce({term}::VARCHAR, chr(0))" for term in keys.values())
    [parts] = writing.one(f"SELECT count(DISTINCT ({values})) FROM {writing.source}")  # noqa: S608
    if parts > MOST_PARTS:
        raise TooManyParts(partition.path, parts)
    named = [f"{term} AS {identifier(name)}" for name, term in keys.items()]
    options = f"{_options(writing)}, PARTITION_BY ({', '.join(identifier(name) for name in keys)})"
    _write(writing, [*_columns(writing), *named], folder, options)


def _options(writing: Writing) -> str:
    rows = min(_MOST_ROWS, max(_LEAST_ROWS, _MOST_CELLS // len(writing.columns)))
    return f"FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {rows}"


def _write(writing: Writing, terms: Sequence[str], path: Path, options: str) -> None:
    """At once where the rows that DuckDB collects are small enough, else by way of pieces that are."""

    overhead, made = _OVERHEAD * len(terms), ", ".join(terms)
    if all(len(span) >= _MOST_ROWS for span in writing.spans(overhead, _MOST_BYTES)[:-1]):
        writing.copy(made, path, options)
        return
    with writing.pieces(made, overhead, "FORMAT parquet, USE_TMP_FILE false") as (files, apart):
        listed = ", ".join(literal(str(file)) for file in files)
        apart(f"SET partitioned_write_flush_threshold = {_MOST_ROWS // 4}")
        apart(f"COPY (SELECT * FROM read_parquet([{listed}])) TO {literal(str(path))} ({options})")  # noqa: S608 - own names


def _columns(writing: Writing) -> list[str]:
    """The columns, and beside those that have some the texts of their misfits. Names that differ by case alone get a number."""
    terms: list[tuple[str, str]] = []
    for at, (column, storage) in enumerate(zip(writing.columns, writing.storage, strict=True)):
        terms.append((column.path, f"timezone('UTC', c{at})" if storage.kind is ValueKind.DATE_TIME else f"c{at}"))
        if at in writing.with_misfits:
            terms.append((column.path + AS_IT_CAME, f"t{at}"))
    names = _distinct([name for name, _ in terms])
    return [f"{term} AS {identifier(name)}" for name, (_, term) in zip(names, terms, strict=True)]


def _keys(writing: Writing, partition: Partition) -> dict[str, str]:
    """The terms to divide by, under the names of their folders."""
    at = next((at for at, column in enumerate(writing.columns) if column.path == partition.path), None)
    if at is None:
        raise KeyError(partition.path)
    storage, name = writing.storage[at], f"by_{_NO_FILE_NAME.sub('_', partition.path)}"
    if storage.kind in (ValueKind.DATE, ValueKind.DATE_TIME) and partition.part in (DatePart.YEAR, DatePart.MONTH):
        parts = ("year",) if partition.part is DatePart.YEAR else ("year", "month")
        return {f"{name}_{part}": f"{part}(c{at})" for part in parts}
    return {name: value_text(at, storage)}


def _distinct(names: Sequence[str]) -> list[str]:
    found: list[str] = []
    taken: set[str] = set()
    for name in names:
        own, number = name, 2
        while own.casefold() in taken:
            own, number = f"{name}_{number}", number + 1
        taken.add(own.casefold())
        found.append(own)
    return found
