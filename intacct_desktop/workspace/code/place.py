"""Where a generated program sends its query."""

from dataclasses import dataclass

_PATH = "services/core/query"


@dataclass(frozen=True, slots=True)
class CodePlace:
    """``base_url`` ends in ``/ia/api/v1``; ``entity`` is the id of the entity that the rows are asked of, None for the top level."""

    base_url: str
    entity: str | None = None

    @property
    def root(self) -> str:
        return self.base_url.rstrip("/")

    @property
    def address(self) -> str:
        return f"{self.root}/{_PATH}"
