"""The export service: Intacct itself makes the file (facts 4)."""

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path

import msgspec

from intacct_desktop.api.client import Client
from intacct_desktop.api.query import Query

_PATH = "/services/core/export"


class ExportFormat(StrEnum):
    """The file types of the service, by their names on the wire."""

    CSV = "csv"
    XLSX = "xlsx"
    XML = "xml"
    PDF = "pdf"
    WORD = "word"

    @property
    def suffix(self) -> str:
        return ".docx" if self is ExportFormat.WORD else f".{self.value}"


async def export(
    client: Client, query: Query, file_type: ExportFormat, target: Path, on_bytes: Callable[[int], None] = lambda _bytes: None
) -> int:
    """Have Intacct write what the query finds into ``target``; gives the number of bytes.

    ``on_bytes`` hears the bytes so far. Raises what `Client.download` raises; ``target`` may then hold half a file, so give a temporary
    name and rename it.
    """
    body = msgspec.json.encode({"fileType": file_type.value, "query": msgspec.Raw(query.to_json().encode())})
    return await client.download(_PATH, json=body, target=target, on_bytes=on_bytes)
