"""Fields that a query is known to refuse though the model does not say so (facts 2.4): shipped ones, and those that a company refused."""

import threading
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from pathlib import Path

import msgspec

from intacct_desktop.connections.files import set_aside, write_private

_SHIPPED: Mapping[str, tuple[str, ...]] = {"accounts-receivable/invoice": ("action", "createAPBill")}  # facts 2.4
_LASTS = timedelta(days=120)
"""Intacct has a release every quarter: after that long a field may be tried again."""

_Learned = dict[str, dict[str, dict[str, date]]]
"""Company, object, path, and the day of the refusal."""


class Source(StrEnum):
    """Where it is known from."""

    SHIPPED = "shipped"
    LEARNED = "learned"


def _today() -> date:
    return datetime.now(UTC).date()


class Refusals:
    """The refused paths of objects by company; ``company`` is what names it, such as a profile's id.

    Reading is quick after the first call, which reads a small file; `learn` and `forget` write it. Any thread may call.
    """

    def __init__(self, path: Path, today: Callable[[], date] = _today) -> None:
        self.path = path
        self._today = today
        self._lock = threading.Lock()
        self._learned: _Learned | None = None
        self._unwritten = False

    def of(self, company: str, object_name: str) -> Mapping[str, Source]:
        """The paths, aggregates included where only these are refused (``sum:name``). Raises OSError for a file that cannot be read."""
        with self._lock:
            if self._learned is None:
                self._learned = self._read()
            learned = self._learned.get(company, {}).get(object_name, {})
            since = self._today() - _LASTS
            return {
                **{path: Source.LEARNED for path, day in learned.items() if day >= since},
                **dict.fromkeys(_SHIPPED.get(object_name, ()), Source.SHIPPED),
            }

    def learn(self, company: str, object_name: str, path: str) -> None:
        """Remember a refusal. Raises OSError where it cannot be kept; it holds until the end of the program then."""

        def change(learned: _Learned) -> None:
            learned.setdefault(company, {}).setdefault(object_name, {})[path] = self._today()

        self._change(change)

    def forget(self, company: str, object_name: str | None = None, path: str | None = None) -> None:
        """Forget one path of an object, all of an object, or all of a company. Raises OSError."""

        def change(learned: _Learned) -> None:
            objects = learned.get(company, {})
            if object_name is None:
                objects.clear()
            elif path is None:
                objects.pop(object_name, None)
            else:
                objects.get(object_name, {}).pop(path, None)

        self._change(change)

    def _change(self, change: Callable[[_Learned], None]) -> None:
        with self._lock:
            learned = self._learned or {}
            try:
                learned = self._read_anew()
            finally:
                change(learned)
                self._learned, self._unwritten = learned, True
            write_private(self.path, msgspec.json.format(msgspec.json.encode(_without_empty(learned)), indent=2))
            self._unwritten = False

    def _read_anew(self) -> _Learned:
        """What the file says now, where another program may have changed it, and what could not be written into it."""
        found = self._read()
        for company, objects in (self._learned or {}).items() if self._unwritten else ():
            for object_name, paths in objects.items():
                found.setdefault(company, {}).setdefault(object_name, {}).update(paths)
        return found

    def _read(self) -> _Learned:
        try:
            return msgspec.json.decode(self.path.read_bytes(), type=_Learned)
        except FileNotFoundError:
            return {}
        except ValueError:  # what is no UTF-8 is one too, and no error of msgspec's
            set_aside(self.path)
            return {}


def _without_empty(learned: _Learned) -> _Learned:
    kept = {company: {name: paths for name, paths in objects.items() if paths} for company, objects in learned.items()}
    return {company: objects for company, objects in kept.items() if objects}
