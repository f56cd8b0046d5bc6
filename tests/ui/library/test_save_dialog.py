"""The dialog in which a query is kept: on this computer, or as a view in the company."""

import errno
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from intacct_desktop.api.model import Field, ValueKind
from intacct_desktop.api.operators import Operator
from intacct_desktop.api.query import Filter, Query
from intacct_desktop.ui import tasks
from intacct_desktop.ui.library.save_dialog import SaveDialog
from intacct_desktop.workspace import query_file
from intacct_desktop.workspace.parameters import Parameter
from intacct_desktop.workspace.query_file import SavedQuery
from intacct_desktop.workspace.saved_queries import SavedQueries, ShelfEntry
from tests.ui.conftest import Until

BILLS = Query("accounts-payable/bill", ("key", "id"))
DUE = Query(
    "accounts-payable/bill", ("key",), (Filter(Operator.GTE, "dueDate", "{{from}}"), Filter(Operator.IN, "vendor.id", ("{{vendors}}",)))
)
FIELDS = {"dueDate": Field("dueDate", "string", "date"), "vendor.id": Field("vendor.id", "string")}


class Kept(list[tuple[SavedQuery, ShelfEntry]]):
    def take(self, saved: SavedQuery, entry: ShelfEntry) -> None:
        self.append((saved, entry))


@pytest.fixture
def shelf(tmp_path: Path) -> SavedQueries:
    return SavedQueries(tmp_path / "queries")


@pytest.fixture
def kept() -> Kept:
    return Kept()


@pytest.fixture
def opened(shelf: SavedQueries, kept: Kept) -> Iterator[Callable[..., SaveDialog]]:
    dialogs: list[SaveDialog] = []

    def make(query: Query = BILLS, name: str = "Open bills", entry: ShelfEntry | None = None, **more: object) -> SaveDialog:
        before = shelf.load(entry) if entry is not None else SavedQuery(name, query)
        dialog = SaveDialog(shelf, before, entry, **more)  # type: ignore[arg-type]
        dialog.saved.connect(kept.take)
        dialogs.append(dialog)
        dialog.open()
        return dialog

    yield make
    for dialog in dialogs:
        if is_open(dialog):
            dialog.close()


def is_open(dialog: SaveDialog) -> bool:
    """A dialog that was closed is soon destroyed."""
    return shiboken6.isValid(dialog) and dialog.isVisible()


async def settled(until: Until) -> None:
    await until(lambda: not tasks.running())


def write(dialog: SaveDialog, text: str) -> None:
    dialog.name.selectAll()
    QTest.keyClicks(dialog.name, text)


def enter(dialog: SaveDialog) -> None:
    QTest.keyClick(dialog.name, Qt.Key.Key_Return)


async def test_a_name_and_enter_keep_the_query(opened: Callable[..., SaveDialog], kept: Kept, until: Until, shelf: SavedQueries) -> None:
    dialog = opened(name="")
    await settled(until)
    enter(dialog)
    assert dialog.name.property("invalid") is True, "without a name nothing is kept"
    QTest.keyClicks(dialog.name, "Overdue: bills?")
    QTest.keyClicks(dialog.description, "Every Monday")
    enter(dialog)
    await until(lambda: kept)
    (saved, entry), *others = kept
    assert not others
    assert not is_open(dialog)
    assert shelf.load(entry) == saved == SavedQuery("Overdue: bills?", BILLS, "Every Monday")


async def test_a_new_folder_is_made_on_the_way(opened: Callable[..., SaveDialog], kept: Kept, until: Until, shelf: SavedQueries) -> None:
    shelf.make_folder("Month end")
    dialog = opened()
    await settled(until)
    dialog.folder.setFocus()
    dialog.folder.lineEdit().selectAll()  # type: ignore[union-attr]
    QTest.keyClicks(dialog.folder, "month end/Pay:ables")
    assert "will be made" in dialog.folder.accessibleDescription()
    enter(dialog)
    await until(lambda: kept)
    assert [one.folder for one in shelf.folders()] == ["Month end", "Month end/Pay-ables"]
    assert kept[0][1].folder == "Month end/Pay-ables"


async def test_a_folder_is_chosen(opened: Callable[..., SaveDialog], kept: Kept, until: Until, shelf: SavedQueries) -> None:
    shelf.make_folder("Month end")
    dialog = opened()
    await settled(until)
    dialog.folder.setFocus()
    QTest.keyClick(dialog.folder, Qt.Key.Key_Down)
    assert dialog.folder.currentText() == "Month end"
    enter(dialog)
    await until(lambda: kept)
    assert kept[0][1].folder == "Month end"


@pytest.mark.parametrize("answer", ["replace", "keep_both"])
async def test_a_name_that_is_taken_is_asked_about(
    answer: str, opened: Callable[..., SaveDialog], kept: Kept, until: Until, shelf: SavedQueries
) -> None:
    first = shelf.save(SavedQuery("open BILLS", Query("accounts-payable/vendor")))
    dialog = opened()
    enter(dialog)
    await until(dialog.clash.isVisible)
    assert "“open BILLS”" in dialog.clash.words.text()
    assert not kept
    assert shelf.load(first).query.object == "accounts-payable/vendor"
    QTest.mouseClick(getattr(dialog.clash, answer), Qt.MouseButton.LeftButton)
    await until(lambda: kept)
    names = {entry.name: entry.object for entry in shelf.entries()}
    if answer == "replace":
        assert names == {"open BILLS": "accounts-payable/bill"}
    else:
        assert names == {"open BILLS": "accounts-payable/vendor", "Open bills (2)": "accounts-payable/bill"}
        assert kept[0][0].name == "Open bills (2)"


async def test_typing_another_name_takes_the_question_back(
    opened: Callable[..., SaveDialog], kept: Kept, until: Until, shelf: SavedQueries
) -> None:
    shelf.save(SavedQuery("Open bills", BILLS))
    dialog = opened()
    enter(dialog)
    await until(dialog.clash.isVisible)
    write(dialog, "Others")
    assert not dialog.clash.isVisible()
    enter(dialog)
    await until(lambda: kept)
    assert [entry.name for entry in shelf.entries()] == ["Open bills", "Others"]


async def test_what_was_opened_from_a_file_goes_back_into_it(
    opened: Callable[..., SaveDialog], kept: Kept, until: Until, shelf: SavedQueries
) -> None:
    before = SavedQuery("Open bills", BILLS, "old", others={"colour": "blue"})
    entry = shelf.save(before, "Month end")
    dialog = opened(entry=entry)
    await settled(until)
    assert (dialog.folder.currentText(), dialog.description.toPlainText()) == ("Month end", "old")
    dialog.description.setPlainText("new")
    enter(dialog)
    await until(lambda: kept)
    (after,) = shelf.entries()
    assert after.path == entry.path
    assert shelf.load(after) == replace(before, description="new")


async def test_under_another_name_the_file_that_was_opened_stays(
    opened: Callable[..., SaveDialog], kept: Kept, until: Until, shelf: SavedQueries
) -> None:
    entry = shelf.save(SavedQuery("Open bills", BILLS))
    dialog = opened(entry=entry)
    write(dialog, "A copy")
    assert dialog.name.accessibleDescription() == "A new query; “Open bills” stays as it is."
    enter(dialog)
    await until(lambda: kept)
    assert [one.name for one in shelf.entries()] == ["A copy", "Open bills"]


@pytest.mark.parametrize("answer", ["replace", "keep_both"])
async def test_a_file_that_somebody_else_changed_is_not_written_over_unasked(
    answer: str, opened: Callable[..., SaveDialog], kept: Kept, until: Until, shelf: SavedQueries
) -> None:
    entry = shelf.save(SavedQuery("Open bills", BILLS))
    dialog = opened(entry=entry)
    query_file.write(entry.path, SavedQuery("Open bills", BILLS, "theirs, and longer"))
    dialog.description.setPlainText("mine")
    enter(dialog)
    await until(dialog.clash.isVisible)
    assert "changed by someone else" in dialog.clash.words.text()
    assert shelf.load(entry).description == "theirs, and longer"
    assert dialog.description.toPlainText() == "mine"
    QTest.mouseClick(getattr(dialog.clash, answer), Qt.MouseButton.LeftButton)
    await until(lambda: kept)
    expected = ["mine"] if answer == "replace" else ["theirs, and longer", "mine"]
    assert [one.description for one in shelf.entries()] == expected


async def test_a_file_that_was_deleted_meanwhile_is_made_again(
    opened: Callable[..., SaveDialog], kept: Kept, until: Until, shelf: SavedQueries
) -> None:
    entry = shelf.save(SavedQuery("Open bills", BILLS))
    dialog = opened(entry=entry)
    entry.path.unlink()
    enter(dialog)
    await until(lambda: kept)
    assert [one.name for one in shelf.entries()] == ["Open bills"]


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES, errno.EROFS])
async def test_a_disk_that_refuses_is_said_and_nothing_typed_is_lost(
    number: int, opened: Callable[..., SaveDialog], kept: Kept, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = opened()
    dialog.description.setPlainText("a long description")
    with monkeypatch.context() as broken:

        def refuse(file: int) -> None:
            raise OSError(number, os.strerror(number))

        broken.setattr(os, "fsync", refuse)
        enter(dialog)
        await until(lambda: dialog.notices.notices)
    message = dialog.notices.notices[0].message
    assert ("no room left" if number == errno.ENOSPC else "may not be written") in message.happened
    assert os.strerror(number) in message.details
    assert dialog.isVisible()
    assert (dialog.name.text(), dialog.description.toPlainText()) == ("Open bills", "a long description")
    assert dialog.save.isEnabled()
    enter(dialog)
    await until(lambda: kept)


async def test_parameters_are_suggested_by_the_fields_and_kept_as_they_are_described(
    opened: Callable[..., SaveDialog], kept: Kept, until: Until, shelf: SavedQueries
) -> None:
    dialog = opened(DUE, find_field=FIELDS.get, find_target=lambda path: "accounts-payable/vendor" if path == "vendor.id" else None)
    since, vendors = dialog.table.rows
    assert (since.kind.currentData(), vendors.many.isChecked()) == (ValueKind.DATE, True)
    QTest.keyClicks(since.label, "Due from")
    QTest.keyClicks(since.default.editor, "today")
    QTest.mouseClick(vendors.optional, Qt.MouseButton.LeftButton, pos=vendors.optional.rect().center())
    vendors.optional.setChecked(True)
    enter(dialog)
    await until(lambda: kept)
    assert shelf.load(kept[0][1]).parameters == (
        Parameter("from", "Due from", ValueKind.DATE, "today"),
        Parameter("vendors", many=True, optional=True, object="accounts-payable/vendor"),
    )


async def test_a_default_that_is_no_value_keeps_the_dialog_open(opened: Callable[..., SaveDialog], kept: Kept, until: Until) -> None:
    dialog = opened(DUE, find_field=FIELDS.get)
    since = dialog.table.rows[0]
    QTest.keyClicks(since.default.editor, "someday")
    enter(dialog)
    await settled(until)
    assert not kept
    assert dialog.isVisible()
    assert "“someday” is not a date" in dialog.problem.text()


async def test_another_kind_keeps_a_default_that_fits(opened: Callable[..., SaveDialog], until: Until) -> None:
    dialog = opened(DUE, find_field=FIELDS.get)
    row = dialog.table.rows[1]
    QTest.keyClicks(row.default.editor, "12")
    row.many.setChecked(False)
    assert row.parameter == Parameter("vendors", default="12")
    row.kind.setCurrentIndex(row.kind.findData(ValueKind.DATE))
    assert row.parameter == Parameter("vendors", kind=ValueKind.DATE), "12 is no date"
    await settled(until)


async def test_a_view_in_the_company(
    opened: Callable[..., SaveDialog], kept: Kept, until: Until, shelf: SavedQueries, qtbot: QtBot
) -> None:
    dialog = opened(company="Riverside Group")
    await settled(until)
    assert dialog.there.text() == "Riverside Group, as a view"
    dialog.there.click()
    assert not dialog.folder.isVisible()
    dialog.public.click()
    with qtbot.waitSignal(dialog.view_wished) as wished:
        enter(dialog)
    assert wished.args == [SavedQuery("Open bills", BILLS), True]
    assert not dialog.save.isEnabled()
    dialog.fail(TimeoutError())
    assert dialog.notices.notices[0].message.happened == "It took too long and was given up."
    assert dialog.save.isEnabled()
    with qtbot.waitSignal(dialog.view_wished):
        enter(dialog)
    dialog.view_saved()
    assert not is_open(dialog)
    assert not kept
    assert not shelf.entries()


@pytest.mark.parametrize(("query", "company", "words"), [(DUE, "Riverside Group", "cannot ask for values"), (BILLS, "", "Sign in")])
async def test_what_a_company_cannot_keep_is_said(
    query: Query, company: str, words: str, opened: Callable[..., SaveDialog], until: Until
) -> None:
    dialog = opened(query, company=company)
    assert not dialog.there.isEnabled()
    assert words in dialog.where.text()
    await settled(until)


async def test_closing_the_dialog_writes_nothing(opened: Callable[..., SaveDialog], kept: Kept, until: Until, shelf: SavedQueries) -> None:
    dialog = opened()
    await settled(until)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not is_open(dialog)
    assert not kept
    assert not shelf.entries()
