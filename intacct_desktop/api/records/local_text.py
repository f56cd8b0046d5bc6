"""What a person types for an amount, a number, a date or a moment in their language, to the wire and back. No float is ever made.

Reading takes what has one meaning only: ``1 240,50``, ``1.240,50`` and ``1,240.50`` are the same amount everywhere; ``1.240`` typed in
French is refused, for it may be 1.24 or 1240. What is refused is kept as it was typed: see `kept`. Empty text is None.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Literal, TypeAlias

DateOrder: TypeAlias = Literal["dmy", "mdy", "ymd"]
Problem: TypeAlias = Literal["not-a-number", "not-whole", "ambiguous", "too-many-places", "not-a-date", "not-a-time"]


class NotAValue(ValueError):
    """Text that is no value, or may be two. ``text`` is what was typed; ``scale`` the places that there may be."""

    def __init__(self, problem: Problem, text: str, scale: int | None = None) -> None:
        super().__init__(f"{problem}: {text[:80]!r}")
        self.problem = problem
        self.text = text
        self.scale = scale


@dataclass(frozen=True)
class Locale:
    """How a language writes numbers and dates. ``months`` has twelve tuples of names, long and short; ``today`` the words for this day."""

    decimal_mark: str = "."
    group_mark: str = ","
    date_order: DateOrder = "ymd"
    date_separator: str = "-"
    months: tuple[tuple[str, ...], ...] = ()
    today: tuple[str, ...] = ("today",)


_DIGITS = "0123456789"
_LONGEST = 400  # characters of a number; a text of more is none
_SIGNS = str.maketrans({"\u2212": "-", "\u2013": "-", "\u2012": "-", "\u2019": "'", "\u02bc": "'", "`": "'", "\u00b4": "'"})
_CURRENCY_SIGNS = "$\u00a2-\u00a5\u20a0-\u20cf"
_CURRENCY = f"[A-Z]{{0,3}}[{_CURRENCY_SIGNS}]|[A-Z]{{3}}"
_DIGIT = rf"[^\sA-Z()+{_CURRENCY_SIGNS}-]"  # or a mark among digits: `_parts` looks at them
_FRAMED = re.compile(
    rf"(?P<open>\(\s*)?(?P<before>[-+]\s*)?(?:(?:{_CURRENCY})\s*)?(?P<between>[-+]\s*)?"
    rf"(?P<digits>{_DIGIT}+(?: {_DIGIT}+)*)\s*(?:{_CURRENCY})?(?P<after>\s*-)?(?P<close>\s*\))?"
)
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:(?P<mark>[^0-9])[0-9]{3})(?:(?P=mark)[0-9]{3})*")
_INDIAN = re.compile(r"[1-9][0-9]?(?P<mark>[^0-9])(?:[0-9]{2}(?P=mark))+[0-9]{3}")
_WRITTEN = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
_ON_THE_WIRE = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")


def read_amount(text: str, locale: Locale, scale: int | None = None) -> str | None:
    """``1 240,50 €`` is ``"1240.50"``, ``(12)`` and ``12-`` are ``"-12"``; every digit that was typed is kept. Raises `NotAValue`."""
    typed = text.strip()
    if not typed:
        return None
    number = _number(typed, locale)
    if scale is not None and len(number.partition(".")[2]) > scale:
        raise NotAValue("too-many-places", typed, scale)
    return number


def read_integer(text: str, locale: Locale) -> int | None:
    """Raises `NotAValue`, also for a number with places."""
    number = read_amount(text, locale)
    if number is not None and "." in number:
        raise NotAValue("not-whole", text.strip())
    return int(number) if number is not None else None


def write_amount(value: object, locale: Locale) -> str | None:
    """An amount (text, int or `Decimal`) as the language writes it, digit for digit; None for what is no number on the wire."""
    plain = _plain(value)
    if plain is None:
        return None
    sign, digits = plain.startswith("-"), plain.removeprefix("-")
    whole, _, part = digits.partition(".")
    first = len(whole) % 3 or 3
    grouped = locale.group_mark.join([whole[:first], *(whole[at : at + 3] for at in range(first, len(whole), 3))])
    return "-" * sign + grouped + (f"{locale.decimal_mark}{part}" if part else "")


def is_on_the_wire(text: str) -> bool:
    """Whether a text is a number as the service writes them (facts 3.5)."""
    return len(text) <= _LONGEST and _ON_THE_WIRE.fullmatch(text) is not None


def kept(text: str) -> str:
    """Typed text that is no value, as it stands in a record until it is one.

    ``1.240`` may be refused in French and is a good amount on the wire. A draft is judged without its locale, so that such a text gets a
    blank behind it, which no value has.
    """
    return f"{text.rstrip()} " if is_on_the_wire(text.strip()) else text


def _plain(value: object) -> str | None:
    match value:
        case bool():
            return None
        case int():
            return str(value) if abs(value) < 10**_LONGEST else None
        case Decimal():
            return format(value, "f") if value.is_finite() and abs(value.adjusted()) < _LONGEST else None
        case str() if len(value) <= _LONGEST and _WRITTEN.fullmatch(value):
            return value
    return None


def _number(typed: str, locale: Locale) -> str:
    if len(typed) > _LONGEST:
        raise NotAValue("not-a-number", typed)
    framed = _FRAMED.fullmatch(_normal(typed))
    if framed is None or bool(framed["open"]) != bool(framed["close"]):
        raise NotAValue("not-a-number", typed)
    signs = [framed[name].strip() for name in ("before", "between", "after") if framed[name]] + ["-"] * bool(framed["open"])
    if len(signs) > 1:
        raise NotAValue("not-a-number", typed)
    whole, part = _parts(framed["digits"], locale, typed)
    digits = (whole.lstrip("0") or "0") + (f".{part}" if part else "")
    return f"-{digits}" if signs == ["-"] and digits.strip("0.") else digits


def _normal(text: str) -> str:
    """ASCII digits, one kind of blank, of apostrophe and of minus."""
    plain = unicodedata.normalize("NFKC", text).translate(_SIGNS)
    return "".join(
        " " if unicodedata.category(sign) == "Zs" else str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in plain
    )


def _parts(digits: str, locale: Locale, typed: str) -> tuple[str, str]:
    """The digits before and after the decimal mark."""
    decimal, group = _normal(locale.decimal_mark), _normal(locale.group_mark)
    marks = [sign for sign in digits if sign not in _DIGITS]
    if not marks:
        return digits, ""
    if len(marks) == len(digits) or set(marks) - {".", ",", " ", "'", decimal, group}:
        raise NotAValue("not-a-number", typed)
    last = marks[-1]
    if last not in {".", ",", decimal} or marks.count(last) > 1:
        return _ungrouped(digits, typed), ""
    whole, _, part = digits.rpartition(last)
    alone = len(marks) == 1
    if alone and last != decimal and (last == group or _GROUPED.fullmatch(digits)):
        if last != group:
            raise NotAValue("ambiguous", typed)
        return _ungrouped(digits, typed), ""
    return (_ungrouped(whole, typed) if not alone else whole), part


def _ungrouped(whole: str, typed: str) -> str:
    if not (_GROUPED.fullmatch(whole) or _INDIAN.fullmatch(whole)):
        raise NotAValue("not-a-number", typed)
    return re.sub(r"[^0-9]", "", whole)


_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_THREE = re.compile(r"(?P<one>[0-9]{1,4})\s*(?P<mark>[-./ ])\s*(?P<two>[0-9]{1,2})\s*(?P=mark)\s*(?P<three>[0-9]{1,4})\.?")
_COMPACT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_MIDNIGHT = re.compile(r"[T ]00:00(?::00(?:\.0+)?)?Z?")
_LATER = re.compile(r"([-+])\s?([0-9]{1,4})")
_WITH_NAME = re.compile(r"[0-9]{1,4}|[^\W\d_]+")
_CENTURY_BEGINS = 80  # two digits from here on are of the twentieth century
_LONGEST_DATE = 60  # characters


def read_date(text: str, locale: Locale, today: date | None = None) -> str | None:
    """A day as ``2026-12-31``: in the language's order, in ISO's, or in any other that has one reading; ``+30`` is in thirty days.

    Raises `NotAValue`.
    """
    typed = text.strip()
    if not typed:
        return None
    if len(typed) > _LONGEST_DATE:
        raise NotAValue("not-a-date", typed)
    found = _relative(typed, locale, today or date.today())  # noqa: DTZ011  the person's own day
    if found is None:
        plain = _normal(typed)
        midnight = _MIDNIGHT.search(plain)
        found = _day(plain[: midnight.start()] if midnight and midnight.end() == len(plain) else plain, locale, typed)
    return found.isoformat()


def write_date(value: object, locale: Locale) -> str | None:
    """A day as the language writes it in digits; None for what is no day on the wire."""
    if not isinstance(value, str) or _DAY.fullmatch(value) is None:
        return None
    year, month, day = value.split("-")
    if _calendar(year, month, day) is None:
        return None
    parts = {"d": day, "m": month, "y": year}
    return locale.date_separator.join(parts[part] for part in locale.date_order)


def _relative(typed: str, locale: Locale, today: date) -> date | None:
    if typed.casefold() in {word.casefold() for word in (*locale.today, "today")}:
        return today
    found = _LATER.fullmatch(typed)
    try:
        return today + timedelta(days=int(found[1] + found[2])) if found is not None else None
    except OverflowError:
        raise NotAValue("not-a-date", typed) from None


def _day(typed: str, locale: Locale, text: str) -> date:
    compact = _COMPACT.fullmatch(typed)
    found = _calendar(*compact.groups()) if compact is not None else None
    if found is None and (three := _THREE.fullmatch(typed)) is not None:
        found = _in_order(three, locale, text)
    if found is None:
        found = _with_month_name(typed, locale)
    if found is None:
        raise NotAValue("not-a-date", text)
    return found


def _in_order(three: re.Match[str], locale: Locale, text: str) -> date | None:
    parts = (three["one"], three["two"], three["three"])
    own = locale.date_order
    if len(parts[0]) == 4:
        return _ordered(parts, "ymd")
    if len(parts[2]) != 4:
        # Two digits for the year: only as the language itself writes it, for in another order they may be anything.
        return _ordered(parts, own) if own != "ymd" or three["mark"] == locale.date_separator else None
    if own != "ymd" and (three["mark"] != "." or own == "dmy") and (found := _ordered(parts, own)) is not None:
        return found
    readings = {day for order in ("dmy", "mdy") if (day := _ordered(parts, order)) is not None}
    if len(readings) > 1:
        raise NotAValue("ambiguous", text)
    return next(iter(readings), None)


def _ordered(parts: tuple[str, str, str], order: str) -> date | None:
    named = dict(zip(order, parts, strict=True))
    return _calendar(named["y"], named["m"], named["d"])


def _with_month_name(typed: str, locale: Locale) -> date | None:
    parts = _WITH_NAME.findall(typed)
    names = [part for part in parts if not part.isdigit()]
    numbers = [part for part in parts if part.isdigit()]
    if len(names) != 1 or len(numbers) != 2:
        return None
    name = names[0].casefold()
    months = [at for at, words in enumerate(locale.months, 1) if name in {word.casefold().rstrip(".") for word in words}]
    year = next((number for number in numbers if len(number) == 4), None) or numbers[1]
    days = [number for number in numbers if number is not year]
    return _calendar(year, str(months[0]), days[0]) if len(months) == 1 and len(days) == 1 else None


def _calendar(year: str, month: str, day: str) -> date | None:
    if len(year) not in (2, 4) or len(day) > 2 or len(month) > 2:
        return None
    number = int(year)
    if len(year) == 2:
        number += 1900 if number >= _CENTURY_BEGINS else 2000
    try:
        return date(number, int(month), int(day))
    except ValueError:
        return None


_CLOCK = re.compile(
    r"(?P<day>.*?)[T ]\s*(?P<hour>[0-9]{1,2})(?::(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?P<fraction>\.[0-9]{1,6})?)?)?"
    r"\s*(?P<half>[AaPp]\.?[Mm]\.?)?\s*(?P<zone>Z|UTC|GMT|[-+][0-9]{2}:?(?:[0-9]{2})?)?"
)
_MOMENT = re.compile(
    rf"(?P<day>{_DAY.pattern})T(?P<clock>[0-9]{{2}}:[0-9]{{2}}:[0-9]{{2}}(?:\.[0-9]+)?)(?P<zone>Z|[-+][0-9]{{2}}:[0-9]{{2}})?"
)


def read_moment(text: str, locale: Locale, today: date | None = None) -> str | None:
    """A moment as ``2026-12-31T16:30:00Z``. Without a zone it is UTC, as everything Intacct stores; a day alone is its midnight.

    Raises `NotAValue`.
    """
    typed = text.strip()
    if not typed:
        return None
    plain = _normal(typed) if len(typed) <= _LONGEST_DATE else ""
    found = _CLOCK.fullmatch(plain)
    if found is None or not (found["minute"] or found["half"]):
        return f"{read_date(typed, locale, today)}T00:00:00Z"
    day = read_date(found["day"], locale, today)
    if day is None:
        raise NotAValue("not-a-date", typed)
    moment = datetime.combine(date.fromisoformat(day), _clock(found, typed), _zone(found["zone"], typed))
    try:
        return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
    except OverflowError:
        raise NotAValue("not-a-date", typed) from None


def write_moment(value: object, locale: Locale) -> str | None:
    """A moment in the language's digits with its zone: ``31/12/2026 16:30:00 UTC``; None for what is none on the wire."""
    found = _MOMENT.fullmatch(value) if isinstance(value, str) else None
    day = write_date(found["day"], locale) if found is not None else None
    if found is None or day is None:
        return None
    zone = found["zone"] or "Z"
    return f"{day} {found['clock']} {'UTC' if zone == 'Z' else zone}"


def _clock(found: re.Match[str], typed: str) -> time:
    hour, half = int(found["hour"]), (found["half"] or "").lower()
    if half:
        if not 1 <= hour <= 12:
            raise NotAValue("not-a-time", typed)
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    try:
        micro = int((found["fraction"] or ".0")[1:].ljust(6, "0"))
        return time(hour, int(found["minute"] or 0), int(found["second"] or 0), micro)
    except ValueError:
        raise NotAValue("not-a-time", typed) from None


def _zone(text: str | None, typed: str) -> timezone:
    if text in (None, "Z", "UTC", "GMT"):
        return UTC
    hours, minutes = int(text[1:3]), int(text[3:].lstrip(":") or 0)
    if hours > 14 or minutes > 59:
        raise NotAValue("not-a-time", typed)
    shift = timedelta(hours=hours, minutes=minutes)
    return timezone(-shift if text.startswith("-") else shift)
