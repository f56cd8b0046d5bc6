"""What takes a write of the journal back."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intacct_desktop.api.exchange import HIDDEN
from intacct_desktop.api.records.draft import RecordDraft, changes, items_of
from intacct_desktop.api.records.form import Entry, EntryKind, Form, Lines, Lock, Purpose, form_of
from intacct_desktop.api.records.values import Record, is_empty, value_at
from intacct_desktop.api.records.workflow_actions import WorkflowAction
from intacct_desktop.workspace.inverse import Inverse, LeftOut, NoInverse, NoInverseReason, inverse, purpose_for
from intacct_desktop.workspace.journal import Action, JournalEntry, Outcome
from tests.forms import form_for

BILL = "accounts-payable/bill"
FORM, NEW, SEEN = (form_for(BILL, purpose) for purpose in (Purpose.CHANGE, Purpose.CREATE, Purpose.READ))
STORED: dict[str, Any] = {
    "key": "10",
    "id": "10",
    "state": "draft",
    "description": "Annual",
    "dueDate": "2026-11-16",
    "totalTxnAmount": "24151.50",
    "vendor": {"key": "14", "id": "V-00014", "name": "O'Neill & Sons"},
    "term": {"key": None, "id": None, "name": None},
    "lines": [
        {"key": "71", "memo": "First", "txnAmount": "4150.50", "glAccount": {"key": "5", "id": "6252"}},
        {"key": "72", "memo": "Second", "txnAmount": "20000.00", "glAccount": {"key": "6", "id": "6400"}},
        {"key": "73", "memo": None, "txnAmount": "1.00", "glAccount": {"key": "6", "id": "6400"}},
    ],
    "audit": {"modifiedDateTime": "2026-11-01T08:00:00Z"},
}
DONE = JournalEntry(
    id=1,
    at=datetime(2026, 11, 20, tzinfo=UTC),
    profile_id="acme",
    action=Action.CHANGE,
    object=BILL,
    key="10",
    outcome=Outcome.DONE,
    before=STORED,
)


def edited(record: Record, **members: Any) -> dict[str, Any]:
    return {**record, **members}


def with_items(*items: Mapping[str, Any]) -> dict[str, Any]:
    return edited(STORED, lines=list(items))


def back(after: Record, current: Record | None = None, before: Record = STORED) -> Inverse:
    found = inverse(replace(DONE, before=before, after=after), after if current is None else current, FORM)
    assert isinstance(found, Inverse), found
    assert found.action is Action.CHANGE
    assert found.key == "10"
    return found


def record_of(found: Inverse) -> Record:
    assert found.draft is not None
    return found.draft.record


def reason(entry: JournalEntry, current: Record | None, form: Form = FORM) -> NoInverseReason:
    found = inverse(entry, current, form)
    assert isinstance(found, NoInverse), found
    return found.reason


_TEXTS = st.none() | st.text("aé1 ", max_size=4)
_DATES = st.none() | st.sampled_from(["2026-11-16", "2026-12-31"])
_ACCOUNTS = st.sampled_from([{"key": "5", "id": "6252"}, {"key": "7", "id": "1000"}])
_ITEM = st.fixed_dictionaries(
    {}, optional={"memo": _TEXTS, "txnAmount": st.sampled_from(["1.00", "20000.00", "7.25"]), "glAccount": _ACCOUNTS}
)


@st.composite
def _edits(draw: st.DrawFn) -> dict[str, Any]:
    """A record as the company has it after a random edit: the form's members, and items changed, added and removed."""
    after = dict(STORED)
    after |= draw(
        st.fixed_dictionaries(
            {},
            optional={
                "description": _TEXTS,
                "dueDate": _DATES,
                "vendor": st.sampled_from([{"key": "14", "id": "V-00014"}, {"key": "2", "id": "V-2"}]),
                "term": st.sampled_from([None, {"key": "3", "id": "N30"}]),
            },
        )
    )
    kept = [{**item, **draw(_ITEM)} for item in STORED["lines"] if draw(st.booleans())]
    for number, item in enumerate(draw(st.lists(_ITEM, max_size=2))):
        kept.insert(draw(st.integers(0, len(kept))), {**item, "key": f"new {number}"})
    return edited(after, lines=kept, audit={"modifiedDateTime": "2026-11-02T08:00:00Z"})


def _said(record: Record) -> list[object]:
    """All that the form can say of a record, items without keys: what was removed comes back as another item."""
    values: list[object] = [value_at(record, entry.place) for entry in FORM.entries.values() if entry.lock is None]
    values += [
        sorted(
            repr([_plain(value_at(item, column.place)) for column in lines.columns if column.lock is None])
            for item in items_of(record, lines)
        )
        for lines in FORM.lines.values()
    ]
    return [value if isinstance(value, list) else _plain(value) for value in values]


def _plain(value: Any) -> object:
    return None if is_empty(value) else value["key"] if isinstance(value, Mapping) else value


@given(_edits())
def test_a_change_and_its_inverse_give_the_record_back(after: dict[str, Any]) -> None:
    if not changes(RecordDraft(BILL, "10", STORED, after), FORM):
        assert reason(replace(DONE, after=after), after) is NoInverseReason.AS_BEFORE
        return
    found = back(after)
    assert _said(record_of(found)) == _said(STORED)
    assert found.conflicts == ()
    assert found.left_out == ()


@given(_edits(), _edits())
def test_what_others_changed_elsewhere_stays(after: dict[str, Any], others: dict[str, Any]) -> None:
    current = edited(after, supplierNote="theirs", recordId=others["description"], lines=[*after["lines"], {"key": "theirs", "memo": "x"}])
    found = inverse(replace(DONE, after=after), current, FORM)
    if isinstance(found, NoInverse):
        assert found.reason is NoInverseReason.AS_BEFORE
        return
    record = record_of(found)
    assert found.conflicts == ()
    assert (record["supplierNote"], record["recordId"]) == ("theirs", others["description"])
    assert any(item.get("key") == "theirs" for item in record["lines"])


def test_a_member_that_moved_again_is_a_conflict_and_still_set_back() -> None:
    found = back(edited(STORED, dueDate="2026-12-01", description="New"), edited(STORED, dueDate="2026-12-24", description="New"))
    (conflict,) = found.conflicts
    assert (conflict.path, conflict.mine, conflict.base, conflict.theirs) == ("dueDate", "2026-11-16", "2026-12-01", "2026-12-24")
    assert (record_of(found)["dueDate"], record_of(found)["description"]) == ("2026-11-16", "Annual")


def test_items_are_found_by_their_key_wherever_they_stand_now() -> None:
    first, second, third = STORED["lines"]
    changed = {**second, "memo": "Changed"}
    found = back(with_items(first, changed, third), with_items({"key": "99"}, third, changed, first))
    assert record_of(found)["lines"] == [{"key": "99"}, third, second, first]


def test_an_item_that_is_gone_or_moved_on_is_a_conflict() -> None:
    first, second, third = STORED["lines"]
    added = {"key": "80", "memo": "Added"}
    after = edited(with_items({**first, "memo": "Changed"}, second, third, added), description="New")
    found = back(after, edited(with_items(second, third, {**added, "memo": "Theirs"}), description="New"))
    assert [(conflict.path, conflict.theirs) for conflict in found.conflicts] == [
        ("lines[1].memo", None),
        ("lines[4]", {"key": "80", "memo": "Theirs"}),
    ]
    assert record_of(found)["lines"] == [second, third]


def test_an_item_that_was_removed_comes_back_as_a_new_one_with_what_may_be_said() -> None:
    first, second, third = ({**item, "baseAmount": "9.00"} for item in STORED["lines"])
    found = back(with_items(first, third), before=with_items(first, second, third))
    assert record_of(found)["lines"][2] == {name: second[name] for name in ("memo", "txnAmount", "glAccount")}


def test_a_secret_cannot_be_brought_back_and_the_rest_can() -> None:
    before, after = edited(STORED, description=HIDDEN, dueDate=None), edited(STORED, description="x")
    found = back(after, before=before)
    assert found.left_out == (LeftOut("description"),)
    assert record_of(found)["description"] == "x"
    assert record_of(found)["dueDate"] is None
    entry = replace(DONE, before=edited(STORED, description=HIDDEN), after=after)
    assert reason(entry, after) is NoInverseReason.SECRET


def test_what_was_created_is_deleted_and_says_what_happened_to_it_since() -> None:
    entry = replace(DONE, action=Action.CREATE, before=None, after=STORED)
    assert purpose_for(entry) is Purpose.READ
    assert inverse(entry, STORED, SEEN) == Inverse(action=Action.DELETE, object=BILL, key="10")
    first, *others = STORED["lines"]
    paid = edited(STORED, state="paid", lines=[{**first, "memo": "theirs"}, *others], audit={"modifiedDateTime": "2026-11-03T08:00:00Z"})
    found = inverse(entry, paid, SEEN)
    assert isinstance(found, Inverse)
    assert {conflict.path for conflict in found.conflicts} == {"state", "audit.modifiedDateTime", "lines"}
    assert reason(replace(entry, key=None), STORED, SEEN) is NoInverseReason.NOT_KEPT


def test_what_was_deleted_is_made_again_with_its_id_and_without_what_the_company_sets() -> None:
    name = "accounts-payable/vendor"
    form = form_for(name, Purpose.CREATE)
    vendor = {"key": "7", "id": "V-7", "name": "Acme", "status": "inactive", "totalDue": "10.00", "taxId": HIDDEN}
    entry = replace(DONE, action=Action.DELETE, object=name, before=vendor)
    assert purpose_for(entry) is Purpose.CREATE
    found = inverse(entry, None, form)
    assert isinstance(found, Inverse)
    assert found.draft is not None
    assert found.draft.is_new
    assert {path: found.draft.value(f"/{path}") for path in ("key", "id", "name", "status", "taxId")} == {
        "key": None,
        "id": "V-7",
        "name": "Acme",
        "status": "inactive",
        "taxId": None,
    }
    assert set(found.left_out) == {LeftOut("totalDue", Lock.READ_ONLY), LeftOut("taxId")}


def test_the_items_of_what_was_deleted_come_too() -> None:
    found = inverse(replace(DONE, action=Action.DELETE), None, NEW)
    assert isinstance(found, Inverse)
    assert [(item.get("key"), item.get("memo"), item["txnAmount"]) for item in record_of(found)["lines"]] == [
        (None, "First", "4150.50"),
        (None, "Second", "20000.00"),
        (None, None, "1.00"),
    ]


def _action(name: str) -> WorkflowAction:
    return WorkflowAction(f"workflows/{BILL}/{name}", BILL, name, name)


def test_an_action_is_taken_back_by_its_opposite_where_the_company_offers_it() -> None:
    entry = replace(DONE, action=Action.WORKFLOW, path=f"/workflows/{BILL}/submit", after=edited(STORED, state="submitted"))
    offered = [_action(name) for name in ("submit", "recall", "reverse")]
    found = inverse(entry, entry.after, SEEN, offered)
    assert found == Inverse(action=Action.WORKFLOW, object=BILL, key="10", workflow=offered[1])
    moved = inverse(entry, edited(STORED, state="approved"), SEEN, offered)
    assert isinstance(moved, Inverse)
    assert [(conflict.path, conflict.base, conflict.theirs) for conflict in moved.conflicts] == [("state", "submitted", "approved")]
    assert inverse(entry, entry.after, SEEN, [_action("reverse")]) == NoInverse(NoInverseReason.ONLY_REVERSED)
    assert inverse(replace(entry, path=f"/workflows/{BILL}/approve"), STORED, SEEN, []) == NoInverse(NoInverseReason.NO_OPPOSITE)
    assert inverse(entry, None, SEEN, offered) == NoInverse(NoInverseReason.GONE)


@pytest.mark.parametrize(
    ("members", "current", "purpose", "expected"),
    [
        ({"outcome": Outcome.REFUSED}, STORED, Purpose.CHANGE, NoInverseReason.NOT_DONE),
        ({"outcome": Outcome.UNKNOWN}, STORED, Purpose.CHANGE, NoInverseReason.NOT_DONE),
        ({"undone_by": 2}, STORED, Purpose.CHANGE, NoInverseReason.UNDONE),
        ({}, None, Purpose.CHANGE, NoInverseReason.GONE),
        ({"after": None}, STORED, Purpose.CHANGE, NoInverseReason.NOT_KEPT),
        ({}, STORED, Purpose.CHANGE, NoInverseReason.AS_BEFORE),
        ({}, STORED, Purpose.READ, NoInverseReason.NOT_ALLOWED),
        ({"action": Action.CREATE}, None, Purpose.READ, NoInverseReason.GONE),
        ({"action": Action.DELETE}, STORED, Purpose.CREATE, NoInverseReason.THERE),
        ({"action": Action.DELETE}, None, Purpose.READ, NoInverseReason.NOT_ALLOWED),
        ({"action": Action.DELETE, "before": None}, None, Purpose.CREATE, NoInverseReason.NOT_KEPT),
        ({"action": Action.OTHER}, STORED, Purpose.READ, NoInverseReason.NO_OPPOSITE),
    ],
)
def test_what_cannot_be_taken_back_says_why(
    members: dict[str, Any], current: Record | None, purpose: Purpose, expected: NoInverseReason
) -> None:
    entry = replace(DONE, **{"after": edited(STORED, dueDate="2026-12-01"), **members})
    assert reason(entry, current, form_for(BILL, purpose)) is expected


def test_what_the_api_does_not_delete_stays() -> None:
    name = "company-config/audit-history"
    entry = replace(DONE, action=Action.CREATE, object=name)
    assert reason(entry, STORED, form_for(name, Purpose.READ)) is NoInverseReason.NOT_ALLOWED


def test_a_secret_within_what_the_model_does_not_describe_is_left_out_too() -> None:
    """A deleted record comes back without what was not kept, and never with the signs that stand for it."""
    described = [column for column in NEW.lines["lines"].columns if column.path == "taxEntries"]
    assert described, "a list within a line is JSON"
    before = with_items(STORED["lines"][0] | {"taxEntries": [{"accessToken": HIDDEN, "txnAmount": "1.00"}]})
    found = inverse(replace(DONE, action=Action.DELETE, before=before), None, NEW)
    assert isinstance(found, Inverse)
    assert LeftOut("lines[1].taxEntries") in found.left_out
    assert HIDDEN not in str(record_of(found))


def test_a_secret_in_a_group_that_is_one_value_is_left_out_too() -> None:
    form = replace(NEW, root=replace(NEW.root, entries=(Entry("web", EntryKind.JSON),), lines=(Lines("keys", None, ()),), sections=()))
    before = {
        "key": "10",
        "web": {"url": "x", "password": HIDDEN},
        "keys": [{"key": "1", "label": "a", "secret": HIDDEN}, {"key": "2", "label": "b"}],
    }
    found = inverse(replace(DONE, action=Action.DELETE, before=before), None, form)
    assert isinstance(found, Inverse)
    assert set(found.left_out) == {LeftOut("web", None), LeftOut("keys[1].secret", None)}
    assert record_of(found) == {"keys": [{"label": "a"}, {"label": "b"}]}


def test_a_document_that_was_made_can_be_deleted_under_its_type() -> None:
    """The model of documents speaks of the address without a type, at which they are only read (facts 5.10)."""
    model = form_for("order-entry/document", Purpose.READ).model
    name = "order-entry/document::Sales Invoice"
    entry = replace(DONE, action=Action.CREATE, object=name, before=None, after=None)
    found = inverse(entry, {"key": "10"}, form_of(model, Purpose.READ, object_name=name))
    assert isinstance(found, Inverse)
    assert (found.action, found.key, found.object) == (Action.DELETE, "10", name)
    assert reason(entry, {"key": "10"}, form_of(model, Purpose.READ)) is NoInverseReason.NOT_ALLOWED
