"""The builder shows a query without changing it, and every edit makes exactly the query that it says."""

from collections.abc import Awaitable, Callable
from typing import cast

import pytest
from PySide6.QtCore import QDate, QLocale, QMimeData, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from intacct_desktop.api.model_service import ModelService
from intacct_desktop.api.operators import Operator
from intacct_desktop.api.query import Direction, Filter, Order, Query
from intacct_desktop.ui.builder.date_box import DateBox
from intacct_desktop.ui.builder.list_boxes import CheckListBox, RawBox
from intacct_desktop.ui.builder.query_editor import QueryEditor
from intacct_desktop.ui.explorer.field_picker import FieldPicker
from intacct_desktop.ui.field_drag import FIELDS, dragged
from tests.ui.conftest import Until

Make = Callable[[str], Awaitable[QueryEditor]]

BILLS = """{"object": "accounts-payable/bill", "fields": ["key", "vendor.name", "dueDate"],
 "filters": [{"$lt": {"dueDate": "today"}}, {"$in": {"state": ["posted", "x9"]}}, {"$gte": {"totalTxnAmountDue": "10000.00"}}],
 "filterExpression": "1 and (2 or 3)", "orderBy": [{"dueDate": "desc"}], "size": 200}"""


class Heard:
    """What the editor said."""

    def __init__(self, editor: QueryEditor) -> None:
        self.queries: list[Query] = []
        editor.query_changed.connect(self.queries.append)


@pytest.fixture
def make(models: ModelService, qtbot: QtBot, until: Until) -> Make:
    async def made(body: str) -> QueryEditor:
        editor = QueryEditor(models, Query.from_json(body))
        editor.setLocale(QLocale("en_US"))
        qtbot.addWidget(editor)
        editor.resize(900, 300)
        editor.show()
        editor.activateWindow()
        await until(editor.isActiveWindow)
        return editor

    return made


def problem_of(editor: QueryEditor) -> str | None:
    return editor.problem


def fields_of(editor: QueryEditor) -> tuple[str, ...]:
    return editor.query.fields


def value_of(editor: QueryEditor, number: int) -> QWidget:
    return editor.filters.list.rows[number - 1].value_widget


def retype(box: QLineEdit, text: str) -> None:
    box.setFocus()
    box.selectAll()
    QTest.keyClicks(box, text)
    if not text:
        QTest.keyClick(box, Qt.Key.Key_Delete)


def choose(box: QComboBox, words: str) -> None:
    """By keyboard, as far as the entry of these words."""
    assert box.findText(words) >= 0
    box.setFocus()
    key = Qt.Key.Key_Down if box.findText(words) > box.currentIndex() else Qt.Key.Key_Up
    while box.currentText() != words:
        QTest.keyClick(box, key)


STRANGE = """{"size": null, "object": "accounts-payable/bill", "fields": ["sum:totalTxnAmount", "vendor.creditLimit", "no.such"],
 "filters": [{"$gt": {"totalTxnAmount": 10000.00}}, {"$between": {"dueDate": ["a", "b", "c"]}}, {"$eq": {"isOnHold": "T"}},
 {"$in": {"state": ["q", null]}}, {"$has": {"dueDate": "x"}}, {"$eq": {"vendor.creditLimit": 1}}, {"$ne": {"no.such": null}}],
 "filterExpression": " 1 AND (2 or 3", "unheardOf": {"a": [1.50]}, "start": 7}"""


async def test_whatever_stands_in_a_query_is_shown_and_kept(make: Make, models: ModelService, until: Until) -> None:
    editor = await make(STRANGE)
    heard = Heard(editor)
    await until(lambda: models.loaded("accounts-payable/vendor") and editor.columns.chips.chips[1].toolTip())
    assert editor.query.to_json() == Query.from_json(STRANGE).to_json()
    editor.query = Query.from_json(BILLS)
    editor.query = Query.from_json(STRANGE)
    assert editor.query.to_json() == Query.from_json(STRANGE).to_json()
    assert heard.queries == []
    assert isinstance(value_of(editor, 2), RawBox)
    assert cast("RawBox", value_of(editor, 4)).text() == '["q",null]'
    assert cast("QLineEdit", value_of(editor, 1)).text() == "10,000.00"
    assert cast("QLineEdit", value_of(editor, 6)).text() == "1"
    assert "not in the model" in editor.columns.chips.chips[2].toolTip()
    assert not editor.columns.chips.chips[1].accessibleDescription()


async def test_amounts_are_typed_as_the_language_writes_them(make: Make) -> None:
    editor = await make(BILLS)
    editor.setLocale(QLocale("fr_FR"))
    editor.query = Query("accounts-payable/bill", ("key",), (Filter(Operator.GT, "totalTxnAmount", "5.00"),))
    heard = Heard(editor)
    box = cast("QLineEdit", value_of(editor, 1))
    assert box.text() == "5,00"
    retype(box, "1 234,50")
    assert heard.queries[-1].filters == (Filter(Operator.GT, "totalTxnAmount", "1234.50"),)
    count = len(heard.queries)
    retype(box, "12,3,4")
    assert box.property("invalid")
    assert "Filter 1" in (editor.problem or "")
    assert "12,3,4" in (editor.problem or "")
    assert editor.query.filters[0].value == "12.3"
    assert len(heard.queries) > count
    QTest.keyClick(box, Qt.Key.Key_Backspace)
    QTest.keyClick(box, Qt.Key.Key_Backspace)
    assert problem_of(editor) is None


async def test_a_comparison_is_chosen_in_words(make: Make) -> None:
    editor = await make(BILLS)
    row = editor.filters.list.rows[0]
    assert row.operator_box.currentText() == "is before"
    choose(row.operator_box, "is empty")
    assert editor.query.filters[0] == Filter(Operator.EQ, "dueDate", None)
    assert editor.filters.list.rows[0].value_widget.focusPolicy() is Qt.FocusPolicy.NoFocus
    choose(row.operator_box, "is between")
    assert editor.query.filters[0].value == ("", "")
    assert problem_of(editor) == "Filter 1: A value is missing."
    low, high = row.value_widget.findChildren(DateBox)
    retype(low, "11/30/2026")
    retype(high, "11/1/2026")
    assert editor.query.filters[0].value == ("2026-11-30", "2026-11-01")
    assert low.property("invalid")
    assert any("starts after it ends" in label.text() for label in row.findChildren(QLabel))
    retype(high, "current month")
    assert editor.query.filters[0].value == ("2026-11-30", "currentMonth")
    assert not low.property("invalid")
    assert problem_of(editor) is None


async def test_a_date_is_chosen_by_name_or_in_the_calendar(make: Make) -> None:
    editor = await make(BILLS)
    box = cast("DateBox", value_of(editor, 1))
    QTest.keyClick(box, Qt.Key.Key_F4)
    panel = box.panel
    assert panel.isVisible()
    QTest.keyClick(panel.relative, Qt.Key.Key_Down)
    QTest.keyClick(panel.relative, Qt.Key.Key_Return)
    assert editor.query.filters[0].value == "yesterday"
    assert not panel.isVisible()
    box.open_panel()
    panel.calendar.clicked.emit(QDate(2026, 11, 18))
    assert editor.query.filters[0].value == "2026-11-18"
    assert box.text() == "11/18/2026"


async def test_choices_are_ticked_and_unlisted_codes_added(make: Make) -> None:
    editor = await make(BILLS)
    box = cast("CheckListBox", value_of(editor, 2))
    QTest.keyClick(box, Qt.Key.Key_Space)
    panel = box.panel
    listed = [panel.list.item(row).text() for row in range(panel.list.count())]
    assert "posted" in listed
    assert listed[-1] == "x9"
    panel.list.setCurrentRow(listed.index("draft"))
    QTest.keyClick(panel.list, Qt.Key.Key_Space)
    assert editor.query.filters[1].value == ("posted", "x9", "draft")
    QTest.mouseClick(
        panel.list.viewport(),
        Qt.MouseButton.LeftButton,
        pos=panel.list.visualItemRect(panel.list.item(listed.index("posted"))).center(),
    )
    assert editor.query.filters[1].value == ("x9", "draft")
    retype(panel.other, "z7")
    QTest.keyClick(panel.other, Qt.Key.Key_Return)
    assert editor.query.filters[1].value == ("x9", "draft", "z7")
    panel.close()


async def test_a_spreadsheet_column_is_pasted_into_a_list(make: Make) -> None:
    editor = await make('{"object": "accounts-payable/bill", "fields": ["key"], "filters": [{"$in": {"vendor.id": []}}]}')
    box = cast("QLineEdit", value_of(editor, 1))
    assert problem_of(editor) == "Filter 1: A value is missing."
    QGuiApplication.clipboard().setText("V-0001\nV-0002\n\nSmith, Jones\n")
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert editor.query.filters[0].value == ("V-0001", "V-0002", "Smith", "Jones")
    assert box.text() == "V-0001, V-0002, Smith, Jones"
    assert any(label.text() == "4 values" for label in box.findChildren(QLabel))
    many = tuple(f"V-{number:06}" for number in range(5000))
    QGuiApplication.clipboard().setText("\n".join(many))
    box.selectAll()
    QTest.keyClick(box, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert editor.query.filters[0].value == many


async def test_a_broken_expression_stays_in_its_line(make: Make) -> None:
    editor = await make(BILLS)
    heard = Heard(editor)
    problems: list[str | None] = []
    editor.problem_changed.connect(problems.append)
    retype(editor.match.line, "1 and (2 or 4)")
    assert problem_of(editor) == "There is no filter 4: they go from 1 to 3."
    assert problems[-1] == editor.problem
    assert editor.query.filter_expression == "1"  # the last that parsed while it was typed
    retype(editor.match.line, "(1 or 3) and 2")
    assert problem_of(editor) is None
    assert heard.queries[-1].filter_expression == "(1 or 3) and 2"
    retype(editor.match.line, "")
    assert heard.queries[-1].filter_expression is None


async def test_removing_a_filter_renumbers_the_expression(make: Make) -> None:
    editor = await make(BILLS)
    amount = cast("QLineEdit", value_of(editor, 3))
    retype(amount, "12x")
    QTest.keyClick(editor.filters.list.rows[1].operator_box, Qt.Key.Key_Delete)
    assert [entry.field for entry in editor.query.filters] == ["dueDate", "totalTxnAmountDue"]
    assert editor.match.line.text() == "1 and 2"
    assert value_of(editor, 2) is amount
    assert amount.text() == "12x"
    assert (editor.problem or "").startswith("Filter 2:")
    assert amount.accessibleName() == "Filter 2 value"
    QTest.mouseClick(editor.filters.list.rows[1].remove_button, Qt.MouseButton.LeftButton)
    assert problem_of(editor) is None
    QTest.keyClick(editor.filters.list.rows[0].remove_button, Qt.Key.Key_Delete)
    assert editor.query.filters == ()
    assert editor.query.filter_expression is None


async def test_a_field_is_typed_and_looked_up(make: Make, models: ModelService, until: Until) -> None:
    editor = await make(BILLS)
    row = editor.filters.list.rows[0]
    retype(row.field_box, "vendor.creditLimit")
    QTest.keyClick(row.field_box, Qt.Key.Key_Return)
    assert editor.query.filters[0] == Filter(Operator.LT, "vendor.creditLimit", "today")
    await until(lambda: editor.query.filters[0].value == "")
    assert row.operator_box.currentText() == "is less than"
    retype(row.field_box, "nosuch")
    QTest.keyClick(row.field_box, Qt.Key.Key_Return)
    assert editor.query.filters[0].field == "nosuch"
    assert any(label.text() == "not in the model" for label in row.findChildren(QLabel))
    retype(row.field_box, "")
    QTest.keyClick(row.field_box, Qt.Key.Key_Return)
    assert row.field_box.text() == "nosuch"


async def test_chips_are_removed_and_moved_by_keyboard_and_mouse(make: Make) -> None:
    editor = await make(BILLS)
    chips = editor.columns.chips.chips
    chips[0].setFocus()
    QTest.keyClick(chips[0], Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert fields_of(editor) == ("vendor.name", "key", "dueDate")
    assert editor.focusWidget() is chips[1]
    QTest.keyClick(chips[1], Qt.Key.Key_Left)
    QTest.keyClick(chips[0], Qt.Key.Key_Delete)
    assert fields_of(editor) == ("key", "dueDate")
    QTest.mouseClick(chips[1], Qt.MouseButton.LeftButton, pos=QPoint(chips[1].width() - 12, 14))
    assert fields_of(editor) == ("key",)
    QTest.keyClick(chips[0], Qt.Key.Key_Delete)
    assert fields_of(editor) == ()
    assert editor.focusWidget() is editor.columns.add
    assert problem_of(editor) == "The query has no columns yet."


async def test_a_chip_is_dragged_to_its_place(make: Make) -> None:
    editor = await make(BILLS)
    first, _, last = editor.columns.chips.chips
    heard = Heard(editor)
    QTest.mousePress(first, Qt.MouseButton.LeftButton, pos=QPoint(10, 14))
    QTest.mouseMove(first, QPoint(40, 14))
    QTest.mouseMove(first, first.mapFrom(editor.columns.chips, last.geometry().center()))
    assert heard.queries == []
    QTest.mouseRelease(first, Qt.MouseButton.LeftButton, pos=QPoint(10, 14))
    assert fields_of(editor) == ("vendor.name", "dueDate", "key")
    assert len(heard.queries) == 1
    assert [chip.text() for chip in editor.columns.chips.chips] == ["vendor.name", "dueDate", "key"]


async def test_an_order_turns_when_it_is_pressed(make: Make) -> None:
    editor = await make(BILLS)
    chip = editor.order.chips.chips[0]
    assert chip.accessibleName() == "Order 1: dueDate, descending"
    QTest.mouseClick(chip, Qt.MouseButton.LeftButton, pos=QPoint(10, 14))
    assert editor.query.order_by == (Order("dueDate", Direction.ASCENDING),)
    QTest.keyClick(chip, Qt.Key.Key_Space)
    assert editor.query.order_by == (Order("dueDate", Direction.DESCENDING),)
    assert chip.text() == "dueDate ↓"


async def test_the_page_size_has_its_limits(make: Make) -> None:
    editor = await make(BILLS)
    line = cast("QLineEdit", editor.settings.page.lineEdit())
    retype(line, "4001")
    assert problem_of(editor) == "The page size is a whole number from 1 to 4000."
    assert editor.query.size == 400
    retype(line, "4000")
    assert problem_of(editor) is None
    assert editor.query.size == 4000
    choose(editor.settings.page, "500")
    assert editor.query.size == 500
    editor.query = Query("accounts-payable/bill", ("key",), size=9000)
    assert editor.query.size == 9000
    assert problem_of(editor) == "The page size is a whole number from 1 to 4000."
    editor.query = Query("accounts-payable/bill", ("key",))
    assert editor.settings.page.currentText() == "100"
    assert editor.query.size is None


async def pick(editor: QueryEditor, until: Until, words: str) -> None:
    """In the field picker that was just opened."""
    picker = next(found for found in editor.findChildren(FieldPicker) if found.isVisible())
    QTest.keyClicks(picker.search, words)
    QTest.keyClick(picker.search, Qt.Key.Key_Return)
    await until(lambda: not picker.isVisible())


async def test_fields_are_chosen_in_the_picker(make: Make, until: Until) -> None:
    editor = await make(BILLS)
    QTest.mouseClick(editor.columns.add, Qt.MouseButton.LeftButton)
    await pick(editor, until, "billNumber")
    assert fields_of(editor) == ("key", "vendor.name", "dueDate", "billNumber")
    QTest.mouseClick(editor.order.add, Qt.MouseButton.LeftButton)
    await pick(editor, until, "billNumber")
    assert editor.query.order_by[-1] == Order("billNumber")
    QTest.mouseClick(editor.filters.add, Qt.MouseButton.LeftButton)
    await pick(editor, until, "postingDate")
    assert editor.query.filters[-1] == Filter(Operator.EQ, "postingDate", "today")
    assert editor.query.filter_expression == "1 and (2 or 3) and 4"
    QTest.keyClick(editor.filters.list.rows[3].field_box, Qt.Key.Key_F4)
    await pick(editor, until, "createdDate")
    assert editor.query.filters[-1] == Filter(Operator.EQ, "createdDate", "today")


async def test_an_expression_typed_ahead_counts_once_its_filter_is_there(make: Make, until: Until) -> None:
    editor = await make('{"object": "accounts-payable/bill", "fields": ["key"], "filters": [{"$eq": {"state": "posted"}}]}')
    editor.match.line.setText("1 or 2")
    editor.match.line.textEdited.emit("1 or 2")
    assert problem_of(editor) == "There is no filter 2: there is only filter 1."
    QTest.mouseClick(editor.filters.add, Qt.MouseButton.LeftButton)
    await pick(editor, until, "dueDate")
    assert problem_of(editor) is None
    assert editor.query.filter_expression == "1 or 2"


async def test_the_builder_folds_to_one_line(make: Make) -> None:
    editor = await make(BILLS)
    folded: list[bool] = []
    editor.folded_changed.connect(folded.append)
    height = editor.sizeHint().height()
    QTest.keyClick(editor.fold_button, Qt.Key.Key_Space)
    assert editor.folded
    assert any(label.isVisible() and label.text() == "Bill · 3 columns · 3 filters" for label in editor.findChildren(QLabel))
    assert editor.sizeHint().height() < height / 2
    editor.set_folded(False)
    assert folded == [True, False]
    assert not editor.folded


async def test_tab_reaches_every_control_and_each_has_a_name(make: Make) -> None:
    editor = await make(BILLS)
    controls = {
        control
        for control in editor.findChildren(QWidget)
        if control.isVisible() and control.focusPolicy() & Qt.FocusPolicy.TabFocus and control.focusProxy() is None
    }
    inner = {line for box in editor.findChildren(QComboBox) for line in box.findChildren(QLineEdit)}
    signs = {button for line in editor.findChildren(QLineEdit) for button in line.findChildren(QToolButton)}
    controls -= inner | signs
    assert {control.objectName() or type(control).__name__ for control in controls if not control.accessibleName()} == set()
    names = {control.accessibleName() for control in controls}
    assert {"Filter 2 field", "Filter 2 operator", "Filter 2 value", "Remove filter 2", "Column 1: key", "Page size"} <= names
    reached: list[QWidget] = []
    editor.columns.chips.chips[0].setFocus()
    while (focused := editor.focusWidget()) not in reached:
        reached.append(focused)
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    assert controls <= set(reached)
    shown = [control.accessibleName() for control in reached if control.accessibleName().startswith("Filter 1")]
    assert shown == ["Filter 1 field", "Filter 1 operator", "Filter 1 value"]


class Dragged:
    """Fields held over an editor, with the events that Qt makes of it: it offers no drag without a screen."""

    def __init__(self, editor: QueryEditor, object_name: str, *paths: str) -> None:
        self.editor = editor
        self.content = dragged(object_name, paths)
        self.sign = editor._drop_sign

    def over(self, widget: QWidget, point: QPoint) -> bool:
        """Hold them over a point of a widget: whether they may be dropped."""
        self.place = widget.mapTo(self.editor, point)
        event: QDragEnterEvent | QDragMoveEvent
        for kind in (QDragEnterEvent, QDragMoveEvent):
            event = kind(self.place.toPointF(), *self.rest())
            QApplication.sendEvent(self.editor, event)
        return event.isAccepted()

    def drop(self) -> bool:
        event = QDropEvent(self.place.toPointF(), *self.rest())
        QApplication.sendEvent(self.editor, event)
        return event.isAccepted()

    def rest(self) -> tuple[Qt.DropAction, QMimeData, Qt.MouseButton, Qt.KeyboardModifier]:
        return Qt.DropAction.CopyAction, self.content, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


async def test_fields_become_columns_where_they_are_dropped(make: Make) -> None:
    editor = await make(BILLS)
    row = editor.columns.chips
    drag = Dragged(editor, "accounts-payable/bill", "billNumber", "dueDate")
    first = row.chips[0].geometry()
    assert drag.over(row, first.center() + QPoint(3, 0))
    bar = drag.sign.bar
    assert bar.isVisible()
    gap = QRect(row.mapFrom(editor, bar.pos()), bar.size())
    assert first.right() < gap.left() < row.chips[1].x(), "in the gap that they will fill"
    assert drag.drop()
    assert fields_of(editor) == ("key", "billNumber", "dueDate", "vendor.name")
    assert not bar.isVisible()
    assert drag.over(row, QPoint(row.width() - 1, first.center().y()))
    assert drag.drop()
    assert fields_of(editor) == ("key", "vendor.name", "billNumber", "dueDate")


async def test_fields_become_filters_or_orders_where_these_stand(make: Make) -> None:
    editor = await make(BILLS)
    drag = Dragged(editor, "accounts-payable/bill", "billNumber", "postingDate")
    assert drag.over(value_of(editor, 2), QPoint(5, 5))
    assert drag.sign.bar.y() >= editor.filters.list.mapTo(editor, editor.filters.list.rect().bottomLeft()).y()
    assert drag.drop()
    assert [entry.field for entry in editor.query.filters[3:]] == ["billNumber", "postingDate"]
    assert editor.query.filter_expression == "1 and (2 or 3) and 4 and 5"
    assert editor.focusWidget() is value_of(editor, 4)
    assert drag.over(editor.order.chips.chips[0], QPoint(1, 10))
    assert drag.drop()
    assert [entry.field for entry in editor.query.order_by] == ["billNumber", "postingDate", "dueDate"]
    assert fields_of(editor) == Query.from_json(BILLS).fields


async def test_another_objects_fields_are_refused_with_the_reason(make: Make) -> None:
    editor = await make(BILLS)
    drag = Dragged(editor, "accounts-payable/vendor", "creditLimit")
    for widget in (editor.columns, editor.filters, editor.order):
        assert not drag.over(widget, QPoint(3, 3))
        assert drag.sign.reason.isVisible()
        assert drag.sign.reason.text() == "These are fields of Vendor; the query is of Bill."
        assert editor.rect().contains(drag.sign.reason.geometry())
        assert not drag.drop()
        assert not drag.sign.reason.isVisible()
    assert not drag.over(editor.columns, QPoint(3, 3))
    QApplication.sendEvent(editor, QDragLeaveEvent())
    assert not drag.sign.reason.isVisible()
    assert editor.query == Query.from_json(BILLS)


@pytest.mark.parametrize("content", [b"", b"{", b'{"object": 1, "paths": []}', b'{"object": "accounts-payable/bill", "paths": []}'])
async def test_what_only_calls_itself_fields_is_not_taken(make: Make, content: bytes) -> None:
    editor = await make(BILLS)
    drag = Dragged(editor, "accounts-payable/bill")
    drag.content.setData(FIELDS, content)
    assert not drag.over(editor.columns, QPoint(3, 3))
    assert not drag.drop()
    assert editor.query == Query.from_json(BILLS)


async def test_no_line_edit_takes_dragged_fields_for_text(make: Make) -> None:
    editor = await make(BILLS)
    box = cast("QLineEdit", value_of(editor, 3))
    drag = Dragged(editor, "accounts-payable/bill", "key")
    for event in (QDragEnterEvent(QPointF(5, 5), *drag.rest()), QDropEvent(QPointF(5, 5), *drag.rest())):
        QApplication.sendEvent(box, event)  # goes up to who accepts it
    assert box.text() == "10,000.00"
    assert [entry.field for entry in editor.query.filters[3:]] == ["key"]


async def test_fields_dropped_on_the_folded_builder_become_its_last_columns(make: Make) -> None:
    editor = await make(BILLS)
    editor.set_folded(True)
    drag = Dragged(editor, "accounts-payable/bill", "billNumber")
    assert drag.over(editor, QPoint(3, 3))
    assert drag.sign.bar.isVisible()
    assert drag.drop()
    assert fields_of(editor) == ("key", "vendor.name", "dueDate", "billNumber")


async def test_forty_filters_leave_room_for_the_results(make: Make) -> None:
    editor = await make(BILLS)
    editor.query = Query(
        "accounts-payable/bill",
        tuple(f"field{number}" for number in range(200)),
        tuple(Filter(Operator.EQ, "billNumber", str(number)) for number in range(40)),
    )
    assert len(editor.filters.list.rows) == 40
    assert editor.sizeHint().height() < 520
