"""Records that nobody sent: they are made because another one changed."""

from intacct_desktop.sandbox.store import Record, Table
from intacct_desktop.sandbox.writing.change import Change


def add_record(change: Change, name: str, members: Record) -> int:
    """Make a record, with the key for its id, by the user of the change; its key."""
    store = change.store
    key = store.add(name, members | stamp(change, store.table(name)))
    store.update(name, key, {"id": str(key)})
    return key


def stamp(change: Change, table: Table) -> Record:
    """Who makes a record that nobody sent, and when."""
    moment, user = change.now.strftime("%Y-%m-%dT%H:%M:%SZ"), change.user.key
    members = {
        f"audit.{verb}{member}": value
        for verb in ("created", "modified")
        for member, value in (("DateTime", moment), ("By", str(user)), ("ByUser.key", user))
    }
    return {path: value for path, value in members.items() if path in table.columns}
