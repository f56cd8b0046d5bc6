"""What a group of measurements is given: how many rows, a folder that is removed afterwards, and the company where it needs one."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TypeAlias

import httpx
import msgspec

from intacct_desktop.sandbox.ready import Ready
from tests.benchmarks.figures import Figure


class Served(msgspec.Struct, frozen=True):
    """The practice company that runs: what it says of itself, its process, and the file that it reads."""

    ready: Ready
    pid: int
    file: str

    @contextmanager
    def sqlite(self) -> Iterator[sqlite3.Connection]:
        """The same file, read by SQLite alone. The server has it for itself, and does not change it while it only reads."""
        with closing(sqlite3.connect(f"file:{self.file}?immutable=1", uri=True)) as connection:
            connection.execute("PRAGMA cache_size = -65536")
            yield connection

    @contextmanager
    def http(self) -> Iterator[httpx.Client]:
        """httpx and nothing else, signed in; addresses are below the base URL."""
        with httpx.Client(base_url=self.ready.base_url, trust_env=False, timeout=60, headers=self.headers()) as client:
            yield client

    def headers(self) -> dict[str, str]:
        """What the requests of a signed-in client say, with a token of their own."""
        asked = {
            "grant_type": "client_credentials",
            "username": self.ready.username,
            "client_id": self.ready.client_id,
            "client_secret": self.ready.client_secret,
        }
        granted = httpx.post(f"{self.ready.base_url}/oauth2/token", data=asked, trust_env=False, timeout=60).raise_for_status()
        return {"Authorization": f"Bearer {granted.json()['access_token']}", "Content-Type": "application/json"}


class Setting(msgspec.Struct, frozen=True):
    """``rows`` is how many lines the company was asked to have; ``only`` stands in the names of the measurements that are wanted."""

    rows: int
    folder: str
    served: Served | None = None
    only: str = ""

    @property
    def company(self) -> Served:
        if self.served is None:
            raise LookupError("this group was started without the practice company")
        return self.served

    @property
    def path(self) -> Path:
        return Path(self.folder)


Measurements: TypeAlias = Mapping[str, Callable[[Setting], Iterable[Figure]]]
"""What a group's module has as ``MEASUREMENTS``: by a name that says what fails where one does, in the order in which they are taken."""
