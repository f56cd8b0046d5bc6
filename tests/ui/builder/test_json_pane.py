"""The JSON pane says the query and takes what is typed, without getting in the way of who types."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from PySide6.QtCore import QLocale, QMimeData, Qt
from PySide6.QtGui import QGuiApplication, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from intacct_desktop.api.model_service import ModelService
from intacct_desktop.api.operators import Operator
from intacct_desktop.api.query import Filter, Order, Query
from intacct_desktop.ui.builder.comparison import same
from intacct_desktop.ui.builder.json_editor import LONGEST
from intacct_desktop.ui.builder.json_pane import JsonPane
from intacct_desktop.ui.builder.query_editor import QueryEditor
from intacct_desktop.ui.theme import Role, theme
from tests.api.test_muting import queries
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
    assert [mark.words for mark in pane.editor.marks] == [problem]
    assert heard == []
    assert pane.query is BILLS
    pane.query = replace(BILLS, size=5)
    assert problems == [problem, None]
    assert pane.editor.marks == ()


async def test_the_message_leads_to_the_place(pane: JsonPane) -> None:
    replace_text(pane, '{"object": "a/b",\n "size": "x"}')
    pane.commit()
    for go in (pane.show_button, *(label for label in pane.findChildren(QLabel) if label.text() == pane.problem)):
        pane.editor.moveCursor(QTextCursor.MoveOperation.Start)
        QTest.mouseClick(go, Qt.MouseButton.LeftButton)
        assert pane.editor.textCursor().position() == pane.editor.toPlainText().index('"x"')


async def test_ten_megabytes_pasted_by_mistake_are_refused_at_the_door(pane: JsonPane) -> None:
    before = pane.editor.toPlainText()
    revision = pane.editor.document().revision()
    heard: list[int] = []
    pane.editor.textChanged.connect(lambda: heard.append(pane.editor.length))
    pane.setLocale(QLocale("en_US"))
    QGuiApplication.clipboard().setText("x" * 10_000_000)
    pane.editor.paste()
    QGuiApplication.clipboard().clear()
    assert heard == []
    assert pane.editor.document().revision() == revision
    assert pane.editor.toPlainText() == before
    assert "10,000,000 characters were to be inserted: at most 500,000 go here. Nothing was changed." in words_of(pane)
    assert pane.problem is None
    pane.editor.insertPlainText(" ")
    assert not any("inserted" in words for words in words_of(pane))


def pasted(text: str) -> QMimeData:
    carried = QMimeData()
    carried.setText(text)
    return carried


async def test_what_is_pasted_over_counts_as_gone(pane: JsonPane) -> None:
    room = LONGEST - pane.editor.length
    pane.editor.insertFromMimeData(pasted("\n" * (room + 1)))
    assert pane.editor.length == LONGEST - room
    pane.editor.selectAll()
    pane.editor.insertFromMimeData(pasted("[]"))
    assert pane.editor.toPlainText() == "[]"


MANY = Query(
    "accounts-payable/bill",
    ("key",),
    tuple(Filter(Operator.EQ, f"field{at}", f"value {at}") for at in range(500)),
    muted=frozenset({3, 200}),
)


async def test_of_a_long_text_only_what_differs_is_written(pane: JsonPane, until: Until) -> None:
    pane.query = MANY
    touched: list[int] = []
    pane.editor.document().contentsChange.connect(lambda _at, removed, added: touched.append(removed + added))
    filters = list(MANY.filters)
    filters[250] = Filter(Operator.EQ, "field250", "value x")
    pane.query = replace(MANY, filters=tuple(filters))
    assert sum(touched) < 20
    assert Query.from_json(pane.editor.toPlainText()) == pane.query.sent


async def test_an_edit_keeps_the_muted_filters(pane: JsonPane) -> None:
    entries = tuple(Filter(Operator.EQ, name, 1) for name in ("a", "b", "c"))
    pane.query = Query("x/y", ("id",), entries, "1 and (2 or 3)", muted=frozenset({1}))
    heard: list[Query] = []
    pane.query_changed.connect(heard.append)
    assert '"b"' not in pane.editor.toPlainText()
    text = pane.editor.toPlainText()
    replace_text(pane, text.replace('"1 and 2"', '"1 and'))
    pane.commit()
    replace_text(pane, text.replace('"c": 1', '"c": 5').replace('"1 and 2"', '"1 and ("'))
    pane.commit()
    replace_text(pane, text.replace('"c": 1', '"c": 5'))
    pane.commit()
    assert heard[-1] == Query("x/y", ("id",), (*entries[:2], replace(entries[2], value=5)), "1 and (2 or 3)", muted=frozenset({1}))


async def test_findings_are_underlined_where_they_are(pane: JsonPane) -> None:
    entries = tuple(Filter(Operator.EQ, name, 1) for name in ("a", "b", "c"))
    pane.query = Query("x/y", ("id", "no"), entries, muted=frozenset({1}), order_by=(Order("z"),))
    pane.show_findings(
        [
            ("/fields/1", "no such field", "error"),
            ("/filters/2", "not of its kind", "warning"),
            ("/filters/1", "it is muted", "error"),
            ("/orderBy/0/z", "no order", "error"),
            ("/size", "is not there", "error"),
        ]
    )
    text = pane.editor.toPlainText()
    marks = [(" ".join(text[mark.start : mark.start + mark.length].split()), mark.role, mark.words) for mark in pane.editor.marks]
    assert marks == [
        ('"no"', Role.NEGATIVE, "no such field"),
        ('{ "$eq": { "c": 1 } }', Role.WARNING, "not of its kind"),
        ('{ "z": "asc" }', Role.NEGATIVE, "no order"),
    ]
    drawn = [selection.cursor.selectedText() for selection in pane.editor.extraSelections()]
    assert drawn[:4] == ['"no"', "{", '"$eq": {', '"c": 1']
    mark = pane.editor.marked(text.index('"no"') + 1)
    assert mark is not None
    assert mark.words == "no such field"
    pane.query = BILLS
    assert pane.editor.marks == ()


async def test_the_text_is_laid_out_on_demand(pane: JsonPane) -> None:
    typed = '{"object":"a/b","fields":["id"],"size":5,"unknown":1.50}'
    replace_text(pane, typed)
    QTest.mouseClick(pane.format_button, Qt.MouseButton.LeftButton)
    assert pane.editor.toPlainText() == Query.from_json(typed).to_json(indent=2)
    pane.editor.undo()
    assert pane.editor.toPlainText() == typed
    replace_text(pane, '{"object":')
    pane.format()
    assert pane.editor.toPlainText() == '{"object":'
    assert "Line 1" in (pane.problem or "")


async def test_enter_keeps_the_indent(pane: JsonPane) -> None:
    replace_text(pane, '{"fields": []}')
    pane.editor.go_to(len('{"fields": ['))
    QTest.keyClick(pane.editor, Qt.Key.Key_Return)
    QTest.keyClicks(pane.editor, '"id",')
    QTest.keyClick(pane.editor, Qt.Key.Key_Return)
    QTest.keyClicks(pane.editor, '"key"')
    assert pane.editor.toPlainText() == '{"fields": [\n  "id",\n  "key"\n]}'


async def test_the_bracket_beside_the_cursor_and_its_partner_are_shown(pane: JsonPane, until: Until) -> None:
    pane.activateWindow()
    replace_text(pane, '{"a": ["]", []]}')
    pane.editor.go_to(len('{"a": ['))
    await until(pane.editor.hasFocus)
    shown = [selection.cursor.selectionStart() for selection in pane.editor.extraSelections()]
    assert shown == [6, 14]


async def test_names_are_completed_from_the_model(pane: JsonPane, until: Until) -> None:
    pane.offer_fields(lambda: ["dueDate", "vendor.name", "totalTxnAmountDue"])
    pane.activateWindow()
    replace_text(pane, '{"fields": ["id", "ue"], "x": [{$n}]}')
    completion = pane.editor.completion
    pane.editor.go_to(len('{"fields": ["id", "ue'))
    await until(pane.editor.hasFocus)
    QTest.keyClick(pane.editor, Qt.Key.Key_Space, Qt.KeyboardModifier.ControlModifier)
    await until(lambda: completion.is_open)
    offered = completion.completer.completionModel()
    assert [offered.index(row, 0).data() for row in range(offered.rowCount())] == ["dueDate", "totalTxnAmountDue"]
    QTest.keyClicks(completion.popup, "D")
    assert pane.editor.toPlainText().startswith('{"fields": ["id", "ueD"]')
    assert [offered.index(row, 0).data() for row in range(offered.rowCount())] == ["dueDate"]
    QTest.keyClick(completion.popup, Qt.Key.Key_Return)
    await until(lambda: not completion.is_open)
    assert pane.editor.toPlainText() == '{"fields": ["id", "dueDate"], "x": [{$n}]}'
    pane.editor.go_to(pane.editor.toPlainText().index("}]"))
    QTest.keyClick(pane.editor, Qt.Key.Key_Space, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(completion.popup, Qt.Key.Key_Return)
    assert pane.editor.toPlainText().endswith('"x": [{"$ne"}]}')


async def test_placeholders_have_a_colour_of_their_own(pane: JsonPane) -> None:
    replace_text(pane, '{"a": ["{{from}}", "from"]}')
    spans = {found.start: found for found in pane.editor.document().firstBlock().layout().formats()}
    assert spans[8].length == len("{{from}}")
    assert spans[8].format.foreground().color() == theme().color(Role.ACCENT)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(queries())
def test_query_to_text_to_query_loses_nothing(query: Query) -> None:
    shown = JsonPane(BILLS)
    heard: list[Query] = []
    shown.query_changed.connect(heard.append)
    shown.query = query
    shown.commit()
    assert heard == []
    shown.editor.insertPlainText(" ")
    shown.commit()
    assert heard == []
    assert same(shown.query, query)
    shown.deleteLater()


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
    QTest.keyClick(editor.columns.chips.chips[0], Qt.Key.Key_Delete)
    assert pane.query.fields == ("state",)
    assert Query.from_json(pane.editor.toPlainText()) == editor.query
