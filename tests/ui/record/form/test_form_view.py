"""The form of real records: everything in its place, entered by keyboard, in step with its draft."""

from collections.abc import Awaitable, Callable, Mapping
from html import unescape
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from intacct_desktop.api.client import Client
from intacct_desktop.api.model_service import ModelService
from intacct_desktop.api.records.draft import RecordDraft, draft_of, new_draft
from intacct_desktop.api.records.form import EntryKind, Form, Lock, Purpose
from intacct_desktop.api.records.form_layout import Part, layout_of
from intacct_desktop.api.records.source import RecordSource
from intacct_desktop.api.records.values import is_empty, with_value
from intacct_desktop.ui.record.editors.showing import shown
from intacct_desktop.ui.record.editors.words import lock_reason
from intacct_desktop.ui.record.form.beneath import OldValue
from intacct_desktop.ui.record.form.entry_row import EntryRow
from intacct_desktop.ui.record.form.form_page import FormPage
from intacct_desktop.ui.record.form.form_view import FormView
from intacct_desktop.ui.record.form.lines_part import LinesPart
from intacct_desktop.ui.record.form.section_head import SectionHead
from intacct_desktop.ui.record.lines.lines_table import LinesTable
from tests.ui.conftest import Until
from tests.ui.record.form.conftest import BILL, ITEM, PROJECT, USER, VENDOR, Known

MakeView = Callable[..., Awaitable[FormView]]


def _page(view: FormView) -> FormPage:
    assert view.page is not None
    return view.page


def _row(view: FormView, path: str) -> EntryRow:
    return _page(view).rows[path]


def _focused() -> QWidget:
    focused = QApplication.focusWidget()
    assert focused is not None
    return focused


def _shown_rows(view: FormView) -> list[str]:
    return [path for path, row in _page(view).rows.items() if row.isVisible()]


def _is_idle(row: EntryRow, form: Form) -> bool:
    """Nothing to read, and nobody can enter anything."""
    return form.purpose is not Purpose.READ and row.entry.lock is Lock.READ_ONLY and not (row.text or row.standing.target)


class _Desk:
    """Keeps the draft of a view as a record tab does: an edit makes a new draft, which is shown."""

    def __init__(self, view: FormView, form: Form, draft: RecordDraft) -> None:
        self.view, self.form, self.draft = view, form, draft
        self.edits: list[tuple[str, object]] = []
        self.problems: Mapping[str, str] = {}
        view.edited.connect(self._take)

    def _take(self, place: str, value: object) -> None:
        self.edits.append((place, value))
        self.draft = self.draft.with_value(place, value)
        self.view.show_record(self.form, self.draft, self.problems)

    def say(self, problems: Mapping[str, str]) -> None:
        self.problems = problems
        self.view.show_record(self.form, self.draft, problems)


@pytest.mark.parametrize("purpose", Purpose)
@pytest.mark.parametrize("name", [BILL, VENDOR, ITEM, PROJECT, USER])
async def test_every_entry_stands_in_the_form_once_with_its_value(
    known: Mapping[str, Known], make_view: MakeView, name: str, purpose: Purpose
) -> None:
    form, record = known[name].forms[purpose], known[name].record
    view = await make_view(form, draft_of(form, record))
    rows = view.findChildren(EntryRow)
    own = [path for path, entry in form.entries.items() if entry.of is None]
    assert sorted(row.entry.path for row in rows) == sorted(own)
    assert set(_page(view).lists) == set(form.lines)
    for row in rows:
        assert row.isVisible() is not _is_idle(row, form)
        assert row.text == shown(row.entry, draft_of(form, record).value(row.place))
        row.grab()  # it can be painted


async def test_what_the_record_shows_of_a_target_stands_beneath_its_reference(vendor: Known, make_view: MakeView) -> None:
    view = await make_view(vendor.form, vendor.draft)
    target = _row(view, "contacts.default").standing.target
    filled = [
        entry for entry in vendor.form.entries.values() if entry.of == "contacts.default" and not is_empty(vendor.draft.value(entry.place))
    ]
    assert len(filled) > 5
    assert all(shown(entry, vendor.draft.value(entry.place)) in target for entry in filled)
    assert _row(view, "contacts.default").height() > _row(view, "contacts.primary").height()


# entering


async def test_locked_entries_take_nothing(bill: Known, make_view: MakeView, qtbot: QtBot) -> None:
    for purpose in (Purpose.CHANGE, Purpose.READ):
        form = bill.forms[purpose]
        view = await make_view(form, draft_of(form, bill.record))
        heard: list[str] = []
        view.edited.connect(lambda place, _value, heard=heard: heard.append(place))
        locked = [
            row
            for row in _page(view).rows.values()
            if row.entry.lock is not None and row.entry.kind is not EntryKind.FILE and row.isVisible()
        ]
        assert len(locked) > 15
        for row in locked:
            row.setFocus()
            assert row.open_editor() is None
            assert _focused() is row
            if row.entry.kind is not EntryKind.REFERENCE:
                QTest.keyClicks(row, "7x")
            assert row.entry.lock is not None
            reason = lock_reason(row.entry.lock, row.entry)
            assert row.accessibleDescription().endswith(reason)
            assert reason in unescape(row.toolTip())
        assert not heard


async def test_members_that_are_given_once_are_open_in_a_new_record_only(vendor: Known, make_view: MakeView) -> None:
    view = await make_view(vendor.form, vendor.draft)
    once = [path for path, entry in vendor.form.entries.items() if entry.lock is Lock.CREATE_ONLY]
    form = vendor.forms[Purpose.CREATE]
    create = await make_view(form, new_draft(form))
    assert all(_row(view, path).open_editor() is None for path in once)
    assert all(_row(create, path).open_editor() is not None for path in once)


@pytest.mark.parametrize(
    ("path", "typed", "value"),
    [
        ("billNumber", "B-1", "B-1"),
        ("dueDate", "11/30/2026", "2026-11-30"),
        ("currency.exchangeRate.date", "2026-11-30", "2026-11-30"),
        ("currency.txnCurrency", "EUR", "EUR"),
        ("dispute.notes", "odd", "odd"),
    ],
)
async def test_what_is_typed_comes_with_the_place_that_it_is_for(
    bill: Known, make_view: MakeView, path: str, typed: str, value: object
) -> None:
    view = await make_view(bill.form, bill.draft)
    desk = _Desk(view, bill.form, bill.draft)
    _row(view, path).setFocus(Qt.FocusReason.TabFocusReason)
    box = _focused()
    assert isinstance(box, QLineEdit)
    assert box.selectedText() == box.text()
    QTest.keyClicks(box, typed)
    QTest.keyClick(box, Qt.Key.Key_Tab)
    assert desk.edits[-1] == (_row(view, path).place, value)
    assert {place for place, _ in desk.edits} == {_row(view, path).place}
    assert _row(view, path).text == shown(bill.form.entries[path], value)


async def test_a_choice_is_made_by_keyboard(bill: Known, make_view: MakeView) -> None:
    view = await make_view(bill.form, bill.draft)
    desk = _Desk(view, bill.form, bill.draft)
    _row(view, "isOnHold").setFocus(Qt.FocusReason.TabFocusReason)
    box = _focused()
    assert isinstance(box, QComboBox)
    QTest.keyClicks(box, "Y")
    QTest.keyClick(box, Qt.Key.Key_Tab)
    assert desk.edits == [("/isOnHold", True)]


async def test_tab_goes_where_the_eye_goes(bill: Known, make_view: MakeView) -> None:
    view = await make_view(bill.form, bill.draft)
    page = _page(view)
    first = page.rows["billNumber"]
    first.setFocus(Qt.FocusReason.TabFocusReason)
    passed: list[EntryRow] = []
    stops = [row for row in page.rows.values() if row.entry.lock is None or (row.entry.kind is EntryKind.REFERENCE and row.text)]
    while not (passed and page.lists["lines"].isAncestorOf(_focused())):
        focused = _focused()
        row = next((each for each in page.rows.values() if each is focused or each.isAncestorOf(focused)), None)
        if row is None:
            assert isinstance(focused, SectionHead)
        elif row not in passed:
            passed.append(row)
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    assert len(passed) > 8
    QTest.keyClick(_focused(), Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert _focused() is page.lists["lines"].head
    assert passed == stops[: len(passed)]
    assert [(row.y(), row.x()) for row in passed] == sorted((row.y(), row.x()) for row in passed)
    while _focused().window() is view and not first.isAncestorOf(_focused()):
        QTest.keyClick(_focused(), Qt.Key.Key_Tab, Qt.KeyboardModifier.ShiftModifier)
    assert first.isAncestorOf(_focused())


async def test_an_entry_becomes_its_editor_when_the_mouse_comes_over_it(bill: Known, make_view: MakeView, qtbot: QtBot) -> None:
    view = await make_view(bill.form, bill.draft)
    row = _row(view, "dueDate")
    assert row.editor is None
    QTest.mouseMove(view.windowHandle(), row.mapTo(view, QPoint(row.width() - 60, 16)))
    qtbot.waitUntil(lambda: row.editor is not None)
    assert not row.has_focus


# in step with the draft


async def test_the_focus_and_the_cursor_survive_an_update(bill: Known, make_view: MakeView) -> None:
    view = await make_view(bill.form, bill.draft)
    desk = _Desk(view, bill.form, bill.draft)
    page, row = _page(view), _row(view, "description")
    row.setFocus(Qt.FocusReason.TabFocusReason)
    box = _focused()
    assert isinstance(box, QLineEdit)
    box.setText("Service")
    box.setCursorPosition(3)
    QTest.keyClicks(box, "XY")
    desk.say({"/description": "No.", "/dueDate": "Too late."})
    desk.say({})
    assert _focused() is box
    assert (box.text(), box.cursorPosition()) == ("SerXYvice", 5)
    assert view.page is page


async def test_only_what_is_different_is_touched(bill: Known, make_view: MakeView) -> None:
    view = await make_view(bill.form, bill.draft)
    again = [
        path
        for path, row in _page(view).rows.items()
        if row.show_standing(bill.draft.value(row.place), bill.draft.value(row.place), "", bill.draft.record)
    ]
    assert again == []


async def test_a_changed_entry_shows_what_was_there_and_the_way_back(bill: Known, make_view: MakeView, qtbot: QtBot) -> None:
    view = await make_view(bill.form, bill.draft)
    desk = _Desk(view, bill.form, bill.draft)
    row = _row(view, "dueDate")
    before = row.height()
    assert not row.is_changed
    view.edited.emit("/dueDate", "2030-01-31")
    assert row.old_value is not None
    assert row.old_value.text == shown(row.entry, bill.record["dueDate"])
    assert row.height() > before
    QTest.mouseClick(row.old_value.button, Qt.MouseButton.LeftButton)
    assert desk.draft.value("/dueDate") == bill.record["dueDate"]
    assert not [old for old in row.findChildren(OldValue) if old.isVisible()]
    assert row.height() == before


async def test_the_button_that_puts_back_comes_after_its_editor(bill: Known, make_view: MakeView) -> None:
    view = await make_view(bill.form, bill.draft)
    desk = _Desk(view, bill.form, bill.draft)
    row = _row(view, "billNumber")
    row.setFocus(Qt.FocusReason.TabFocusReason)
    box = _focused()
    assert isinstance(box, QLineEdit)
    box.end(False)
    QTest.keyClicks(box, "9")
    QTest.keyClick(_focused(), Qt.Key.Key_Tab)
    assert desk.edits
    assert row.old_value is not None
    assert _focused() is row.old_value.button


async def test_an_equal_amount_is_no_change(bill: Known, make_view: MakeView) -> None:
    record = with_value(bill.record, "/currency/exchangeRate/rate", "1.50")
    draft = draft_of(bill.form, record)
    view = await make_view(bill.form, draft)
    view.show_record(bill.form, draft.with_value("/currency/exchangeRate/rate", "1.5"))
    assert not _row(view, "currency.exchangeRate.rate").is_changed


async def test_problems_stand_where_they_belong(bill: Known, make_view: MakeView) -> None:
    view = await make_view(bill.form, bill.draft)
    desk = _Desk(view, bill.form, bill.draft)
    desk.say(
        {
            "/dueDate": "Before the bill.",
            "/vendor/id": "No such vendor.",
            "/vendor/vendorDue": "Too much.",
            "/lines": "None left.",
            "/lines/0/txnAmount": "Too little.",
            "/nowhere": "Something else.",
        }
    )
    refused = {path: row.problem for path, row in _page(view).rows.items() if row.problem}
    assert refused == {"dueDate": "Before the bill.", "vendor": "No such vendor.\nToo much."}
    assert "Before the bill." in _row(view, "dueDate").accessibleDescription()
    assert _page(view).lists["lines"].problems == {"": "None left.", "/0/txnAmount": "Too little."}
    assert _page(view).general_problem == "Something else."
    desk.say({})
    assert not any(row.problem for row in _page(view).rows.values())
    assert _page(view).general_problem == ""


async def test_what_an_editor_has_against_a_text_is_said_at_once_and_the_text_stays(bill: Known, make_view: MakeView) -> None:
    view = await make_view(bill.form, bill.draft)
    desk = _Desk(view, bill.form, bill.draft)
    row = _row(view, "dueDate")
    row.setFocus(Qt.FocusReason.TabFocusReason)
    box = _focused()
    assert isinstance(box, QLineEdit)
    box.selectAll()
    QTest.keyClicks(box, "31.31.2026")
    assert "31.31.2026" in row.problem
    assert desk.draft.value("/dueDate") == "31.31.2026"
    assert box.text() == "31.31.2026"


async def test_that_a_record_is_gone_is_said_once_it_is_known(
    bill: Known, make_view: MakeView, client: Client, models: ModelService, until: Until
) -> None:
    view = await make_view(bill.form, bill.draft, source=RecordSource(client, models))
    desk = _Desk(view, bill.form, bill.draft)
    row = _row(view, "vendor")
    row.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClicks(_focused(), "NOBODY")
    QTest.keyClick(_focused(), Qt.Key.Key_Tab)
    await until(lambda: row.problem)
    assert "NOBODY" in row.problem
    assert desk.draft.value("/vendor/id") == "NOBODY"
    assert row.is_changed


# finding one's way


@pytest.mark.parametrize(
    ("looked_for", "left"),
    [
        ("no such thing", []),
        ("due date", ["dueDate"]),
        ("txnAmountDue", ["totalTxnAmountDue"]),
        ("typeid exchange", ["currency.exchangeRate.typeId"]),
        ("{billNumber}", ["billNumber"]),
    ],
)
async def test_finding_leaves_and_counts_what_has_the_words(
    bill: Known, make_view: MakeView, qtbot: QtBot, looked_for: str, left: list[str]
) -> None:
    view = await make_view(bill.form, bill.draft)
    everything = _shown_rows(view)
    with qtbot.waitSignal(view.found) as counted:
        view.find_entries(looked_for.format(**bill.record))
    assert counted.args == [len(left) + sum(part.head.isVisible() for part in _page(view).lists.values())]
    assert _shown_rows(view) == left
    view.find_entries("")
    assert _shown_rows(view) == everything


async def test_esc_in_the_form_ends_the_search(bill: Known, make_view: MakeView, qtbot: QtBot) -> None:
    view = await make_view(bill.form, bill.draft)
    everything = _shown_rows(view)
    view.find_entries("due date")
    _row(view, "dueDate").setFocus(Qt.FocusReason.TabFocusReason)
    with qtbot.waitSignal(view.find_ended):
        QTest.keyClick(_focused(), Qt.Key.Key_Escape)
    assert _shown_rows(view) == everything


async def test_finding_looks_into_lists_and_folded_sections(bill: Known, make_view: MakeView) -> None:
    view = await make_view(bill.form, bill.draft)
    memo = bill.record["lines"][0]["memo"]
    assert memo
    assert view.find_entries(memo) >= 1
    assert _page(view).lists["lines"].isVisible()
    view.find_entries("")
    head = next(head for head in view.findChildren(SectionHead) if head.title == "Currency")
    head.click()
    assert not _row(view, "currency.baseCurrency").isVisible()
    view.find_entries("base currency")
    assert _shown_rows(view) == ["currency.baseCurrency"]


async def test_what_is_empty_and_set_by_the_company_is_hidden_until_it_is_looked_for(bill: Known, make_view: MakeView) -> None:
    view = await make_view(bill.form, bill.draft)
    page = _page(view)
    idle = [path for path, row in page.rows.items() if _is_idle(row, bill.form)]
    assert not {*idle} & {*_shown_rows(view)}
    [head] = [head for head in view.findChildren(SectionHead) if head.title == "More"]
    [rare] = [block for block in layout_of(bill.form) if block.part is Part.MORE]
    own = [row.entry.path for row in rare.rows if row.entry.path in idle]
    assert head.note == f"{len(own)} empty fields that the company sets"
    assert head.toolTip()
    assert view.find_entries(own[0]) >= 1
    assert own[0] in _shown_rows(view)
    assert not head.note
    view.find_entries("")
    assert own[0] not in _shown_rows(view)
    assert view.reveal(page.rows[own[0]].place)
    assert page.rows[own[0]].has_focus
    view.set_filled_only(False)
    view.show_record(bill.form, draft_of(bill.form, {**bill.record, own[0]: "7"}))
    assert own[0] in _shown_rows(view)


async def test_filled_only_keeps_what_matters(bill: Known, make_view: MakeView) -> None:
    view = await make_view(bill.form, bill.draft)
    desk = _Desk(view, bill.form, bill.draft)
    view.set_filled_only(True)
    entries = bill.form.entries
    filled = {path for path, entry in entries.items() if not is_empty(bill.draft.value(entry.place)) and entry.of is None}
    required = {path for path, entry in entries.items() if entry.required}
    assert set(_shown_rows(view)) == filled | required
    empty = next(row for path, row in _page(view).rows.items() if path.startswith("dispute.") and not row.isVisible())
    assert not [head for head in view.findChildren(SectionHead) if head.title == "Dispute" and head.isVisible()]
    desk.say({empty.place: "Say why."})
    assert empty.isVisible()
    desk.say({})
    assert not empty.isVisible()
    view.edited.emit(empty.place, "late")
    assert empty.isVisible()


async def test_what_is_emptied_stays_while_it_is_in_use(bill: Known, make_view: MakeView) -> None:
    view = await make_view(bill.form, bill.draft)
    view.set_filled_only(True)
    row = _row(view, "billNumber")
    row.setFocus(Qt.FocusReason.TabFocusReason)
    without = draft_of(bill.form, with_value(bill.record, "/billNumber", None))
    view.show_record(bill.form, without)
    assert row.isVisible()
    assert row.has_focus
    _row(view, "dueDate").setFocus(Qt.FocusReason.TabFocusReason)
    view.set_filled_only(True)
    assert not row.isVisible()


async def test_a_place_is_revealed_whatever_hides_it(bill: Known, make_view: MakeView) -> None:
    view = await make_view(bill.form, bill.draft, height=400)
    for head in view.findChildren(SectionHead):
        head.setChecked(False)
    view.find_entries("vendor")
    view.set_filled_only(True)
    assert view.reveal("/currency/exchangeRate/typeId")
    row = _row(view, "currency.exchangeRate.typeId")
    assert row.has_focus
    assert not row.visibleRegion().isEmpty()
    assert view.reveal("/vendor/id")
    assert _row(view, "vendor").has_focus
    assert not view.reveal("/nothing/here")


async def test_a_place_in_a_list_is_revealed_in_its_table(bill: Known, make_view: MakeView) -> None:
    view = await make_view(bill.form, bill.draft, height=400)
    part = _page(view).lists["lines"]
    part.head.setChecked(False)
    assert view.reveal("/lines/0/memo")
    assert part.table is not None
    assert not part.table.visibleRegion().isEmpty()
    assert part.isAncestorOf(_focused())


async def test_a_folded_section_says_what_it_hides(bill: Known, make_view: MakeView) -> None:
    view = await make_view(bill.form, bill.draft)
    desk = _Desk(view, bill.form, bill.draft)
    head = next(head for head in view.findChildren(SectionHead) if head.title == "Dispute")
    head.setFocus()
    QTest.keyClick(head, Qt.Key.Key_Return)
    assert not _row(view, "dispute.notes").isVisible()
    desk.problems = {"/dispute/reason": "Which?"}
    view.edited.emit("/dispute/notes", "late")
    assert head.note == "2 entries · 1 changed · 1 refused"
    assert head.note in head.accessibleDescription()


# how it stands


@pytest.mark.parametrize(("width", "columns"), [(1000, 2), (720, 2), (690, 1), (420, 1)])
async def test_columns_follow_the_width(bill: Known, make_view: MakeView, width: int, columns: int) -> None:
    view = await make_view(bill.form, bill.draft, width=width)
    rows = [row for row in _page(view).rows.values() if row.isVisible()]
    assert len({row.x() for row in rows}) == columns
    assert all(row.x() >= 0 and row.x() + row.width() <= width for row in rows)
    boxes = [row.geometry() for row in rows]
    assert not any(one.intersects(other) for at, one in enumerate(boxes) for other in boxes[at + 1 :])
    view.resize(1500 - width, 900)
    assert len({row.x() for row in rows}) == (2 if 1500 - width >= 720 else 1)


async def test_every_control_has_a_name(bill: Known, make_view: MakeView) -> None:
    view = await make_view(bill.form, bill.draft)
    for row in _page(view).rows.values():
        row.open_editor()
    view.show_record(bill.form, bill.draft.with_value("/dueDate", "2030-01-31"), {"/dueDate": "No."})
    assert _row(view, "dueDate").accessibleName() == "Due date, dueDate"
    for row in _page(view).rows.values():
        if row.editor is not None:
            control = row.editor.focusProxy()
            assert control is not None
            assert control.accessibleName() == row.accessibleName() == f"{row.label}, {row.entry.path}"
    own = [part for kind in (EntryRow, SectionHead, OldValue, LinesPart) for part in view.findChildren(kind)]
    buttons = [button for old in view.findChildren(OldValue) for button in old.findChildren(QAbstractButton)]
    assert buttons
    named = [part for part in (*own, *buttons) if not isinstance(part, OldValue)]
    assert [part for part in named if not part.accessibleName()] == []
    signs = view.findChildren(QToolButton)
    assert len(signs) > 10
    assert all(QAccessible.queryAccessibleInterface(sign).text(QAccessible.Text.Name) and sign.toolTip() for sign in signs)


async def test_the_company_has_its_own_words(bill: Known, make_view: MakeView) -> None:
    view = await make_view(bill.form, bill.draft)
    view.set_labels({"location": "Branch"})
    assert _row(view, "location").accessibleName() == "Branch, location"
    assert view.find_entries("branch") == 1
    create = bill.forms[Purpose.CREATE]
    view.show_record(create, new_draft(create))
    assert _row(view, "location").label == "Branch"


async def test_a_locked_reference_is_a_link(bill: Known, make_view: MakeView, qtbot: QtBot) -> None:
    form = bill.forms[Purpose.READ]
    view = await make_view(form, draft_of(form, bill.record))
    row = _row(view, "vendor")
    wanted = [row.entry.reference.object if row.entry.reference else None, bill.record["vendor"]["key"]]
    with qtbot.waitSignal(view.link_wished) as clicked:
        QTest.mouseClick(row, Qt.MouseButton.LeftButton, pos=QPoint(row.width() - 60, 16))
    assert clicked.args == wanted
    row.setFocus()
    with qtbot.waitSignal(view.link_wished) as pressed:
        QTest.keyClick(row, Qt.Key.Key_Return)
    assert pressed.args == wanted


async def test_another_record_may_be_shown_from_within_a_row(bill: Known, vendor: Known, make_view: MakeView) -> None:
    form = bill.forms[Purpose.READ]
    view = await make_view(form, draft_of(form, bill.record))
    view.link_wished.connect(lambda *_: view.show_record(vendor.form, vendor.draft))
    row = _row(view, "vendor")
    QTest.mouseClick(row, Qt.MouseButton.LeftButton, pos=QPoint(row.width() - 60, 16))
    assert _row(view, "id").text == vendor.record["id"]


async def test_what_an_entry_has_is_copied(bill: Known, make_view: MakeView) -> None:
    view = await make_view(bill.form, bill.draft)
    copied: dict[str, Any] = {}
    menu = _row(view, "vendor").menu()
    for action in menu.actions():
        if action.text().startswith("Copy"):
            action.trigger()
            copied[" ".join(action.text().split()[:3])] = QApplication.clipboard().text()
    assert copied["Copy value"] == bill.record["vendor"]["id"]
    assert copied["Copy path vendor"] == "vendor"
    assert copied["Copy JSON pointer"] == "/vendor"
    assert f'"key":"{bill.record["vendor"]["key"]}"' in copied["Copy as JSON"]
    assert "Open" in [action.text() for action in menu.actions()]
    menu.deleteLater()


async def test_an_empty_list_is_only_its_heading(bill: Known, make_view: MakeView) -> None:
    none = draft_of(bill.forms[Purpose.READ], with_value(bill.record, "/lines", []))
    view = await make_view(bill.forms[Purpose.READ], none)
    part = _page(view).lists["lines"]
    assert part.head.isVisible()
    assert not part.isVisible()
    view.show_record(bill.forms[Purpose.READ], draft_of(bill.forms[Purpose.READ], bill.record))
    assert part.isVisible()


async def test_a_table_is_made_when_it_comes_into_view_and_says_the_whole_new_list(bill: Known, make_view: MakeView, qtbot: QtBot) -> None:
    view = await make_view(bill.form, bill.draft, width=600, height=300)
    part = _page(view).lists["lines"]
    assert view.findChildren(LinesTable) == []
    assert view.reveal("/lines")
    [table] = view.findChildren(LinesTable)
    with qtbot.waitSignal(view.items_edited) as heard:
        table.add_button.click()
    place, items = heard.args
    assert place == "/lines"
    assert items[:-1] == bill.record["lines"]
    view.show_record(bill.form, bill.draft.with_value(place, items))
    assert part.head.note == f"{len(items)} items"


async def test_another_record_begins_at_its_top(bill: Known, make_view: MakeView) -> None:
    view = await make_view(bill.form, bill.draft, height=300)
    assert view.reveal("/currency/txnCurrency")
    view.show_record(bill.form, draft_of(bill.form, {**bill.record, "key": "2"}))
    assert not _row(view, "billNumber").visibleRegion().isEmpty()
    assert not _row(view, "currency.txnCurrency").has_focus


async def test_waiting_shows_where_the_content_will_be(bill: Known, qtbot: QtBot) -> None:
    view = FormView(None)
    qtbot.addWidget(view)
    view.resize(1000, 900)
    view.show_waiting()
    view.show()
    view.grab()
    view.resize(990, 900)
    assert not view.findChildren(EntryRow)
    view.show_record(bill.form, bill.draft)
    assert _row(view, "billNumber").text == bill.record["billNumber"]


async def test_a_record_that_is_read_again_hides_the_one_before(bill: Known, make_view: MakeView) -> None:
    view = await make_view(bill.form, bill.draft)
    view.show_waiting()
    view.resize(900, 800)
    assert _shown_rows(view) == []
    view.show_record(bill.form, bill.draft)
    assert _row(view, "billNumber").isVisible()
