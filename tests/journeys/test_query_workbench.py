"""A query from the first click to the program that goes on without the window: by mouse, by keyboard, with what is asked for."""

import asyncio
import json
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QMenu, QToolButton, QWidget

from intacct_desktop.api.operators import Operator
from intacct_desktop.api.query import Direction, Filter, Order, Query
from intacct_desktop.ui.builder.comparison import Comparison
from intacct_desktop.ui.builder.date_box import DateBox, DatePanel
from intacct_desktop.ui.builder.list_boxes import CheckPanel
from intacct_desktop.ui.explorer.field_picker import FieldPicker
from intacct_desktop.ui.library.parameters_dialog import ParametersDialog
from intacct_desktop.ui.library.save_dialog import SaveDialog
from intacct_desktop.ui.tour.hands import click, press, showing, until, write
from intacct_desktop.workspace import query_file
from tests.journeys.conftest import BILLS, Desk, settled
from tests.journeys.working import (
    ALT,
    CONTROL,
    SHIFT,
    asked_for,
    choose_by_mouse,
    click_row,
    double_click_row,
    focused,
    found_in,
    front,
    go,
    gone,
    key,
    panel_row,
    pick,
    ran,
    rows_of,
    run_program,
    tab_to,
    typed,
)

DUE = "totalTxnAmount"
BY_HAND = Query(
    BILLS.object,
    BILLS.fields,
    (
        Filter(Operator.LT, "dueDate", "today"),
        Filter(Operator.IN, "state", ("posted", "partiallyPaid")),
        Filter(Operator.GTE, DUE, "12000"),
    ),
    "(1 and 2) or 3",
    order_by=(Order("key"),),
    size=50,
)


async def test_one_and_two_or_three_by_mouse_and_all_that_becomes_of_it(desk: Desk, tmp_path: Path) -> None:
    tab = desk.workbench.open_query(BILLS)
    filters, match = tab.editor.filters, tab.editor.match
    await pick(filters.add, "dueDate", "state", DUE)
    assert [entry.field for entry in tab.query.filters] == ["dueDate", "state", DUE]

    row = filters.list.row(0)
    await choose_by_mouse(row.operator_box, Comparison(Operator.LT))
    box = row.value_widget
    assert isinstance(box, DateBox)
    click(box.findChildren(QToolButton)[0])
    dates = await until(lambda: showing(DatePanel), "the dates open")
    today = next(at for at in range(dates.relative.count()) if dates.relative.item(at).data(Qt.ItemDataRole.UserRole) == "today")
    click_row(dates.relative, dates.relative.model().index(today, 0))

    await choose_by_mouse(filters.list.row(1).operator_box, Comparison(Operator.IN))
    click(filters.list.row(1).value_widget)
    choices = await until(lambda: showing(CheckPanel), "the choices open")
    for value in ("posted", "partiallyPaid"):
        entry = choices.list.findItems(value, Qt.MatchFlag.MatchExactly)[0]
        click_row(choices.list, choices.list.indexFromItem(entry), x=10)
    choices.close()

    await choose_by_mouse(filters.list.row(2).operator_box, Comparison(Operator.GTE))
    write(filters.list.row(2).value_widget, "12000")

    click(match.groups_button)
    tree = match.groups.tree
    click_row(tree, tree.rows.index_at((0,)))
    click_row(tree, tree.rows.index_at((1,)), CONTROL)
    click(button_of(match.groups, "Group"))
    assert match.line.text() == "(1 or 2) and 3", "a group within another is of the other kind"
    click_row(tree, tree.rows.index_at(()), x=10)  # on its word
    click_row(tree, tree.rows.index_at((0,)))
    click(button_of(match.groups, "All or any"))
    assert tab.query.filter_expression == "(1 and 2) or 3", match.line.text()
    assert match.line.text() == "(1 and 2) or 3"
    assert tab.query == BY_HAND

    click(tab.bar.run)
    await ran(tab)
    click(tab.bar.load_all)
    await until(lambda: tab.result_set and tab.result_set.complete and not tab.busy, "every row is loaded")
    assert tab.editor.problem is None
    expected = await asked_for(desk, BY_HAND)
    assert [row[0] for row in rows_of(tab)] == [row[0] for row in expected]
    either = [row[0] for row in await asked_for(desk, replace(BY_HAND, filter_expression="1 and (2 or 3)"))]
    assert len(expected) > 50
    assert [row[0] for row in expected] != either

    click(tab.bar.save)
    dialog = await until(lambda: showing(SaveDialog), "the dialog opens")
    write(dialog.name, "Late or large")
    folder = dialog.folder.lineEdit()
    assert folder is not None
    write(folder, "Month end/Payables")
    click(dialog.save)
    await until(lambda: tab.document.path, "the query is saved")
    await settled()
    path = tab.document.path
    assert path is not None
    assert query_file.read(path).query == BY_HAND
    assert tab.title == "Late or large"

    close = desk.window.registry.action("tab.close")
    close.trigger()
    await until(lambda: not desk.window.tabs.pages, "the tab is closed")
    panel, index = await panel_row(desk, "Late or large")
    double_click_row(panel.view, index)
    await until(lambda: desk.window.tabs.pages, "the query opens")
    await settled()
    again = front(desk)
    assert (again.query, again.document.path, len(desk.window.tabs.pages)) == (BY_HAND, path, 1)

    click(again.bar.code)
    code = again.faces.code
    await choose_by_mouse(code.languages, "python")
    assert "INTACCT_TOKEN" in code.editor.toPlainText()
    program = tmp_path / "late.py"
    await code.save(program).wait()
    tokens = desk.session.client.tokens
    assert tokens is not None
    done = await asyncio.to_thread(run_program, program, await tokens.access_token())
    assert (done.returncode, done.stderr) == (0, "")
    assert [json.loads(line)["key"] for line in done.stdout.splitlines()] == [row[0] for row in expected]
    await settled()


def button_of(parent: QWidget, words: str) -> QWidget:
    """The button of the groups that says this."""
    return next(button for button in parent.findChildren(QWidget) if button.accessibleName() == words and button.isVisible())


async def test_the_whole_builder_by_keyboard_alone(desk: Desk) -> None:
    desk.window.activateWindow()
    await until(desk.window.isActiveWindow, "keys come to the window")
    key(Qt.Key.Key_F, CONTROL)
    typed("bill")
    tree = desk.workbench.explorer.tree
    await until(lambda: tree.current_object() == BILLS.object, "bills are found first")
    key(Qt.Key.Key_Return)
    await until(lambda: desk.window.tabs.pages, "the tab opens")
    tab = front(desk)
    await ran(tab)
    editor = tab.editor

    tab_to(editor.columns.many)
    key(Qt.Key.Key_Space)
    await choose_in_menu("Remove all columns")
    assert not tab.query.fields
    await pick_by_key(editor.columns.add, "state", "totalTxnAmountDue")
    tab_to(editor.columns.chips.chips[1], back=True)
    key(Qt.Key.Key_Space)
    await choose_in_menu("Compute", "sum")
    assert tab.query.fields == ("state", "sum:totalTxnAmountDue")

    await pick_by_key(editor.filters.add, "dueDate", "totalTxnAmountDue", "state")
    await choose_by_key(editor.filters.list.row(0).operator_box, Comparison(Operator.LT))
    tab_to(editor.filters.list.row(0).value_widget)
    key(Qt.Key.Key_F4)
    dates = await until(lambda: showing(DatePanel), "the dates open")
    go(Qt.Key.Key_Down, lambda: dates.relative.currentIndex().data(Qt.ItemDataRole.UserRole) == "today")
    key(Qt.Key.Key_Return)
    await gone(dates)
    await choose_by_key(editor.filters.list.row(1).operator_box, Comparison(Operator.GTE))
    tab_to(editor.filters.list.row(1).value_widget)
    typed("1,000.50")
    await choose_by_key(editor.filters.list.row(2).operator_box, Comparison(Operator.IN))
    tab_to(editor.filters.list.row(2).value_widget)
    key(Qt.Key.Key_F4)
    choices = await until(lambda: showing(CheckPanel), "the choices open")
    for value in ("posted", "draft"):
        key(Qt.Key.Key_Home)
        go(Qt.Key.Key_Down, lambda value=value: choices.list.currentItem().text() == value)  # type: ignore[misc]
        key(Qt.Key.Key_Space)
    key(Qt.Key.Key_Escape)
    await gone(choices)

    key(Qt.Key.Key_G, CONTROL)
    groups = editor.match.groups.tree
    assert groups.isVisible()
    tab_to(groups)
    go(Qt.Key.Key_Down, lambda: groups.items == [(0,)])
    key(Qt.Key.Key_Down, SHIFT)
    key(Qt.Key.Key_G, CONTROL)
    assert tab.query.filter_expression == "(1 or 2) and 3"
    assert groups.isVisible(), "Ctrl+G groups where the groups have the focus, and does not fold them"

    tab_to(editor.order.chips.chips[0])
    key(Qt.Key.Key_Delete)
    assert tab.query.order_by == ()
    await pick_by_key(editor.order.add, "state")
    tab_to(editor.order.chips.chips[0], back=True)
    key(Qt.Key.Key_Space)
    tab_to(editor.settings.page)
    key(Qt.Key.Key_A, CONTROL)
    typed("150")
    tab_to(editor.settings.more)
    key(Qt.Key.Key_Space)
    panel = editor.settings.panel
    await until(panel.isVisible, "the settings open")
    private = panel.boxes["includePrivate"]
    assert isinstance(private, QComboBox)
    tab_to(private)
    key(Qt.Key.Key_Down)
    key(Qt.Key.Key_Escape)
    await gone(panel)

    wanted = Query(
        BILLS.object,
        ("state", "sum:totalTxnAmountDue"),
        (
            Filter(Operator.LT, "dueDate", "today"),
            Filter(Operator.GTE, "totalTxnAmountDue", "1000.50"),
            Filter(Operator.IN, "state", ("posted", "draft")),
        ),
        "(1 or 2) and 3",
        order_by=(Order("state", Direction.DESCENDING),),
        filter_parameters={"includePrivate": True},
        size=150,
    )
    assert tab.query == wanted
    before = tab.result_set
    key(Qt.Key.Key_F5)
    await ran(tab, before)
    assert [row[0] for row in rows_of(tab)] == [row[0] for row in await asked_for(desk, wanted)] == ["posted", "draft"]

    key(Qt.Key.Key_Z, CONTROL, times=2)
    assert tab.document.redo_name == "Page size 150"
    assert tab.query.size == 200
    key(Qt.Key.Key_Y, CONTROL)
    assert tab.query == replace(wanted, filter_parameters={})
    key(Qt.Key.Key_Y, CONTROL)
    assert tab.query == wanted

    for letter, name in ((Qt.Key.Key_J, "json"), (Qt.Key.Key_K, "code"), (Qt.Key.Key_E, "explain")):
        key(letter, CONTROL | ALT)
        assert tab.sides.current == name

    key(Qt.Key.Key_S, CONTROL)
    dialog = await until(lambda: showing(SaveDialog), "the dialog opens")
    await until(lambda: dialog.isAncestorOf(focused()), "the dialog has the focus")
    typed("Open by state")
    key(Qt.Key.Key_Return)
    await until(lambda: tab.document.path, "the query is saved")
    await settled()
    path = tab.document.path
    assert path is not None
    assert query_file.read(path).query == wanted


async def choose_in_menu(*words: str) -> None:
    """Go through the menu that opens, with the arrows."""
    menus: list[QWidget] = []
    for depth, word in enumerate(words):
        menu = await until(lambda: QApplication.activePopupWidget(), "the menu opens")
        assert isinstance(menu, QMenu)
        menus.append(menu)
        for _ in range(40):
            active = menu.activeAction()
            if active is not None and active.text().replace("&", "").startswith(word):
                break
            key(Qt.Key.Key_Down)
        else:
            raise AssertionError(f"{word}: not among {[action.text() for action in menu.actions()]}")
        key(Qt.Key.Key_Return if depth == len(words) - 1 else Qt.Key.Key_Right)
    await gone(*menus)


async def pick_by_key(opener: QWidget, *paths: str) -> None:
    tab_to(opener)
    key(Qt.Key.Key_Space)
    picker = await until(lambda: showing(FieldPicker), "the field picker opens")
    await until(lambda: picker.fields.object_model is not None, "the picker knows the fields")
    for path in paths:
        key(Qt.Key.Key_A, CONTROL)
        typed(path)
        await until(lambda path=path: picker.list.currentIndex().isValid() and path in found_in(picker), f"{path} is found")  # type: ignore[misc]
        go(Qt.Key.Key_Down, lambda path=path: picker.list.currentIndex().row() == found_in(picker).index(path))  # type: ignore[misc]
        key(Qt.Key.Key_Space, CONTROL)
    key(Qt.Key.Key_Return)
    await gone(picker)


async def choose_by_key(box: QWidget, wanted: object) -> None:
    assert isinstance(box, QComboBox)
    tab_to(box)
    key(Qt.Key.Key_Home)
    while box.currentData() != wanted:
        at = box.currentIndex()
        key(Qt.Key.Key_Down)
        assert box.currentIndex() != at, f"{wanted} is not offered"


async def test_a_template_asks_and_remembers_what_was_answered(desk: Desk) -> None:
    panel, index = await panel_row(desk, "List bills")
    double_click_row(panel.view, index)
    await until(lambda: desk.window.tabs.pages, "the template opens")
    await settled()
    tab = front(desk)
    desk.company.forget()
    click(tab.bar.run)
    dialog = await until(lambda: showing(ParametersDialog), "it asks")
    press(dialog, Qt.Key.Key_Escape)
    await settled()
    assert (desk.company.count("POST /services/core/query"), tab.result_set) == (0, None), "Escape runs nothing"

    click(tab.bar.run)
    dialog = await until(lambda: showing(ParametersDialog), "it asks")
    click(dialog.run)
    await ran(tab)
    await settled()
    run = tab.last_run
    assert run is not None
    assert not run.query.filters, "left empty, its filter is not sent"
    vendor = (await asked_for(desk, Query("accounts-payable/bill", ("vendor.id",), order_by=(Order("key"),), size=4000)))[0][0]
    everything = run.result_set.total_count

    before = tab.result_set
    click(tab.bar.run)
    dialog = await until(lambda: showing(ParametersDialog), "it asks")
    write(dialog.boxes["vendor"].editor, str(vendor))
    click(dialog.run)
    await ran(tab, before)
    await settled()
    run = tab.last_run
    assert run is not None
    assert run.query.filters == (Filter(Operator.EQ, "vendor.id", str(vendor)),)
    assert 0 < (run.result_set.total_count or 0) < (everything or 0)

    click(tab.bar.run)
    dialog = await until(lambda: showing(ParametersDialog), "it asks again")
    assert dialog.values == {"vendor": vendor}
    press(dialog, Qt.Key.Key_Escape)
    await settled()
