"""Arranging the rows of a result, in a thread: the old rows stay on the screen until the new ones are there."""

import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Signal

from intacct_desktop.results.arrangement import AS_THEY_CAME, Arrangement
from intacct_desktop.results.result_set import ResultClosed, ResultSet
from intacct_desktop.results.rows import Interrupted, Rows
from intacct_desktop.ui import tasks
from intacct_desktop.ui.results.grid.model import SEGMENT


@dataclass(frozen=True, slots=True)
class Identity:
    """What tells a row from others, wherever it stands: its text in a column such as its key."""

    position: int
    value: Any


@dataclass(frozen=True, slots=True)
class Arranged:
    """Rows as they were wished, and what of them is shown first. ``place`` is that of the row that was looked for."""

    result_set: ResultSet
    rows: Rows
    segments: Mapping[int, Sequence[tuple[Any, ...]]]
    place: int | None


class Arranging(QObject):
    """One arrangement at a time: a newer wish ends the older one. Who takes an `Arranged` closes what was shown before, by `drop`."""

    ready = Signal(object)
    """Carries `Arranged`."""
    began = Signal()
    failed = Signal(object)
    """Carries the error; the rows that are shown stay."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.wanted = AS_THEY_CAME
        """The newest wish; `ready` brings it, unless it is of all rows as they came."""
        self._making: _Making | None = None
        self._again: tuple[ResultSet, Identity | None] | None = None

    @property
    def busy(self) -> bool:
        return self._making is not None

    def start(self, result_set: ResultSet, wanted: Arrangement, kept: Identity | None = None) -> None:
        """Arrange the rows that the result has now; ``kept`` is a row whose place is to be found in them."""
        self.stop()
        self.wanted = wanted
        making = self._making = _Making()
        tasks.run(self, self._make(making, result_set, wanted, kept), name=self.tr("Arrange rows"))
        self.began.emit()

    def renew(self, result_set: ResultSet, kept: Identity | None = None) -> None:
        """The result has more rows: arrange them as well, after what is being made."""
        if self._making is None:
            self.start(result_set, self.wanted, kept)
        else:
            self._again = (result_set, kept)

    def stop(self) -> None:
        """Nobody wants what is being made."""
        making, self._making, self._again = self._making, None, None
        if making is not None:
            making.stop()

    def drop(self, rows: Rows) -> None:
        """Close rows that are shown no more; that may have to wait for one who reads them."""
        if not rows.closed:
            tasks.run(self, tasks.finish_in_thread(rows.close), name=self.tr("Put rows away"))

    async def _make(self, making: "_Making", result_set: ResultSet, wanted: Arrangement, kept: Identity | None) -> None:
        try:
            made = await tasks.make_in_thread(_put_away, _made, making, result_set, wanted, kept)
        except (ResultClosed, Interrupted):
            made = None
        except OSError as error:
            made = None
            if making is self._making and not result_set.closed:
                self.failed.emit(error)
        if making is not self._making:
            if made is not None:
                await tasks.finish_in_thread(made.rows.close)
            return
        again, self._making, self._again = self._again, None, None
        if made is not None:
            self.ready.emit(made)
        if again is not None and not again[0].closed:
            self.start(again[0], self.wanted, again[1])


class _Making:
    """One arrangement on its way; it is stopped from another thread than the one that makes it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._rows: Rows | None = None
        self._stopped = False

    def begin(self, rows: Rows) -> None:
        with self._lock:
            if self._stopped:
                raise Interrupted
            self._rows = rows

    def stop(self) -> None:
        with self._lock:
            self._stopped = True
            if self._rows is not None and not self._rows.closed:
                self._rows.interrupt()


def _made(making: _Making, result_set: ResultSet, wanted: Arrangement, kept: Identity | None) -> Arranged:
    rows = result_set.rows()
    try:
        making.begin(rows)
        rows.arrange(wanted)
        place = rows.place_of(kept.position, kept.value) if kept is not None else None
        wished = {0, *((place // SEGMENT,) if place is not None else ())}
        segments = {number: rows.window(number * SEGMENT, SEGMENT) for number in sorted(wished)}
    except BaseException:
        rows.close()
        raise
    return Arranged(result_set, rows, segments, place)


def _put_away(made: Arranged) -> None:
    with suppress(ResultClosed):
        made.rows.close()
