"""500 filter rows, 400 fields and an expression of 60 groups stay usable: what an edit costs does not grow with the query."""

import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtTest import QTest

from intacct_desktop.api.operators import Operator
from intacct_desktop.api.query import Filter, Query
from intacct_desktop.ui.query.query_tab import QueryTab
from tests.journeys.conftest import BILLS, Desk, settled

GROUPS = " and ".join(f"({' or '.join(str(8 * group + at + 1) for at in range(8))})" for group in range(60))
REST = " and ".join(str(number) for number in range(481, 501))


def large(fields: tuple[str, ...]) -> Query:
    filters = tuple(Filter(Operator.NE, "totalTxnAmount", str(number)) for number in range(500))
    return replace(BILLS, fields=fields, filters=filters, filter_expression=f"{GROUPS} and {REST}")


async def longest_holds(tab: QueryTab) -> dict[str, float]:
    """The seconds that each act keeps the event loop."""
    holds = {}

    async def timed(name: str, act: Callable[[], object]) -> None:
        began = time.perf_counter()
        act()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        tab.window().repaint()
        holds[name] = time.perf_counter() - began
        await settled()

    box = tab.editor.filters.list.row(0).value_widget
    await timed("value", lambda: QTest.keyClicks(box, "7"))
    await timed("groups on", lambda: tab.editor.match.show_groups(True))
    await timed("value with groups", lambda: QTest.keyClicks(box, "8"))
    await timed("groups off", lambda: tab.editor.match.show_groups(False))
    for name in ("json", "code", "explain"):
        await timed(name, partial(tab.sides.open, name))
        await timed(f"value with {name}", lambda: QTest.keyClicks(box, "9"))
    await timed("undo", tab.document.undo)
    return holds


async def test_a_large_query_stays_usable(desk: Desk) -> None:
    model = await desk.session.models.model(BILLS.object)
    fields = (*model.fields, *(f"vendor.nsp::OWN{number}" for number in range(400)))[:400]
    small = desk.workbench.open_query(replace(BILLS, filters=(Filter(Operator.NE, "totalTxnAmount", "1"),)))
    await settled()
    few = await longest_holds(small)
    tab = desk.workbench.open_query(large(fields))
    await settled()
    many = await longest_holds(tab)
    slower = {name: many[name] / few[name] for name in few if many[name] > 30 * few[name]}
    assert not slower, f"an edit of one value is not an edit of all: {slower}"
    tab.document.redo()
    assert tab.query.filters[0].value == "789990"
    assert tab.query.filter_expression == large(fields).filter_expression
