"""What is pasted for lines: read as a spreadsheet, a CSV file or JSON wrote it, matched with the members, nothing lost without a word."""

import csv
import io
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intacct_desktop.api.records.form import Purpose
from intacct_desktop.api.records.local_text import Locale
from intacct_desktop.workspace.pasted_rows import Block, Target, items_of, read_block, targets_of, value_of, with_header
from tests.forms import form_for

BILL = form_for("accounts-payable/bill", Purpose.CREATE).lines["lines"]
JOURNAL = form_for("general-ledger/journal-entry", Purpose.CREATE).lines["lines"]
ENGLISH = Locale(".", ",", "mdy", "/")
FRENCH = Locale(",", "\u202f", "dmy", "/")


def paths(text: str) -> list[str | None]:
    _, targets = with_header(read_block(text), BILL.columns)
    return [target.path if target is not None else None for target in targets]


def items(text: str, locale: Locale = ENGLISH) -> tuple[dict[str, Any], ...]:
    return items_of(*with_header(read_block(text), BILL.columns), locale).items


# which cells there are


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("a\tb\r\nc\td\r\n", (("a", "b"), ("c", "d"))),
        ('a\t"two\nlines"\nc\td', (("a", "two\nlines"), ("c", "d"))),
        ('"says ""no"""\tb', (('says "no"', "b"),)),
        ('12" pipe\tb\n"7 inch\tc', (('12" pipe', "b"), ('"7 inch', "c"))),
        ("a\tb\tc\nd", (("a", "b", "c"), ("d", "", ""))),
        ("a;b\nc;d", (("a", "b"), ("c", "d"))),
        ("a,b,c\nd,e,f", (("a", "b", "c"), ("d", "e", "f"))),
        ('"Travel, hotel",12.50\n"Taxi",8.00', (("Travel, hotel", "12.50"), ("Taxi", "8.00"))),
        ("1,240.00\n20,000.00", (("1,240.00",), ("20,000.00",))),
        ("Travel, hotel\nTaxi, train", (("Travel, hotel",), ("Taxi, train",))),
        ("Travel, hotel", (("Travel, hotel",),)),
        ("0042\n0043", (("0042",), ("0043",))),
        ("[not json", (("[not json",),)),
    ],
)
def test_cells_are_those_that_were_copied(text: str, rows: tuple[tuple[str, ...], ...]) -> None:
    assert read_block(text).rows == rows


@given(st.lists(st.lists(st.text(st.characters(exclude_characters="\r", codec="utf-8")), min_size=2, max_size=4), min_size=1))
def test_what_a_spreadsheet_wrote_is_read_back(rows: list[list[str]]) -> None:
    width = min(len(row) for row in rows)
    rows = [["x", *row[1:width]] for row in rows]  # a line that is all empty at the end is none
    text = io.StringIO()
    csv.writer(text, delimiter="\t", lineterminator="\r\n", quoting=csv.QUOTE_ALL).writerows(rows)
    assert [list(row) for row in read_block(text.getvalue()).rows] == rows


def test_a_cell_may_be_longer_than_csv_usually_takes() -> None:
    long = "x" * 400_000
    assert read_block(f"a\t{long}").rows == (("a", long),)


def test_json_is_read_with_the_members_that_it_names() -> None:
    text = '{"lines": [{"glAccount": {"id": "6252"}, "txnAmount": 1240.10, "dimensions": {"location": {"id": "100"}}}, {"memo": "b"}]}'
    block = read_block(text)
    assert block.names == ("glAccount", "txnAmount", "dimensions.location", "memo")
    assert items(text) == (
        {"glAccount": {"id": "6252"}, "txnAmount": "1240.10", "dimensions": {"location": {"id": "100"}}},
        {"memo": "b"},
    )
    assert read_block('[["6252", 12]]').rows == (("6252", 12),)


# which members they are for


def test_columns_are_known_by_label_path_or_last_part() -> None:
    assert paths("glAccount.id\tMEMO\tTransaction amount\tLocation\ndata\tx\t1\t100") == [
        "glAccount.id",
        "memo",
        "txnAmount",
        "dimensions.location",
    ]
    assert paths("Account\tDept\tAmount\tWhatever\n6252\t0100\t1\tx") == ["glAccount", "dimensions.department", "txnAmount", None]


def test_the_company_s_own_words_name_a_column() -> None:
    block = read_block("Standort\tMemo\n100\tx")
    _, targets = with_header(block, BILL.columns, {"dimensions.location": "Standort"})
    assert [target.path for target in targets if target is not None] == ["dimensions.location", "memo"]


def test_what_the_company_sets_is_recognised_and_not_taken_for_something_like_it() -> None:
    assert paths("baseAmount\ttxnAmount\n1.00\t2.00") == [None, "txnAmount"]


def test_rows_without_a_header_are_all_data() -> None:
    block = read_block("6252\tTravel\t12.50\n6400\tHotel\t8.00")
    assert with_header(block, BILL.columns) == (block, ())


def test_one_row_is_no_header() -> None:
    assert with_header(read_block("memo"), BILL.columns) == (Block((("memo",),)), ())


# what they say


def test_references_are_taken_by_what_names_them() -> None:
    expected = ({"glAccount": {"id": "6252"}},) * 2
    assert items("glAccount\tmemo\n6252 · Entertainment\t\n6252--Entertainment\t") == expected
    assert items("glAccount.id\tglAccount.name\n6252\tEntertainment") == ({"glAccount": {"id": "6252", "name": "Entertainment"}},)
    channel = BILL.members["dimensions.nsp::channel"]  # of a company's own dimension only the key is known (facts 5.8)
    assert value_of(Target(channel), "3", ENGLISH) == ({"key": "3"}, None)


@pytest.mark.parametrize(
    ("path", "text", "locale", "value"),
    [
        ("txnAmount", "1,240.5", ENGLISH, "1240.50"),
        ("txnAmount", "1 240,50 €", FRENCH, "1240.50"),
        ("txnAmount", "(12.00)", ENGLISH, "-12.00"),
        ("amortizationStartDate", "12/31/2026", ENGLISH, "2026-12-31"),
        ("amortizationStartDate", "31/12/2026", FRENCH, "2026-12-31"),
        ("releaseToPay", "Yes", ENGLISH, True),
        ("memo", "two\nlines", ENGLISH, "two\nlines"),
        ("memo", "0042", ENGLISH, "0042"),
    ],
)
def test_cells_are_read_as_the_person_writes(path: str, text: str, locale: Locale, value: object) -> None:
    assert value_of(Target(BILL.members[path]), text, locale) == (value, None)


def test_choices_are_known_by_value_or_words() -> None:
    side, rate = JOURNAL.members["txnType"], JOURNAL.members["currency.exchangeRate"]
    assert value_of(Target(side), "Debit", ENGLISH) == ("debit", None)
    assert value_of(Target(rate), "1.25", ENGLISH) == (Decimal("1.25"), None)


@pytest.mark.parametrize(
    ("path", "text", "kept", "problem"),
    [
        ("txnAmount", "12,3,4", "12,3,4", "not-a-number"),
        ("txnAmount", "1.234", "1.234 ", "too-many-places"),  # a draft would take it for an amount without the blank
        ("amortizationStartDate", "31.31.2026", "31.31.2026", "not-a-date"),
        ("releaseToPay", "perhaps", "perhaps", "not-yes-or-no"),
        ("hasForm1099", "perhaps", "perhaps", "no-choice"),
        ("taxEntries", "{", "{", "not-json"),
    ],
)
def test_a_cell_that_is_no_value_stays_as_it_was_typed(path: str, text: str, kept: str, problem: str) -> None:
    value, wrong = value_of(Target(BILL.members[path]), text, ENGLISH)
    assert value == kept
    assert wrong is not None
    assert (wrong.problem, wrong.text) == (problem, text)


def test_wrong_cells_are_told_by_line_and_column_and_empty_ones_say_nothing() -> None:
    block, targets = with_header(read_block("Memo\tAmount\nTravel\t1.00\n\t12,3,4\n\t\n"), BILL.columns)
    pasted = items_of(block, targets, ENGLISH)
    assert pasted.items == ({"memo": "Travel", "txnAmount": "1.00"}, {"txnAmount": "12,3,4"})
    assert [(found.row, found.column.path, found.text) for found in pasted.attention] == [(1, "txnAmount", "12,3,4")]


def test_only_what_can_be_entered_is_a_target() -> None:
    offered = {target.path for target in targets_of(BILL.columns)}
    assert {"memo", "glAccount", "txnAmount"} <= offered
    assert not offered & {"key", "href", "baseAmount", "audit.createdDateTime"}
