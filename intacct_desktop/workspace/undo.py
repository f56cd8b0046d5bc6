"""Undo and redo as a list of whole values (design idea 1), each step with a name."""

import operator
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

Value = TypeVar("Value")

MOST = 200
PAUSE = 1.0  # seconds between two edits of one place that still count as one


@dataclass(frozen=True, slots=True)
class _Step(Generic[Value]):
    """From ``before`` to the value of the next step, or to the present one."""

    before: Value
    name: str


class Steps(Generic[Value]):
    """What a value was, and how it came to be what it is.

    A push to the place of the push before it, within ``pause`` seconds (``clock``), belongs to the same step: typing a word is one step.
    ``most`` steps are kept; the oldest are forgotten. ``same`` says which values are one and the same.
    """

    def __init__(
        self,
        value: Value,
        *,
        same: Callable[[Value, Value], bool] = operator.eq,
        most: int = MOST,
        pause: float = PAUSE,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._value = value
        self._same = same
        self._most = most
        self._pause = pause
        self._clock = clock
        self._done: list[_Step[Value]] = []
        self._undone: list[_Step[Value]] = []  # `before` is what a redo leads to
        self._place = ""
        self._at = 0.0

    @property
    def value(self) -> Value:
        """The present one."""
        return self._value

    @property
    def undo_name(self) -> str:
        """What an undo takes back; empty when there is nothing."""
        return self._done[-1].name if self._done else ""

    @property
    def redo_name(self) -> str:
        """What a redo does again; empty when there is nothing."""
        return self._undone[-1].name if self._undone else ""

    def push(self, value: Value, name: str, place: str = "") -> None:
        """The value has become another by an edit called ``name``. An empty ``place`` is always a step of its own."""
        if self._same(value, self._value):
            return
        now = self._clock()
        goes_on = bool(self._done) and place != "" and place == self._place and now - self._at <= self._pause
        before = self._done.pop().before if goes_on else self._value
        self._value, self._place, self._at = value, place, now
        self._undone.clear()
        if not self._same(value, before):  # typed and taken back is no step
            self._done.append(_Step(before, name))
            del self._done[: -self._most]
        else:
            self._place = ""

    def undo(self) -> Value:
        """The value of one step before; the present one where there is none."""
        return self._walk(self._done, self._undone)

    def redo(self) -> Value:
        """The value of the step that was undone last; the present one where there is none."""
        return self._walk(self._undone, self._done)

    def _walk(self, source: list[_Step[Value]], target: list[_Step[Value]]) -> Value:
        if source:
            step = source.pop()
            target.append(_Step(self._value, step.name))
            self._value, self._place = step.before, ""
        return self._value
