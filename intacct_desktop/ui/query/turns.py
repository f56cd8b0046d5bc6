"""One thing at a time: what comes later ends what was before."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any


class Turns:
    """``async with turns.mine():`` cancels who has the turn, waits for their end, and has it; `changed` hears of both ends of a turn."""

    def __init__(self, changed: Callable[[], None]) -> None:
        self._changed = changed
        self._task: asyncio.Task[Any] | None = None

    @property
    def taken(self) -> bool:
        return self._task is not None

    def cancel(self) -> None:
        """End what has the turn."""
        if self._task is not None:
            self._task.cancel()

    async def end(self) -> None:
        """End what has the turn, and return when it has ended."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])

    @asynccontextmanager
    async def mine(self) -> AsyncIterator[None]:
        current, before = asyncio.current_task(), self._task
        self._task = current
        if before is not None:
            before.cancel()
            await asyncio.wait([before])
        self._changed()
        try:
            yield
        finally:
            if self._task is current:
                self._task = None
                self._changed()
