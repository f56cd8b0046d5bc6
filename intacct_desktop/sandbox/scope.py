"""Which records a caller sees: those of the entity in question and those of the top level (facts 7, ``X-IA-API-Param-Entity``)."""

from dataclasses import dataclass

from intacct_desktop.sandbox.query.conditions import Condition
from intacct_desktop.sandbox.query.source import Source


@dataclass(frozen=True, slots=True)
class Scope:
    """``entity`` is an entity's key, None at the top level, from which all entities are seen but the private ones."""

    entity: int | None = None
    private: frozenset[int] = frozenset()

    def condition(self, source: Source, include_private: bool = False) -> Condition:
        """True of the records that can be seen. ``include_private`` is the query's filter parameter; it matters at the top level only."""
        if self.entity is not None:
            return Condition(f"({source.entity} IS NULL OR {source.entity} = ?)", (self.entity,))
        if include_private or not self.private:
            return Condition("1")
        marks = ", ".join("?" * len(self.private))
        return Condition(f"({source.entity} IS NULL OR {source.entity} NOT IN ({marks}))", tuple(sorted(self.private)))
