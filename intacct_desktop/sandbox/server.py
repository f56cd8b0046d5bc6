"""The practice company as a running server on this computer, for the window, the command line and the tests."""

import asyncio
import contextlib
import ipaddress
import os
import signal
import socket
import sys
import tempfile
import threading
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import msgspec
import uvicorn
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from intacct_desktop.sandbox.app import create_app
from intacct_desktop.sandbox.company.people import COMPANY_ID, COMPANY_NAME, ENTITIES, USERS
from intacct_desktop.sandbox.company_file import open_company
from intacct_desktop.sandbox.control import Control
from intacct_desktop.sandbox.faults import Faults
from intacct_desktop.sandbox.limits import Limits
from intacct_desktop.sandbox.query.dates import local_today
from intacct_desktop.sandbox.ready import Ready, ReadyCompany, ReadyUser
from intacct_desktop.sandbox.requests import ROOT
from intacct_desktop.sandbox.settings import Settings
from intacct_desktop.sandbox.sign_in.grants import Grants

HOST = "127.0.0.1"
_START_SECONDS = 60


def loopback(host: str) -> str:
    """``host`` as an address of this computer that no other can reach. Raises ValueError for any other: this is no service for others."""
    address = ipaddress.IPv4Address(HOST if host == "localhost" else host)
    if not address.is_loopback:
        raise ValueError(f"{host} can be reached from other computers; the practice company listens on a loopback address only")
    return str(address)


class _Protocol(H11Protocol):
    """Hands the connection to the application, which can then break it off when told to (`faults`)."""

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        # asyncio does this for its own listeners only; without it the body of an answer waits 40 ms for the client to acknowledge its head.
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._closed = asyncio.Event()
        self.app_state = {**self.app_state, "transport": transport, "closed": self._closed}

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self._closed.set()


class _Server(uvicorn.Server):
    """Says when it listens."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listening = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.listening.set()


class SandboxServer:
    """The server in a thread of its own, listening on a loopback address while the ``with`` block runs.

    ``port`` 0 takes a free one. ``today`` is the last day of the company's books and the day that relative dates start from; without it
    that is the real one. The same ``seed`` and ``today`` give the same company. ``folder`` and ``rows`` are those of `open_company`.
    Raises ValueError for a ``host`` that is not `loopback`, OSError when the port is taken or the folder cannot be used.
    """

    def __init__(
        self,
        port: int = 0,
        seed: int = 7,
        today: date | None = None,
        settings: Settings | None = None,
        *,
        folder: Path | None = None,
        rows: int = 0,
        host: str = HOST,
    ) -> None:
        self._host = loopback(host)
        self.settings = settings or Settings()
        self._port = port
        self._seed = seed
        self._today = today
        self._folder = folder
        self._rows = rows

    @property
    def ready(self) -> Ready:
        return self._ready

    def __enter__(self) -> Self:
        with contextlib.ExitStack() as opened:
            listener = opened.enter_context(socket.create_server((self._host, self._port)))
            store = open_company(self._folder, self._seed, self._today or local_today(), self._rows)
            opened.callback(store.close)
            grants = Grants(self.settings, COMPANY_ID, USERS, [entity.id for entity in ENTITIES])
            self._ready = self._describe(listener.getsockname()[1], grants)
            today = self._today
            app = create_app(store, grants, {entity.id: entity.key for entity in ENTITIES}, (lambda: today) if today else local_today)
            self._server = self._configured(app, grants)
            thread = threading.Thread(target=self._server.run, kwargs={"sockets": [listener]}, name="practice-company")
            thread.start()
            opened.callback(thread.join)
            opened.callback(setattr, self._server, "should_exit", True)
            if not self._server.listening.wait(_START_SECONDS):
                raise TimeoutError("The practice company did not start")
            self._opened = opened.pop_all()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._opened.close()

    def _configured(self, app: ASGIApp, grants: Grants) -> _Server:
        faults = Faults(app, grants.expire_access_tokens, self.settings.faults, self._seed)
        limits = Limits(faults, self.settings.concurrency, self.settings.requests_per_minute, self.settings.clock)
        control = Control(limits, faults, limits, grants.expire_access_tokens)
        return _Server(
            uvicorn.Config(
                # A web page elsewhere can give its own name our address, and then ask us as if we were its server.
                TrustedHostMiddleware(control, [self._host, "localhost"], www_redirect=False),
                http=_Protocol,
                ws="none",
                lifespan="off",
                log_config=None,
                log_level="critical",
                access_log=False,
                proxy_headers=False,
                server_header=False,
                timeout_graceful_shutdown=2,
            )
        )

    def _describe(self, port: int, grants: Grants) -> Ready:
        service = next(user for user in USERS if user.web_services)
        return Ready(
            base_url=f"http://{self._host}:{port}{ROOT}",
            client_id=self.settings.client_id,
            client_secret=self.settings.client_secret,
            redirect_uri=self.settings.redirect_uris[0],
            username=f"{service.id}@{COMPANY_ID}",
            refresh_token=grants.lasting_refresh_token(service.id),
            users=[ReadyUser(user.id, user.password, user.name, user.entity) for user in USERS if user.password and not user.web_services],
            company=ReadyCompany(COMPANY_ID, COMPANY_NAME),
        )


def run(server: SandboxServer, ready_file: Path | None = None, *, until_closed: bool = False) -> None:
    """Serve until SIGINT or SIGTERM. ``ready_file`` appears, whole, when the server listens, and goes when it ends.

    With ``until_closed`` it also ends when its standard input does, so that it never outlives the program that started it.
    Prints the base URL. Raises OSError when the port is taken or the file cannot be written.
    """
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    if until_closed:
        threading.Thread(target=_wait_for_end_of_input, args=(stop,), name="standard input", daemon=True).start()
    with server, contextlib.ExitStack() as cleanup:
        if ready_file:
            content = msgspec.json.encode(server.ready)
            _write_whole(ready_file, content)
            cleanup.callback(_remove, ready_file, content)
        print(server.ready.base_url, flush=True)  # noqa: T201 - the command's one line of output
        # A wait without an end could not be interrupted on Windows.
        while not stop.wait(0.5):
            pass


def _wait_for_end_of_input(stop: threading.Event) -> None:
    # Not through Python's own buffer: its lock would be taken when the interpreter ends.
    while os.read(sys.stdin.fileno(), 1024):
        pass
    stop.set()


def _write_whole(path: Path, content: bytes) -> None:
    """A file that is there complete or not at all, readable by its owner only.

    What is written first is a file that nobody else can have put there, with other rights or as a link to another file.
    """
    number, name = tempfile.mkstemp(dir=path.parent, prefix=f"{path.name}.", suffix=".part")
    part = Path(name)
    try:
        with open(number, "wb") as file:
            file.write(content)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _remove(path: Path, content: bytes) -> None:
    """Take the file away, unless another server has put its own there since."""
    with contextlib.suppress(FileNotFoundError):
        if path.read_bytes() == content:
            path.unlink()
