"""What the model service says of an object, as values: fields, groups, references, owned lists, methods (facts 2.3).

And what it says of a service or a workflow action: the members of its request and of its response.
"""

import dataclasses
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

from intacct_desktop.api.naming import application_of, readable, short_name, title_of


class ValueKind(StrEnum):
    """What a value is to a reader: decides its operators, its editor, its column type and its alignment."""

    TEXT = "text"
    ENUM = "enum"
    INTEGER = "integer"
    DECIMAL = "decimal"
    BOOLEAN = "boolean"
    DATE = "date"
    DATE_TIME = "date-time"
    ARRAY = "array"
    BINARY = "binary"


class ResourceKind(StrEnum):
    """What a line of the model service's list stands for; the values are those of its ``type`` parameter (facts 2.1)."""

    OBJECT = "object"
    SERVICE = "service"
    WORKFLOW = "workflow"


_KINDS = {
    "rootObject": ResourceKind.OBJECT,
    "ownedObject": ResourceKind.OBJECT,
    "service": ResourceKind.SERVICE,
    "workflow": ResourceKind.WORKFLOW,
}
_PRECISION = re.compile(r"precision-(\d+)$")
_BINARY_FORMATS = frozenset({"outbound-binary", "inbound-binary", "base64zip", "base64url"})


@dataclass(frozen=True, slots=True)
class Field:
    """One scalar member. ``path`` is dotted from the object's top: ``audit.createdBy``, ``vendor.id``.

    ``items`` is what an array holds, ``delimiter`` what separates its values where they travel as one text. ``required`` is never true
    in the model of an object (facts 2.3).
    """

    path: str
    type: str
    format: str | None = None
    enum: tuple[str | None, ...] = ()
    default: object = None
    read_only: bool = False
    write_only: bool = False
    nullable: bool = True
    mutable: bool = True
    deprecated: bool = False
    description: str | None = None
    required: bool = False
    items: "Field | None" = None
    delimiter: str | None = None

    @property
    def name(self) -> str:
        return self.path.rpartition(".")[2]

    @property
    def title(self) -> str:
        return readable(self.path)

    @property
    def kind(self) -> ValueKind:
        match self.type, self.format:
            case "array", _:
                return ValueKind.ARRAY
            case _, str(form) if form in _BINARY_FORMATS:
                return ValueKind.BINARY
            case "boolean", _:
                return ValueKind.BOOLEAN
            case "integer", _:
                return ValueKind.INTEGER
            case "number", _:
                return ValueKind.DECIMAL
            case _, "date":
                return ValueKind.DATE
            case _, "date-time":
                return ValueKind.DATE_TIME
            case _, str(form) if _PRECISION.search(form):
                return ValueKind.DECIMAL
        return ValueKind.ENUM if any(self.enum) else ValueKind.TEXT

    @property
    def scale(self) -> int | None:
        """Digits after the decimal point of an amount or rate; None where the model does not say."""
        found = _PRECISION.search(self.format or "")
        return int(found[1]) if found else None

    @property
    def choices(self) -> tuple[str, ...]:
        """The values of an enumeration without the null and the empty string that Intacct lists among them."""
        return tuple(choice for choice in self.enum if choice)

    @property
    def queryable(self) -> bool:
        """False where a query is known to refuse the field; True is no promise (facts 2.4)."""
        return not self.write_only and self.kind is not ValueKind.BINARY


@dataclass(frozen=True, slots=True)
class Reference:
    """A link to another object. ``object`` is None where the model does not name the target; ``groups`` are inline as ``fields`` are."""

    path: str
    object: str | None
    fields: Mapping[str, Field]
    is_owner: bool = False
    groups: "Mapping[str, Group]" = dataclasses.field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.path.rpartition(".")[2]

    @property
    def title(self) -> str:
        return readable(self.path)


@dataclass(frozen=True, slots=True)
class OwnedList:
    """A collection of owned objects, such as the lines of a bill. ``object`` is None where the model does not name one.

    ``element`` has the members of one element where the list says them itself, None where its object does.
    """

    path: str
    object: str | None
    element: "Group | None" = None

    @property
    def title(self) -> str:
        return readable(self.path)


@dataclass(frozen=True, slots=True)
class Group:
    """Members that belong together. The object itself is the group with the empty path."""

    path: str
    fields: Mapping[str, Field]
    references: Mapping[str, Reference]
    groups: "Mapping[str, Group]"
    lists: Mapping[str, OwnedList]

    @property
    def title(self) -> str:
        return readable(self.path)

    def walk(self) -> "Iterator[Group]":
        """This group and all groups below it, in the model's order."""
        yield self
        for group in self.groups.values():
            yield from group.walk()


@dataclass(frozen=True, slots=True)
class QueryParameter:
    """A member that an object adds to a query's ``filterParameters``; its value is an object of these ``fields`` (facts 2.3)."""

    name: str
    fields: Mapping[str, Field]
    description: str | None = None

    @property
    def title(self) -> str:
        return readable(self.name)


@dataclass(frozen=True)
class ObjectModel:
    """One object of the company. ``name`` carries no ``objects/`` prefix."""

    name: str
    type: str
    methods: frozenset[str]
    root: Group
    idempotence_supported: bool = False
    own_parameters: tuple[QueryParameter, ...] = ()

    @property
    def application(self) -> str:
        return application_of(self.name)

    @property
    def title(self) -> str:
        return readable(short_name(self.name))

    @property
    def query_parameters(self) -> tuple[str, ...]:
        """The names of what the object adds to a query's ``filterParameters``."""
        return tuple(parameter.name for parameter in self.own_parameters)

    @cached_property
    def fields(self) -> Mapping[str, Field]:
        """Every scalar member by dotted path, the members of groups and the inline members of references included."""
        found: dict[str, Field] = {}
        for group in self.root.walk():
            found.update({field.path: field for field in group.fields.values()})
            for reference in group.references.values():
                found.update({field.path: field for field in reference.fields.values()})
        return found

    @cached_property
    def references(self) -> Mapping[str, Reference]:
        """Every reference by dotted path."""
        return {reference.path: reference for group in self.root.walk() for reference in group.references.values()}

    @cached_property
    def lists(self) -> Mapping[str, OwnedList]:
        """Every owned list by dotted path."""
        return {owned.path: owned for group in self.root.walk() for owned in group.lists.values()}

    def reference_above(self, path: str) -> tuple[Reference, str] | None:
        """The longest reference that ``path`` goes through, and what is left of the path below it."""
        parts = path.split(".")
        for cut in range(len(parts) - 1, 0, -1):
            reference = self.references.get(".".join(parts[:cut]))
            if reference is not None:
                return reference, ".".join(parts[cut:])
        return None


@dataclass(frozen=True, slots=True)
class ServiceMembers:
    """What a service takes or gives. ``methods`` is what the model says at this side, often nothing."""

    root: Group
    methods: frozenset[str] = frozenset()

    @property
    def is_empty(self) -> bool:
        """The model names no member."""
        return not (self.root.fields or self.root.references or self.root.groups or self.root.lists)


@dataclass(frozen=True, slots=True)
class ServiceModel:
    """A service or a workflow action. ``name`` carries its prefix: ``services/core/query``, ``workflows/accounts-payable/bill/approve``."""

    name: str
    type: str
    methods: frozenset[str]
    request: ServiceMembers
    response: ServiceMembers
    idempotence_supported: bool = False

    @property
    def kind(self) -> ResourceKind | None:
        return _KINDS.get(self.type)


@dataclass(frozen=True, slots=True)
class ModelEntry:
    """One line of the model service's list (facts 2.2): an object, or by its prefixed name a service or a workflow action."""

    name: str
    type: str
    methods: frozenset[str]

    @property
    def kind(self) -> ResourceKind | None:
        """None for a type that we do not know."""
        return _KINDS.get(self.type)

    @property
    def application(self) -> str:
        return application_of(self.name)

    @property
    def title(self) -> str:
        return title_of(self.name)

    @property
    def is_custom(self) -> bool:
        return "::" in self.name


def parse_entry(entry: Mapping[str, Any]) -> ModelEntry:
    return ModelEntry(_name(entry), str(entry.get("type", "")), _methods(entry.get("httpMethods")))


def parse_model(answer: Mapping[str, Any]) -> ObjectModel:
    """One object's model from the service's answer. Members that we do not know are passed over."""
    return ObjectModel(
        name=_bare(answer["apiObject"]),
        type=str(answer.get("type", "")),
        methods=_methods(answer.get("httpMethods")),
        root=_group("", answer),
        idempotence_supported=bool(answer.get("idempotenceSupported", False)),
        own_parameters=tuple(
            _query_parameter(name, member) for name, member in _members(answer.get("additionalQueryFilterParameters")).items()
        ),
    )


def parse_service(answer: Mapping[str, Any]) -> ServiceModel:
    """The model of a service or a workflow action from the service's answer; a side that names no members is empty."""
    return ServiceModel(
        name=_name(answer),
        type=str(answer.get("type", "")),
        methods=_methods(answer.get("httpMethods")),
        request=_service_members(answer.get("request")),
        response=_service_members(answer.get("response")),
        idempotence_supported=bool(answer.get("idempotenceSupported", False)),
    )


def _service_members(side: object) -> ServiceMembers:
    members = side if isinstance(side, Mapping) else {}
    return ServiceMembers(_group("", members), _methods(members.get("httpMethods")))


def _name(answer: Mapping[str, Any]) -> str:
    """Unique among all resources, whether or not the answer writes the prefix of a service: no live one is known (facts 2.3)."""
    prefix = {"service": "services/", "workflow": "workflows/"}.get(str(answer.get("type", "")), "")
    return prefix + _bare(answer["apiObject"]).removeprefix(prefix)


def _bare(api_object: str) -> str:
    return api_object.removeprefix("objects/")


def _methods(text: object) -> frozenset[str]:
    return frozenset(method.strip() for method in str(text or "").split(",") if method.strip())


def _below(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _members(value: object) -> Mapping[str, Any]:
    """A mapping of members; the service writes ``[]`` where there are none. What describes no member is passed over."""
    return {name: member for name, member in value.items() if isinstance(member, Mapping)} if isinstance(value, Mapping) else {}


def _group(path: str, answer: Mapping[str, Any]) -> Group:
    return Group(
        path=path,
        fields={name: _field(_below(path, name), field) for name, field in _members(answer.get("fields")).items()},
        references={name: _reference(_below(path, name), ref) for name, ref in _members(answer.get("refs")).items()},
        groups={name: _group(_below(path, name), group) for name, group in _members(answer.get("groups")).items()},
        lists={name: _owned_list(_below(path, name), owned) for name, owned in _members(answer.get("lists")).items()},
    )


def _query_parameter(name: str, parameter: Mapping[str, Any]) -> QueryParameter:
    fields = {member: _field(member, field) for member, field in _members(parameter.get("parameters")).items()}
    return QueryParameter(name, fields, parameter.get("description"))


def _field(path: str, field: Mapping[str, Any]) -> Field:
    return Field(
        path=path,
        type=str(field.get("type", "string")),
        format=field.get("format"),
        enum=tuple(field.get("enum") or ()),
        default=field.get("default"),
        read_only=bool(field.get("readOnly", False)),
        write_only=bool(field.get("writeOnly", False)),
        nullable=bool(field.get("nullable", True)),
        mutable=bool(field.get("mutable", True)),
        deprecated=bool(field.get("deprecated", False)),
        description=field.get("description"),
        required=bool(field.get("required", False)),
        items=_field(path, items) if isinstance(items := field.get("items"), Mapping) else None,
        delimiter=field.get("delimiter"),
    )


def _reference(path: str, reference: Mapping[str, Any]) -> Reference:
    target = reference.get("apiObject")
    return Reference(
        path=path,
        object=_bare(target) if target else None,
        fields={name: _field(_below(path, name), field) for name, field in _members(reference.get("fields")).items()},
        is_owner=bool(reference.get("isOwner", False)),
        groups={name: _group(_below(path, name), group) for name, group in _members(reference.get("groups")).items()},
    )


def _owned_list(path: str, owned: Mapping[str, Any]) -> OwnedList:
    target = owned.get("apiObject")
    inline = any(owned.get(part) for part in ("fields", "refs", "groups", "lists"))
    return OwnedList(path, _bare(target) if target else None, _group(path, owned) if inline else None)
