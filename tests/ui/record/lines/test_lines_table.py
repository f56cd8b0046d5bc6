"""Lines as a table: written in by keyboard, pasted, put in order, added up; one word to the owner for each deed."""

import base64
import time
from collections.abc import Awaitable, Callable
from functools import partial
from operator import attrgetter
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QLocale, Qt
from PySide6.QtGui import QAccessible, QGuiApplication, QKeyEvent
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QFileDialog, QLineEdit, QMenu

from intacct_desktop.api.client import Client
from intacct_desktop.api.model_service import ModelService
from intacct_desktop.api.records.form import Purpose
from intacct_desktop.api.records.source import RecordSource
from intacct_desktop.ui.record.editors.editor import Editor
from intacct_desktop.ui.record.editors.file_editor import FileEditor
from intacct_desktop.ui.record.editors.json_box import JsonBox
from intacct_desktop.ui.record.editors.reference_editor import ReferenceEditor
from intacct_desktop.ui.record.lines.lines_table import LinesTable
from intacct_desktop.ui.record.lines.paste_dialog import PasteDialog
from tests.forms import form_for, names
from tests.practice import Company
from tests.ui.conftest import Until
from tests.ui.record.lines.conftest import ALT, ATTACHMENT, BILL, CTRL, GROUP, JOURNAL, KEY, SHIFT, Held, line

Hold: TypeAlias = Callable[..., Awaitable[Held]]

TWO = [line("71", "4150.50"), line("72", "20000.00", "Repairs")]


@pytest.fixture
async def bill(hold: Hold) -> Held:
    return await hold(BILL, "lines", TWO, {"totalTxnAmount": "24150.50", "vendor": {"key": "1"}})


# what is seen


async def test_the_columns_are_those_that_tell_something(hold: Hold, bill: Held) -> None:
    assert bill.columns == ["glAccount", "memo", "dimensions.location", "txnAmount"]
    empty = await hold(BILL, "lines", [])
    assert empty.columns == ["glAccount", "memo", "dimensions.location", "txnAmount"]
    journal = await hold(JOURNAL, "lines", [])
    assert {"glAccount", "description", "txnType", "txnAmount"} == set(journal.columns)


async def test_every_list_of_every_object_opens(hold: Hold) -> None:
    for name in names():
        for lines in form_for(name, Purpose.CHANGE).lines.values():
            table = LinesTable(lines, None)
            table.show_items([], [], {}, editable=lines.lock is None, header={})
            assert (table.box is None) == bool(lines.columns), (name, lines.path)
            assert table.box is not None or table.view.rows.columns or lines.lock is not None, (name, lines.path)
            table.deleteLater()


async def test_cells_are_named_and_say_what_they_were(bill: Held) -> None:
    QAbstractItemModelTester(bill.table.view.rows, QAbstractItemModelTester.FailureReportingMode.Warning, bill.table)
    bill.goes_to(1, "txnAmount")
    bill.types("5")
    bill.presses(KEY.Key_Return)
    model = bill.table.view.rows
    cell = model.index(1, bill.columns.index("txnAmount"))
    assert cell.data() == "5.00"
    assert cell.data(Qt.ItemDataRole.AccessibleTextRole) == "Line 2, txnAmount: 5.00, Before: 20,000.00"
    assert "Before: 20,000.00" in cell.data(Qt.ItemDataRole.ToolTipRole)
    assert model.is_changed(cell)
    assert not model.is_changed(model.index(0, cell.column()))
    face = QAccessible.queryAccessibleInterface(bill.table.view)
    assert face.text(QAccessible.Text.Name) == "Lines"


async def test_a_column_that_is_chosen_stays_for_the_next_list(hold: Hold, bill: Held) -> None:
    bill.table.open_columns()
    (menu,) = [found for found in bill.table.findChildren(QMenu) if found.isVisible()]
    offered = [action for each in (menu, *menu.findChildren(QMenu)) for action in each.actions()]
    action = next(action for action in offered if action.text() == "Department\tdimensions.department")
    assert not action.isChecked()
    action.trigger()
    menu.close()
    assert "dimensions.department" in bill.columns
    assert "dimensions.department" in (await hold(BILL, "lines", [])).columns


async def test_problems_stand_at_their_cells_and_are_revealed(bill: Held) -> None:
    bill.problems = {"/1/dimensions/department/id": "gone", "/0/txnAmount": "No number."}
    bill.show()
    model = bill.table.view.rows
    assert model.problem(1, "dimensions.department") == "gone"
    assert "dimensions.department" in bill.columns  # it was hidden
    assert model.index(0, bill.columns.index("txnAmount")).data(Qt.ItemDataRole.ToolTipRole) == "No number."
    bill.table.reveal("/1/dimensions/department/id")
    assert bill.cursor == (1, "dimensions.department")
    assert bill.table.view.hasFocus()
    bill.table.reveal("/0/releaseToPay")
    assert bill.cursor == (0, "releaseToPay")


# what is written


async def test_typing_goes_on_from_cell_to_cell_and_each_is_told_once(bill: Held) -> None:
    bill.goes_to(0, "memo")
    bill.types("Ink")
    bill.presses(KEY.Key_Tab)
    assert bill.cursor == (0, "dimensions.location")
    bill.presses(KEY.Key_Tab)
    bill.types("1,250.5")
    bill.presses(KEY.Key_Return)
    assert bill.cursor == (1, "txnAmount")
    assert bill.column("memo") == ["Ink", "Repairs"]
    assert bill.column("txnAmount") == ["1250.50", "20000.00"]
    assert len(bill.told) == 2
    assert bill.items[1] is TWO[1]  # the other line is the very same


async def test_escape_and_an_unchanged_cell_tell_nothing(bill: Held) -> None:
    bill.goes_to(0, "memo")
    bill.types("x")
    bill.presses(KEY.Key_Escape)
    bill.presses(KEY.Key_F2)
    assert bill.editor is not None
    assert bill.editor.text() == "Paper"
    bill.presses(KEY.Key_Return)
    assert bill.told == []


async def test_leaving_the_editor_by_mouse_takes_what_was_typed(bill: Held) -> None:
    bill.goes_to(0, "memo")
    bill.types("Ink")
    bill.table.view.setFocus()
    assert bill.column("memo")[0] == "Ink"


async def test_an_amount_that_is_none_stays_as_it_was_typed(bill: Held) -> None:
    bill.goes_to(0, "txnAmount")
    bill.types("12,3,4")
    bill.presses(KEY.Key_Return)
    assert bill.column("txnAmount")[0] == "12,3,4"
    assert "1 cell is no number" in bill.table.footer.totals[0].text()


async def test_what_is_locked_is_not_entered(bill: Held) -> None:
    bill.table.choose_column("baseAmount", True)
    bill.goes_to(0, "baseAmount")
    bill.types("5")
    bill.presses(KEY.Key_Delete)
    assert bill.told == []
    assert "the company sets this itself" in bill.table.view.currentIndex().data(Qt.ItemDataRole.ToolTipRole)


async def test_delete_clears_what_is_selected_and_ctrl_d_copies_down(bill: Held) -> None:
    bill.goes_to(0, "memo")
    bill.presses(KEY.Key_Delete)
    assert bill.column("memo") == [None, "Repairs"]
    bill.goes_to(1, "memo")
    bill.presses(KEY.Key_D, CTRL)
    assert bill.column("memo") == [None, None]
    bill.table.view.selectAll()
    bill.presses(KEY.Key_D, CTRL)
    assert bill.column("txnAmount") == ["4150.50", "4150.50"]
    assert len(bill.told) == 3


async def test_a_choice_is_made_by_its_first_letter(hold: Hold) -> None:
    journal = await hold(JOURNAL, "lines", [{"txnType": "debit", "txnAmount": "1.00"}])
    journal.goes_to(0, "txnType")
    journal.types("c")
    journal.presses(KEY.Key_Return)
    assert journal.column("txnType") == ["credit"]
    assert len(journal.told) == 1


async def test_what_the_owner_takes_back_is_shown_as_it_was(bill: Held) -> None:
    bill.goes_to(1, "memo")
    bill.types("Ink")
    bill.presses(KEY.Key_Return)
    bill.presses(KEY.Key_Return, CTRL)
    bill.items = list(TWO)
    bill.show()
    rows = bill.table.view.rows
    assert [rows.index(at, bill.columns.index("memo")).data() for at in range(rows.rowCount())] == ["Paper", "Repairs"]
    assert not rows.is_line_changed(1)
    assert len(bill.told) == 2


async def test_what_is_being_typed_outlives_a_change_from_outside(bill: Held) -> None:
    bill.goes_to(1, "memo")
    bill.types("In")
    bill.problems = {"/0/memo": "Refused."}
    bill.show()
    bill.types("k")
    bill.presses(KEY.Key_Return)
    assert bill.column("memo") == ["Paper", "Ink"]


async def test_the_keys_of_the_table_come_before_the_window_s(bill: Held) -> None:
    for key, modifiers in ((KEY.Key_D, CTRL), (KEY.Key_C, CTRL), (KEY.Key_Up, ALT), (KEY.Key_Delete, CTRL)):
        event = QKeyEvent(QEvent.Type.ShortcutOverride, key, modifiers)
        event.ignore()
        QCoreApplication.sendEvent(bill.table.view, event)
        assert event.isAccepted(), key


async def test_tab_leaves_behind_the_last_cell_and_escape_at_once(bill: Held) -> None:
    bill.goes_to(1, "txnAmount")
    bill.presses(KEY.Key_Tab)
    assert not bill.table.view.hasFocus()
    bill.goes_to(0, "memo")
    bill.presses(KEY.Key_Escape)
    assert not bill.table.view.hasFocus()


async def test_an_id_that_is_typed_is_said_by_its_name(
    hold: Hold, client: Client, models: ModelService, company: Company, until: Until
) -> None:
    bill = await hold(BILL, "lines", TWO, source=RecordSource(client, models))
    for row, typed in enumerate(("6110", "no-such")):
        bill.goes_to(row, "glAccount")
        bill.types(typed)
        bill.presses(KEY.Key_Return)
    cells = [bill.table.view.rows.index(row, bill.columns.index("glAccount")) for row in (0, 1)]
    await until(lambda: cells[0].data() == "6110 · Electricity, Gas & Water")
    await until(lambda: "There is no record “no-such”" in (cells[1].data(Qt.ItemDataRole.ToolTipRole) or ""))
    assert bill.column("glAccount")[0]["id"] == "6110"
    assert len(bill.told) == 2
    assert company.count("POST /services/core/query") == 2
    company.fails("/services/core/query", status=500)
    bill.goes_to(1, "glAccount")
    bill.types("6400")
    bill.presses(KEY.Key_Return)
    await until(lambda: "Could not be looked up" in (cells[1].data(Qt.ItemDataRole.ToolTipRole) or ""))


async def test_ids_that_are_pasted_are_said_by_their_names_in_one_call(
    hold: Hold, client: Client, models: ModelService, company: Company, until: Until
) -> None:
    bill = await hold(BILL, "lines", TWO, source=RecordSource(client, models))
    await models.model("general-ledger/account")
    bill.goes_to(0, "glAccount")
    bill.pastes("6110\n6400\n6110\n")
    cells = [bill.table.view.rows.index(row, bill.columns.index("glAccount")) for row in range(3)]
    await until(lambda: cells[0].data() == cells[2].data() == "6110 · Electricity, Gas & Water")
    assert cells[1].data().startswith("6400 · ")
    assert bill.column("glAccount") == [{"id": "6110"}, {"id": "6400"}, {"id": "6110"}]
    assert company.count("POST /services/core/query") == 1


async def test_a_file_in_a_line_is_told_by_its_size_and_gives_the_line_its_name(hold: Hold, tmp_path: Path, until: Until) -> None:
    path = tmp_path / "Policy.pdf"
    path.write_bytes(b"%PDF-1.7 travel")
    files = await hold(ATTACHMENT, "files", [{"key": "1", "name": "Old.txt", "data": base64.b64encode(b"x" * 1500).decode()}, {}])
    cells = [files.table.view.rows.index(row, files.columns.index("data")) for row in (0, 1)]
    assert cells[0].data() == "1.5 kB"
    for row in (0, 1):
        files.goes_to(row, "data")
        files.presses(KEY.Key_F2)
        [editor] = [editor for editor in files.table.findChildren(FileEditor) if editor.isVisible()]
        editor.read_file(path)
        await until(partial(attrgetter("file_name"), editor))
        files.presses(KEY.Key_Return)
        assert cells[row].data() == "PDF · 15 bytes"
    assert files.column("name") == ["Old.txt", "Policy.pdf"]
    assert len(files.told) == 2
    files.table.save_file(cells[1])
    chooser = files.table.findChild(QFileDialog)
    assert chooser is not None
    assert [Path(name).name for name in chooser.selectedFiles()] == ["Policy.pdf"]
    chooser.fileSelected.emit(str(tmp_path / "again.pdf"))
    chooser.reject()
    await until((tmp_path / "again.pdf").exists)
    assert (tmp_path / "again.pdf").read_bytes() == path.read_bytes()


async def test_a_file_is_shown_before_there_is_one(hold: Hold) -> None:
    files = await hold(ATTACHMENT, "files", [{}])
    assert files.columns == ["name", "data"]


async def test_an_editor_grows_with_its_text_and_stays_within_the_table(bill: Held) -> None:
    bill.table.choose_column("taxEntries", True)
    bill.goes_to(1, "taxEntries")
    bill.presses(KEY.Key_F2)
    [editor] = [editor for editor in bill.table.findChildren(JsonBox) if editor.isVisible()]
    least = editor.height()
    for _ in range(4):
        bill.types("[")
        bill.presses(KEY.Key_Return)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
    assert editor.height() >= least + 4 * 12
    assert bill.table.view.viewport().rect().contains(editor.geometry())
    bill.presses(KEY.Key_Escape)
    assert bill.told == []


async def test_an_editor_has_room_for_what_is_typed_over_a_narrow_column(hold: Hold) -> None:
    bill = await hold(BILL, "lines", [{}, {}])
    view = bill.table.view
    for path in ("glAccount", "memo", "dimensions.location"):
        view.setColumnWidth(bill.columns.index(path), 72)
        bill.goes_to(1, path)
        bill.presses(KEY.Key_F2)
        [editor] = [each for each in view.viewport().findChildren(Editor) if each.isVisible()]
        assert editor.width() >= 200, path
        assert view.viewport().rect().contains(editor.geometry()), path
        cell = view.visualRect(view.currentIndex())
        assert (editor.y(), editor.height()) == (cell.y(), cell.height())
        assert all(line.height() == cell.height() for line in editor.findChildren(QLineEdit)), "the control fills its cell"
        bill.presses(KEY.Key_Escape)


async def test_tab_leaves_a_reference_whose_offers_are_open(hold: Hold, client: Client, models: ModelService, until: Until) -> None:
    bill = await hold(BILL, "lines", [{}], source=RecordSource(client, models))
    bill.goes_to(0, "glAccount")
    bill.types("61")
    [editor] = [each for each in bill.table.findChildren(ReferenceEditor) if each.isVisible()]
    offers = editor.offers
    assert offers is not None
    await until(offers.list.isVisible)
    QTest.keyClick(offers.list, KEY.Key_Tab)  # where keys go while it is open
    assert bill.cursor == (0, "memo")
    assert [item["id"] for item in bill.column("glAccount")] == ["61"]
    assert len(bill.told) == 1


# lines


async def test_lines_are_added_by_keys_and_the_cursor_is_in_them(bill: Held) -> None:
    bill.goes_to(1, "memo")
    bill.presses(KEY.Key_Down)
    assert bill.items == [*TWO, {}]
    assert bill.cursor == (2, "glAccount")
    bill.types("6400")
    bill.presses(KEY.Key_Tab)
    assert bill.column("glAccount")[2]["id"] == "6400"
    bill.presses(KEY.Key_Return, CTRL)
    assert len(bill.items) == 4
    assert len(bill.told) == 3


async def test_a_duplicate_is_a_new_line_that_says_the_same(bill: Held) -> None:
    bill.goes_to(0, "memo")
    bill.presses(KEY.Key_D, CTRL | SHIFT)
    assert bill.items[:2] == TWO
    copy = bill.items[2]
    assert "key" not in copy
    assert "id" not in copy
    assert "baseAmount" not in copy
    assert (copy["memo"], copy["txnAmount"], copy["glAccount"]["id"]) == ("Paper", "4150.50", "6252")
    assert bill.table.view.rows.was(2) is None


async def test_a_removed_line_can_be_put_back_where_it_was(bill: Held) -> None:
    bill.goes_to(0, "memo")
    bill.presses(KEY.Key_Delete, CTRL)
    assert bill.items == [TWO[1]]
    footer = bill.table.footer
    assert footer.removed.text() == "1 line removed"
    assert footer.back.isVisible()
    footer.back.click()
    assert bill.items == TWO
    assert not footer.back.isVisible()
    assert len(bill.told) == 2


async def test_only_new_lines_change_their_place(bill: Held) -> None:
    bill.table.add_line()
    bill.table.add_line()
    bill.goes_to(3, "memo")
    bill.types("Last")
    bill.presses(KEY.Key_Return)
    bill.goes_to(3, "memo")
    bill.told.clear()
    bill.presses(KEY.Key_Up, ALT)
    assert bill.column("memo") == ["Paper", "Repairs", "Last", None]
    assert bill.cursor == (2, "memo")
    bill.presses(KEY.Key_Up, ALT)  # no further: the company has the line above
    assert len(bill.told) == 1
    assert "no way to change its place" in bill.table.view.rows.headerData(0, Qt.Orientation.Vertical, Qt.ItemDataRole.ToolTipRole)
    head = bill.table.view.line_head
    head.moveSection(3, 2)  # as a drag does
    assert bill.column("memo") == ["Paper", "Repairs", None, "Last"]
    head.moveSection(0, 1)
    assert [head.logicalIndex(at) for at in range(4)] == [0, 1, 2, 3]
    assert len(bill.told) == 2


async def test_in_a_list_without_keys_anything_moves(hold: Hold) -> None:
    members: list[dict[str, Any]] = [{"id": "V-1", "key": "1"}, {"id": "V-2", "key": "2"}, {"id": "V-3", "key": "3"}]
    group = await hold(GROUP, "groupMembers", members)
    group.goes_to(2, "id")
    group.presses(KEY.Key_Up, ALT)
    assert group.column("id") == ["V-1", "V-3", "V-2"]
    group.presses(KEY.Key_Delete, CTRL)
    assert group.column("id") == ["V-1", "V-2"]
    assert group.table.footer.removed.text() == "1 line removed"
    group.table.footer.back.click()
    assert sorted(group.column("id")) == ["V-1", "V-2", "V-3"]


# totals


async def test_the_footer_adds_up_exactly_beside_the_header_s_total(bill: Held) -> None:
    assert bill.table.footer.count.text() == "2 lines"
    assert bill.table.footer.totals[0].text() == "24,150.50 · header total 24,150.50 · difference 0.00"
    assert bill.table.footer.totals[0].property("role") == "success"
    bill.goes_to(0, "txnAmount")
    bill.types("4150.40")
    bill.presses(KEY.Key_Return)
    assert bill.table.footer.totals[0].text() == "24,150.40 · header total 24,150.50 · difference −0.10"
    assert bill.table.footer.totals[0].property("role") == "warning"


async def test_a_journal_says_debits_credits_and_their_difference(hold: Hold) -> None:
    entries = [{"txnType": "debit", "txnAmount": "100.00"}, {"txnType": "credit", "txnAmount": "99.99"}]
    journal = await hold(JOURNAL, "lines", entries)
    assert journal.table.footer.totals[0].text() == "debit 100.00 · credit 99.99 · difference 0.01"


# the clipboard


async def test_a_block_without_header_goes_into_the_cells_as_one_deed(bill: Held) -> None:
    bill.goes_to(1, "memo")
    bill.pastes("Ink\t200\t1,240.00\nTaxi\t100\toops\n")
    assert bill.column("memo") == ["Paper", "Ink", "Taxi"]
    assert bill.column("dimensions.location")[1:] == [{"id": "200"}, {"id": "100"}]
    assert bill.column("txnAmount") == ["4150.50", "1240.00", "oops"]
    assert bill.items[1]["key"] == "72"
    assert len(bill.told) == 1


async def test_amounts_are_pasted_as_the_person_writes_them(bill: Held) -> None:
    bill.table.setLocale(QLocale("fr_FR"))
    bill.goes_to(0, "txnAmount")
    bill.pastes("1 240,50")
    assert bill.column("txnAmount")[0] == "1240.50"


async def test_rows_with_a_header_are_looked_at_before_they_are_added(bill: Held, until: Until) -> None:
    bill.goes_to(0, "memo")
    bill.pastes("Account\tMemo\tAmount\tColour\n6252 · Entertainment\tTravel\t1,240.00\tred\n6400\tHotel\t12,3,4\tblue\n")
    dialog = bill.table.findChild(PasteDialog)
    assert dialog is not None
    assert bill.told == []
    assert dialog.summary.text() == "2 lines, 3 columns matched, 1 column unknown, 1 cell needs attention"
    assert dialog.preview.rows.problem(1, "txnAmount")
    dialog.boxes[3].setCurrentIndex(dialog.boxes[3].findData("form1099.box"))
    assert dialog.summary.text() == "2 lines, 4 columns matched, 1 cell needs attention"
    dialog.boxes[3].setCurrentIndex(0)
    assert dialog.add.text() == "Add 2 lines"
    dialog.add.click()
    assert bill.items[2:] == [
        {"glAccount": {"id": "6252"}, "memo": "Travel", "txnAmount": "1240.00"},
        {"glAccount": {"id": "6400"}, "memo": "Hotel", "txnAmount": "12,3,4"},
    ]
    assert len(bill.told) == 1
    await until(lambda: bill.table.findChild(PasteDialog) is None)


async def test_what_does_not_fit_from_the_cursor_on_is_asked_about(bill: Held) -> None:
    bill.goes_to(0, "dimensions.location")
    bill.pastes("100\t5.00\tone too many")
    dialog = bill.table.findChild(PasteDialog)
    assert dialog is not None
    assert [target.path if target else None for target in dialog.targets] == ["dimensions.location", "txnAmount", None]
    dialog.reject()
    assert bill.told == []


async def test_cells_are_copied_as_a_spreadsheet_takes_them_and_come_back(bill: Held) -> None:
    bill.goes_to(0, "glAccount")
    bill.table.view.selectAll()
    bill.presses(KEY.Key_C, CTRL | SHIFT)
    copied = QGuiApplication.clipboard().text()
    assert copied == "glAccount\tmemo\tdimensions.location\ttxnAmount\n6252\tPaper\t100\t4150.50\n6252\tRepairs\t100\t20000.00"
    bill.pastes(copied)
    dialog = bill.table.findChild(PasteDialog)
    assert dialog is not None
    dialog.accept()
    assert bill.column("txnAmount") == ["4150.50", "20000.00"] * 2


async def test_2000_pasted_lines_do_not_hold_the_window_up(bill: Held, until: Until) -> None:
    rows = "\n".join(f"6252\tLine {at} {'x' * 40}\t100\t{at}.25" for at in range(2000))
    bill.pastes(f"glAccount\tmemo\tLocation\ttxnAmount\n{rows}")
    await until(lambda: bill.table.findChild(PasteDialog) is not None)
    dialog = bill.table.findChild(PasteDialog)
    assert dialog is not None
    await until(dialog.add.isEnabled)
    dialog.accept()
    assert len(bill.items) == 2002
    assert bill.items[-1]["txnAmount"] == "1999.25"
    assert len(bill.told) == 1


# links


async def test_references_are_links(bill: Held) -> None:
    view = bill.table.view
    assert view.open_link(view.rows.index(0, bill.columns.index("glAccount")))
    assert bill.links == [("general-ledger/account", "5")]
    assert not view.open_link(view.rows.index(0, bill.columns.index("memo")))
    bill.show(editable=False)
    bill.goes_to(1, "dimensions.location")
    bill.presses(KEY.Key_Return)
    assert bill.links[1:] == [("company-config/location", "1")]
    assert not bill.table.add_button.isVisible()


async def test_a_list_that_the_model_does_not_describe_is_json(hold: Hold) -> None:
    found = [(name, lines) for name in names() for lines in form_for(name, Purpose.CHANGE).lines.values() if not lines.columns]
    name, lines = next(each for each in found if each[1].lock is None)
    held = await hold(form_for(name, Purpose.CHANGE), lines.path, [{"id": "ascending"}])
    assert held.table.box is not None
    assert held.table.box.value == [{"id": "ascending"}]
    held.table.box.value_edited.emit([{"name": "descending"}])
    assert held.told == [[{"name": "descending"}]]


# size


def _edits(held: Held, times: int) -> float:
    """Seconds that an edit takes, the quickest of a few."""
    taken = []
    model = held.table.view.rows
    for at in range(times):
        index = model.index(1, held.columns.index("memo"))
        start = time.perf_counter()
        held.table.view.cells.value_entered.emit(index, f"edit {at}")
        held.table.repaint()
        taken.append(time.perf_counter() - start)
    return min(taken)


async def test_2000_lines_are_edited_about_as_quickly_as_20(hold: Hold) -> None:
    small = await hold(BILL, "lines", [line(str(at), "1.00") for at in range(20)])
    large = await hold(BILL, "lines", [line(str(at), "1.00") for at in range(2000)])
    assert _edits(large, 7) < 10 * _edits(small, 7)
    assert large.table.footer.totals[0].text() == "2,000.00"
    assert large.table.view.rows.rowCount() == 2000
