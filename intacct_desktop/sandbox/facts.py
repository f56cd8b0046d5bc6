"""What the practice company knows about the API's objects: the shipped facts, read on first use, and its own customisation on top.

The shipped file (``resources/model/facts.json``, written by ``packaging/build_model_facts.py``) holds names, types and flags of every
object of API v1. ``ObjectFacts.model`` gives one object in the shape of the model service (facts 2.3); ``paths``, ``references`` and
``lists`` are the same object flattened to dotted paths, which is what a query names.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from intacct_desktop.resources import resource
from intacct_desktop.sandbox.customisation import CUSTOM_DIMENSIONS, CUSTOM_FIELDS, CUSTOM_OBJECTS, DIMENSIONED

Model = dict[str, Any]

# `number` carries no precision in the model (exchange rates, credit limits, days): six digits keep every one of them exact.
NUMBER_SCALE = 6

# The column that names a list's owner where the item has no reference to it (store).
OWNER = "_owner"

# The published mark of the first stands at another payment that the detail refers to; the others have none.
_OWNERS = {
    "accounts-receivable/payment-detail": "arPayment",
    "order-entry/recurring-document-line": "recurringDocumentHeader",
    "purchasing/recurring-document-line": "recurringDocumentHeader",
}

# Their records are of a type that the company defines, which a name may add: "order-entry/document::Sales Invoice" (facts 3.1, 5.10).
_DOCUMENTS = frozenset({"inventory-control/document", "order-entry/document", "purchasing/document"})

# The published reference spells one application wrong in one address (facts 5.10); the records behind it are the same.
_MISSPELT = {"acounts-payable/joint-payee": "accounts-payable/joint-payee"}

_PRECISION = re.compile(r"(?:decimal|percent)-precision-(\d+)")
_FLAGS = {"r": "readOnly", "w": "writeOnly", "n": "nullable", "m": "mutable", "d": "deprecated"}


@dataclass(frozen=True, slots=True)
class PathFacts:
    """One scalar member of an object, by its dotted path.

    ``reference`` is the path of the object's own reference that the member belongs to, ``target`` that reference's object.
    """

    path: str
    type: str
    format: str | None
    enum: tuple[str | None, ...] | None
    read_only: bool
    write_only: bool
    nullable: bool
    mutable: bool
    deprecated: bool
    reference: str | None = None
    target: str | None = None

    @property
    def scale(self) -> int | None:
        """How many decimal digits the value has; None for what is not a number."""
        if precision := _PRECISION.fullmatch(self.format or ""):
            return int(precision[1])
        return {"number": NUMBER_SCALE, "integer": 0}.get(self.type)

    @property
    def member(self) -> str:
        """The path below the reference: ``name`` of ``vendor.name``; the path itself where there is no reference."""
        return self.path if self.reference is None else self.path[len(self.reference) + 1 :]


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference of an object to another. ``target`` is None where the published reference does not say which object is meant."""

    path: str
    target: str | None
    is_owner: bool


class ObjectFacts:
    """One object of the API."""

    def __init__(self, name: str, read: Callable[[], Model], required_on_create: tuple[str, ...] = ()) -> None:
        self.name = name
        self.required_on_create = required_on_create
        self._read = read

    @cached_property
    def model(self) -> Model:
        """The object as the model service describes it: fields, groups?, httpMethods, lists, refs, apiObject, type, href and so on."""
        return self._read()

    @property
    def type(self) -> str:
        """``rootObject`` or ``ownedObject``."""
        return str(self.model["type"])

    @property
    def http_methods(self) -> tuple[str, ...]:
        """The methods the object allows, e.g. ``("OPTIONS", "GET", "POST")``."""
        return tuple(self.model["httpMethods"].split(","))

    @cached_property
    def paths(self) -> Mapping[str, PathFacts]:
        """Every scalar member by dotted path, those of references included (``vendor.id``)."""
        return {facts.path: facts for facts in _scalars(self.model, "", None)}

    @cached_property
    def references(self) -> Mapping[str, Reference]:
        """The object's own references by dotted path; a reference inside a reference belongs to the target, not here."""
        return {reference.path: reference for reference in _references(self.model, "")}

    @cached_property
    def lists(self) -> Mapping[str, str | None]:
        """Owned lists by dotted path, with the object of their items; None where the items have no object of their own."""
        return dict(_lists(self.model, ""))

    @cached_property
    def defaults(self) -> Mapping[str, Any]:
        """The model's defaults by dotted path, as JSON values. A few are not among the published values of their own member."""
        return dict(_defaults(self.model, ""))

    @property
    def owner(self) -> Reference | None:
        """The reference to the owning object, on an owned object."""
        if path := _OWNERS.get(self.name):
            return self.references[path]
        return next((reference for reference in self.references.values() if reference.is_owner), None)

    def owner_column(self, owner: str) -> str:
        """Where a record that stands in a list of the object ``owner`` keeps its key: ``bill.key``, or ``_owner`` without a reference."""
        reference = self.owner
        return f"{reference.path}.key" if reference and reference.target == owner else OWNER


@dataclass(frozen=True, slots=True)
class Resolution:
    """Where a dotted path leads: through ``steps``, to ``path`` of the object ``name``.

    ``facts`` is None where the target has no such member: its value is always null.
    """

    steps: tuple[Reference, ...]
    name: str
    path: str
    facts: PathFacts | None


@dataclass(frozen=True)
class Facts:
    """All objects by ``app/object``, and the HTTP methods of services and workflows by name."""

    objects: Mapping[str, ObjectFacts]
    services: Mapping[str, str]
    workflows: Mapping[str, str]

    def resolve(self, name: str, path: str) -> Resolution | None:
        """Follow ``path`` from the object ``name`` through its references, to any depth; None where no such member exists.

        ``vendor.key`` stays on the object itself: the key of a reference is stored beside it. A member that the object shows of a
        reference while the target lacks it (``customer.customerDue`` of an invoice) resolves with ``facts`` None.
        """
        steps: list[Reference] = []
        start = self.objects[name]
        shown = path in start.paths
        here, rest = start, path
        while reference := _outer_reference(here, rest):
            member = rest[len(reference.path) + 1 :]
            if member == "key" or reference.target is None or reference.target not in self.objects:
                break
            steps.append(reference)
            here, rest = self.objects[reference.target], member
        found = here.paths.get(rest)
        return Resolution(tuple(steps), here.name, rest, found) if found or shown else None


def _outer_reference(facts: ObjectFacts, path: str) -> Reference | None:
    end = path.find(".")
    while end != -1:
        if reference := facts.references.get(path[:end]):
            return reference
        end = path.find(".", end + 1)
    return None


def _named(group: Model, kind: str) -> Mapping[str, Any]:
    # The service writes `[]` for "none" (facts 2.3).
    return group.get(kind) or {}


def _scalars(group: Model, prefix: str, reference: Reference | None) -> Iterator[PathFacts]:
    for name, field in _named(group, "fields").items():
        yield PathFacts(
            path=prefix + name,
            type=field["type"],
            format=field.get("format"),
            enum=tuple(field["enum"]) if "enum" in field else None,
            read_only=field["readOnly"],
            write_only=field["writeOnly"],
            nullable=field["nullable"],
            mutable=field["mutable"],
            deprecated=field.get("deprecated", False),
            reference=reference.path if reference else None,
            target=reference.target if reference else None,
        )
    for name, inner in _named(group, "groups").items():
        yield from _scalars(inner, f"{prefix}{name}.", reference)
    for name, ref in _named(group, "refs").items():
        outer = reference or Reference(prefix + name, ref["apiObject"], bool(ref.get("isOwner")))
        yield from _scalars(ref, f"{prefix}{name}.", outer)


def _references(group: Model, prefix: str) -> Iterator[Reference]:
    for name, inner in _named(group, "groups").items():
        yield from _references(inner, f"{prefix}{name}.")
    for name, ref in _named(group, "refs").items():
        yield Reference(prefix + name, ref["apiObject"], bool(ref.get("isOwner")))


def _lists(group: Model, prefix: str) -> Iterator[tuple[str, str | None]]:
    for name, owned in _named(group, "lists").items():
        yield prefix + name, owned.get("apiObject")
    for name, inner in _named(group, "groups").items():
        yield from _lists(inner, f"{prefix}{name}.")


def _defaults(group: Model, prefix: str) -> Iterator[tuple[str, Any]]:
    for name, field in _named(group, "fields").items():
        if "default" in field:
            yield prefix + name, field["default"]
    for name, inner in _named(group, "groups").items():
        yield from _defaults(inner, f"{prefix}{name}.")


class _Shipped:
    """The shipped file, expanded to the service's shape one object at a time."""

    def __init__(self, text: str) -> None:
        self.content = json.loads(text)
        self.fields = [_field(*entry) for entry in self.content["attributes"]]

    def model(self, name: str) -> Model:
        type_, methods, idempotence, index, _required = self.content["objects"][name]
        fields, groups, refs, lists = self.content["nodes"][index]
        model: Model = {}
        if parameters := self.content["filterParameters"].get(name):
            model["additionalQueryFilterParameters"] = parameters
        model["fields"] = {field: dict(self.fields[at]) for field, at in fields.items()}
        if groups:
            model["groups"] = {group: self.node(at) for group, at in groups.items()}
        return model | {
            "httpMethods": methods,
            "lists": {owned: self.owned(entry) for owned, entry in lists.items()} or [],
            "refs": {ref: self.reference(*entry) for ref, entry in refs.items()} or [],
            "idempotenceSupported": idempotence,
            "apiObject": f"objects/{name}",
            "type": type_,
            "href": f"/services/core/model?version=v1&name=objects/{name}",
        }

    def node(self, index: int) -> Model:
        fields, groups, refs, lists = self.content["nodes"][index]
        node: Model = {}
        if fields:
            node["fields"] = {field: dict(self.fields[at]) for field, at in fields.items()}
        if groups:
            node["groups"] = {group: self.node(at) for group, at in groups.items()}
        if refs:
            node["refs"] = {ref: self.reference(*entry) for ref, entry in refs.items()}
        if lists:
            node["lists"] = {owned: self.owned(entry) for owned, entry in lists.items()}
        return node

    def reference(self, target: str | None, index: int, is_owner: int) -> Model:
        ref: Model = {"apiObject": target} | self.node(index)
        if is_owner:
            ref["isOwner"] = True
        return ref

    def owned(self, entry: str | list[Any] | None) -> Model:
        if not isinstance(entry, list):
            return {"apiObject": entry}
        target, index = entry
        return ({"apiObject": target} if target else {}) | self.node(index)


def _field(type_: str, format_: str | None, flags: str, extras: Model | None = None) -> Model:
    set_flags = {name for letter, name in _FLAGS.items() if letter in flags}
    field: Model = {"type": type_}
    if format_:
        field["format"] = format_
    field |= extras or {}
    if "deprecated" in set_flags:
        field["deprecated"] = True
    return field | {
        "readOnly": "readOnly" in set_flags,
        "writeOnly": "writeOnly" in set_flags,
        "required": False,
        "nullable": "nullable" in set_flags,
        "mutable": "mutable" in set_flags,
    }


def split_document(name: str) -> tuple[str, str | None]:
    """``order-entry/document::Sales Invoice`` as the object and the document type; any other name is an object, without a type.

    The type is the id of a txn-definition of the same application, and stands in the documents' ``documentType``. The object is the one
    that has the records, however its name was spelt.
    """
    name = _MISSPELT.get(name, name)
    object_name, colons, document_type = name.partition("::")
    return (object_name, document_type) if colons and object_name in _DOCUMENTS else (name, None)


def definitions_of(name: str) -> str:
    """The object whose records are the types of the documents ``name``."""
    return f"{name.partition('/')[0]}/txn-definition"


@cache
def load_facts() -> Facts:
    """The facts of the practice company: the shipped objects with its custom fields and dimensions, and its custom objects."""
    shipped = _Shipped(resource("model", "facts.json").read_text(encoding="utf-8"))

    def read(name: str) -> Model:
        model = shipped.model(name)
        model["fields"] |= CUSTOM_FIELDS.get(name, {})
        if name in DIMENSIONED:
            model["groups"]["dimensions"]["refs"] |= CUSTOM_DIMENSIONS
        return model

    objects = {
        name: ObjectFacts(name, lambda name=name: read(name), tuple(entry[-1]))  # type: ignore[misc]
        for name, entry in shipped.content["objects"].items()
    }
    for name, model in CUSTOM_OBJECTS.items():
        objects[name] = ObjectFacts(name, lambda model=model: model, ("id", "name"))  # type: ignore[misc]
    return Facts(objects, shipped.content["services"], shipped.content["workflows"])
