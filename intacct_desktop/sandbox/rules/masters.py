"""Records that others refer to: what a new one starts with."""

from intacct_desktop.sandbox.rules.rule import Rule, default
from intacct_desktop.sandbox.store import Value
from intacct_desktop.sandbox.writing.change import Change


class Begins(Rule):
    """Members that a new record has from the start, unless it is sent with others."""

    def __init__(self, **members: Value) -> None:
        self._members = members

    def complete(self, change: Change) -> None:
        if change.root.is_new:
            for path, value in self._members.items():
                default(change.root, path, value)
