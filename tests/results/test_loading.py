"""Loading to the end, stopping on the way, and noticing that the company changed."""

import asyncio
import sys
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing
from typing import Any

import pytest

from intacct_desktop.api.model import ValueKind
from intacct_desktop.api.query_service import Page, PageMeta
from intacct_desktop.results.loading import BATCH, Loaded, load_all
from intacct_desktop.results.result_set import ResultSet

Make = Callable[..., ResultSet]
COLUMNS = {"n": (ValueKind.INTEGER, None)}


@pytest.fixture
def pages(raw: Callable[..., Any]) -> Callable[..., AsyncGenerator[Page, None]]:
    async def made(*sizes: int, totals: dict[int, int] | None = None, fail_at: int | None = None) -> AsyncGenerator[Page, None]:
        start = 0
        for at, size in enumerate(sizes):
            if at == fail_at:
                raise TimeoutError
            total = (totals or {}).get(at, sum(sizes))
            yield Page(tuple(raw(*({"n": n} for n in range(start, start + size)))), PageMeta(total, start + 1, size), 0.0, 0)
            start += size

    return made


async def test_everything(make_result: Make, pages: Callable[..., AsyncGenerator[Page, None]]) -> None:
    result_set = make_result(COLUMNS, total=0)
    result_set = ResultSet(result_set.columns, root=result_set.folder.parent)
    heard: list[tuple[int, int | None]] = []
    with result_set:
        loaded = await load_all(pages(100, 100, 50), result_set, lambda rows, total: heard.append((rows, total)))
        assert loaded == Loaded(250, 250, complete=True, total_changed=False, stopped=False)
        assert [row[0] for row in result_set.window(0, 300)] == list(range(250))
        assert heard[0] == (100, 250)
        assert heard[-1] == (250, 250)


@pytest.mark.parametrize("count", [1, 3])
async def test_stopping_keeps_what_came(make_result: Make, pages: Callable[..., AsyncGenerator[Page, None]], count: int) -> None:
    result_set = make_result(COLUMNS, total=250)
    stop = asyncio.Event()
    source = pages(100, 100, 50)

    async def stopping() -> AsyncIterator[Page]:
        taken = 0
        async with aclosing(source):
            async for page in source:
                taken += 1
                if taken == count:
                    stop.set()
                yield page

    loaded = await load_all(stopping(), result_set, stop=stop)
    assert loaded.rows == result_set.count == (100 if count == 1 else 250)
    assert loaded.stopped == (count == 1)
    assert loaded.complete == (count == 3)


async def test_a_total_that_changes_is_noticed(make_result: Make, pages: Callable[..., AsyncGenerator[Page, None]]) -> None:
    result_set = make_result(COLUMNS, total=300)
    loaded = await load_all(pages(100, 100, 100, totals={1: 301}), result_set)
    assert loaded == Loaded(300, 300, complete=False, total_changed=True, stopped=False)


async def test_rows_that_are_missing_are_not_complete(make_result: Make, pages: Callable[..., AsyncGenerator[Page, None]]) -> None:
    result_set = make_result(COLUMNS, total=201)
    loaded = await load_all(pages(100, 100, totals={0: 201, 1: 201}), result_set)
    assert not loaded.complete


async def test_a_failing_page_keeps_the_pages_before_it(make_result: Make, pages: Callable[..., AsyncGenerator[Page, None]]) -> None:
    result_set = make_result(COLUMNS, total=300)
    with pytest.raises(TimeoutError):
        await load_all(pages(100, 100, 100, fail_at=2), result_set)
    assert result_set.count == 200
    assert BATCH > 200, "the second page was waiting for others when the third failed"


async def test_a_cancellation_while_rows_are_stored_is_not_lost(
    make_result: Make, pages: Callable[..., AsyncGenerator[Page, None]]
) -> None:
    """All that has come is stored, and who cancelled hears of it."""
    result_set = make_result(COLUMNS, total=250)
    result_set = ResultSet(result_set.columns, root=result_set.folder.parent)

    def heard(_rows: int, _total: int | None) -> None:
        loading.cancel()

    loading = asyncio.create_task(load_all(pages(100, 100, 50), result_set, heard))
    with result_set:
        with pytest.raises(asyncio.CancelledError):
            await loading
        assert result_set.count == 250


async def test_the_interpreter_is_shared_out_more_finely_while_rows_are_stored(
    make_result: Make, pages: Callable[..., AsyncGenerator[Page, None]]
) -> None:
    usual, heard = sys.getswitchinterval(), []
    one, other = make_result(COLUMNS, total=300), make_result(COLUMNS, total=300)
    await asyncio.gather(*(load_all(pages(100, 100), each, lambda *_: heard.append(sys.getswitchinterval())) for each in (one, other)))
    assert heard
    assert max(heard) < usual
    assert sys.getswitchinterval() == usual
