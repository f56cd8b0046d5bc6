"""The columns of a query as a whole: what an aggregate makes of them, and the usual ways to choose many at once (facts 3.4, 2.4)."""

from collections.abc import Container, Iterable
from dataclasses import replace

from intacct_desktop.api.model import Field, ObjectModel, ValueKind
from intacct_desktop.api.query import Aggregate, Query, split_aggregate

_SUMMED = (Aggregate.SUM, Aggregate.AVG)
_NUMBERS = (ValueKind.DECIMAL, ValueKind.INTEGER)
_UNORDERED = (ValueKind.BOOLEAN, ValueKind.ARRAY)


def aggregates_for(field: Field | None) -> tuple[Aggregate, ...]:
    """What can be computed of a field for each group; everything where the field is not known, nothing of a link."""
    if field is None:
        return tuple(Aggregate)
    if is_link(field):
        return ()
    fitting = [Aggregate.COUNT]
    if field.kind in _NUMBERS:
        fitting += _SUMMED
    if field.kind not in _UNORDERED:
        fitting += (Aggregate.MIN, Aggregate.MAX)
    return tuple(fitting)


def grouping(query: Query) -> tuple[str, ...] | None:
    """The columns whose values make the groups, once a column is computed; None while each row is a record. Empty: one row for all."""
    if not query.aggregates:
        return None
    return tuple(name for name in query.fields if split_aggregate(name)[0] is None)


def computed(path: str, aggregate: Aggregate | None) -> str:
    """The name of a column: ``sum:totalTxnAmount``."""
    return f"{aggregate}:{path}" if aggregate is not None else path


def with_aggregate(query: Query, position: int, aggregate: Aggregate | None) -> Query:
    """The query with the column at ``position`` (from 0) computed otherwise, or as it is. An order by that column follows."""
    name = query.fields[position]
    path = split_aggregate(name)[1]
    new = computed(path, aggregate)
    fields = tuple(new if at == position else other for at, other in enumerate(query.fields))
    order = tuple(replace(entry, field=new) if entry.field == name else entry for entry in query.order_by)
    return replace(query, fields=fields, order_by=order)


def all_fields(model: ObjectModel, refused: Container[str] = (), *, below: str = "") -> tuple[str, ...]:
    """Every field that the object itself names and a query is not known to refuse, in the model's order.

    ``below`` is the path of the reference that leads to the object; without one it is the query's own.
    """
    paths = ((f"{below}.{path}" if below else path, field) for path, field in model.fields.items())
    return tuple(path for path, field in paths if _can_stand(field, path, refused))


def fields_of_reference(model: ObjectModel, reference: str, refused: Container[str] = ()) -> tuple[str, ...]:
    """The fields that the object names of one of its references."""
    found = model.references[reference].fields.values()
    return tuple(field.path for field in found if _can_stand(field, field.path, refused))


def adding_fields(query: Query, paths: Iterable[str]) -> Query:
    """The query with those that it does not have yet behind its columns."""
    there = set(query.fields)
    new = tuple(path for path in dict.fromkeys(paths) if path not in there)
    return replace(query, fields=(*query.fields, *new)) if new else query


def is_link(field: Field) -> bool:
    """``href`` is made when a row is read: it is no filter and no order (facts 3.6), and nothing is computed of it."""
    return field.name == "href"


def _can_stand(field: Field, path: str, refused: Container[str]) -> bool:
    """A link to the record says no more than its key does."""
    return field.queryable and path not in refused and not is_link(field)
