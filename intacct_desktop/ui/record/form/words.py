"""What an entry of a form is called, and what is copied of it."""

from html import escape
from typing import Any

from intacct_desktop.api.exact_json import ENCODER
from intacct_desktop.api.records.form import Entry, Lines
from intacct_desktop.api.records.values import is_empty


def spoken_name(part: Entry | Lines, title: str) -> str:
    """What a screen reader calls it: ``Due date, dueDate``."""
    return f"{title}, {part.path}"


def tip(*lines: str) -> str:
    """Lines of a tool tip, without the empty ones. Qt would take a value with ``<b>`` in it for its own markup."""
    return "<br>".join(f"<span>{escape(line)}</span>" for line in lines if line)


def is_deprecated(entry: Entry) -> bool:
    return entry.field is not None and entry.field.deprecated


def plain(value: Any) -> str:
    """A value to paste elsewhere, as it travels: of a reference its id, of several values one a line."""
    if is_empty(value):
        return ""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return value
        case list() | tuple() if all(isinstance(each, str) for each in value):
            return "\n".join(value)
        case dict() if named := next((value[name] for name in ("id", "key", "name") if not is_empty(value.get(name))), None):
            return str(named)
    return ENCODER.encode(value).decode()


def link_of(entry: Entry, value: Any) -> tuple[str, str] | None:
    """The object and key of the record that a reference leads to; None where it leads nowhere, or the model does not say where."""
    if entry.reference is None or entry.reference.object is None or not isinstance(value, dict):
        return None
    key = value.get("key")
    return None if is_empty(key) else (entry.reference.object, str(key))
