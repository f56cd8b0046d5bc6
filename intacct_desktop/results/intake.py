"""The way into a result's table: rows as they came on the wire, cast to the columns' types, what does not fit kept as text."""

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import msgspec

from intacct_desktop.api.model import ValueKind
from intacct_desktop.api.query import split_aggregate
from intacct_desktop.results import ndjson
from intacct_desktop.results.casting import MOST_SCALE, Storage
from intacct_desktop.results.columns import Column
from intacct_desktop.results.database import identifier, literal

ALIAS_PREFIX = "API_QUERY_ALIAS__"
"""Keys that Intacct adds to rows unasked (facts 3.5); they are passed over."""

_LARGEST_ROW = 16 * 1024 * 1024  # bytes


class Intake:
    """Writes the table ``result`` of one connection; ``folder`` is for the files on the way. Nobody else writes meanwhile."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, folder: Path, columns: Sequence[Column], storage: Sequence[Storage]) -> None:
        self.columns = tuple(columns)
        self.storage = list(storage)
        self.with_misfits: Set[int] = frozenset()
        """The positions of the columns that hold values not of their type."""
        self.misfits = 0
        """How many such values there are."""
        self._connection = connection
        self._folder = folder

    def declare(self) -> None:
        """Make the table: a column each, and beside a typed one the text of its misfits."""
        typed = [f"c{at} {storage.sql_type}" for at, storage in enumerate(self.storage)]
        texts = [f"t{at} VARCHAR" for at, storage in enumerate(self.storage) if not storage.is_text]
        self._connection.execute(f"CREATE TABLE result ({', '.join(typed + texts)})")

    def take_up(self) -> None:
        """Go on with a table that is there: scales may have grown since its columns were declared, and columns have come."""
        described = {name: sql_type for name, sql_type, *_ in self._connection.execute("DESCRIBE result").fetchall()}
        known = {f"{kind}{at}" for at in range(len(self.columns)) for kind in "ct"}
        for name in described.keys() - known:  # filled in later, and to be filled in again
            self._connection.execute(f"ALTER TABLE result DROP COLUMN {name}")
        for at, storage in enumerate(self.storage):
            if storage.kind is ValueKind.DECIMAL:
                scale = int(described[f"c{at}"].rstrip(")").rpartition(",")[2])
                self.storage[at] = replace(storage, scale=scale)
                if scale or self.columns[at].scale is not None:
                    self._set_scale(at, scale)
        self.settle(0)

    def store(self, rows: Sequence[msgspec.Raw], finish: Callable[[], object]) -> None:
        """Add these rows and do what ``finish`` does in the same transaction, all or nothing; misfits are not settled by that.

        Raises `ndjson.NotARow`, and what DuckDB raises.
        """
        if not rows:
            self._transact(finish)
            return
        sources = self._sources(rows[0])
        parts = ndjson.parts(rows)
        if not any(map(ndjson.loses_digits, parts)) and len({name.casefold() for name in sources}) == len(sources):
            try:
                self._transact(lambda: self._insert_lines(parts, sources), finish)
            except (duckdb.InvalidInputException, duckdb.ConversionException):
                pass  # what DuckDB does not take as it came, it takes spelled out
            else:
                return
        self._transact(lambda: self._insert_spelled_out(rows, sources), finish)

    def _transact(self, *steps: Callable[[], object]) -> None:
        self._connection.begin()
        try:
            for step in steps:
                step()
            self._connection.commit()
        except BaseException:
            with suppress(duckdb.Error):  # it may be rolled back already; the first error is the one to tell
                self._connection.rollback()
            raise

    def _insert_spelled_out(self, rows: Sequence[msgspec.Raw], sources: Sequence[str]) -> None:
        names = [f"m{at}" for at in range(len(sources))]
        self._insert_lines([ndjson.spelled_out(rows, dict(zip(names, sources, strict=True)))], names)

    def _insert_lines(self, parts: Sequence[bytes], members: Sequence[str]) -> None:
        """One statement, so all rows or none."""
        file = self._folder / "page.ndjson"
        inner, names, outer = [], [], []
        for at, (member, storage) in enumerate(zip(members, self.storage, strict=True)):
            text = identifier(member)
            inner += [f"{text} AS x{at}", f"{storage.cast(text)} AS y{at}"]
            names.append(f"c{at}")
            outer.append(f"y{at}")
            if not storage.is_text:
                names.append(f"t{at}")
                outer.append(f"CASE WHEN y{at} IS NULL THEN x{at} END")
        types = ", ".join(f"{literal(member)}: 'VARCHAR'" for member in members)
        largest = max(sum(map(len, parts)) + len(parts), _LARGEST_ROW)
        lines = f"read_json(?, format = 'newline_delimited', maximum_object_size = {largest}, columns = {{{types}}})"
        cells = f"SELECT {', '.join(inner)} FROM {lines}"  # noqa: S608
        try:
            _write_lines(file, parts)
            self._connection.execute(
                f"INSERT INTO result ({', '.join(names)}) SELECT {', '.join(outer)} FROM ({cells})",  # noqa: S608
                [str(file)],
            )
        finally:
            file.unlink(missing_ok=True)

    def fill(self, column: Column, at: int, key: int, values: Mapping[str, Any]) -> None:
        """Put values into the column at ``at`` (one behind the last: a new one) of the rows whose column at ``key`` is theirs."""
        is_new = at == len(self.columns)
        storage = storage_of(column) if is_new else self.storage[at]
        file = self._folder / "values.ndjson"
        text = f"CASE WHEN {storage.cast('x')} IS NULL THEN x END"
        body = ndjson.pairs(values)
        largest = max(len(body) + 1, _LARGEST_ROW)
        lines = f"read_json(?, format = 'newline_delimited', maximum_object_size = {largest}, columns = {{k: 'VARCHAR', x: 'VARCHAR'}})"
        change = f"c{at} = {storage.cast('x')}{'' if storage.is_text else f', t{at} = {text}'}"
        before = {} if is_new or storage.is_text else self._misfit_counts([at], 0)
        try:
            _write_lines(file, [body])
            self._transact(
                lambda: self._add_column(at, storage) if is_new else None,
                lambda: (
                    self._connection.execute(f"UPDATE result SET {change} FROM {lines} WHERE c{key}::VARCHAR = k", [str(file)])  # noqa: S608
                    if values
                    else None
                ),
            )
        finally:
            file.unlink(missing_ok=True)
        if is_new:
            self.columns = (*self.columns, column)
            self.storage.append(storage)
        self._settle_filled(at, before.get(at, 0))

    def _add_column(self, at: int, storage: Storage) -> None:
        self._connection.execute(f"ALTER TABLE result ADD COLUMN c{at} {storage.sql_type}")
        if not storage.is_text:
            self._connection.execute(f"ALTER TABLE result ADD COLUMN t{at} VARCHAR")

    def _settle_filled(self, at: int, before: int) -> None:
        """As `settle`, for one column in all rows, which had ``before`` misfits."""
        if self.storage[at].is_text:
            return
        if self._misfit_counts([at], 0):
            self.with_misfits = self.with_misfits | {at}
            if self.storage[at].kind is ValueKind.DECIMAL:
                self._widen(at, 0)
        left = self._misfit_counts([at], 0)
        self.misfits += left.get(at, 0) - before
        self.with_misfits = (self.with_misfits - {at}) | set(left)

    def _sources(self, row: msgspec.Raw) -> list[str]:
        """The member of each column. Aggregates whose names do not come back are taken by position (facts 3.4)."""
        paths = [column.path for column in self.columns]
        if all(split_aggregate(path)[0] is None for path in paths):
            return paths
        found = [name for name in ndjson.members(row) if not name.startswith(ALIAS_PREFIX)]
        missing = [path for path in paths if path not in found and split_aggregate(path)[0] is not None]
        spare = [name for name in found if name not in paths]
        renamed: Mapping[str, str] = dict(zip(missing, spare, strict=True)) if len(missing) == len(spare) else {}
        return [renamed.get(path, path) for path in paths]

    def settle(self, before: int) -> None:
        """Widen the decimals that need it, then count what still does not fit among the rows from ``before`` on."""
        typed = [at for at, storage in enumerate(self.storage) if not storage.is_text]
        counts = self._misfit_counts(typed, before)
        known = self.with_misfits
        self.with_misfits = known | set(counts)  # shown as the texts that they are, should the disk be full now
        for at in (at for at in counts if self.storage[at].kind is ValueKind.DECIMAL):
            self._widen(at, before)
        left = self._misfit_counts(list(counts), before)
        self.misfits += sum(left.values())
        self.with_misfits = known | set(left)

    def _misfit_counts(self, positions: Sequence[int], before: int) -> dict[int, int]:
        if not positions:
            return {}
        counts = self._connection.execute(
            f"SELECT {', '.join(f'count(t{at})' for at in positions)} FROM result WHERE rowid >= ?",  # noqa: S608
            [before],
        ).fetchone()
        return {at: number for at, number in zip(positions, counts or (), strict=True) if number}

    def _widen(self, at: int, before: int) -> None:
        """Give a decimal column the scale that its new values need, as far as the values there leave room."""
        storage = self.storage[at]
        found = self._connection.execute(
            f"SELECT max({storage.digits_needed(f't{at}')}) FROM result WHERE rowid >= ? AND t{at} IS NOT NULL",  # noqa: S608
            [before],
        ).fetchone()
        scale = found[0] if found is not None else None
        if scale is None or not storage.scale <= scale <= MOST_SCALE:
            return
        wider = replace(storage, scale=scale)
        try:
            self._connection.execute(f"ALTER TABLE result ALTER c{at} TYPE {wider.sql_type}")
        except duckdb.ConversionException:
            return
        self._connection.execute(
            f"UPDATE result SET c{at} = {wider.cast(f't{at}')} WHERE rowid >= ? AND t{at} IS NOT NULL",  # noqa: S608
            [before],
        )
        self._connection.execute(f"UPDATE result SET t{at} = NULL WHERE rowid >= ? AND c{at} IS NOT NULL", [before])  # noqa: S608
        self.storage[at] = wider
        self._set_scale(at, scale)

    def _set_scale(self, at: int, scale: int) -> None:
        self.columns = tuple(replace(column, scale=scale) if at == own else column for own, column in enumerate(self.columns))


def storage_of(column: Column) -> Storage:
    """How a column is kept at first."""
    return Storage(column.kind, min(column.scale or 0, MOST_SCALE), column.scale is not None)


def _write_lines(file: Path, parts: Iterable[bytes]) -> None:
    """Ended by a line break: without it DuckDB's reader loses its place in a file of more than `_LARGEST_ROW` bytes."""
    with file.open("wb") as lines:
        for part in parts:
            lines.write(part)
            lines.write(b"\n")
