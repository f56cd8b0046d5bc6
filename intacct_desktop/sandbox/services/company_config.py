"""Small services about the company itself: its dimensions, its document sequences, and a session for the other API (facts 9)."""

import re
import secrets
from collections.abc import Iterator, Mapping
from typing import Any

from starlette.responses import Response

from intacct_desktop.sandbox.errors import not_found, refused
from intacct_desktop.sandbox.query.reading import read
from intacct_desktop.sandbox.services import payload
from intacct_desktop.sandbox.services.endpoint import Call, Company, Handler, answered, threaded
from intacct_desktop.sandbox.store import Record
from intacct_desktop.sandbox.writing.refusals import forbidden

SEQUENCE = "company-config/document-sequence"
# Every dimension of the ledger is on its lines.
_LINE = "general-ledger/journal-entry-line"
_PREFIX = "dimensions."
_CUSTOM = "nsp::"
_SESSION_SECONDS = 3600

_WORD = re.compile(r"(?<=[a-z])(?=[A-Z])|_")


class CompanyConfig:
    """The services of one company."""

    def __init__(self, company: Company) -> None:
        self._company = company

    @property
    def handlers(self) -> Mapping[str, Handler]:
        return {
            "company-config/dimensions/list": threaded(lambda _: answered(list(self._dimensions()))),
            "company-config/document-sequence/generate-next-value": threaded(self.next_value),
            "core/session/id": threaded(_session),
        }

    def next_value(self, call: Call) -> Response:
        """Use up one number of a sequence: ``{id, nextSequence}``. Raises 422 where there is none left."""
        asked = call.payload
        if len(asked.keys() & {"key", "id"}) != 1:
            raise payload.wrong("A document sequence is named by its key or by its id", "")
        if call.access.user.is_read_only:
            raise forbidden()
        store = self._company.store
        with store.transaction():
            store.table(SEQUENCE)
            found = [
                record
                for record in store.records(SEQUENCE)
                if str(record["key" if "key" in asked else "id"]) == asked.get("key", asked.get("id"))
            ]
            if not found:
                raise not_found("document sequence of this key or id")
            return answered({"id": found[0]["id"], "nextSequence": self._used(found[0])})

    def _used(self, record: Record) -> str:
        columns = self._company.store.table(SEQUENCE).columns
        given: dict[str, Any] = {path: read(record[path], column.kind, column.scale) for path, column in columns.items()}
        if given["status"] == "inactive":
            raise refused(422, "operationFailed", f"The document sequence {given['id']} is inactive")
        if given["type"] == "alpha":
            raise refused(422, "operationFailed", f"The document sequence {given['id']} is one of letters")
        first = 1 if given["startingNumber"] is None else given["startingNumber"]
        number = int(first if given["nextNumber"] is None else given["nextNumber"])
        if given["endingNumber"] is not None and number > given["endingNumber"]:
            raise refused(422, "operationFailed", f"The document sequence {given['id']} has come to its end")
        scale = 10 ** columns["nextNumber"].scale
        self._company.store.update(SEQUENCE, int(record["key"] or 0), {"nextNumber": (number + 1) * scale})
        width = int(given["fixedLength"] or 0) if str(given["fixedLength"] or "0").isdigit() else 0
        before, after = ("".join(given[part] or "" for part in parts) for parts in (_BEFORE, _AFTER))
        return f"{before}{number:0{width}}{after}"

    def _dimensions(self) -> Iterator[dict[str, Any]]:
        """The dimensions with the labels that this company gives them."""
        for path, reference in self._company.store.facts.objects[_LINE].references.items():
            if not path.startswith(_PREFIX) or reference.target is None:
                continue
            name = path.removeprefix(_PREFIX)
            is_custom = name.startswith(_CUSTOM)
            label = _WORD.sub(" ", name.removeprefix(_CUSTOM)).capitalize()
            yield {
                "dimensionName": ("GLDIM" if is_custom else "") + name.removeprefix(_CUSTOM).upper(),
                "dimensionLabel": label,
                "termName": label,
                "isUserDefinedDimension": is_custom,
                "isEnabledInGL": True,
                "dimensionEndpoint": f"/objects/{reference.target}",
            }


_BEFORE = ("fixedPrefix", "prefixSeparator")
_AFTER = ("suffixSeparator", "fixedSuffix")


def _session(_: Call) -> Response:
    # It opens nothing: there is no other API behind this company.
    return answered({"sessionId": secrets.token_urlsafe(42), "expiresIn": _SESSION_SECONDS})
