"""Records that others refer to: what a new one starts with."""

import base64

from intacct_desktop.sandbox.company.books import WHOLE
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


class Owned(Rule):
    """A new record belongs to the user who makes it, unless it is made for another."""

    def complete(self, change: Change) -> None:
        if change.root.is_new:
            default(change.root, "owner.key", change.user.key)


class Measured(Rule):
    """A file says how many bytes it has."""

    def complete(self, change: Change) -> None:
        for file in change.root.items("files"):
            if file.changed("data") and file.values.get("data") is not None:
                file.values["size"] = len(base64.b64decode(str(file.values["data"]))) * WHOLE
