"""What a service takes and gives, as data: it checks requests (`payload`) and fills the model service's models of services (facts 2.3)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any


class Form(Enum):
    """How a member holds its value, in the words of the model service."""

    FIELD = "field"
    GROUP = "group"
    LIST = "list"
    REFERENCE = "reference"


@dataclass(frozen=True, slots=True)
class Member:
    """One member of a payload.

    ``type`` is ``string``, ``boolean``, ``integer``, ``number``, ``array`` (of texts) or ``object`` (any members). Groups and lists have
    ``members``, a reference has a ``target``. ``required`` is what the service asks for; the model service never says so.
    """

    name: str
    type: str = "string"
    format: str | None = None
    enum: tuple[str, ...] = ()
    form: Form = Form.FIELD
    members: tuple["Member", ...] = ()
    target: str | None = None
    required: bool = False
    nullable: bool = False

    @property
    def needed(self) -> "Member":
        """The same member, required."""
        return replace(self, required=True)


@dataclass(frozen=True, slots=True)
class ServiceShape:
    """Request and response of a service. ``batch`` says that the payload is an array of such requests, ``open`` that it may have members
    that nobody wrote down."""

    request: tuple[Member, ...] = ()
    response: tuple[Member, ...] = ()
    batch: bool = False
    open: bool = False


def texts(*names: str) -> tuple[Member, ...]:
    """Members that are plain texts."""
    return tuple(Member(name) for name in names)


def date(name: str) -> Member:
    return Member(name, format="date")


def moment(name: str) -> Member:
    return Member(name, format="date-time")


def flag(name: str) -> Member:
    return Member(name, "boolean")


def choice(name: str, *values: str) -> Member:
    return Member(name, enum=values)


def group(name: str, *members: Member) -> Member:
    return Member(name, "object", form=Form.GROUP, members=members)


def items(name: str, *members: Member) -> Member:
    """A list of objects; without members, of any objects."""
    return Member(name, "array", form=Form.LIST, members=members)


def reference(name: str, target: str) -> Member:
    return Member(name, "object", form=Form.REFERENCE, target=target, members=texts("key", "id", "href"))


def model_part(members: Sequence[Member], *, read_only: bool) -> dict[str, Any]:
    """The members as the model service shows a request or a response: ``{fields, groups, refs, lists}``."""

    def of(form: Form) -> list[Member]:
        return [member for member in members if member.form is form]

    def part(member: Member) -> dict[str, Any]:
        return model_part(member.members, read_only=read_only)

    return {
        "fields": {member.name: _field(member, read_only=read_only) for member in of(Form.FIELD)},
        "groups": {member.name: part(member) for member in of(Form.GROUP)},
        # None of them is `[]`, as in the models of objects.
        "refs": {member.name: {"apiObject": member.target} | part(member) for member in of(Form.REFERENCE)} or [],
        "lists": {member.name: part(member) for member in of(Form.LIST)} or [],
    }


def _field(member: Member, *, read_only: bool) -> dict[str, Any]:
    field: dict[str, Any] = {"type": member.type}
    if member.format:
        field["format"] = member.format
    if member.enum:
        field["enum"] = list(member.enum)
    # `required` is always false (facts 2.3).
    flags = {"readOnly": read_only, "writeOnly": False, "required": False, "nullable": member.nullable, "mutable": not read_only}
    return field | flags
