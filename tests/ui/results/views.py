"""A view of results with rows in it, for the tests of what arranges them."""

import asyncio
from collections.abc import Sequence
from typing import Any

from intacct_desktop.api.model import ValueKind
from intacct_desktop.api.query import Order
from intacct_desktop.results.result_set import ResultSet
from intacct_desktop.ui import tasks
from intacct_desktop.ui.results.result_view import ResultView

BILLS = {
    "key": (ValueKind.TEXT, None),
    "vendor.name": (ValueKind.TEXT, None),
    "state": (ValueKind.ENUM, None),
    "dueDate": (ValueKind.DATE, None),
    "amount": (ValueKind.DECIMAL, 2),
}
FIVE: list[dict[str, Any]] = [
    {"key": "10", "vendor.name": "Café Étoile", "state": "posted", "dueDate": "2026-11-20", "amount": "1240.50"},
    {"key": "9", "vendor.name": "O'Neill", "state": "draft", "dueDate": "2026-11-18", "amount": "-320.00"},
    {"key": "8", "vendor.name": "Étoile du Nord", "state": "posted", "dueDate": None, "amount": "n/a"},
    {"key": "7", "vendor.name": "Zenith", "state": "", "dueDate": "2026-11-19", "amount": None},
    {"key": "6", "vendor.name": "O'Neill", "state": "posted", "dueDate": "2026-11-18", "amount": "99.90"},
]


def show(view: ResultView, result_set: ResultSet, count: int | None = None, order: Sequence[Order] = ()) -> None:
    """The first rows of a result, all of them by default."""
    count = result_set.count if count is None else count
    view.show_rows(result_set, 0, count, 1, order, result_set.window(0, min(count, 200)))


def keys(view: ResultView, position: int = 0) -> list[str]:
    """What the cells of a column show."""
    rows = view.grid.rows
    return [rows.index(row, position).data() for row in range(rows.rowCount())]


async def settled() -> None:
    """Every task has ended, those that its end has begun too."""
    while tasks.running():
        for handle in tasks.running():
            await handle.wait()
        await asyncio.sleep(0)
