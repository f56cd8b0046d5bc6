"""The vault over a real Secret Service: gnome-keyring on a message bus of its own, in a child process with a home of its own.

The tests are collected where `dbus-run-session` and `gnome-keyring-daemon` are installed; ``dev.py`` installs them where it can.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
import asyncio, pathlib, sys
import keyring
from intacct_desktop.connections.vault import Secrets, Vault

async def main(step, directory):
    vault = Vault(pathlib.Path(directory), patience=20)
    if step == "write":
        await vault.write("acme", Secrets("secret-1", "refresh-1" * 400))
    kept = await vault.read("acme")
    print(type(keyring.get_keyring()).__module__, vault.state.keeping, kept is not None and kept.client_secret == "secret-1")

asyncio.run(main(*sys.argv[1:]))
"""

UNLOCKED = 'printf pw | gnome-keyring-daemon --unlock --components=secrets >"$HOME/daemon.log" 2>&1; exec "$0" -c "$1" "$2" "$3"'
ABSENT = 'exec "$0" -c "$1" "$2" "$3"'

if shutil.which("dbus-run-session") and shutil.which("gnome-keyring-daemon"):

    @pytest.fixture
    def home(tmp_path: Path) -> Path:
        (tmp_path / "home").mkdir()
        return tmp_path / "home"

    def run(home: Path, script: str, step: str) -> str:
        """One start of the program on a new message bus; what it printed."""
        bus_variables = (
            "DBUS_SESSION_BUS_ADDRESS",
            "GNOME_KEYRING_CONTROL",
            "XDG_RUNTIME_DIR",
            "XDG_DATA_HOME",
            "XDG_CONFIG_HOME",
            "DISPLAY",
        )
        environment = {name: value for name, value in os.environ.items() if name not in bus_variables}
        (home / "run").mkdir(mode=0o700, exist_ok=True)
        environment |= {"HOME": str(home), "XDG_RUNTIME_DIR": str(home / "run")}
        command = ["dbus-run-session", "--", "sh", "-c", script, sys.executable, PROGRAM, step, str(home / "vault")]
        ended = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
        assert ended.returncode == 0, ended.stderr
        return ended.stdout.strip()

    def test_the_key_survives_in_the_secret_service(home: Path) -> None:
        assert run(home, UNLOCKED, "write") == "keyring.backends.SecretService keyring True"
        assert run(home, UNLOCKED, "read") == "keyring.backends.SecretService keyring True"
        shutil.rmtree(home / ".local" / "share" / "keyrings")
        assert run(home, UNLOCKED, "read") == "keyring.backends.SecretService keyring False"
        assert (home / "vault" / "acme.secrets.damaged").exists()
