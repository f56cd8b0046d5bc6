"""What a screen reader and a keyboard find on every screen of the main job."""

from collections.abc import Iterator
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QWidget,
)

from intacct_desktop.api.errors import IntacctError
from intacct_desktop.api.operators import Operator
from intacct_desktop.api.query import Filter
from intacct_desktop.api.records.conflicts import Conflict
from intacct_desktop.ui.record.review.conflict_dialog import ConflictDialog
from intacct_desktop.ui.record.review.outcomes_dialog import OutcomesDialog, RecordOutcome
from intacct_desktop.ui.results.export.export_dialog import ExportDialog
from intacct_desktop.ui.tour.hands import showing, until
from tests.journeys.conftest import BILLS, Desk, settled

CONTROLS = (QAbstractButton, QAbstractItemView, QAbstractSpinBox, QComboBox, QLineEdit, QPlainTextEdit, QTabBar)


def nameless() -> Iterator[str]:
    """The controls that show and can be used, and that a screen reader could only call by their kind."""
    for widget in QApplication.allWidgets():
        if isinstance(widget, CONTROLS) and widget.isVisible() and widget.focusPolicy() != Qt.FocusPolicy.NoFocus:
            spoken = QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)
            if not spoken.strip() and not isinstance(widget.parent(), QComboBox | QAbstractSpinBox):
                yield f"{type(widget).__name__} in {ancestry(widget)}"


def ancestry(widget: QWidget) -> str:
    names = []
    above = widget.parentWidget()
    while above is not None:
        names.append(type(above).__name__)
        above = above.parentWidget()
    return " < ".join(names)


async def test_every_control_has_a_name(desk: Desk) -> None:
    assert list(nameless()) == []
    tab = await desk.opened(
        replace(
            BILLS,
            filters=(
                Filter(Operator.BETWEEN, "dueDate", ("2026-01-01", "today")),
                Filter(Operator.IN, "state", ("posted",)),
                Filter(Operator.CONTAINS, "vendor.name", "a"),
                Filter(Operator.GTE, "totalTxnAmount", "10.00"),
                Filter(Operator.EQ, "isOnHold", False),
            ),
            filter_expression="1 and (2 or 3) and 4 and 5",
        )
    )
    tab.bar.json.click()
    desk.window.show_requests()
    assert list(nameless()) == []
    dialog = tab.export()
    assert isinstance(dialog, ExportDialog)
    assert list(nameless()) == []
    dialog.reject()
    desk.workbench.explorer.open_object("accounts-payable/bill")
    await settled()
    assert list(nameless()) == []


async def test_every_action_has_a_shortcut_of_its_own(desk: Desk) -> None:
    actions = [action for action in desk.window.registry.findChildren(QAction) if action.objectName()]
    shortcuts = [action.shortcut().toString() for action in actions]
    assert len(actions) > 20
    assert len({shortcut for shortcut in shortcuts if shortcut}) == len(actions)
    assert all(desk.window.registry.menu_of(action) for action in actions)


async def test_every_control_of_the_library_has_a_name(desk: Desk) -> None:
    tab = await desk.opened(BILLS)
    desk.window.registry.action("view.queries").trigger()
    desk.window.registry.action("view.history").trigger()
    tab.editor.match.show_groups(True)
    for pane in ("json", "code", "explain"):
        tab.sides.open(pane)
        assert list(nameless()) == []
    await settled()
    assert list(nameless()) == []
    asking = desk.workbench.open_query(replace(BILLS, filters=(Filter(Operator.EQ, "vendor.id", "{{vendor}}"),)))
    for start in (
        asking.start_run,
        lambda: desk.window.registry.action("query.save").trigger(),
        lambda: desk.window.registry.action("query.open_text").trigger(),
        lambda: desk.window.registry.action("tools.calls").trigger(),
    ):
        start()
        dialog = await until(lambda: showing(QDialog), "the dialog opens")
        assert list(nameless()) == [], type(dialog).__name__
        assert dialog.windowTitle()
        dialog.reject()
        await settled()
    desk.window.tabs.bring(tab)
    desk.window.registry.action("query.pin").trigger()
    await settled()
    desk.window.registry.action("query.compare").trigger()
    await settled()
    assert list(nameless()) == []


async def test_every_control_of_a_record_has_a_name(desk: Desk) -> None:
    desk.window.activateWindow()
    tab = desk.workbench.records.tabs.open("accounts-payable/bill", "12")
    assert tab is not None
    await until(lambda: tab.document is not None and not tab.busy, "the bill shows")
    await settled()
    for path in ("description", "vendor", "dueDate", "isOnHold", "state"):
        assert tab.form.reveal(f"/{path}")
    assert tab.form.reveal("/lines/0/memo")
    assert list(nameless()) == []
    tab.form.edited.emit("/description", "Audited")
    for id_ in ("record.review", "record.raw", "view.journal"):
        desk.window.registry.action(id_).trigger()
        await settled()
        assert list(nameless()) == [], id_
    conflict = Conflict("/description", "one", "two", "three", tab.document.form.entries["description"] if tab.document else None)
    for dialog in (
        ConflictDialog("Bill 12", (conflict,), (), "clerk", desk.window),
        OutcomesDialog("1 record refused", (RecordOutcome("Bill 12", "12", IntacctError(422, "In use")),), desk.window),
    ):
        dialog.open()
        assert list(nameless()) == [], type(dialog).__name__
        dialog.reject()
    for id_ in ("record.delete", "record.compare", "journal.forget"):
        desk.window.registry.action(id_).trigger()
        asked = await until(lambda: showing(QDialog), "the dialog opens")
        assert list(nameless()) == [], id_
        assert asked.windowTitle()
        asked.reject()
        await settled()
    desk.window.registry.action("record.quick.bill").trigger()
    await settled()
    assert desk.workbench.records.tabs.front is not tab
    assert list(nameless()) == []
