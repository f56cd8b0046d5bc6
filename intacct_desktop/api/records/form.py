"""The form of a record, as the company's model draws it: what it has, how each value is entered, what may be written and why not.

The model says types, flags and targets (facts 2.3); what a new record must have comes from the shipped facts (`api.records.required`).
Places are those of `api.records.values`.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from typing import Any

from intacct_desktop.api.model import Field, Group, ObjectModel, OwnedList, Reference, ResourceKind, ValueKind
from intacct_desktop.api.model_service import ModelService, UnknownObject
from intacct_desktop.api.naming import object_of, readable
from intacct_desktop.api.records.document_types import type_of
from intacct_desktop.api.records.required import required_on_create
from intacct_desktop.api.records.values import IDENTITY, Place, is_empty, place_of, steps_of


class Purpose(StrEnum):
    """What the form is for."""

    CREATE = "create"
    CHANGE = "change"
    READ = "read"


class Lock(StrEnum):
    """Why a member cannot be entered."""

    READ_ONLY = "read-only"
    """The company sets it."""
    CREATE_ONLY = "create-only"
    """It is given once, with the new record."""
    NOT_ALLOWED = "not-allowed"
    """Records of this object cannot be changed through the API."""
    BY_ACTIONS = "by-actions"
    """It is the state of a document, which its workflow actions lead from one to the next (facts 5.10)."""
    OF_TARGET = "of-target"
    """It belongs to the record that a reference leads to, and is changed there."""


class EntryKind(StrEnum):
    """How a value is entered."""

    TEXT = "text"
    ENUM = "enum"
    INTEGER = "integer"
    DECIMAL = "decimal"
    BOOLEAN = "boolean"
    DATE = "date"
    DATE_TIME = "date-time"
    SEVERAL = "several"
    """Any number of values: an array of texts."""
    FILE = "file"
    """Base64."""
    JSON = "json"
    """A member that the model does not describe further."""
    REFERENCE = "reference"


_KINDS = {
    ValueKind.TEXT: EntryKind.TEXT,
    ValueKind.ENUM: EntryKind.ENUM,
    ValueKind.INTEGER: EntryKind.INTEGER,
    ValueKind.DECIMAL: EntryKind.DECIMAL,
    ValueKind.BOOLEAN: EntryKind.BOOLEAN,
    ValueKind.DATE: EntryKind.DATE,
    ValueKind.DATE_TIME: EntryKind.DATE_TIME,
    ValueKind.ARRAY: EntryKind.SEVERAL,
    ValueKind.BINARY: EntryKind.FILE,
}
_SET_BY_COMPANY = frozenset({"key", "href"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One member of a form. ``path`` is dotted from the record's top, in a list from the item's.

    Exactly one of ``field`` and ``reference`` says what it is; neither does for a list within an item, which is entered as JSON. ``once``:
    it cannot be changed later. ``of`` is the path of the reference through which the member is seen.
    """

    path: str
    kind: EntryKind
    field: Field | None = None
    reference: Reference | None = None
    lock: Lock | None = None
    required: bool = False
    once: bool = False
    of: str | None = None

    @property
    def name(self) -> str:
        return self.path.rpartition(".")[2]

    @property
    def title(self) -> str:
        return readable(self.name)

    @property
    def place(self) -> Place:
        return place_of(self.path)

    def identity(self, value: object) -> Mapping[str, Any] | None:
        """How a body names the record that a reference leads to: by its id where that can be written, else by key or name. The owner of a
        new item is named even where its members cannot be written (facts 5.7)."""
        if self.reference is None or not isinstance(value, Mapping):
            return None
        members = self.reference.fields
        names = [name for name in ("id", "key", "name", *members) if self.reference.is_owner or _is_writable(members.get(name))]
        given = next((name for name in names if not is_empty(value.get(name))), None)
        return {given: value[given]} if given is not None else None


@dataclass(frozen=True)
class Lines:
    """An owned list. ``columns`` are the members of an item, their paths from the item's top.

    ``keyed`` lists hold objects, which a body names by key (facts 5.7); others are sent whole. Without columns the model does not say what
    an item is. ``object`` is None where the items are no objects. Where they are ``arranged``, the columns were chosen, and stand in the
    order in which they are filled in.
    """

    path: str
    object: str | None
    columns: tuple[Entry, ...]
    lock: Lock | None = None
    required: bool = False
    arranged: bool = False

    @property
    def keyed(self) -> bool:
        return self.object is not None

    @property
    def name(self) -> str:
        return self.path.rpartition(".")[2]

    @property
    def title(self) -> str:
        return readable(self.name)

    @property
    def place(self) -> Place:
        return place_of(self.path)

    @cached_property
    def members(self) -> Mapping[str, Entry]:
        """The columns by path."""
        return {column.path: column for column in self.columns}

    def said(self, item: Mapping[str, Any], above: str = "") -> "Iterator[tuple[Entry, Any]]":
        """What an item says: its members that are not empty. As quick as the item is short, however much the model has."""
        for name, value in item.items():
            path = f"{above}{name}"
            if (column := self.members.get(path)) is not None:
                if not is_empty(value):
                    yield column, value
            elif isinstance(value, Mapping):
                yield from self.said(value, f"{path}.")

    def touched(self, was: Mapping[str, Any], item: Mapping[str, Any]) -> "Iterator[Entry]":
        """The columns in which an item can differ from what it was: those of members that are not equal."""
        names = {name for name in (*was, *item) if was.get(name) != item.get(name)}
        return (column for column in self.columns if column.path.partition(".")[0] in names)

    def lock_of(self, column: Entry, item: Mapping[str, Any]) -> Lock | None:
        """Why a member of this item cannot be entered: what is given once is open in an item that the company does not have yet."""
        is_there = self.keyed and item.get("key") is not None
        return self.lock or column.lock or (Lock.CREATE_ONLY if column.once and is_there else None)


@dataclass(frozen=True, slots=True)
class Section:
    """What belongs together: a group of the model. The root has the empty path."""

    path: str
    entries: tuple[Entry, ...] = ()
    lines: tuple[Lines, ...] = ()
    sections: "tuple[Section, ...]" = ()

    @property
    def title(self) -> str:
        return readable(self.path.rpartition(".")[2])

    def walk(self) -> "Iterator[Section]":
        yield self
        for section in self.sections:
            yield from section.walk()


@dataclass(frozen=True)
class Form:
    """One object's form. ``object`` is what addresses it: a document's type stands there and not in the model's name (facts 5.10)."""

    object: str
    model: ObjectModel
    purpose: Purpose
    root: Section

    @cached_property
    def entries(self) -> Mapping[str, Entry]:
        """By path, in the model's order."""
        return {entry.path: entry for section in self.root.walk() for entry in section.entries}

    @cached_property
    def lines(self) -> Mapping[str, Lines]:
        """By path."""
        return {lines.path: lines for section in self.root.walk() for lines in section.lines}

    @property
    def can_create(self) -> bool:
        """Whether the object takes new records."""
        return "POST" in _methods(self.model, self.object)

    @property
    def can_delete(self) -> bool:
        return "DELETE" in _methods(self.model, self.object)

    def entry_at(self, place: Place) -> Entry | None:
        """The entry at a place or above it, in an item of a list too: for ``/vendor/id`` that of ``vendor``."""
        steps = steps_of(place)
        for cut in range(len(steps), 0, -1):
            lines = self.lines.get(".".join(steps[:cut]))
            if lines is not None:
                return _nearest(lines.members, steps[cut + 1 :])
        return _nearest(self.entries, steps)

    def lines_at(self, place: Place) -> Lines | None:
        """The list at a place or above it."""
        steps = steps_of(place)
        return next((found for cut in range(len(steps), 0, -1) if (found := self.lines.get(".".join(steps[:cut]))) is not None), None)


async def load_form(models: ModelService, object_name: str, purpose: Purpose) -> Form:
    """The form of an object, its lists' models loaded. Raises `UnknownObject` and what the client raises."""
    try:
        model = await models.model(object_name)
    except UnknownObject:
        if "::" not in object_name:
            raise
        model = await models.model(object_name.partition("::")[0])
    for owned in model.lists.values():
        if owned.object is not None:
            try:
                await models.model(owned.object)
            except UnknownObject:
                continue  # the list is shown as the JSON that it is
    has_actions = any(entry.kind is ResourceKind.WORKFLOW and object_of(entry.name) == model.name for entry in await models.entries())
    return form_of(model, purpose, models.loaded, object_name, has_actions=has_actions)


def form_of(
    model: ObjectModel,
    purpose: Purpose,
    loaded: Callable[[str], ObjectModel | None] = lambda _name: None,
    object_name: str | None = None,
    *,
    has_actions: bool = False,
) -> Form:
    """The form of an object whose lists' models are at hand in ``loaded``. An object that does not take the purpose is only read. Where it
    ``has_actions``, these change the state of its records."""
    needed = {Purpose.CREATE: "POST", Purpose.CHANGE: "PATCH", Purpose.READ: "GET"}[purpose]
    name = object_name or model.name
    purpose = purpose if needed in _methods(model, name) else Purpose.READ
    drawing = _Drawing(purpose, loaded, required_on_create(name), has_actions)
    return Form(name, model, purpose, drawing.section(model.root))


@dataclass(frozen=True, slots=True)
class _Drawing:
    purpose: Purpose
    loaded: Callable[[str], ObjectModel | None]
    required: tuple[str, ...]
    has_actions: bool

    def section(self, group: Group) -> Section:
        return Section(
            group.path,
            tuple(self.entries(group)),
            tuple(self.lines(owned) for owned in group.lists.values()),
            tuple(self.section(inner) for inner in group.groups.values()),
        )

    def entries(self, group: Group) -> Iterator[Entry]:
        for field in group.fields.values():
            yield self.entry(field)
        for reference in group.references.values():
            yield self.link(reference)
            yield from self.seen_through(reference)

    def entry(self, field: Field) -> Entry:
        set_by_company = field.read_only or field.path in _SET_BY_COMPANY
        lock = self.lock(set_by_company, not field.mutable)
        if lock is None and self.purpose is Purpose.CHANGE and self.has_actions and field.path == "state" and "draft" in field.choices:
            lock = Lock.BY_ACTIONS
        kind = EntryKind.JSON if field.type == "object" else _KINDS[field.kind]
        return Entry(field.path, kind, field, lock=lock, required=lock is None and self.is_required(field.path), once=not field.mutable)

    def link(self, reference: Reference) -> Entry:
        named = [field for name, field in reference.fields.items() if name in IDENTITY and name != "href" and _is_writable(field)]
        once = reference.is_owner or not any(field.mutable for field in named)
        lock = self.lock(not (named or reference.is_owner), once)
        required = lock is None and (reference.is_owner or self.is_required(reference.path))
        return Entry(reference.path, EntryKind.REFERENCE, reference=reference, lock=lock, required=required, once=once)

    def seen_through(self, reference: Reference) -> Iterator[Entry]:
        """What the record shows of the one that it refers to, beyond who that is."""
        groups = [inner for group in reference.groups.values() for inner in group.walk()]
        for field in (*reference.fields.values(), *(field for group in groups for field in group.fields.values())):
            if field.path.removeprefix(f"{reference.path}.") not in IDENTITY:
                yield replace(self.entry(field), lock=Lock.OF_TARGET, required=False, of=reference.path)

    def lines(self, owned: OwnedList) -> Lines:
        model = self.loaded(owned.object) if owned.object is not None else None
        item = model.root if model is not None else owned.element
        marker = f"{owned.path}[]."
        asked = tuple(path.removeprefix(marker) for path in self.required if path.startswith(marker))
        purpose = Purpose.READ if self.purpose is Purpose.READ else Purpose.CREATE
        drawing = replace(self, purpose=purpose, required=asked or (required_on_create(model.name) if model is not None else ()))
        prefix = "" if model is not None else f"{owned.path}."
        columns = tuple(_relative(column, prefix) for column in drawing.columns(item)) if item is not None else ()
        lock = self.lock(bool(columns) and all(column.lock for column in columns), once=False)
        required = lock is None and (self.is_required(owned.path) or bool(asked))
        # Without the model of its object nothing says which keys its items have.
        return Lines(owned.path, owned.object if model is not None else None, columns, lock, required)

    def columns(self, item: Group) -> Iterator[Entry]:
        for group in item.walk():
            for entry in self.entries(group):
                is_owner = entry.reference is not None and entry.reference.is_owner
                # An item of a list cannot be told to belong elsewhere (facts 5.7).
                yield replace(entry, lock=entry.lock or Lock.READ_ONLY, required=False) if is_owner else entry
            for owned in group.lists.values():
                yield Entry(owned.path, EntryKind.JSON, lock=self.lock(set_by_company=False, once=False))

    def lock(self, set_by_company: bool, once: bool) -> Lock | None:
        if set_by_company:
            return Lock.READ_ONLY
        if self.purpose is Purpose.READ:
            return Lock.NOT_ALLOWED
        return Lock.CREATE_ONLY if once and self.purpose is Purpose.CHANGE else None

    def is_required(self, path: str) -> bool:
        return any(each == path or each.startswith((f"{path}.", f"{path}[")) for each in self.required)


def _methods(model: ObjectModel, object_name: str) -> frozenset[str]:
    """What the object takes. The model of documents speaks of the address without a type, at which they are only read (facts 5.10)."""
    return model.methods if type_of(object_name) is None else frozenset({"GET", "POST", "PATCH", "DELETE"})


def _is_writable(field: Field | None) -> bool:
    return field is not None and not field.read_only


def _relative(entry: Entry, prefix: str) -> Entry:
    """An item that the list itself describes has its members' paths from the record's top."""
    return replace(entry, path=entry.path.removeprefix(prefix), of=entry.of.removeprefix(prefix) if entry.of else None)


def _nearest(entries: Mapping[str, Entry], steps: list[str]) -> Entry | None:
    return next((found for cut in range(len(steps), 0, -1) if (found := entries.get(".".join(steps[:cut]))) is not None), None)
