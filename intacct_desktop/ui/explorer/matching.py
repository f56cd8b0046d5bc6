"""How what was typed into a search box is found in names: every word somewhere, the best first. No Qt here."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")

Span = tuple[int, int]
"""Where a match starts and ends in a text, in characters."""

EXACT, START, WORD, INSIDE = range(4)


@dataclass(frozen=True, slots=True)
class Candidate(Generic[T]):
    """Something with names; ``folded`` is the names lower-cased, one a line."""

    value: T
    folded: str


def candidate(value: T, *names: str) -> Candidate[T]:
    return Candidate(value, "\n".join(names).lower())


def words_of(typed: str) -> tuple[str, ...]:
    """The words to look for, in lower case."""
    return tuple(typed.lower().split())


def rank(folded: str, words: tuple[str, ...]) -> int | None:
    """How well the words match, lower being better; None where one is missing."""
    if not words or any(word not in folded for word in words):
        return None
    whole = " ".join(words)
    names = folded.split("\n")
    if whole in names:
        return EXACT
    if any(name.startswith(whole) for name in names):
        return START
    return WORD if any(all(_starts_word(name, word) for word in words) for name in names) else INSIDE


def matches(candidates: Iterable[Candidate[T]], words: tuple[str, ...]) -> Iterator[tuple[int, T]]:
    """The candidates in which every word is found, with their rank, in the order given."""
    if not words:
        return
    longest = max(words, key=len)
    for entry in candidates:
        if longest in entry.folded:
            found = rank(entry.folded, words)
            if found is not None:
                yield found, entry.value


def spans(text: str, words: tuple[str, ...]) -> list[Span]:
    """Where the words stand in a text, joined where they touch, from left to right."""
    folded = text.lower()
    found: list[Span] = []
    if len(folded) != len(text):  # a letter whose lower case is longer, as "İ": positions would not fit
        return found
    marked = bytearray(len(text))
    for word in words:
        at = folded.find(word)
        while at >= 0:
            marked[at : at + len(word)] = b"\1" * len(word)
            at = folded.find(word, at + 1)
    start = marked.find(1)
    while start >= 0:
        end = marked.find(0, start)
        end = len(text) if end < 0 else end
        found.append((start, end))
        start = marked.find(1, end)
    return found


def _starts_word(name: str, word: str) -> bool:
    at = name.find(word)
    while at >= 0:
        if at == 0 or not name[at - 1].isalnum():
            return True
        at = name.find(word, at + 1)
    return False
