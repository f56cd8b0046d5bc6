"""The fault language: one rule a line (or several, with ``;`` between them), ``#`` begins a comment.

    services/core/query  latency=200ms..2s  p=0.3
    objects/*            503=1s             p=0.05  method=GET   # Retry-After: 1
    *                    drop=2000b         times=1 after=5

A rule is a path, what happens, and when. The path is a pattern with ``*``, ``?`` and ``[…]`` for all below ``/ia/api/v1/``, or, where it
begins with ``/``, for a whole path. What happens is a latency, one of the other faults, or both. `parse_faults` reads a text;
the text of a `Rule` is the rule again.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fnmatch import fnmatchcase
from typing import Any, NoReturn, TypeAlias

from intacct_desktop.sandbox.faults.effects import (
    NOTHING,
    Drip,
    Drop,
    Effect,
    ErrorIn200,
    ExpiredToken,
    HtmlPage,
    InvalidJson,
    Refusal,
    TruncatedJson,
    duration,
)

API = "/ia/api/v1/"
METHODS = ("GET", "POST", "PATCH", "PUT", "DELETE")

_DURATION = re.compile(r"(?:([0-9]{1,9})ms|([0-9]{1,6}(?:\.[0-9]{1,3})?)s)")
_SIZE = re.compile(r"([0-9]{1,9})(k?)b")
_COUNT = re.compile(r"[0-9]{1,9}")
_CHANCE = re.compile(r"[01]?\.?[0-9]{1,9}")
_WORD = re.compile(r"\S+")


class FaultSyntaxError(ValueError):
    """What is wrong with a text, and where; ``line`` and ``column`` count from 1."""

    def __init__(self, line: int, column: int, problem: str) -> None:
        super().__init__(f"line {line}, character {column}: {problem}")
        self.line = line
        self.column = column
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Latency:
    """Milliseconds that pass before anything else, somewhere from ``low`` to ``high``."""

    low: int = 0
    high: int = 0

    def __str__(self) -> str:
        return f"latency={duration(self.low)}" + ("" if self.low == self.high else f"..{duration(self.high)}")


NO_LATENCY = Latency()


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the language.

    Of the requests that it matches it spares the first ``after``, strikes each other one with the probability ``chance``, and is used up
    when it has struck ``times`` times (None: never).
    """

    path: str
    effect: Effect = NOTHING
    latency: Latency = NO_LATENCY
    chance: Decimal = Decimal(1)
    times: int | None = None
    after: int = 0
    method: str | None = None

    def matches(self, method: str, path: str) -> bool:
        return self.method in (None, method) and fnmatchcase(path if self.path.startswith("/") else path.removeprefix(API), self.path)

    def __str__(self) -> str:
        words = [
            self.path,
            *([str(self.latency)] if self.latency != NO_LATENCY else []),
            *([str(self.effect)] if self.effect != NOTHING else []),
            *([f"p={self.chance:f}"] if self.chance != 1 else []),
            *([f"times={self.times}"] if self.times is not None else []),
            *([f"after={self.after}"] if self.after else []),
            *([f"method={self.method}"] if self.method else []),
        ]
        return " ".join(words)


def parse_faults(text: str) -> tuple[Rule, ...]:
    """The rules of a text, in their order. Raises `FaultSyntaxError`."""
    return tuple(_rule(words) for words in _sentences(text))


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    line: int
    column: int

    @property
    def name(self) -> str:
        return self.text.partition("=")[0]

    @property
    def value(self) -> str | None:
        _, sign, value = self.text.partition("=")
        return value if sign else None

    def refuse(self, problem: str) -> NoReturn:
        raise FaultSyntaxError(self.line, self.column, problem)


def _sentences(text: str) -> Iterator[list[_Word]]:
    for number, line in enumerate(text.splitlines(), 1):
        at = 0
        for sentence in line.partition("#")[0].split(";"):
            words = [_Word(found[0], number, at + found.start() + 1) for found in _WORD.finditer(sentence)]
            if words:
                yield words
            at += len(sentence) + 1


def _rule(words: list[_Word]) -> Rule:
    path, *others = words
    if "=" in path.text:
        path.refuse(f"a rule begins with a path, such as * or objects/*, not with {path.text}")
    members: dict[str, Any] = {}
    for word in others:
        name, value = _member(word)
        if name in members:
            word.refuse(f"{word.text} comes after another {'fault' if name == 'effect' else word.name} in the same rule")
        members[name] = value
    if not members.keys() & {"effect", "latency"}:
        path.refuse(f"nothing is said to happen to {path.text}: one of {', '.join(_FAULTS)}, or a status")
    return Rule(path.text, **members)


def _member(word: _Word) -> tuple[str, Any]:
    """A word as a member of `Rule` and its value."""
    if word.name in _OPTIONS:
        member, read = _OPTIONS[word.name]
        return member, read(word)
    if word.name in _FAULTS:
        return "effect", _FAULTS[word.name](word)
    if re.fullmatch(r"[45][0-9][0-9]", word.name):
        return "effect", Refusal(int(word.name), None if word.value is None else _duration(word, word.value))
    return word.refuse(f"{word.name} is neither a fault ({', '.join(_FAULTS)}, 400 to 599) nor one of {', '.join(_OPTIONS)}")


def _latency(word: _Word) -> Latency:
    low, _, high = (word.value or "").partition("..")
    latency = Latency(_duration(word, low), _duration(word, high or low))
    if latency.low > latency.high or not latency.high:
        word.refuse(f"{word.text} is no time: the shorter one comes first, and the longer one is not nothing")
    return latency


def _duration(word: _Word, text: str) -> int:
    found = _DURATION.fullmatch(text)
    if found is None:
        word.refuse(f"{word.text} needs a time, such as 200ms or 1.5s")
    return int(found[1]) if found[1] else int(Decimal(found[2]) * 1000)


def _size(word: _Word, text: str) -> int:
    found = _SIZE.fullmatch(text)
    if found is None:
        word.refuse(f"{word.text} needs a number of bytes, such as 2000b or 64kb")
    return int(found[1]) * (1000 if found[2] else 1)


def _optional_size(word: _Word) -> int | None:
    return None if word.value is None else _size(word, word.value)


def _drip(word: _Word) -> Drip:
    rate = _size(word, (word.value or "").removesuffix("/s")) if (word.value or "").endswith("/s") else 0
    if not rate:
        word.refuse(f"{word.text} needs bytes a second, such as drip=500b/s")
    return Drip(rate)


def _html(word: _Word) -> HtmlPage:
    if word.value is None:
        return HtmlPage()
    if not re.fullmatch(r"200|[45][0-9][0-9]", word.value):
        word.refuse(f"{word.text} needs a status: 200, or 400 to 599")
    return HtmlPage(int(word.value))


def _alone(effect: Effect) -> Callable[[_Word], Effect]:
    def read(word: _Word) -> Effect:
        if word.value is not None:
            word.refuse(f"{word.name} takes no value")
        return effect

    return read


def _count(least: int) -> Callable[[_Word], int]:
    def read(word: _Word) -> int:
        if not _COUNT.fullmatch(word.value or "") or int(word.value or "") < least:
            word.refuse(f"{word.text} needs a whole number from {least}")
        return int(word.value or "")

    return read


def _chance(word: _Word) -> Decimal:
    chance = Decimal(word.value or "") if _CHANCE.fullmatch(word.value or "") else Decimal(0)
    if not 0 < chance <= 1:
        word.refuse(f"{word.text} needs a probability over 0 and up to 1, such as p=0.05")
    return chance


def _method(word: _Word) -> str:
    method = (word.value or "").upper()
    if method not in METHODS:
        word.refuse(f"{word.text} needs one of {', '.join(METHODS)}")
    return method


_Read: TypeAlias = Callable[[_Word], Any]

_OPTIONS: Mapping[str, tuple[str, _Read]] = {
    "latency": ("latency", _latency),
    "p": ("chance", _chance),
    "times": ("times", _count(1)),
    "after": ("after", _count(0)),
    "method": ("method", _method),
}
_FAULTS: Mapping[str, _Read] = {
    "drop": lambda word: Drop(_optional_size(word)),
    "truncated-json": lambda word: TruncatedJson(_optional_size(word)),
    "invalid-json": _alone(InvalidJson()),
    "html": _html,
    "expired-token": _alone(ExpiredToken()),
    "drip": _drip,
    "error-in-200": _alone(ErrorIn200()),
}
