"""The shell: tabs, panel, frame, menus, and what it remembers."""

import asyncio

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QLineEdit, QMenu, QPushButton, QTabBar, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from intacct_desktop.connections.profile import Environment
from intacct_desktop.ui import tasks
from intacct_desktop.ui.help_dialogs import AboutDialog, ShortcutsDialog
from intacct_desktop.ui.main_window import MainWindow
from intacct_desktop.ui.theme import Role, theme


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication) -> MainWindow:
    theme().apply(qapp, "light")
    window = MainWindow()
    qtbot.addWidget(window)
    window.resize(1200, 800)
    window.show()
    return window


def page(name: str) -> QWidget:
    page = QWidget()
    page.setObjectName(name)
    return page


def test_tabs_open_in_front_move_and_close(window: MainWindow) -> None:
    fronts: list[str] = []
    window.current_changed.connect(lambda front: fronts.append(front.objectName() if front else "none"))
    bills, vendors, journal = page("bills"), page("vendors"), page("journal")
    for each in (bills, vendors, journal):
        window.add_tab(each, f"{each.objectName()} & more")
    bar = window.findChildren(QTabBar)[0]
    assert [bar.tabText(position) for position in range(3)] == ["bills && more", "vendors && more", "journal && more"]
    bar.moveTab(0, 2)
    assert window.tabs.pages == [vendors, journal, bills]
    window.registry.action("tab.next").trigger()
    assert window.tabs.current() is bills
    window.registry.action("tab.next").trigger()
    assert window.tabs.current() is vendors
    asked: list[QWidget] = []
    window.close_tab_requested.connect(asked.append)
    window.registry.action("tab.close").trigger()
    bar.tabCloseRequested.emit(1)
    assert asked == [vendors, journal]
    for each in (vendors, journal, bills):
        window.close_tab(each)
    assert window.tabs.current() is None
    assert not window.registry.action("tab.close").isEnabled()
    assert fronts[:3] == ["bills", "vendors", "journal"]
    assert fronts[-1] == "none"


def test_a_changed_tab_says_so_also_to_a_screen_reader(window: MainWindow) -> None:
    bill = page("bill")
    window.add_tab(bill, "Bill 1")
    window.tabs.set_title(bill, "Bill 1", changed=True)
    bar = window.findChildren(QTabBar)[0]
    assert bar.tabText(0) == "● Bill 1"
    assert bar.accessibleTabName(0) == "Bill 1, changed"


def test_the_empty_place_offers_the_first_action(window: MainWindow, qtbot: QtBot) -> None:
    window.tabs.set_empty_page(window.nothing_open_page())
    begin = next(button for button in window.findChildren(QPushButton) if button.text() == "New query" and button.isVisible())
    with qtbot.waitSignal(window.new_tab_requested):
        begin.click()
    window.add_tab(page("bills"), "Bills")
    assert not begin.isVisible()


@pytest.mark.parametrize(
    ("environment", "role"),
    [
        (Environment.PRACTICE, Role.PRACTICE),
        (Environment.SANDBOX, Role.SANDBOX),
        (Environment.PRODUCTION, Role.PRODUCTION),
        (None, Role.LINE),
    ],
)
def test_the_environment_frames_the_window(window: MainWindow, environment: Environment | None, role: Role) -> None:
    window.set_connection(environment, "Riverside Group")
    picture = window.grab().toImage()
    right, bottom, middle = picture.width() - 1, picture.height() - 1, QPoint(picture.width() // 2, picture.height() // 2)
    edge = [QPoint(0, 0), QPoint(right, 0), QPoint(middle.x(), bottom), QPoint(0, middle.y()), QPoint(right, middle.y())]
    assert {picture.pixelColor(point).name() for point in edge} == {theme().hex(role)}
    assert picture.pixelColor(middle).name() != theme().hex(role)
    assert window.windowTitle() == "Riverside Group · Intacct Desktop"


def test_the_layout_comes_back(window: MainWindow, qtbot: QtBot) -> None:
    window.resize(880, 620)  # the offscreen screen is small, and Qt fits a window into its screen
    window.set_tree(QLineEdit())
    window.registry.action("view.tree").trigger()
    window.show_jobs()
    state = window.layout_state()
    other = MainWindow()
    qtbot.addWidget(other)
    other_tree = QLineEdit()
    other.set_tree(other_tree)
    other.restore_layout(state)
    assert other.layout_state() | {"geometry": ""} == state | {"geometry": ""}
    assert other.size() == window.size() == QSize(880, 620)
    assert other_tree.isHidden()
    assert not other.registry.action("view.tree").isChecked()


@pytest.mark.parametrize("text", ["", "!!", "AAAA", "9" * 30, "-1", "é"])
def test_a_broken_layout_changes_nothing_that_matters(window: MainWindow, text: str) -> None:
    window.restore_layout(dict.fromkeys(window.layout_state(), text))
    window.show_requests()
    assert window.requests.isVisible()
    assert 160 <= window.requests.height() < window.height()


def test_the_panel_folds_to_one_line(window: MainWindow) -> None:
    assert not window.requests.isVisible()
    window.registry.action("view.requests").trigger()
    assert window.requests.isVisible()
    window.registry.action("view.jobs").trigger()
    assert not window.requests.isVisible()
    assert window.jobs.isVisible()
    next(button for button in window.findChildren(QPushButton) if button.text() == "Requests").click()
    assert window.requests.isVisible()
    small = window.tabs.height()
    next(button for button in window.findChildren(QToolButton) if button.accessibleName() == "Fold the panel away").click()
    assert window.tabs.height() > small + 100, "the pages get the room back"


def test_a_scheme_is_chosen_in_the_view_menu(window: MainWindow, qtbot: QtBot) -> None:
    with qtbot.waitSignal(window.scheme_chosen) as chosen:
        window.registry.action("view.scheme.dark").trigger()
    assert chosen.args == ["dark"]
    assert not window.registry.action("view.scheme.system").isChecked()


async def test_a_running_task_is_a_job_one_can_cancel(window: MainWindow) -> None:
    window.show_jobs()
    handle = tasks.run(window, asyncio.Event().wait(), name="Load all 46,210 rows")
    cancel = next(button for button in window.jobs.findChildren(QPushButton) if button.accessibleName() == "Cancel Load all 46,210 rows")
    assert any(button.text() == "Jobs (1)" for button in window.findChildren(QPushButton))
    cancel.click()
    await asyncio.wait_for(handle.wait(), 5)
    await asyncio.sleep(0)
    assert handle.cancelled
    assert any(button.text() == "Jobs" for button in window.findChildren(QPushButton))


def words(dialog: QDialog) -> list[str]:
    return [label.text() for label in dialog.findChildren(QLabel)]


def test_help_is_opened_not_executed(window: MainWindow) -> None:
    window.registry.action("help.about").trigger()
    about = window.findChildren(AboutDialog)[0]
    assert about.isVisible()
    assert any("Not made by, endorsed by or affiliated with Sage" in text for text in words(about))
    about.close()
    window.registry.action("help.shortcuts").trigger()
    shortcuts = window.findChildren(ShortcutsDialog)[0]
    assert shortcuts.isVisible()
    shown = words(shortcuts)
    missing = [text for _, text, keys in window.registry.shortcuts() if text not in shown or keys not in shown]
    assert missing == []
    shortcuts.close()


def test_every_action_has_a_shortcut_and_a_menu(window: MainWindow) -> None:
    with_keys = {text for _, text, _ in window.registry.shortcuts()}
    declared = [entry for menu in window.menuBar().findChildren(QMenu) for entry in menu.actions() if entry.objectName()]
    assert {entry.text() for entry in declared} == with_keys
    assert set(window.registry.enabled()) <= set(declared)


def unnamed(face: QAccessibleInterface | None) -> list[str]:
    if face is None or not face.isValid() or face.state().invisible:
        return []
    plain = {QAccessible.Role.StaticText, QAccessible.Role.Client, QAccessible.Role.Splitter, QAccessible.Role.Separator}
    roles = {
        QAccessible.Role.Button,
        QAccessible.Role.ButtonMenu,
        QAccessible.Role.CheckBox,
        QAccessible.Role.ComboBox,
        QAccessible.Role.EditableText,
        QAccessible.Role.List,
        QAccessible.Role.PageTab,
        QAccessible.Role.PageTabList,
        QAccessible.Role.Table,
        QAccessible.Role.Tree,
    } - plain
    role = face.role()
    here = [f"{role.name} {face.object()}"] if role in roles and not face.text(QAccessible.Text.Name) else []
    if role in (QAccessible.Role.Table, QAccessible.Role.Tree):
        return here
    return here + [name for position in range(face.childCount()) for name in unnamed(face.child(position))]


def test_every_control_has_a_name(window: MainWindow) -> None:
    window.add_tab(page("bills"), "Bills")
    window.set_connection(Environment.PRACTICE, "Riverside Group")
    window.banner.set_session("admin", None)
    window.show_requests()
    assert unnamed(QAccessible.queryAccessibleInterface(window)) == []


def test_closing_tells(window: MainWindow, qtbot: QtBot) -> None:
    with qtbot.waitSignal(window.closed):
        window.registry.action("app.quit").trigger()
    assert not window.isVisible()


def test_the_first_key_belongs_to_the_tree(qtbot: QtBot) -> None:
    window = MainWindow()
    qtbot.addWidget(window)
    find = QLineEdit()
    window.set_tree(find)
    window.show()
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_B)
    assert find.text() == "b"
