"""The vault over keyrings of every temper; the real Secret Service has its own file."""

import asyncio
import base64
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.core import load_keyring
from keyring.errors import InitError, KeyringLocked

from intacct_desktop.connections.vault import SERVICE, Keeping, Secrets, Vault
from tests.connections.rings import Hanging, PlainFile, Raising, Ring

SECRETS = Secrets("client-secret-1", "refresh-1", "access-1", datetime(2026, 11, 20, 12, tzinfo=UTC))


def use(ring: KeyringBackend) -> None:
    keyring.set_keyring(ring)


@pytest.fixture(autouse=True)
def ring() -> Iterator[Ring]:
    """A keyring that works; the one before comes back afterwards."""
    working = Ring()
    use(working)
    yield working
    use(load_keyring("keyring.backends.fail.Keyring"))


def files(directory: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(directory.iterdir())}


async def test_secrets_survive_a_new_start_and_stand_nowhere_in_the_clear(tmp_path: Path, ring: Ring) -> None:
    vault = Vault(tmp_path / "vault")
    assert vault.state.keeping is Keeping.NOT_ASKED
    assert ring.asked == 0
    await vault.write("acme", SECRETS)
    assert vault.state.lasting

    again = Vault(tmp_path / "vault")
    assert await again.read("acme") == SECRETS
    assert await again.read("other") is None
    (key,) = ring.entries.values()
    assert list(ring.entries) == [(SERVICE, "vault key")]
    assert len(base64.b64decode(key)) == 32
    (content,) = files(tmp_path / "vault").values()
    for secret in ("client-secret-1", "refresh-1", "access-1", key):
        assert secret.encode() not in content
        assert secret not in repr(SECRETS)
    if sys.platform != "win32":
        assert stat.S_IMODE((tmp_path / "vault" / "acme.secrets").stat().st_mode) == 0o600


async def test_the_keyring_is_asked_once_however_many_wait(tmp_path: Path, ring: Ring) -> None:
    vault = Vault(tmp_path)
    await asyncio.gather(*(vault.open() for _ in range(5)), vault.write("acme", SECRETS), vault.read("acme"))
    await vault.open()
    assert ring.asked == 2  # nothing there, then what was put there


async def test_by_choice_nothing_leaves_memory(tmp_path: Path, ring: Ring) -> None:
    vault = Vault(None)
    await vault.write("acme", SECRETS)
    assert await vault.read("acme") == SECRETS
    await vault.forget("acme")
    assert await vault.read("acme") is None
    assert vault.state.keeping is Keeping.MEMORY
    assert ring.asked == 0


@pytest.mark.parametrize(
    ("bad", "keeping"),
    [
        (load_keyring("keyring.backends.fail.Keyring"), Keeping.NO_KEYRING),
        (load_keyring("keyring.backends.null.Keyring"), Keeping.NO_KEYRING),
        (PlainFile(), Keeping.NO_KEYRING),
        (Raising(KeyringLocked("dismissed")), Keeping.LOCKED),
        (Raising(InitError("dismissed")), Keeping.LOCKED),
        (Raising(OSError("no bus")), Keeping.FAILED),
    ],
)
async def test_without_a_usable_keyring_secrets_stay_in_memory_and_the_reason_is_told(
    tmp_path: Path, bad: KeyringBackend, keeping: Keeping
) -> None:
    use(bad)
    vault = Vault(tmp_path)
    told: list[Keeping] = []
    vault.subscribe(lambda: told.append(vault.state.keeping))
    await vault.write("acme", SECRETS)
    assert await vault.read("acme") == SECRETS
    assert told == [keeping]
    assert not vault.state.lasting
    assert files(tmp_path) == {}
    assert await Vault(tmp_path).read("acme") is None


async def test_a_keyring_that_keeps_nothing_is_found_out(tmp_path: Path) -> None:
    class Forgetful(Ring):
        def set_password(self, service: str, username: str, password: str) -> None:
            pass

    use(Forgetful())
    vault = Vault(tmp_path)
    await vault.write("acme", SECRETS)
    assert vault.state.keeping is Keeping.FAILED
    assert files(tmp_path) == {}


async def test_a_late_answer_is_taken_and_what_was_in_memory_is_written(tmp_path: Path) -> None:
    hanging = Hanging()
    use(hanging)
    vault = Vault(tmp_path, patience=0.01)
    await vault.write("acme", SECRETS)
    assert vault.state.keeping is Keeping.TIMED_OUT
    assert await vault.read("acme") == SECRETS
    assert files(tmp_path) == {}

    lasting, written = asyncio.Event(), tmp_path / "acme.secrets"
    vault.subscribe(lambda: lasting.set() if vault.state.lasting else None)
    hanging.unlocked.set()
    await asyncio.wait_for(lasting.wait(), 10)
    await vault.open()
    assert await vault.read("acme") == SECRETS  # waits for the writing that is under way
    assert written.exists()
    assert await Vault(tmp_path).read("acme") == SECRETS
    assert hanging.asked == 3  # the first asks twice, the second vault once


def test_a_keyring_that_never_answers_does_not_keep_the_program_from_ending(tmp_path: Path) -> None:
    program = f"""
import asyncio, pathlib, threading, keyring
from keyring.backend import KeyringBackend
from intacct_desktop.connections.vault import Vault
class Silent(KeyringBackend):
    priority = 1
    def get_password(self, service, username):
        threading.Event().wait()
    def set_password(self, service, username, password):
        pass
keyring.set_keyring(Silent())
print(asyncio.run(Vault(pathlib.Path({str(tmp_path)!r}), patience=0.05).open()).keeping)
"""
    ended = subprocess.run([sys.executable, "-W", "error", "-c", program], capture_output=True, text=True, timeout=30, check=True)
    assert (ended.stdout, ended.stderr) == ("timed-out\n", "")


def flip(content: bytes) -> bytes:
    return content[:-1] + bytes([content[-1] ^ 1])


@pytest.mark.parametrize(
    "damage",
    [flip, lambda content: content[:-1], lambda content: content[:10], lambda content: b"", lambda content: b"ID9\n" + content[4:]],
)
async def test_a_damaged_file_is_kept_aside_and_reported(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    await Vault(tmp_path).write("acme", SECRETS)
    path = tmp_path / "acme.secrets"
    damaged = damage(path.read_bytes())
    path.write_bytes(damaged)

    vault = Vault(tmp_path)
    assert await vault.read("acme") is None
    assert vault.damaged == {"acme": tmp_path / "acme.secrets.damaged"}
    assert files(tmp_path) == {"acme.secrets.damaged": damaged}
    await vault.write("acme", SECRETS)
    assert await vault.read("acme") == SECRETS
    await vault.forget("acme")
    assert vault.damaged == {}
    assert files(tmp_path) == {}


async def test_a_file_of_another_profile_or_key_does_not_open(tmp_path: Path, ring: Ring) -> None:
    vault = Vault(tmp_path)
    await vault.write("acme", SECRETS)
    (tmp_path / "other.secrets").write_bytes((tmp_path / "acme.secrets").read_bytes())
    assert await vault.read("other") is None
    assert "other" in vault.damaged

    ring.entries.clear()
    assert await Vault(tmp_path).read("acme") is None


async def test_an_entry_that_is_no_key_is_replaced(tmp_path: Path, ring: Ring) -> None:
    ring.entries[SERVICE, "vault key"] = "bm90IGEga2V5"
    vault = Vault(tmp_path)
    await vault.write("acme", SECRETS)
    assert vault.state.lasting
    assert await Vault(tmp_path).read("acme") == SECRETS


async def test_a_disk_that_refuses_loses_nothing(tmp_path: Path) -> None:
    directory = tmp_path / "vault"
    directory.write_text("in the way")
    vault = Vault(directory)
    await vault.write("acme", SECRETS)
    assert vault.state.keeping is Keeping.NOT_WRITTEN
    assert str(directory) in vault.state.detail
    assert await vault.read("acme") == SECRETS

    directory.unlink()
    await vault.write("other", Secrets(refresh_token="refresh-2"))
    assert vault.state.lasting
    assert await Vault(directory).read("acme") == SECRETS


async def test_a_name_that_is_no_id_reaches_no_file(tmp_path: Path) -> None:
    vault = Vault(tmp_path / "vault")
    with pytest.raises(ValueError, match="no file"):
        await vault.read("../vault")
