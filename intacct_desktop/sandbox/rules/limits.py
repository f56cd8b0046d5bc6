"""What a record may refer to and when it may be dated: rules that many objects share."""

from collections.abc import Iterator

from intacct_desktop.sandbox.company.books import closed_until
from intacct_desktop.sandbox.company.ledger.accounts import ACCOUNT
from intacct_desktop.sandbox.rules.entities import owner_of
from intacct_desktop.sandbox.rules.rule import Rule, day_of, is_deletion, key_of, number, problem, rows, was
from intacct_desktop.sandbox.store import ENTITY, Store
from intacct_desktop.sandbox.writing.change import Change, Problem, Row


class Active(Rule):
    """A record refers to nothing inactive, unless it did so before."""

    def check(self, change: Change) -> Iterator[Problem]:
        if is_deletion(change) or change.action:
            return
        for row in rows(change.root):
            for path, target in change.store.table(row.name).joins.items():
                column = f"{path}.key"
                if column not in row.sent or not row.changed(column):
                    continue
                record = _status(change.store, target, key_of(row, column))
                if record and record[0] == "inactive":
                    yield problem(row, column, f"{target} {record[1]} is inactive")


def _status(store: Store, target: str, key: int | None) -> tuple[str, str] | None:
    if key is None or "status" not in store.table(target).columns:
        return None
    record = store.record(target, key)
    return (str(record["status"]), str(record.get("id") or key)) if record else None


class OwnEntity(Rule):
    """A transaction and all it refers to belong to one entity, or to the top level."""

    def check(self, change: Change) -> Iterator[Problem]:
        root = change.root
        if is_deletion(change) or change.action:
            return
        entity = root.values.get(ENTITY)
        for row in rows(root):
            for path, target in change.store.table(row.name).joins.items():
                column = f"{path}.key"
                if path == "entity" or column not in row.sent or not row.changed(column):
                    continue
                owner = owner_of(change.store, target, row.values.get(column))
                if owner and entity and owner != entity:
                    yield problem(row, column, f"This {target} belongs to another entity than the transaction")


class OpenPeriod(Rule):
    """Nothing comes into, goes from or moves within a closed period. Of the dates at ``paths``, the first that is given counts."""

    def __init__(self, *paths: str) -> None:
        self._paths = paths

    def check(self, change: Change) -> Iterator[Problem]:
        root = change.root
        if change.effective and not root.is_new:
            # The action has a day of its own.
            return
        path = next((path for path in self._paths if root.values.get(path)), None)
        day, last = day_of(root, *self._paths), closed_until(change.today)
        if path is None or day is None or day > last:
            return
        moves = root.is_new or is_deletion(change) or root.changed(path) or (change.action and root.changed("state"))
        earlier = any(root.before and root.before.get(each) and root.changed(each) for each in self._paths)
        if moves or earlier:
            yield problem(root, path, f"{day} lies in a closed period: the books are open from the day after {last}", "Give a later date")


class DirectPosting(Rule):
    """Accounts that only the subledgers post to take nothing else."""

    def __init__(self, lines: str = "lines") -> None:
        self._lines = lines

    def check(self, change: Change) -> Iterator[Problem]:
        if is_deletion(change) or change.action:
            return
        for line in change.root.items(self._lines):
            account = change.store.record(ACCOUNT, number(line, "glAccount.key"))
            if account and account["disallowDirectPosting"] and line.changed("glAccount.key"):
                yield problem(line, "glAccount", f"Account {account['id']} takes no direct postings")


class DatesInOrder(Rule):
    """Of two dates, the first does not come after the second."""

    def __init__(self, first: str, last: str) -> None:
        self._first = first
        self._last = last

    def check(self, change: Change) -> Iterator[Problem]:
        root = change.root
        begin, end = day_of(root, self._first), day_of(root, self._last)
        is_moved = root.changed(self._first) or root.changed(self._last)
        if begin and end and begin > end and is_moved and not is_deletion(change):
            yield problem(root, self._last, f"{self._last} {end} comes before {self._first} {begin}")


class NoCircle(Rule):
    """Nothing is its own parent, over any number of steps."""

    def __init__(self, path: str = "parent.key") -> None:
        self._path = path

    def check(self, change: Change) -> Iterator[Problem]:
        root = change.root
        if is_deletion(change) or not root.changed(self._path) or root.key is None:
            return
        seen = {root.key}
        above = key_of(root, self._path)
        while above is not None:
            if above in seen:
                yield problem(root, self._path, "A record cannot stand below itself")
                return
            seen.add(above)
            parent = (change.store.record(root.name, above) or {}).get(self._path)
            above = int(parent) if parent else None


class NotNegative(Rule):
    """Quantities, prices and the like are never below zero, in the record and its items."""

    def __init__(self, *paths: str) -> None:
        self._paths = paths

    def check(self, change: Change) -> Iterator[Problem]:
        if is_deletion(change):
            return
        for row in rows(change.root):
            for path in self._paths:
                if _is_negative(row, path) and row.changed(path):
                    yield problem(row, path, f"{path.rpartition('.')[2]} cannot be negative")


def _is_negative(row: Row, path: str) -> bool:
    value = row.values.get(path)
    return isinstance(value, int) and value < 0


class Fixed(Rule):
    """What a record was made for cannot be given to another."""

    def __init__(self, *paths: str) -> None:
        self._paths = paths

    def check(self, change: Change) -> Iterator[Problem]:
        if change.root.is_new or is_deletion(change) or change.action:
            return
        for path in self._paths:
            if change.root.changed(path) and was(change.root, path) is not None:
                yield problem(change.root, path, "This was given when the record was made and cannot be changed")
