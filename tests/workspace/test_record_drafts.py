from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from intacct_desktop.api.exchange import HIDDEN
from intacct_desktop.api.query import Query
from intacct_desktop.api.records.form import Purpose
from intacct_desktop.workspace.drafts import Draft, Drafts
from intacct_desktop.workspace.record_drafts import OpenRecords, RecordDrafts, RecordTabDraft

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
NEW = RecordTabDraft(id="2", object="accounts-payable/bill", purpose=Purpose.CREATE, quick_form="bill")


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
