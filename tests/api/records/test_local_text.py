"""What a person types in their language becomes the value that they mean, or stays what they typed."""

from datetime import date, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intacct_desktop.api.filter_values import is_moment, number_in
from intacct_desktop.api.records.local_text import (
    Locale,
    NotAValue,
    kept,
    read_amount,
    read_date,
    read_integer,
    read_moment,
    write_amount,
    write_date,
    write_moment,
)

FRENCH_MONTHS = (
    ("janvier", "janv."),
    ("février", "févr."),
    ("mars",),
    ("avril", "avr."),
    ("mai",),
    ("juin",),
    ("juillet", "juil."),
    ("août",),
    ("septembre", "sept."),
    ("octobre", "oct."),
    ("novembre", "nov."),
    ("décembre", "déc."),
)
EN_US = Locale(".", ",", "mdy", "/")
EN_GB = Locale(".", ",", "dmy", "/")
FR_FR = Locale(",", "\u202f", "dmy", "/", FRENCH_MONTHS, ("aujourd'hui",))
FR_CA = Locale(",", "\u00a0", "ymd", "-", FRENCH_MONTHS)
DE_DE = Locale(",", ".", "dmy", ".")
DE_CH = Locale(".", "\u2019", "dmy", ".")
LOCALES = (EN_US, EN_GB, FR_FR, FR_CA, DE_DE, DE_CH)
TODAY = date(2026, 11, 21)

locales = st.sampled_from(LOCALES)
amounts = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**20), max_value=10**20, places=14) | st.decimals(
    allow_nan=False, allow_infinity=False, min_value=-(10**20), max_value=10**20, places=2
)


def problem_of(text: str, locale: Locale, scale: int | None = None) -> str:
    with pytest.raises(NotAValue) as caught:
        read_amount(text, locale, scale)
    return caught.value.problem


@given(locales, amounts)
def test_an_amount_is_read_back_digit_for_digit(locale: Locale, value: Decimal) -> None:
    text = write_amount(value, locale)
    assert text is not None
    plain = format(value, "f")
    assert read_amount(text, locale) == (plain.removeprefix("-") if not value else plain)
    assert read_amount(text.replace("-", "\u2212"), locale) == read_amount(text, locale)


@given(locales, st.integers(-(10**30), 10**30))
def test_a_whole_number_is_read_back(locale: Locale, value: int) -> None:
    assert read_integer(write_amount(value, locale) or "", locale) == value


@given(locales, st.dates(date(1000, 1, 1)))
def test_a_day_is_read_back(locale: Locale, value: date) -> None:
    assert read_date(write_date(value.isoformat(), locale) or "", locale) == value.isoformat()


@given(locales, st.dates(date(1000, 1, 1)), st.times())
def test_a_moment_is_read_back(locale: Locale, day: date, clock: time) -> None:
    wire = f"{day.isoformat()}T{clock.isoformat('seconds')}Z"
    assert is_moment(wire)
    assert read_moment(write_moment(wire, locale) or "", locale) == wire


@given(locales, st.text(max_size=30) | st.text("0123456789.,' -()$€", max_size=14))
def test_whatever_is_typed_is_a_value_of_the_wire_or_refused_and_then_none(locale: Locale, text: str) -> None:
    try:
        value = read_amount(text, locale)
    except NotAValue:
        assert number_in(kept(text)) is None
        assert kept(text).strip() == text.strip()
    else:
        assert value is None or number_in(value) is not None


@pytest.mark.parametrize(
    "text",
    [
        "1 240,50",
        "1.240,50",
        "1,240.50",
        "1\u00a0240,50",
        "1\u202f240,50",
        "1'240.50",
        "1\u2019240,50",
        "$1,240.50",
        "1 240,50 €",
        "EUR 1.240,50",
    ],
)
def test_two_marks_or_blanks_have_one_reading_everywhere(text: str) -> None:
    assert {read_amount(text, locale) for locale in LOCALES} == {"1240.50"}


@pytest.mark.parametrize("text", ["(12,00)", "12,00-", "-12,00", "\u221212,00", "-€12,00", "(€ 12,00)", "€-12,00"])
def test_negative_as_accountants_write_it(text: str) -> None:
    assert read_amount(text, FR_FR) == "-12.00"


@pytest.mark.parametrize("text", ["(0)", "-0.00", "0.00-"])
def test_nothing_is_not_negative(text: str) -> None:
    assert not (read_amount(text, EN_US) or "-").startswith("-")


def test_one_mark_is_read_as_the_language_writes_it_or_not_at_all() -> None:
    assert [read_amount("1.240", locale) for locale in (EN_US, DE_CH, DE_DE)] == ["1.240", "1.240", "1240"]
    assert [read_amount("1,240", locale) for locale in (EN_US, FR_FR, DE_DE)] == ["1240", "1.240", "1.240"]
    assert problem_of("1.240", FR_FR) == problem_of("1,240", DE_CH) == "ambiguous"
    assert read_amount("12.50", FR_FR) == "12.50"  # the key of the number pad
    # A group mark in the wrong place may be a digit that is missing.
    assert problem_of("12,50", EN_US) == problem_of("12.50", DE_DE) == problem_of("0,123", EN_US) == "not-a-number"


@pytest.mark.parametrize(
    "text", ["12,3,4", "1,2345", "1 24", "12 345 67", "--5", "(-5)", "(5", "5)", "-", ".", "1.2.3", "five", "1e5", "٫", "1,,000"]
)
def test_what_is_no_number(text: str) -> None:
    assert problem_of(text, EN_US) == "not-a-number"


def test_a_huge_paste_is_refused_at_once() -> None:
    assert problem_of("1" * 1_000_000, EN_US) == problem_of("1 " * 500_000, EN_US) == "not-a-number"
    with pytest.raises(NotAValue):
        read_date("1" * 1_000_000, EN_US)
    with pytest.raises(NotAValue):
        read_moment(" 1:" * 300_000, EN_US)


def test_too_many_places_are_refused_and_never_rounded() -> None:
    assert read_amount("12,50", FR_FR, 2) == "12.50"
    assert problem_of("12,505", FR_FR, 2) == problem_of("1.240", EN_US, 2) == "too-many-places"
    with pytest.raises(NotAValue, match="not-whole"):
        read_integer("12.0", EN_US)


def test_digits_of_another_script() -> None:
    assert read_amount("١٢٣٤٫٥", Locale("٫", "٬")) == "1234.5"
    assert read_amount("１２３４.５", EN_US) == "1234.5"


@pytest.mark.parametrize("value", [True, Decimal("NaN"), "12,5", "", None, "12,3,4", Decimal("1E+900"), ["1"]])
def test_what_is_no_number_on_the_wire_is_not_written(value: object) -> None:
    assert write_amount(value, FR_FR) is None


def test_what_was_refused_here_is_no_amount_on_the_wire_either() -> None:
    assert kept("1.240") == kept("1.240 ") == "1.240 "
    assert kept("12,3,4") == "12,3,4"


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("31.12.2026", EN_US),
        ("31.12.2026", FR_CA),
        ("12/31/2026", FR_FR),
        ("31/12/2026", EN_US),
        ("2026-12-31", EN_US),
        ("2026/12/31", DE_DE),
        ("20261231", EN_US),
        ("31 déc. 2026", FR_FR),
        ("31 décembre 2026", FR_CA),
        ("Décembre 31, 2026", FR_FR),
        ("31.12.26", DE_DE),
        ("26-12-31", FR_CA),
        ("12/31/26", EN_US),
        ("2026-12-31 00:00:00", EN_US),
        ("2026-12-31T00:00:00Z", EN_US),
        (" 31 . 12 . 2026 ", DE_DE),
    ],
)
def test_days_as_they_are_typed_and_pasted(text: str, locale: Locale) -> None:
    assert read_date(text, locale) == "2026-12-31"


def test_the_order_of_the_language_decides() -> None:
    assert [read_date("01/02/2026", locale) for locale in (EN_US, EN_GB, FR_FR)] == ["2026-01-02", "2026-02-01", "2026-02-01"]
    assert read_date("1/2/98", EN_GB) == "1998-02-01"
    for text, locale in (("01/02/2026", FR_CA), ("1.2.2026", EN_US)):
        with pytest.raises(NotAValue, match="ambiguous"):
            read_date(text, locale)


@pytest.mark.parametrize(
    "text", ["31.02.2026", "2026-02-30", "0/1/2026", "13/13/2026", "31.12.26", "12", "2026-12", "soon", "1 foo 2026", "2026-12-31 16:30"]
)
def test_what_is_no_day(text: str) -> None:
    with pytest.raises(NotAValue, match="not-a-date"):
        read_date(text, EN_US)


def test_days_from_today_on() -> None:
    assert read_date("today", FR_FR, TODAY) == read_date("Aujourd'hui", FR_FR, TODAY) == "2026-11-21"
    assert read_date("+30", EN_US, TODAY) == "2026-12-21"
    assert read_date("- 21", EN_US, TODAY) == "2026-10-31"


@pytest.mark.parametrize(
    ("text", "wire"),
    [
        ("31/12/2026 16:30", "2026-12-31T16:30:00Z"),
        ("31/12/2026 4:30 pm", "2026-12-31T16:30:00Z"),
        ("31/12/2026 12:05 AM", "2026-12-31T00:05:00Z"),
        ("2026-12-31T16:30:00+02:00", "2026-12-31T14:30:00Z"),
        ("2026-12-31 23:30:15 -0500", "2027-01-01T04:30:15Z"),
        ("31/12/2026 16:30 UTC", "2026-12-31T16:30:00Z"),
        ("31/12/2026", "2026-12-31T00:00:00Z"),
        ("2026-12-31T16:30:00Z", "2026-12-31T16:30:00Z"),
        ("", None),
    ],
)
def test_moments_are_in_utc_unless_they_say_otherwise(text: str, wire: str | None) -> None:
    assert read_moment(text, FR_FR) == wire


@pytest.mark.parametrize(
    "text", ["31/12/2026 25:00", "31/12/2026 16:61", "31/12/2026 13:00 pm", "31/12/2026 16:30 +19:00", "31/02/2026 16:30", "16:30"]
)
def test_what_is_no_moment(text: str) -> None:
    with pytest.raises(NotAValue, match="not-a-"):
        read_moment(text, FR_FR)


def test_a_moment_at_the_end_of_the_calendar_is_refused() -> None:
    with pytest.raises(NotAValue, match="not-a-date"):
        read_moment("9999-12-31 23:30 -05:00", EN_US)
    with pytest.raises(NotAValue, match="not-a-date"):
        read_date("+5", EN_US, date.max - timedelta(days=1))


def test_what_the_company_writes_with_an_offset_is_shown_with_it() -> None:
    assert write_moment("2026-12-31T16:30:00+02:00", FR_FR) == "31/12/2026 16:30:00 +02:00"
    assert write_moment("2026-12-31", FR_FR) is None
    assert write_date("2026-02-30", FR_FR) is None
