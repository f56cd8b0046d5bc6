"""Refused fields are remembered by company and object, tried again after a while, and never a reason to fail."""

import threading
from datetime import date, timedelta
from pathlib import Path

import pytest

from intacct_desktop.workspace.refusals import Refusals, Source

BILL = "accounts-payable/bill"
TODAY = date(2026, 11, 20)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "kept" / "refused-fields.json"


def at(path: Path, day: date = TODAY) -> Refusals:
    return Refusals(path, lambda: day)


def test_what_was_learned_is_known_after_a_restart_and_in_that_company_only(path: Path) -> None:
    at(path).learn("north", BILL, "webURL")
    at(path).learn("north", BILL, "sum:billNumber")
    again = at(path)
    assert again.of("north", BILL) == {"webURL": Source.LEARNED, "sum:billNumber": Source.LEARNED}
    assert again.of("south", BILL) == {}
    assert again.of("north", "accounts-payable/vendor") == {}


def test_what_is_shipped_is_known_in_every_company(path: Path) -> None:
    invoice = "accounts-receivable/invoice"
    refusals = at(path)
    refusals.learn("north", invoice, "action")
    refusals.forget("north", invoice)
    assert refusals.of("north", invoice) == {"action": Source.SHIPPED, "createAPBill": Source.SHIPPED}


def test_after_a_release_or_two_a_field_may_be_tried_again(path: Path) -> None:
    at(path).learn("north", BILL, "webURL")
    assert at(path, TODAY + timedelta(days=120)).of("north", BILL)
    assert not at(path, TODAY + timedelta(days=121)).of("north", BILL)


def test_forgetting_takes_as_much_as_it_is_told(path: Path) -> None:
    refusals = at(path)
    for object_name, field in ((BILL, "a"), (BILL, "b"), ("accounts-payable/vendor", "c")):
        refusals.learn("north", object_name, field)
    refusals.forget("north", BILL, "a")
    assert list(at(path).of("north", BILL)) == ["b"]
    refusals.forget("north", BILL)
    assert not at(path).of("north", BILL)
    assert at(path).of("north", "accounts-payable/vendor")
    refusals.forget("north")
    refusals.forget("nobody", BILL, "a")
    assert path.read_text() == "{}"


def test_two_programs_keep_each_others_fields(path: Path) -> None:
    one, other = at(path), at(path)
    assert one.of("north", BILL) == other.of("north", BILL) == {}
    one.learn("north", BILL, "a")
    other.learn("north", BILL, "b")
    one.forget("north", BILL, "a")
    other.learn("north", BILL, "c")
    assert set(at(path).of("north", BILL)) == {"b", "c"}


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b"\xff\xfe", b'{"north":{"a/b":{"f":"yesterday"}}}'])
def test_a_damaged_file_is_set_aside(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    refusals = at(path)
    assert refusals.of("north", BILL) == {}
    assert path.with_name(f"{path.name}.damaged").read_bytes() == content
    refusals.learn("north", BILL, "a")
    assert at(path).of("north", BILL)


def test_what_cannot_be_written_holds_and_is_written_when_it_can_be(path: Path) -> None:
    path.parent.write_text("a file where the folder should be")
    refusals = at(path)
    with pytest.raises(OSError, match="kept"):
        refusals.learn("north", BILL, "a")
    path.parent.unlink()
    refusals.learn("north", BILL, "b")
    assert set(at(path).of("north", BILL)) == {"a", "b"}


def test_threads_lose_nothing(path: Path) -> None:
    refusals = at(path)
    threads = [threading.Thread(target=refusals.learn, args=("north", BILL, f"f{number}")) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(at(path).of("north", BILL)) == 12
