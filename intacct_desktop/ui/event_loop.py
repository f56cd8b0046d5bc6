"""qasync's event loop, where no step of a task is lost to one that handles Qt's events itself.

A step of a task may handle events, as a click that a test or the tour makes does. A timer of qasync 0.28 that strikes then calls its
callback on the spot; of another task that is a step within a step, which asyncio forbids: it is not done, and the task would wait for ever.
Here it waits until the outer one is over.
"""

import asyncio
from typing import Any

import qasync
from PySide6.QtCore import QObject, QTimerEvent

_LATER = 0.001  # seconds


class EventLoop(qasync.QEventLoop):  # type: ignore[misc]
    """For ``application``, or what stands in for it."""

    def __init__(self, application: Any) -> None:
        super().__init__(application)
        self._timer = _Timers(self)


class _Timers(QObject):
    """In place of qasync's, by the interface that it uses: one Qt timer for each callback."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__()
        self._loop = loop
        self._due: dict[int, asyncio.Handle] = {}
        self._stopped = False

    def add_callback(self, handle: asyncio.Handle, delay: float = 0) -> asyncio.Handle:
        """Call it in ``delay`` seconds."""
        self._due[self.startTimer(int(max(0, delay) * 1000))] = handle
        return handle

    def stop(self) -> None:
        """Call nothing any more."""
        self._stopped = True

    def set_debug(self, enabled: bool) -> None:
        """There is nothing more to say."""

    def timerEvent(self, event: QTimerEvent) -> None:
        number = event.timerId()
        handle = self._due.pop(number, None)
        self.killTimer(number)
        if handle is None or self._stopped or handle.cancelled():
            return
        if asyncio.current_task(self._loop) is not None:
            self.add_callback(handle, _LATER)
        else:
            handle._run()
