"""The body of a query, checked as the service checks it before it looks at a field (facts 3.1)."""

from collections.abc import Mapping
from typing import Any

from intacct_desktop.api.query import MAX_SIZE, Query, QueryError
from intacct_desktop.sandbox.errors import invalid_payload, unknown_key
from intacct_desktop.sandbox.facts import Facts, split_document
from intacct_desktop.sandbox.query.dates import parse_date

_SWITCHES = ("includeHierarchyFields", "caseSensitiveComparison", "includePrivate")

# Not known of the real service; SQLite bounds the size of a statement and of its numbers.
_MOST = {"fields": 500, "filters": 500, "orderBy": 500}
_MAX_START = 10**12


def parse(body: Any, facts: Facts) -> Query:
    """The query of a request body. Raises `ApiError`, naming the first thing that is wrong."""
    try:
        query = Query.from_body(body)
    except QueryError as error:
        raise invalid_payload("The query payload is not valid", str(error), error.path) from None
    for name in query.others:
        raise unknown_key(name, "query payload", f"/{name}")
    object_name, _ = split_document(query.object)
    if object_name not in facts.objects:
        raise no_such_object(query.object)
    if not query.fields:
        raise invalid_payload("A query names its fields", "fields is required", "/fields")
    if query.start is not None and not 1 <= query.start <= _MAX_START:
        raise invalid_payload(f"start is from 1 to {_MAX_START}", f"{query.start} is not a valid start", "/start")
    if not 1 <= query.page_size <= MAX_SIZE:
        raise invalid_payload(f"size is from 1 to {MAX_SIZE}", f"{query.page_size} is not a valid size", "/size")
    for (name, most), entries in zip(_MOST.items(), (query.fields, query.filters, query.order_by), strict=True):
        if len(entries) > most:
            raise invalid_payload(f"A query has at most {most} entries in {name}", f"Too many {name}", f"/{name}")
    if not query.filters and (query.filter_expression or "and").strip().lower() not in ("and", "or"):
        raise invalid_payload("The filterExpression is not valid", "There is no filter to number", "/filterExpression")
    _check_parameters(query.filter_parameters, facts.objects[object_name].model.get("additionalQueryFilterParameters", {}))
    return query


def no_such_object(name: str) -> Exception:
    """The refusal of an object, or of a document type, that does not exist."""
    return invalid_payload(f"The object {name} is not valid in version 1", "There is no such object", "/object")


def _check_parameters(parameters: Mapping[str, Any], additional: Mapping[str, Any]) -> None:
    for name, value in parameters.items():
        target = f"/filterParameters/{name}"
        if name in _SWITCHES:
            if not isinstance(value, bool):
                raise invalid_payload("The filterParameters are not valid", f"{name} is true or false", target)
        elif name == "asOfDate":
            if not isinstance(value, str) or parse_date(value) is None:
                raise invalid_payload("The filterParameters are not valid", f"{name} is a date", target)
        elif name not in additional:
            raise unknown_key(name, "filterParameters", target)
        else:
            _check_members(value, additional[name]["parameters"], target)


def _check_members(value: Any, members: Mapping[str, Any], target: str) -> None:
    """A parameter that an object adds is an object of texts, none of which is required."""
    if not isinstance(value, Mapping):
        raise invalid_payload("The filterParameters are not valid", f"{target} is an object", target)
    for name, text in value.items():
        if name not in members:
            raise unknown_key(name, "filterParameters", f"{target}/{name}")
        if not isinstance(text, str):
            raise invalid_payload("The filterParameters are not valid", f"{name} is a text", f"{target}/{name}")
