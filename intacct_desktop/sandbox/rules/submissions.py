"""Records that are submitted: with which state they begin, who may change it, and when they stay as they are."""

from collections.abc import Iterator

from intacct_desktop.sandbox.rules.rule import Rule, begins_as_draft, is_deletion, problem, was
from intacct_desktop.sandbox.writing.change import Change, Problem


class Draft(Rule):
    """A record begins as a draft, or in the state that submitting gives it; later only the workflow's actions change that."""

    def __init__(self, submitted: str, deletable: frozenset[str] = frozenset({"draft"})) -> None:
        self._submitted = submitted
        self._deletable = deletable

    def complete(self, change: Change) -> None:
        root = change.root
        if root.is_new and not change.action:
            root.values["state"] = "draft" if begins_as_draft(root) else self._submitted

    def check(self, change: Change) -> Iterator[Problem]:
        root = change.root
        if is_deletion(change):
            if root.values["state"] not in self._deletable:
                yield problem(root, "", f"This is {root.values['state']} and cannot be deleted any more")
        elif "state" in root.sent and not change.action and not root.is_new and root.changed("state"):
            yield problem(root, "state", "The state changes by the workflow's actions only")


class Locked(Rule):
    """In these states a record and its lines stay as they are, but for what says something about them."""

    def __init__(self, *states: str, lines: str = "lines") -> None:
        self._states = frozenset(states)
        self._lines = lines

    def check(self, change: Change) -> Iterator[Problem]:
        root, state = change.root, was(change.root, "state")
        if change.action or is_deletion(change) or state not in self._states:
            return
        for row in (root, *root.lists.get(self._lines, ())):
            if row is not root and (row.is_new or row.removed):
                yield problem(row, "", f"This is {state}: its lines can no longer come or go")
                continue
            for path in sorted(row.sent - {self._lines, "state", "description", "memo", "attachment.key"}):
                if row.changed(path):
                    yield problem(row, path, f"This is {state}: it cannot be changed any more")
