"""A pinned result and another, side by side in their page."""

import csv
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QLocale, QPoint, Qt
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication

from intacct_desktop.api.model import ValueKind
from intacct_desktop.api.query import Query
from intacct_desktop.results import scratch
from intacct_desktop.results.comparing import Change
from intacct_desktop.results.result_set import ResultClosed, ResultSet
from intacct_desktop.ui import tasks
from intacct_desktop.ui.actions import Actions
from intacct_desktop.ui.compare import actions as compare_actions
from intacct_desktop.ui.compare.model import CompareModel
from intacct_desktop.ui.compare.page import ComparePage
from intacct_desktop.ui.compare.pinned import Origin, PinnedResult, pin
from intacct_desktop.ui.query import actions as query_actions
from intacct_desktop.ui.results.grid.model import SEGMENT, WAITING
from intacct_desktop.ui.theme import Role, theme

Make = Callable[..., ResultSet]
Until = Callable[[Callable[[], object]], Any]

TEXT = (ValueKind.TEXT, None)
COLUMNS = {"key": TEXT, "state": (ValueKind.ENUM, None), "amount": (ValueKind.DECIMAL, 2)}
BEFORE = [{"key": str(n), "state": "posted", "amount": f"{n}000.50"} for n in range(1, 7)]
AFTER = [BEFORE[0], BEFORE[2] | {"state": "paid", "amount": "-3.00"}, BEFORE[3], BEFORE[4], BEFORE[5] | {"state": None}, {"key": "7"}]
ORIGIN = Origin(
    "Bills overdue", Query("accounts-payable/bill", tuple(COLUMNS)), "Riverside", "Top level", datetime(2026, 11, 20, 9, tzinfo=UTC)
)
LATER = replace(ORIGIN, entity="Entity 200", at=datetime(2026, 11, 20, 14, tzinfo=UTC))


@pytest.fixture(autouse=True)
def english() -> None:
    QLocale.setDefault(QLocale("en_US"))


@pytest.fixture
def actions() -> Actions:
    made = Actions()
    query_actions.declare(made)
    compare_actions.declare(made)
    return made


@pytest.fixture
async def pinned(make_result: Make) -> AsyncIterator[PinnedResult]:
    made = await pin(ORIGIN, make_result(COLUMNS, *BEFORE))
    yield made
    await made.aclose()


@pytest.fixture
async def opened(actions: Actions) -> AsyncIterator[Callable[..., Any]]:
    """``await opened(pinned, result_set)``: the page, compared and shown."""
    pages: list[ComparePage] = []

    async def open_page(before: PinnedResult, after: ResultSet, origin: Origin = LATER) -> ComparePage:
        page = ComparePage(before, origin, after, actions)
        pages.append(page)
        page.resize(1_000, 500)
        page.show()
        actions.set_context(page)
        page.start()
        await settled()
        page.grab()  # asks for the rows in view
        await settled()
        return page

    yield open_page
    for page in pages:
        await page.aclose()
        page.close()
        page.deleteLater()


async def settled() -> None:
    while tasks.running():
        for handle in tasks.running():
            await handle.wait()


def shown(page: ComparePage) -> list[list[str]]:
    rows = page.grid.rows
    return [[rows.index(row, column).data() for column in range(rows.columnCount())] for row in range(rows.rowCount())]


async def test_what_was_added_removed_and_changed(pinned: PinnedResult, make_result: Make, opened: Any) -> None:
    page = await opened(pinned, make_result(COLUMNS, *AFTER))
    assert page.title == "Compare: Bills overdue"
    assert [toggle.text() for toggle in page.toggles.values()] == ["+ Added 1", "− Removed 1", "≠ Changed 2", "= Same 3"]
    assert shown(page) == [
        ["−", "2", "posted", "2,000.50"],
        ["≠", "3", "posted → paid", "3,000.50 → −3.00"],
        ["≠", "6", "posted → null", "6,000.50"],
        ["+", "7", "null", "null"],
    ]
    rows = page.grid.rows
    assert rows.headerData(2, Qt.Orientation.Horizontal) == "state  ≠ 2"
    assert rows.index(1, 2).data(int(Qt.ItemDataRole.AccessibleTextRole)) == "before: posted\nafter: paid"
    assert rows.index(1, 0).data(int(Qt.ItemDataRole.AccessibleTextRole)) == "Changed"
    title, origin = page.heading.before
    assert (title.text(), origin.text().split(" · ")[:2]) == ("Bills overdue", ["Riverside", "Top level"])
    assert page.heading.after[1].text().endswith("6 rows")
    assert not page.heading.cautions.isVisible()
    inks = {_ink(page, 0, 1), _ink(page, 3, 1)}
    assert inks <= {Role.NEGATIVE, Role.MUTED, Role.SUCCESS}
    assert _ink(page, 0, 1) is Role.NEGATIVE


def _ink(page: ComparePage, row: int, column: int) -> Role:
    """The role whose colour is nearest to what was drawn."""
    box = page.grid.visualRect(page.grid.rows.index(row, column)).adjusted(2, 2, -2, -2)
    image = page.grid.viewport().grab(box).toImage()
    ground = image.pixelColor(QPoint(0, 0))
    drawn = max((image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())), key=lambda ink: _far(ink, ground))
    return min((Role.TEXT, Role.MUTED, Role.NEGATIVE, Role.SUCCESS), key=lambda role: _far(theme().color(role), drawn))


def _far(one: QColor, other: QColor) -> int:
    return (one.red() - other.red()) ** 2 + (one.green() - other.green()) ** 2 + (one.blue() - other.blue()) ** 2


async def test_it_works_on_copies(make_result: Make, opened: Any) -> None:
    first, second = make_result(COLUMNS, *BEFORE), make_result(COLUMNS, *AFTER)
    pinned = await pin(ORIGIN, first)
    first.close()  # the tab ran again
    page = await opened(pinned, second)
    second.close()
    await pinned.aclose()
    page.toggles[Change.SAME].setChecked(True)
    shown(page)
    await settled()
    assert [row[1] for row in shown(page)] == ["1", "2", "3", "4", "5", "6", "7"]
    with pytest.raises(ResultClosed):
        await pin(ORIGIN, first)


async def test_the_keyboard_goes_from_change_to_change(pinned: PinnedResult, make_result: Make, opened: Any, actions: Actions) -> None:
    page = await opened(pinned, make_result(COLUMNS, *AFTER))
    page.toggles[Change.SAME].setChecked(True)
    places = []
    for step in ("next", "next", "next", "next", "next", "previous"):
        actions.action(f"compare.{step}").trigger()
        await settled()
        index = page.grid.currentIndex()
        places.append((index.row(), index.column()))
        said = page.state.text()
        assert (said == "No further change in this direction") is (len(places) == 5)
    assert places == [(1, 0), (2, 2), (5, 2), (6, 2), (6, 2), (5, 2)]
    assert actions.action("compare.next").shortcut().toString() == "F8"
    assert page.grid.selectionModel().isRowSelected(5)


async def test_only_the_kinds_that_are_chosen(pinned: PinnedResult, make_result: Make, opened: Any) -> None:
    page = await opened(pinned, make_result(COLUMNS, *AFTER))
    QTest.keyClick(page.toggles[Change.CHANGED], Qt.Key.Key_Space)
    QTest.keyClick(page.toggles[Change.SAME], Qt.Key.Key_Space)
    shown(page)
    await settled()
    assert [row[0] for row in shown(page)] == ["=", "−", "=", "=", "+"]
    for change in (Change.ADDED, Change.REMOVED, Change.SAME):
        page.toggles[change].setChecked(False)
    assert not page.pane.is_content
    assert not page.next.isEnabled()
    QTest.mouseClick(page.pane.button, Qt.MouseButton.LeftButton)
    assert page.grid.rows.rowCount() == 7
    await settled()


async def test_no_differences(pinned: PinnedResult, make_result: Make, opened: Any) -> None:
    page = await opened(pinned, make_result(COLUMNS, *BEFORE))
    assert (page.pane.heading.text(), page.pane.message.text()) == ("No differences", "Both results have the same 6 rows.")
    QTest.mouseClick(page.pane.button, Qt.MouseButton.LeftButton)
    shown(page)
    await settled()
    assert {row[0] for row in shown(page)} == {"="}
    nothing = await opened(await _pinned_nothing(make_result), make_result(COLUMNS))
    assert nothing.pane.message.text() == "Neither result has a row."


async def _pinned_nothing(make_result: Make) -> PinnedResult:
    return PinnedResult(ORIGIN, make_result(COLUMNS))


async def test_the_sides_change_places(pinned: PinnedResult, make_result: Make, opened: Any, actions: Actions) -> None:
    page = await opened(pinned, make_result(COLUMNS, *AFTER))
    page.toggles[Change.REMOVED].setChecked(False)
    actions.action("compare.swap").trigger()
    await settled()
    shown(page)
    await settled()
    assert shown(page)[:2] == [["≠", "3", "paid → posted", "−3.00 → 3,000.50"], ["≠", "6", "null → posted", "6,000.50"]]
    assert [toggle.isChecked() for toggle in page.toggles.values()] == [False, True, True, False]
    assert "Entity 200" in page.heading.before[1].text()


async def test_without_key_and_id_it_asks_what_tells_the_rows_apart(make_result: Make, opened: Any) -> None:
    columns = {"name": TEXT, "n": TEXT}
    before = PinnedResult(ORIGIN, make_result(columns, {"name": "a", "n": "1"}, {"name": "a", "n": "2"}))
    page = await opened(before, make_result(columns, {"name": "a", "n": "1"}, {"name": "b", "n": "2"}))
    assert page.pane.heading.text() == "Which columns tell the rows apart?"
    assert not page.export_button.isEnabled()
    dialog = page.choose_key()
    assert not dialog.take.isEnabled()
    QTest.keyClick(dialog.list, Qt.Key.Key_Space)
    assert dialog.key == ("name",)
    QTest.mouseClick(dialog.take, Qt.MouseButton.LeftButton)
    await settled()
    shown(page)
    await settled()
    assert [row[:2] for row in shown(page)] == [["−", "a"], ["+", "b"]]
    assert page.key.text() == "Key: name"
    assert "1 row before and 0 rows after share their key" in page.heading.cautions.text()


async def test_nothing_in_common(make_result: Make, opened: Any) -> None:
    page = await opened(PinnedResult(ORIGIN, make_result({"a": TEXT})), make_result({"b": TEXT}))
    assert page.pane.heading.text() == "Nothing to compare"


async def test_across_companies_a_key_means_nothing(make_result: Make, opened: Any) -> None:
    columns = {"key": TEXT, "id": TEXT}
    before = PinnedResult(ORIGIN, make_result(columns, {"key": "1", "id": "B-1"}))
    page = await opened(before, make_result(columns, {"key": "99", "id": "B-1"}), replace(LATER, company="Lakeside"))
    assert page.comparison.key == ("id",)
    assert shown(page) == [["≠", "1 → 99", "B-1"]]


async def test_what_to_know_is_said(make_result: Make, opened: Any) -> None:
    before = PinnedResult(ORIGIN, make_result(COLUMNS | {"old": TEXT}, *BEFORE, total=100))
    page = await opened(
        before, make_result(COLUMNS | {"new": TEXT}, *AFTER), replace(LATER, query=Query("accounts-payable/bill", ("key", "new")))
    )
    said = page.heading.cautions.text()
    for part in ("The queries differ", "Not all rows were loaded", "Only before: old.", "Only after: new."):
        assert part in said
    assert page.heading.before[1].text().endswith("6 rows of 100 loaded")
    removed = shown(page)[0]
    assert removed == ["−", "2", "posted", "2,000.50", "", "null"], "a row of before has no such column as new"


async def test_copying(pinned: PinnedResult, make_result: Make, opened: Any, actions: Actions) -> None:
    page = await opened(pinned, make_result(COLUMNS, *AFTER))
    page.grid.selectRow(1)
    QTest.keyClick(page.grid, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    await settled()
    assert QGuiApplication.clipboard().text() == "Changed\t3\tposted → paid\t3000.50 → -3.00\n"
    assert page.state.text() == "1 row copied"
    actions.action("results.copy_with_headers").trigger()
    await settled()
    assert QGuiApplication.clipboard().text().splitlines()[0] == "\tkey\tstate\tamount"
    page.grid.setCurrentIndex(page.grid.rows.index(1, 2))
    actions.action("results.copy_cell").trigger()
    assert QGuiApplication.clipboard().text() == "posted → paid"


async def test_a_file_has_both_values(pinned: PinnedResult, make_result: Make, opened: Any, tmp_path: Path) -> None:
    page = await opened(pinned, make_result(COLUMNS, *AFTER, total=9))
    await page.write(tmp_path / "changes.csv")
    with (tmp_path / "changes.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows == [
        ["change", "key", "state", "state (before)", "amount", "amount (before)"],
        ["removed", "2", "", "posted", "", "2000.50"],
        ["changed", "3", "paid", "posted", "-3.00", "3000.50"],
        ["changed", "6", "", "posted", "6000.50", "6000.50"],
        ["added", "7", "", "", "", ""],
    ]
    (notice,) = page.notices.notices
    assert notice.message.happened == "4 rows written to changes.csv."
    assert "Not all rows" in notice.message.means
    chooser = page.export()
    assert chooser.selectedFiles()[0].endswith("Bills overdue.csv")
    chooser.selectFile(str(tmp_path / "again.csv"))
    chooser.fileSelected.emit(str(tmp_path / "again.csv"))
    chooser.reject()
    await settled()
    assert (tmp_path / "again.csv").read_bytes() == (tmp_path / "changes.csv").read_bytes()


async def test_rows_that_are_gone_are_said_to_be(pinned: PinnedResult, make_result: Make, opened: Any) -> None:
    gone = make_result(COLUMNS)
    gone.close()
    page = await opened(pinned, gone)
    (notice,) = page.notices.notices
    assert notice.message.happened == "The rows are gone."
    assert page.pane.heading.text() == "Not compared"
    assert page.comparison is None


async def test_closing_leaves_no_file(pinned: PinnedResult, make_result: Make, opened: Any) -> None:
    page = await opened(pinned, make_result(COLUMNS, *AFTER))
    folder = page.comparison.folder
    assert folder.is_dir()
    await page.aclose()
    assert not folder.exists()
    assert scratch.default_root() in folder.parents


async def test_closing_while_it_compares_leaves_no_file(pinned: PinnedResult, make_result: Make) -> None:
    page = ComparePage(pinned, LATER, make_result(COLUMNS, *AFTER))
    page.start()
    await page.aclose()
    page.deleteLater()
    assert page.comparison is None
    assert len(list(scratch.default_root().iterdir())) == 1, "the pinned result"


async def test_a_page_that_goes_without_being_closed_leaves_no_file(pinned: PinnedResult, make_result: Make, until: Until) -> None:
    page = ComparePage(pinned, LATER, make_result(COLUMNS, *AFTER))
    await page.compare()
    comparison = page.comparison
    assert comparison is not None
    page.deleteLater()
    QApplication.sendPostedEvents(page, QEvent.Type.DeferredDelete.value)
    await until(lambda: not comparison.folder.exists())
    await settled()


async def test_rows_are_read_behind(pinned: PinnedResult, make_result: Make, opened: Any) -> None:
    many = [{"key": str(n), "state": "posted", "amount": "1.00"} for n in range(10, 3_010)]
    page = await opened(pinned, make_result(COLUMNS, *many))
    model = CompareModel()
    model.show_rows(page.comparison)
    assert model.rowCount() == 3_006
    index = model.index(5 * SEGMENT, 1)
    assert index.data() == WAITING
    page.grid.rows.show_rows(page.comparison)
    await settled()
    assert index.data() == str(5 * SEGMENT + 10 - 6)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    await settled()
