"""The code pane shows the query's program in the language that was chosen, and lets it go to the clipboard and to a file."""

import json
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel
from pytestqt.qtbot import QtBot

from intacct_desktop.api.query import Query
from intacct_desktop.results.files import FileTrouble, Trouble
from intacct_desktop.ui import tasks
from intacct_desktop.ui.builder.code_pane import CodePane
from intacct_desktop.ui.theme import Role, theme
from intacct_desktop.workspace.code.languages import LANGUAGES, generate
from intacct_desktop.workspace.code.place import CodePlace
from tests.ui.conftest import Until

BILLS = Query.from_json('{"object": "accounts-payable/bill", "fields": ["key"], "filters": [{"$gte": {"totalTxnAmountDue": 10000.00}}]}')
BASE = "https://api.example.com/ia/api/v1"


@pytest.fixture
def pane(qtbot: QtBot) -> Iterator[CodePane]:
    shown = CodePane(BILLS)
    qtbot.addWidget(shown)
    shown.resize(500, 500)
    shown.show()
    yield shown
    CodePane.last_language, CodePane.folder = LANGUAGES[0].id, None


def hint_of(pane: CodePane) -> str:
    return " ".join(label.text() for label in pane.findChildren(QLabel) if label.wordWrap())


def colour_at(pane: CodePane, text: str) -> Role | None:
    cursor = QTextCursor(pane.editor.document())
    cursor.setPosition(pane.editor.toPlainText().index(text))
    at = cursor.positionInBlock()
    for span in cursor.block().layout().formats():
        if span.start <= at < span.start + span.length:
            colour = span.format.foreground().color()
            return next(role for role in (Role.ACCENT, Role.SUCCESS, Role.WARNING, Role.MUTED) if theme().color(role) == colour)
    return None


async def test_every_language_is_shown_as_it_is_written(pane: CodePane) -> None:
    for known in reversed(LANGUAGES):
        pane.set_language(known.id)
        assert pane.editor.toPlainText() == generate(known.id, BILLS, CodePlace("https://api.intacct.com/ia/api/v1"))


async def test_it_follows_query_and_place(pane: CodePane) -> None:
    pane.query = replace(BILLS, size=7)
    assert '"size": 7' in pane.editor.toPlainText()
    pane.set_place(BASE, "300")
    assert "api.example.com" in pane.editor.toPlainText()
    assert "X-IA-API-Param-Entity: 300" in pane.editor.toPlainText()
    pane.set_place(BASE, None)
    assert "Entity" not in pane.editor.toPlainText()


async def test_a_pane_that_nobody_sees_writes_nothing(qtbot: QtBot) -> None:
    pane = CodePane(BILLS)
    qtbot.addWidget(pane)
    pane.query = replace(BILLS, size=7)
    assert pane.editor.toPlainText() == ""
    pane.show()
    assert pane.editor.toPlainText() == generate(LANGUAGES[0].id, pane.query, CodePlace("https://api.intacct.com/ia/api/v1"))


async def test_the_language_is_chosen_by_keyboard_and_kept_for_the_next_pane(pane: CodePane, qtbot: QtBot) -> None:
    pane.languages.setFocus()
    QTest.keyClicks(pane.languages, "Pos")
    assert pane.language.id == "postman"
    assert pane.editor.toPlainText().startswith("{")
    other = CodePane(BILLS)
    qtbot.addWidget(other)
    assert other.language.id == "postman"
    other.set_language("cobol")
    assert other.language.id == "postman"


async def test_where_one_reads_stays_in_sight(pane: CodePane) -> None:
    pane.set_language("python")
    bar = pane.editor.verticalScrollBar()
    bar.setValue(12)
    pane.query = replace(BILLS, size=7)
    assert bar.value() == 12
    pane.set_language("csharp")
    assert bar.value() == 0


async def test_the_hint_says_what_is_missing(pane: CodePane) -> None:
    assert "INTACCT_TOKEN" in hint_of(pane)
    assert "values" not in hint_of(pane)
    pane.query = Query.from_body({"object": "a/b", "filters": [{"$gte": {"dueDate": "{{from}}"}}, {"$lt": {"dueDate": "{{ to }}"}}]})
    assert "{{from}}, {{to}}" in hint_of(pane)
    pane.set_language("postman")
    assert "access_token" in hint_of(pane)
    pane.set_language("power-query")
    assert "<access token>" in hint_of(pane)


async def test_copy_takes_the_whole_program(pane: CodePane) -> None:
    pane.set_language("python")
    QTest.mouseClick(pane.copy_button, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == pane.text
    assert pane.copy_button.accessibleName() == "Copy the code"


async def test_save_asks_where_and_writes_what_is_shown(pane: CodePane, tmp_path: Path, until: Until) -> None:
    CodePane.folder = tmp_path
    pane.set_language("powershell")
    QTest.mouseClick(pane.save_button, Qt.MouseButton.LeftButton)
    (chooser,) = pane.findChildren(QFileDialog)
    assert Path(chooser.selectedFiles()[0]) == tmp_path / "bill.ps1"
    chooser.accept()
    path = tmp_path / "bill.ps1"
    await until(path.exists)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf# Gives"), "Windows PowerShell needs the mark"
    assert path.read_text("utf-8-sig") == pane.text
    await until(lambda: "bill.ps1 is saved." in hint_of(pane))


async def test_a_file_that_cannot_be_written_is_said(pane: CodePane, tmp_path: Path, until: Until) -> None:
    reported: list[BaseException] = []
    tasks.set_reporter(lambda _owner, _name, error: reported.append(error))
    await pane.save(tmp_path / "missing" / "bill.sh").wait()
    tasks.set_reporter(None)
    assert [error.trouble for error in reported if isinstance(error, FileTrouble)] == [Trouble.NO_FOLDER]
    assert "saved" not in hint_of(pane)


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_colours_follow_language_and_palette(pane: CodePane, scheme: str) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme().apply(app, "light" if scheme == "dark" else "dark")
    pane.query = replace(BILLS, others={"note": 'say "hello": 1'})
    theme().apply(app, "light" if scheme == "light" else "dark")
    for language in LANGUAGES:
        pane.set_language(language.id)
        text = pane.editor.toPlainText()
        if language.id == "postman":
            assert (colour_at(pane, '"raw":'), colour_at(pane, "totalTxnAmountDue")) == (Role.ACCENT, Role.SUCCESS)
            continue
        assert colour_at(pane, 'accounts-payable/bill"') is Role.SUCCESS
        assert colour_at(pane, "totalTxnAmountDue") is Role.ACCENT
        assert colour_at(pane, "10000.00") is Role.WARNING
        assert colour_at(pane, "hello") is Role.SUCCESS
        for comment in ("// As JSON", "# As JSON"):
            if comment in text:
                assert colour_at(pane, comment[-4:] + " text") is Role.MUTED
        words = {"python": "while start", "csharp": "while (", "javascript": "await fetch", "php": "foreach", "power-query": "each _"}
        if language.id in words:
            assert colour_at(pane, words[language.id]) is Role.ACCENT
    theme().apply(app, "system")


async def test_a_huge_query_does_not_hold_the_window_up(pane: CodePane) -> None:
    filters = [{"$eq": {f"dimensions.field{at}.id": f"a value of some length, number {at}"}} for at in range(500)]
    huge = Query.from_body({"object": "a/b", "fields": [f"field{at}" for at in range(400)], "filters": filters})
    for language in LANGUAGES:
        pane.set_language(language.id)
        pane.query = BILLS
        begun = time.perf_counter()
        pane.query = huge
        assert time.perf_counter() - begun < 0.5
    assert len(json.loads(pane.text)["item"]) == 1
