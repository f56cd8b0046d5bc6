"""A file's content as a record has it: base64 text, told by its first bytes and its length."""

import base64
import binascii

from intacct_desktop.api.records.form import Entry

_KINDS = (
    (b"%PDF", "PDF", "pdf"),
    (b"\x89PNG", "PNG", "png"),
    (b"\xff\xd8\xff", "JPEG", "jpg"),
    (b"GIF8", "GIF", "gif"),
    (b"PK\x03\x04", "ZIP, DOCX, XLSX", "zip"),
    (b"\xd0\xcf\x11\xe0", "DOC, XLS", "doc"),
    (b"{\\rtf", "RTF", "rtf"),
    (b"<?xml", "XML", "xml"),
)
_HEAD = 64  # characters of base64 that say what a file is


def content_of(entry: Entry, value: object) -> str | None:
    """The base64 in a value, as far as its beginning tells; None for anything else, such as a download's address or a key in base64."""
    is_key = entry.field is not None and entry.field.format == "base64url"
    if is_key or not isinstance(value, str) or len(value) < 8 or len(value) % 4:
        return None
    try:
        base64.b64decode(value[:_HEAD], validate=True)
    except (binascii.Error, ValueError):
        return None
    return value


def bytes_in(content: str) -> int:
    return len(content) // 4 * 3 - content[-2:].count("=")


def kind_of(content: str) -> tuple[str, str]:
    """What a file is by its first bytes, for a person and as the end of a name: nothing and ``bin`` where they do not tell."""
    first = base64.b64decode(content[:_HEAD])
    return next(((words, ending) for mark, words, ending in _KINDS if first.startswith(mark)), ("", "bin"))
