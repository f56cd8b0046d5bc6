"""Who refers to a record, in the window."""

from collections.abc import Awaitable, Callable

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from intacct_desktop.api.client import Client
from intacct_desktop.api.model_service import ModelService
from intacct_desktop.api.operators import Operator
from intacct_desktop.api.query import Filter, Query
from intacct_desktop.api.query_service import count, fetch_page
from intacct_desktop.ui.record.reading.used_by_link import UsedByLink
from intacct_desktop.ui.record.reading.used_by_section import UsedBySection
from tests.practice import Company
from tests.ui.conftest import Until

Settled = Callable[[], Awaitable[None]]
LEFT = Qt.MouseButton.LeftButton
BILL, VENDOR = "accounts-payable/bill", "accounts-payable/vendor"


@pytest.fixture
def section(client: Client, models: ModelService, qtbot: QtBot) -> UsedBySection:
    section = UsedBySection(client, models)
    qtbot.addWidget(section)
    section.resize(900, 300)
    section.show()
    return section


def link(section: UsedBySection, title: str) -> UsedByLink:
    return next(link for link in section.links if link.referrer.title == title)


async def test_a_link_asks_for_the_records(section: UsedBySection, settled: Settled, client: Client) -> None:
    wished: list[Query] = []
    section.query_wished.connect(wished.append)
    section.show_record(BILL, "1", "1")
    assert section.state.text() == "Looking in the model for what refers to it…"
    await settled()
    assert section.state.isHidden()
    QTest.mouseClick(link(section, "Payment details: bill"), LEFT)
    (query,) = wished
    assert query.object == "accounts-payable/payment-detail"
    assert query.filters == (Filter(Operator.EQ, "bill.key", "1"),)
    assert {"key", "apPayment.key"} <= set(query.fields)
    page = await fetch_page(client, query)
    assert page.meta.total_count > 0


async def test_all_are_counted_by_as_many_calls_as_were_said(
    section: UsedBySection, settled: Settled, client: Client, company: Company
) -> None:
    section.show_record(BILL, "1")
    await settled()
    links = section.links
    assert section.count_button.text() == f"Count all {len(links)} ({len(links)} calls)"
    company.forget()
    QTest.mouseClick(section.count_button, LEFT)
    assert section.count_button.text() == "Stop counting"
    await settled()
    assert company.count("POST /services/core/query") == len(links)
    assert section.count_button.isHidden()
    for each in links:
        expected = await count(client, Query(each.referrer.object, ("key",), filters=each.referrer.filters("1")))
        assert each.text() == f"{each.referrer.title} · {expected}"
    section.show_record(BILL, "2")
    await settled()
    assert [each.text() for each in section.links] == [each.referrer.title for each in links], "the counts were those of another bill"


async def test_one_is_counted_by_itself(section: UsedBySection, settled: Settled, company: Company) -> None:
    section.show_record(BILL, "1")
    await settled()
    company.forget()
    one = link(section, "Bill lines")
    one.count_wished.emit()
    await settled()
    assert one.text().startswith("Bill lines · ")
    assert company.count("POST /services/core/query") == 1
    assert section.count_button.text() == f"Count all {len(section.links) - 1} ({len(section.links) - 1} calls)"


async def test_many_are_found_by_name(section: UsedBySection, settled: Settled) -> None:
    section.show_record(VENDOR, "1")
    await settled()
    first = section.links
    assert len(first) == 24
    assert section.count_button.text() == "Count these 24 (24 calls)"
    QTest.keyClicks(section.filter, "bill LINE")
    assert {each.referrer.object for each in section.links} >= {"accounts-payable/bill-line", "accounts-payable/recurring-bill-line"}
    assert all("line" in each.referrer.object for each in section.links)
    assert section.more.isHidden()
    QTest.keyClicks(section.filter, "zzz")
    assert section.state.text() == "No object of this name refers to it."
    section.filter.clear()
    assert section.state.isHidden()
    assert section.links == first
    QTest.mouseClick(section.more, LEFT)
    titles = [each.referrer.title for each in section.links]
    assert len(titles) > 100
    assert len(set(titles)) == len(titles), "no two read the same"
    assert section.more.isHidden()


async def test_what_the_company_refuses_is_said_of_the_one(section: UsedBySection, settled: Settled, company: Company) -> None:
    section.show_record(BILL, "1")
    await settled()
    refusal = {"code": "invalidRequest", "message": "Not today", "errorId": "REST-1106"}
    company.fails("core/query", status=400, times=1, body={"ia::result": {"ia::error": refusal}})
    QTest.mouseClick(section.count_button, LEFT)
    await settled()
    (refused,) = [each for each in section.links if each.text().endswith("not counted")]
    assert "Not today" in refused.toolTip()
    assert "Not today" in refused.accessibleDescription()
    assert section.state.isHidden()


async def test_a_model_that_does_not_come_is_asked_for_again(section: UsedBySection, settled: Settled, company: Company) -> None:
    company.fails("core/model", status=500, times=1)
    section.show_record(BILL, "1")
    await settled()
    assert "error of its own" in section.state.text()
    QTest.mouseClick(section.again, LEFT)
    await settled()
    assert section.links
    assert section.state.isHidden()
    assert section.again.isHidden()


async def test_counting_can_be_stopped(section: UsedBySection, settled: Settled, company: Company) -> None:
    section.show_record(VENDOR, "1")
    await settled()
    company.fails("core/query", delay=0.2, times=30)
    QTest.mouseClick(section.count_button, LEFT)
    QTest.mouseClick(section.count_button, LEFT)
    await settled()
    assert [each.text() for each in section.links] == [each.referrer.title for each in section.links]
    assert section.count_button.text() == "Count these 24 (24 calls)"


async def test_one_more_while_others_are_counted(section: UsedBySection, settled: Settled) -> None:
    section.show_record(BILL, "1")
    await settled()
    first, *_, last = section.links
    first.count_wished.emit()
    last.count_wished.emit()
    await settled()
    assert [each.counted is not None for each in (first, section.links[1], last)] == [True, False, True]


async def test_the_page_goes_while_it_counts(client: Client, models: ModelService, settled: Settled) -> None:
    section = UsedBySection(client, models)
    section.show()
    section.show_record(BILL, "1")
    await settled()
    QTest.mouseClick(section.count_button, LEFT)
    section.deleteLater()
    QApplication.sendPostedEvents(section, QEvent.Type.DeferredDelete.value)
    await settled()


async def test_the_keyboard_reaches_opening_and_counting(section: UsedBySection, settled: Settled, until: Until) -> None:
    wished: list[Query] = []
    section.query_wished.connect(wished.append)
    section.activateWindow()
    section.show_record(BILL, "1")
    await settled()
    await until(section.isActiveWindow)
    one = section.links[0]
    one.setFocus()
    QTest.keyClick(one, Qt.Key.Key_Space)
    assert len(wished) == 1
    one.customContextMenuRequested.emit(one.rect().center())
    (menu,) = one.findChildren(QMenu)
    assert [action.text() for action in menu.actions()] == ["Open in a query", "Count (1 call)"]
    menu.actions()[1].trigger()
    menu.close()
    await settled()
    assert one.counted is not None


async def test_nothing_is_asked_for_before_it_is_seen(
    client: Client, models: ModelService, qtbot: QtBot, company: Company, settled: Settled
) -> None:
    section = UsedBySection(client, models)
    qtbot.addWidget(section)
    section.show_record(BILL, "1")
    await settled()
    assert company.count("GET /services/core/model") == 0
    section.show()
    await settled()
    assert section.links


async def test_an_object_to_which_nothing_refers(section: UsedBySection, settled: Settled) -> None:
    section.show_record("nowhere/nothing", "1")
    await settled()
    assert [each.referrer.title for each in section.links] == ["Audit history"]
