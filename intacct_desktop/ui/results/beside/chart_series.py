"""What a chart shows, decided without a widget: which bars, in which order, on which scale. Amounts stay exact until they are drawn."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal, localcontext
from enum import StrEnum

from intacct_desktop.results.statistics import DatePart

MOST_BARS = 40
MOST_POINTS = 400

_DIGITS = 80  # Python's own 28 would round a DECIMAL(38)
_STEPS = (Decimal(1), Decimal(2), Decimal(5), Decimal(10))


class Kind(StrEnum):
    """How it is drawn: ROWS are bars that lie one below the other, COLUMNS stand side by side along the time, a LINE goes through it."""

    ROWS = "rows"
    COLUMNS = "columns"
    LINE = "line"


@dataclass(frozen=True, slots=True)
class Bar:
    """``text`` has the exact value in words; ``is_rest`` marks what stands for all the others."""

    label: str
    value: Decimal
    text: str
    is_rest: bool = False


@dataclass(frozen=True, slots=True)
class Series:
    """A whole chart. ``left_out`` counts the groups that have no bar of their own."""

    title: str
    kind: Kind
    bars: tuple[Bar, ...]
    left_out: int = 0

    @property
    def table(self) -> str:
        """The chart as text, for those who do not see it."""
        return "\n".join(f"{bar.label}: {bar.text}" for bar in self.bars)


@dataclass(frozen=True, slots=True)
class Scale:
    """The axis of the values: ``ticks`` at round numbers, from the first to the last of them, zero among them."""

    ticks: tuple[Decimal, ...]

    @property
    def least(self) -> Decimal:
        return self.ticks[0]

    @property
    def most(self) -> Decimal:
        return self.ticks[-1]

    def place(self, value: Decimal) -> float:
        """Where a value stands, from 0 to 1."""
        return float((value - self.least) / (self.most - self.least))


def scale_of(values: Sequence[Decimal], about: int = 5) -> Scale:
    """A scale with zero and all ``values`` on it, with ``about`` as many steps, each 1, 2 or 5 times a power of ten."""
    least, most = min((Decimal(0), *values)), max((Decimal(0), *values))
    if least == most:
        most = Decimal(1)
    with localcontext(prec=_DIGITS):
        step = _round_step((most - least) / max(1, about))
        first = (least / step).to_integral_value(ROUND_FLOOR)
        last = (most / step).to_integral_value(ROUND_CEILING)
        return Scale(tuple(_plain(step * (first + at)) for at in range(int(last - first) + 1)))


def by_size(title: str, bars: Sequence[Bar], total: Decimal, count: int, rest_of: Callable[[int, Decimal], Bar]) -> Series:
    """The largest of ``count`` groups, whichever their sign; ``rest_of`` makes the bar of so many others with so much of ``total``."""
    ordered = sorted(bars, key=lambda bar: abs(bar.value), reverse=True)
    if count <= MOST_BARS:
        return Series(title, Kind.ROWS, tuple(ordered))
    shown = ordered[: MOST_BARS - 1]
    with localcontext(prec=_DIGITS):
        left = total - sum((bar.value for bar in shown), Decimal(0))
    return Series(title, Kind.ROWS, (*shown, rest_of(count - len(shown), left)), count - len(shown))


def by_time(title: str, bars: Sequence[Bar], kind: Kind) -> Series:
    """All in their order, or the last of them where there are more than can be told apart."""
    most = MOST_POINTS if kind is Kind.LINE else MOST_BARS
    return Series(title, kind, tuple(bars[-most:]), max(0, len(bars) - most))


def periods(first: str, last: str, part: DatePart) -> list[str]:
    """Every period from one to the other, those in which nothing happened too: a time axis without them would lie.

    Too many to be drawn are only the last of them.
    """
    ends = _number(first, part), _number(last, part)
    return [_period(number, part) for number in range(max(ends[0], ends[1] - 10 * MOST_POINTS), ends[1] + 1)]


def _number(period: str, part: DatePart) -> int:
    match part:
        case DatePart.DAY:
            return date.fromisoformat(period).toordinal()
        case DatePart.MONTH:
            return int(period[:-3]) * 12 + int(period[-2:]) - 1
        case DatePart.QUARTER:
            return int(period[:-3]) * 4 + int(period[-1]) - 1
    return int(period)


def _period(number: int, part: DatePart) -> str:
    match part:
        case DatePart.DAY:
            return date.fromordinal(number).isoformat()
        case DatePart.MONTH:
            return f"{number // 12:04}-{number % 12 + 1:02}"
        case DatePart.QUARTER:
            return f"{number // 4:04}-Q{number % 4 + 1}"
    return f"{number:04}"


def _round_step(rough: Decimal) -> Decimal:
    power = Decimal(1).scaleb(rough.adjusted())
    return next(step * power for step in _STEPS if step * power >= rough)


def _plain(value: Decimal) -> Decimal:
    """Without zeros at the end of its fraction, and without an exponent."""
    exact = value.normalize()
    return exact.quantize(Decimal(1)) if exact == exact.to_integral_value() else exact
