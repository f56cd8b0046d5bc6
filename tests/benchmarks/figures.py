"""What was measured: a figure beside that of its counterpart, taken in turns in the same run, and the goal that it is held against."""

import math
import statistics
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import msgspec


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """``ours`` and ``reference`` in ``unit``, medians unless the name says otherwise; ``ratio`` is ours by reference.

    ``against`` says what the reference is. ``goal`` is in words, ``met`` None where there is none.
    """

    group: str = ""
    name: str
    unit: str
    ours: float
    reference: float | None = None
    against: str = ""
    ratio: float | None = None
    goal: str = ""
    met: bool | None = None
    note: str = ""


class Failure(msgspec.Struct, frozen=True, kw_only=True):
    """A measurement that came to no figure."""

    group: str
    name: str
    error: str


@dataclass(frozen=True, slots=True)
class Goal:
    """A bound of the ratio, of our own figure, or of the difference between ours and the reference."""

    of: Literal["ratio", "ours", "difference"]
    limit: float
    is_least: bool = False

    def holds(self, ours: float, reference: float | None) -> bool:
        if self.of == "ours":
            value = ours
        else:
            if reference is None:
                raise ValueError("this goal needs a reference")
            value = ours / reference if self.of == "ratio" else ours - reference
        return value >= self.limit if self.is_least else value <= self.limit

    def words(self, unit: str) -> str:
        bound = "at least" if self.is_least else "at most"
        match self.of:
            case "ratio":
                return f"{bound} {self.limit:.3g} times"
            case "difference":
                return f"{bound} {self.limit:g} {unit} more"
            case _:
                return f"{bound} {self.limit:g} {unit}"


def least_times(limit: float) -> Goal:
    return Goal("ratio", limit, is_least=True)


def most_times(limit: float) -> Goal:
    return Goal("ratio", limit)


def most(limit: float) -> Goal:
    return Goal("ours", limit)


def most_more(limit: float) -> Goal:
    return Goal("difference", limit)


def figure(
    name: str, unit: str, ours: float, reference: float | None = None, against: str = "", *, goal: Goal | None = None, note: str = ""
) -> Figure:
    """A figure of four digits: more of them would say nothing."""
    return Figure(
        name=name,
        unit=unit,
        ours=_rounded(ours),
        reference=None if reference is None else _rounded(reference),
        against=against,
        ratio=_rounded(ours / reference) if reference else None,
        goal=goal.words(unit) if goal is not None else "",
        met=goal.holds(ours, reference) if goal is not None else None,
        note=note,
    )


def seconds(work: Callable[[], object]) -> float:
    """How long it takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def in_turns(*works: Callable[[], float], rounds: int) -> list[float]:
    """The median of what each gives, one after the other in every round, so that what else the machine does meets all of them."""
    taken = [[work() for work in works] for _ in range(rounds)]
    return [statistics.median(one) for one in zip(*taken, strict=True)]


async def awaited_in_turns(*works: Callable[[], Awaitable[float]], rounds: int) -> list[float]:
    """As `in_turns`."""
    taken = [[await work() for work in works] for _ in range(rounds)]
    return [statistics.median(one) for one in zip(*taken, strict=True)]


def quantile(values: Sequence[float], share: float) -> float:
    """What so many of the values do not exceed: 0.99 for 99 in 100."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * share) - 1)]


def _rounded(value: float) -> float:
    return float(f"{value:.4g}")
