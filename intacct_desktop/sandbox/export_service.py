"""``POST /services/core/export``: the rows of a query as a file of one of five kinds (facts 4)."""

from dataclasses import dataclass
from typing import Any

from intacct_desktop.sandbox.errors import invalid_payload, unknown_key
from intacct_desktop.sandbox.exports import Sheet, Writer
from intacct_desktop.sandbox.exports.pages import write_pdf, write_word
from intacct_desktop.sandbox.exports.tables import write_csv, write_xlsx, write_xml
from intacct_desktop.sandbox.query_service import QueryService
from intacct_desktop.sandbox.scope import Scope

_WRITERS: dict[str, tuple[str, Writer]] = {
    "csv": ("text/csv; charset=utf-8", write_csv),
    "pdf": ("application/pdf", write_pdf),
    "word": ("application/vnd.ms-word", write_word),
    "xlsx": ("application/vnd.ms-excel", write_xlsx),
    "xml": ("text/xml; charset=utf-8", write_xml),
}


@dataclass(frozen=True, slots=True)
class Exported:
    """A file as it goes out. The media types are those of the reference."""

    content: bytes
    media_type: str


def export(queries: QueryService, body: Any, scope: Scope) -> Exported:
    """The file for a request body ``{"fileType", "query"}``: all rows of the query, or the page it names. Blocks.

    Raises `ApiError` for a body that is no such thing, and for all that the query service refuses.
    """
    if not isinstance(body, dict):
        raise invalid_payload("The export payload is not valid", "The payload is not an object", "")
    for name in body.keys() - {"fileType", "query"}:
        raise unknown_key(name, "export payload", f"/{name}")
    kind = body.get("fileType")
    if not isinstance(kind, str) or kind not in _WRITERS:
        raise invalid_payload("The export payload is not valid", f"fileType is one of {', '.join(_WRITERS)}", "/fileType")
    page = queries.everything(body.get("query"), scope)
    object_name = body["query"]["object"]
    columns = tuple((entry.name, entry.kind, entry.scale) for entry in page.selected)
    media_type, write = _WRITERS[kind]
    return Exported(write(Sheet(object_name, columns, [tuple(row.values()) for row in page.rows])), media_type)
