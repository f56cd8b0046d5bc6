"""Values of the company to offer while one is typed for a filter: ids and names of the object that a field refers to."""

from collections import OrderedDict
from dataclasses import dataclass
from typing import Any, TypeAlias

import msgspec

from intacct_desktop.api.client import Client, Scope
from intacct_desktop.api.model import ObjectModel, ValueKind
from intacct_desktop.api.model_service import ModelService
from intacct_desktop.api.operators import Operator
from intacct_desktop.api.query import Direction, Filter, Order, Query
from intacct_desktop.api.query_service import fetch_page

MOST = 20
_MEMBERS = ("id", "name")
_KEPT = 200  # answers; the oldest goes

_Row: TypeAlias = dict[str, Any]


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


@dataclass(frozen=True, slots=True)
class _Answer:
    rows: tuple[_Row, ...]
    whole: bool
    """The company has no more that match."""


class ValueLookup:
    """Asks the company for values, one call of the query service for each text that no earlier answer covers.

    A call is billed (facts 3.5); while ``enabled`` is False none is made.
    """

    def __init__(self, client: Client, models: ModelService, *, enabled: bool = True) -> None:
        self._client = client
        self._models = models
        self._answers: OrderedDict[tuple[str | Scope | None, str, str], _Answer] = OrderedDict()
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
        model = await self._models.model(target.object)
        members = _text_members(model)
        if target.member not in members or not text:
            return ()
        answer = self._known(target.object, text)
        if answer is None:
            answer = await self._ask(model.name, members, text)
        found = [row for row in answer.rows if row.get(target.member)]
        return tuple(_suggestion(row, target.member) for row in found[:MOST])

    def _known(self, object_name: str, text: str) -> _Answer | None:
        """What an earlier answer says: that to this text, or a whole one to a shorter text that this one begins with."""
        folded = text.casefold()
        for length in range(len(folded), 0, -1):
            key = (self._client.entity, object_name, folded[:length])
            answer = self._answers.get(key)
            if answer is not None and (answer.whole or length == len(folded)):
                self._answers.move_to_end(key)
                return _Answer(tuple(row for row in answer.rows if _matches(row, folded)), answer.whole)
        return None

    async def _ask(self, object_name: str, members: tuple[str, ...], text: str) -> _Answer:
        entity = self._client.entity
        query = Query(
            object_name,
            members,
            tuple(Filter(Operator.STARTS_WITH if member == "id" else Operator.CONTAINS, member, text) for member in members),
            filter_expression="or" if len(members) > 1 else None,
            filter_parameters={"caseSensitiveComparison": False},
            order_by=(Order(members[0], Direction.ASCENDING),),
            size=MOST,
        )
        page = await fetch_page(self._client, query, entity)
        answer = _Answer(tuple(msgspec.json.decode(row, type=_Row) for row in page.rows), page.meta.next is None)
        self._answers[entity, object_name, text.casefold()] = answer
        while len(self._answers) > _KEPT:
            self._answers.popitem(last=False)
        return answer


def _text_members(model: ObjectModel) -> tuple[str, ...]:
    found = (model.fields.get(member) for member in _MEMBERS)
    return tuple(field.path for field in found if field is not None and field.queryable and field.kind is ValueKind.TEXT)


def _matches(row: _Row, folded: str) -> bool:
    return str(row.get("id") or "").casefold().startswith(folded) or folded in str(row.get("name") or "").casefold()


def _suggestion(row: _Row, member: str) -> Suggestion:
    other = "name" if member == "id" else "id"
    return Suggestion(str(row[member]), str(row.get(other) or ""))
