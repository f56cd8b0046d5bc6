from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from intacct_desktop.api.exchange import HIDDEN
from intacct_desktop.api.query import Query
from intacct_desktop.api.records.form import Purpose
from intacct_desktop.workspace.drafts import Draft, Drafts
from intacct_desktop.workspace.record_drafts import OpenRecords, RecordDrafts, RecordTabDraft, revived

BILL = RecordTabDraft(
    id="1",
    object="accounts-payable/bill",
    key="11",
    base={"key": "11", "rate": Decimal("1.250"), "lines": [{"key": "1", "memo": None}]},
    record={"key": "11", "rate": "12,3,4", "dueDate": "31.13.2026", "lines": [{"key": "1", "memo": "é"}, {}]},
    title="Bill 10248",
    purpose=Purpose.CHANGE,
    position=3,
)
NEW = RecordTabDraft(id="2", object="accounts-payable/bill", purpose=Purpose.CREATE, quick_form="bill", undoes=7)


@pytest.fixture
def drafts(tmp_path: Path) -> RecordDrafts:
    return RecordDrafts(tmp_path / "open")


def test_tabs_come_back_as_they_were(drafts: RecordDrafts) -> None:
    drafts.save("acme", [NEW, BILL], current="1")
    kept = RecordDrafts(drafts.folder).load("acme")
    assert kept == OpenRecords((NEW, BILL), "1")
    assert repr(kept.drafts[1]) == repr(BILL)  # digit for digit
    assert drafts.load("nobody") == OpenRecords()


def test_they_lie_beside_the_query_tabs(drafts: RecordDrafts) -> None:
    queries = Drafts(drafts.folder)
    query = Draft(id="1", query=Query("accounts-payable/bill"))
    queries.save("acme", [query])
    drafts.save("acme", [BILL])
    assert (queries.load("acme").drafts, drafts.load("acme").drafts) == ((query,), (BILL,))


def test_secrets_are_not_written(drafts: RecordDrafts) -> None:
    typed = {"id": "u", "password": "hunter2", "web": {"clientSecret": "hunter2", "passwordExpires": True}}
    drafts.save("acme", [replace(NEW, record=typed, base=typed)])
    (found,) = drafts.load("acme").drafts
    assert found.record == found.base == {"id": "u", "password": HIDDEN, "web": {"clientSecret": HIDDEN, "passwordExpires": True}}
    assert b"hunter2" not in (drafts.folder / "acme.records.json").read_bytes()


def test_a_secret_is_lost_where_it_was_entered_and_nowhere_else(drafts: RecordDrafts) -> None:
    old: dict[str, Any] = {"key": "1", "password": "old", "lines": [{"key": "71", "secret": None}, {"key": "72", "secret": "old"}]}
    hidden: dict[str, Any] = old | {"password": HIDDEN, "lines": [old["lines"][0], {"key": "72", "secret": HIDDEN}]}
    for record, as_before, has_lost in (
        (old | {"lines": [old["lines"][1]]}, hidden | {"lines": [hidden["lines"][1]]}, False),
        (old | {"password": "new"}, hidden, True),
        (old | {"lines": [{"key": "72", "secret": "new"}]}, hidden | {"lines": [{"key": "72", "secret": HIDDEN}]}, True),
        (old | {"lines": [{"secret": "new"}]}, hidden | {"lines": [{"secret": None}]}, True),
    ):
        drafts.save("acme", [replace(BILL, base=old, record=record)])
        draft, lost = revived(drafts.load("acme").drafts[0])
        assert (draft.base, draft.record, lost) == (hidden, as_before, has_lost)


@pytest.mark.parametrize("content", [b"", b'{"tabs": [{"id"', b'{"tabs": "\xff"}', b"[]", b'{"tabs": [{"id": 1}]}'])
def test_a_damaged_file_is_put_aside(drafts: RecordDrafts, content: bytes) -> None:
    drafts.folder.mkdir()
    (drafts.folder / "acme.records.json").write_bytes(content)
    kept = drafts.folder / "acme.records.json.damaged"
    assert drafts.load("acme") == OpenRecords(kept=kept)
    assert kept.read_bytes() == content


@pytest.mark.parametrize("wrong", [(b'"purpose":"change"', b'"purpose":"later"'), (b'"base":{', b'"base":3,"x":{')])
def test_one_bad_tab_does_not_take_the_others_with_it(drafts: RecordDrafts, wrong: tuple[bytes, bytes]) -> None:
    drafts.save("acme", [BILL, NEW], current="2")
    file = drafts.folder / "acme.records.json"
    content = file.read_bytes().replace(*wrong, 1)
    file.write_bytes(content)
    kept = drafts.folder / "acme.records.json.damaged"
    assert drafts.load("acme") == OpenRecords((NEW,), "2", kept)
    assert kept.read_bytes() == content
