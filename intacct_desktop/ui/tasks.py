"""The one door through which the window starts asynchronous work: every task has an owner, a name and an end that somebody sees.

A slot calls `run` (or `latest`, when a newer call makes the older one pointless). The task is cancelled when its owner is
destroyed; an error reaches ``on_error`` or the reporter set with `set_reporter`; a cancellation is silent.
"""

import asyncio
import functools
import logging
import time
import weakref
from collections.abc import Callable, Coroutine
from typing import Any

import shiboken6
from PySide6.QtCore import QObject, Signal

from intacct_desktop.results.threads import finish_in_thread, in_thread, make_in_thread, outlast

__all__ = [
    "Activity",
    "Reporter",
    "TaskHandle",
    "activity",
    "finish_in_thread",
    "in_thread",
    "latest",
    "log_error",
    "make_in_thread",
    "outlast",
    "run",
    "running",
    "set_reporter",
    "shutdown",
]

Reporter = Callable[[QObject | None, str, BaseException], None]
"""Called with the owner (None when it is gone), the task's name and its error."""

_log = logging.getLogger(__name__)


class TaskHandle:
    """A task that runs, or ran, for an owner."""

    def __init__(self, owner: QObject, name: str, slot: str | None, on_error: Callable[[BaseException], None] | None) -> None:
        self.name = name
        self.slot = slot
        self.started = time.monotonic()
        """Seconds on the monotonic clock."""
        self._owner = weakref.ref(owner)
        self._on_error = on_error
        self._task: asyncio.Task[Any] | None = None

    @property
    def owner(self) -> QObject | None:
        """The owner, or None once it was destroyed."""
        owner = self._owner()
        return owner if owner is not None and shiboken6.isValid(owner) else None

    @property
    def done(self) -> bool:
        return self._task is None or self._task.done()

    @property
    def cancelled(self) -> bool:
        return self._task is not None and self._task.cancelled()

    def cancel(self) -> None:
        """Ask the task to end. Work already handed to a thread or to the wire goes on; nobody waits for it any more."""
        if self._task is not None and not self._task.done():
            self._task.cancel()

    async def wait(self) -> None:
        """Return when the task has ended, however it ended."""
        if self._task is not None:
            await asyncio.wait([self._task])

    def _begin(self, task: "asyncio.Task[Any]") -> None:
        self._task = task
        _running.append(self)
        owner = self.owner
        if owner is not None:
            owner.destroyed.connect(self.cancel)
        activity().started.emit(self)
        task.add_done_callback(self._end)

    def _end(self, task: "asyncio.Task[Any]") -> None:
        _running.remove(self)
        owner = self.owner
        if owner is not None:
            owner.destroyed.disconnect(self.cancel)
        error = None if task.cancelled() else task.exception()
        try:
            if error is not None:
                self._report(owner, error)
        finally:
            activity().finished.emit(self)

    def _report(self, owner: QObject | None, error: BaseException) -> None:
        _log.debug("task %r failed", self.name, exc_info=error)
        if self._on_error is not None and owner is not None:
            self._on_error(error)
        else:
            _reporter(owner, self.name, error)


class Activity(QObject):
    """Says when a task starts and ends; both signals carry its `TaskHandle`."""

    started = Signal(object)
    finished = Signal(object)


_running: list[TaskHandle] = []


@functools.cache
def activity() -> Activity:
    """The one `Activity`, for whoever shows what is running."""
    return Activity()


def running() -> list[TaskHandle]:
    """The tasks that have not ended yet, oldest first."""
    return list(_running)


def log_error(owner: QObject | None, name: str, error: BaseException) -> None:
    """The reporter there is before one is set: the log."""
    _log.error("%s failed", name, exc_info=error)


_reporter: Reporter = log_error


def set_reporter(reporter: Reporter | None) -> None:
    """Where an error goes that no ``on_error`` takes; None writes it to the log."""
    global _reporter
    _reporter = reporter if reporter is not None else log_error


def run(
    owner: QObject,
    coroutine: Coroutine[Any, Any, Any],
    *,
    name: str,
    on_error: Callable[[BaseException], None] | None = None,
) -> TaskHandle:
    """Start `coroutine` for `owner`. `name` is what the Jobs view calls it, in words and translated.

    Raises RuntimeError when the owner is already destroyed or no event loop runs.
    """
    return _start(owner, None, coroutine, name, on_error)


def latest(
    owner: QObject,
    slot: str,
    coroutine: Coroutine[Any, Any, Any],
    *,
    name: str,
    on_error: Callable[[BaseException], None] | None = None,
) -> TaskHandle:
    """As `run`, after cancelling what the same owner last started for the same `slot`."""
    for handle in running():
        if handle.slot == slot and handle.owner is owner:
            handle.cancel()
    return _start(owner, slot, coroutine, name, on_error)


def _start(
    owner: QObject, slot: str | None, coroutine: Coroutine[Any, Any, Any], name: str, on_error: Callable[[BaseException], None] | None
) -> TaskHandle:
    try:
        if not shiboken6.isValid(owner):
            raise RuntimeError(f"{name}: its owner is already gone")
        loop = asyncio.get_running_loop()
    except RuntimeError:
        coroutine.close()
        raise
    handle = TaskHandle(owner, name, slot, on_error)
    handle._begin(loop.create_task(coroutine, name=name))
    return handle


async def shutdown() -> None:
    """Cancel every task and return when all have ended, tasks started meanwhile included."""
    while pending := running():
        for handle in pending:
            handle.cancel()
        await asyncio.gather(*(handle.wait() for handle in pending))
