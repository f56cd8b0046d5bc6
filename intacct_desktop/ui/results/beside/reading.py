"""Reading a result for a pane: in a thread, one reading at a time, and never after the result has gone."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Generic, TypeVar

from PySide6.QtCore import QObject

from intacct_desktop.results.result_set import ResultClosed
from intacct_desktop.results.rows import Interrupted, Rows
from intacct_desktop.ui import tasks

T = TypeVar("T")
Hold = Callable[[Rows], AbstractContextManager[None]]
"""Within it, a reader can be interrupted by who does not want its answer any more."""


class Reading(Generic[T]):
    """Runs one function after another in threads; a later one ends the one before, whose answer nobody hears."""

    def __init__(self, owner: QObject, slot: str) -> None:
        self._owner = owner
        self._slot = slot
        self._reader: _Reader | None = None

    def start(
        self, work: Callable[[Hold], T], done: Callable[[T], None], failed: Callable[[BaseException], None], *, name: str, wait: float = 0.0
    ) -> tasks.TaskHandle:
        """``work`` is called in a thread, ``done`` hears what it found. It begins after ``wait`` seconds, so that who runs through the
        columns does not have each of them read."""
        self.stop()
        return tasks.latest(self._owner, self._slot, self._run(work, done, wait), name=name, on_error=failed)

    def stop(self) -> None:
        """End what is being read."""
        if self._reader is not None:
            self._reader.stop()
        for handle in tasks.running():
            if handle.slot == self._slot and handle.owner is self._owner:
                handle.cancel()

    async def _run(self, work: Callable[[Hold], T], done: Callable[[T], None], wait: float) -> None:
        if wait:
            await asyncio.sleep(wait)
        reader = self._reader = _Reader()
        try:
            found = await tasks.in_thread(work, reader.hold)
        except (ResultClosed, Interrupted):
            return  # other rows took the place of these, or are about to
        if not reader.stopped:
            done(found)


class _Reader:
    """The reader of one reading; it is stopped from another thread than the one it works in."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._rows: Rows | None = None
        self.stopped = False

    @contextmanager
    def hold(self, rows: Rows) -> Iterator[None]:
        with self._lock:
            if self.stopped:
                raise Interrupted
            self._rows = rows
        try:
            yield
        finally:
            with self._lock:
                self._rows = None

    def stop(self) -> None:
        with self._lock:
            self.stopped = True
            if self._rows is not None:
                self._rows.interrupt()
