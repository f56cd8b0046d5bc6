"""Who refers to a record: the references of all objects that lead to its object, read backwards from the model, and their counts.

A vendor leads to its bills, a bill to the details of its payments. A trail of changes (facts 9) names its record by two plain fields
instead of a reference, and leads to it as well.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Iterable, Iterator
from dataclasses import dataclass, replace

from intacct_desktop.api.client import Client, Scope
from intacct_desktop.api.columns import adding_fields
from intacct_desktop.api.errors import IntacctError
from intacct_desktop.api.model import Group, ObjectModel, ResourceKind, ValueKind
from intacct_desktop.api.model_service import ModelService
from intacct_desktop.api.naming import application_of, readable
from intacct_desktop.api.operators import Operator
from intacct_desktop.api.query import Direction, Filter, Order, Query
from intacct_desktop.api.query_service import count

_STAMPS = "audit"
"""The group of who made and changed a record, which every object has (facts 2.3)."""
_TRAIL_OBJECT, _TRAIL_RECORD = "objectName", "objectId"
"""The fields of a trail that name what was changed; they stand in one group."""
_LINE = "ownedObject"


@dataclass(frozen=True, slots=True)
class Referrer:
    """An object whose records can refer to those of ``target`` by the reference at ``path``.

    ``title`` says which, among all of the target: "Payment details: bill" where the object has several references to it.
    ``is_owner`` says that the reference leads to the record that owns it, as a line's to its bill. Of a trail, ``path`` is the field with
    the record's key or id, and ``object_path`` the one with its object's name.
    """

    object: str
    path: str
    title: str
    target: str
    is_owner: bool = False
    object_path: str | None = None

    def filters(self, *keys: str, id_: str = "") -> tuple[Filter, ...]:
        """What a query of the object asks for, to get the records that refer to the one with this key, or to one of several."""
        if self.object_path is None:
            path = f"{self.path}.key"
            return (Filter(Operator.EQ, path, keys[0]) if len(keys) == 1 else Filter(Operator.IN, path, keys),)
        # Whether a trail has the key or the id is not known of every object: it is one of the two.
        names = tuple(dict.fromkeys(name for name in (*keys, id_) if name))
        return (Filter(Operator.EQ, self.object_path, self.target), Filter(Operator.IN, self.path, names))


@dataclass(frozen=True, slots=True)
class Counted:
    """How many records of a referrer there are; where the company refused to say, why."""

    referrer: Referrer
    count: int | None
    refusal: IntacctError | None = None


async def all_models(models: ModelService) -> tuple[ObjectModel, ...]:
    """Every object's model that the company gives; those that are not loaded yet, in one request. Raises what the client raises."""
    names = [entry.name for entry in await models.entries() if entry.kind is ResourceKind.OBJECT]
    # The answer for all of them may lack some: they are not worth asking for all again.
    if sum(models.loaded(name) is None for name in names) > len(names) // 10:
        await models.load_all()
    return tuple(model for name in names if (model := models.loaded(name)) is not None)


def referrers(models: Iterable[ObjectModel], object_name: str) -> tuple[Referrer, ...]:
    """Who can refer to the records of an object, the most useful first.

    That is: of its own application before others, in their own right before what it owns, records before lines; trails of changes then,
    and at the end who only says that a user made or changed it.
    """
    found = [(model, referrer) for model in models for referrer in _referrers_in(model, object_name)]
    applications: dict[str, set[str]] = {}
    for model, referrer in found:
        applications.setdefault(referrer.title, set()).add(model.application)
    named = [(model, _told_apart(model, each) if len(applications[each.title]) > 1 else each) for model, each in found]
    return tuple(referrer for _, referrer in sorted(named, key=lambda each: _rank(*each)))


def query_of(referrer: Referrer, starter: Query, model: ObjectModel, key: str, id_: str = "") -> Query:
    """The query for the records of a referrer that lead to one record.

    ``starter`` is a query of the referring object, whose columns and order are kept; ``model`` is its model. A line gets the key of its
    owner as a column, a trail what it says; both are what leads on from there.
    """
    query = replace(starter, filters=referrer.filters(key, id_=id_), filter_expression=None)
    if referrer.object_path is None:
        owners = [reference for reference in model.references.values() if reference.is_owner and reference.path != referrer.path]
        return adding_fields(query, (f"{owner.path}.{name}" for owner in owners for name in ("key", "id") if name in owner.fields))
    said = [field for group in model.root.walk() for field in group.fields.values() if group.path and field.queryable]
    moments = [field.path for field in said if field.kind is ValueKind.DATE_TIME]
    order = (Order(moments[0], Direction.DESCENDING),) if moments else query.order_by
    return replace(adding_fields(query, (field.path for field in said)), order_by=order)


async def count_each(
    client: Client, wanted: Iterable[Referrer], *keys: str, id_: str = "", entity: str | Scope | None = Scope.PRESENT
) -> AsyncGenerator[Counted, None]:
    """One count after the other as they come, a call each, as many at a time as the client has lanes; all of one entity. Several
    keys count what refers to any of them.

    What Intacct refuses of one referrer is in its `Counted`. Raises what ends all of them: `NoAnswer`, `NotSignedIn`, a token that is
    refused. Leaving the iteration ends the waiting.
    """
    entity = client.entity if entity is Scope.PRESENT else entity

    async def counted(referrer: Referrer) -> Counted:
        asked = Query(referrer.object, ("key",), filters=referrer.filters(*keys, id_=id_))
        try:
            return Counted(referrer, await count(client, asked, entity))
        except IntacctError as error:
            if error.is_token_invalid:
                raise
            return Counted(referrer, None, error)

    tasks = [asyncio.create_task(counted(referrer), name=f"count {referrer.object}") for referrer in wanted]
    try:
        for done in asyncio.as_completed(tasks):
            yield await done
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _is_trail_of(group: Group, object_name: str) -> bool:
    named = group.fields.get(_TRAIL_OBJECT)
    return named is not None and _TRAIL_RECORD in group.fields and (not named.choices or object_name in named.choices)


def _referrers_in(model: ObjectModel, object_name: str) -> Iterator[Referrer]:
    found = [reference for reference in model.references.values() if reference.object == object_name]
    names = Counter(reference.name for reference in found)
    for reference in found:
        title = _plural(model.title)
        if len(found) > 1:
            title = f"{title}: {_within(readable(reference.path if names[reference.name] > 1 else reference.name))}"
        yield Referrer(model.name, reference.path, title, object_name, reference.is_owner)
    for group in model.root.walk():
        if _is_trail_of(group, object_name):
            record, named = group.fields[_TRAIL_RECORD], group.fields[_TRAIL_OBJECT]
            yield Referrer(model.name, record.path, model.title, object_name, object_path=named.path)


def _told_apart(model: ObjectModel, referrer: Referrer) -> Referrer:
    """With its application in the title: payables and receivables both have joint payees."""
    return replace(referrer, title=f"{referrer.title} ({_within(readable(model.application))})")


def _within(words: str) -> str:
    """As it is written in the middle of a sentence."""
    return words if words[:2].isupper() else words[:1].lower() + words[1:]


def _plural(title: str) -> str:
    if title.endswith("y") and title[-2:-1] not in "aeiou":
        return f"{title[:-1]}ies"
    if title.endswith("sis"):
        return f"{title[:-2]}es"
    return f"{title}es" if title.endswith(("s", "x", "ch", "sh")) else f"{title}s"


def _rank(model: ObjectModel, referrer: Referrer) -> tuple[object, ...]:
    return (
        referrer.path.startswith(f"{_STAMPS}."),
        referrer.object_path is not None,
        model.application != application_of(referrer.target),
        referrer.is_owner,
        model.type == _LINE,
        referrer.title,
        referrer.path,
    )
