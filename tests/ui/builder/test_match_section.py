"""The expression line and the groups below it: each follows the other, and both make the query that they show."""

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from intacct_desktop.api.expression import write
from intacct_desktop.api.model_service import ModelService
from intacct_desktop.api.operators import Operator
from intacct_desktop.api.query import Filter, Query
from intacct_desktop.ui.builder.match_section import MatchSection
from intacct_desktop.ui.builder.query_fields import QueryFields
from tests.ui.conftest import Until

FILTERS = (
    Filter(Operator.LT, "dueDate", "today"),
    Filter(Operator.IN, "state", ("posted", "partiallyPaid")),
    Filter(Operator.GTE, "totalTxnAmountDue", "10000.00"),
)
LEFT = Qt.MouseButton.LeftButton


class Bench:
    """A section that is shown the queries that it makes, as in the builder."""

    def __init__(self, page: QWidget, section: MatchSection) -> None:
        self.page = page
        self.section = section
        self.made: list[Query] = []
        section.edited.connect(self._take)

    def _take(self, query: Query) -> None:
        self.made.append(query)
        self.section.show_query(query, typed_here=True)

    def show(self, expression: str | None, filters: tuple[Filter, ...] = FILTERS, muted: frozenset[int] = frozenset()) -> None:
        query = Query("accounts-payable/bill", ("key",), filters, filter_expression=expression, muted=muted)
        self.section.show_query(query)

    def retype(self, text: str) -> None:
        self.section.line.setFocus()
        self.section.line.selectAll()
        QTest.keyClicks(self.section.line, text)

    @property
    def tree(self) -> str:
        node = self.section.groups.tree.rows.tree
        return write(node) if node is not None else ""

    @property
    def words(self) -> str:
        """What stands below the line, which a screen reader says of the line, too."""
        said = self.section.line.accessibleDescription()
        shown = [label.text() for label in self.section.findChildren(QLabel) if label.isVisible() and label.text() in said]
        assert " ".join(text for text in shown if text) == said
        return said


@pytest.fixture
async def bench(models: ModelService, qtbot: QtBot, until: Until) -> Bench:
    page = QWidget()
    page.setLocale(QLocale("en_US"))
    query = Query("accounts-payable/bill", ("key",), FILTERS)
    fields = QueryFields(models, page)
    fields.look_up(query.object, [entry.field for entry in FILTERS])
    section = MatchSection(query, fields, QWidget(page), page)
    section.show_query(query)
    section.show_groups(True)
    qtbot.addWidget(page)
    section.resize(700, 300)
    page.resize(700, 300)
    page.show()
    page.activateWindow()
    await until(page.isActiveWindow)
    return Bench(page, section)


async def test_the_groups_follow_the_line(bench: Bench) -> None:
    bench.retype("(1 and 2) or 3")
    assert bench.tree == "(1 and 2) or 3"
    assert bench.made[-1].filter_expression == "(1 and 2) or 3"
    rows = bench.section.groups.tree.rows
    assert rows.index_at((0, 1)).data() == "state is one of posted, partially paid"
    assert rows.index_at((1,)).data() == "totalTxnAmountDue is at least 10,000.00"
    bench.retype("OR")
    assert bench.tree == "1 or 2 or 3"


async def test_the_line_follows_the_groups(bench: Bench) -> None:
    tree = bench.section.groups.tree
    tree.setFocus()
    QTest.keyClick(tree, Qt.Key.Key_Home)
    QTest.keyClick(tree, Qt.Key.Key_Return)
    assert bench.section.line.text() == "or"
    tree.select([(0,), (1,)])
    QTest.keyClick(tree, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    assert bench.section.line.text() == "(1 and 2) or 3"
    assert [query.filter_expression for query in bench.made] == ["or", "(1 and 2) or 3"]
    assert bench.made[-1].filters == FILTERS
    QTest.keyClick(tree, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    tree.select([()])
    QTest.keyClick(tree, Qt.Key.Key_Return)
    assert bench.made[-1].filter_expression is None
    assert bench.section.line.text() == ""


async def test_what_cannot_be_read_leaves_the_groups_alone(bench: Bench) -> None:
    bench.retype("(1 and 2) or 3")
    bench.retype("(1 or 2) and 4")
    assert bench.section.problem == bench.words == "There is no filter 4: they go from 1 to 3."
    assert bench.tree == "1 or 2"
    assert not bench.section.groups.isEnabled()
    assert bench.made[-1].filter_expression == "(1 or 2)"
    QTest.keyClick(bench.section.line, Qt.Key.Key_Backspace)
    QTest.keyClicks(bench.section.line, "3")
    assert bench.section.groups.isEnabled()
    assert bench.tree == "(1 or 2) and 3"
    bench.show("(1 or")
    assert bench.section.problem.startswith("The expression is not finished")
    bench.show("(1 or", FILTERS[:2])
    assert bench.tree == "", "these are not its filters"


@pytest.mark.parametrize(
    ("text", "reason", "marked"),
    [
        ("1 and", "The expression is not finished: something is missing after character 5.", (4, 1)),
        ("(1 or 2", "The parenthesis at character 1 is never closed.", (0, 1)),
        ("1 or 2) and 3", "The parenthesis at character 7 closes none.", (6, 1)),
        ("1 2", "“and” or “or” is missing before “2” at character 3.", (2, 1)),
        ("1 and or 2", "A filter's number is missing before “or” at character 7.", (6, 2)),
        ("1 xor 2", "“xor” does not fit at character 3. Use filter numbers, and, or, and parentheses.", (2, 3)),
        ("1 and 27", "There is no filter 27: they go from 1 to 3.", (6, 2)),
    ],
)
async def test_what_is_wrong_is_marked_at_its_character_with_the_reason(
    bench: Bench, text: str, reason: str, marked: tuple[int, int]
) -> None:
    bench.show(text)
    assert bench.words == reason
    assert bench.section.line.property("invalid")
    assert bench.section.line.fault == marked


async def test_filters_that_are_left_out_are_used_with_one_click(bench: Bench) -> None:
    bench.show("1 or 2")
    assert bench.words == "Filter 3 is not used."
    assert bench.section.use_button.text() == "Use filter 3 too"
    QTest.mouseClick(bench.section.use_button, LEFT)
    assert bench.section.line.text() == "(1 or 2) and 3"
    assert not bench.section.use_button.isVisible()
    assert bench.words == ""
    bench.show("2")
    assert bench.section.use_button.text() == "Use filters 1 and 3 too"
    bench.section.use_button.setFocus()
    QTest.keyClick(bench.section.use_button, Qt.Key.Key_Space)
    assert bench.made[-1].filter_expression == "2 and 1 and 3"
    assert bench.section.line.hasFocus()


async def test_precedence_is_shown(bench: Bench) -> None:
    bench.retype("1 and 2 or 3")
    assert bench.words == "Read as (1 and 2) or 3."
    assert bench.tree == "(1 and 2) or 3"
    bench.retype("(1 and 2) or 3")
    assert bench.words == ""
    bench.show("1 or 2 and 3", (*FILTERS, FILTERS[0]))
    assert bench.words == "Read as 1 or (2 and 3). Filter 4 is not used."


async def test_muted_filters_and_those_that_change_are_shown_so(bench: Bench) -> None:
    bench.show("1 or 2 or 3", muted=frozenset({1}))
    rows = bench.section.groups.tree.rows
    assert rows.index_at((1,)).data() == "state is one of posted, partially paid · muted"
    bench.section.groups.tree.select([(2,)])
    bench.show("1 or 2 or 3", (*FILTERS[:2], Filter(Operator.EQ, "totalTxnAmountDue", None)))
    assert rows.index_at((2,)).data() == "totalTxnAmountDue is empty"
    assert bench.section.groups.tree.items == [(2,)]


async def test_groups_fold_and_one_filter_has_none(bench: Bench) -> None:
    shown: list[bool] = []
    bench.section.groups_shown_changed.connect(shown.append)
    button = bench.section.groups_button
    assert button.accessibleName() == "Hide the groups of filters"
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)
    assert shown == [False]
    assert not bench.section.groups.isVisible()
    bench.show("3 or 1 or 2")
    QTest.mouseClick(button, LEFT)
    assert bench.section.groups.isVisible()
    assert bench.tree == "3 or 1 or 2"
    bench.show(None, FILTERS[:1])
    assert bench.tree == "1"
    bench.show(None, ())
    assert bench.tree == ""
    assert not bench.section.line.isEnabled()


async def test_five_hundred_filters_are_typed_and_grouped(bench: Bench) -> None:
    filters = tuple(Filter(Operator.EQ, "billNumber", str(number)) for number in range(500))
    groups = [" or ".join(map(str, range(first, min(first + 9, 501)))) for first in range(1, 501, 9)]
    bench.show(" and ".join(f"({group})" for group in groups), filters)
    assert bench.section.groups.tree.rows.index_at((55, 4)).data() == "billNumber is 499"
    bench.section.groups.tree.select([(0,), (1,)])
    bench.section.groups.group.trigger()
    assert bench.section.line.text().startswith("((1 or 2 or 3 or 4 or 5 or 6 or 7 or 8 or 9) or (10 or ")
