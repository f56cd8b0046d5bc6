"""The columns of a result, typed by the company's own model."""

from dataclasses import dataclass

from intacct_desktop.api.model import Field, ValueKind
from intacct_desktop.api.model_service import ModelService
from intacct_desktop.api.naming import readable
from intacct_desktop.api.query import Aggregate, Query, split_aggregate


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``path`` is the name as the query asks for it, aggregate prefix included (``sum:totalTxnAmount``).

    ``scale`` counts the digits after the decimal point of a DECIMAL column; None where the model does not say.
    """

    path: str
    kind: ValueKind
    scale: int | None
    title: str

    @property
    def is_number(self) -> bool:
        return self.kind in (ValueKind.DECIMAL, ValueKind.INTEGER)


async def columns_for(query: Query, models: ModelService) -> tuple[Column, ...]:
    """One column for each requested field, in the order of the request; a field that is asked for twice comes once.

    A field that the model does not know is text: the service decides whether it exists. Raises what ``models`` raises.
    """
    columns = []
    for path in dict.fromkeys(query.fields):
        aggregate, name = split_aggregate(path)
        columns.append(column_of(path, aggregate, await models.field(query.object, name)))
    return tuple(columns)


def column_of(path: str, aggregate: Aggregate | None, field: Field | None) -> Column:
    """The column of one requested name: a count is an integer, an average a decimal, the others keep the field's kind (facts 3.4)."""
    kind = field.kind if field is not None else ValueKind.TEXT
    scale = field.scale if field is not None else None
    match aggregate:
        case Aggregate.COUNT:
            kind, scale = ValueKind.INTEGER, None
        case Aggregate.AVG:
            kind, scale = ValueKind.DECIMAL, None
        case Aggregate.SUM if kind not in (ValueKind.DECIMAL, ValueKind.INTEGER):
            kind, scale = ValueKind.DECIMAL, None
    return Column(path, kind, scale, readable(split_aggregate(path)[1]))
