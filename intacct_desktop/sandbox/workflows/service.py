"""The endpoints of all workflow actions: one record, or many at a time, each with its status (facts 5.6, 9)."""

import asyncio
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from intacct_desktop.sandbox.errors import invalid_request, json_response, meta, not_found
from intacct_desktop.sandbox.requests import METHODS, ROOT, Access, Gate, json_body, only
from intacct_desktop.sandbox.services import payload
from intacct_desktop.sandbox.store import Store
from intacct_desktop.sandbox.workflows.actions import WORKFLOWS
from intacct_desktop.sandbox.workflows.prints import DOWNLOAD, printed
from intacct_desktop.sandbox.workflows.table import MOVES
from intacct_desktop.sandbox.workflows.task import Task
from intacct_desktop.sandbox.writing.change import Operation, Rules
from intacct_desktop.sandbox.writing.keeping import load
from intacct_desktop.sandbox.writing.objects import ItemResult, attempt_all, find_row
from intacct_desktop.sandbox.writing.ownership import root_of
from intacct_desktop.sandbox.writing.refusals import forbidden, rules_refused
from intacct_desktop.sandbox.writing.service import MAX_ITEMS, answer_many, is_atomic
from intacct_desktop.sandbox.writing.targets import parse_key


class Workflows:
    """Carries out actions on the records of one store."""

    def __init__(
        self, store: Store, gate: Gate, rules_of: Callable[[str], Rules], today: Callable[[], date], now: Callable[[], datetime]
    ) -> None:
        self._store = store
        self._gate = gate
        self._rules_of = rules_of
        self._today = today
        self._now = now

    @property
    def routes(self) -> list[Route]:
        """The one of all actions, after the one that the links of printed documents lead to."""
        return [
            Route(f"{ROOT}/{DOWNLOAD}", self.download, methods=METHODS),
            Route(f"{ROOT}/workflows/{{name:path}}", self.act, methods=METHODS),
        ]

    async def download(self, request: Request) -> Response:
        """A printed document."""
        access = self._gate.admit(request)
        only(request, "GET")
        content = await asyncio.to_thread(printed, self._store, dict(request.query_params), access.scope)
        return Response(content, media_type="application/pdf")

    async def act(self, request: Request) -> Response:
        """One action, on one record or many."""
        name = request.path_params["name"]
        if name not in WORKFLOWS:
            raise HTTPException(404)
        access = self._gate.admit(request)
        only(request, "POST")
        atomic = is_atomic(request)
        body = await json_body(request)
        return await asyncio.to_thread(self._answer, name, body, access, atomic)

    def _answer(self, name: str, body: Any, access: Access, atomic: bool) -> Response:
        if access.user.is_read_only:
            raise forbidden()
        if not isinstance(body, list):
            return json_response({"ia::result": self.perform(name, body, access), "ia::meta": meta(1)})
        if not 1 <= len(body) <= MAX_ITEMS:
            raise invalid_request(f"A request takes 1 to {MAX_ITEMS} records")
        results = attempt_all(self._store, body, lambda item: ItemResult(200, self.perform(name, item, access)), atomic=atomic)
        return answer_many(Operation.UPDATE, results)

    def perform(self, name: str, body: Any, access: Access) -> dict[str, Any]:
        """Carry out one action; its answer. Raises `ApiError`, and then nothing has changed."""
        payload.check(body, WORKFLOWS[name])
        object_name, _, action = name.rpartition("/")
        with self._store.transaction():
            task = self._task(object_name, action, body, access)
            move = MOVES[name]
            if problems := list(move.problems(task)):
                raise rules_refused(problems)
            move.carry_out(task)
        key = str(task.row.key)
        return {"key": key, "id": str(task.row.values.get("id") or key), "href": f"/objects/{object_name}/{key}"} | task.answer

    def _task(self, name: str, action: str, body: dict[str, Any], access: Access) -> Task:
        key = parse_key(body["key"])
        if key is None or self._store.record(name, key) is None:
            raise not_found(f"{name} with the key {body['key']}")
        root = load(self._store, *root_of(self._store, name, key), access.scope)
        row = find_row(root, name, key)
        return Task(action, body, root, row, self._store, access.scope, access.user, self._today(), self._now(), self._rules_of)
