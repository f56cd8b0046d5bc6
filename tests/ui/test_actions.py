"""One declaration, and everything that reads it."""

import pytest
import shiboken6
from PySide6.QtCore import QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget
from pytestqt.qtbot import QtBot

from intacct_desktop.ui.actions import Actions, Menu
from intacct_desktop.ui.command_palette import CommandPalette, Entry, matches


def test_the_page_in_front_handles_it_else_the_window() -> None:
    actions, done = Actions(), list[str]()
    run = actions.declare("query.run", "Run", menu=Menu.QUERY, shortcut="F5")
    one, two, bare = QObject(), QObject(), QObject()
    assert not run.isEnabled(), "nobody can do it"
    actions.handle("query.run", lambda: done.append("one"), owner=one)
    actions.handle("query.run", lambda: done.append("two"), owner=two)
    actions.set_enabled("query.run", False, owner=two)
    for page, enabled in ((one, True), (two, False), (bare, False), (None, False)):
        actions.set_context(page)
        assert run.isEnabled() is enabled
        run.trigger()
    assert done == ["one"]
    actions.handle("query.run", lambda: done.append("window"))
    run.trigger()
    assert done == ["one", "window"]


def test_a_destroyed_page_is_forgotten() -> None:
    actions, page = Actions(), QObject()
    run = actions.declare("query.run", "Run", menu=Menu.QUERY)
    actions.handle("query.run", lambda: None, owner=page)
    actions.set_context(page)
    assert run.isEnabled()
    shiboken6.delete(page)
    assert not run.isEnabled()


def test_an_id_and_a_shortcut_are_taken_once() -> None:
    actions = Actions()
    actions.declare("a", "A", menu=Menu.FILE, shortcut="Ctrl+N")
    with pytest.raises(ValueError, match="declared twice"):
        actions.declare("a", "A", menu=Menu.FILE)
    with pytest.raises(ValueError, match="'a'"):
        actions.declare("b", "B", menu=Menu.EDIT, shortcut="Ctrl+N")


def test_only_menus_with_entries_show_in_order_and_grouped(qtbot: QtBot) -> None:
    bar = QMenuBar()
    qtbot.addWidget(bar)
    actions = Actions()
    actions.attach(bar)
    actions.declare("help.about", "About", menu=Menu.HELP)
    actions.declare("a", "Open", menu=Menu.FILE, group="one")
    actions.declare("b", "Quit", menu=Menu.FILE, group="two")
    actions.declare("c", "Save", menu=Menu.FILE, group="one")
    actions.declare("d", "CSV", menu=Menu.FILE, group="one", submenu="Export")
    qtbot.waitUntil(lambda: bool(bar.actions()))
    assert [entry.text() for entry in bar.actions()] == ["&File", "&Help"]
    assert [entry.text() for entry in bar.findChildren(QMenu)[0].actions()] == ["Open", "Save", "Export", "", "Quit"]


def test_a_button_follows_its_action(qtbot: QtBot) -> None:
    actions, done = Actions(), []
    actions.declare("query.run", "Run", menu=Menu.QUERY, shortcut="F5", icon="run", tip="Run the query")
    button = actions.button("query.run", "primary")
    qtbot.addWidget(button)
    assert (button.text(), button.accessibleName(), button.toolTip()) == ("Run", "Run", "Run the query (F5)")
    assert not button.isEnabled()
    actions.handle("query.run", lambda: done.append(True))
    assert button.isEnabled()
    button.click()
    assert done == [True]
    actions.action("query.run").setText("Run again")
    assert button.text() == "Run again"


def test_of_an_exclusive_set_one_is_checked() -> None:
    actions = Actions()
    light = actions.declare("light", "Light", menu=Menu.VIEW, exclusive="scheme")
    dark = actions.declare("dark", "Dark", menu=Menu.VIEW, exclusive="scheme")
    light.setChecked(True)
    dark.setChecked(True)
    assert not light.isChecked()


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("run", "Run"),
        ("expo csv", "Export to CSV"),
        ("clsoe tab", "Close tab"),
        ("bill line", "Bill line"),
        ("BILL", "Bill"),
        ("F5", "Run"),
    ],
)
def test_the_palette_finds_by_a_part_a_slip_and_a_shortcut(typed: str, first: str) -> None:
    entries = [
        Entry(title, detail, lambda: None)
        for title, detail in (
            ("Bill line", "accounts-payable/bill-line"),
            ("Close tab", "Ctrl+W"),
            ("Export to CSV", "Query"),
            ("Bill", "accounts-payable/bill"),
            ("Run", "F5"),
        )
    ]
    assert matches(entries, typed)[0].title == first


def test_the_palette_offers_only_what_can_be_done() -> None:
    assert matches([Entry("Run", "F5", lambda: None)], "zzzzqq") == []


def test_the_palette_by_keyboard(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(1000, 700)
    window.show()
    actions, done = Actions(window), list[str]()
    palette = CommandPalette(actions, window)
    for id_, text in (("a", "Count rows"), ("b", "Count vendors"), ("c", "Not now")):
        actions.declare(id_, text, menu=Menu.QUERY)
    actions.handle("a", lambda: done.append("rows"))
    actions.handle("b", lambda: done.append("vendors"))
    palette.add_provider(lambda: [Entry("Customer", "accounts-receivable/customer", lambda: done.append("object"))])
    for typed, keys in (("count", ["Down"]), ("custom", []), ("not now", []), ("zzzzqq", [])):
        actions.action("view.search").trigger()
        assert palette.isVisible()
        line = palette.focusWidget()
        QTest.keyClicks(line, typed)
        for key in (*keys, "Return", "Escape"):
            QTest.keyClick(line, getattr(Qt.Key, f"Key_{key}"))
        assert not palette.isVisible()
    assert done == ["vendors", "object"]
