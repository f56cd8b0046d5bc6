"""The first query for an object: few columns, those that tell one record from another. The model decides, no object is special."""

from collections.abc import Iterable

from intacct_desktop.api.model import Field, ObjectModel, Reference, ValueKind
from intacct_desktop.api.query import Order, Query

_PAGE = 200
_IDENTITY = ("key", "id", "name")
# How many of each kind, in the order of the columns.
_KINDS = ((ValueKind.DATE, 1), (ValueKind.ENUM, 1), (ValueKind.DECIMAL, 2))


def starter_query(model: ObjectModel) -> Query:
    """Identity, the nearest reference by name, a date, a state and amounts, ordered by key so that pages do not overlap."""
    own = model.root.fields
    fields = [own[name] for name in _IDENTITY if name in own]
    if reference := _nearest(model):
        fields.append(reference.fields["name"])
    for kind, most in _KINDS:
        fields += _plainest(field for field in own.values() if field.kind is kind and field.queryable and not field.deprecated)[:most]
    if not fields:
        fields = _plainest(field for field in model.fields.values() if field.queryable)[:1]
    order = (Order("key"),) if "key" in own else ()
    return Query(model.name, tuple(dict.fromkeys(field.path for field in fields)), order_by=order, size=_PAGE)


def _nearest(model: ObjectModel) -> Reference | None:
    """A reference to something named, of the same application if there is one; every record has an entity, so that one says little."""
    named = [reference for name, reference in model.root.references.items() if "name" in reference.fields and name != "entity"]
    return min(named, key=lambda found: (not (found.object or "").startswith(f"{model.application}/"), len(found.name)), default=None)


def _plainest(fields: Iterable[Field]) -> list[Field]:
    """Shorter names first: ``dueDate`` before ``discountCutOffDate``, ``totalTxnAmount`` before ``totalTxnAmountDue``."""
    return sorted(fields, key=lambda field: len(field.path))
