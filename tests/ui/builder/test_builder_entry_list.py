"""Lists are read from what people type and paste, and written so that they read back the same."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intacct_desktop.api.query import FilterValue
from intacct_desktop.ui.builder.entry import Codec, DateCodec, DecimalCodec, EntryError, Notation, TextCodec
from intacct_desktop.ui.builder.entry_list import Pasted, read_json, read_list, read_pasted, write_json, write_list

ENGLISH = Notation(".", ",", "mdy", "/")
FRENCH = Notation(",", "\u202f", "dmy", "/")

awkward = st.text(alphabet=st.characters(codec="utf-8") | st.sampled_from(' ",;\t\n\r'))


@given(st.lists(awkward).map(tuple))
def test_any_texts_survive_being_written_and_read(values: tuple[str, ...]) -> None:
    written = write_list(values, TextCodec())
    assert written is not None
    assert read_list(written, TextCodec()) == values


@given(st.lists(st.decimals(allow_nan=False, allow_infinity=False, places=2), min_size=1).map(tuple), st.sampled_from([ENGLISH, FRENCH]))
def test_any_amounts_survive_being_written_and_read(values: tuple[Decimal, ...], notation: Notation) -> None:
    written = write_list(values, DecimalCodec(notation))
    assert written is not None
    read = read_list(written, DecimalCodec(notation)) if len(values) > 1 else (DecimalCodec(notation).read(written),)
    assert read == tuple(f"{value:f}" if value else "0.00" for value in values)


def test_a_pasted_column_or_row_of_a_spreadsheet_is_a_list() -> None:
    assert read_list("V-0001\r\nV-0002\r\nV-0003\r\n", TextCodec()) == ("V-0001", "V-0002", "V-0003")
    assert read_list("V-0001\tV-0002", TextCodec()) == ("V-0001", "V-0002")
    assert read_list("1,234.50\n2,000.00\n", DecimalCodec(ENGLISH)) == ("1234.50", "2000.00")
    assert read_list("1 234,50\n2 000,00\n", DecimalCodec(FRENCH)) == ("1234.50", "2000.00")


def test_a_pasted_column_loses_what_it_repeats_and_its_heading() -> None:
    assert read_pasted("Vendor ID\r\nV-0001\r\nV-0002\r\nV-0001\r\n", TextCodec(), ("vendor.id",)) == Pasted(
        ("V-0001", "V-0002"), repeated=1, heading="Vendor ID"
    )
    assert read_pasted("V-0001\nV-0002", TextCodec(), ("vendor.id", "id")) == Pasted(("V-0001", "V-0002"))
    assert read_pasted("Amount due\n1,234.50\n1,234.50\n", DecimalCodec(ENGLISH)) == Pasted(("1234.50",), 1, "Amount due")
    assert read_pasted("id\n", TextCodec(), ("id",)) == Pasted(("id",))
    assert read_pasted("id\tname\nV-1\tAcme", TextCodec(), ("id",)).values == ("id", "name", "V-1", "Acme")
    with pytest.raises(EntryError, match="not-a-number"):
        read_pasted("1.00\nAmount\n2.00", DecimalCodec(ENGLISH))


def test_ten_thousand_pasted_values_are_read() -> None:
    column = [f"V-{number:05}" for number in range(10_000)]
    assert read_pasted("\n".join(["ID", *column, *column]), TextCodec(), ("id",)) == Pasted(tuple(column), 10_000, "ID")


@pytest.mark.parametrize("codec", [TextCodec(), DecimalCodec(FRENCH), DateCodec(ENGLISH)])
def test_a_placeholder_is_an_item_of_any_list(codec: Codec) -> None:
    assert read_list("{{from}}\n {{ to }}", codec) == ("{{from}}", "{{ to }}")
    assert write_list(("{{from}}",), codec) == "{{from}}"


def test_commas_separate_unless_they_are_quoted() -> None:
    assert read_list('posted, "Smith, Jones & Co", , 12" pipe,"say ""hi"""', TextCodec()) == (
        "posted",
        "Smith, Jones & Co",
        '12" pipe',
        'say "hi"',
    )
    assert read_list('"",x', TextCodec()) == ("", "x")


def test_a_comma_that_may_belong_to_a_number_is_not_guessed_at() -> None:
    assert read_list("100, 200", DecimalCodec(ENGLISH)) == ("100", "200")
    assert read_list("100;200", DecimalCodec(ENGLISH)) == ("100", "200")
    assert read_list("1,5; 2,5", DecimalCodec(FRENCH)) == ("1.5", "2.5")
    with pytest.raises(EntryError, match="ambiguous"):
        read_list("100,200", DecimalCodec(ENGLISH))


def test_a_quotation_mark_that_is_never_closed_is_refused() -> None:
    with pytest.raises(EntryError, match="open-quote"):
        read_list('posted, "Smith, Jones', TextCodec())


def test_dates_in_a_list() -> None:
    assert read_list("5/11/2026, today", DateCodec(FRENCH)) == ("2026-11-05", "today")


@pytest.mark.parametrize("value", [None, True, 5, Decimal("10000.00"), "10000.00", ("x", None, Decimal("0.10")), ()])
def test_a_value_as_json_keeps_its_kind_and_its_digits(value: FilterValue) -> None:
    assert repr(read_json(write_json(value))) == repr(value)


@pytest.mark.parametrize("typed", ["", "abc", '{"a": 1}', "[[1]]", '"open', "1 2", "[" * 30000, '"\ud800"'])
def test_what_is_no_json_value_of_a_filter_is_refused(typed: str) -> None:
    with pytest.raises(EntryError, match="not-json"):
        read_json(typed)
