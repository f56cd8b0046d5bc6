"""Which record stands in which list of which other: the way from a root down to its lines, and from a line up to its root."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from intacct_desktop.sandbox.facts import load_facts
from intacct_desktop.sandbox.store import Record, Store


@dataclass(frozen=True, slots=True)
class Place:
    """The list ``path`` of the object ``owner``, whose items keep their owner's key in ``column``."""

    owner: str
    path: str
    column: str


@cache
def owned_lists(name: str) -> Mapping[str, Place]:
    """The lists of ``name`` whose items are objects, by these objects.

    Where several lists of one object hold the same kind of items, which of them an item stands in is not stored: the first stands for all.
    """
    facts = load_facts()
    found: dict[str, Place] = {}
    for path, item in facts.objects[name].lists.items():
        if item is not None and item in facts.objects:
            found.setdefault(item, Place(name, path, facts.objects[item].owner_column(name)))
    return MappingProxyType(found)


@cache
def _places() -> Mapping[str, tuple[Place, ...]]:
    places: dict[str, tuple[Place, ...]] = {}
    for name in load_facts().objects:
        for item, place in owned_lists(name).items():
            places[item] = (*places.get(item, ()), place)
    return MappingProxyType(places)


def places(name: str) -> tuple[Place, ...]:
    """The lists that records of the owned object ``name`` stand in; none for a root, also for one that others list."""
    return _places().get(name, ()) if load_facts().objects[name].type == "ownedObject" else ()


@dataclass(frozen=True, slots=True)
class Owner:
    """The record of ``place.owner`` with this key, in whose list ``place`` another record stands."""

    place: Place
    key: int


def owner_of(store: Store, name: str, record: Record) -> Owner | None:
    """The owner of a record of ``name``; None for a root, and for an item whose owner is not there."""
    for place in places(name):
        key = record.get(place.column)
        if key is not None and store.record(place.owner, int(key)) is not None:
            return Owner(place, int(key))
    return None


def root_of(store: Store, name: str, key: int) -> tuple[str, int]:
    """The object and the key of the root of a record: itself, or the owner's root."""
    record = store.record(name, key)
    owner = owner_of(store, name, record) if record else None
    return root_of(store, owner.place.owner, owner.key) if owner else (name, key)
