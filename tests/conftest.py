"""What holds for every test: strictness, the loop it runs on, and the running practice company.

A test fails on an unexpected log line, Qt message, warning, pending task, running timer or thread. The core is plain asyncio, so its tests
run on asyncio's loop and on the window's; tests of the window run on the window's loop only.
"""

import asyncio
import gc
import logging
import os
import re
import sys
import threading
import weakref
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import intacct_desktop.ui  # noqa: F401  before anything of Qt: see there
from intacct_desktop.api.client import Client
from intacct_desktop.api.model_service import ModelService
from intacct_desktop.sandbox.server import SandboxServer
from tests.practice import Company, practice_company, signed_in_client

_ON_QT = ("/tests/ui/", "/tests/journeys/")
_ON_BOTH = ("/tests/api/",)


class _QtEvents:
    """Stands in for the application in qasync: each test runs a loop of its own, and QtWebEngine takes the end of the application's own
    loop (``aboutToQuit``) for the end of the program."""

    def __init__(self) -> None:
        from PySide6.QtCore import QEventLoop
        from PySide6.QtWidgets import QApplication

        self._application = QApplication.instance() or QApplication(sys.argv[:1])
        self._events = QEventLoop()

    def exec(self) -> int:
        from PySide6.QtCore import QEvent

        status = self._events.exec()
        self._application.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)  # as the application's own loop does at its end
        return status

    def exit(self) -> None:
        self._events.exit()

    def eventDispatcher(self) -> object:
        return self._application.eventDispatcher()


def _window_loop() -> asyncio.AbstractEventLoop:
    from intacct_desktop.ui.event_loop import EventLoop

    loop: asyncio.AbstractEventLoop = EventLoop(_QtEvents())
    loop.set_default_executor(ThreadPoolExecutor(4, thread_name_prefix="work"))
    return loop


def pytest_asyncio_loop_factories(item: pytest.Item) -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    path = item.path.as_posix()
    if any(part in path for part in _ON_QT):
        return {"qasync": _window_loop}
    if any(part in path for part in _ON_BOTH):
        return {"asyncio": asyncio.new_event_loop, "qasync": _window_loop}
    return {"asyncio": asyncio.new_event_loop}


@pytest.fixture(scope="session")
def practice() -> Iterator[SandboxServer]:
    """The practice company on a free port of the loopback interface, for the whole session."""
    with practice_company() as server:
        yield server


@pytest.fixture
def company(practice: SandboxServer) -> Iterator[Company]:
    """The practice company's own controls, with no fault ordered and nothing counted."""
    company = Company(practice.ready)
    company.forget()
    yield company
    company.close()


@pytest.fixture
async def client(practice: SandboxServer) -> AsyncIterator[Client]:
    """A client that is signed in to the practice company."""
    async with signed_in_client(practice.ready) as client:
        yield client


@pytest.fixture
async def models(client: Client) -> AsyncIterator[ModelService]:
    """The practice company's models; none is loaded."""
    yield ModelService(client)
    # A request that was sent is answered, whether or not somebody waits for it.
    await asyncio.gather(*(task for task in asyncio.all_tasks() if task.get_name().startswith("model ")), return_exceptions=True)


class _Collector(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []
        self.expected: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.name}: {record.getMessage()}")

    def unexpected(self) -> list[str]:
        return [line for line in self.lines if not any(re.search(pattern, line) for pattern in self.expected)]


@pytest.fixture(autouse=True)
def log_lines() -> Iterator[_Collector]:
    """Fails the test on a log line of WARNING or worse that it did not announce with `expect_log`."""
    collector = _Collector()
    root = logging.getLogger()
    root.addHandler(collector)
    yield collector
    root.removeHandler(collector)
    assert not collector.unexpected()


@pytest.fixture
def expect_log(log_lines: _Collector) -> Callable[[str], None]:
    """Announce a log line by a regular expression."""
    return log_lines.expected.append


_tasks_left: list[str] = []
_cancel_all_tasks = asyncio.runners._cancel_all_tasks  # type: ignore[attr-defined]


def _note_and_cancel(loop: asyncio.AbstractEventLoop) -> None:
    _tasks_left.extend(task.get_name() for task in asyncio.all_tasks(loop))
    _cancel_all_tasks(loop)


# The runner of a test ends what is left on its loop without a word; here is the only place to see it.
asyncio.runners._cancel_all_tasks = _note_and_cancel  # type: ignore[attr-defined]


def _on_qt(item: pytest.Item) -> bool:
    return "qasync" in item.name or any(part in item.path.as_posix() for part in _ON_QT)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Iterator[None]:
    """Qt's objects are collected on the main thread only, as `ui.loop` has it in the program."""
    if _on_qt(item):
        gc.disable()
    elif not gc.isenabled():
        gc.collect()  # the runner has let go of the window's loop of the test before only now
        gc.enable()
    yield


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    """Fails a test that leaves a task, a timer or a thread behind."""
    yield
    if on_qt := _on_qt(item):
        # A closed loop of qasync keeps QObjects in a cycle; Qt minds when the practice company's thread is the one that collects it.
        _collect()
    tasks, _tasks_left[:] = tuple(_tasks_left), ()
    assert not tasks, f"tasks still pending: {tasks}"
    if on_qt:
        assert not (timers := _running_timers()), f"timers still running: {timers}"
    threads = [thread for thread in threading.enumerate() if not _is_shared(thread)]
    for thread in threads:
        thread.join(5.0)
    assert not (alive := [thread.name for thread in threads if thread.is_alive()]), f"threads still running: {alive}"


# A look at everything that there is takes a tenth of a second; what this many objects are takes a hundredth.
_MANY = 20_000
_old_timers: "weakref.WeakSet[Any]" = weakref.WeakSet()


def _collect() -> None:
    """Collect what the test left behind. What is older is left out (`gc.freeze`), timers excepted, until much has come together."""
    gc.collect()
    if len(gc.get_objects()) > _MANY:
        gc.unfreeze()
        gc.collect()
        _old_timers.update(_timers())
        gc.freeze()


def pytest_unconfigure() -> None:
    """What was left out of the collections is let go before the interpreter ends: DuckDB counts what it still has then."""
    gc.unfreeze()
    gc.collect()


def _timers() -> Iterator[Any]:
    from PySide6.QtCore import QTimer

    return (found for found in gc.get_objects() if isinstance(found, QTimer))


def _running_timers() -> list[str]:
    import shiboken6

    return [repr(timer) for timer in (*_old_timers, *_timers()) if shiboken6.isValid(timer) and timer.isActive()]


def _is_shared(thread: threading.Thread) -> bool:
    """The main thread, the practice company's with its pool (a test's own pool ends with its loop), and the test runner's."""
    return thread is threading.main_thread() or thread.name.startswith(("practice", "asyncio_", "AnyIO", "Dummy", "execnet", "pytest"))
