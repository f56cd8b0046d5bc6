"""A reference is found by typing an id or a name, or chosen from the list; the company is asked seldom, and need not answer."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from intacct_desktop.api.query import Order
from intacct_desktop.api.records.form import Lock
from intacct_desktop.api.records.source import PAGE_SIZE, Found, RecordSource
from intacct_desktop.ui.builder.offer_list import BESIDE, OfferList
from intacct_desktop.ui.record.editors.reference_editor import ReferenceEditor
from tests.practice import Company
from tests.ui.conftest import Until
from tests.ui.record.editors.conftest import QUERIES, VENDOR, Show, Shown, reference_to

ENTRY = reference_to(VENDOR)


def popup() -> OfferList | None:
    found = QApplication.activePopupWidget()
    return found if isinstance(found, OfferList) else None


def editor_of(shown: Shown) -> ReferenceEditor:
    assert isinstance(shown.editor, ReferenceEditor)
    return shown.editor


def says(shown: Shown, words: str) -> bool:
    return words in shown.line.toolTip()


async def one_vendor(source: RecordSource) -> Found:
    (found,) = await source.suggest(VENDOR, "V-00014")
    return found


# typing


async def test_a_record_is_offered_and_chosen_by_the_keyboard(show: Show, source: RecordSource, until: Until) -> None:
    vendor = await one_vendor(source)
    shown = await show(ENTRY, None, source=source)
    shown.types("v-0001")
    assert shown.values[-1] == {"key": None, "id": "v-0001", "name": None}
    await until(popup)
    offers = popup()
    assert offers is not None
    listed = [(offers.model().index(row, 0).data(), offers.model().index(row, 0).data(BESIDE)) for row in range(offers.model().rowCount())]
    assert (vendor["id"], vendor["name"]) in listed
    for _ in range(listed.index((vendor["id"], vendor["name"])) + 1):
        QTest.keyClick(offers, Qt.Key.Key_Down)
    QTest.keyClick(offers, Qt.Key.Key_Return)
    assert shown.values[-1] == vendor
    assert shown.line.text() == f"{vendor['id']} · {vendor['name']}"
    await until(lambda: popup() is None)
    shown.leaves()
    assert not shown.editor.problem


async def test_an_id_typed_in_full_is_the_record(show: Show, source: RecordSource, until: Until, company: Company) -> None:
    vendor = await one_vendor(source)
    shown = await show(ENTRY, None, source=source)
    calls = company.count(QUERIES)
    shown.types("v-00014")
    shown.leaves()  # before anything was looked up
    await until(lambda: shown.editor.value == vendor)
    assert shown.line.text() == f"{vendor['id']} · {vendor['name']}"
    assert company.count(QUERIES) == calls


async def test_a_reference_that_is_gonesays_so_and_stays(show: Show, source: RecordSource, until: Until) -> None:
    shown = await show(ENTRY, None, source=source)
    shown.types("V-99999")
    shown.leaves()
    await until(lambda: shown.editor.problem)
    assert "V-99999" in shown.editor.problem
    assert shown.line.property("invalid") is True
    assert shown.line.text() == "V-99999"
    assert shown.values[-1] == {"key": None, "id": "V-99999", "name": None}
    shown.types("V-00014")
    assert not shown.editor.problem
    shown.leaves()
    await until(lambda: shown.values[-1]["key"])
    assert not shown.editor.problem


class Slow:
    """Has the answer, and gives it when it is told to."""

    def __init__(self, source: RecordSource) -> None:
        self.source = source
        self.asked: dict[str, asyncio.Event] = {}

    async def suggest(self, object_name: str, text: str) -> Sequence[Found]:
        found = await self.source.suggest(object_name, text)
        event = self.asked.setdefault(text, asyncio.Event())
        while not event.is_set():
            try:
                await event.wait()
            except asyncio.CancelledError:
                continue  # an answer that can no longer be called back
        return found

    async def find(self, object_name: str, member: str, value: str) -> Found | None:
        return await self.source.find(object_name, member, value)

    async def find_all(self, object_name: str, member: str, values: Collection[str]) -> Mapping[str, Found | None]:
        return await self.source.find_all(object_name, member, values)

    async def page(self, object_name: str, text: str, start: int, order: Order | None) -> Any:
        return await self.source.page(object_name, text, start, order)


async def test_a_late_answer_to_an_older_search_changes_nothing(show: Show, source: RecordSource, until: Until) -> None:
    slow = Slow(source)
    shown = await show(ENTRY, None, source=slow)
    shown.types("V-00014")
    await until(lambda: "V-00014" in slow.asked)
    shown.types("V-0002")
    await until(lambda: "V-0002" in slow.asked)
    slow.asked["V-0002"].set()
    await until(popup)
    slow.asked["V-00014"].set()
    await asyncio.sleep(0)
    await until(lambda: not [task for task in asyncio.all_tasks() if "V-00014" in task.get_name()])
    assert shown.values[-1] == {"key": None, "id": "V-0002", "name": None}
    offers = popup()
    assert offers is not None
    assert all(str(offers.model().index(row, 0).data()).startswith("V-0002") for row in range(offers.model().rowCount()))


async def test_nobody_answers_and_typing_goes_on(show: Show, source: RecordSource, company: Company, until: Until) -> None:
    shown = await show(ENTRY, None, source=source)
    company.fails("/services/core/query", status=400)
    shown.types("V-000")
    await until(popup)
    offers = popup()
    assert offers is not None
    assert "Could not be looked up" in str(offers.model().index(0, 0).data(BESIDE))
    assert not offers.model().index(0, 0).flags() & Qt.ItemFlag.ItemIsEnabled
    QTest.keyClicks(offers, "14")  # the list hands on what is typed
    assert shown.values[-1] == {"key": None, "id": "V-00014", "name": None}
    await until(lambda: shown.editor.value["key"])
    assert not shown.editor.problem
    shown.leaves()


async def test_emptied_it_is_nothing(show: Show, source: RecordSource) -> None:
    shown = await show(ENTRY, await one_vendor(source), source=source)
    shown.line.setFocus()
    shown.line.selectAll()
    QTest.keyClick(shown.line, Qt.Key.Key_Delete)
    assert shown.values == [None]
    shown.leaves()
    assert shown.values == [None]


async def test_an_object_that_the_model_does_not_have_takes_plain_ids(show: Show, source: RecordSource, until: Until) -> None:
    for entry in (reference_to(None), reference_to("nobody/knows")):
        shown = await show(entry, {"key": "7", "id": "X-7", "name": None}, source=source)
        assert shown.line.text() == "X-7"
        shown.types("X-8")
        shown.leaves()
        assert shown.values[-1] == {"key": None, "id": "X-8", "name": None}
        if entry.reference is not None and entry.reference.object is not None:
            await until(partial(says, shown, "model does not have"))
        assert not shown.editor.problem
        QTest.keyClick(shown.line, Qt.Key.Key_F4)
        assert editor_of(shown).picker is None


async def test_what_has_no_id_is_named_by_its_key(show: Show) -> None:
    shown = await show(reference_to(VENDOR, "key"), None)
    shown.types("14")
    assert shown.values[-1] == {"key": "14", "id": None, "name": None}


async def test_the_record_is_opened_by_the_keyboard_locked_or_not(show: Show, source: RecordSource, until: Until) -> None:
    vendor = await one_vendor(source)
    shown = await show(ENTRY, vendor, source=source)
    shown.editor.set_lock(Lock.READ_ONLY)
    QTest.keyClick(shown.line, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert shown.links == [(VENDOR, vendor["key"])]
    QTest.keyClick(shown.line, Qt.Key.Key_F4)
    assert editor_of(shown).picker is None
    shown.types("V-1")
    assert shown.values == []
    shown.editor.set_lock(None)
    shown.types("V-00014")
    QTest.keyClick(shown.line, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    await until(lambda: len(shown.links) == 2)
    assert shown.links[1] == (VENDOR, vendor["key"])


# the list of all


async def test_a_record_is_chosen_from_the_list(show: Show, source: RecordSource, until: Until) -> None:
    shown = await show(ENTRY, None, source=source)
    shown.line.setFocus()
    QTest.keyClick(shown.line, Qt.Key.Key_F4)
    picker = editor_of(shown).picker
    assert picker is not None
    await until(lambda: picker.model.rows)
    assert picker.search.hasFocus()
    assert picker.place.text().startswith(f"1–{PAGE_SIZE} of ")
    assert not picker.back.isEnabled()
    picker.forth.click()
    await until(lambda: picker.back.isEnabled())
    assert picker.place.text().startswith(f"{PAGE_SIZE + 1}–")
    picker.table.horizontalHeader().setSortIndicator(1, Qt.SortOrder.DescendingOrder)
    await until(lambda: not picker.back.isEnabled() and not picker._is_loading)
    ids = [row["id"] for row in picker.model.rows]
    assert ids == sorted(ids, reverse=True)
    QTest.keyClicks(picker.search, "v-0001")
    QTest.keyClick(picker.search, Qt.Key.Key_Return)  # not yet what was searched for
    assert editor_of(shown).picker is picker
    await until(lambda: not picker._is_loading)
    assert all("0001" in row["id"] for row in picker.model.rows)
    QTest.keyClick(picker.search, Qt.Key.Key_Down)
    row = picker.model.rows[picker.table.currentIndex().row()]
    assert row is picker.model.rows[1]
    QTest.keyClick(picker.search, Qt.Key.Key_Return)
    await until(lambda: editor_of(shown).picker is None)
    assert shown.values == [{name: row[name] for name in ("key", "id", "name")}]
    assert shown.line.text() == f"{row['id']} · {row['name']}"


async def test_the_listsays_why_it_is_empty_and_is_left_by_escape(show: Show, source: RecordSource, company: Company, until: Until) -> None:
    shown = await show(ENTRY, None, source=source)
    company.fails("/services/core/query", status=400, times=2)
    editor_of(shown).open_picker()
    picker = editor_of(shown).picker
    assert picker is not None
    await until(lambda: picker.again.isVisible())
    assert "could not be listed" in picker.message.text()
    assert not picker.choose.isEnabled()
    company.forget()
    picker.again.click()
    await until(lambda: picker.model.rows)
    assert not picker.again.isVisible()
    QTest.keyClicks(picker.search, "no such vendor")
    await until(lambda: not picker.model.rows)
    assert "no such vendor" in picker.message.text()
    QTest.keyClick(picker, Qt.Key.Key_Escape)
    await until(lambda: editor_of(shown).picker is None)
    assert shown.values == []
