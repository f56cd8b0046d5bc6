"""The drawn groups, edited with real mouse and key events."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QAction, QContextMenuEvent
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QMenu, QToolButton
from pytestqt.qtbot import QtBot

from intacct_desktop.api.expression import And, Leaf, Node, Or, parse, unused, write
from intacct_desktop.api.expression_edits import Path
from intacct_desktop.ui.builder.group_painting import word_rect
from intacct_desktop.ui.builder.group_view import GroupView
from tests.ui.conftest import Until

ALT, CONTROL, SHIFT = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
LEFT = Qt.MouseButton.LeftButton


class Hands:
    """A view that is shown what it emits, as the builder does, and hands to work it with."""

    def __init__(self, view: GroupView) -> None:
        self.view = view
        self.tree = view.tree
        self.said: list[str] = []
        self._count = 0
        view.edited.connect(self._take)

    def show(self, expression: str, count: int, muted: frozenset[int] = frozenset()) -> None:
        self._count = count
        self._show(parse(expression, count), muted)

    def _take(self, node: Node) -> None:
        self.said.append(write(node))
        self._show(node, frozenset())

    def _show(self, node: Node, muted: frozenset[int]) -> None:
        self.view.show_tree(node, [f"field{number} is x" for number in range(1, self._count + 1)], muted)

    @property
    def expression(self) -> str:
        node = self.tree.rows.tree
        return write(node) if node is not None else ""

    @property
    def selected(self) -> list[object]:
        return list(self.tree.items)

    def at(self, item: Path | int, x: int = 40, edge: int = 0) -> QPoint:
        """A point in a row: in its middle, at its top (edge -1) or its bottom (edge 1)."""
        rows = self.tree.rows
        if isinstance(item, int):
            node = rows.tree
            assert node is not None
            index = rows.index(unused(node, self._count).index(item), 0, rows.index(1, 0))
        else:
            index = rows.index_at(item)
        rect = self.tree.visualRect(index)
        y = {-1: rect.top() + 2, 0: rect.center().y(), 1: rect.bottom() - 2}[edge]
        return QPoint(rect.left() + x, y)

    def click(self, item: Path | int, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.mouseClick(self.tree.viewport(), LEFT, modifier, self.at(item))

    def pull(self, start: QPoint, *points: QPoint) -> None:
        """Press at a point and go on to others, without letting go."""
        QTest.mousePress(self.tree.viewport(), LEFT, pos=start)
        for point in points:
            QTest.mouseMove(self.tree.viewport(), point)

    def drag(self, start: QPoint, end: QPoint) -> None:
        self.pull(start, start + QPoint(QApplication.startDragDistance(), 0), end)
        QTest.mouseRelease(self.tree.viewport(), LEFT, pos=end)

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self.tree, key, modifiers)


@pytest.fixture
async def hands(qtbot: QtBot, until: Until) -> Hands:
    view = GroupView()
    qtbot.addWidget(view)
    view.resize(640, 400)
    hands = Hands(view)
    hands.show("and", 3)
    view.show()
    view.activateWindow()
    view.setFocus()
    await until(lambda: view.isActiveWindow() and view.tree.hasFocus())
    return hands


async def test_the_model_keeps_qts_rules(hands: Hands) -> None:
    tester = QAbstractItemModelTester(hands.tree.rows, QAbstractItemModelTester.FailureReportingMode.Warning)
    hands.show("1 and (2 or (3 and 4)) and 2", 6)
    hands.show("(1 or 5)", 6)
    assert tester.model() is hands.tree.rows


async def test_one_and_two_or_three_by_mouse(hands: Hands) -> None:
    word = word_rect(hands.tree.rows.index_at(()), hands.tree.visualRect(hands.tree.rows.index_at(())))
    QTest.mouseClick(hands.tree.viewport(), LEFT, pos=word.center())
    assert hands.said == ["1 or 2 or 3"]
    hands.drag(hands.at((1,)), hands.at((0,)))
    assert hands.said == ["1 or 2 or 3", "(1 and 2) or 3"]
    assert hands.selected == [(0,)]
    word = word_rect(hands.tree.rows.index_at((0,)), hands.tree.visualRect(hands.tree.rows.index_at((0,))))
    QTest.mouseClick(hands.tree.viewport(), LEFT, pos=word.center())
    assert hands.expression == "(1 or 2) or 3"
    QTest.mouseClick(hands.tree.viewport(), LEFT, pos=hands.at((0,), x=200))
    assert len(hands.said) == 3, "beside the word, a click selects"


async def test_one_and_two_or_three_by_keyboard(hands: Hands) -> None:
    hands.key(Qt.Key.Key_Home)
    hands.key(Qt.Key.Key_Return)
    hands.key(Qt.Key.Key_Down)
    hands.key(Qt.Key.Key_Down, SHIFT)
    assert hands.selected == [(0,), (1,)]
    hands.key(Qt.Key.Key_G, CONTROL)
    assert hands.expression == "(1 and 2) or 3"
    assert hands.selected == [(0,)]
    hands.key(Qt.Key.Key_G, CONTROL | SHIFT)
    assert hands.expression == "1 or 2 or 3"
    assert hands.selected == [(0,), (1,)]


async def test_space_selects_rows_that_are_apart(hands: Hands) -> None:
    hands.show("or", 4)
    hands.key(Qt.Key.Key_Home)
    hands.key(Qt.Key.Key_Down)
    hands.key(Qt.Key.Key_Down, CONTROL)
    hands.key(Qt.Key.Key_Down, CONTROL)
    hands.key(Qt.Key.Key_Space)
    assert hands.selected == [(0,), (2,)]
    hands.key(Qt.Key.Key_Space)
    hands.key(Qt.Key.Key_Space)
    hands.key(Qt.Key.Key_G, CONTROL)
    assert hands.expression == "(1 and 3) or 2 or 4"


async def test_its_keys_are_its_own_whatever_the_window_does_with_them(hands: Hands) -> None:
    elsewhere: list[str] = []
    for keys in ("Ctrl+G", "Del", "Alt+Up"):
        taken = QAction(hands.view)
        taken.setShortcut(keys)
        taken.triggered.connect(lambda *, keys=keys: elsewhere.append(keys))
        hands.view.addAction(taken)
    hands.tree.select([(0,), (1,)])
    hands.key(Qt.Key.Key_G, CONTROL)
    assert hands.expression == "(1 or 2) and 3"
    hands.key(Qt.Key.Key_Delete)
    assert hands.expression == "3"
    assert elsewhere == []


async def test_rows_go_about_by_keyboard(hands: Hands) -> None:
    hands.show("1 and (2 or 3) and 4", 4)
    hands.tree.select([(0,)])
    for key, expression in (
        (Qt.Key.Key_Down, "(2 or 3) and 1 and 4"),
        (Qt.Key.Key_Right, "(2 or 3 or 1) and 4"),
        (Qt.Key.Key_Up, "(2 or 1 or 3) and 4"),
        (Qt.Key.Key_Left, "(2 or 3) and 1 and 4"),
    ):
        hands.key(key, ALT)
        assert hands.expression == expression
    assert hands.selected == [(1,)]
    hands.key(Qt.Key.Key_Return)
    assert hands.expression == "(2 or 3) or 1 or 4", "on a filter, it is its group's word that turns"
    count = len(hands.said)
    hands.tree.select([(2,)])
    hands.key(Qt.Key.Key_Down, ALT)
    hands.key(Qt.Key.Key_Left, ALT)
    assert len(hands.said) == count, "there is nowhere to go"


async def test_filters_are_left_out_and_used_again(hands: Hands) -> None:
    hands.show("1 and (2 or 3)", 4)
    hands.tree.select([(1, 0)])
    hands.key(Qt.Key.Key_Delete)
    assert hands.expression == "1 and 3"
    hands.key(Qt.Key.Key_End)
    assert hands.selected == [4]
    hands.key(Qt.Key.Key_Return)
    assert hands.expression == "1 and 3 and 4"
    hands.key(Qt.Key.Key_End)
    assert hands.selected == [2]
    hands.key(Qt.Key.Key_Insert)
    assert hands.expression == "1 and 3 and 4 and 2"
    hands.tree.selectAll()
    hands.key(Qt.Key.Key_Delete)
    assert hands.expression == "1 and 3 and 4 and 2", "something has to be asked for"


async def test_dragging_into_out_of_and_between_groups(hands: Hands) -> None:
    hands.show("1 and (2 or 3) and (4 or 5)", 6)
    hands.drag(hands.at((0,)), hands.at((1,)))
    assert hands.expression == "(2 or 3 or 1) and (4 or 5)", "onto a group is into it"
    hands.drag(hands.at((0, 1)), hands.at((1, 0), edge=-1))
    assert hands.expression == "(2 or 1) and (3 or 4 or 5)"
    hands.drag(hands.at((1, 1)), hands.at((0,), edge=-1))
    assert hands.expression == "4 and (2 or 1) and (3 or 5)"
    hands.drag(hands.at((0,)), hands.at((1,), edge=1))
    assert hands.expression == "(4 or 2 or 1) and (3 or 5)", "below a group's word is its first place"
    hands.drag(hands.at((1,)), hands.at((0, 2), edge=1))
    assert hands.expression == "4 or 2 or 1 or (3 or 5)"
    hands.drag(hands.at(6), hands.at((1,), edge=1))
    assert hands.expression == "4 or 2 or 6 or 1 or (3 or 5)"
    hands.drag(hands.at((3,)), hands.at((4, 1), x=-200))
    assert hands.expression == "4 or 2 or 6 or (3 or (5 and 1))"


async def test_left_of_a_groups_last_row_is_behind_the_group(hands: Hands) -> None:
    hands.show("1 and (2 or (3 and 4))", 4)
    last = (1, 1, 1)
    hands.drag(hands.at((0,)), hands.at(last, x=5, edge=1))
    assert hands.expression == "2 or (3 and 4 and 1)"
    hands.show("1 and (2 or (3 and 4))", 4)
    hands.drag(hands.at((0,)), hands.at(last, x=-10, edge=1))
    assert hands.expression == "2 or (3 and 4) or 1"
    hands.show("1 and (2 or (3 and 4))", 4)
    hands.drag(hands.at((0,)), hands.at(last, x=-40, edge=1))
    assert hands.expression == "(2 or (3 and 4)) and 1"
    hands.show("1 and (2 or (3 and 4))", 4)
    hands.drag(hands.at((1, 0)), QPoint(300, hands.tree.viewport().height() - 1))
    assert hands.expression == "1 and (3 and 4) and 2", "below all rows is the end"


async def test_several_rows_are_dragged_together(hands: Hands) -> None:
    hands.show("1 and 2 and 3 and (4 or 5)", 5)
    hands.click((0,))
    hands.click((2,), CONTROL)
    hands.drag(hands.at((2,)), hands.at((3, 0), edge=-1))
    assert hands.expression == "2 and (1 or 3 or 4 or 5)"
    assert hands.selected == [(1, 0), (1, 1)]
    hands.click((1, 1))
    assert hands.selected == [(1, 1)], "a click without a pull selects the one"


async def test_a_filter_is_dragged_out_of_the_expression(hands: Hands) -> None:
    hands.show("1 and 2", 3)
    hands.drag(hands.at((1,)), hands.at(3))
    assert hands.expression == "1"
    hands.drag(hands.at(3), hands.at(()))
    assert hands.expression == "1 and 3"


async def test_a_drag_that_leads_nowhere_changes_nothing(hands: Hands) -> None:
    hands.show("1 and (2 or 3)", 3)
    start = hands.at((1,))
    hands.pull(start, start + QPoint(30, 0), hands.at((1, 1)))
    assert hands.tree.viewport().cursor().shape() is Qt.CursorShape.ForbiddenCursor, "not into itself"
    QTest.mouseRelease(hands.tree.viewport(), LEFT, pos=hands.at((1, 1)))
    hands.pull(hands.at((0,)), hands.at((0,)) + QPoint(30, 0), hands.at((1,)))
    assert hands.tree.viewport().cursor().shape() is Qt.CursorShape.ClosedHandCursor
    hands.key(Qt.Key.Key_Escape)
    QTest.mouseRelease(hands.tree.viewport(), LEFT, pos=hands.at((1,)))
    hands.drag(hands.at(()), hands.at((0,)))
    assert hands.said == []


async def test_a_long_tree_scrolls_while_one_drags(hands: Hands, until: Until) -> None:
    hands.show("and", 40)
    viewport = hands.tree.viewport()
    hands.pull(hands.at((0,)), hands.at((0,)) + QPoint(30, 0), QPoint(80, viewport.height() - 1))
    bar = hands.tree.verticalScrollBar()
    await until(lambda: bar.value() == bar.maximum())
    QTest.mouseMove(viewport, hands.at((39,), edge=1))
    QTest.mouseRelease(viewport, LEFT, pos=hands.at((39,), edge=1))
    assert hands.expression.endswith("and 40 and 1")
    assert bar.value() == bar.maximum()


async def test_what_is_muted_or_left_out_is_said_in_words(hands: Hands) -> None:
    hands.show("1 and (2 or 3)", 4, muted=frozenset({1}))
    rows = hands.tree.rows
    said = [rows.index_at(path).data(Qt.ItemDataRole.AccessibleTextRole) for path in ((), (0,), (1,), (1, 0))]
    assert said == ["Group, all of: 1 and (2 or 3)", "Filter 1: field1 is x", "Group, any of: 2 or 3", "Filter 2: field2 is x · muted"]
    heading = rows.index(1, 0)
    assert heading.data(Qt.ItemDataRole.AccessibleTextRole) == "Filters that are not used"
    assert rows.index(0, 0, heading).data(Qt.ItemDataRole.AccessibleTextRole) == "Filter 4, not used: field4 is x"
    face = QAccessible.queryAccessibleInterface(hands.tree)
    assert face.role() is QAccessible.Role.Tree
    assert face.text(QAccessible.Text.Name) == "Groups of filters"
    assert [button.accessibleName() for button in hands.view.findChildren(QToolButton)][:2] == ["Group", "Ungroup"]


async def test_buttons_and_menu_offer_what_can_be_done(hands: Hands) -> None:
    hands.show("1 and (2 or 3)", 3)
    hands.click((1, 0))
    able = [button.accessibleName() for button in hands.view.findChildren(QToolButton) if button.isVisible() and button.isEnabled()]
    assert able == ["All or any", "Move down", "Move out of its group", "Leave out"]
    out = next(button for button in hands.view.findChildren(QToolButton) if button.accessibleName() == "Move out of its group")
    QTest.mouseClick(out, LEFT)
    assert hands.expression == "1 and 3 and 2"
    assert hands.tree.hasFocus()
    QApplication.sendEvent(hands.tree.viewport(), QContextMenuEvent(QContextMenuEvent.Reason.Mouse, hands.at((0,)), QPoint(20, 20)))
    menu = hands.view.findChild(QMenu)
    assert isinstance(menu, QMenu)
    entries = {action.text(): action for action in menu.actions()}
    assert entries["Move up"].isEnabled()
    entries["Move up"].trigger()
    assert hands.expression == "1 and 2 and 3"
    menu.close()


async def test_showing_the_same_tree_again_keeps_the_selection(hands: Hands) -> None:
    hands.show("1 and (2 or 3)", 3)
    hands.tree.select([(1, 1), (0,)])
    hands.show("1 and (2 or 3)", 3, muted=frozenset({0}))
    assert hands.selected == [(1, 1), (0,)]
    assert hands.tree.rows.index_at((0,)).data() == "field1 is x · muted"


async def test_sixty_groups_of_five_hundred_filters(hands: Hands) -> None:
    groups: list[Node] = [Or(tuple(Leaf(number) for number in range(first, min(first + 9, 501)))) for first in range(1, 501, 9)]
    hands.show(write(And(tuple(groups))), 500)
    assert hands.tree.rows.count == 1 + 56 + 500
    assert hands.view.sizeHint().height() < 400
    hands.tree.select([(55, 4)])
    hands.key(Qt.Key.Key_Up, ALT)
    assert hands.expression.endswith("(496 or 497 or 498 or 500 or 499)")
    assert hands.tree.viewport().rect().contains(hands.at((55, 3))), "what was moved is in sight"


async def test_deep_groups_stay_within_the_width(hands: Hands) -> None:
    hands.show("(1 and (1 or " * 40 + "1" + "))" * 40, 1)
    deepest = hands.tree.visualRect(hands.tree.rows.index_at((1,) * 80))
    assert 0 < deepest.left() < 400
