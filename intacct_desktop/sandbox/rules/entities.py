"""Which entity a record belongs to, and in which currency it keeps its books."""

from intacct_desktop.sandbox.company.people import ENTITIES, Entity
from intacct_desktop.sandbox.store import ENTITY, Store, Value

_ENTITY = "company-config/entity"
_LOCATION = "company-config/location"

# Where a line of a transaction says its location.
LOCATION = "dimensions.location.key"

# Records without an entity are kept in the currency of the first.
ROOT = ENTITIES[0]


def entity_of(store: Store, key: Value) -> Entity:
    """The entity with this key; that of the top level for None."""
    record = store.record(_ENTITY, int(key)) if key else None
    if record is None:
        return ROOT
    currency = str(record["baseCurrency.id"] or ROOT.currency)
    return Entity(int(record["key"] or 0), str(record["id"]), str(record["name"]), currency, "")


def location_entity(store: Store, location: Value) -> int | None:
    """The key of the entity that a location belongs to."""
    record = store.record(_LOCATION, int(location)) if location else None
    entity = (record or {}).get("entity.key")
    return int(entity) if entity else None


def owner_of(store: Store, name: str, key: Value) -> int | None:
    """The key of the entity that owns a record; None for one of the top level."""
    record = store.record(name, int(key)) if key else None
    owner = (record or {}).get(ENTITY)
    return int(owner) if owner else None
