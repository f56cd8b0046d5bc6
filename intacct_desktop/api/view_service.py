"""Views in the company: queries that are stored there, of users and of the system; listed, read, run, saved and deleted (facts 9).

Saving and renaming are writes in the company: what is made of them here is the `Write`, which somebody else sends.
"""

import asyncio
from collections.abc import AsyncIterator, Coroutine, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any

import msgspec

from intacct_desktop.api.client import Client
from intacct_desktop.api.errors import IntacctError
from intacct_desktop.api.model_service import ModelService
from intacct_desktop.api.naming import readable
from intacct_desktop.api.operators import Operator
from intacct_desktop.api.query import DEFAULT_SIZE, MAX_SIZE, Filter, Order, Query, QueryError, split_aggregate
from intacct_desktop.api.query_service import Fetch, Page, Place, all_pages, query_pages, read_page
from intacct_desktop.api.records.reading import get_result, read_record, record_path
from intacct_desktop.api.records.values import Record
from intacct_desktop.api.records.writes import Write, new_idempotency_key

USER_VIEW = "core/user-view"

_RUN = "/services/core/view"
_SYSTEM_VIEW = "core/system-view"
_LISTED = ("key", "name", "description", "object", "category", "isPublic", "owner.id")
_LEAST_LISTED = ("key", "name", "object")
_DEFAULT_PARAMETERS: Mapping[str, Any] = {"caseSensitiveComparison": True, "includeHierarchyFields": False, "includePrivate": False}
_NOTHING: Mapping[str, Any] = MappingProxyType({})


class ViewKind(StrEnum):
    USER = "user"
    SYSTEM = "system"


@dataclass(frozen=True)
class ViewEntry:
    """What a list says of a view. ``key`` is a number for one of a user, ``app/object::systemfw1`` for one of the system.

    ``owner`` is the id of the user it belongs to, empty for the system's and where the company does not say.
    """

    kind: ViewKind
    key: str
    name: str
    object: str
    description: str = ""
    category: str = ""
    is_public: bool = False
    owner: str = ""

    @property
    def title(self) -> str:
        """The name for reading: the system's may be tokens, ``IA.RECENTLY_MODIFIED``."""
        return readable(self.name.removeprefix("IA.").lower().replace("_", " ")) if self.name.startswith("IA.") else self.name


@dataclass(frozen=True)
class View(ViewEntry):
    """A view with its query; ``query`` None where it is no query that this program understands, for which ``trouble`` has the reason.

    ``body`` is the query as the company has it, ``metadata`` its columns' widths and the like, ``modified`` the time of its last change
    in the company's writing.
    """

    query: Query | None = None
    trouble: QueryError | None = None
    body: Mapping[str, Any] = field(default_factory=lambda: _NOTHING)
    metadata: Mapping[str, Any] = field(default_factory=lambda: _NOTHING)
    modified: str = ""


class ViewChanged(Exception):
    """Somebody changed the view after it was read; nothing was written. ``present`` is how it is now."""

    def __init__(self, present: View) -> None:
        super().__init__(f"view {present.key} was changed at {present.modified}")
        self.present = present


async def list_user_views(client: Client, object_name: str | None = None) -> tuple[ViewEntry, ...]:
    """All views of users that the signed-in user may see, by object and name; those of one object where it is named.

    One call for 4,000 views, one more where the company does not let all members be queried. Raises what the client raises.
    """
    try:
        return await _listed(client, _LISTED, object_name)
    except IntacctError as error:
        if error.refused_field is None:
            raise
    return await _listed(client, _LEAST_LISTED, object_name)


async def system_views(client: Client, object_name: str) -> tuple[View, ...]:
    """The views that Intacct itself has of an object, with their queries. Raises `IntacctError` (404, or 400 for an unknown object)."""
    result = await get_result(client, record_path(_SYSTEM_VIEW), {"name": object_name})
    found = result if isinstance(result, list) else [result]
    return tuple(_view(entry, ViewKind.SYSTEM) for entry in found if isinstance(entry, Mapping) and entry.get("key"))


async def get_view(client: Client, kind: ViewKind, key: str) -> View:
    """One view. Raises `IntacctError`: 404 where it was deleted, 403 or 404 where it is another's private one."""
    if kind is ViewKind.SYSTEM:
        result = await get_result(client, record_path(_SYSTEM_VIEW), {"name": key})
        if isinstance(result, list):
            result = next((entry for entry in result if isinstance(entry, Mapping) and entry.get("key") == key), None)
    else:
        result = await get_result(client, record_path(USER_VIEW, key))
    if not isinstance(result, Mapping) or not result.get("key"):
        raise IntacctError(404, "", code="notFound")
    return _view(result, kind)


def view_pages(
    client: Client, view: ViewEntry, *, size: int | None = None, parameters: Mapping[str, Any] = _NOTHING
) -> AsyncIterator[Page]:
    """All rows of a view as the company runs it, in pages of ``size`` (by default the view's own); a page is one call.

    ``parameters`` are filter parameters that take the place of the view's. Raises `IntacctError`: what `get_view` says, and 400 where the
    view asks for a field that is gone (`IntacctError.refused_field`).
    """

    return all_pages(client, view_fetch(client, view, size=size, parameters=parameters))


def view_fetch(client: Client, view: ViewEntry, *, size: int | None = None, parameters: Mapping[str, Any] = _NOTHING) -> Fetch:
    """What fetches pages of a view; the first one has ``size`` rows."""

    def fetch(place: Place | None, entity: str | None) -> Coroutine[Any, Any, Page]:
        return _page(client, view, place.start if place else 1, place.size if place else size, parameters, entity)

    return fetch


def shape_of(view: View, page: Page | None = None) -> Query:
    """The object and the fields of what a view gives, for ``results.columns.columns_for``: those of its query, as far as it has any.

    Where it says nothing, the members of the first row of ``page`` are the fields; a view without either has none.
    """
    if view.query is not None and view.query.fields:
        return view.query
    named = view.body.get("fields")
    fields = tuple(name for name in named if isinstance(name, str)) if isinstance(named, list) else ()
    if not fields and page is not None and page.rows:
        fields = tuple(name for name in msgspec.json.decode(page.rows[0]) if isinstance(name, str))
    return Query(view.object, fields)


async def gone_fields(query: Query, models: ModelService) -> tuple[str, ...]:
    """The names in a query that the object's model does not know, in the order of the query: what was there when it was stored.

    Raises `UnknownObject` where the object itself is gone, and what the client raises.
    """
    names = [split_aggregate(name)[1] for name in query.fields]
    names += [entry.field for entry in query.filters] + [split_aggregate(entry.field)[1] for entry in query.order_by]
    return tuple([name for name in dict.fromkeys(names) if await models.field(query.object, name) is None])


def view_creation(
    query: Query,
    name: str,
    *,
    description: str = "",
    is_public: bool = False,
    entity: str | None = None,
    idempotency_key: str | None = None,
) -> Write:
    """The request that stores a query as a view of the signed-in user. Muted filters are not stored, a company knows none.

    Members of the query that a view has no place for are refused by the company, none is left out quietly.
    """
    body: dict[str, Any] = {"name": name, "object": query.object, "isPublic": is_public, "query": _stored(query)}
    if description:
        body["description"] = description
    body["metadata"] = {"columns": _columns(query, _NOTHING)}
    return Write("POST", record_path(USER_VIEW), USER_VIEW, (), body, idempotency_key or new_idempotency_key(), entity)


def view_change(
    view: View,
    query: Query | None = None,
    *,
    name: str | None = None,
    description: str | None = None,
    is_public: bool | None = None,
    entity: str | None = None,
    idempotency_key: str | None = None,
) -> Write:
    """The request that writes the members that are given into a user's view."""
    members = {"name": name, "description": description, "isPublic": is_public}
    body: dict[str, Any] = {member: value for member, value in members.items() if value is not None}
    if query is not None:
        body |= {"object": query.object, "query": _instead(view, query), "metadata": {"columns": _columns(query, view.metadata)}}
    return Write("PATCH", record_path(USER_VIEW, view.key), USER_VIEW, (view.key,), body, idempotency_key or new_idempotency_key(), entity)


async def unchanged_view(client: Client, view: View) -> Record:
    """The record of a user's view, read again before it is written. Raises `ViewChanged` where it is not as it was when ``view`` was read,
    and what `get_view` raises."""
    record = await read_record(client, USER_VIEW, view.key)
    present = view_of(record)
    if present.modified != view.modified:
        raise ViewChanged(present)
    return record


async def _listed(client: Client, fields: tuple[str, ...], object_name: str | None) -> tuple[ViewEntry, ...]:
    filters = (Filter(Operator.EQ, "object", object_name),) if object_name is not None else ()
    query = Query(USER_VIEW, fields, filters, order_by=(Order("key"),), size=MAX_SIZE)
    found = [await asyncio.to_thread(_entries, page) async for page in query_pages(client, query)]
    return tuple(sorted((entry for page in found for entry in page), key=lambda entry: (entry.object, entry.name.casefold())))


def _entries(page: Page) -> list[ViewEntry]:
    rows = (msgspec.json.decode(row) for row in page.rows)
    return [
        ViewEntry(
            kind=ViewKind.USER,
            key=_text(row.get("key")),
            name=_text(row.get("name")),
            object=_text(row.get("object")),
            description=_text(row.get("description")),
            category=_text(row.get("category")),
            is_public=_is_true(row.get("isPublic")),
            owner=_text(row.get("owner.id")),
        )
        for row in rows
        if isinstance(row, dict) and row.get("key")
    ]


async def _page(client: Client, view: ViewEntry, start: int, size: int | None, parameters: Mapping[str, Any], entity: str | None) -> Page:
    body: dict[str, Any] = {"key": view.key, "viewType": view.kind.value, "start": start}
    if size is not None:
        body["size"] = size
    if parameters:
        body["filterParameters"] = dict(parameters)
    # It changes nothing, so it may be sent again.
    answer = await client.request("POST", _RUN, json=msgspec.json.encode(body), repeatable=True, entity=entity)
    return await asyncio.to_thread(read_page, answer, start)


def view_of(record: Record) -> View:
    """A user's view, of the record that a GET gives."""
    return _view(record, ViewKind.USER)


def _view(members: Mapping[str, Any], kind: ViewKind) -> View:
    object_name = _text(members.get("object")) or _text(_mapping(members.get("query")).get("object"))
    query, trouble = _understood(members.get("query"), object_name)
    return View(
        kind=kind,
        key=_text(members.get("key")),
        name=_text(members.get("name")),
        object=object_name,
        description=_text(members.get("description")),
        category=_text(members.get("category")),
        is_public=kind is ViewKind.SYSTEM or _is_true(members.get("isPublic")),
        owner=_text(_mapping(members.get("owner")).get("id")),
        query=query,
        trouble=trouble,
        body=_mapping(members.get("query")),
        metadata=_mapping(members.get("metadata")),
        modified=_text(_mapping(members.get("audit")).get("modifiedDateTime")),
    )


def _understood(stored: object, object_name: str) -> tuple[Query | None, QueryError | None]:
    """The query that was stored, without what a record says of members that were never given: nulls, empty lists, defaults."""
    try:
        if not stored:
            raise QueryError("missing", "")
        if not isinstance(stored, Mapping):
            raise QueryError("not-an-object", "", stored)
        members = {name: value for name, value in stored.items() if value not in (None, [], {})}
        parameters = {
            name: value
            for name, value in _mapping(members.pop("filterParameters", None)).items()
            if value is not None and _DEFAULT_PARAMETERS.get(name) != value
        }
        if parameters:
            members["filterParameters"] = parameters
        if members.get("filterExpression") == "and":
            del members["filterExpression"]
        for name in ("start", "size"):
            if isinstance(value := members.get(name), str) and value.isdecimal():
                members[name] = int(value)
        if members.get("start") == 1:
            del members["start"]
        return Query.from_body({"object": object_name} | members), None
    except QueryError as error:
        return None, error


def _stored(query: Query) -> dict[str, Any]:
    """The query with the parameters spelled out whose defaults a stored view may not share with a query."""
    body = query.to_body()
    return body | {"filterParameters": dict(_DEFAULT_PARAMETERS) | body.get("filterParameters", {})}


def _instead(view: View, query: Query) -> dict[str, Any]:
    """What takes the place of a view's query: a PATCH leaves what it does not name (facts 5.4), so everything is named."""
    body = _stored(query)
    former = _mapping(view.body.get("filterParameters"))
    nothing: dict[str, Any] = {"filters": [], "filterExpression": "and", "orderBy": [], "start": 1, "size": DEFAULT_SIZE}
    return nothing | body | {"filterParameters": dict.fromkeys(former) | body["filterParameters"]}


def _columns(query: Query, metadata: Mapping[str, Any]) -> list[dict[str, Any]]:
    """How the web shows the fields: as before where it has them, cut off where they are new."""
    known = metadata.get("columns")
    formats = {entry.get("id"): entry.get("textFormat") for entry in known if isinstance(entry, Mapping)} if isinstance(known, list) else {}
    return [{"id": name, "textFormat": formats.get(name) or "clip"} for name in query.fields]


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else _NOTHING


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _is_true(value: object) -> bool:
    return value is True or value == "true"
