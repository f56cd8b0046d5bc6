"""The JSON pane says the query and takes what is typed, without getting in the way of who types."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from intacct_desktop.api.model_service import ModelService
from intacct_desktop.api.query import Query
from intacct_desktop.ui.builder.json_pane import JsonPane
from intacct_desktop.ui.builder.query_editor import QueryEditor
from intacct_desktop.ui.theme import Role, theme
from tests.ui.conftest import Until

BILLS = Query.from_json('{"object": "accounts-payable/bill", "fields": ["key"], "filters": [{"$gte": {"totalTxnAmountDue": 10000.00}}]}')


@pytest.fixture
def pane(qtbot: QtBot) -> JsonPane:
    shown = JsonPane(BILLS)
    qtbot.addWidget(shown)
    shown.resize(400, 500)
    shown.show()
    return shown


def words_of(pane: QWidget) -> list[str]:
    return [label.text() for label in pane.findChildren(QLabel) if label.isVisible()]


def replace_text(pane: JsonPane, text: str) -> None:
    pane.editor.selectAll()
    pane.editor.insertPlainText(text)


async def test_the_text_is_the_query_digit_for_digit(pane: JsonPane) -> None:
    text = pane.editor.toPlainText()
    assert '"totalTxnAmountDue": 10000.00' in text
    assert Query.from_json(text) == BILLS
    assert "in step · valid" in words_of(pane)
    assert pane.problem is None


async def test_typing_makes_a_query_after_a_pause(pane: JsonPane, until: Until) -> None:
    heard: list[Query] = []
    pane.query_changed.connect(heard.append)
    typed = '{"size":7,   "object": "accounts-payable/bill", "fields": ["id"]}'
    replace_text(pane, typed)
    assert heard == []
    await until(lambda: heard)
    assert heard[0].size == 7
    pane.query = heard[0]
    assert pane.editor.toPlainText() == typed
    pane.query = replace(heard[0], size=8)
    assert '"size": 8' in pane.editor.toPlainText()
    assert len(heard) == 1
    pane.editor.undo()
    assert pane.editor.toPlainText() == typed
    pane.commit()
    assert heard[-1].size == 7


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ('{"object": "a/b",\n "fields": [x]}', "Line 2, column 13: This is not JSON: JSON is malformed: invalid character"),
        ('{"object": "a/b"', "Line 1, column 16: This is not JSON: Input data was truncated"),
        ('{"fields": []}', "Line 1, column 1: “object” is missing."),
        ('{"object": "a/b",\n\n  "size": "x"}', "Line 3, column 11: size: a value of another kind belongs here."),
        (
            '{"object": "a/b", "filters": [{"$like": {"x": 1}}]}',
            "Line 1, column 31: filters › 0: there is no operator “$like”.",
        ),
        ("[]", "Line 1, column 1: A query is one object in braces: { … }."),
        ("", "Line 1, column 1: This is not JSON: Input data was truncated"),
    ],
)
async def test_what_is_no_query_stays_and_says_where(pane: JsonPane, typed: str, problem: str) -> None:
    heard: list[Query] = []
    problems: list[str | None] = []
    pane.query_changed.connect(heard.append)
    pane.problem_changed.connect(problems.append)
    replace_text(pane, typed)
    pane.commit()
    assert problems == [problem]
    assert problem in words_of(pane)
    assert pane.editor.toPlainText() == typed
    assert len(pane.editor.extraSelections()) == 1
    assert heard == []
    assert pane.query is BILLS
    pane.query = replace(BILLS, size=5)
    assert problems == [problem, None]
    assert pane.editor.extraSelections() == []


async def test_copy_takes_the_whole_body(pane: JsonPane) -> None:
    QTest.mouseClick(pane.copy_button, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == BILLS.to_json(indent=2)


async def test_colours_follow_the_palette(pane: JsonPane) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    for scheme in ("light", "dark"):
        theme().apply(app, scheme)
        cursor = QTextCursor(pane.editor.document())
        cursor.setPosition(pane.editor.toPlainText().index('"object"'))
        spans = {found.start: found for found in cursor.block().layout().formats()}
        assert spans[cursor.positionInBlock()].format.foreground().color() == theme().color(Role.ACCENT)
    theme().apply(app, "system")


async def test_builder_and_json_show_one_query(models: ModelService, qtbot: QtBot, until: Until) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    editor, pane = QueryEditor(models, BILLS, page), JsonPane(BILLS, page)
    editor.query_changed.connect(lambda query: setattr(pane, "query", query))
    pane.query_changed.connect(lambda query: setattr(editor, "query", query))
    page.show()
    typed = '{"object": "accounts-payable/bill",\n\n"fields": ["key", "state"], "filters": [{"$eq": {"state": "posted"}}]}'
    replace_text(pane, typed)
    await until(lambda: editor.query.fields == ("key", "state"))
    assert pane.editor.toPlainText() == typed
    QTest.keyClick(editor.columns.chips[0], Qt.Key.Key_Delete)
    assert pane.query.fields == ("state",)
    assert Query.from_json(pane.editor.toPlainText()) == editor.query
