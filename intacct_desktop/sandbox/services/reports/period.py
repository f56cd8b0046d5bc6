"""The days that a report is about (``parameters.timePeriod``), and which records its filters mean."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from intacct_desktop.sandbox.services import payload
from intacct_desktop.sandbox.store import Record, Store

_PERIOD = "general-ledger/reporting-period"


@dataclass(frozen=True, slots=True)
class Period:
    """From the first day to the last, both included."""

    first: date
    last: date

    def __str__(self) -> str:
        return f"{self.first} to {self.last}"


def period(store: Store, parameters: Mapping[str, Any], today: date) -> Period:
    """The date range, or a reporting period up to ``asOfDate``; without either, the year up to that day or today.

    Raises 400 for a period that does not exist or ends before it begins.
    """
    wanted = parameters.get("timePeriod", {})
    dates, to_date = wanted.get("dateRange"), wanted.get("periodToDate", {})
    place = "/parameters/timePeriod"
    if dates is not None and to_date:
        raise payload.wrong("timePeriod has a dateRange or a periodToDate", place)
    if dates is not None:
        if dates.keys() != {"startDate", "endDate"}:
            raise payload.wrong("dateRange has a startDate and an endDate", f"{place}/dateRange")
        found = Period(date.fromisoformat(dates["startDate"]), date.fromisoformat(dates["endDate"]))
    else:
        last = date.fromisoformat(to_date["asOfDate"]) if "asOfDate" in to_date else today
        found = Period(last.replace(month=1, day=1), last)
        if "reportingPeriod" in to_date:
            record = referred(store, _PERIOD, to_date["reportingPeriod"], f"{place}/periodToDate/reportingPeriod")
            if record["startDate"] is None or record["endDate"] is None:
                raise payload.wrong("This reporting period has no dates of its own", f"{place}/periodToDate/reportingPeriod")
            end = date.fromisoformat(str(record["endDate"]))
            found = Period(date.fromisoformat(str(record["startDate"])), min(end, last) if "asOfDate" in to_date else end)
    if found.last < found.first:
        raise payload.wrong("The period ends before it begins", place)
    return found


def referred(store: Store, name: str, reference: Mapping[str, Any], target: str) -> Record:
    """The record that a reference of the payload names by its key or its id. Raises 400 for none."""
    path = "key" if "key" in reference else "id"
    value: str | int = reference[path]
    if path == "key":
        value = int(value) if str(value).isdecimal() and len(str(value)) <= 18 else -1
    found = store.records(name, **{path: value})
    if not found:
        raise payload.wrong(f"There is no {name} with the {path} {reference[path]}", target)
    return found[0]
