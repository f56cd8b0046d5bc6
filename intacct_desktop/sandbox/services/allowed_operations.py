"""``POST /services/core/allowed-operations/list``: what the caller may do with records, asked before trying (facts 9)."""

from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from intacct_desktop.sandbox.errors import ApiError
from intacct_desktop.sandbox.query.source import Source
from intacct_desktop.sandbox.services import payload
from intacct_desktop.sandbox.services.catalogue import OPERATIONS
from intacct_desktop.sandbox.services.endpoint import Call, Company, Handler, answered, threaded
from intacct_desktop.sandbox.store import quoted
from intacct_desktop.sandbox.writing.targets import parse_key

MOST_KEYS = 1000

_METHODS = {"canView": "GET", "canEdit": "PATCH", "canDelete": "DELETE"}


class _Undone(Exception):
    """Ends a transaction that was a question."""


class AllowedOperations:
    """Answers by the user, the methods of the object, and what its rules say of each record."""

    def __init__(self, company: Company) -> None:
        self._company = company

    @property
    def handlers(self) -> Mapping[str, Handler]:
        return {"core/allowed-operations/list": threaded(self.listed)}

    def listed(self, call: Call) -> Response:
        """One entry for each key, in their order; a key that stands for nothing the caller sees allows nothing."""
        asked = call.payload
        name, keys = asked["object"], asked["keys"]
        facts = self._company.store.facts.objects.get(name)
        if facts is None:
            raise payload.wrong(f"There is no object {name}", "/object")
        if not 1 <= len(keys) <= MOST_KEYS:
            raise payload.wrong(f"keys has 1 to {MOST_KEYS} entries", "/keys")
        wanted = [each for each in OPERATIONS if each in asked.get("operations", OPERATIONS) and _METHODS[each] in facts.http_methods]
        seen = self._seen(call, name, keys)
        return answered([{"key": key, "operations": self._allowed(call, name, key, wanted) if key in seen else []} for key in keys])

    def _allowed(self, call: Call, name: str, key: str, wanted: list[str]) -> list[str]:
        return [each for each in wanted if each == "canView" or self._may(call, name, key, each)]

    def _may(self, call: Call, name: str, key: str, operation: str) -> bool:
        """Whether a change would be kept: it is made, and undone."""
        objects = self._company.objects
        try:
            with self._company.store.transaction():
                if operation == "canDelete":
                    objects.delete(name, key, call.access)
                else:
                    objects.update(name, key, {}, call.access)
                raise _Undone
        except ApiError:
            return False
        except _Undone:
            return True

    def _seen(self, call: Call, name: str, keys: list[str]) -> set[str]:
        options: Mapping[str, Any] = call.payload.get("options", {})
        source = Source(self._company.store, name)
        visible = call.access.scope.condition(source, options.get("includePrivate", False))
        numbers = [number for number in map(parse_key, keys) if number is not None]
        marks = ", ".join("?" * len(numbers))
        self._company.store.table(name)
        sql = f"SELECT t0.key FROM {quoted(name)} AS t0 WHERE t0.key IN ({marks}) AND {visible.sql}"  # noqa: S608 - own names, quoted
        return {str(key) for (key,) in self._company.store.rows(sql, (*numbers, *visible.values))}
