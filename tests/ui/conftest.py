"""What holds for tests of the window: there is a QApplication, and a way to wait for what widgets do."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeAlias

import pytest
from PySide6.QtWidgets import QApplication

Until: TypeAlias = Callable[[Callable[[], object]], Awaitable[None]]


@pytest.fixture(autouse=True)
def application(qapp: QApplication) -> QApplication:
    """Actions, icons and fonts need one, also where no window shows."""
    return qapp


@pytest.fixture
def until() -> Until:
    async def wait(holds: Callable[[], object]) -> None:
        """Return when ``holds`` does."""
        async with asyncio.timeout(20):
            while not holds():  # noqa: ASYNC110  widgets set no events
                await asyncio.sleep(0.005)

    return wait
