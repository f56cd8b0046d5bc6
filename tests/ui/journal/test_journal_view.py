"""The page of the bottom panel that lists every write of this program."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton
from pytestqt.qtbot import QtBot

from intacct_desktop.results.writers import FileFormat
from intacct_desktop.ui import tasks
from intacct_desktop.ui.actions import Actions
from intacct_desktop.ui.journal import view as view_module
from intacct_desktop.ui.journal.actions import declare
from intacct_desktop.ui.journal.forgetting import ForgetDialog
from intacct_desktop.ui.journal.rows import Column, JournalModel
from intacct_desktop.ui.journal.view import JournalView
from intacct_desktop.ui.journal.words import reason_words
from intacct_desktop.ui.theme import Role, theme
from intacct_desktop.ui.wording import Message, describe
from intacct_desktop.workspace.database import Problem
from intacct_desktop.workspace.inverse import NoInverseReason
from intacct_desktop.workspace.journal import Action, Journal, JournalEntry, JournalError, JournalLine, Outcome
from tests.ui.conftest import Until
from tests.workspace.test_journal import AFTER, ENTRY


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "journal.db")


@pytest.fixture
async def view(journal: Journal, qtbot: QtBot, until: Until) -> AsyncIterator[JournalView]:
    view = JournalView(journal)
    qtbot.addWidget(view)
    view.resize(1300, 320)
    yield view
    await settled(until)


def written(journal: Journal, outcome: Outcome = Outcome.DONE, **members: object) -> int:
    id_ = journal.begin(replace(ENTRY, **members))  # type: ignore[arg-type]
    journal.finish(id_, outcome, after=AFTER if outcome is Outcome.DONE else None, status=200, support_id="Kxy~1")
    return id_


def titles(view: JournalView) -> list[str]:
    return [view.model.index(row, Column.RECORD).data() for row in range(view.model.rowCount())]


async def settled(until: Until) -> None:
    await until(lambda: not tasks.running())


def grown(model: JournalModel, rows: int) -> bool:
    return model.rowCount() > rows and not tasks.running()


def button_of(text: str) -> QPushButton | None:
    found = [each for each in QApplication.allWidgets() if isinstance(each, QPushButton) and each.text() == text and each.isVisible()]
    return found[0] if found else None


def test_the_model_holds_what_qt_asks_of_one() -> None:
    model = JournalModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    line = JournalLine(id=1, at=ENTRY.at, profile_id="acme", action=Action.CHANGE, object="o")
    model.show([line, line], more=True)
    model.append([line], more=False)
    model.show([], more=False)
    assert tester.model() is model


def test_a_row_says_what_was_written_where_and_what_became_of_it() -> None:
    model = JournalModel()
    lines = [
        replace(ENTRY, id=1, changed="dueDate, lines (2)", outcome=Outcome.DONE, support_id="Kxy~1"),
        replace(ENTRY, id=2, outcome=Outcome.DONE, undone_by=7, entity=None),
        replace(ENTRY, id=3, outcome=Outcome.REFUSED, detail="No such vendor", action=Action.WORKFLOW, path="/workflows/a/b/submit"),
        replace(ENTRY, id=4, outcome=Outcome.UNKNOWN, action=Action.DELETE, title=""),
        replace(ENTRY, id=5),
        replace(ENTRY, id=6),
    ]
    model.show(lines, more=False, waiting=frozenset({6}))
    rows = [[model.index(row, column).data() for column in Column if column is not Column.WHEN] for row in range(len(lines))]
    assert rows[0] == ["Bill 10248", "changed", "done", "dueDate, lines (2)", "ann@acme", "Söhne & Cie · E-100", "Kxy~1"]
    assert [row[1] for row in rows[1:5]] == ["changed", "submit", "deleted", "changed"]
    assert rows[3][0] == "accounts-payable/bill"
    assert [row[2] for row in rows] == ["done", "undone", "refused", "answer lost", "no answer known", "being sent"]
    colours = [model.index(row, Column.OUTCOME).data(Qt.ItemDataRole.ForegroundRole) for row in range(5)]
    assert colours == [theme().color(role) for role in (Role.SUCCESS, Role.MUTED, Role.NEGATIVE, Role.WARNING, Role.WARNING)]
    tips = [model.index(row, Column.OUTCOME).data(Qt.ItemDataRole.ToolTipRole) for row in range(5)]
    assert tips[1] == "Undone by write 7."
    assert tips[2].endswith("No such vendor")
    assert "Look at the record" in tips[4]


async def test_an_empty_journal_says_what_it_is_for(view: JournalView, until: Until) -> None:
    view.show()
    await settled(until)
    assert view.state.heading.text() == "Nothing was written yet"
    assert not view.export_button.isEnabled()


async def test_the_chosen_write_stands_whole_beside_the_list(view: JournalView, journal: Journal, until: Until) -> None:
    written(journal)
    view.show()
    await until(lambda: titles(view) == ["Bill 10248"])
    await settled(until)
    fields = view.detail.fields
    cells = fields.model()
    rows = [[cells.index(row, column).data() for column in range(3)] for row in range(cells.rowCount())]
    assert ["dueDate", "2026-11-30", "2026-12-31"] in rows
    assert ["lines[2].txnAmount", "", "3.00"] in rows
    text = view.detail.exchange.toPlainText()
    for part in ("PATCH /objects/accounts-payable/bill/11", "Idempotency-Key: 0f1e2d3c", '"dueDate": "2026-12-31"', "supportId: Kxy~1"):
        assert part in text, part
    view.copy()
    assert QGuiApplication.clipboard().text() == text + "\n"


async def test_writes_stand_latest_first_and_a_new_one_comes_with_reload(view: JournalView, journal: Journal, until: Until) -> None:
    written(journal, title="first")
    view.show()
    await until(lambda: titles(view) == ["first"])
    written(journal, title="second")
    view.reload()
    await until(lambda: titles(view) == ["second", "first"])
    chosen = view.chosen()
    assert chosen is not None
    assert chosen.title == "first", "the chosen write stays chosen"


async def test_what_is_not_shown_reads_nothing_until_it_is(view: JournalView, journal: Journal, until: Until) -> None:
    written(journal)
    view.reload()
    assert not tasks.running()
    view.show()
    await until(lambda: titles(view) == ["Bill 10248"])


async def test_a_long_journal_is_read_as_far_as_one_looks(
    view: JournalView, journal: Journal, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(view_module, "PAGE", 30)
    journal.begin_all([replace(ENTRY, title=str(number), outcome=Outcome.DONE) for number in range(70)])
    view.show()
    await settled(until)
    assert (titles(view)[0], view.count.text()) == ("69", "70 writes")
    assert view.model.rowCount() < 70
    while view.model.rowCount() < 70:
        view.table.scrollToBottom()
        await until(partial(grown, view.model, view.model.rowCount()))
    assert titles(view) == [str(number) for number in reversed(range(70))]
    assert not view.model.canFetchMore(view.table.rootIndex())


async def test_search_and_filters_together(view: JournalView, journal: Journal, until: Until) -> None:
    written(journal, title="mine")
    written(journal, title="theirs", profile_id="other", company="Other")
    written(journal, Outcome.REFUSED, title="deleting", action=Action.DELETE)
    view.set_profile("acme")
    view.show()
    await until(lambda: len(titles(view)) == 3)
    view.here.setChecked(True)
    await until(lambda: titles(view) == ["deleting", "mine"])
    view.action.setCurrentIndex(view.action.findData("delete"))
    await until(lambda: titles(view) == ["deleting"])
    view.outcome.setCurrentIndex(view.outcome.findData("done"))
    await until(lambda: not view.state.is_content)
    assert view.state.heading.text() == "Nothing found"
    view.state.button.click()
    await until(lambda: len(titles(view)) == 3)
    view.set_profile(None)
    assert not view.here.isEnabled()
    QTest.keyClicks(view.search, "KXY payable mine")
    await until(lambda: titles(view) == ["mine"])
    QTest.keyClick(view.search, Qt.Key.Key_Escape)
    await until(lambda: len(titles(view)) == 3)


async def test_records_are_opened_and_writes_undone_where_one_is_signed_in(view: JournalView, journal: Journal, until: Until) -> None:
    id_ = written(journal)
    opened: list[tuple[str, str]] = []
    undone: list[JournalEntry] = []
    view.open_wished.connect(lambda object_name, key: opened.append((object_name, key)))
    view.undo_wished.connect(undone.append)
    view.show()
    await until(lambda: view.copy_button.isEnabled())
    assert not view.undo_button.isEnabled()
    assert view.undo_button.toolTip() == "Sign in to Söhne & Cie first."
    view.set_profile("acme")
    assert view.undo_button.toolTip() == ""
    view.undo_button.click()
    QTest.keyClick(view.table, Qt.Key.Key_Return)
    assert opened == [("accounts-payable/bill", "11")]
    assert [entry.id for entry in undone] == [id_]
    assert undone[0].before == ENTRY.before


@pytest.mark.parametrize(
    ("outcome", "members", "opens", "undoes"),
    [
        (Outcome.REFUSED, {}, True, False),
        (Outcome.UNKNOWN, {}, True, False),
        (Outcome.DONE, {"action": Action.DELETE}, False, True),
        (Outcome.REFUSED, {"action": Action.CREATE, "key": None}, False, False),
    ],
)
async def test_what_cannot_be_done_is_not_offered(
    view: JournalView, journal: Journal, until: Until, outcome: Outcome, members: dict[str, object], opens: bool, undoes: bool
) -> None:
    written(journal, outcome, **members)
    view.set_profile("acme")
    view.show()
    await until(lambda: view.copy_button.isEnabled())
    assert (view.open_button.isEnabled(), view.undo_button.isEnabled()) == (opens, undoes)


async def test_an_undone_write_says_by_which(view: JournalView, journal: Journal, until: Until) -> None:
    first = written(journal)
    second = written(journal, undoes=first, title="Undo")
    view.set_profile("acme")
    view.show()
    await until(lambda: view.copy_button.isEnabled())
    assert view.detail.note.text() == f"Takes back write {first}."
    QTest.keyClick(view.table, Qt.Key.Key_Down)
    await until(lambda: view.detail.note.text() == f"Undone by write {second}.")
    assert not view.undo_button.isEnabled()


async def test_the_actions_of_the_menus_do_the_same(view: JournalView, journal: Journal, until: Until) -> None:
    actions = Actions()
    declare(actions)
    view.serve(actions)
    written(journal)
    view.set_profile("acme")
    view.show()
    assert not actions.action("journal.undo").isEnabled()
    await until(lambda: actions.action("journal.undo").isEnabled())
    undone: list[object] = []
    view.undo_wished.connect(undone.append)
    actions.action("journal.undo").trigger()
    actions.action("journal.copy").trigger()
    assert len(undone) == 1
    assert "PATCH" in QGuiApplication.clipboard().text()
    menu = view.menu()
    assert [action.text() for action in menu.actions() if action.isEnabled() and action.text()] == [
        "Open record",
        "Undo…",
        "Copy",
        "Export…",
        "Forget old writes…",
    ]
    menu.close()
    menu.deleteLater()


async def test_what_is_listed_is_exported(view: JournalView, journal: Journal, until: Until, tmp_path: Path) -> None:
    written(journal, title="mine")
    written(journal, title="other")
    said: list[Message] = []
    view.said.connect(said.append)
    view.show()
    QTest.keyClicks(view.search, "mine")
    await until(lambda: titles(view) == ["mine"])
    path = tmp_path / "out.json"
    view.export_button.click()
    chooser = view.window().findChild(QFileDialog)
    assert chooser is not None
    chooser.reject()
    view.export_to(path, FileFormat.JSON)
    await until(lambda: said)
    assert [entry["title"] for entry in json.loads(path.read_text(encoding="utf-8"))] == ["mine"]
    assert said[0].happened == "The journal was exported: 1 write in out.json."


async def test_forgetting_is_asked_for_twice(view: JournalView, journal: Journal, until: Until) -> None:
    written(journal, title="old", at=ENTRY.at - timedelta(days=4_000))
    written(journal, title="new")
    view.show()
    await until(lambda: len(titles(view)) == 2)

    def dialog() -> ForgetDialog | None:
        return next((each for each in view.window().findChildren(ForgetDialog) if each.isVisible()), None)

    for verb, left in (("Cancel", 2), ("Forget them", 1)):
        view.forget()
        await until(dialog)
        asked = dialog()
        assert asked is not None
        asked.day.setDate(QDate(2020, 1, 1))
        asked.proceed.click()
        await until(partial(button_of, verb))
        button = button_of(verb)
        assert button is not None
        button.click()
        await settled(until)
        assert journal.count() == left
    assert titles(view) == ["new"]


async def test_a_file_that_cannot_be_read_says_so_and_tries_again(view: JournalView, journal: Journal, until: Until) -> None:
    journal.path.mkdir()
    view.show()
    await until(lambda: view.state.heading.text() == "The journal cannot be read or written.")
    journal.path.rmdir()
    written(journal)
    view.state.button.click()
    await until(lambda: titles(view) == ["Bill 10248"])


async def test_a_damaged_file_is_told_of_once(view: JournalView, journal: Journal, until: Until) -> None:
    journal.path.write_bytes(b"no database" * 100)
    said: list[Message] = []
    view.said.connect(said.append)
    view.show()
    await until(lambda: said and not tasks.running())
    view.reload()
    await settled(until)
    assert [message.details for message in said] == [str(journal.path.with_name("journal.db.damaged"))]


async def test_a_long_refusal_leaves_room_and_is_whole_in_the_text(view: JournalView, journal: Journal, until: Until) -> None:
    detail = "\n".join(f"lines[{number}].txnAmount: is required" for number in range(9))
    written(journal, Outcome.REFUSED, title="long")
    journal.finish(1, Outcome.REFUSED, detail=detail, status=422)
    view.show()
    await until(lambda: view.copy_button.isEnabled())
    assert view.detail.note.text().count("\n") == 2
    assert detail in view.detail.note.toolTip()
    assert detail in view.detail.exchange.toPlainText()


def test_every_problem_and_every_reason_has_its_words() -> None:
    path = Path("journal.db")
    problems = {describe(JournalError(problem, path, "")).happened for problem in Problem}
    reasons = {reason_words(reason) for reason in NoInverseReason}
    assert (len(problems), len(reasons)) == (len(Problem), len(NoInverseReason))
    assert "Nothing is sent" in describe(JournalError(Problem.FULL, path, "")).means
