"""Awaiting work in threads that must not be walked away from: what it leaves behind is taken away, what it finishes is finished.

Without Qt, so that the command line's jobs and the window's are the same; `ui.tasks` has these under its own name.
"""

import asyncio
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")
_SWITCH_SECONDS = 0.0005


async def in_thread(function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """Await blocking work done in a thread of the loop's executor. A cancelled wait leaves the thread to finish by itself."""
    return await asyncio.to_thread(function, *args, **kwargs)


async def outlast(work: "asyncio.Future[Any]", on_cancel: Callable[[], object] = lambda: None) -> bool:
    """Wait until `work` is done, however often the wait is cancelled; tells whether it was. `on_cancel` is called each time."""
    cancelled = False
    while not work.done():
        try:
            await asyncio.wait([work])
        except asyncio.CancelledError:
            cancelled = True
            on_cancel()
    return cancelled


async def finish_in_thread(function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """As `in_thread`, for a last step: a cancellation comes too late for it, the outcome is given all the same."""
    finishing = asyncio.ensure_future(in_thread(function, *args, **kwargs))
    await outlast(finishing)
    return finishing.result()


async def make_in_thread(undo: Callable[[T], object], function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """As `in_thread`, for work that leaves something behind: cancelled, it ends when `undo` has taken that away."""
    making = asyncio.ensure_future(in_thread(function, *args, **kwargs))
    if not await outlast(making):
        return making.result()
    if making.exception() is None:
        await finish_in_thread(undo, making.result())
    raise asyncio.CancelledError


class _Switching:
    """The interpreter's switch interval is one for all threads: the first who is considerate shortens it, the last restores it."""

    lock = threading.Lock()
    considerate = 0
    usual = 0.0


@contextmanager
def considerate() -> Iterator[None]:
    """While work goes on in threads, let others have the interpreter ten times as often: measured, the window's loop is held half as long
    while rows are stored (libraries 3.4 has the same of spreadsheets)."""
    with _Switching.lock:
        if _Switching.considerate == 0:
            _Switching.usual = sys.getswitchinterval()
            sys.setswitchinterval(_SWITCH_SECONDS)
        _Switching.considerate += 1
    try:
        yield
    finally:
        with _Switching.lock:
            _Switching.considerate -= 1
            if _Switching.considerate == 0:
                sys.setswitchinterval(_Switching.usual)
