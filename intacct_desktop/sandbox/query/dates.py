"""Dates as filters name them: days, moments, and the relative words of facts 3.3, each as a first and a last value."""

import calendar
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta

Days = tuple[date, date]

_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)
_DAY = timedelta(days=1)


def local_today() -> date:
    """Today where this computer stands."""
    return datetime.now().astimezone().date()


def relative_days(word: str, anchor: date) -> Days | None:
    """The first and the last day of ``currentMonth`` and the like, seen from ``anchor``; None for no such word.

    Weeks begin on Monday; "current" periods are whole ones, past today's date. None, too, for a period outside the calendar.
    """
    period = _PERIODS.get(word)
    try:
        return period(anchor) if period else None
    except OverflowError:
        return None


def parse_date(text: str) -> date | None:
    """A calendar day written ``YYYY-MM-DD``."""
    if not _DATE.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def date_bounds(text: str, anchor: date) -> tuple[str, str] | None:
    """The first and the last stored day that a date field's filter value stands for."""
    days = _days(text, anchor)
    return (days[0].isoformat(), days[1].isoformat()) if days else None


def moment_bounds(text: str, anchor: date) -> tuple[str, str] | None:
    """The same for a date-time field: a day stands for all its seconds, a moment ``YYYY-MM-DDTHH:MM:SSZ`` for itself."""
    if _MOMENT.fullmatch(text):
        try:
            datetime.fromisoformat(text)
        except ValueError:
            return None
        return text, text
    days = _days(text, anchor)
    return (f"{days[0].isoformat()}T00:00:00Z", f"{days[1].isoformat()}T23:59:59Z") if days else None


def _days(text: str, anchor: date) -> Days | None:
    day = parse_date(text)
    return (day, day) if day else relative_days(text, anchor)


def _week(day: date) -> Days:
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


def _month(day: date) -> Days:
    return day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _quarter(day: date) -> Days:
    first = (day.month - 1) // 3 * 3 + 1
    return date(day.year, first, 1), _month(date(day.year, first + 2, 1))[1]


def _year(day: date) -> Days:
    return date(day.year, 1, 1), date(day.year, 12, 31)


def _before(period: Callable[[date], Days]) -> Callable[[date], Days]:
    return lambda day: period(period(day)[0] - _DAY)


_PERIODS: Mapping[str, Callable[[date], Days]] = {
    "today": lambda day: (day, day),
    "yesterday": lambda day: (day - _DAY, day - _DAY),
    "currentWeek": _week,
    "lastWeek": _before(_week),
    "currentMonth": _month,
    "priorMonth": _before(_month),
    "currentQuarter": _quarter,
    "priorQuarter": _before(_quarter),
    "currentYear": _year,
    "priorYear": _before(_year),
}
