"""One change of one record with its owned lists, from the request to the store.

Whatever is written, a bill, one of its lines, or a state that an action changes, is a `Change` of the root record. A reader of the
request makes it, the object's rules complete and judge it, and then it is kept, all of it or nothing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import Enum
from typing import Protocol

from intacct_desktop.sandbox.company.people import User
from intacct_desktop.sandbox.scope import Scope
from intacct_desktop.sandbox.store import Record, Store, Value


class Operation(Enum):
    """What happens to a record."""

    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a change is refused: one entry of ``details`` (facts 6.2). ``target`` is a JSON pointer into the request: "/lines/0/memo"."""

    target: str
    message: str
    error_id: str | None = None
    message_id: str | None = None
    placeholders: Mapping[str, str] = field(default_factory=dict)
    correction: str | None = None


@dataclass(slots=True, eq=False)
class Row:
    """One record, as it is to be: the root of a change, or an item of one of its lists.

    ``values`` are the stored values after the change, those that did not change included; ``before`` those in the store, None for a new
    record. ``sent`` are the paths that the request itself gave. ``lists`` holds the items by the list's path, in their order, removed ones
    included. ``pointer`` is where the record stands in the request: "" for the root, "/lines/2" for an item that the request named.
    """

    name: str
    values: Record
    before: Mapping[str, Value] | None = None
    sent: frozenset[str] = frozenset()
    lists: dict[str, list["Row"]] = field(default_factory=dict)
    pointer: str = ""
    removed: bool = False

    @property
    def key(self) -> int | None:
        """The record's key; None before it is stored."""
        key = self.values.get("key")
        return None if key is None else int(key)

    @property
    def is_new(self) -> bool:
        return self.before is None

    def items(self, path: str) -> list["Row"]:
        """The items of a list that stay or come."""
        return [item for item in self.lists.get(path, ()) if not item.removed]

    def changed(self, path: str) -> bool:
        """Whether the value of a path is another one than before; for a new record whether it has one."""
        return self.values.get(path) != (self.before or {}).get(path)


def utc_now() -> datetime:
    """The moment that audit stamps carry."""
    return datetime.now(UTC)


@dataclass(slots=True, eq=False)
class Change:
    """A change of the record ``root``, made by ``user`` as seen from ``scope``, on the company's day ``today``, at the moment ``now``.

    ``action`` is the workflow action that makes it, None for a plain write; ``effective`` the day on which it counts, where it names one.
    """

    operation: Operation
    root: Row
    store: Store
    scope: Scope
    user: User
    today: date
    now: datetime = field(default_factory=utc_now)
    action: str | None = None
    effective: date | None = None


class Rules(Protocol):
    """What an object asks of its changes. All three run inside the transaction of the change, in this order."""

    def complete(self, change: Change) -> None:
        """Fill in what follows from what was sent: totals, amounts due, rates, states. Not called for a deletion."""

    def check(self, change: Change) -> Iterator[Problem]:
        """Everything that speaks against the change: it is then refused with 422."""

    def settle(self, change: Change) -> None:
        """Carry the consequences into other records. The change itself is in the store by now, and new rows have their keys."""
