"""The left side's page of queries: files in folders, templates, the company's views."""

import errno
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QModelIndex, QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QDragEnterEvent, QDragMoveEvent, QDropEvent, QGuiApplication, QKeySequence
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QLineEdit, QMenu, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from intacct_desktop.api.operators import Operator
from intacct_desktop.api.query import Filter, Query
from intacct_desktop.ui import notice, tasks
from intacct_desktop.ui.library.queries_panel import QueriesPanel
from intacct_desktop.ui.library.query_rows import Part, RowKind
from intacct_desktop.ui.notice import NoticeArea
from intacct_desktop.workspace.query_file import SavedQuery
from intacct_desktop.workspace.saved_queries import SavedQueries, ShelfEntry
from intacct_desktop.workspace.templates import templates
from tests.ui.conftest import Until

BILLS = Query("accounts-payable/bill", ("key", "id"))
VENDORS = Query("accounts-payable/vendor", ("key",), (Filter(Operator.EQ, "status", "active"),))
VIEWS = [
    ("7", "Aging", "accounts-payable/bill", "user", False),
    ("8", "West", "accounts-receivable/customer", "user", True),
    ("sys1", "All vendors", "accounts-payable/vendor", "system", True),
]


@pytest.fixture
def shelf(tmp_path: Path) -> SavedQueries:
    shelf = SavedQueries(tmp_path / "queries")
    shelf.save(SavedQuery("Overdue", BILLS, "Every Monday"), "Month end/Payables")
    shelf.save(SavedQuery("Accruals", BILLS), "Month end")
    shelf.save(SavedQuery("Vendors", VENDORS))
    return shelf


@pytest.fixture
def page(qtbot: QtBot) -> Iterator[QWidget]:
    """What stands around the panel in the window: messages above it."""
    page = QWidget()
    QVBoxLayout(page).addWidget(NoticeArea(page))
    page.resize(284, 900)
    qtbot.addWidget(page)
    tasks.set_reporter(notice.reporter(messages(page)))
    yield page
    tasks.set_reporter(None)


@pytest.fixture
async def panel(shelf: SavedQueries, page: QWidget, until: Until) -> QueriesPanel:
    return await shown(shelf, page, until)


async def shown(shelf: SavedQueries, page: QWidget, until: Until) -> QueriesPanel:
    panel = QueriesPanel(shelf)
    layout = page.layout()
    assert layout is not None
    layout.addWidget(panel)
    page.show()
    page.activateWindow()
    await settled(until)
    return panel


def messages(page: QWidget) -> NoticeArea:
    area = page.findChild(NoticeArea)
    assert area is not None
    return area


async def settled(until: Until) -> None:
    await until(lambda: not tasks.running())


def row(panel: QueriesPanel, *titles: str) -> QModelIndex:
    """A row by the titles that lead to it."""
    index = QModelIndex()
    for title in titles:
        rows = [panel.rows.index(at, 0, index) for at in range(panel.rows.rowCount(index))]
        found = [one for one in rows if one.data() == title]
        assert found, f"{title} is not among {[one.data() for one in rows]}"
        index = found[0]
    return index


def has(panel: QueriesPanel, *titles: str) -> bool:
    try:
        return row(panel, *titles).isValid()
    except AssertionError:
        return False


def tree(panel: QueriesPanel, parent: QModelIndex | None = None) -> dict[str, Any]:
    parent = parent or QModelIndex()
    rows = [panel.rows.index(at, 0, parent) for at in range(panel.rows.rowCount(parent))]
    return {str(one.data()): tree(panel, one) for one in rows}


def choose(panel: QueriesPanel, *titles: str) -> None:
    index = row(panel, *titles)
    panel.view.setCurrentIndex(index)
    panel.view.scrollTo(index)
    panel.view.setFocus()


def press(panel: QueriesPanel, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(panel.view, key, modifier)


def collect(signal: Any) -> list[tuple[Any, ...]]:
    found: list[tuple[Any, ...]] = []
    signal.connect(lambda *values: found.append(values))
    return found


def test_the_model_holds_what_qt_asks_of_one(shelf: SavedQueries, qtbot: QtBot) -> None:
    panel = QueriesPanel(shelf)
    qtbot.addWidget(panel)
    tester = QAbstractItemModelTester(panel.rows, QAbstractItemModelTester.FailureReportingMode.Fatal)
    panel.set_views(VIEWS)
    panel.set_views_state("none")
    assert tester.model() is panel.rows


async def test_files_stand_in_their_folders_and_templates_by_application(panel: QueriesPanel) -> None:
    rows = tree(panel)
    assert list(rows) == ["Saved queries", "Templates", "In this company"]
    assert rows["Saved queries"] == {"Month end": {"Payables": {"Overdue": {}}, "Accruals": {}}, "Vendors": {}}
    assert rows["In this company"] == {"Sign in to see the company's views.": {}}
    shipped = [title for group in rows["Templates"].values() for title in group]
    assert sorted(shipped) == sorted(template.name for template in templates())
    assert "Accounts payable" in rows["Templates"]
    assert row(panel, "Saved queries").data(Part.DETAIL) == "3"
    assert row(panel, "Saved queries", "Vendors").data(Part.DETAIL) == "vendor"


async def test_an_empty_shelf_says_what_it_is_for_and_offers_the_first_step(tmp_path: Path, page: QWidget, until: Until) -> None:
    panel = await shown(SavedQueries(tmp_path / "none"), page, until)
    wished = collect(panel.save_wished)
    offer = row(panel, "Saved queries", "Save the query in front…")
    QTest.mouseClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=panel.view.visualRect(offer).center())
    assert len(wished) == 1
    choose(panel, "Saved queries", "Save the query in front…")
    press(panel, Qt.Key.Key_Return)
    assert len(wished) == 2


async def test_enter_opens_and_ctrl_enter_runs_what_is_in_the_file_now(panel: QueriesPanel, shelf: SavedQueries, until: Until) -> None:
    opened, run = collect(panel.open_wished), collect(panel.run_wished)
    choose(panel, "Saved queries", "Vendors")
    entry = row(panel, "Saved queries", "Vendors").data(Part.VALUE)
    newer = shelf.save(SavedQuery("Vendors", BILLS, "written by another program"), over=entry)
    press(panel, Qt.Key.Key_Return)
    await until(lambda: opened)
    assert opened == [(SavedQuery("Vendors", BILLS, "written by another program"), newer)]
    press(panel, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    await until(lambda: run)
    assert run == opened


async def test_a_double_click_opens_a_template_as_a_query_of_no_file(panel: QueriesPanel) -> None:
    opened = collect(panel.open_wished)
    template = templates()[0]
    (index,) = [panel.rows.index_of(node) for node in panel.rows.top.walk() if node.title == template.name]
    panel.view.scrollTo(index)
    place = panel.view.visualRect(index).center()
    QTest.mouseClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert panel.preview.words.text() == template.description
    QTest.mouseDClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert opened == [(template, None)]


async def test_the_preview_says_what_a_query_is_for_and_what_it_asks(panel: QueriesPanel) -> None:
    choose(panel, "Saved queries")
    assert not panel.preview.isVisible()
    choose(panel, "Saved queries", "Month end", "Payables", "Overdue")
    assert (panel.preview.object.text(), panel.preview.words.text()) == ("accounts-payable/bill", "Every Monday")
    choose(panel, "Templates", "General ledger", "GL detail of a period by account")
    assert panel.preview.asks.text() == "Asks for: From, To, Accounts."


# renaming, moving, folders


async def test_f2_renames_in_place_and_the_row_stays_chosen(panel: QueriesPanel, shelf: SavedQueries, until: Until) -> None:
    moved = collect(panel.moved)
    choose(panel, "Saved queries", "Vendors")
    old = row(panel, "Saved queries", "Vendors").data(Part.VALUE)
    press(panel, Qt.Key.Key_F2)
    await rename(panel, "All vendors: A/Z", until)
    await until(lambda: has(panel, "Saved queries", "All vendors: A/Z"))
    (entry,) = [entry for entry in shelf.entries() if not entry.folder]
    assert entry.name == "All vendors: A/Z"
    assert moved == [(old.path, entry.path, entry)]
    assert panel.view.currentIndex().data() == "All vendors: A/Z"


async def rename(panel: QueriesPanel, name: str, until: Until) -> None:
    """Type over the name in its place."""
    editor = panel.view.viewport().findChild(QLineEdit)
    assert editor is not None
    editor.selectAll()
    QTest.keyClicks(editor, name)
    QTest.keyClick(editor, Qt.Key.Key_Return)
    await until(lambda: panel.view.viewport().findChild(QLineEdit) is None)


async def test_what_comes_while_a_name_is_typed_waits_for_it(panel: QueriesPanel, shelf: SavedQueries, until: Until) -> None:
    choose(panel, "Saved queries", "Vendors")
    press(panel, Qt.Key.Key_F2)
    shelf.save(SavedQuery("From elsewhere", BILLS))
    panel.set_views(VIEWS)
    panel.reload()
    await settled(until)
    assert not has(panel, "In this company", "User views")
    await rename(panel, "All vendors", until)
    await until(lambda: has(panel, "Saved queries", "All vendors") and has(panel, "Saved queries", "From elsewhere"))
    assert has(panel, "In this company", "User views", "Aging")


async def test_a_rename_to_nothing_or_the_same_changes_nothing(panel: QueriesPanel, until: Until) -> None:
    moved = collect(panel.moved)
    for name in ("  ", "Vendors"):
        choose(panel, "Saved queries", "Vendors")
        press(panel, Qt.Key.Key_F2)
        await rename(panel, name, until)
        await settled(until)
    assert not moved
    assert has(panel, "Saved queries", "Vendors")


async def test_a_folder_is_renamed_with_all_that_is_in_it_and_stays_unfolded(
    panel: QueriesPanel, shelf: SavedQueries, until: Until
) -> None:
    moved = collect(panel.moved)
    panel.view.expand(row(panel, "Saved queries", "Month end"))
    panel.view.expand(row(panel, "Saved queries", "Month end", "Payables"))
    choose(panel, "Saved queries", "Month end")
    press(panel, Qt.Key.Key_F2)
    await rename(panel, "Closing", until)
    await until(lambda: has(panel, "Saved queries", "Closing", "Payables", "Overdue"))
    assert [values[:2] for values in moved] == [(shelf.root / "Month end", shelf.root / "Closing")]
    assert panel.view.isExpanded(row(panel, "Saved queries", "Closing", "Payables"))


async def test_a_new_folder_is_made_where_one_stands_and_asks_for_its_name(panel: QueriesPanel, shelf: SavedQueries, until: Until) -> None:
    choose(panel, "Saved queries", "Month end", "Accruals")
    QTest.mouseClick(panel.new_folder_button, Qt.MouseButton.LeftButton)
    await until(lambda: panel.view.viewport().findChild(QLineEdit) is not None)
    await rename(panel, "Drafts", until)
    await until(lambda: has(panel, "Saved queries", "Month end", "Drafts"))
    assert "Month end/Drafts" in [one.folder for one in shelf.folders()]


def drop(panel: QueriesPanel, target: QModelIndex, *sources: QModelIndex) -> bool:
    """Drag rows onto another and let go, as the system tells it; gives whether the mouse said that they may be dropped."""
    mime: QMimeData = panel.rows.mimeData(list(sources))
    place = QPointF(panel.view.visualRect(target).center())
    how = (Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    over = QDragMoveEvent(place, *how)
    for event in (QDragEnterEvent(place, *how), over, QDropEvent(place, *how)):
        QGuiApplication.sendEvent(panel.view.viewport(), event)
    return over.isAccepted()


async def test_what_is_dropped_on_a_folder_moves_into_it(panel: QueriesPanel, shelf: SavedQueries, until: Until) -> None:
    moved = collect(panel.moved)
    assert drop(panel, row(panel, "Saved queries", "Month end"), row(panel, "Saved queries", "Vendors"))
    await until(lambda: has(panel, "Saved queries", "Month end", "Vendors"))
    assert not has(panel, "Saved queries", "Vendors")
    assert [values[:2] for values in moved] == [(shelf.root / "Vendors.iaq", shelf.root / "Month end" / "Vendors.iaq")]
    panel.view.expandAll()
    assert drop(panel, row(panel, "Saved queries"), row(panel, "Saved queries", "Month end", "Payables"))
    await until(lambda: has(panel, "Saved queries", "Payables", "Overdue"))


async def test_a_folder_is_not_dropped_into_itself(panel: QueriesPanel, until: Until) -> None:
    panel.view.expandAll()
    moved = collect(panel.moved)
    assert not drop(panel, row(panel, "Saved queries", "Month end", "Payables"), row(panel, "Saved queries", "Month end"))
    assert not drop(panel, row(panel, "Saved queries"), row(panel, "Saved queries", "Vendors"))
    assert not drop(panel, row(panel, "Templates"), row(panel, "Saved queries", "Vendors"))
    await settled(until)
    assert not moved


async def test_a_query_that_is_dragged_out_of_the_window_is_its_file(panel: QueriesPanel, shelf: SavedQueries) -> None:
    mime = panel.rows.mimeData([row(panel, "Saved queries", "Vendors")])
    assert [Path(url.toLocalFile()) for url in mime.urls()] == [shelf.root / "Vendors.iaq"]
    assert panel.rows.supportedDragActions() == Qt.DropAction.CopyAction, "the file stays"


async def test_the_menu_moves_with_the_keyboard(panel: QueriesPanel, until: Until) -> None:
    choose(panel, "Saved queries", "Vendors")
    targets = actions(panel, "Move to")
    assert list(targets) == ["Month end", "Month end › Payables"]
    targets["Month end › Payables"]()
    await until(lambda: has(panel, "Saved queries", "Month end", "Payables", "Vendors"))


def actions(panel: QueriesPanel, submenu: str = "") -> dict[str, Callable[[], None]]:
    menu = panel.menu_for(panel.view.currentIndex())
    assert menu is not None
    if submenu:
        (menu,) = [found for found in menu.findChildren(QMenu) if found.title() == submenu]
    return {action.text(): action.trigger for action in menu.actions() if not action.isSeparator()}


# deleting


async def test_delete_is_taken_back_by_ctrl_z_or_undo(panel: QueriesPanel, shelf: SavedQueries, until: Until) -> None:
    deleted = collect(panel.deleted)
    choose(panel, "Saved queries", "Vendors")
    press(panel, Qt.Key.Key_Delete)
    await until(lambda: not has(panel, "Saved queries", "Vendors"))
    await settled(until)
    assert panel.note.words.text() == "“Vendors” is deleted."
    assert deleted == [(shelf.root / "Vendors.iaq",)]
    assert panel.view.currentIndex().data() == "Month end", "the next key press means the row beside"
    press(panel, Qt.Key.Key_Delete)
    await until(lambda: not shelf.entries())
    await settled(until)
    press(panel, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    await until(lambda: has(panel, "Saved queries", "Month end", "Payables", "Overdue"))
    QTest.mouseClick(panel.note.undo, Qt.MouseButton.LeftButton)
    await until(lambda: has(panel, "Saved queries", "Vendors"))
    assert panel.view.currentIndex().data() == "Vendors"
    assert not panel.note.undo.isVisible()


async def test_ctrl_z_in_the_list_means_the_deletion_and_not_the_query_in_front(panel: QueriesPanel, page: QWidget, until: Until) -> None:
    undo = QAction(page)
    undo.setShortcut(QKeySequence.StandardKey.Undo)
    page.addAction(undo)
    undone = collect(undo.triggered)
    choose(panel, "Saved queries", "Vendors")
    press(panel, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert len(undone) == 1, "nothing was deleted here"
    press(panel, Qt.Key.Key_Delete)
    await until(lambda: panel.note.isVisible() and not tasks.running())
    press(panel, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    await until(lambda: has(panel, "Saved queries", "Vendors"))
    assert len(undone) == 1


async def test_what_cannot_be_brought_back_is_not_forgotten(
    panel: QueriesPanel, page: QWidget, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose(panel, "Saved queries", "Vendors")
    press(panel, Qt.Key.Key_Delete)
    await until(panel.note.isVisible)
    await settled(until)
    with monkeypatch.context() as broken:

        def refuse(self: Path, target: object) -> Path:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        broken.setattr(Path, "rename", refuse)
        QTest.mouseClick(panel.note.undo, Qt.MouseButton.LeftButton)
        await until(lambda: messages(page).notices)
    assert panel.note.isVisible()
    await settled(until)
    QTest.mouseClick(panel.note.undo, Qt.MouseButton.LeftButton)
    await until(lambda: has(panel, "Saved queries", "Vendors"))


# what is damaged, or refuses


async def test_damaged_files_are_listed_with_why_and_can_be_deleted(shelf: SavedQueries, page: QWidget, until: Until) -> None:
    (shelf.root / "Broken.iaq").write_text('{"format": oops', encoding="utf-8")
    (shelf.root / "Tomorrow.iaq").write_text('{"format":"intacct-desktop-query","version":7,"query":{}}', encoding="utf-8")
    panel = await shown(shelf, page, until)
    for name, words in (("Broken", "line 1, character 12"), ("Tomorrow", "its format is 7")):
        index = row(panel, "Saved queries", name)
        assert index.data(Part.KIND) is RowKind.DAMAGED
        choose(panel, "Saved queries", name)
        assert words in panel.preview.words.text()
    opened = collect(panel.open_wished)
    press(panel, Qt.Key.Key_Return)
    await until(lambda: messages(page).notices)
    assert "newer version" in messages(page).notices[0].message.happened
    assert not opened
    actions(panel)["Copy what is wrong"]()
    assert str(shelf.root / "Tomorrow.iaq") in QGuiApplication.clipboard().text()
    press(panel, Qt.Key.Key_Delete)
    await until(lambda: not has(panel, "Saved queries", "Tomorrow"))


async def test_a_file_that_is_gone_says_so_and_leaves_the_list(
    panel: QueriesPanel, page: QWidget, shelf: SavedQueries, until: Until
) -> None:
    choose(panel, "Saved queries", "Vendors")
    (shelf.root / "Vendors.iaq").unlink()
    press(panel, Qt.Key.Key_Return)
    await until(lambda: messages(page).notices)
    assert "No such file" in messages(page).notices[0].message.happened
    await until(lambda: not has(panel, "Saved queries", "Vendors"))


async def test_what_the_disk_refuses_is_said_and_the_list_stays_true(
    panel: QueriesPanel, page: QWidget, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose(panel, "Saved queries", "Vendors")
    with monkeypatch.context() as broken:

        def refuse(self: Path, target: object) -> Path:
            raise PermissionError(13, os.strerror(13), str(self))

        broken.setattr(Path, "replace", refuse)
        broken.setattr(Path, "rename", refuse)
        press(panel, Qt.Key.Key_F2)
        await rename(panel, "Other", until)
        await until(lambda: messages(page).notices)
        await settled(until)
    assert "Permission denied" in messages(page).notices[0].message.happened
    assert has(panel, "Saved queries", "Vendors")


async def test_a_folder_that_cannot_be_read_says_so_and_is_read_again(tmp_path: Path, page: QWidget, until: Until) -> None:
    root = tmp_path / "queries"
    root.write_text("a file where a folder should be", encoding="utf-8")
    panel = await shown(SavedQueries(root), page, until)
    assert "Not a directory" in next(iter(tree(panel)["Saved queries"]))
    root.unlink()
    SavedQueries(root).save(SavedQuery("Vendors", VENDORS))
    choose(panel, "Saved queries", "Read the folder again")
    press(panel, Qt.Key.Key_Return)
    await until(lambda: has(panel, "Saved queries", "Vendors"))


async def test_what_another_program_saves_is_there_when_the_page_is_shown_again(
    panel: QueriesPanel, page: QWidget, shelf: SavedQueries, until: Until
) -> None:
    page.hide()
    shelf.save(SavedQuery("From elsewhere", BILLS))
    page.show()
    await until(lambda: has(panel, "Saved queries", "From elsewhere"))


async def test_a_saved_query_is_revealed_in_its_folder(panel: QueriesPanel, shelf: SavedQueries, until: Until) -> None:
    entry: ShelfEntry = shelf.save(SavedQuery("Fresh", BILLS), "Month end/Payables")
    panel.reveal(entry)
    await until(lambda: panel.view.currentIndex().data() == "Fresh")
    assert panel.view.visualRect(panel.view.currentIndex()).isValid()
    assert panel.view.isExpanded(row(panel, "Saved queries", "Month end", "Payables"))


# the company's views


async def test_views_stand_by_kind_and_wish_what_is_done_with_them(panel: QueriesPanel, until: Until) -> None:
    opened, run = collect(panel.view_open_wished), collect(panel.view_run_wished)
    deleted, renamed = collect(panel.view_delete_wished), collect(panel.view_rename_wished)
    panel.set_views(VIEWS)
    assert tree(panel)["In this company"] == {"User views": {"Aging": {}, "West": {}}, "System views": {"All vendors": {}}}
    choose(panel, "In this company", "User views", "Aging")
    assert panel.preview.words.text() == "Only you see it."
    press(panel, Qt.Key.Key_Return)
    press(panel, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    press(panel, Qt.Key.Key_Delete)
    press(panel, Qt.Key.Key_F2)
    await rename(panel, "Aging 2", until)
    assert (opened, run, deleted, renamed) == ([("7", "user")], [("7", "user")], [("7", "user")], [("7", "Aging 2")])
    choose(panel, "In this company", "System views", "All vendors")
    press(panel, Qt.Key.Key_Delete)
    press(panel, Qt.Key.Key_F2)
    assert len(deleted) == 1, "what Intacct ships is not deleted"
    assert panel.view.viewport().findChild(QLineEdit) is None
    assert list(actions(panel)) == ["Open", "Open and run"]


async def test_views_that_load_or_fail_say_so_and_what_was_listed_stays(panel: QueriesPanel) -> None:
    panel.set_views_state("loading")
    assert tree(panel)["In this company"] == {"Loading the views…": {}}
    panel.set_views([])
    assert tree(panel)["In this company"] == {"The company has no views that you may see.": {}}
    panel.set_views(VIEWS)
    panel.set_views_state("error", "The company did not answer.")
    rows = tree(panel)["In this company"]
    assert list(rows) == ["The company did not answer.", "User views", "System views", "Load the views again"]
    wished = collect(panel.views_wished)
    choose(panel, "In this company", "Load the views again")
    press(panel, Qt.Key.Key_Return)
    assert len(wished) == 1
    panel.set_views_state("none")
    assert "Aging" not in str(tree(panel)), "another company's views are gone with it"


# searching


async def test_the_search_finds_in_all_three_and_shows_where(panel: QueriesPanel, until: Until) -> None:
    panel.set_views(VIEWS)
    panel.focus_filter()
    QTest.keyClicks(panel.filter, "vend")
    await until(lambda: list(tree(panel).get("Saved queries", {})) == ["Vendors"])
    rows = tree(panel)
    assert rows["In this company"] == {"System views": {"All vendors": {}}}
    assert rows["Templates"]["Accounts payable"]
    QTest.keyClick(panel.filter, Qt.Key.Key_Escape)
    await until(lambda: has(panel, "Saved queries", "Month end"))
    QTest.keyClicks(panel.filter, "monday")
    await until(lambda: tree(panel) == {"Saved queries": {"Month end": {"Payables": {"Overdue": {}}}}})
    opened = collect(panel.open_wished)
    QTest.keyClick(panel.filter, Qt.Key.Key_Return)
    await until(lambda: opened)
    assert opened[0][0].name == "Overdue", "Enter opens the first hit"


async def test_nothing_found_offers_to_clear_the_search(panel: QueriesPanel, until: Until) -> None:
    QTest.keyClicks(panel.filter, "xyzzy")
    await until(lambda: not panel.state.is_content)
    assert panel.state.heading.text() == "Nothing found"
    QTest.mouseClick(panel.state.button, Qt.MouseButton.LeftButton)
    await until(lambda: has(panel, "Saved queries", "Vendors"))


# mouse and menu


async def test_folds_are_kept_when_the_list_is_read_again(panel: QueriesPanel, shelf: SavedQueries, until: Until) -> None:
    templates_row = row(panel, "Templates")
    place = panel.view.visualRect(templates_row)
    QTest.mouseClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(9, place.center().y()))
    assert not panel.view.isExpanded(templates_row)
    shelf.save(SavedQuery("New", BILLS))
    panel.reload()
    await until(lambda: has(panel, "Saved queries", "New"))
    assert not panel.view.isExpanded(row(panel, "Templates"))
    assert panel.view.isExpanded(row(panel, "Saved queries"))


async def test_the_menu_key_offers_what_the_row_can_do(panel: QueriesPanel) -> None:
    choose(panel, "Saved queries")
    assert "Save the query in front…" in actions(panel)
    choose(panel, "Saved queries", "Month end")
    assert list(actions(panel)) == ["New folder", "Show in the file manager", "Read the folder again", "Rename", "Delete"]
    choose(panel, "Templates", "Accounts payable")
    assert panel.menu_for(panel.view.currentIndex()) is None


async def test_a_thousand_queries_are_listed_without_a_stand_still(page: QWidget, until: Until, tmp_path: Path, qtbot: QtBot) -> None:
    root = tmp_path / "many"
    root.mkdir()
    for number in range(1000):
        (root / f"Query {number:04}.iaq").write_text('{"object": "accounts-payable/bill", "fields": ["key"]}', encoding="utf-8")
    panel = await shown(SavedQueries(root), page, until)
    assert row(panel, "Saved queries").data(Part.DETAIL) == "1000"
    QTest.keyClicks(panel.filter, "0999")
    await until(lambda: list(tree(panel).get("Saved queries", {})) == ["Query 0999"])
