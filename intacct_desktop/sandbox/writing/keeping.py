"""How a record with its owned lists comes out of the store, and how a change of it goes back: judged by the rules, then all or nothing."""

from collections.abc import Mapping

from intacct_desktop.sandbox.errors import not_found
from intacct_desktop.sandbox.facts import OWNER
from intacct_desktop.sandbox.scope import Scope
from intacct_desktop.sandbox.store import ENTITY, LISTS, Kind, Record, Store, Table, Value, quoted
from intacct_desktop.sandbox.writing import history
from intacct_desktop.sandbox.writing.change import Change, Operation, Row, Rules
from intacct_desktop.sandbox.writing.dependents import still_needed
from intacct_desktop.sandbox.writing.ownership import owned_lists
from intacct_desktop.sandbox.writing.refusals import duplicate_id, forbidden, rules_refused

# What an item's place in its list is called.
_POSITIONS = ("lineNumber", "lineNo")

# What lines call the document that they stand in.
_HEADERS = ("documentHeader", "recurringDocumentHeader")


def load(store: Store, name: str, key: int, scope: Scope) -> Row:
    """The record of the root object ``name`` with all its owned lists, to be changed.

    Raises 404 ``notFound``, and 403 for a record of another entity. A record is changed where it was made or from the top level; in an
    entity, the records of the top level can only be read.
    """
    record = store.record(name, key)
    if record is None:
        raise not_found(f"{name} with the key {key}")
    if scope.entity is not None and record[ENTITY] != scope.entity:
        raise forbidden()
    return _with_items(store, name, record)


def keep(change: Change, rules: Rules) -> int:
    """Complete, check, store and settle the change; the root's key.

    Raises 422 for what the rules or other records say against it, 409 for an id that is taken; then nothing is stored.
    """
    root, store = change.root, change.store
    with store.transaction():
        if change.operation is not Operation.DELETE:
            if root.is_new:
                _settle_in(root, change.scope, store.table(root.name))
            rules.complete(change)
        if problems := list(rules.check(change)):
            raise rules_refused(problems)
        gone = _Storing(change).run()
        rules.settle(change)
        if problems := list(still_needed(store, gone)):
            raise rules_refused(problems)
        history.record(change)
    return int(root.values["key"] or 0)


def _with_items(store: Store, name: str, record: Record) -> Row:
    row = Row(name, record, dict(record))
    for item, place in owned_lists(name).items():
        found = store.records(item, **{place.column: record["key"]})
        row.lists[place.path] = [_with_items(store, item, each) for each in sorted(found, key=_position)]
    return row


def _position(record: Record) -> tuple[int, int]:
    place = str(next((record[path] for path in _POSITIONS if record.get(path) is not None), 0))
    return int(place) if place.isdecimal() else 0, int(record["key"] or 0)


def _settle_in(root: Row, scope: Scope, table: Table) -> None:
    """A new record belongs to the entity it is made in."""
    root.values.setdefault(ENTITY, scope.entity)
    if "entity.key" in table.columns and root.values.get("entity.key") is None:
        root.values["entity.key"] = root.values[ENTITY]


class _Storing:
    """Puts the rows of one change into the store, each before what stands in its lists, and takes the removed ones out."""

    def __init__(self, change: Change) -> None:
        self._change = change
        self._store = change.store
        self._gone: dict[str, dict[int, Row]] = {}

    def run(self) -> Mapping[str, Mapping[int, Row]]:
        """Store everything; the rows that are gone, by object and key."""
        if self._change.operation is Operation.DELETE:
            self._take_out(self._change.root)
        else:
            self._put_in(self._change.root, None)
        return self._gone

    def _put_in(self, row: Row, owner: Mapping[str, Value] | None) -> None:
        """One record and, under it, its lists. ``owner`` are the columns that say in whose list it stands; None for the root."""
        table = self._store.table(row.name)
        row.values.update(owner or {})
        before = row.before or {}
        changed = {path for path, value in row.values.items() if value != before.get(path) and _is_kept(path, table)}
        if owner is None and "id" in changed:
            _refuse_taken_id(self._store, row)
        if changed or row.is_new or owner is None:
            changed |= _stamp(self._change, row, table)
        changes = {path: row.values[path] for path in changed}
        if row.is_new:
            row.values["key"] = key = self._store.add(row.name, changes)
            if "id" in table.columns and row.values.get("id") is None:
                row.values["id"] = str(key)
                self._store.update(row.name, key, {"id": str(key)})
        else:
            key = int(row.values["key"] or 0)
            self._store.update(row.name, key, changes)
        for item, place in owned_lists(row.name).items():
            _number(self._store, item, row.items(place.path))
            for each in row.lists.get(place.path, ()):
                if not each.removed:
                    self._put_in(each, _told(row, self._store.table(item)) | {place.column: key, ENTITY: row.values.get(ENTITY)})
                elif not each.is_new:
                    self._take_out(each)

    def _take_out(self, row: Row) -> None:
        for items in row.lists.values():
            for item in items:
                if not item.is_new:
                    self._take_out(item)
        key = int(row.values["key"] or 0)
        self._store.delete(row.name, key)
        self._gone.setdefault(row.name, {})[key] = row


def _told(owner: Row, table: Table) -> Record:
    """What an item says of its owner where the model does not name the owner's object, so that it cannot be looked up."""
    members: Record = {member: owner.values.get(member) for member in ("id", "documentType")}
    members["key"] = str(owner.key)
    told = {f"{header}.{member}": value for header in _HEADERS for member, value in members.items()}
    return {path: value for path, value in told.items() if path in table.columns}


def _is_kept(path: str, table: Table) -> bool:
    return path != "key" and (path in table.columns or path in (ENTITY, OWNER, LISTS))


def _refuse_taken_id(store: Store, root: Row) -> None:
    sql = f"SELECT 1 FROM {quoted(root.name)} WHERE id = ? AND key IS NOT ?"  # noqa: S608 - own names, quoted
    if store.rows(sql, (root.values["id"], root.key)):
        raise duplicate_id(root.name, str(root.values["id"]))


def _number(store: Store, item: str, rows: list[Row]) -> None:
    """Number the items of a list from 1, or, where the client gives the numbers, those that have none after the others."""
    columns = store.table(item).columns
    member = next((member for member in _POSITIONS if member in columns), None)
    if member is None:
        return
    column = columns[member]
    one = 10**column.scale
    given = not store.facts.objects[item].paths[member].read_only
    last = max((int(row.values.get(member) or 0) for row in rows), default=0) if given else 0
    for row in rows:
        if not given or row.values.get(member) is None:
            last += one
            row.values[member] = str(last) if column.kind is Kind.TEXT else last


def _stamp(change: Change, row: Row, table: Table) -> set[str]:
    """Say who changed the record and when; the paths of the stamp."""
    moment, user = change.now.strftime("%Y-%m-%dT%H:%M:%SZ"), change.user.key
    stamp: Record = {}
    for verb in ("created", "modified") if row.is_new else ("modified",):
        stamp |= {f"audit.{verb}DateTime": moment, f"audit.{verb}By": str(user), f"audit.{verb}ByUser.key": user}
    stamp = {path: value for path, value in stamp.items() if path in table.columns}
    row.values.update(stamp)
    return set(stamp)
