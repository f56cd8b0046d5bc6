"""``POST /services/core/composite``: two to ten calls in one, each of which may use the results of those before it (facts 8)."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from starlette.responses import Response

from intacct_desktop.sandbox.errors import error_object, json_response, meta
from intacct_desktop.sandbox.services.endpoint import Call
from intacct_desktop.sandbox.services.own_requests import Answer, ask
from intacct_desktop.sandbox.services.payload import wrong
from intacct_desktop.sandbox.services.result_references import UnresolvedReferenceError, filled, filled_path, names_in

NAME = "core/composite"
_FEWEST, _MOST = 2, 10

_PATH = re.compile(r"/(?:objects|services|workflows)/[^\s#]+")
_RESULT_NAME = re.compile(r"[A-Za-z_][\w-]*")
_SKIPPED = "Operation skipped due to atomic transaction failure"


async def composite(call: Call) -> Response:
    """The calls in their order, until one fails; those after it are skipped, those before it stand."""
    calls: list[dict[str, Any]] = call.payload
    _check(calls)
    items: list[dict[str, Any]] = []
    results: dict[str, Any] = {}
    for each in calls:
        answer = await _answer(call, each, results)
        items.append(_item(each, answer))
        if not _succeeded(answer):
            break
        if isinstance(answer.body, dict) and "resultReference" in each:
            results[each["resultReference"]] = answer.body.get("ia::result")
    failed = len(items) < len(calls) or not _succeeded(answer)
    if not failed:
        return json_response({"ia::result": items, "ia::meta": {"totalCount": len(items)}})
    done = len(items) - 1
    items += [{"ia::error": {"code": "unprocessed", "message": _SKIPPED}, "ia::status": 422} for _ in calls[len(items) :]]
    return json_response({"ia::result": items, "ia::meta": meta(len(calls), done)}, 207)


async def _answer(call: Call, each: Mapping[str, Any], results: Mapping[str, Any]) -> Answer:
    try:
        path = filled_path(each["path"], results)
        body = filled(each.get("body"), results)
    except UnresolvedReferenceError as error:
        return Answer(400, {"ia::error": error_object("invalidRequest", str(error))}, is_json=True)
    answer = await ask(call.request, each["method"], path, body, each.get("headers"))
    if answer.is_json:
        return answer
    if answer.status == 404:
        return Answer(404, {"ia::error": error_object("notFound", f"There is no {path}")}, is_json=True)
    problem = f"{path} answers with a file, which has no place in a composite answer"
    return Answer(400, {"ia::error": error_object("invalidRequest", problem)}, is_json=True)


def _succeeded(answer: Answer) -> bool:
    # 207 says that a part of the call failed.
    return answer.status < 300 and answer.status != 207


def _item(each: Mapping[str, Any], answer: Answer) -> dict[str, Any]:
    """One call's answer as it stands in the whole one."""
    body = answer.body or {}
    result = body.get("ia::result")
    if isinstance(result, dict) and "ia::error" in result:
        item = {"ia::error": result["ia::error"]}
    else:
        item = {name: body[name] for name in ("ia::result", "ia::error", "ia::meta") if name in body}
    item["ia::status"] = answer.status
    if _succeeded(answer) and each["method"] == "POST" and each["path"].startswith("/objects/"):
        item["ia::headers"] = {"X-ORM-ACTION": "create"}
    return item


def _check(calls: Sequence[Mapping[str, Any]]) -> None:
    """Raises 400 for a composite request that is wrong as a whole; then nothing was done."""
    if not _FEWEST <= len(calls) <= _MOST:
        raise wrong(f"A composite request has {_FEWEST} to {_MOST} calls", "")
    known: set[str] = set()
    for at, each in enumerate(calls):
        if not _PATH.fullmatch(each["path"]):
            raise wrong("path begins with /objects/, /services/ or /workflows/", f"/{at}/path")
        if each["path"].partition("?")[0].rstrip("/") == f"/services/{NAME}":
            raise wrong("A composite request cannot hold another one", f"/{at}/path")
        if "body" in each and each["method"] in ("GET", "DELETE"):
            raise wrong(f"{each['method']} takes no body", f"/{at}/body")
        _check_headers(each.get("headers", {}), f"/{at}/headers")
        for member in ("path", "body"):
            if unknown := set(names_in(each.get(member))) - known:
                raise wrong(f"No earlier call has the resultReference {min(unknown)!r}", f"/{at}/{member}")
        name = each.get("resultReference")
        if name is not None:
            if not _RESULT_NAME.fullmatch(name):
                raise wrong("A resultReference is a name of letters, digits, _ and -", f"/{at}/resultReference")
            if name in known:
                raise wrong(f"Another call has the resultReference {name!r}", f"/{at}/resultReference")
            known.add(name)


def _check_headers(headers: Mapping[str, Any], target: str) -> None:
    for name, value in headers.items():
        if name.lower() == "authorization":
            raise wrong("The Authorization is that of the composite request", f"{target}/{name}")
        if not (isinstance(value, str) and value.isascii() and value.isprintable() and re.fullmatch(r"[\w-]+", name, re.ASCII)):
            raise wrong("A header is a line of ASCII text", f"{target}/{name}")
