"""Records of any object created, changed and deleted as a request asks for it: one, or many at once (facts 5.3 to 5.7)."""

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from intacct_desktop.sandbox.errors import ApiError, error_object, invalid_request, not_found
from intacct_desktop.sandbox.facts import definitions_of, split_document
from intacct_desktop.sandbox.requests import Access
from intacct_desktop.sandbox.store import Store
from intacct_desktop.sandbox.writing.change import Change, Operation, Problem, Row, Rules, utc_now
from intacct_desktop.sandbox.writing.keeping import keep, load
from intacct_desktop.sandbox.writing.ownership import Place, places, root_of
from intacct_desktop.sandbox.writing.payload import Payload
from intacct_desktop.sandbox.writing.refusals import forbidden, payload_refused
from intacct_desktop.sandbox.writing.requirements import required_of_item, required_of_root
from intacct_desktop.sandbox.writing.targets import parse_key

Reference = dict[str, str]

_DONE = {Operation.CREATE: 201, Operation.UPDATE: 200, Operation.DELETE: 204}


@dataclass(frozen=True, slots=True)
class ItemResult:
    """What became of one of many: its status, and the record ``{key, id, href}`` (not of a deleted one) or the ``ia::error``."""

    status: int
    reference: Reference | None = None
    error: Any = None

    @property
    def body(self) -> dict[str, Any]:
        """The item as a 207 shows it (facts 5.6)."""
        return {**(self.reference or {}), "ia::status": self.status} | ({} if self.error is None else {"ia::error": self.error})


class _Undone(Exception):
    """Ends a transaction of many records that has failed."""


class Objects:
    """Writes records of one store. Names may be those of typed documents. Everything blocks: call it from a thread.

    What is refused is raised as `ApiError`, and then nothing has changed.
    """

    def __init__(
        self, store: Store, rules_of: Callable[[str], Rules], today: Callable[[], date], now: Callable[[], datetime] = utc_now
    ) -> None:
        self._store = store
        self._rules_of = rules_of
        self._today = today
        self._now = now

    def create(self, name: str, body: Any, access: Access) -> Reference:
        """A new record, or a new item in the list of the owner that the body names."""
        _check_writer(access)
        with self._store.transaction():
            payload = Payload(self._store, access.scope)
            object_name, document_type = split_document(name)
            place = next(iter(places(object_name)), None)
            if place is None:
                typed = self._typed(object_name, document_type)
                row = root = Row(object_name, dict(typed))
                payload.read(row, body, required_of_root(self._store.facts.objects[object_name]))
                if row.values | typed != row.values:
                    payload.problems.append(Problem("/txnDefinition", "/txnDefinition is another one than the address says"))
            else:
                root, row = self._new_item(object_name, place, body, payload, access)
            return self._kept(Operation.CREATE if root is row else Operation.UPDATE, root, row, payload, access)

    def update(self, name: str, key: str, body: Any, access: Access) -> Reference:
        """The record with the members that the body gives."""
        _check_writer(access)
        with self._store.transaction():
            root, row = self._loaded(name, key, access)
            payload = Payload(self._store, access.scope)
            payload.read(row, body, required_of_root(self._store.facts.objects[row.name]))
            return self._kept(Operation.UPDATE, root, row, payload, access)

    def delete(self, name: str, key: str, access: Access) -> None:
        """The record and everything in its lists, or an item out of its owner's list."""
        _check_writer(access)
        with self._store.transaction():
            root, row = self._loaded(name, key, access)
            row.removed = root is not row
            operation = Operation.UPDATE if row.removed else Operation.DELETE
            self._kept(operation, root, row, Payload(self._store, access.scope), access)

    def write_many(
        self, operation: Operation, name: str, items: Sequence[Any], access: Access, *, atomic: bool = False
    ) -> list[ItemResult]:
        """One result for each item, in their order. Items to update or delete name their ``key``. ``atomic``: all of them or none."""
        _check_writer(access)
        seen: set[str] = set()
        return attempt_all(self._store, items, lambda item: self._attempt(operation, name, item, access, seen), atomic=atomic)

    def _attempt(self, operation: Operation, name: str, item: Any, access: Access, seen: set[str]) -> ItemResult:
        if operation is Operation.CREATE:
            return ItemResult(_DONE[operation], self.create(name, item, access))
        key = item.get("key") if isinstance(item, dict) else None
        if not isinstance(key, str):
            raise payload_refused([Problem("/key", "/key is required")])
        if key in seen:
            raise invalid_request(f"The key {key} stands in this request more than once")
        seen.add(key)
        if operation is Operation.DELETE:
            self.delete(name, key, access)
            return ItemResult(_DONE[operation])
        body = {member: value for member, value in item.items() if member != "key"}
        return ItemResult(_DONE[operation], self.update(name, key, body, access))

    def _new_item(self, name: str, place: Place, body: Any, payload: Payload, access: Access) -> tuple[Row, Row]:
        """A new row in its owner's list, with the owner's root."""
        owner_key = payload.owner(name, place, body)
        if owner_key is None:
            raise payload_refused(payload.problems)
        root_name, root_key = root_of(self._store, place.owner, owner_key)
        root = load(self._store, root_name, root_key, access.scope)
        owner = find_row(root, place.owner, owner_key)
        row = Row(name, {place.column: owner_key})
        owner.lists[place.path].append(row)
        facts = self._store.facts.objects
        reference = facts[name].owner
        others = {member: value for member, value in body.items() if reference is None or member != reference.path}
        payload.read(row, others, required_of_item(facts[place.owner], place.path, facts[name]))
        return root, row

    def _loaded(self, name: str, key: str, access: Access) -> tuple[Row, Row]:
        """The record with its root, both the same where it is one. Raises 404."""
        object_name, document_type = split_document(name)
        number = parse_key(key)
        record = self._store.record(object_name, number) if number is not None else None
        if number is None or record is None or document_type not in (None, record.get("documentType")):
            raise not_found(f"{name} with the key {key}")
        root = load(self._store, *root_of(self._store, object_name, number), access.scope)
        return root, find_row(root, object_name, number)

    def _typed(self, name: str, document_type: str | None) -> dict[str, Any]:
        """What the type of a document says of a new one."""
        if document_type is None:
            return {}
        [definition, *_] = self._store.records(definitions_of(name), id=document_type)
        return {"documentType": document_type, "txnDefinition.key": definition["key"]}

    def _kept(self, operation: Operation, root: Row, row: Row, payload: Payload, access: Access) -> Reference:
        if payload.problems:
            raise payload_refused(payload.problems)
        change = Change(operation, root, self._store, access.scope, access.user, self._today(), self._now())
        keep(change, self._rules_of(root.name))
        key = str(row.key)
        return {"key": key, "id": str(row.values.get("id") or key), "href": f"/objects/{row.name}/{key}"}


def attempt_all(store: Store, items: Sequence[Any], attempt: Callable[[Any], ItemResult], *, atomic: bool) -> list[ItemResult]:
    """Do the same with each item, which may raise `ApiError`; one result for each. ``atomic``: with all of them or with none."""
    results: list[ItemResult] = []
    try:
        with store.transaction() if atomic else contextlib.nullcontext():
            for item in items:
                try:
                    results.append(attempt(item))
                except ApiError as error:
                    body = error.body.get("ia::result", error.body)
                    results.append(ItemResult(error.status, error=body["ia::error"]))
                    if atomic:
                        raise _Undone from None
    except _Undone:
        failed = len(results) - 1
        return [results[at] if at == failed else _skipped() for at in range(len(items))]
    return results


def _check_writer(access: Access) -> None:
    if access.user.is_read_only:
        raise forbidden()


def find_row(root: Row, name: str, key: int) -> Row:
    """A row of the tree under ``root``, which must be there."""
    return next(row for row in _tree(root) if row.name == name and row.key == key)


def _tree(row: Row) -> list[Row]:
    return [row, *(each for items in row.lists.values() for item in items for each in _tree(item))]


def _skipped() -> ItemResult:
    return ItemResult(422, error=error_object("atomicOperationFailure", "Operation skipped due to atomic transaction failure"))
