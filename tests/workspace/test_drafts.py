from dataclasses import replace
from pathlib import Path

import pytest

from intacct_desktop.api.model import ValueKind
from intacct_desktop.api.query import Query
from intacct_desktop.workspace.drafts import Draft, Drafts, OpenTabs
from intacct_desktop.workspace.parameters import Parameter
from intacct_desktop.workspace.query_file import MAX_BYTES, Stamp

BODY = b'{"object":"accounts-payable/bill","fields":["key"],"filters":[{"$gt":{"totalTxnAmount":10.00}},{"$eq":{"state":null}}],"new":1.0}'
BILLS = Draft(
    id="1",
    query=replace(Query.from_json(BODY), muted=frozenset({1})),
    title="Due bills",
    path=Path("/shared/Due bills.iaq"),
    stamp=Stamp(1_700_000_000_123_456_789, 420),
    parameters=(Parameter("from", kind=ValueKind.DATE, default="today"),),
    description="What is due",
    others={"colour": "red"},
    changed=True,
)
VENDORS = Draft(id="2", query=Query.from_body({"object": "accounts-payable/vendor", "fields": []}))


@pytest.fixture
def drafts(tmp_path: Path) -> Drafts:
    return Drafts(tmp_path / "drafts")


def test_tabs_come_back_in_their_order_with_the_one_in_front(drafts: Drafts) -> None:
    drafts.save("acme", [VENDORS, BILLS], current="1")
    drafts.save("other", [BILLS])
    again = Drafts(drafts.folder)
    kept = again.load("acme")
    assert kept == OpenTabs((VENDORS, BILLS), "1")
    assert repr(kept.drafts[1].query) == repr(BILLS.query)  # digit for digit
    assert again.load("other") == OpenTabs((BILLS,), None)
    assert again.load("nobody") == OpenTabs()


def test_nothing_is_written_where_nothing_changed(drafts: Drafts) -> None:
    drafts.save("acme", [BILLS])
    file = drafts.folder / "acme.json"
    before = file.stat().st_ino
    drafts.save("acme", [replace(BILLS)])
    assert file.stat().st_ino == before
    drafts.save("acme", [replace(BILLS, changed=False)])
    assert file.stat().st_ino != before
    drafts.save("acme", [])
    assert drafts.load("acme") == OpenTabs()


def test_a_query_too_big_for_a_file_survives_a_crash(drafts: Drafts) -> None:
    huge = replace(VENDORS, query=replace(VENDORS.query, fields=("x" * MAX_BYTES,)))
    drafts.save("acme", [huge])
    assert Drafts(drafts.folder).load("acme").drafts == (huge,)


@pytest.mark.parametrize("content", [b"", b'{"tabs": [{"id"', b'{"tabs": "\xff"}', b"[]", b'{"tabs": [{"id": 1}]}'])
def test_a_damaged_file_is_put_aside(drafts: Drafts, content: bytes) -> None:
    drafts.folder.mkdir()
    (drafts.folder / "acme.json").write_bytes(content)
    kept = drafts.folder / "acme.json.damaged"
    assert drafts.load("acme") == OpenTabs(kept=kept)
    assert kept.read_bytes() == content
    assert drafts.load("acme") == OpenTabs()


def test_one_bad_tab_does_not_take_the_others_with_it(drafts: Drafts) -> None:
    drafts.save("acme", [BILLS, VENDORS], current="2")
    file = drafts.folder / "acme.json"
    content = file.read_bytes().replace(b'"version": 1', b'"version": 2', 1)
    file.write_bytes(content)
    kept = drafts.folder / "acme.json.damaged"
    assert drafts.load("acme") == OpenTabs((VENDORS,), "2", kept)
    assert kept.read_bytes() == content
    drafts.save("acme", [BILLS, VENDORS], current="2")
    assert drafts.load("acme") == OpenTabs((BILLS, VENDORS), "2")


def test_only_an_id_names_a_file(drafts: Drafts) -> None:
    for name in ("../acme", "", "a/b"):
        with pytest.raises(ValueError, match="not an id"):
            drafts.load(name)


def test_a_file_whose_name_is_no_text_loses_its_place_and_nothing_else(drafts: Drafts) -> None:
    drafts.save("acme", [replace(BILLS, path=Path("/shared/\udcff.iaq")), VENDORS])
    assert drafts.load("acme") == OpenTabs((replace(BILLS, path=None), VENDORS))
