"""What is typed as one value is read exactly or refused, and written back to what was read."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intacct_desktop.api.query import Scalar
from intacct_desktop.ui.builder.entry import Codec, DateCodec, DateTimeCodec, DecimalCodec, EntryError, IntegerCodec, Notation

ENGLISH = Notation(".", ",", "mdy", "/")
FRENCH = Notation(",", "\u202f", "dmy", "/")
GERMAN = Notation(",", ".", "dmy", ".")
SWISS = Notation(".", "’", "dmy", ".")
NOTATIONS = (ENGLISH, FRENCH, GERMAN, SWISS)

amounts = st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**15), max_value=10**15)
notations = st.sampled_from(NOTATIONS)


@given(amounts, notations)
def test_an_amount_survives_being_written_and_read(amount: Decimal, notation: Notation) -> None:
    codec = DecimalCodec(notation)
    written = codec.write(amount)
    assert written is not None
    assert codec.read(written) == (f"{amount:f}" if amount else "0.00")
    assert codec.write(codec.read(written)) in (written, written.lstrip("-"))


@pytest.mark.parametrize(
    ("notation", "typed", "value"),
    [
        (FRENCH, "1 234,50", "1234.50"),
        (FRENCH, "1\u202f234\u00a0567,5", "1234567.5"),  # two kinds of space are one kind to a reader
        (FRENCH, "1234.50", "1234.50"),
        (ENGLISH, "1,234.50", "1234.50"),
        (ENGLISH, "1.234,50", "1234.50"),  # with two marks, there is one reading in any language
        (ENGLISH, "12,34,567.00", "1234567.00"),
        (ENGLISH, "(1,234.50)", "-1234.50"),
        (ENGLISH, "−0.50", "-0.50"),
        (ENGLISH, " 10000.00 ", "10000.00"),
        (ENGLISH, ".5", "0.5"),
        (ENGLISH, "007", "7"),
        (ENGLISH, "-0.00", "0.00"),
        (ENGLISH, "9" * 300, "9" * 300),
        (GERMAN, "1.234,50", "1234.50"),
        (GERMAN, "1.234", "1234"),
        (SWISS, "1'234.50", "1234.50"),
        (ENGLISH, "", ""),
    ],
)
def test_amounts_are_read_as_the_language_writes_them(notation: Notation, typed: str, value: str) -> None:
    assert DecimalCodec(notation).read(typed) == value


@pytest.mark.parametrize("typed", ["1,5", "12a", "1e5", "NaN", "--1", "1.2.3", "1,23,4", "(-5)", ".", "-", "1 2", "½", "∞"])
def test_what_is_no_amount_in_english_is_refused(typed: str) -> None:
    with pytest.raises(EntryError, match="not-a-number"):
        DecimalCodec(ENGLISH).read(typed)


def test_a_german_amount_with_a_full_stop_as_point_is_not_guessed_at() -> None:
    with pytest.raises(EntryError, match="not-a-number"):
        DecimalCodec(GERMAN).read("10000.00")


def test_integers_are_whole() -> None:
    assert IntegerCodec(FRENCH).read("12 000") == 12000
    with pytest.raises(EntryError, match="not-whole"):
        IntegerCodec(ENGLISH).read("1.5")


@given(st.dates(), notations)
def test_a_date_survives_being_written_and_read(day: dt.date, notation: Notation) -> None:
    written = DateCodec(notation).write(day.isoformat())
    assert written is not None
    assert DateCodec(notation).read(written) == day.isoformat()


@given(st.datetimes(), notations)
def test_a_moment_survives_being_written_and_read(moment: dt.datetime, notation: Notation) -> None:
    value = moment.replace(microsecond=0).isoformat() + "Z"
    written = DateTimeCodec(notation).write(value)
    assert written is not None
    assert DateTimeCodec(notation).read(written) == value


def test_dates_are_read_in_the_order_of_the_language() -> None:
    assert DateCodec(ENGLISH).read("11/5/26") == "2026-11-05"
    assert DateCodec(FRENCH).read("5/11/2026") == "2026-11-05"
    assert DateCodec(FRENCH).read("2026-11-05") == "2026-11-05"
    assert DateCodec(FRENCH).read("20261105") == "2026-11-05"
    assert DateTimeCodec(FRENCH).read("5/11/2026 16:30") == "2026-11-05T16:30:00Z"
    assert DateTimeCodec(FRENCH).read("5/11/2026") == "2026-11-05T00:00:00Z"


def test_relative_dates_go_by_the_api_s_name_and_the_language_s() -> None:
    notation = Notation(relative={"currentMonth": "mois en cours"})
    assert DateCodec(notation).read("currentmonth") == "currentMonth"
    assert DateCodec(notation).read("Mois en cours") == "currentMonth"
    assert DateCodec(notation).write("currentMonth") == "mois en cours"


@pytest.mark.parametrize("typed", ["31/02/2026", "13/13/2026", "2026-1", "tomorrow-ish", "1/2/3/4", "0/1/2026", "1/1/123"])
def test_what_is_no_date_is_refused(typed: str) -> None:
    with pytest.raises(EntryError, match="not-a-date"):
        DateCodec(FRENCH).read(typed)


codecs = st.builds(
    lambda kind, notation: kind(notation), st.sampled_from([DecimalCodec, IntegerCodec, DateCodec, DateTimeCodec]), notations
)


@given(st.text(alphabet=st.characters() | st.sampled_from("0123456789.,-/: ()’'\u202f"), max_size=24), codecs)
def test_any_text_is_a_value_that_reads_back_or_is_refused(typed: str, codec: Codec) -> None:
    try:
        value = codec.read(typed)
    except EntryError:
        return
    written = codec.write(value)
    assert written is not None
    assert codec.read(written) == value
    assert not isinstance(value, float)


@pytest.mark.parametrize("value", [True, None, "lots", "1e5", "01.00", Decimal("1E+999999999"), ("1", "2")])
def test_a_foreign_value_is_not_rewritten_as_an_amount(value: Scalar) -> None:
    assert DecimalCodec(ENGLISH).write(value) is None
