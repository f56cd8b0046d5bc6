"""Commands without a window, as a scheduler runs them: on a practice company that runs already, with connections of their own."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import keyring
import pytest
from keyring.core import load_keyring

from intacct_desktop.__main__ import main
from intacct_desktop.api.exact_json import DECODER
from intacct_desktop.cli.signing_in import SECRET
from intacct_desktop.connections.profile import Environment, Profile, ProfileStore
from intacct_desktop.sandbox.server import SandboxServer
from intacct_desktop.workspace.places import Places
from tests.practice import machine_profile, practice_company

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Done:
    status: int
    out: str
    err: str

    @property
    def report(self) -> dict[str, Any]:
        """All of stdout: one object, and nothing else."""
        found: dict[str, Any] = DECODER.decode(self.out)
        assert self.out.count("\n") == 1
        return found

    @property
    def error(self) -> dict[str, Any]:
        found: dict[str, Any] = self.report["error"]
        return found


class Program:
    """``intacct-desktop`` with its settings in a folder of the test."""

    def __init__(self, home: Path, captured: pytest.CaptureFixture[str]) -> None:
        self.home = home
        self.places = Places.below(home)
        self._captured = captured

    def __call__(self, *arguments: object) -> Done:
        """In this process."""
        self._captured.readouterr()
        try:
            status = main([*map(str, arguments), *self._where(arguments)])
        except SystemExit as ended:
            status = int(ended.code or 0)
        said = self._captured.readouterr()
        return Done(status, said.out, said.err)

    def on_company(self, *arguments: object) -> Done:
        """In this process, on the connection that every test here has."""
        return self(*arguments, "--connection", "Night run")

    def begun(self, *arguments: object, **options: Any) -> "subprocess.Popen[bytes]":
        """In a process of its own."""
        command = [sys.executable, "-m", "intacct_desktop", *map(str, arguments), *self._where(arguments)]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        return subprocess.Popen(command, cwd=ROOT, **{**pipes, **options})

    def _where(self, arguments: tuple[object, ...]) -> list[str]:
        return [] if arguments[0] == "sandbox" else ["--profile-dir", str(self.home)]


def ended(process: "subprocess.Popen[bytes]") -> Done:
    out, err = process.communicate(timeout=60)
    return Done(process.returncode, out.decode(), err.decode())


@pytest.fixture(scope="session")
def practice() -> Iterator[SandboxServer]:
    """A company of their own: they write to it, and other tests count the records of theirs."""
    with practice_company() as server:
        yield server


@pytest.fixture(autouse=True)
def no_keyring() -> None:
    """No test here asks the keyring of who runs it."""
    keyring.set_keyring(load_keyring("keyring.backends.fail.Keyring"))


@pytest.fixture
def profiles(practice: SandboxServer) -> list[Profile]:
    """The saved connections: the practice company under the name of each kind of company."""
    machine = machine_profile(practice.ready)
    return [
        machine,
        replace(machine, id="books", name="Books", environment=Environment.PRODUCTION),
        replace(machine, id="nowhere", name="Nowhere", base_url="http://127.0.0.1:9/ia/api/v1"),
    ]


@pytest.fixture
def program(
    tmp_path: Path,
    profiles: list[Profile],
    practice: SandboxServer,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Program:
    """The program, whose secret is in the environment."""
    monkeypatch.setenv(SECRET, practice.ready.client_secret)
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    program = Program(tmp_path / "home", capsys)
    ProfileStore(program.places.profiles).save(profiles)
    return program


@pytest.fixture
def body(tmp_path: Path) -> Callable[..., Path]:
    """A file with a request body."""

    def write(file_name: str = "bills.json", /, **members: Any) -> Path:
        path = tmp_path / file_name
        path.write_text(json.dumps(members), encoding="utf-8")
        return path

    return write


@pytest.fixture
def bills(body: Callable[..., Path]) -> Path:
    """More than one page of them."""
    return body(object="accounts-payable/bill", fields=["key", "id", "vendor.name", "dueDate", "totalTxnAmount"], orderBy=[{"key": "asc"}])


@pytest.fixture
def out(tmp_path: Path) -> Iterator[Path]:
    """An empty folder for files; no half file may be left in it."""
    folder = tmp_path / "out"
    folder.mkdir()
    yield folder
    assert [path.name for path in folder.iterdir() if path.name.endswith(".part")] == []
