"""The practice company as a process of its own, as a client meets it."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from intacct_desktop.sandbox.ready import Ready
from tests.benchmarks.setting import Served

_START_SECONDS = 600.0


@contextmanager
def running(folder: Path, *options: str, patience: float = _START_SECONDS) -> Iterator[subprocess.Popen[str]]:
    """The practice company from the moment that it listens; what it builds lies in ``folder``. It ends with its standard input."""
    command = [sys.executable, "-m", "intacct_desktop", "sandbox", "--folder", str(folder), "--until-closed", *options]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        alarm = threading.Timer(patience, process.kill)
        alarm.start()
        try:
            listens = process.stdout.readline().startswith("http://")
        finally:
            alarm.cancel()
        try:
            if not listens:
                raise OSError(f"the practice company did not start, or took longer than {patience:g} seconds")
            yield process
        finally:
            try:
                process.communicate("", timeout=30)
            except subprocess.TimeoutExpired:
                process.kill()


@contextmanager
def large_company(folder: Path, rows: int) -> Iterator[Served]:
    """The practice company with about so many general ledger lines."""
    ready_file = folder / "ready.json"
    with running(folder, "--rows", str(rows), "--ready-file", str(ready_file)) as process:
        [file] = folder.glob("company-*.sqlite")
        yield Served(msgspec.json.decode(ready_file.read_bytes(), type=Ready), process.pid, str(file))
