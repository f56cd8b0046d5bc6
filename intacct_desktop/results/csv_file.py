"""CSV (RFC 4180): exact amounts, ISO dates, the API's names in the first line."""

import csv
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from intacct_desktop.results.columns import Column

if TYPE_CHECKING:
    from intacct_desktop.results.writers import Options, Rows

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_csv(path: Path, columns: Sequence[Column], rows: "Rows", options: "Options") -> None:
    """Null is an empty cell. Only text is guarded against formulas: a negative amount stays a number."""
    guard = options.formula_guard
    with path.open("w", encoding="utf-8-sig" if options.byte_order_mark else "utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=options.separator)
        writer.writerow([column.path for column in columns])
        for row in rows:
            writer.writerow([_cell(value, guard) for value in row])


def _cell(value: Any, guard: bool) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return f"'{value}" if guard and value.startswith(_FORMULA) else value
    return plain(value)


def plain(value: Any) -> str:
    """A typed value as text that every program reads: ``68400.00``, ``2026-11-20``, ``2026-11-20T08:30:00Z``, ``true``."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return f"{value.isoformat()}Z"
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
