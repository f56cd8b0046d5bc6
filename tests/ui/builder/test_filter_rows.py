"""What can be done with a filter's row: by its keys, its menu and the mouse, and what it then says."""

from collections.abc import Awaitable, Callable
from typing import cast

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit

from intacct_desktop.api.checks import check
from intacct_desktop.api.lookup import ModelLookup
from intacct_desktop.api.model_service import ModelService
from intacct_desktop.api.operators import Operator
from intacct_desktop.api.query import Filter, Query
from intacct_desktop.ui.builder.filter_menu import KEYS, RowAct
from intacct_desktop.ui.builder.findings_view import FindingLine
from intacct_desktop.ui.builder.list_boxes import CheckListBox, RangeBox
from tests.ui.builder.filter_form import FilterForm, type_into
from tests.ui.conftest import Until

Make = Callable[..., Awaitable[FilterForm]]

BILLS = Query(
    "accounts-payable/bill",
    ("key",),
    (
        Filter(Operator.LT, "dueDate", "today"),
        Filter(Operator.EQ, "billNumber", "B-1"),
        Filter(Operator.GTE, "totalTxnAmountDue", "10000.00"),
    ),
    filter_expression="(1 or 2) and 3",
)
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier


def choose(form: FilterForm, number: int, act: RowAct) -> None:
    """In the row's menu, which its button opens."""
    row = form.row(number)
    row.menu_button.setFocus()
    QTest.keyClick(row.menu_button, Qt.Key.Key_Space)
    menu = QApplication.activePopupWidget()
    assert menu is not None
    keys = KEYS.get(act, "Del")
    action = next(action for action in menu.actions() if action.shortcut().toString() == keys)
    assert action.isEnabled()
    action.trigger()
    menu.close()


async def test_a_muted_filter_keeps_its_number_and_is_not_sent(make_form: Make) -> None:
    form = await make_form(BILLS)
    form.value(2).setFocus()
    QTest.keyClick(form.value(2), Qt.Key.Key_M, CTRL)
    assert form.query.muted == {1}
    assert form.query.sent.filter_expression == "1 and 2"
    assert {"2", "not sent"} <= form.words(2)
    assert form.section.sent.text() == "Sent without filter 2, as: 1 and 2"
    assert form.row(2).badge.accessibleName() == "Filter 2, not sent"
    assert form.value(2).property("muted")
    assert not form.value(1).property("muted")
    choose(form, 2, RowAct.MUTE)
    assert form.query == BILLS
    assert "not sent" not in form.words(2)
    assert not form.section.sent.isVisible()


async def test_what_is_muted_stands_in_nobodys_way(make_form: Make) -> None:
    form = await make_form(BILLS)
    type_into(form.value(3), "12x")
    assert form.section.problem.startswith("Filter 3:")
    QTest.keyClick(form.value(3), Qt.Key.Key_M, CTRL)
    assert form.section.problem == ""
    assert cast("QLineEdit", form.value(3)).text() == "12x"


async def test_a_copy_joins_the_place_of_its_original(make_form: Make) -> None:
    form = await make_form(BILLS)
    form.value(2).setFocus()
    QTest.keyClick(form.value(2), Qt.Key.Key_D, CTRL)
    assert form.query == BILLS.duplicating_filter(1)
    assert form.window.focusWidget() is form.value(3)
    assert form.value(3).accessibleName() == "Filter 3 value"


@pytest.mark.parametrize("keys", [(Qt.Key.Key_Down, CTRL | SHIFT), (Qt.Key.Key_Down, ALT)])
async def test_a_moved_row_takes_its_number_in_the_expression_and_what_is_typed_with_it(
    make_form: Make, keys: tuple[Qt.Key, Qt.KeyboardModifier]
) -> None:
    form = await make_form(BILLS)
    type_into(form.value(3), "12x")
    typed, box = form.query, form.value(2)
    box.setFocus()
    QTest.keyClick(box, *keys)
    assert form.query == typed.moving_filter(1, 2)
    assert form.query.filter_expression == "(1 or 3) and 2"
    assert form.window.focusWidget() is box is form.value(3)
    assert cast("QLineEdit", form.value(2)).text() == "12x"
    assert form.section.problem.startswith("Filter 2:")
    QTest.keyClick(box, *keys)
    assert form.query == form.edits[-1] == typed.moving_filter(1, 2)  # there is no further place
    choose(form, 3, RowAct.UP)
    assert form.query.filter_expression == "(1 or 2) and 3"


async def test_a_row_is_dragged_by_its_number(make_form: Make) -> None:
    form = await make_form(BILLS)
    badge = form.row(1).badge
    QTest.mousePress(badge, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    below = form.row(3).mapTo(form.window, QPoint(20, 26))
    QTest.mouseMove(badge, QPoint(5, 25))
    QTest.mouseMove(badge, badge.mapFrom(form.window, below))
    assert form.edits == []
    QTest.mouseRelease(badge, Qt.MouseButton.LeftButton, pos=badge.mapFrom(form.window, below))
    assert form.query == BILLS.moving_filter(0, 2)
    QTest.mouseClick(form.row(1).badge, Qt.MouseButton.LeftButton)
    assert len(form.edits) == 1


async def test_a_filter_is_turned_round_where_its_operator_has_an_opposite(make_form: Make) -> None:
    form = await make_form(BILLS)
    choose(form, 1, RowAct.NEGATE)
    assert form.query.filters[0] == Filter(Operator.GTE, "dueDate", "today")
    form.value(1).setFocus()
    QTest.keyClick(form.value(1), Qt.Key.Key_I, CTRL | SHIFT)
    assert form.query == BILLS
    form.show_query(Query("accounts-payable/bill", ("key",), (Filter(Operator.HAS, "billNumber", "x"),)))
    refusals = {choice.act: choice.refusal for choice in form.row(1).choices}
    assert refusals[RowAct.NEGATE] == "“has” has no opposite"
    form.row(1).act(RowAct.NEGATE)
    assert form.query.filters[0].operator is Operator.HAS


async def test_a_value_is_asked_for_when_the_query_is_run(make_form: Make) -> None:
    form = await make_form(BILLS)
    form.value(1).setFocus()
    QTest.keyClick(form.value(1), Qt.Key.Key_A, CTRL | SHIFT)
    assert form.query.filters[0] == Filter(Operator.LT, "dueDate", "{{dueDate}}")
    assert cast("QLineEdit", form.value(1)).text() == "{{dueDate}}"
    assert form.value(1).property("asked")
    assert form.section.problem == ""
    choose(form, 1, RowAct.ASK)
    assert form.query.filters[0] == Filter(Operator.LT, "dueDate", "today")
    assert not form.value(1).property("asked")


async def test_every_editor_takes_a_placeholder(make_form: Make) -> None:
    entries = (
        Filter(Operator.EQ, "isOnHold", "{{hold}}"),
        Filter(Operator.IN, "state", ("posted", "{{state}}")),
        Filter(Operator.BETWEEN, "dueDate", ("{{from}}", "today")),
        Filter(Operator.IN, "billNumber", "{{numbers}}"),
        Filter(Operator.EQ, "state", "posted"),
        Filter(Operator.GT, "totalTxnAmount", "1.00"),
        Filter(Operator.IN, "billNumber", ("B-1",)),
    )
    query = Query("accounts-payable/bill", ("key",), entries)
    form = await make_form(query)
    assert form.section.problem == ""
    assert form.edits == []
    hold = cast("QComboBox", form.value(1))
    assert hold.currentText() == "{{hold}}"
    hold.setFocus()
    QTest.keyClick(hold, Qt.Key.Key_Up)
    assert form.query.filters[0].value is False
    assert isinstance(form.value(2), CheckListBox)
    ends = cast("RangeBox", form.value(3)).ends
    assert [end.text() for end in ends] == ["{{from}}", "today"]
    assert ends[0].property("asked")
    type_into(ends[1], "{{ to }}")
    assert form.query.filters[2].value == ("{{from}}", "{{ to }}")
    assert cast("QLineEdit", form.value(4)).text() == "{{numbers}}"
    type_into(cast("QComboBox", form.value(5)).lineEdit() or form.value(5), "{{state}}")
    assert form.query.filters[4].value == "{{state}}"
    assert form.value(5).property("asked")
    type_into(form.value(6), "{{least}}")
    assert form.query.filters[5].value == "{{least}}"
    type_into(form.value(7), "B-1, {{more}}")
    assert form.query.filters[6].value == ("B-1", "{{more}}")
    assert form.section.problem == ""


async def test_a_pasted_column_says_what_was_left_out(make_form: Make) -> None:
    form = await make_form(Query("accounts-payable/bill", ("key",), (Filter(Operator.IN, "billNumber", ()),)))
    column = [f"B-{number:05}" for number in range(10_000)]
    QGuiApplication.clipboard().setText("\r\n".join(["Bill number", *column, "B-00000"]))
    form.value(1).setFocus()
    QTest.keyClick(form.value(1), Qt.Key.Key_V, CTRL)
    assert form.query.filters[0].value == tuple(column)
    assert len(form.edits) == 1
    assert "heading “Bill number” left out, 1 repeated value left out" in form.words(1)
    QTest.keyClicks(form.value(1), ", B-1")
    assert form.query.filters[0].value == (*column, "B-1")
    assert not any("left out" in words for words in form.words(1))


async def test_a_finding_stands_under_its_row_with_its_mend(make_form: Make, models: ModelService) -> None:
    form = await make_form(Query("accounts-payable/bill", ("key",), (BILLS.filters[0], Filter(Operator.EQ, "billNumbr", "B-1"))))
    form.section.show_findings(check(form.query, ModelLookup(models.loaded, form.query.object), frozenset()))
    (line,) = (line for line in form.row(2).findChildren(FindingLine) if line.isVisible())
    assert form.row(2).field_box.property("invalid")
    assert not [line for line in form.row(1).findChildren(FindingLine) if line.isVisible()]
    QTest.mouseClick(line.mend, Qt.MouseButton.LeftButton)
    assert form.query.filters[1] == Filter(Operator.EQ, "billNumber", "B-1")
    form.section.show_findings(())
    assert not form.row(2).field_box.property("invalid")
    assert not line.isVisible()


async def test_a_row_complains_once(make_form: Make, models: ModelService) -> None:
    entries = (Filter(Operator.BETWEEN, "dueDate", ("2026-11-30", "2026-11-01")), Filter(Operator.GT, "totalTxnAmount", ""))
    form = await make_form(Query("accounts-payable/bill", ("key",), entries))
    assert any("starts after it ends" in words for words in form.words(1))
    form.section.show_findings(check(form.query, ModelLookup(models.loaded, form.query.object), frozenset()))
    assert not any("starts after it ends" in words for words in form.words(1))  # the finding says it, with its mend
    assert [line.isVisible() for line in form.row(1).findChildren(FindingLine)] == [True]
    assert form.row(2).findChildren(FindingLine) == []
    assert "needs a value" in form.words(2)


async def test_where_it_is_narrow_nothing_is_cut(make_form: Make) -> None:
    between = Filter(Operator.BETWEEN, "dueDate", ("2026-11-01", "2026-11-30"))
    form = await make_form(Query("accounts-payable/bill", ("key",), (*BILLS.filters, between), muted=frozenset({0})), 470)
    rows = form.section.list
    assert not rows.horizontalScrollBar().maximum()
    assert form.value(4).y() > form.row(4).operator_box.y()
    assert form.value(3).y() == form.row(3).operator_box.y()
    assert not form.row(3).remove_button.isVisible()
    assert "not sent" in form.words(1)
    form.section.resize(900, 400)
    assert form.value(4).y() == form.row(4).operator_box.y()
    assert form.row(3).remove_button.isVisible()


async def test_five_hundred_filters_have_widgets_for_those_in_view(make_form: Make, until: Until) -> None:
    def query(count: int) -> Query:
        entries = tuple(Filter(Operator.EQ, "billNumber", str(number)) for number in range(count))
        return Query("accounts-payable/bill", ("key",), entries)

    form = await make_form(query(100))
    rows = form.section.list
    hundred = len(rows.rows)
    form.show_query(query(500))
    assert len(rows.rows) == hundred < 20
    made = {id(row) for row in rows.rows}
    type_into(form.value(250), "x")
    assert form.query.filters[249].value == "x"
    assert form.value(250).accessibleName() == "Filter 250 value"
    form.row(500)
    assert form.value(250).hasFocus()  # what one writes in keeps its row
    assert len(rows.rows) < 3 * hundred
    for number in range(1, 501, 7):
        form.row(number)
    assert len(rows.rows) < 3 * hundred
    assert len({id(row) for row in rows.rows} & made) > 2
    form.section.add_filters(["dueDate"])
    await until(lambda: form.window.focusWidget() is form.value(501))
    form.row(250).act(RowAct.REMOVE)
    assert len(form.query.filters) == 500
    assert [row.badge.text() for row in rows.rows] == sorted((row.badge.text() for row in rows.rows), key=int)


async def test_tab_goes_through_a_long_list(make_form: Make) -> None:
    entries = tuple(Filter(Operator.EQ, "billNumber", str(number)) for number in range(60))
    form = await make_form(Query("accounts-payable/bill", ("key",), entries))
    form.row(1).field_box.setFocus()
    seen: list[str] = []
    while (focused := form.window.focusWidget()) is not form.section.add:
        assert focused is not None
        seen.append(focused.accessibleName())
        QTest.keyClick(focused, Qt.Key.Key_Tab)
        assert len(seen) <= 60 * 5
    assert seen == [
        name.format(number)
        for number in range(1, 61)
        for name in (
            "Filter {} field",
            "Filter {} operator",
            "Filter {} value",
            "What can be done with filter {}",
            "Remove filter {}",
        )
    ]
