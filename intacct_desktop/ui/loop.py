"""Runs the program's one event loop, Qt's and asyncio's at once."""

import asyncio
import gc
import sys
import weakref
from collections.abc import AsyncGenerator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication

from intacct_desktop.ui import tasks
from intacct_desktop.ui.event_loop import EventLoop

_COLLECT_EVERY_MS = 250
_THREADS = 6  # files, sorting, the keyring; the wire needs none


class Application(QApplication):
    """Qt's application, which says so when the desktop wants it to quit instead of ending its loop on the spot.

    `file_wished` carries the path of a file that the desktop wants opened, as macOS asks for it.
    """

    quit_wished = Signal()
    file_wished = Signal(Path)

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Quit:
            self.quit_wished.emit()
            return True
        if isinstance(event, QFileOpenEvent) and event.file():
            self.file_wished.emit(Path(event.file()))
            return True
        return super().event(event)


def run_application(app: Application, main: Callable[[], Awaitable[int]]) -> int:
    """Run `main` to its end on a loop made for `app` and return its exit status.

    Closing the last window does not end the loop: `main` does, by returning. If Qt is told to quit all the same (the desktop session
    ends), `main` is cancelled and the status is 0. All tasks, threads and async generators have ended when this returns.
    """
    app.setQuitOnLastWindowClosed(False)
    loop = EventLoop(app)
    asyncio.set_event_loop(loop)
    generators = _AsyncGenerators(loop)
    executor = ThreadPoolExecutor(_THREADS, thread_name_prefix="work")
    loop.set_default_executor(executor)
    collector = _collect_here(app)
    try:
        # In one run, the winding up included: QtWebEngine does not survive that Qt's loop ends and begins again.
        status: int = loop.run_until_complete(_to_the_end(app, main, generators))
        return status
    finally:
        collector.stop()
        gc.unfreeze()
        gc.enable()
        generators.forget()
        executor.shutdown()
        asyncio.set_event_loop(None)
        loop.close()


async def _to_the_end(app: Application, main: Callable[[], Awaitable[int]], generators: "_AsyncGenerators") -> int:
    main_task = asyncio.create_task(_awaited(main), name="main")
    app.quit_wished.connect(main_task.cancel)
    await asyncio.wait([main_task])
    await tasks.shutdown()
    rest = [task for task in asyncio.all_tasks() if task is not asyncio.current_task() and not task.done()]
    for task in rest:
        task.cancel()
    await asyncio.gather(*rest, return_exceptions=True)
    await generators.close()
    return 0 if main_task.cancelled() else main_task.result()


def _collect_here(app: QApplication) -> QTimer:
    """Run Python's cyclic garbage collector on the window's thread only, as often as Python would.

    A collection in a worker thread would destroy widgets there, and Qt ends the program for their timers.
    """
    gc.disable()
    gc.freeze()  # what is here now stays to the end: no collection has to look at it

    def collect() -> None:
        due = [count > threshold for count, threshold in zip(gc.get_count(), gc.get_threshold(), strict=True)]
        if any(due):
            gc.collect(max(generation for generation, is_due in enumerate(due) if is_due))

    timer = QTimer(app)
    timer.timeout.connect(collect)
    timer.start(_COLLECT_EVERY_MS)
    return timer


async def _awaited(main: Callable[[], Awaitable[int]]) -> int:
    return await main()


class _AsyncGenerators:
    """Knows the async generators that were begun and not ended, as asyncio's own loop does and qasync's does not."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._begun: weakref.WeakSet[AsyncGenerator[Any, Any]] = weakref.WeakSet()
        self._before = sys.get_asyncgen_hooks()
        sys.set_asyncgen_hooks(firstiter=self._begun.add, finalizer=self._end)

    def _end(self, generator: AsyncGenerator[Any, Any]) -> None:
        self._begun.discard(generator)
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._loop.create_task, generator.aclose())

    async def close(self) -> None:
        await asyncio.gather(*(generator.aclose() for generator in self._begun), return_exceptions=True)

    def forget(self) -> None:
        sys.set_asyncgen_hooks(*self._before)
