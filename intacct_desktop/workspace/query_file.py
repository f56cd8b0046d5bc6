"""One query in one small, readable, versioned JSON file (``.iaq``), which opens again without loss and carries no secret.

The file of version 1 is an object with ``format``, ``version``, ``name``, ``description``, ``parameters`` (what is asked for before a run),
``muted`` (the filters that are kept and not sent, numbered from 1 as ``filterExpression`` numbers them) and ``query``: the request body
with all filters. Members that this program does not know, of the file, of a parameter and of the query, are kept.
"""

import json
import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, TypeAlias

import msgspec

from intacct_desktop.api.exact_json import DECODER, ENCODER
from intacct_desktop.api.model import ValueKind
from intacct_desktop.api.query import FilterValue, Query, QueryError
from intacct_desktop.results.files import target_file
from intacct_desktop.workspace.parameters import Parameter

FORMAT = "intacct-desktop-query"
VERSION = 1
SUFFIX = ".iaq"
MAX_BYTES = 5_000_000

Problem: TypeAlias = Literal["not-json", "not-a-query-file", "newer", "bad-query", "bad-member", "too-big"]

_NOTHING: Mapping[str, Any] = MappingProxyType({})
_MEMBERS = frozenset({"format", "version", "name", "description", "parameters", "muted", "query"})
_PARAMETER_MEMBERS = frozenset({"name", "label", "kind", "default", "optional", "many", "choices", "object"})
_WIDTH = 120
_DEEPEST = 20


@dataclass(frozen=True)
class SavedQuery:
    """A query with what it is called, what it is for, and what it asks for. ``others`` keeps members that this program does not know.

    ``is_raw`` says that the text was a request body alone and no query file; it is no part of the value.
    """

    name: str
    query: Query
    description: str = ""
    parameters: tuple[Parameter, ...] = ()
    others: Mapping[str, Any] = field(default_factory=lambda: _NOTHING)
    is_raw: bool = field(default=False, compare=False)


class QueryFileError(ValueError):
    """A text that is no query file of ours.

    ``problem``: "not-json", "not-a-query-file" (JSON of another kind), "newer" (``detail`` is the version's number), "bad-query"
    (``detail`` is the problem of the `QueryError`, ``query_error`` the error itself), "bad-member" (another member is not what it has to
    be), "too-big" (``detail`` is the limit in bytes). ``path`` is a JSON pointer into the file; ``position`` a character from 0, for
    broken JSON, with its ``line`` and ``column`` from 1.
    """

    def __init__(
        self, problem: Problem, detail: str = "", path: str = "", position: int | None = None, query_error: QueryError | None = None
    ) -> None:
        super().__init__(f"{problem} at {path or '/'}: {detail}")
        self.problem = problem
        self.detail = detail
        self.path = path
        self.position = position
        self.query_error = query_error
        self.line: int | None = None
        self.column: int | None = None


class ChangedMeanwhile(Exception):
    """The file at ``path`` is not as it was when it was read: somebody else has written, moved or deleted it. Nothing was written."""

    def __init__(self, path: Path) -> None:
        super().__init__(str(path))
        self.path = path


@dataclass(frozen=True, slots=True)
class Stamp:
    """How a file stood when it was read: time of its last change in nanoseconds, and its length in bytes."""

    changed: int
    length: int


def stamp_of(path: Path) -> Stamp | None:
    """The present stamp of a file; None where there is none. Raises OSError."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return Stamp(found.st_mtime_ns, found.st_size)


def to_text(saved: SavedQuery) -> str:
    """The text of a file: small, readable, its members always in the same order, with a newline at its end."""
    return _laid_out(to_members(saved)) + "\n"


def to_members(saved: SavedQuery) -> dict[str, Any]:
    """The members of a file."""
    query = saved.query
    members: dict[str, Any] = {"format": FORMAT, "version": VERSION, "name": saved.name}
    if saved.description:
        members["description"] = saved.description
    if saved.parameters:
        members["parameters"] = [_parameter_members(parameter) for parameter in saved.parameters]
    if muted := sorted(at + 1 for at in query.muted if at < len(query.filters)):
        members["muted"] = muted
    members["query"] = replace(query, muted=frozenset()).to_body()
    return {**members, **saved.others}


def from_text(text: str | bytes, name: str = "", *, most: int | None = MAX_BYTES) -> SavedQuery:
    """The query of a file's text; ``name`` is for one that names none. Bytes may be UTF-8, -16 or -32, with a byte order mark or without.

    A request body alone opens too. Raises `QueryFileError`, also for a text that is longer than ``most``; None takes any.
    """
    if most is not None and len(text) > most:
        raise QueryFileError("too-big", str(most))
    return from_members(_decoded(text if isinstance(text, str) else _characters(text)), name)


def from_members(members: Any, name: str = "") -> SavedQuery:
    """The query of a file's members. Raises `QueryFileError`."""
    if not isinstance(members, Mapping):
        raise QueryFileError("not-a-query-file", type(members).__name__)
    if "format" not in members and isinstance(members.get("object"), str):
        return SavedQuery(name, _query(members, ""), is_raw=True)
    if members.get("format") != FORMAT:
        raise QueryFileError("not-a-query-file", str(members.get("format", "")), "/format")
    version = members.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise QueryFileError("not-a-query-file", str(version), "/version")
    if version > VERSION:
        raise QueryFileError("newer", str(version), "/version")
    query = _query(members.get("query"), "/query")
    listed = _typed(members, "parameters", list) or []
    return SavedQuery(
        name=_typed(members, "name", str) or name,
        query=replace(query, muted=_muted(members, len(query.filters))),
        description=_typed(members, "description", str) or "",
        parameters=tuple(_parameter(entry, f"/parameters/{at}") for at, entry in enumerate(listed)),
        others=_others(members, _MEMBERS),
    )


def read(path: Path) -> SavedQuery:
    """The query in a file, named after the file where it names none. Raises OSError and `QueryFileError`."""
    with path.open("rb") as file:
        content = file.read(MAX_BYTES + 1)
    return from_text(content, title_of(path))


def title_of(path: Path) -> str:
    """A file's name without its suffix, as text that can be written: on Linux it may have bytes that are no UTF-8."""
    return path.stem.encode(errors="replace").decode()


def write(path: Path, saved: SavedQuery, *, expected: Stamp | None = None) -> Stamp:
    """Replace the file in one step, and give its new stamp. What a link leads to is replaced, not the link; who may read it stays.

    Raises `FileTrouble`, the old file being whole, and `QueryFileError` for a query that is too big to be read again. With the stamp that
    it was read with, raises `ChangedMeanwhile` where the file is not that one any more.
    """
    if expected is not None and stamp_of(path) != expected:
        raise ChangedMeanwhile(path)
    content = to_text(saved).encode()
    if len(content) > MAX_BYTES:
        raise QueryFileError("too-big", str(MAX_BYTES))
    with target_file(path) as target:
        target.temporary.write_bytes(content)
        with suppress(FileNotFoundError):
            shutil.copymode(target.path, target.temporary)
    found = target.path.stat()
    return Stamp(found.st_mtime_ns, found.st_size)


def _characters(content: bytes) -> str:
    try:
        return content.decode(json.detect_encoding(content))
    except UnicodeError as error:
        raise QueryFileError("not-json", str(error)) from None


def _decoded(text: str) -> Any:
    text = text.removeprefix("\ufeff")
    try:
        return DECODER.decode(text)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise _broken(text, str(error)) from None


def _broken(text: str, detail: str) -> QueryFileError:
    """The error for text that is no JSON; without a place in the message, the text ends too early."""
    _, found, number = detail.rpartition("(byte ")
    position = len(text.encode(errors="replace")[: int(number.rstrip(")"))].decode(errors="ignore")) if found else len(text.rstrip())
    error = QueryFileError("not-json", detail, position=position)
    before = text[:position]
    error.line, error.column = before.count("\n") + 1, position - (before.rfind("\n") + 1) + 1
    return error


def _query(body: Any, path: str) -> Query:
    try:
        return Query.from_body(body)
    except QueryError as error:
        raise QueryFileError("bad-query", error.problem, path + error.path, query_error=error) from error


def _muted(members: Mapping[str, Any], count: int) -> frozenset[int]:
    numbers = _typed(members, "muted", list) or []
    for at, number in enumerate(numbers):
        if not isinstance(number, int) or isinstance(number, bool) or not 1 <= number <= count:
            raise QueryFileError("bad-member", str(number), f"/muted/{at}")
    return frozenset(number - 1 for number in numbers)


def _parameter(entry: Any, path: str) -> Parameter:
    if not isinstance(entry, Mapping):
        raise QueryFileError("bad-member", str(entry), path)
    name = _typed(entry, "name", str, path)
    if not name:
        raise QueryFileError("bad-member", str(name), f"{path}/name")
    kind = entry.get("kind", ValueKind.TEXT)
    if kind not in ValueKind.__members__.values():
        raise QueryFileError("bad-member", str(kind), f"{path}/kind")
    choices = _typed(entry, "choices", list, path) or []
    for at, choice in enumerate(choices):
        if not isinstance(choice, str):
            raise QueryFileError("bad-member", str(choice), f"{path}/choices/{at}")
    return Parameter(
        name=name,
        label=_typed(entry, "label", str, path) or "",
        kind=ValueKind(kind),
        default=_default(entry.get("default"), f"{path}/default"),
        optional=_typed(entry, "optional", bool, path) or False,
        many=_typed(entry, "many", bool, path) or False,
        choices=tuple(choices),
        object=_typed(entry, "object", str, path),
        others=_others(entry, _PARAMETER_MEMBERS),
    )


def _default(value: Any, path: str) -> FilterValue:
    items = value if isinstance(value, list) else [value]
    if any(isinstance(item, list | Mapping) for item in items):
        raise QueryFileError("bad-member", str(value), path)
    return tuple(value) if isinstance(value, list) else value


def _typed(members: Mapping[str, Any], name: str, kind: type, path: str = "") -> Any:
    """A member that may be missing or null."""
    value = members.get(name)
    if value is not None and not isinstance(value, kind):
        raise QueryFileError("bad-member", str(value), f"{path}/{name}")
    return value


def _others(members: Mapping[str, Any], known: frozenset[str]) -> Mapping[str, Any]:
    return MappingProxyType({name: value for name, value in members.items() if name not in known})


def _parameter_members(parameter: Parameter) -> dict[str, Any]:
    members: dict[str, Any] = {"name": parameter.name}
    if parameter.label:
        members["label"] = parameter.label
    if parameter.kind is not ValueKind.TEXT:
        members["kind"] = parameter.kind.value
    if parameter.default is not None:
        members["default"] = list(parameter.default) if isinstance(parameter.default, tuple) else parameter.default
    members |= {name: True for name, given in (("optional", parameter.optional), ("many", parameter.many)) if given}
    if parameter.choices:
        members["choices"] = list(parameter.choices)
    if parameter.object is not None:
        members["object"] = parameter.object
    return {**members, **parameter.others}


def _laid_out(value: Any, depth: int = 0) -> str:
    """JSON in as few lines as can be read: what fits stays on one."""
    line = msgspec.json.format(ENCODER.encode(value), indent=0).decode()
    if len(line) + 2 * depth <= _WIDTH or depth == _DEEPEST or not isinstance(value, Mapping | list | tuple):
        return line
    inner = "\n" + "  " * (depth + 1)
    if isinstance(value, list | tuple):
        opening, closing, items = "[", "]", [_laid_out(item, depth + 1) for item in value]
    else:
        opening, closing = "{", "}"
        items = [f"{ENCODER.encode(name).decode()}: {_laid_out(member, depth + 1)}" for name, member in value.items()]
    return f"{opening}{inner}{(',' + inner).join(items)}\n{'  ' * depth}{closing}"
