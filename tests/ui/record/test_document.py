"""A record that is being edited: its steps, what stands against it, and the one request that it makes."""

from PySide6.QtTest import QSignalSpy

from intacct_desktop.api.errors import ErrorDetail
from intacct_desktop.api.records.draft import draft_of
from intacct_desktop.api.records.form import Purpose
from intacct_desktop.api.records.values import Place
from intacct_desktop.ui.record.document import RecordDocument
from tests.forms import form_for

FORM = form_for("accounts-payable/bill", Purpose.CHANGE)
SAID = (ErrorDetail("No"),)


def document() -> RecordDocument:
    lines = [{"key": key, "memo": "Paper", "txnAmount": "10.00"} for key in "123"]
    return RecordDocument(FORM, draft_of(FORM, {"key": "7", "dueDate": "2026-11-16", "description": "Paper", "lines": lines}))


def refused(*places: Place) -> RecordDocument:
    made = document()
    made.edit("/dueDate", "2026-11-30")
    made.refuse(dict.fromkeys(places, SAID))
    return made


def test_an_edit_is_a_step_with_a_name_and_typing_on_is_the_same_one() -> None:
    made = document()
    changed = QSignalSpy(made.changed)
    for text in ("P", "Pe", "Pen"):
        made.edit("/lines/1/memo", text)
    made.edit("/dueDate", "2026-11-30")
    assert changed.count() == 4
    assert (made.undo_name, made.redo_name) == ("Change dueDate", "")
    made.undo()
    assert (made.undo_name, made.redo_name) == ("Change lines[2].memo", "Change dueDate")
    assert made.draft.value("/lines/1/memo") == "Pen"
    made.undo()
    assert (made.undo_name, made.is_changed, made.changes) == ("", False, ())
    made.redo()
    made.redo()
    assert [change.path for change in made.changes] == ["dueDate", "lines[2].memo"]


def test_lists_are_edited_in_steps_of_their_own() -> None:
    made = document()
    first, second, _ = made.draft.record["lines"]
    made.edit_items("/lines", [first, second])
    made.edit_items("/lines", [first])
    assert made.undo_name == "Change lines"
    made.undo()
    assert made.draft.record["lines"] == [first, second]


def test_what_changes_nothing_is_no_step() -> None:
    made = document()
    changed = QSignalSpy(made.changed)
    made.edit("/description", "Paper")
    assert (changed.count(), made.undo_name) == (0, "")


def test_the_request_and_its_key_are_the_same_while_the_draft_is() -> None:
    made = document()
    made.edit("/dueDate", "2026-11-30")
    first, _ = made.write()
    assert made.write()[0] is first
    made.refuse({"": SAID})
    assert made.write()[0] is first, "it may be sent again"
    made.renew()
    assert made.write()[0].idempotency_key != first.idempotency_key, "a refusal would be answered from memory"
    first, _ = made.write()
    made.edit("/description", "Ink")
    made.undo()
    assert made.write()[0] is first, "it asks for the same"
    made.edit("/dueDate", "2026-12-01")
    second, _ = made.write()
    assert second.body == {"dueDate": "2026-12-01"}
    assert second.idempotency_key != first.idempotency_key
    assert second.entity is None
    made.show(FORM, made.draft, "100")
    there, _ = made.write()
    assert (there.entity, there.body) == ("100", second.body)
    assert there.idempotency_key != second.idempotency_key, "in another entity it is another request"


def test_a_refusal_goes_when_its_place_is_put_right_and_others_stay() -> None:
    made = refused("/dueDate", "/lines/0/memo", "/lines/1", "/vendor", "")
    made.edit("/lines/0/memo", "Ink")
    assert set(made.refused) == {"/dueDate", "/lines/1", "/vendor"}, "and what was said of all of it"
    made.edit("/lines/1/memo", "Ink")
    assert set(made.refused) == {"/dueDate", "/vendor"}
    made.edit("/description", "Ink")
    made.edit("/vendor", {"id": "V-1"})
    made.edit("/dueDate", "2026-12-01")
    assert not made.refused


def test_a_reference_whose_name_becomes_known_is_the_same() -> None:
    made = document()
    made.edit("/vendor", {"id": "V-1"})
    first, _ = made.write()
    made.refuse({"/vendor": SAID})
    made.edit("/vendor", {"id": "V-1", "key": "1", "name": "Pumps"})
    assert set(made.refused) == {"/vendor"}
    assert made.write()[0] is first


def test_a_refused_line_is_not_taken_for_the_one_that_takes_its_place() -> None:
    made = refused("/lines/1/memo", "/lines", "/dueDate")
    first, _, third = made.draft.record["lines"]
    made.edit_items("/lines", [first, third])
    assert third["memo"] == "Paper", "as the refused one"
    assert set(made.refused) == {"/dueDate"}


def test_what_leads_back_to_the_refused_draft_shows_why_it_was_refused() -> None:
    made = refused("/vendor", "")
    made.edit("/vendor", {"id": "V-1"})
    assert not made.refused
    made.undo()
    assert set(made.refused) == {"/vendor", ""}
    made.show(FORM, draft_of(FORM, {"key": "7", "dueDate": "2026-11-30"}), None)
    assert not made.refused
    assert (made.undo_name, made.is_changed) == ("", False)


def test_throwing_changes_away_is_a_step_that_can_be_taken_back() -> None:
    made = refused("/dueDate")
    base = made.draft.base
    made.take(draft_of(FORM, base), "Discard changes")
    assert (made.is_changed, set(made.refused), made.undo_name) == (False, set(), "Discard changes")
    made.undo()
    assert made.draft.value("/dueDate") == "2026-11-30"
    assert made.redo_name == "Discard changes"


def test_what_is_wrong_is_known_after_each_edit() -> None:
    made = document()
    made.edit("/dueDate", "31.11.2026")
    assert [problem.place for problem in made.problems] == ["/dueDate"]
    made.undo()
    assert made.problems == ()
