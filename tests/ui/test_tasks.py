"""A task has an owner, an end, and an error that somebody sees."""

import asyncio
import gc
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject

from intacct_desktop.ui import tasks


@pytest.fixture
def reports() -> Iterator[list[tuple[QObject | None, str, BaseException]]]:
    seen: list[tuple[QObject | None, str, BaseException]] = []
    tasks.set_reporter(lambda owner, name, error: seen.append((owner, name, error)))
    yield seen
    tasks.set_reporter(None)


async def fail(error: BaseException) -> None:
    raise error


async def test_a_task_runs_to_its_end_and_is_listed_meanwhile() -> None:
    owner, gate, ended = QObject(), asyncio.Event(), []
    told: list[str] = []
    tasks.activity().started.connect(lambda handle: told.append(f"+{handle.name}"))
    tasks.activity().finished.connect(lambda handle: told.append(f"-{handle.name}"))

    async def work() -> None:
        await gate.wait()
        ended.append(True)

    handle = tasks.run(owner, work(), name="Load")
    assert tasks.running() == [handle]
    gate.set()
    await handle.wait()
    await asyncio.sleep(0)
    assert ended == [True]
    assert (handle.done, handle.cancelled) == (True, False)
    assert tasks.running() == []
    assert told == ["+Load", "-Load"]
    tasks.activity().started.disconnect()
    tasks.activity().finished.disconnect()


async def test_the_task_ends_with_its_owner(reports: list[object]) -> None:
    owner = QObject()
    handle = tasks.run(owner, asyncio.Event().wait(), name="Wait")
    await asyncio.sleep(0)
    owner.deleteLater()
    await asyncio.wait_for(handle.wait(), 5)
    assert handle.cancelled
    assert handle.owner is None
    assert reports == [], "a cancellation is silent"


async def test_the_task_does_not_keep_its_owner_alive() -> None:
    owner = QObject()
    handle = tasks.run(owner, asyncio.Event().wait(), name="Wait")
    await asyncio.sleep(0)
    del owner
    gc.collect()
    await asyncio.wait_for(handle.wait(), 5)
    assert handle.cancelled


async def test_an_error_goes_to_on_error_else_to_the_reporter(reports: list[tuple[QObject | None, str, BaseException]]) -> None:
    owner, error = QObject(), ValueError("refused")
    mine: list[BaseException] = []
    await tasks.run(owner, fail(error), name="Save", on_error=mine.append).wait()
    await tasks.run(owner, fail(error), name="Save").wait()
    await asyncio.sleep(0)
    assert mine == [error]
    assert reports == [(owner, "Save", error)]


async def test_an_error_after_the_owner_is_gone_is_still_reported(reports: list[tuple[QObject | None, str, BaseException]]) -> None:
    owner, error = QObject(), ValueError("half written")
    mine: list[BaseException] = []

    async def clean_up_badly() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            raise error

    handle = tasks.run(owner, clean_up_badly(), name="Export", on_error=mine.append)
    await asyncio.sleep(0)
    owner.deleteLater()
    await asyncio.wait_for(handle.wait(), 5)
    await asyncio.sleep(0)
    assert mine == []
    assert reports == [(None, "Export", error)]


async def test_the_latest_cancels_the_one_before_it_in_its_slot_only() -> None:
    owner, other = QObject(), QObject()
    first = tasks.latest(owner, "search", asyncio.Event().wait(), name="Search a")
    kept = tasks.latest(owner, "count", asyncio.Event().wait(), name="Count")
    elsewhere = tasks.latest(other, "search", asyncio.Event().wait(), name="Search")
    second = tasks.latest(owner, "search", asyncio.Event().wait(), name="Search ab")
    await asyncio.wait_for(first.wait(), 5)
    assert first.cancelled
    assert [handle.done for handle in (kept, elsewhere, second)] == [False, False, False]
    await tasks.shutdown()
    assert kept.cancelled
    assert elsewhere.cancelled
    assert second.cancelled
    assert tasks.running() == []


async def test_blocking_work_is_done_in_a_thread() -> None:
    assert await tasks.in_thread(threading.current_thread) is not threading.main_thread()
    assert await tasks.in_thread(int, "ff", base=16) == 255


def test_without_a_loop_it_is_refused_and_nothing_is_left_behind() -> None:
    with pytest.raises(RuntimeError, match="no running event loop"):
        tasks.run(QObject(), fail(ValueError()), name="Early")
    gc.collect()
    assert tasks.running() == []
