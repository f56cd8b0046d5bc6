"""The explanation says the query, keeps up with it, and costs nothing while nobody looks."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QTextDocumentFragment
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from intacct_desktop.api.model_service import ModelService
from intacct_desktop.api.operators import Operator
from intacct_desktop.api.query import Filter, Query
from intacct_desktop.ui.builder.explain_pane import ExplainPane
from tests.ui.conftest import Until

BILLS = Query.from_json("""{"object": "accounts-payable/bill", "fields": ["id", "vendor.name"],
 "filters": [{"$lt": {"dueDate": "today"}}, {"$in": {"state": ["posted"]}}, {"$gt": {"vendor.creditLimit": 5}}],
 "filterExpression": "1 and 2 or 3", "size": 200}""")


@pytest.fixture
async def pane(models: ModelService, qtbot: QtBot) -> ExplainPane:
    await models.model("accounts-payable/vendor")
    shown = ExplainPane(models, BILLS)
    qtbot.addWidget(shown)
    shown.resize(420, 700)
    return shown


def words(label: QLabel) -> str:
    text = QTextDocumentFragment.fromHtml(label.text()).toPlainText() if "<" in label.text() else label.text()
    return " ".join(text.split())


async def test_it_explains_the_query(pane: ExplainPane) -> None:
    pane.set_entity("Top level")
    pane.set_calls("1 call")
    pane.show()
    assert words(pane.combination) == "(1 and 2) or 3"
    assert words(pane.rows) == "One row per bill, with ID and vendor name."
    assert words(pane.request) == (
        "Request POST /services/core/query Object accounts-payable/bill Entity Top level Rows 1 to 200, as far as there are Calls 1 call"
    )
    assert "whose vendor credit limit is more than 5" in pane.sentence.text()
    assert words(pane.filters).startswith("1 whose due date is before today 2 whose state is posted 3 whose vendor credit limit")
    QTest.mouseClick(pane.copy_button, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == pane.sentence.text()


async def test_it_says_it_better_when_the_model_has_come(models: ModelService, qtbot: QtBot, until: Until) -> None:
    pane = ExplainPane(models, Query("accounts-payable/bill", ("id",), (Filter(Operator.LT, "vendor.creditLimit", "5000"),)))
    qtbot.addWidget(pane)
    pane.show()
    assert "whose vendor credit limit sorts before 5000" in pane.sentence.text()
    await until(lambda: "whose vendor credit limit is less than 5,000" in pane.sentence.text().replace("5000", "5,000"))


A, B, C = (Filter(Operator.EQ, "id", name) for name in ("a<b>", "b", "c"))


@pytest.mark.parametrize(
    ("query", "combination"),
    [
        (Query("accounts-payable/bill", ("id",), (A, B, C)), "Every filter must hold."),
        (Query("accounts-payable/bill", ("id",), (A, B, C), "or"), "One filter that holds is enough."),
        (
            Query("accounts-payable/bill", ("id",), (A, B, C), "1 or 2"),
            "One filter that holds is enough. Filter 3 is not in the expression and has no effect.",
        ),
        (
            Query("accounts-payable/bill", ("id",), (A, B, C), "2"),
            "Filter 2 must hold. Filters 1, 3 are not in the expression and have no effect.",
        ),
        (Query("accounts-payable/bill", ("id",), (A, B, C), "(1 or 2) and 3", muted=frozenset({0})), "Every filter must hold."),
        (Query("accounts-payable/bill", ("id",), (A, B, C), "1 and (2 or 3)", muted=frozenset({0})), "One filter that holds is enough."),
        (Query("accounts-payable/bill", ("id",), (A, B, C, C), "2 and (1 or 3 or 4)", muted=frozenset({0})), "2 and (3 or 4)"),
        (Query("accounts-payable/bill", ("id",), (A, B), muted=frozenset({0, 1})), "All filters are muted: none is sent."),
        (
            Query("accounts-payable/bill", ("id",), (A, B), "1", muted=frozenset({0})),
            "The filters that the expression names are muted: none is sent.",
        ),
        (
            Query("accounts-payable/bill", ("id",), (A, B), "1 and"),
            "The expression is not finished: something is missing after character 5.",
        ),
    ],
)
async def test_how_filters_combine(pane: ExplainPane, query: Query, combination: str) -> None:
    pane.query = query
    pane.show()
    assert words(pane.combination) == combination


async def test_rows_of_figures(pane: ExplainPane) -> None:
    pane.show()
    pane.query = Query("accounts-payable/bill", ("vendor.name", "state", "sum:totalTxnAmount"))
    assert words(pane.rows) == "One row per vendor name and state; the figures are computed per group."
    assert pane.filters.isHidden()
    pane.query = Query("accounts-payable/bill", ("sum:totalTxnAmount",))
    assert words(pane.rows) == "One row in all: the figures are computed over everything that matches."


async def test_muted_and_many_filters_are_listed_as_text(pane: ExplainPane) -> None:
    pane.show()
    pane.query = Query("accounts-payable/bill", ("id",), (A, *[B] * 99), muted=frozenset({0}))
    assert words(pane.filters).startswith("1 whose ID is “a<b>” (muted) 2 whose ID is b")
    assert words(pane.filters).endswith("50 whose ID is b … and 50 more")


async def test_it_draws_only_what_is_seen(pane: ExplainPane) -> None:
    pane.show()
    pane.hide()
    before = pane.sentence.text()
    pane.query = Query("accounts-payable/vendor", ("id",))
    assert pane.sentence.text() == before
    pane.show()
    assert pane.sentence.text() == "All vendors"
