"""``POST /services/core/export``: the rows of a query as a file of one of five kinds, made while it is sent (facts 4)."""

import asyncio
import re
from collections.abc import AsyncGenerator, Generator
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route
from starlette.types import Receive, Send
from starlette.types import Scope as Connection

from intacct_desktop.sandbox.errors import invalid_payload, unknown_key
from intacct_desktop.sandbox.exports import Sheet, Writer
from intacct_desktop.sandbox.exports.pages import MOST_ROWS_ON_PAGES, write_pdf, write_word
from intacct_desktop.sandbox.exports.tables import MOST_ROWS_IN_SHEET, write_csv, write_xlsx, write_xml
from intacct_desktop.sandbox.query.service import QueryService
from intacct_desktop.sandbox.requests import METHODS, ROOT, Gate, json_body, only
from intacct_desktop.sandbox.scope import Scope


@dataclass(frozen=True, slots=True)
class _Kind:
    """How one kind of file is called and made, and how many rows it can hold (None: any number)."""

    suffix: str
    media_type: str
    write: Writer
    most: int | None = None


# The media types are those of the reference.
_KINDS = {
    "csv": _Kind("csv", "text/csv; charset=utf-8", write_csv),
    "pdf": _Kind("pdf", "application/pdf", write_pdf, MOST_ROWS_ON_PAGES),
    "word": _Kind("docx", "application/vnd.ms-word", write_word, MOST_ROWS_ON_PAGES),
    "xlsx": _Kind("xlsx", "application/vnd.ms-excel", write_xlsx, MOST_ROWS_IN_SHEET),
    "xml": _Kind("xml", "text/xml; charset=utf-8", write_xml),
}


@dataclass(frozen=True, slots=True)
class Exported:
    """A file as it goes out. ``parts`` are its bytes, made as they are asked for; asking blocks. Empty parts are steps on the way."""

    name: str
    media_type: str
    parts: Generator[bytes, None, None]


def export(queries: QueryService, body: Any, scope: Scope) -> Exported:
    """The file for a request body ``{"fileType", "query"}``: all rows of the query, or the page it names. Blocks.

    Raises `ApiError` for a body that is no such thing, for more rows than the kind of file holds, and for all that the query service
    refuses; once it has returned, nothing is refused any more.
    """
    if not isinstance(body, dict):
        raise invalid_payload("The export payload is not valid", "The payload is not an object", "")
    for name in body.keys() - {"fileType", "query"}:
        raise unknown_key(name, "export payload", f"/{name}")
    file_type = body.get("fileType")
    if not isinstance(file_type, str) or file_type not in _KINDS:
        raise invalid_payload("The export payload is not valid", f"fileType is one of {', '.join(_KINDS)}", "/fileType")
    kind = _KINDS[file_type]
    rows = queries.everything(body.get("query"), scope)
    if kind.most is not None and rows.total > kind.most:
        problem = f"{rows.total} rows are more than the {kind.most} that a file of the type {file_type} holds"
        raise invalid_payload("The export is too large", problem, "/fileType")
    columns = tuple((entry.name, entry.kind, entry.scale) for entry in rows.selected)
    sheet = Sheet(rows.object_name, columns, rows.total, rows.windows)
    name = re.sub(r"[^\w-]+", "-", rows.object_name.rpartition("/")[2], flags=re.ASCII)
    return Exported(f"{name}.{kind.suffix}", kind.media_type, kind.write(sheet))


class ExportService:
    """The endpoint."""

    def __init__(self, gate: Gate, queries: QueryService) -> None:
        self._gate = gate
        self._queries = queries

    @property
    def routes(self) -> list[Route]:
        return [Route(f"{ROOT}/services/core/export", self.export, methods=METHODS)]

    async def export(self, request: Request) -> Response:
        scope = self._gate.admit(request).scope
        only(request, "POST")
        body = await json_body(request)
        return Download(await asyncio.to_thread(export, self._queries, body, scope))


class Download(StreamingResponse):
    """A file that is made while it is sent, in threads. When nobody reads on, the making ends, and with it its temporary files."""

    def __init__(self, exported: Exported) -> None:
        self._parts = _in_threads(exported.parts)
        headers = {"Content-Disposition": f'attachment; filename="{exported.name}"'}
        super().__init__(self._parts, headers=headers, media_type=exported.media_type)

    async def __call__(self, scope: Connection, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            await self._parts.aclose()


async def _in_threads(parts: Generator[bytes, None, None]) -> AsyncGenerator[bytes, None]:
    loop = asyncio.get_running_loop()
    step: asyncio.Future[bytes | None] | None = None
    try:
        while True:
            step = loop.run_in_executor(None, next, parts, None)
            part = await asyncio.shield(step)
            if part is None:
                return
            if part:
                yield part
    finally:
        if step is None or step.done():
            parts.close()
        else:
            # A generator cannot be closed while a thread is in it.
            step.add_done_callback(lambda _: parts.close())
