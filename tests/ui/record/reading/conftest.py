"""What the widgets have begun ends before the client does, and a bill to look at."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest

from intacct_desktop.api.model_service import ModelService
from intacct_desktop.ui import tasks

BILL: dict[str, Any] = {
    "key": "10248",
    "id": "10248",
    "billNumber": "INV-902852",
    "referenceNumber": None,
    "isOnHold": False,
    "dueInDays": 30,
    "totalTxnAmount": "24150.50",
    "vendor": {"key": "14", "id": "V-00014", "name": "O'Neill & Sons", "href": "/objects/accounts-payable/vendor/14"},
    "description": "Étoile 😀 maintenance",
    "lines": [
        {"key": "20496", "memo": "=cmd|' /C calc'!A1", "txnAmount": "-4150.50", "dimensions": {"location": {"id": "100"}}},
        {"key": "20497", "memo": "Annual maintenance", "txnAmount": "28301.00", "dimensions": {"location": {"id": "200"}}},
    ],
}


@pytest.fixture
async def models(models: ModelService) -> AsyncIterator[ModelService]:
    yield models
    await tasks.shutdown()


@pytest.fixture
def settled() -> Callable[[], Awaitable[None]]:
    """Wait until nothing that a widget has begun runs any more: ``await settled()``."""

    async def wait() -> None:
        while running := tasks.running():
            await running[0].wait()

    return wait
