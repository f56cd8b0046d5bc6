"""The rows of a result that were copied into a file of another's, as `ResultSet.copy_into` leaves them."""

from collections.abc import Sequence
from typing import Any

import duckdb

from intacct_desktop.results.misfits import merged

Row = tuple[Any, ...]


class Cells:
    """The copied rows of one side: a column ``c0`` each, and beside a typed one ``t0``, the texts that do not fit it."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, side: str) -> None:
        self._connection = connection
        self._side = side
        described = {name: sql_type for name, sql_type, *_ in connection.execute(f"DESCRIBE {side}").fetchall()}
        self.types = [described[f"c{at}"] for at in range(sum(name.startswith("c") for name in described))]
        self.typed = frozenset(at for at in range(len(self.types)) if f"t{at}" in described)
        self.misfits = self._with_misfits()

    def rows(self, places: Sequence[int]) -> dict[int, Row]:
        """The cells of the rows at these places."""
        if not places:
            return {}
        misfits = sorted(self.misfits)
        names = ["rowid", *(f"c{at}" for at in range(len(self.types))), *(f"t{at}" for at in misfits)]
        found = self._connection.execute(
            f"SELECT {', '.join(names)} FROM {self._side} WHERE rowid IN (SELECT unnest(?))",  # noqa: S608 - own names
            [list(places)],
        ).fetchall()
        return {place: merged(cells, misfits) for place, *cells in found}

    def text(self, table: str, at: int, *, exact: bool) -> str:
        """The cell as text, to be compared with a cell of another type; ``exact`` numbers have no zeros at the end of their fraction."""
        text = f"{table}.c{at}::VARCHAR"
        if exact and self.types[at].startswith("DECIMAL"):
            text = f"CASE WHEN contains({text}, '.') THEN rtrim(rtrim({text}, '0'), '.') ELSE {text} END"
        return f"coalesce({text}, {table}.t{at})" if at in self.typed else text

    def _with_misfits(self) -> frozenset[int]:
        typed = sorted(self.typed)
        if not typed:
            return frozenset()
        counted = self._connection.execute(f"SELECT {', '.join(f'count(t{at})' for at in typed)} FROM {self._side}").fetchone()  # noqa: S608
        return frozenset(at for at, count in zip(typed, counted or (), strict=True) if count)
