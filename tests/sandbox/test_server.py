"""The server's life: its start, its ready file, its end."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from intacct_desktop.sandbox.server import SandboxServer, _write_whole
from tests.practice import COMPANIES, practice_company
from tests.sandbox.conftest import TODAY


def test_nothing_is_left_behind() -> None:
    before = set(threading.enumerate())
    with practice_company() as server:
        base_url = server.ready.base_url
        assert base_url.startswith("http://127.0.0.1:")
        with httpx.Client(trust_env=False) as client:
            assert client.get(f"{base_url}/services/core/model").status_code == 401
            port = httpx.URL(base_url).port
            with pytest.raises(OSError, match=r"in use|10048"):
                practice_company(port=port or 0).__enter__()
    assert set(threading.enumerate()) == before
    with pytest.raises(httpx.ConnectError):
        httpx.get(base_url, trust_env=False)


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "8.8.8.8", "::1", "example.com"])  # noqa: S104
def test_it_listens_to_this_computer_only(host: str) -> None:
    with pytest.raises(ValueError, match=r"loopback|octets|IPv4"):
        SandboxServer(host=host)


def test_another_name_for_its_address_is_refused() -> None:
    with practice_company(host="localhost") as server:
        address = f"{server.ready.base_url}/services/core/model"
        assert httpx.get(address, trust_env=False).status_code == 401
        assert httpx.get(address, headers={"Host": "practice.example"}, trust_env=False).status_code == 400


def test_the_same_seed_and_day_are_the_same_company() -> None:
    def bills(folder: Path | None) -> bytes:
        with SandboxServer(seed=7, today=TODAY, folder=folder) as server:
            ready = server.ready
            form = {"grant_type": "client_credentials", "username": ready.username}
            form |= {"client_id": ready.client_id, "client_secret": ready.client_secret}
            with httpx.Client(base_url=ready.base_url, trust_env=False) as client:
                token = client.post("/oauth2/token", data=form).json()["access_token"]
                body = {"object": "accounts-payable/bill", "fields": ["key", "billNumber", "totalTxnAmount", "dueDate"], "size": 4000}
                return client.post("/services/core/query", json=body, headers={"Authorization": f"Bearer {token}"}).content

    assert bills(None) == bills(COMPANIES)


READING = """
import sys
from pathlib import Path
import httpx
from intacct_desktop.sandbox.server import SandboxServer
with SandboxServer(folder=Path(sys.argv[1])) as server, httpx.Client(base_url=server.ready.base_url, trust_env=False) as client:
    for path in ("objects/company-config/entity", "services/core/session/id"):
        assert client.get(path).status_code == 401
        print(*(name for name in ("rules", "workflows.service", "writing.objects") if f"intacct_desktop.sandbox.{name}" in sys.modules))
"""


def test_what_changes_records_is_loaded_when_it_is_asked_for() -> None:
    ended = subprocess.run([sys.executable, "-c", READING, str(COMPANIES)], capture_output=True, text=True, timeout=60, check=True)
    assert ended.stdout.splitlines() == ["", "rules workflows.service writing.objects"]


COMMAND = """
import argparse, sys
from intacct_desktop.cli.sandbox import add_parser
parser = argparse.ArgumentParser()
add_parser(parser.add_subparsers(required=True))
arguments = parser.parse_args()
sys.exit(arguments.run(arguments))
"""


@pytest.fixture
def started(tmp_path: Path) -> Iterator[tuple["subprocess.Popen[str]", Path]]:
    """The command as a process of its own, listening, and its ready file."""
    ready_file = tmp_path / "ready.json"
    arguments = [sys.executable, "-W", "error", "-c", COMMAND, "sandbox", "--folder", str(COMPANIES), "--ready-file", str(ready_file)]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        yield process, ready_file
        if process.poll() is None:
            process.kill()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends a process, it does not interrupt it")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_command(started: tuple["subprocess.Popen[str]", Path], number: signal.Signals) -> None:
    process, ready_file = started
    assert process.stdout is not None
    base_url = process.stdout.readline().strip()
    ready = json.loads(ready_file.read_text(encoding="utf-8"))
    assert ready.keys() == {"baseUrl", "clientId", "clientSecret", "redirectUri", "username", "refreshToken", "users", "company"}
    assert ready["baseUrl"] == base_url
    assert ready["redirectUri"] == "https://127.0.0.1/intacct-desktop/callback"
    assert ready["company"] == {"id": "riverside", "name": "Riverside Group"}
    assert {user["userId"]: user["entity"] for user in ready["users"]} == {
        "admin": None,
        "ap.clerk": None,
        "viewer": None,
        "uk.clerk": "200",
    }
    assert os.stat(ready_file).st_mode & 0o077 == 0
    form = {"grant_type": "refresh_token", "refresh_token": ready["refreshToken"], "client_id": ready["clientId"]}
    answer = httpx.post(f"{base_url}/oauth2/token", data=form | {"client_secret": ready["clientSecret"]}, trust_env=False)
    assert answer.status_code == 200
    process.send_signal(number)
    rest, errors = process.communicate(timeout=30)
    assert (process.returncode, rest, errors) == (0, "", "")
    assert list(ready_file.parent.iterdir()) == []


def test_the_ready_file_goes_through_no_file_that_was_there(tmp_path: Path) -> None:
    """Neither through a link that somebody laid, nor with the rights of a file that somebody made; and nothing is left of a failure."""
    victim, ready_file, folder = tmp_path / "victim", tmp_path / "ready.json", tmp_path / "folder"
    victim.write_text("kept", encoding="utf-8")
    ready_file.symlink_to(victim)
    (tmp_path / "ready.json.part").symlink_to(victim)
    folder.mkdir()
    _write_whole(ready_file, b"secret")
    assert not ready_file.is_symlink()
    assert os.stat(ready_file).st_mode & 0o077 == 0
    with pytest.raises(OSError, match="folder"):
        _write_whole(folder, b"secret")
    assert victim.read_text(encoding="utf-8") == "kept"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["folder", "ready.json", "ready.json.part", "victim"]


def test_command_on_a_taken_port() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        arguments = [sys.executable, "-c", COMMAND, "sandbox", "--port", str(taken.getsockname()[1])]
        ended = subprocess.run(arguments, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 1
    assert ended.stdout == ""
    assert ended.stderr.startswith("intacct-desktop sandbox: ")
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize("port", ["70000", "-1", "x"])
def test_command_with_no_port(port: str) -> None:
    arguments = [sys.executable, "-c", COMMAND, "sandbox", "--port", port]
    assert subprocess.run(arguments, capture_output=True, timeout=60, check=False).returncode == 2
