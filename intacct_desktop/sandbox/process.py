"""The practice company as a process of its own, which neither slows nor outlives the program that starts it: the window, or a command."""

import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import msgspec

from intacct_desktop.sandbox.ready import Ready

_START_SECONDS = 60.0
_STOP_SECONDS = 5.0


class PracticeFailed(Exception):
    """The practice company did not start; ``detail`` is what its process said."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


class PracticeCompany:
    """At most one server process, which keeps the company that it builds in ``folder``.

    Its methods block: call them in threads. `stop` is the last; it ends a `start` that is under way.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        self._ready: Ready | None = None
        self._turn = threading.Lock()
        self._stopping = threading.Event()

    @property
    def ready(self) -> Ready | None:
        """What the running server says of itself; None while none runs."""
        return self._ready

    def start(self) -> Ready:
        """Start the server unless it runs, and wait until it listens. Raises `PracticeFailed`."""
        with self._turn:
            if self._process is None or self._process.poll() is not None or self._ready is None:
                self._end()
                try:
                    self._ready = self._begin()
                except (OSError, msgspec.DecodeError) as error:
                    self._end()
                    raise PracticeFailed(str(error)) from error
            return self._ready

    def stop(self) -> None:
        """End the server, if it runs, for good."""
        self._stopping.set()
        process = self._process
        if process is not None and self._ready is None:
            process.kill()  # it would first come up to see that nobody wants it any more
        with self._turn:
            self._end()

    def _begin(self) -> Ready:
        with tempfile.TemporaryDirectory(prefix="intacct-practice-") as directory, tempfile.TemporaryFile() as said:
            ready_file = Path(directory) / "ready.json"
            # A frozen program is its own interpreter. The server ends when its standard input closes, so it ends with us, crash or not.
            program = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "intacct_desktop"]
            process = subprocess.Popen(  # noqa: S603  our own program, our own arguments
                [*program, "sandbox", "--until-closed", "--ready-file", str(ready_file), "--folder", str(self._folder)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=said,
            )
            self._process = process
            if self._stopping.is_set() or not _listens(process):
                process.kill()
                process.wait()
                self._end()
                said.seek(0)
                raise PracticeFailed(said.read().decode("utf-8", "replace").strip())
            return msgspec.json.decode(ready_file.read_bytes(), type=Ready)

    def _end(self) -> None:
        process, self._process, self._ready = self._process, None, None
        if process is None:
            return
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()
        try:
            process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _listens(process: "subprocess.Popen[bytes]") -> bool:
    """Wait for the line that the server prints when it listens; False when it ends, or takes too long, without one."""
    alarm = threading.Timer(_START_SECONDS, process.kill)
    alarm.start()
    try:
        return process.stdout is not None and bool(process.stdout.readline())
    finally:
        alarm.cancel()
        alarm.join()
