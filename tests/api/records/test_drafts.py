"""A record that is being edited: what is different, what is sent, what can be said against it, and who else was there."""

import time
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from intacct_desktop.api.records.conflicts import changed_elsewhere, conflicts, has_moved, rebased
from intacct_desktop.api.records.draft import ChangeKind, RecordDraft, changes, draft_of, duplicate_of, new_draft, same_value
from intacct_desktop.api.records.draft_checks import DraftFault, check_draft
from intacct_desktop.api.records.form import Purpose
from intacct_desktop.api.records.values import is_empty, path_of, place_of, value_at, with_value
from intacct_desktop.api.records.writes import delete_of, draft_place, write_of
from tests.forms import form_for

BILL, VENDOR = "accounts-payable/bill", "accounts-payable/vendor"
FORM = form_for(BILL, Purpose.CHANGE)
NEW = form_for(BILL, Purpose.CREATE)
STORED: dict[str, Any] = {
    "key": "10",
    "id": "10",
    "description": "Annual",
    "dueDate": "2026-11-16",
    "totalTxnAmount": "24150.50",
    "vendor": {"key": "14", "id": "V-00014", "name": "O'Neill & Sons", "href": "/objects/accounts-payable/vendor/14"},
    "term": {"key": None, "id": None, "name": None},
    "currency": {"txnCurrency": "USD", "exchangeRate": {"rate": "1.0000000000"}},
    "lines": [
        {"key": "71", "memo": "First", "txnAmount": "4150.50", "glAccount": {"key": "5", "id": "6252", "name": "Entertainment"}},
        {"key": "72", "memo": "Second", "txnAmount": "20000.00", "glAccount": {"key": "6", "id": "6400", "name": "Repairs"}},
        {"key": "73", "memo": "Third", "txnAmount": "1.00", "glAccount": {"key": "6", "id": "6400", "name": "Repairs"}},
    ],
    "audit": {"modifiedDateTime": "2026-11-01T08:00:00Z"},
}
OPEN = draft_of(FORM, STORED)


def body(draft: RecordDraft) -> Any:
    return write_of(draft, FORM if draft.key else NEW)[0].body


def edited(*edits: tuple[str, Any], draft: RecordDraft = OPEN) -> RecordDraft:
    for place, value in edits:
        draft = draft.with_value(place, value)
    return draft


def test_places_are_made_of_paths_and_read_back() -> None:
    assert place_of("dimensions.location", "/lines/2") == "/lines/2/dimensions/location"
    assert path_of("/lines/2/dimensions/location") == "lines[3].dimensions.location"
    assert value_at({"a/b~c": [{"x": 1}]}, place_of("a/b~c") + "/0/x") == 1
    assert with_value({}, "/a/b", 1) == {"a": {"b": 1}}


def test_an_edit_leaves_the_value_before_alone() -> None:
    draft = edited(("/lines/1/memo", "Other"))
    assert draft.value("/lines/1/memo") == "Other"
    assert OPEN.value("/lines/1/memo") == STORED["lines"][1]["memo"] == "Second"


def test_only_what_changed_goes_out_lines_by_their_key() -> None:
    draft = edited(
        ("/dueDate", "2026-11-30"),
        ("/vendor", {"id": "V-00020", "key": "20", "name": "Harbor"}),
        ("/description", None),
        ("/lines/1/memo", "Site B"),
    )
    draft = draft.with_value("/lines", [draft.value("/lines/1"), draft.value("/lines/2"), {"memo": "New", "txnAmount": "5.00"}])
    write, places = write_of(draft, FORM, idempotency_key="k")
    assert (write.method, write.path, write.keys) == ("PATCH", "/objects/accounts-payable/bill/10", ("10",))
    assert write.body == {
        "description": None,
        "dueDate": "2026-11-30",
        "vendor": {"id": "V-00020"},
        "lines": [
            {"key": "72", "memo": "Site B"},
            {"memo": "New", "txnAmount": "5.00"},
            {"ia::operation": "delete", "key": "71"},
        ],
    }
    assert draft_place(places, "/lines/0/memo") == "/lines/0/memo"
    assert draft_place(places, "/lines/1/txnAmount") == "/lines/2/txnAmount"
    assert draft_place(places, "/vendor/id") == "/vendor/id"
    assert [change.kind for change in changes(draft, FORM) if change.lines] == [ChangeKind.CHANGED, ChangeKind.ADDED, ChangeKind.REMOVED]


def test_what_says_the_same_is_no_change() -> None:
    draft = edited(
        ("/lines/0/txnAmount", "4150.5"),
        ("/term", None),
        ("/vendor", {"id": "V-00014"}),
        ("/attachment", None),
        ("/totalTxnAmount", "1.00"),
    )
    assert changes(draft, FORM) == ()
    assert body(draft) == {}


@pytest.mark.parametrize(("left", "right"), [(True, 1), (False, 0), ("1", 1), ("a", "b")])
def test_values_of_other_types_are_others(left: object, right: object) -> None:
    assert not same_value(None, left, right)


def test_a_new_record_sends_all_that_its_form_shows() -> None:
    draft = new_draft(NEW, {"/dueDate": "2026-12-01"})
    assert draft.base == {key: value for key, value in draft.record.items() if key != "dueDate"}
    assert draft.base["state"] == "draft"
    assert "action" not in draft.base, "it is only written"
    draft = draft.with_value("/state", None)
    draft = draft.with_value("/lines", [{"txnAmount": "1.00", "glAccount": {"id": "6100", "key": "9"}, "memo": ""}])
    write, places = write_of(draft, NEW)
    assert (write.method, write.path) == ("POST", "/objects/accounts-payable/bill")
    defaults = {name: value for name, value in draft.base.items() if name != "state"}
    assert write.body == defaults | {"dueDate": "2026-12-01", "lines": [{"txnAmount": "1.00", "glAccount": {"id": "6100"}}]}
    assert draft_place(places, "/lines/0/glAccount/id") == "/lines/0/glAccount/id"
    assert write.idempotency_key
    assert write.idempotency_key != write_of(draft, NEW)[0].idempotency_key


def test_a_duplicate_says_all_that_a_new_record_may_say_but_its_id() -> None:
    draft = duplicate_of(NEW, STORED | {"state": "paid"})
    assert draft.key is None
    sent = body(draft)
    assert {"key", "id", "href", "totalTxnAmount", "audit"}.isdisjoint(sent)
    assert sent["state"] == "draft", "a new document may say no other (facts 5.10)"
    assert sent["vendor"] == {"id": "V-00014"}
    assert [set(line) for line in sent["lines"]] == [{"memo", "txnAmount", "glAccount"}] * 3


def test_a_duplicate_takes_over_no_item_of_the_other_record() -> None:
    entry = {
        "key": "8",
        "id": "8",
        "href": "/x/8",
        "audit": {"createdBy": "1"},
        "txnAmount": "1.00",
        "taxDetail": {"key": "3", "id": "VAT"},
    }
    lines = [STORED["lines"][0] | {"taxEntries": [entry]}]
    sent = body(duplicate_of(NEW, STORED | {"lines": lines}))
    assert sent["lines"][0]["taxEntries"] == [{"txnAmount": "1.00", "taxDetail": {"key": "3", "id": "VAT"}}]


def test_members_of_a_group_are_named_as_far_as_the_company_takes_it() -> None:
    """Lists without keys are sent whole, and what names a member of one is no id of its own."""
    members = [{"id": "North", "key": "1", "href": "/x/1", "sortOrder": 1}, {"id": "South", "key": "2", "href": "/x/2", "sortOrder": 2}]
    group = "accounts-receivable/territory-group"
    new, form = form_for(group, Purpose.CREATE), form_for(group, Purpose.CHANGE)
    stored = {"key": "5", "id": "All", "groupMembers": members}
    copied, _ = write_of(duplicate_of(new, stored), new)
    assert copied.body["groupMembers"] == [{"id": "North"}, {"id": "South"}]
    changed, _ = write_of(draft_of(form, stored).with_value("/groupMembers", [*members[1:], {"id": "West"}]), form)
    assert changed.body == {"groupMembers": [{"id": "South"}, {"id": "West"}]}


def test_a_reference_that_names_nothing_is_not_sent_as_none() -> None:
    """`check_draft` objects to it; who does not ask must not clear the member."""
    write, _ = write_of(edited(("/vendor", "Nobody")), FORM)
    assert write.body == {"vendor": "Nobody"}


def test_what_is_no_value_stays_as_typed_and_is_named_at_its_place() -> None:
    draft = edited(
        ("/dueDate", "31/11/2026"),
        ("/lines/1/txnAmount", "12,3,4"),
        ("/lines/2/txnAmount", "1.234"),
        ("/vendor", "Nobody"),
        ("/isOnHold", "maybe"),
    )
    found = {problem.place: problem.fault for problem in check_draft(draft, FORM)}
    assert found == {
        "/dueDate": DraftFault.NOT_A_DATE,
        "/lines/1/txnAmount": DraftFault.NOT_A_NUMBER,
        "/lines/2/txnAmount": DraftFault.TOO_PRECISE,
        "/vendor": DraftFault.NOT_A_REFERENCE,
        "/isOnHold": DraftFault.NOT_YES_OR_NO,
    }
    assert draft.value("/lines/1/txnAmount") == "12,3,4"


def test_required_members_are_missed_in_a_new_record_and_when_they_are_emptied() -> None:
    missed = {problem.place for problem in check_draft(new_draft(NEW), NEW)}
    assert {"/vendor", "/dueDate", "/createdDate", "/lines"} <= missed
    assert [problem.fault for problem in check_draft(edited(("/vendor", None)), FORM)] == [DraftFault.MISSING]
    assert check_draft(OPEN, FORM) == (), "what the company has is not judged"
    assert [problem.fault for problem in check_draft(edited(("/lines", [])), FORM)] == [DraftFault.NO_ITEMS]


def test_an_enumeration_that_the_company_writes_otherwise_is_left_alone_until_it_is_changed() -> None:
    record = STORED | {"taxImplications": "q"}
    assert check_draft(draft_of(FORM, record), FORM) == ()


def test_numbers_and_amounts_travel_exactly() -> None:
    vendor = form_for(VENDOR, Purpose.CHANGE)
    number = next(entry for entry in vendor.entries.values() if entry.field and entry.field.type == "number" and not entry.lock)
    draft = draft_of(vendor, {"key": "1"}).with_value(number.place, Decimal("0.1234567890123456789"))
    assert check_draft(draft, vendor) == ()
    content = write_of(draft, vendor)[0].content or b""
    assert b":0.1234567890123456789" in content


def test_a_delete_names_its_records() -> None:
    write = delete_of(BILL, "1", "2", entity="100")
    assert (write.path, write.content, write.records, write.entity) == ("/objects/accounts-payable/bill/1,2", None, 2, "100")


# two who change one record


def test_a_record_has_moved_by_its_stamp() -> None:
    later = STORED | {"audit": {"modifiedDateTime": "2026-11-02T08:00:00Z"}}
    assert has_moved(STORED, later)
    assert not has_moved(STORED, STORED | {"description": "Computed"})
    assert has_moved({"key": "1", "id": "a"}, {"key": "1", "id": "b"}), "without a stamp, by all of it"


def test_a_member_that_both_changed_is_a_conflict_and_any_side_can_be_taken() -> None:
    mine = edited(("/dueDate", "2026-11-30"), ("/description", "Mine"), ("/lines/0/memo", "Mine"))
    lines = [STORED["lines"][1], STORED["lines"][0] | {"memo": "T"}]
    theirs = STORED | {"dueDate": "2026-12-24", "referenceNumber": "PO-1", "lines": lines}
    found = {each.place: (each.base, each.mine, each.theirs) for each in conflicts(mine, FORM, theirs)}
    assert found == {"/dueDate": ("2026-11-16", "2026-11-30", "2026-12-24"), "/lines/0/memo": ("First", "Mine", "T")}
    assert {change.path for change in changed_elsewhere(mine, FORM, theirs)} == {"dueDate", "referenceNumber", "lines[2].memo", "lines[3]"}
    merged = rebased(mine, FORM, theirs, {"/dueDate"})
    assert body(merged) == {"description": "Mine", "lines": [{"key": "71", "memo": "Mine"}]}
    assert conflicts(merged, FORM, theirs) == ()
    assert body(rebased(mine, FORM, theirs))["dueDate"] == "2026-11-30"


def test_an_item_that_is_gone_is_a_conflict_and_not_made_again() -> None:
    mine = edited(("/lines/1/memo", "Mine"))
    theirs = STORED | {"lines": [STORED["lines"][0], STORED["lines"][2]]}
    (conflict,) = conflicts(mine, FORM, theirs)
    assert (conflict.mine, conflict.theirs) == ("Mine", None)
    assert changes(rebased(mine, FORM, theirs), FORM) == ()


def test_an_item_that_i_remove_and_they_changed_is_a_conflict() -> None:
    mine = edited(("/lines", STORED["lines"][:2]))
    assert conflicts(mine, FORM, STORED) == ()
    theirs = STORED | {"lines": [*STORED["lines"][:2], STORED["lines"][2] | {"txnAmount": "9.00"}]}
    (conflict,) = conflicts(mine, FORM, theirs)
    assert (conflict.place, conflict.mine, conflict.theirs["txnAmount"]) == ("/lines/2", None, "9.00")
    assert [item["key"] for item in rebased(mine, FORM, theirs).value("/lines")] == ["71", "72"]
    assert len(rebased(mine, FORM, theirs, {"/lines/2"}).value("/lines")) == 3


_PLACES = ["/dueDate", "/description", "/referenceNumber", "/lines/0/memo", "/lines/1/memo", "/lines/2/txnAmount"]
_EDITS = st.lists(st.tuples(st.sampled_from(_PLACES), st.sampled_from(["2026-01-01", "7.00", "", None])), max_size=6)


def applied(record: Any, sent: Any) -> Any:
    """What a company makes of a PATCH: named members take the place of the old ones, items are found by key (facts 5.4, 5.7)."""
    if not isinstance(sent, dict):
        return sent
    result = dict(record or {})
    for name, value in sent.items():
        if name == "lines":
            items = {item["key"]: item for item in result.get("lines", [])}
            for item in value:
                if item.get("ia::operation") == "delete":
                    del items[item["key"]]
                else:
                    key = item.get("key", f"new{len(items)}")
                    items[key] = applied(items.get(key), item)
            result["lines"] = list(items.values())
        else:
            result[name] = applied(result.get(name), value)
    return result


@given(_EDITS, st.sets(st.integers(0, 2)), st.integers(0, 2))
def test_what_is_sent_makes_the_record_what_the_draft_says(edits: list[tuple[str, Any]], removed: set[int], added: int) -> None:
    draft = edited(*edits)
    items = [item for at, item in enumerate(draft.value("/lines")) if at not in removed] + [{"memo": "New"}] * added
    draft = draft.with_value("/lines", items)
    write, _ = write_of(draft, FORM)
    result = applied(STORED, msgspec.json.decode(write.content or b"{}"))
    expected = draft.record
    for place in _PLACES[:3]:
        assert is_empty(value_at(result, place)) is is_empty(value_at(expected, place))
        assert is_empty(value_at(expected, place)) or value_at(result, place) == value_at(expected, place)
    assert len(result["lines"]) == len(items)
    for found, wanted in zip(result["lines"], items, strict=True):
        assert (found.get("memo") or "") == (wanted.get("memo") or "")
        assert same_value(None, found.get("txnAmount"), wanted.get("txnAmount"))


def test_an_edit_of_two_thousand_lines_looks_at_what_was_edited() -> None:
    """As a ratio: what is different and what is wrong are found again at every key press."""

    def seconds(count: int) -> float:
        lines = [{"memo": f"Line {at}", "txnAmount": "1.00", "glAccount": {"id": "6100"}, "key": str(at)} for at in range(count)]
        draft = draft_of(FORM, STORED | {"lines": lines})
        best = 1e9
        for value in ("2.00", "3.00", "4.00", "5.00", "6.00", "7.00", "8.00"):
            began = time.perf_counter()
            draft = draft.with_value("/lines/3/txnAmount", value)
            assert len(changes(draft, FORM)) == 1
            assert check_draft(draft, FORM) == ()
            best = min(best, time.perf_counter() - began)
        return best

    assert seconds(2_000) < 40 * seconds(20)
