"""Hands for the query workbench: fields from the picker, rows of trees and tables, keys that go where the focus is."""

import asyncio
import os
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterable
from pathlib import Path

import msgspec
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QMimeData, QModelIndex, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QComboBox, QWidget

from intacct_desktop.api.query import Query
from intacct_desktop.api.query_service import query_pages
from intacct_desktop.ui.explorer.field_picker import FieldPicker
from intacct_desktop.ui.explorer.field_tree import FieldRole
from intacct_desktop.ui.library.queries_panel import QueriesPanel
from intacct_desktop.ui.library.query_rows import QueryNode
from intacct_desktop.ui.main_window import MainWindow
from intacct_desktop.ui.query.query_tab import QueryTab
from intacct_desktop.ui.tour.hands import click, showing, until, write
from tests.journeys.conftest import Desk

LEFT = Qt.MouseButton.LeftButton
NONE, SHIFT, CONTROL, ALT = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
)


def front(desk: Desk) -> QueryTab:
    """The query tab in front."""
    tab = desk.workbench.library.queries.front
    assert tab is not None
    return tab


async def ran(tab: QueryTab, before: object = None) -> None:
    """The tab shows rows, other ones than `before`."""
    await until(lambda: not tab.busy and tab.result_set is not None and tab.result_set is not before, "the query ran")
    assert not tab.notices.notices, tab.notices.notices[0].message


def rows_of(tab: QueryTab) -> list[tuple[object, ...]]:
    """Every row that is loaded."""
    assert tab.result_set is not None
    return tab.result_set.window(0, tab.result_set.count)


async def asked_for(desk: Desk, query: Query) -> list[tuple[object, ...]]:
    """The rows of a query that the client asks for by itself, in the order of its fields."""
    rows = []
    async for page in query_pages(desk.session.client, query):
        rows += [msgspec.json.decode(row) for row in page.rows]
    return [tuple(row.get(field) for field in query.fields) for row in rows]


# by mouse


def click_row(view: QAbstractItemView, index: QModelIndex, modifier: Qt.KeyboardModifier = NONE, x: int = 200) -> None:
    QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)  # what was just unfolded takes its place
    view.scrollTo(index)
    place = view.visualRect(index)
    QTest.mouseClick(view.viewport(), LEFT, modifier, QPoint(place.left() + min(x, place.width() // 2), place.center().y()))


def double_click_row(view: QAbstractItemView, index: QModelIndex) -> None:
    view.scrollTo(index)
    place = view.visualRect(index).center()
    QTest.mouseClick(view.viewport(), LEFT, NONE, place)
    QTest.mouseDClick(view.viewport(), LEFT, NONE, place)


async def choose_by_mouse(box: QComboBox, wanted: object) -> None:
    """Open a combo box and click one of its entries."""
    position = next(at for at in range(box.count()) if box.itemData(at) == wanted)
    click(box)
    view = box.view()
    await until(view.isVisible, "the choices show")
    view.scrollTo(box.model().index(position, 0))
    place = view.visualRect(box.model().index(position, 0)).center()
    QTest.qWait(0)
    view.setCurrentIndex(box.model().index(position, 0))
    QTest.mouseMove(view.viewport(), place)
    QTest.mousePress(view.viewport(), LEFT, NONE, place)
    QTest.mouseRelease(view.viewport(), LEFT, NONE, place)
    if view.isVisible():  # a release that comes within the time of a double click only opened it
        QTest.keyClick(view, Qt.Key.Key_Return)


async def picker_on(opener: QWidget) -> FieldPicker:
    """Press what opens the picker, and wait until it knows the fields."""
    click(opener)
    picker = await until(lambda: showing(FieldPicker), "the field picker opens")
    await until(lambda: picker.fields.object_model is not None, "the picker knows the fields")
    return picker


async def pick(opener: QWidget, *paths: str) -> None:
    """Tick fields in the picker with the mouse, in this order, and add them."""
    picker = await picker_on(opener)
    for path in paths:
        write(picker.search, path)
        await until(lambda path=path: path in found_in(picker), f"{path} is found")  # type: ignore[misc]
        click_row(picker.list, picker.found.index(found_in(picker).index(path), 0), x=10)
        assert picker.fields.is_checked(path)
    click(picker.add_button)
    await gone(picker)


def found_in(picker: FieldPicker) -> list[object]:
    return [picker.found.index(row, 0).data(FieldRole.PATH) for row in range(picker.found.rowCount())]


# by keyboard


def focused() -> QWidget:
    """What a key goes to now."""
    popup = QApplication.activePopupWidget()
    target = (popup.focusWidget() or popup) if popup is not None else QApplication.focusWidget()
    assert target is not None
    return target


def key(pressed: Qt.Key, modifiers: Qt.KeyboardModifier = NONE, times: int = 1) -> None:
    for _ in range(times):
        QTest.keyClick(focused(), pressed, modifiers)


async def gone(*popups: QWidget) -> None:
    """A popup is closed and destroyed, and the window is active again: offscreen that takes a moment, and ends popups that open in it."""
    await until(lambda: not any(shiboken6.isValid(popup) and popup.isVisible() for popup in popups), "the popup closes")
    for _ in range(3):
        await asyncio.sleep(0.01)
    window = next(widget for widget in QApplication.topLevelWidgets() if isinstance(widget, MainWindow))
    window.activateWindow()
    await until(window.isActiveWindow, "the window is active")


def go(pressed: Qt.Key, there: Callable[[], bool], most: int = 60) -> None:
    """Press a key until one is there."""
    for _ in range(most):
        if there():
            return
        key(pressed)
    raise AssertionError(f"{pressed} does not go there")


def typed(text: str) -> None:
    for letter in text:
        QTest.keyClicks(focused(), letter)


def tab_to(target: QWidget, most: int = 200, *, back: bool = False) -> None:
    """Press Tab until the focus is there."""
    for _ in range(most):
        if focused() is target or target.isAncestorOf(focused()):
            return
        key(Qt.Key.Key_Backtab if back else Qt.Key.Key_Tab, SHIFT if back else NONE)
    raise AssertionError(f"Tab does not come to {target.accessibleName() or target}")


def tab_stops(start: QWidget, most: int = 400) -> list[QWidget]:
    """Where Tab goes from a control until it is there again."""
    start.setFocus()
    stops = [focused()]
    for _ in range(most):
        key(Qt.Key.Key_Tab)
        if focused() in stops:
            return stops
        stops.append(focused())
    raise AssertionError("Tab does not come round")


# the panel of queries


def node_of(panel: QueriesPanel, title: str) -> QueryNode | None:
    return next((node for node in panel.rows.top.walk() if node.title == title), None)


async def panel_row(desk: Desk, title: str) -> tuple[QueriesPanel, QModelIndex]:
    """A row of the panel of queries, unfolded as far as that takes."""
    desk.window.registry.action("view.queries").trigger()
    panel = desk.workbench.library.panel
    await until(lambda: panel.isVisible() and panel.contents.entries is not None and panel.contents.templates, "the panel is filled")
    await until(lambda: node_of(panel, title), f"the panel lists {title}")
    node = node_of(panel, title)
    assert node is not None
    index = panel.rows.index_of(node)
    above = index.parent()
    while above.isValid():
        panel.view.expand(above)
        above = above.parent()
    panel.view.scrollTo(index)
    return panel, index


# files


def drop(window: QWidget, *files: Path) -> None:
    """Let files go over the window."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    place = QPointF(window.rect().center())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # the only way to make one here
        enter = QDragEnterEvent(place.toPoint(), Qt.DropAction.CopyAction, mime, LEFT, NONE)
    QApplication.sendEvent(window, enter)
    assert enter.isAccepted()
    let_go = QDropEvent(place, Qt.DropAction.CopyAction, mime, LEFT, NONE)
    QApplication.sendEvent(window, let_go)
    assert let_go.isAccepted()


def run_program(path: Path, token: str, arguments: Iterable[str] = ()) -> subprocess.CompletedProcess[str]:
    """Run a generated Python program, with the token where it looks for it."""
    kept = {name: value for name, value in os.environ.items() if name in ("HOME", "PATH", "LANG", "SYSTEMROOT")}
    return subprocess.run(
        [sys.executable, str(path), *arguments],
        env={**kept, "INTACCT_TOKEN": token, "NO_PROXY": "127.0.0.1"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
