"""One action on one record, while it is carried out."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from intacct_desktop.sandbox.company.books import closed_until
from intacct_desktop.sandbox.company.people import User
from intacct_desktop.sandbox.scope import Scope
from intacct_desktop.sandbox.store import Record, Store, Value
from intacct_desktop.sandbox.writing.change import Change, Operation, Problem, Row, Rules
from intacct_desktop.sandbox.writing.keeping import keep


@dataclass(slots=True)
class Task:
    """The request ``body`` of ``action`` for the record ``root``; ``row`` is the record or the line that the action is about.

    ``effective`` is the day on which the action counts. ``answer`` are the members of the answer beside key, id and href.
    """

    action: str
    body: dict[str, Any]
    root: Row
    row: Row
    store: Store
    scope: Scope
    user: User
    today: date
    now: datetime
    rules_of: Callable[[str], Rules]
    effective: date | None = None
    answer: dict[str, Any] = field(default_factory=dict)

    @property
    def word(self) -> str:
        """The record in words: "bill", "credit card txn"."""
        return self.row.name.rpartition("/")[2].replace("-", " ")

    def day(self, name: str) -> date | None:
        """A date of the request; None where it has none."""
        text = self.body.get(name)
        return date.fromisoformat(text) if text else None

    def change(self, operation: Operation, root: Row) -> Change:
        """A change of a record that the action makes."""
        return Change(
            operation, root, self.store, self.scope, self.user, self.today, self.now, action=self.action, effective=self.effective
        )

    def create(self, name: str, values: Record, lists: dict[str, list[Row]] | None = None, sent: frozenset[str] = frozenset()) -> int:
        """Make another record; its key. Raises 422."""
        row = Row(name, values, sent=sent, lists=lists or {})
        return keep(self.change(Operation.CREATE, row), self.rules_of(name))

    def keep(self) -> None:
        """Store the record as it is now. Raises 422."""
        keep(self.change(Operation.UPDATE, self.root), self.rules_of(self.root.name))

    def state_of(self, path: str) -> Value:
        """The value of a member before the action."""
        return (self.row.before or {}).get(path)


Refusal = Callable[[Task], Iterator[Problem]]


def check_day(task: Task, name: str, after: date | None = None, *, strictly: bool = False) -> Iterator[Problem]:
    """A day of the request lies in an open period, not in the future, and not before another day."""
    day = task.day(name)
    if day is None:
        return
    last = closed_until(task.today)
    if day <= last:
        yield Problem(f"/{name}", f"{day} lies in a closed period: the books are open from the day after {last}")
    elif day > task.today:
        yield Problem(f"/{name}", f"{day} has not come yet")
    elif after and (day <= after if strictly else day < after):
        yield Problem(f"/{name}", f"{day} is not {'after' if strictly else 'on or after'} {after}, the date of the {task.word}")
