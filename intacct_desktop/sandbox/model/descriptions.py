"""What ``description=true`` adds to a model: a description, an example and tags, in the practice company's own words.

They are made from names and types alone ("Due date of a bill."). The real service's texts are its owner's and are not part of this program.
"""

from collections.abc import Mapping
from typing import Any

from intacct_desktop.api.naming import application_of, readable, title_of

_EXAMPLES = {
    "date": "2026-03-31",
    "date-time": "2026-03-31T09:30:00Z",
    "email": "someone@riverside.example",
}


def description_of(name: str) -> str:
    """One sentence on an object, service or workflow action, given as the list names it (``services/core/query``)."""
    kind = {"services": "Service", "workflows": "Workflow action"}.get(name.partition("/")[0], "Object")
    return f"{kind} of the application {_application(name)}: {_title(name)}."


def described(model: Mapping[str, Any], name: str) -> dict[str, Any]:
    """A copy of ``model`` with the descriptions added; ``name`` as for `description_of`."""
    whole = _title(name)
    parts = {part: _part(model[part], whole) for part in ("request", "response") if part in model}
    return _part(model, whole) | parts | {"description": description_of(name), "tags": [_application(name)]}


def _title(name: str) -> str:
    return title_of(name.removeprefix("objects/")).lower()


def _application(name: str) -> str:
    return readable(application_of(name.removeprefix("objects/"))).lower()


def _part(part: Mapping[str, Any], whole: str) -> dict[str, Any]:
    copied = dict(part)
    if fields := part.get("fields"):
        copied["fields"] = {name: _field(field, name, whole) for name, field in fields.items()}
    for kind in ("groups", "refs", "lists"):
        if members := part.get(kind):
            copied[kind] = {name: _part(inner, readable(name).lower()) | _sentence(name, whole) for name, inner in members.items()}
    return copied


def _field(field: Mapping[str, Any], name: str, whole: str) -> dict[str, Any]:
    return {**field, **_sentence(name, whole), "examples": [_example(field, name)]}


def _sentence(name: str, whole: str) -> dict[str, str]:
    return {"description": f"{readable(name)} of the {whole}."}


def _example(field: Mapping[str, Any], name: str) -> Any:
    if choices := [choice for choice in field.get("enum", ()) if choice]:
        return choices[0]
    format_ = field.get("format", "")
    match field["type"], format_:
        case "boolean", _:
            return field.get("default", True)
        case "integer" | "number", _:
            return 10
        case "array", _:
            return []
        case _, format_ if "precision" in format_:
            return f"100.{'0' * int(format_.rpartition('-')[2])}"
        case _:
            return _EXAMPLES.get(format_, readable(name))
