"""Statistics, groups and the cell in a query's tab: opened by actions, and asking Intacct for what is seen in them."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QItemSelectionModel, QLocale
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QSplitter
from pytestqt.qtbot import QtBot

from intacct_desktop.api.operators import Operator
from intacct_desktop.api.query import Filter, Order, Query
from intacct_desktop.ui.actions import Actions, Menu
from intacct_desktop.ui.open_company import OpenCompany
from intacct_desktop.ui.query import actions as query_actions
from intacct_desktop.ui.query.document import QueryDocument
from intacct_desktop.ui.query.query_tab import QueryTab
from intacct_desktop.ui.results.beside.inspection_actions import COPIES, copy_names
from intacct_desktop.workspace.query_file import SavedQuery
from tests.ui.results.waiting import settled

QUERY = Query("accounts-payable/bill", ("id", "state", "dueDate", "totalTxnAmount"), order_by=(Order("key"),), size=50)
OWN = ("results.statistics", "results.groups", "results.cell", "results.filter_by_values", *COPIES, *copy_names())


@pytest.fixture
def actions() -> Actions:
    QLocale.setDefault(QLocale("en_US"))
    made = Actions()
    query_actions.declare(made)
    return made


@pytest.fixture
async def tab(open_company: OpenCompany, actions: Actions) -> AsyncIterator[QueryTab]:
    made = QueryTab(open_company, QueryDocument(SavedQuery("", QUERY)), actions)
    made.resize(1_300, 800)
    made.show()
    actions.set_context(made)
    await settled()
    yield made
    await made.aclose()
    made.close()
    made.deleteLater()


async def test_every_action_has_its_menu_and_keys_and_waits_for_rows(tab: QueryTab, actions: Actions) -> None:
    assert {actions.menu_of(actions.action(id_)) for id_ in OWN} == {Menu.RESULTS, Menu.EDIT}
    assert all(not actions.action(id_).shortcut().isEmpty() for id_ in OWN)
    assert not any(actions.action(id_).isEnabled() for id_ in OWN)
    await tab.run()
    assert all(actions.action(id_).isEnabled() for id_ in OWN)
    await settled()


async def test_the_panes_open_beside_the_rows_one_at_a_time(tab: QueryTab, actions: Actions) -> None:
    await tab.run()
    beside = tab.sides.parentWidget()
    assert isinstance(beside, QSplitter)
    tab.sides.open("json")
    before, widths = tab.sides.width(), {}
    for id_, name in (("results.groups", "groups"), ("results.cell", "cell"), ("results.statistics", "statistics")):
        actions.action(id_).trigger()
        await settled()
        assert tab.sides.current == name
        assert tab.sides.currentWidget() is tab.inspection.panes[name]
        widths[name] = tab.sides.width()
    assert widths["groups"] > before, "a chart needs room"
    assert widths["statistics"] < widths["groups"], "and gives it back"
    assert not tab.bar.json.isChecked()
    tab.inspection.statistics.close_button.click()
    assert tab.sides.current == ""
    await settled()


async def test_a_value_that_is_seen_is_asked_for(tab: QueryTab) -> None:
    await tab.run()
    tab.inspection.show_statistics(1)
    await settled()
    values = tab.inspection.statistics.values
    values.setCurrentIndex(values.model().index(0, 0))
    assert values.entry is not None
    tab.inspection.statistics.ask.click()
    assert tab.query == replace(QUERY, filters=(Filter(Operator.EQ, "state", values.entry.value),))
    assert tab.document.undo_name
    await tab.run()
    await settled()
    assert tab.inspection.statistics.described is not None
    assert tab.inspection.statistics.described.statistics.distinct == 1
    await settled()


async def test_the_selected_values_become_a_filter(tab: QueryTab, actions: Actions) -> None:
    await tab.run()
    grid = tab.view.grid
    grid.setCurrentIndex(grid.rows.index(0, 0))
    grid.selectionModel().select(grid.rows.index(2, 0), QItemSelectionModel.SelectionFlag.Select)
    ids = tuple(grid.rows.value(grid.rows.index(row, 0)) for row in (0, 2))
    actions.action("results.filter_by_values").trigger()
    await settled()
    assert tab.query.filters == (Filter(Operator.IN, "id", ids),)
    actions.action("results.copy_list").trigger()
    await settled()
    assert QGuiApplication.clipboard().text() == f'["{ids[0]}","{ids[1]}"]'
    await tab.run()
    assert tab.view.grid.rows.rowCount() == 2
    await settled()


async def test_groups_become_a_query_that_gives_the_same(tab: QueryTab, open_company: OpenCompany, qtbot: QtBot) -> None:
    await tab.load_all()
    tab.inspection.show_groups(1)
    await settled()
    table = tab.inspection.groups.table
    assert table is not None
    assert table.complete
    with qtbot.waitSignal(tab.query_wished) as wished:
        tab.inspection.groups.ask.click()
    assert wished.args is not None
    grouped = QueryTab(open_company, QueryDocument(SavedQuery("", wished.args[0])))
    try:
        await grouped.run()
        assert grouped.result_set is not None
        assert {(row[0], row[1], row[2]) for row in grouped.result_set.window(0, 100)} == set(table.lines)
    finally:
        await settled()
        await grouped.aclose()
        grouped.deleteLater()
