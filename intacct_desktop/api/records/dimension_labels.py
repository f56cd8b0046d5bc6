"""What a company calls its dimensions: the labels of ``GET /services/company-config/dimensions/list`` (facts 9)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from intacct_desktop.api.client import Client
from intacct_desktop.api.model import ObjectModel
from intacct_desktop.api.naming import short_name
from intacct_desktop.api.records.reading import get_result

_PATH = "/services/company-config/dimensions/list"
_OWN = "GLDIM"  # begins the name of a user-defined dimension


@dataclass(frozen=True, slots=True)
class Dimension:
    """One dimension. ``member`` is its name in records without regard to case; ``object`` is what a reference to it leads to."""

    member: str
    object: str
    label: str
    is_user_defined: bool


class DimensionLabels(Mapping[str, str]):
    """Labels by the name of the member: ``labels["costType"]``, ``labels["nsp::channel"]``.

    The service writes names in capitals (COSTTYPE), so that upper and lower case tell no members apart here.
    """

    def __init__(self, dimensions: Iterable[Dimension]) -> None:
        self.dimensions = tuple(dimensions)
        self._labels = {dimension.member.casefold(): dimension.label for dimension in self.dimensions}

    def __getitem__(self, member: str) -> str:
        return self._labels[member.casefold()]

    def __iter__(self) -> Iterator[str]:
        return iter(self._labels)

    def __len__(self) -> int:
        return len(self._labels)

    def in_model(self, model: ObjectModel) -> Mapping[str, str]:
        """The labels of an object's references to dimensions, by dotted path: ``dimensions.department``, ``location``."""
        by_object = {dimension.object: dimension.label for dimension in self.dimensions if dimension.is_user_defined}
        by_member = {(dimension.member.casefold(), dimension.object): dimension.label for dimension in self.dimensions}
        found: dict[str, str] = {}
        for path, reference in model.references.items():
            target = reference.object or ""
            label = by_member.get((reference.name.casefold(), target)) or by_object.get(target)
            if label is not None:
                found[path] = label
        return found


async def dimension_labels(client: Client) -> DimensionLabels:
    """The company's own words. Raises what the client raises; a dimension without a label is left out."""
    result = await get_result(client, _PATH)
    entries = result if isinstance(result, list) else []
    return DimensionLabels(filter(None, (_dimension(entry) for entry in entries if isinstance(entry, Mapping))))


def _dimension(entry: Mapping[str, Any]) -> Dimension | None:
    name = str(entry.get("dimensionName") or "")
    label = str(entry.get("dimensionLabel") or entry.get("termName") or "")
    target = str(entry.get("dimensionEndpoint") or "").rpartition("objects/")[2]
    is_own = entry.get("isUserDefinedDimension") is True
    if not (name and label):
        return None
    space, colons, _ = short_name(target).partition("::")
    member = f"{space}{colons}{name.removeprefix(_OWN)}" if is_own and colons else name
    return Dimension(member, target, label, is_own)
