"""Carries a command out: its loop, the signals that end it, its exit status, and the one object that it reports."""

import asyncio
import os
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any, TypeVar

from intacct_desktop.cli.exits import Exit
from intacct_desktop.cli.failures import Failure, failure_of
from intacct_desktop.cli.progress import Progress
from intacct_desktop.cli.report import Report
from intacct_desktop.sandbox.process import PracticeFailed

_SIGNALS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGBREAK") if hasattr(signal, name))


_AGAIN = 0.02
"""Seconds between two cancellations."""
_T = TypeVar("_T")


def carry_out(report: Report, progress: Progress, work: Callable[[], Coroutine[Any, Any, Exit]]) -> int:
    """Run ``work`` to its end, or to the first signal, and write the report; gives the exit status.

    What ``work`` does before it gives its coroutine may block. A state that it has told stays; else it is the name of the exit status.
    """
    began = time.monotonic()
    failure: Failure | None = None
    try:
        with interrupting():
            coroutine = work()
        with asyncio.Runner() as runner:
            status = runner.run(_until_signalled(coroutine))
    except (asyncio.CancelledError, KeyboardInterrupt):
        status, failure = Exit.INTERRUPTED, Failure(Exit.INTERRUPTED, "Interrupted.")
    except Exception as error:  # noqa: BLE001 - whatever it is, the report says so
        failure = failure_of(error)
        status = failure.exit
        if status is Exit.FAILED and not isinstance(error, PracticeFailed):
            traceback.print_exception(error)
    if failure is not None:
        progress.say(f"intacct-desktop: {failure.words}")
        report.tell(state=status.name, error=failure.error)
    elif report["state"] is None:
        report.tell(state=status.name)
    report.tell(seconds=round(time.monotonic() - began, 3))
    try:
        report.write()
    except BrokenPipeError:
        let_go_of_stdout()
    return status


def let_go_of_stdout() -> None:
    """Who read it has gone: what Python would still write at its end goes nowhere."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


@contextmanager
def interrupting() -> Iterator[None]:
    """For a step that blocks the loop, such as a question at the terminal: a signal ends it as it would end a wait."""
    try:
        with _hearing(signal.default_int_handler):
            yield
    except KeyboardInterrupt:
        raise asyncio.CancelledError from None


async def insisting(work: Coroutine[Any, Any, _T]) -> _T:
    """What ``work`` gives. Cancelled, it is cancelled again and again until it has ended: some steps outlast a cancellation, and some go on
    afterwards as if there had been none. What was done all the same is given.
    """
    task = asyncio.ensure_future(work)
    cancelled = False
    while not task.done():
        try:
            await asyncio.wait({task}, timeout=_AGAIN if cancelled else None)
        except asyncio.CancelledError:
            cancelled = True
        if cancelled:
            task.cancel()
    return task.result()


async def _until_signalled(work: Coroutine[Any, Any, Exit]) -> Exit:
    loop, task = asyncio.get_running_loop(), asyncio.ensure_future(work)

    def hear(_number: int, _frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(task.cancel)

    with _hearing(hear):
        return await task


@contextmanager
def _hearing(handler: Callable[[int, FrameType | None], object]) -> Iterator[None]:
    """While the block runs, every signal goes to ``handler``. ``loop.add_signal_handler`` does not do that on Windows."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, handler) for number in _SIGNALS}
    try:
        yield
    finally:
        for number, earlier in before.items():
            signal.signal(number, earlier)
