"""Which cells of a result name records: the keys and ids of references, and names that stand beside one."""

from collections.abc import Sequence

from intacct_desktop.api.model_service import ModelService
from intacct_desktop.api.query import split_aggregate
from intacct_desktop.results.columns import Column
from intacct_desktop.ui.results.grid.links import Link

_MEMBERS = ("key", "id")


def links_of(models: ModelService, object_name: str, columns: Sequence[Column]) -> dict[int, Link]:
    """By the position of the column, as far as the models are loaded. A group's values name no record."""
    if any(split_aggregate(column.path)[0] is not None for column in columns):
        return {}
    places = {column.path: at for at, column in enumerate(columns)}
    found = {}
    for path, at in places.items():
        above, _, member = path.rpartition(".")
        wanted = _MEMBERS if member not in _MEMBERS else (member,)
        for own in wanted if member in (*_MEMBERS, "name") else ():
            named = places.get(f"{above}.{own}" if above else own)
            target = _object_of(models, object_name, above)
            if named is not None and target is not None:
                found[at] = Link(target, own, named)
                break
    return found


def _object_of(models: ModelService, object_name: str, path: str) -> str | None:
    """The object that a path of references ends at."""
    while path:
        model = models.loaded(object_name)
        if model is None:
            return None
        if path in model.references:
            return model.references[path].object
        above = model.reference_above(path)
        if above is None or above[0].object is None:
            return None
        object_name, path = above[0].object, above[1]
    return object_name
