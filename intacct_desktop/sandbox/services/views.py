"""``GET /objects/core/system-view`` and ``POST /services/core/view``: stored queries, found and run (facts 9)."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from intacct_desktop.sandbox.errors import invalid_request, json_response, meta, not_found
from intacct_desktop.sandbox.query.reading import read
from intacct_desktop.sandbox.query.source import Source
from intacct_desktop.sandbox.requests import METHODS, ROOT, Access, Gate, only
from intacct_desktop.sandbox.services import system_views
from intacct_desktop.sandbox.services.endpoint import Call, Company, Handler, answered, threaded
from intacct_desktop.sandbox.store import LISTS, quoted
from intacct_desktop.sandbox.writing.inline import inline_lists, put
from intacct_desktop.sandbox.writing.targets import parse_key

USER_VIEW = "core/user-view"
_QUERY = "query."


class Views:
    """The views of one company."""

    def __init__(self, company: Company) -> None:
        self._company = company

    @property
    def handlers(self) -> Mapping[str, Handler]:
        return {"core/view": threaded(self.run)}

    def run(self, call: Call) -> Response:
        """The rows of a view as the query service pages them. What the request names takes the place of what the view says."""
        asked = call.payload
        query = self._stored(asked["key"], asked["viewType"], call.access)
        query |= {name: asked[name] for name in ("start", "size") if name in asked}
        if parameters := query.get("filterParameters", {}) | asked.get("filterParameters", {}):
            query["filterParameters"] = parameters
        return json_response(self._company.queries.page(query, call.access.scope).body)

    def _stored(self, key: str, kind: str, access: Access) -> dict[str, Any]:
        if kind == "system":
            found = system_views.view(key)
            query = dict(found.query) if found else None
        else:
            query = self._user_view(key, access)
        if query is None:
            raise not_found(f"{kind} view with the key {key}")
        return query

    def _user_view(self, key: str, access: Access) -> dict[str, Any] | None:
        """The query of a user view that is public, or whose owner or maker calls."""
        store = self._company.store
        number = parse_key(key)
        if number is None:
            return None
        table = store.table(USER_VIEW)
        visible = access.scope.condition(Source(store, USER_VIEW), include_private=True)
        sql = f"SELECT 1 FROM {quoted(USER_VIEW)} AS t0 WHERE t0.key = ? AND {visible.sql}"  # noqa: S608 - own names, quoted
        record = store.record(USER_VIEW, number) if store.rows(sql, (number, *visible.values)) else None
        if record is None or not (record["isPublic"] or access.user.key in (record["owner.key"], record["audit.createdByUser.key"])):
            return None
        query: dict[str, Any] = {}
        for path, column in table.columns.items():
            if path.startswith(_QUERY) and record[path] is not None:
                put(query, path.removeprefix(_QUERY), read(record[path], column.kind, column.scale))
        for path, entries in inline_lists(record[LISTS]).items():
            if path.startswith(_QUERY):
                put(query, path.removeprefix(_QUERY), entries)
        return query


def routes(gate: Gate, company: Company) -> list[Route]:
    """The one object whose list needs to know of what (facts 5.1)."""

    async def system_view(request: Request) -> Response:
        gate.admit(request)
        only(request, "GET")
        name = request.query_params.get("name")
        if not name:
            raise invalid_request("The system-view request needs the name parameter")
        object_name, _, view_id = name.partition("::")
        # A custom object's own name has the colons too.
        if name in company.store.facts.objects:
            object_name, view_id = name, ""
        if object_name not in company.store.facts.objects:
            raise invalid_request(f"There is no object {object_name}")
        if not view_id:
            views = [view.body for view in system_views.views_of(object_name)]
            return json_response({"ia::result": views, "ia::meta": meta(len(views))})
        found = system_views.view(name)
        if found is None:
            raise not_found(f"system view {name}")
        return answered(found.body)

    return [Route(f"{ROOT}/objects/core/system-view", system_view, methods=METHODS)]
