"""Values of the company are offered while one is typed: few calls, no waiting, no noise."""

from collections.abc import Awaitable, Callable
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from intacct_desktop.api.client import Client
from intacct_desktop.api.errors import RequestError
from intacct_desktop.api.model_service import ModelService
from intacct_desktop.api.operators import Operator
from intacct_desktop.api.query import Filter, Query
from intacct_desktop.ui.builder.entry_boxes import EntryBox
from intacct_desktop.ui.builder.offer_list import BESIDE, OfferList
from intacct_desktop.ui.builder.value_lookup import MOST, Target, ValueLookup
from tests.practice import Company
from tests.ui.builder.filter_form import FilterForm, type_into
from tests.ui.conftest import Until

Make = Callable[..., Awaitable[FilterForm]]
QUERY_PATH = "POST /services/core/query"
VENDORS = Target("accounts-payable/vendor", "id")
NAMES = Target("accounts-payable/vendor", "name")


@pytest.fixture
def lookup(client: Client, models: ModelService, company: Company) -> ValueLookup:
    return ValueLookup(client, models)


def popup() -> OfferList | None:
    found = QApplication.activePopupWidget()
    return found if isinstance(found, OfferList) else None


def test_the_target_is_the_object_that_a_field_refers_to(lookup: ValueLookup) -> None:
    bill = "accounts-payable/bill"
    assert lookup.target(bill, "vendor.id") == VENDORS
    assert lookup.target(bill, "vendor.name") == NAMES
    assert lookup.target(bill, "id") == Target(bill, "id")
    assert lookup.target(bill, "billNumber") is None
    assert lookup.target(bill, "vendor.status") is None
    assert lookup.target(bill, "nosuch.id") is None


async def test_ids_that_start_so_and_names_that_contain_it_whatever_the_case(lookup: ValueLookup) -> None:
    by_id = await lookup.suggest(VENDORS, "v-001")
    assert len(by_id) == MOST
    assert all(each.value.startswith("V-001") and each.beside for each in by_id)
    name = by_id[0].beside
    (word, *_) = sorted(name.split(), key=len, reverse=True)
    by_name = await lookup.suggest(NAMES, word.upper())
    assert name in [each.value for each in by_name]
    assert by_id[0].value in [each.beside for each in by_name]
    assert by_id[0].value in [each.value for each in await lookup.suggest(VENDORS, word)]


async def test_what_was_answered_is_not_asked_again(lookup: ValueLookup, company: Company) -> None:
    few = await lookup.suggest(VENDORS, "V-0010")
    assert 1 < len(few) < MOST
    calls = company.count(QUERY_PATH)
    assert await lookup.suggest(VENDORS, "v-0010") == few
    assert await lookup.suggest(VENDORS, few[1].value) == few[1:2]  # all that begin so are known
    assert await lookup.suggest(VENDORS, "V-0010x") == ()
    assert await lookup.suggest(VENDORS, "") == ()
    assert company.count(QUERY_PATH) == calls == 1
    await lookup.suggest(VENDORS, "V-00")
    assert company.count(QUERY_PATH) == 2


async def test_a_refusal_is_the_callers_to_show(lookup: ValueLookup, company: Company) -> None:
    company.fails("/services/core/query", status=400)
    with pytest.raises(RequestError):
        await lookup.suggest(VENDORS, "V-0010")
    assert await lookup.suggest(VENDORS, "V-0010")


async def test_the_pause_in_typing_asks_once_and_a_value_is_taken(
    make_form: Make, lookup: ValueLookup, company: Company, until: Until
) -> None:
    form = await make_form(Query("accounts-payable/bill", ("key",), (Filter(Operator.EQ, "vendor.id", ""),)))
    form.section.set_lookup(lookup)
    box = form.value(1)
    assert "billed" in box.toolTip()
    type_into(box, "V-0010")
    assert company.count(QUERY_PATH) == 0
    await until(popup)
    assert company.count(QUERY_PATH) == 1
    view = cast("OfferList", popup())
    assert view.model().index(0, 0).data(BESIDE)
    QTest.keyClick(view, Qt.Key.Key_Down)
    value = view.currentIndex().data()
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert form.query.filters[0].value == value
    assert value.startswith("V-0010")


async def test_typing_goes_on_while_the_company_is_asked(
    make_form: Make, lookup: ValueLookup, company: Company, under_way: Callable[[], Awaitable[None]], until: Until
) -> None:
    form = await make_form(Query("accounts-payable/bill", ("key",), (Filter(Operator.EQ, "vendor.name", ""),)))
    form.section.set_lookup(lookup)
    company.fails("/services/core/query", delay=0.3)
    box = cast("EntryBox", form.value(1))
    type_into(box, "a")
    await under_way()
    QTest.keyClicks(box, "c")
    assert form.query.filters[0].value == "ac"
    await until(popup)
    view = cast("OfferList", popup())
    assert all("ac" in f"{view.model().index(row, 0).data()}".casefold() for row in range(view.model().rowCount()))
    view.hide()


async def test_values_are_added_to_a_list(make_form: Make, lookup: ValueLookup, until: Until) -> None:
    form = await make_form(Query("accounts-payable/bill", ("key",), (Filter(Operator.IN, "vendor.id", ("V-00001",)),)))
    form.section.set_lookup(lookup)
    box = cast("EntryBox", form.value(1))
    box.setFocus()
    box.end(False)
    QTest.keyClicks(box, ", V-0010")
    await until(popup)
    view = cast("OfferList", popup())
    QTest.keyClick(view, Qt.Key.Key_Down)
    QTest.keyClick(view, Qt.Key.Key_Return)
    first, second = cast("tuple[str, str]", form.query.filters[0].value)
    assert first == "V-00001"
    assert second.startswith("V-0010")
    assert len(second) > len("V-0010")


async def test_a_failure_stands_quietly_beside_the_row(make_form: Make, lookup: ValueLookup, company: Company, until: Until) -> None:
    form = await make_form(Query("accounts-payable/bill", ("key",), (Filter(Operator.EQ, "vendor.id", "x"),)))
    form.section.set_lookup(lookup)
    company.fails("/services/core/query", status=400)
    type_into(form.value(1), "V-001")
    await until(lambda: any(words.startswith("No values could be looked up") for words in form.words(1)))
    assert form.query.filters[0].value == "V-001"
    QTest.keyClicks(form.value(1), "0")
    await until(popup)
    assert not any("looked up" in words for words in form.words(1))
    cast("OfferList", popup()).hide()


async def test_nothing_is_asked_where_it_is_turned_off_or_makes_no_sense(make_form: Make, lookup: ValueLookup, company: Company) -> None:
    entries = (
        Filter(Operator.EQ, "vendor.id", ""),
        Filter(Operator.STARTS_WITH, "vendor.id", ""),
        Filter(Operator.EQ, "billNumber", ""),
        Filter(Operator.EQ, "vendor.name", ""),
    )
    form = await make_form(Query("accounts-payable/bill", ("key",), entries))
    form.section.set_lookup(lookup)
    type_into(form.value(2), "V")
    type_into(form.value(3), "B")
    type_into(form.value(4), "{{vendor}}")
    lookup.enabled = False
    type_into(form.value(1), "V")
    form.section.set_lookup(None)
    assert not form.value(1).toolTip()
    assert company.count(QUERY_PATH) == 0
