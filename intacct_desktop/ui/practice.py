"""The practice company, started by the window: a process of its own, so that it neither slows the window nor outlives it."""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

import msgspec

from intacct_desktop.connections.profile import Environment, Grant, Profile
from intacct_desktop.sandbox.ready import Ready

PROFILE_ID = "practice"

_START_SECONDS = 60.0
_STOP_SECONDS = 5.0


class PracticeFailed(Exception):
    """The practice company did not start; ``detail`` is what its process said."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


class PracticeCompany:
    """At most one server process. Its methods block: call them in a thread."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._ready: Ready | None = None

    @property
    def ready(self) -> Ready | None:
        """What the running server says of itself; None while none runs."""
        return self._ready

    def start(self) -> Ready:
        """Start the server unless it runs, and wait until it listens. Raises `PracticeFailed` or OSError."""
        if self._process is not None and self._process.poll() is None and self._ready is not None:
            return self._ready
        with tempfile.TemporaryDirectory(prefix="intacct-practice-") as directory:
            ready_file = Path(directory) / "ready.json"
            # A frozen program is its own interpreter. The server ends when its standard input closes, so it ends with us, crash or not.
            program = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "intacct_desktop"]
            self._process = subprocess.Popen(  # noqa: S603  our own program, our own arguments
                [*program, "sandbox", "--until-closed", "--ready-file", str(ready_file)],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
            )
            self._ready = self._wait_for(self._process, ready_file)
        return self._ready

    def stop(self) -> None:
        """End the server, if it runs."""
        process, self._process, self._ready = self._process, None, None
        if process is None:
            return
        for pipe in (process.stdin, process.stderr):
            if pipe is not None:
                pipe.close()
        try:
            process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def _wait_for(self, process: "subprocess.Popen[bytes]", ready_file: Path) -> Ready:
        end = time.monotonic() + _START_SECONDS
        while not ready_file.exists():
            if process.poll() is not None or time.monotonic() > end:
                said = process.stderr.read().decode("utf-8", "replace") if process.poll() is not None and process.stderr else ""
                self.stop()
                raise PracticeFailed(said.strip())
            time.sleep(0.02)
        return msgspec.json.decode(ready_file.read_bytes(), type=Ready)


def practice_profile(ready: Ready) -> Profile:
    """The connection to a running practice company: PKCE alone, no secret, as a desktop program should."""
    return Profile(
        id=PROFILE_ID,
        name=ready.company.name,
        environment=Environment.PRACTICE,
        base_url=ready.base_url,
        client_id=ready.client_id,
        redirect_uri=ready.redirect_uri,
        grant=Grant.AUTHORIZATION_CODE,
        company=ready.company.name,
    )
