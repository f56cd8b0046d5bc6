"""What a rule is, how several make a rulebook, and the words in which rules refuse."""

from collections.abc import Iterator
from datetime import date

from intacct_desktop.sandbox.store import Value
from intacct_desktop.sandbox.writing.change import Change, Operation, Problem, Row


class Rule:
    """One thing that an object asks of its changes; see `writing.change.Rules`. By itself it asks nothing."""

    def complete(self, change: Change) -> None:
        """Fill in what follows from what was sent."""

    def check(self, change: Change) -> Iterator[Problem]:
        """Say what speaks against the change."""
        yield from ()

    def settle(self, change: Change) -> None:
        """Carry the consequences into other records."""


class Rulebook(Rule):
    """Several rules, asked one after the other."""

    def __init__(self, *rules: Rule) -> None:
        self._rules = rules

    def complete(self, change: Change) -> None:
        for rule in self._rules:
            rule.complete(change)

    def check(self, change: Change) -> Iterator[Problem]:
        for rule in self._rules:
            yield from rule.check(change)

    def settle(self, change: Change) -> None:
        for rule in self._rules:
            rule.settle(change)


def problem(row: Row, path: str, message: str, correction: str | None = None) -> Problem:
    """A problem with one member of ``row``, a column's path, or with all of it where the path is empty. A key points at its reference."""
    place = path.removesuffix(".key").replace(".", "/")
    return Problem(f"{row.pointer}/{place}" if place else row.pointer, message, correction=correction)


def rows(root: Row) -> Iterator[Row]:
    """The record and everything that stays or comes in its lists."""
    yield root
    for path in root.lists:
        for item in root.items(path):
            yield from rows(item)


def default(row: Row, path: str, value: Value) -> None:
    """Give a member a value where it has none."""
    if row.values.get(path) is None and value is not None:
        row.values[path] = value


def begins_as_draft(row: Row, state: str = "state") -> bool:
    """Whether a new record is a draft: as the request says, by its state or the older ``action``, else as the model's defaults have it."""
    if state in row.sent:
        return row.values.get(state) == "draft"
    return (row.values.get("action") or row.values.get(state)) == "draft"


def day_of(row: Row, *paths: str) -> date | None:
    """The first of these dates that the record has."""
    found = next((value for path in paths if (value := row.values.get(path))), None)
    return date.fromisoformat(str(found)) if found else None


def number(row: Row, path: str) -> int:
    """An amount or a key; 0 where there is none."""
    return int(row.values.get(path) or 0)


def key_of(row: Row, path: str) -> int | None:
    """The key in a reference's column."""
    key = row.values.get(path)
    return int(key) if key else None


def was(row: Row, path: str) -> Value:
    """The value before the change; None for a new record."""
    return (row.before or {}).get(path)


def is_deletion(change: Change) -> bool:
    """Whether the record goes."""
    return change.operation is Operation.DELETE
