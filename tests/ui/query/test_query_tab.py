"""A query from the bar to the grid, over the practice company."""

import asyncio
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
import shiboken6
from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from intacct_desktop.api.client import Client
from intacct_desktop.api.errors import IntacctError, NoAnswer
from intacct_desktop.api.model_service import ModelService
from intacct_desktop.api.operators import Operator
from intacct_desktop.api.query import Direction, Filter, Order, Query
from intacct_desktop.sandbox.server import SandboxServer
from intacct_desktop.ui import tasks
from intacct_desktop.ui.actions import Actions
from intacct_desktop.ui.open_company import OpenCompany
from intacct_desktop.ui.query import actions as query_actions
from intacct_desktop.ui.query.document import QueryDocument
from intacct_desktop.ui.query.query_tab import QueryTab
from intacct_desktop.workspace.kept import Kept
from intacct_desktop.workspace.query_file import SavedQuery

QUERY = Query(
    "accounts-payable/bill",
    ("key", "vendor.name", "dueDate", "state", "totalTxnAmount"),
    order_by=(Order("key"),),
    size=50,
)


@pytest.fixture(autouse=True)
def english() -> None:
    QLocale.setDefault(QLocale("en_US"))


@pytest.fixture
def actions() -> Actions:
    made = Actions()
    query_actions.declare(made)
    return made


@pytest.fixture
async def tab(open_company: OpenCompany, actions: Actions) -> AsyncIterator[QueryTab]:
    made = QueryTab(open_company, document_of(QUERY), actions)
    made.resize(1_100, 700)
    made.show()
    actions.set_context(made)
    await settled()
    yield made
    await made.aclose()
    made.close()  # not by qtbot: it would destroy the tab before it is closed
    made.deleteLater()


def document_of(query: Query) -> QueryDocument:
    return QueryDocument(SavedQuery("", query))


async def settled() -> None:
    """Every task has ended. A test ends like this too: between a test and its fixtures Qt goes on without a running loop."""
    while tasks.running():
        for handle in tasks.running():
            await handle.wait()


def keys(tab: QueryTab) -> list[str]:
    assert tab.result_set is not None
    return [row[0] for row in tab.result_set.window(0, tab.result_set.count)]


def faded(tab: QueryTab) -> bool:
    return tab.view.grid.cells.faded


def button(parent: QWidget, text: str) -> QPushButton:
    return next(found for found in parent.findChildren(QPushButton) if found.text() == text)


async def test_it_says_what_it_is_for_before_it_is_run(tab: QueryTab) -> None:
    assert tab.title == "Bill"
    assert not tab.view.pane.is_content
    assert tab.view.pane.heading.text() == "No rows yet"
    assert tab.result_set is None
    await settled()


async def test_run_shows_the_first_page(tab: QueryTab, actions: Actions) -> None:
    actions.action("query.run").trigger()
    assert tab.bar.stop.isEnabled() is False
    await settled()
    assert tab.view.pane.is_content
    assert tab.view.grid.rows.rowCount() == 50
    assert tab.result_set is not None
    total = tab.result_set.total_count
    assert tab.view.status.range.text() == f"1–50 of {total:,}"
    assert tab.view.status.loaded.text() == "50 rows loaded"
    assert tab.bar.load_all.text() == f"Load all {total:,}"
    await settled()


async def test_pages_forward_and_back_without_asking_twice(tab: QueryTab, client: Client) -> None:
    await tab.run()
    first = tab.view.grid.rows.index(0, 0).data()
    await tab.page_forward()
    calls = client.calls
    second = tab.view.grid.rows.index(0, 0).data()
    assert tab.view.status.range.text().startswith("51–100 of ")
    await tab.page_back()
    assert tab.view.grid.rows.index(0, 0).data() == first
    await tab.page_forward()
    assert tab.view.grid.rows.index(0, 0).data() == second != first
    assert client.calls == calls
    assert len(set(keys(tab))) == 100
    await settled()


async def test_load_all_brings_every_row_once(tab: QueryTab) -> None:
    await tab.run()
    QTest.mouseClick(tab.bar.load_all, Qt.MouseButton.LeftButton)
    await settled()
    result_set = tab.result_set
    assert result_set is not None
    assert result_set.complete
    assert len(set(keys(tab))) == result_set.count == result_set.total_count
    assert tab.view.grid.rows.rowCount() == result_set.count
    assert tab.view.status.loaded.text() == f"{result_set.count:,} rows loaded · complete"
    assert not tab.bar.load_all.isEnabled()
    await settled()


async def test_stopping_a_load_keeps_what_came(tab: QueryTab, under_way: Callable[[], Awaitable[None]]) -> None:
    await tab.run()
    tab.start_load_all()
    await under_way()
    tab.stop()
    await settled()
    result_set = tab.result_set
    assert result_set is not None
    assert result_set.count >= 50
    assert tab.view.grid.rows.rowCount() == result_set.count
    assert not tab.busy
    await tab.load_all()
    assert len(set(keys(tab))) == result_set.total_count
    await settled()


async def test_count_is_one_call_and_changes_no_rows(tab: QueryTab, client: Client) -> None:
    calls = client.calls
    found = await tab.count()
    assert client.calls == calls + 1
    assert tab.bar.matches.text() == f"{found:,} rows match"
    assert tab.result_set is None
    await settled()


async def test_a_header_orders_in_the_company(tab: QueryTab) -> None:
    await tab.run()
    tab.view.order_wished.emit("totalTxnAmount")
    await settled()
    assert tab.query.order_by == (Order("totalTxnAmount"),)
    tab.view.order_wished.emit("totalTxnAmount")
    await settled()
    assert tab.query.order_by == (Order("totalTxnAmount", Direction.DESCENDING),)
    assert tab.result_set is not None
    amounts = [row[4] for row in tab.result_set.window(0, 50)]
    assert amounts == sorted(amounts, reverse=True)
    assert tab.editor.query == tab.json.query == tab.query
    await settled()


async def test_builder_and_json_are_views_of_one_query(tab: QueryTab) -> None:
    titles: list[str] = []
    tab.title_changed.connect(titles.append)
    typed = Query("accounts-payable/vendor", ("key", "id", "name"))
    tab.json.editor.setPlainText(typed.to_json(indent=2))
    tab.json.commit()
    assert (tab.query.object, tab.query.fields) == (typed.object, typed.fields)
    assert tab.editor.query == tab.query
    assert titles == ["Vendor"]
    await settled()


async def test_rows_of_another_query_are_marked_until_the_change_is_taken_back(tab: QueryTab) -> None:
    await tab.run()
    tab.set_query(replace(QUERY, fields=("key",)))
    assert faded(tab)
    assert "changed" in tab.view.status.state.text()
    tab.set_query(QUERY)
    assert not faded(tab)
    assert tab.view.status.state.text() == ""
    await settled()


async def test_nothing_found_says_so(tab: QueryTab) -> None:
    tab.set_query(replace(QUERY, filters=(Filter(Operator.EQ, "id", "there is none"),)))
    await tab.run()
    assert tab.view.pane.heading.text() == "No rows match"
    assert tab.view.status.range.text() == "No rows"
    await settled()


async def test_a_refused_field_can_be_left_out_and_fetched_with_the_records(tab: QueryTab, open_company: OpenCompany) -> None:
    await tab.run()
    tab.set_query(Query("company-config/contact", ("key", "mailingAddress.country", "id"), order_by=(Order("key"),), size=50))
    tab.start_run()
    await settled()
    assert faded(tab)
    assert tab.view.grid.rows.rowCount() == 50, "the rows before stay readable"
    assert "previous query" in tab.view.status.state.text()
    button(tab.notices.notices[0], "Leave it out and run again").click()
    await settled()
    assert tab.query.fields == ("key", "id")
    assert not faded(tab)
    assert tab.view.grid.rows.columnCount() == 2
    assert "mailingAddress.country" in open_company.refused("company-config/contact"), "remembered"
    button(tab.notices.notices[0], "Fetch it").click()
    await settled()
    assert not tab.notices.notices
    assert tab.view.grid.rows.columnCount() == 3
    assert tab.result_set is not None
    assert any(row[2] for row in tab.result_set.window(0, 50))
    await settled()


async def test_what_the_company_refused_once_is_not_sent_again(tab: QueryTab, open_company: OpenCompany, client: Client) -> None:
    await open_company.learn_refusal(QUERY.object, ["webURL"])
    tab.faces.set_refused(open_company.refused(QUERY.object))
    tab.set_query(replace(QUERY, fields=("key", "webURL")))
    await settled()
    calls = client.calls
    await tab.run()
    assert client.calls == calls
    button(tab.notices.notices[0], "Run anyway").click()
    await settled()
    assert client.calls == calls + 1
    await settled()


async def test_a_refused_field_goes_with_its_filter_where_that_is_said(tab: QueryTab) -> None:
    tab.set_query(replace(QUERY, filters=(Filter(Operator.EQ, "webURL", "1"),)))
    with pytest.raises(IntacctError):
        await tab.run()
    tab.start_run()
    await settled()
    button(tab.notices.notices[0], "Leave it and its filter out, and run again").click()
    await settled()
    assert tab.query.filters == ()
    assert tab.view.grid.rows.rowCount() == 50
    await settled()


async def test_again_after_a_failure(tab: QueryTab, practice: SandboxServer) -> None:
    async with httpx.AsyncClient() as http:
        root = practice.ready.base_url.partition("/ia/")[0]
        fault = {"match": "/services/core/query", "status": 500, "times": 1}
        (await http.post(f"{root}/_sandbox/faults", json=fault)).raise_for_status()
    tab.start_run()
    await settled()
    assert tab.view.pane.heading.text() == "No rows"
    button(tab.notices.notices[0], "Try again").click()
    await settled()
    assert tab.view.grid.rows.rowCount() == 50
    assert not tab.notices.notices
    await settled()


async def test_a_query_that_is_not_ready_is_not_sent(tab: QueryTab, client: Client) -> None:
    tab.set_query(replace(QUERY, fields=()))
    await settled()
    calls = client.calls
    await tab.run()
    assert client.calls == calls
    assert tab.notices.notices[0].message.means == tab.editor.problem
    await settled()


async def test_a_later_run_ends_the_one_before(tab: QueryTab) -> None:
    tab.start_run()
    await asyncio.sleep(0)
    tab.set_query(replace(QUERY, size=7))
    tab.start_run()
    await settled()
    assert tab.view.grid.rows.rowCount() == 7
    assert not tab.notices.notices
    await settled()


async def test_rows_go_with_the_tab(tab: QueryTab, tmp_path: Path) -> None:
    await tab.run()
    assert list((tmp_path / "cache").iterdir())
    await tab.run()
    assert len(list((tmp_path / "cache").iterdir())) == 1
    await tab.aclose()
    assert not list((tmp_path / "cache").iterdir())
    await settled()


async def test_the_actions_follow_the_tab(tab: QueryTab, actions: Actions) -> None:
    assert not actions.action("results.copy").isEnabled()
    await tab.run()
    enabled = {action.objectName() for action in actions.enabled()}
    assert {"query.run", "query.count", "query.load_all", "query.next_page", "query.export", "results.copy"} <= enabled
    assert not {"query.stop", "query.previous_page"} & enabled
    actions.action("query.json").trigger()
    assert tab.json.isVisible()
    await settled()


async def test_no_answer_is_raised_to_whoever_awaits(
    models: ModelService, open_company: OpenCompany, kept: Kept, client: Client, qtbot: QtBot, free_port: Callable[[], int]
) -> None:
    await models.model(QUERY.object)
    away = Client(f"http://127.0.0.1:{free_port()}/ia/api/v1", tokens=client.tokens)
    tab = QueryTab(OpenCompany(away, models, open_company.profile, kept), document_of(QUERY))
    qtbot.addWidget(tab)
    with pytest.raises(NoAnswer):
        await tab.run()
    assert tab.view.pane.heading.text() == "No rows"
    await tab.aclose()
    await away.aclose()
    await settled()


async def test_rows_go_also_with_a_tab_that_is_only_destroyed(open_company: OpenCompany, tmp_path: Path) -> None:
    tab = QueryTab(open_company, document_of(QUERY))
    await tab.run()
    await settled()
    shiboken6.delete(tab)
    for thread in threading.enumerate():
        if thread.name == "close result":
            await asyncio.to_thread(thread.join)
    assert not list((tmp_path / "cache").iterdir())
    await settled()
