"""Values of the company to offer while one is typed for a filter: ids and names of the object that a field refers to."""

from dataclasses import dataclass

from intacct_desktop.api.client import Client
from intacct_desktop.api.model import ValueKind
from intacct_desktop.api.model_service import ModelService
from intacct_desktop.api.records.source import MOST, Found, RecordSource

__all__ = ["MOST", "Suggestion", "Target", "ValueLookup"]

_MEMBERS = ("id", "name")


@dataclass(frozen=True, slots=True)
class Target:
    """Whose values a field holds: ``vendor.id`` of a bill is the ``id`` of a vendor."""

    object: str
    member: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A value to enter, and what else is known of its record."""

    value: str
    beside: str = ""


class ValueLookup:
    """Asks the company for values, one call of the query service for each text that no earlier answer covers.

    A call is billed (facts 3.5); while ``enabled`` is False none is made.
    """

    def __init__(self, client: Client, models: ModelService, *, enabled: bool = True) -> None:
        self._models = models
        self._records = RecordSource(client, models)
        self.enabled = enabled

    def target(self, object_name: str, path: str) -> Target | None:
        """Whose values the field at ``path`` holds, as far as the models are loaded; None for a field whose values are its own."""
        rest = path
        while (model := self._models.loaded(object_name)) is not None:
            above = model.reference_above(rest)
            if above is None:
                return Target(object_name, rest) if rest in _MEMBERS and rest in model.fields else None
            if above[0].object is None:
                return None
            object_name, rest = above[0].object, above[1]
            if rest in _MEMBERS:
                return Target(object_name, rest)
        return None

    async def suggest(self, target: Target, text: str) -> tuple[Suggestion, ...]:
        """At most `MOST` values whose id starts with ``text`` or whose name contains it, whatever the case.

        Raises `UnknownObject`, `IntacctError` or what the client raises.
        """
        field = (await self._models.model(target.object)).fields.get(target.member)
        if field is None or not field.queryable or field.kind is not ValueKind.TEXT:
            return ()
        found = await self._records.suggest(target.object, text)
        return tuple(_suggestion(record, target.member) for record in found if record[target.member])


def _suggestion(record: Found, member: str) -> Suggestion:
    other = "name" if member == "id" else "id"
    return Suggestion(str(record[member]), str(record[other] or ""))
