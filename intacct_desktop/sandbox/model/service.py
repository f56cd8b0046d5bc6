"""``GET /services/core/model``: the list of resources, and the model of one (facts 2). Its work takes a moment: call it from a thread."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from intacct_desktop.sandbox.errors import invalid_request, meta
from intacct_desktop.sandbox.facts import Facts
from intacct_desktop.sandbox.model.descriptions import described, description_of
from intacct_desktop.sandbox.services.catalogue import SERVICES
from intacct_desktop.sandbox.services.shapes import model_part
from intacct_desktop.sandbox.workflows.actions import WORKFLOWS

VERSION = "v1"
_PARAMETERS = frozenset({"name", "type", "version", "schema", "description", "filter", "descriptionFilter", "tags"})
_GROUP_TYPES = {"object": ("rootObject", "ownedObject"), "service": ("service",), "workflow": ("workflow",)}
_TYPES = frozenset({"rootObject", "ownedObject", "service", "workflow"})
# A list of types is one of concrete types.
_LISTED_TYPES = _TYPES - {"service"}

# What a regular expression may ask: Python tries every way to share a name out among its repetitions and choices, and nobody else gets a
# turn until it has. With five repetitions that takes seconds, with a repeated group for ever.
_LONGEST_PATTERN = 300
_MOST_BRANCHES = 4
_BRANCH = re.compile(r"(?<!\\)[*+?{|]")
_REPEATED_GROUP = re.compile(r"\)[*+{]")
_STRUCTURE = re.compile(r"[(\[\\]")
# What Python will read as a set within a set some day, and warns of.
_NESTED_SET = re.compile(r"\[.*(?:\[|--|&&|~~|\|\|)")


@dataclass(frozen=True, slots=True)
class _Resource:
    """One entry of the list; ``name`` is ``app/object`` without the prefix that ``api_object`` carries."""

    name: str
    api_object: str
    type: str
    http_methods: str

    @property
    def entry(self) -> dict[str, Any]:
        href = f"/services/core/model?version={VERSION}&name={self.api_object}"
        return {"apiObject": self.api_object, "type": self.type, "httpMethods": self.http_methods, "href": href}


def answer(facts: Facts, parameters: Mapping[str, str]) -> dict[str, Any]:
    """The whole answer, ``ia::result`` and ``ia::meta``.

    ``name`` gives one model, or an empty result for a name that does not exist; without it a list, or with ``schema=true`` a list of
    models. Raises `ApiError` for a parameter or a value that the service does not know.
    """
    if unknown := parameters.keys() - _PARAMETERS:
        raise invalid_request(f"Unrecognized parameter {min(unknown)} in model request")
    version = parameters.get("version", VERSION)
    if version == "all":
        return {"ia::result": [VERSION], "ia::meta": meta(1)}
    if version != VERSION:
        raise invalid_request("Version is not supported.")
    _switch(parameters, "tags", default=False)
    describing = _switch(parameters, "description", default=False)
    name = parameters.get("name")
    types = _types(parameters.get("type"))
    matches = _pattern(parameters, "filter")
    texts = _pattern(parameters, "descriptionFilter")
    found = [
        resource
        for resource in _resources(facts)
        if (name is None or name in (resource.name, resource.api_object))
        and resource.type in types
        and matches.fullmatch(resource.name)
        and texts.fullmatch(description_of(resource.api_object))
    ]
    schema = _switch(parameters, "schema", default=name is not None)
    result: Any = [_shown(facts, resource, schema=schema, describing=describing) for resource in found]
    if name is not None and len(found) == 1:
        result = result[0]
    return {"ia::result": result, "ia::meta": meta(len(found))}


def _resources(facts: Facts) -> Iterator[_Resource]:
    for name, entry in sorted(facts.objects.items()):
        yield _Resource(name, f"objects/{name}", entry.type, ",".join(entry.http_methods))
    for name, methods in sorted(facts.services.items()):
        yield _Resource(name, f"services/{name}", "service", methods)
    for name, methods in sorted(facts.workflows.items()):
        yield _Resource(name, f"workflows/{name}", "workflow", methods)


def _shown(facts: Facts, resource: _Resource, *, schema: bool, describing: bool) -> dict[str, Any]:
    if schema:
        model = _model(facts, resource)
        return described(model, resource.api_object) if describing else model
    return resource.entry | ({"description": description_of(resource.api_object)} if describing else {})


def _model(facts: Facts, resource: _Resource) -> dict[str, Any]:
    if resource.name in facts.objects and resource.api_object.startswith("objects/"):
        return facts.objects[resource.name].model
    shape = (SERVICES if resource.type == "service" else WORKFLOWS)[resource.name]
    methods = {"httpMethods": resource.http_methods}
    return {
        "request": model_part(shape.request, read_only=False) | methods,
        "response": model_part(shape.response, read_only=True),
        "idempotenceSupported": False,
        **resource.entry,
    }


def _types(text: str | None) -> frozenset[str]:
    if text is None:
        return _TYPES
    if text in _GROUP_TYPES:
        return frozenset(_GROUP_TYPES[text])
    chosen = frozenset(text.split(","))
    if unknown := chosen - _LISTED_TYPES:
        raise invalid_request(f"{min(unknown)} is not a valid value for the type parameter")
    return chosen


def _switch(parameters: Mapping[str, str], name: str, *, default: bool) -> bool:
    value = parameters.get(name)
    if value is None:
        return default
    if value not in ("true", "false"):
        raise invalid_request(f"{value} is not a valid value for the {name} parameter")
    return value == "true"


def _pattern(parameters: Mapping[str, str], name: str) -> re.Pattern[str]:
    pattern = parameters.get(name, ".*")
    try:
        if _is_costly(pattern) or _NESTED_SET.search(pattern):
            raise re.error("too costly")
        return re.compile(pattern)
    except (re.error, OverflowError, RecursionError):
        raise invalid_request(f"The {name} parameter is not a valid regular expression") from None


def _is_costly(pattern: str) -> bool:
    if len(pattern) > _LONGEST_PATTERN or _REPEATED_GROUP.search(pattern):
        return True
    # Alternatives of the whole are tried one after the other.
    alternatives = [pattern] if _STRUCTURE.search(pattern) else pattern.split("|")
    return any(len(_BRANCH.findall(each)) > _MOST_BRANCHES for each in alternatives)
