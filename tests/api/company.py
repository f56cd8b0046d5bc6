"""The practice company's controls, and a way to wait for the governor, for the tests of the API core."""

import asyncio
from collections.abc import Callable
from typing import Any

import httpx

from intacct_desktop.api.governor import Governor
from intacct_desktop.sandbox.ready import Ready


class Company:
    """The practice company's own controls."""

    def __init__(self, ready: Ready) -> None:
        self._http = httpx.Client(base_url=ready.base_url.removesuffix("/ia/api/v1") + "/_sandbox")

    def fails(self, match: str, **fault: Any) -> None:
        self._http.post("/faults", json={"match": match, **fault}).raise_for_status()

    def expires_tokens(self) -> None:
        self._http.post("/expire-tokens").raise_for_status()

    @property
    def most_in_flight(self) -> int:
        return int(self._http.get("/requests").json()["maxInFlight"])

    def count(self, path: str) -> int:
        """How many requests came for a path, e.g. ``POST /services/core/query``."""
        method, _, rest = path.partition(" ")
        return int(self._http.get("/requests").json()["requests"].get(f"{method} /ia/api/v1{rest}", 0))

    def forget(self) -> None:
        self._http.delete("/faults")
        self._http.delete("/requests")

    def close(self) -> None:
        self.forget()
        self._http.close()


async def governed(governor: Governor, holds: Callable[[], bool]) -> None:
    """Return when ``holds`` does; it may look at the governor's counts."""
    changed = asyncio.Event()
    unsubscribe = governor.subscribe(changed.set)
    while not holds():
        changed.clear()
        await changed.wait()
    unsubscribe()
