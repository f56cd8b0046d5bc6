"""Secrets and tokens: a file for each profile, encrypted with one key that the operating system's keyring keeps.

Only the key goes to the keyring: Windows takes 2,560 bytes an entry, less than a token, and macOS asks once an entry. Where there is no
keyring, or it does not answer, secrets stay in memory until the program ends; they are never written in the clear.
"""

import asyncio
import base64
import binascii
import contextlib
import logging
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias, cast

import msgspec

from intacct_desktop.connections.files import damaged_path, set_aside, write_private
from intacct_desktop.connections.profile import is_id

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

SERVICE = "Intacct Desktop"
_ACCOUNT = "vault key"
_KEY_BYTES = 32
_NONCE_BYTES = 12
_FORMAT = b"ID1\n"
_log = logging.getLogger(__name__)


class Keeping(StrEnum):
    """Where secrets are kept; everything but `KEYRING` means in memory, and why."""

    KEYRING = "keyring"
    NOT_ASKED = "not-asked"
    MEMORY = "memory"
    NO_KEYRING = "no-keyring"
    TIMED_OUT = "timed-out"
    LOCKED = "locked"
    FAILED = "failed"
    NOT_WRITTEN = "not-written"


@dataclass(frozen=True, slots=True)
class VaultState:
    """``detail`` is what the keyring or the disk said, for "copy details"; never a secret."""

    keeping: Keeping
    detail: str = ""

    @property
    def lasting(self) -> bool:
        """Whether the secrets will be there when the program starts again."""
        return self.keeping is Keeping.KEYRING


@dataclass(frozen=True, slots=True)
class Secrets:
    """What a profile needs and nobody may see."""

    client_secret: str | None = field(default=None, repr=False)
    refresh_token: str | None = field(default=None, repr=False)
    access_token: str | None = field(default=None, repr=False)
    expires_at: datetime | None = None


class Vault:
    """The secrets of all profiles, under `directory`; with None in memory only, by choice. Belongs to one event loop.

    The keyring is asked when the vault is first used, once, in a thread of its own that cannot keep the program from ending. If it takes
    longer than `patience` seconds the vault works from memory. An answer that comes later, when the person has unlocked the keyring,
    is taken all the same, and what was kept in memory is then written down.
    """

    def __init__(self, directory: Path | None, *, patience: float = 5.0) -> None:
        self.state = VaultState(Keeping.NOT_ASKED if directory else Keeping.MEMORY)
        self.damaged: dict[str, Path] = {}
        """Files that could not be opened, by profile id, and where each is kept now."""
        self._directory = directory
        self._patience = patience
        self._key: bytes | None = None
        self._memory: dict[str, Secrets] = {}
        self._answer: asyncio.Future[_Answer] | None = None
        self._taking: asyncio.Task[None] | None = None
        self._file_lock = asyncio.Lock()
        self._listeners: list[Callable[[], None]] = []

    def subscribe(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call `listener` whenever `state` or `damaged` changes; returns what ends that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    async def open(self) -> VaultState:
        """Ask the keyring, unless that was done before, and give `state`."""
        if self._directory is None:
            return self.state
        if self._answer is None:
            self._answer = asyncio.get_running_loop().create_future()
            threading.Thread(target=_ask, args=(self._answer,), name="keyring", daemon=True).start()
        if self.state.keeping is Keeping.NOT_ASKED:
            await asyncio.wait([self._answer], timeout=self._patience)
            if self._answer.done():
                await self._take(self._answer.result())
            elif self.state.keeping is Keeping.NOT_ASKED:
                self._become(Keeping.TIMED_OUT)
                self._answer.add_done_callback(self._take_late)
        return self.state

    async def read(self, profile_id: str) -> Secrets | None:
        """The secrets of a profile, None if there are none; a file that cannot be opened counts as none (see `damaged`). Raises OSError."""
        await self.open()
        async with self._file_lock:
            if self._key is None or profile_id in self._memory:
                return self._memory.get(profile_id)
            return await self._read_file(profile_id, self._key)

    async def write(self, profile_id: str, kept: Secrets) -> None:
        """Keep secrets: on disk when this returns if `state` is lasting, else in memory. A full disk does not lose them (`NOT_WRITTEN`)."""
        await self.open()
        self._memory[profile_id] = kept
        await self._write_files()

    async def forget(self, profile_id: str) -> None:
        """Remove every trace of a profile's secrets, a damaged file of it too. Raises OSError."""
        async with self._file_lock:
            self._memory.pop(profile_id, None)
            if self._directory is not None:
                path = self._path(profile_id)
                for trace in (path, damaged_path(path)):
                    await asyncio.to_thread(trace.unlink, missing_ok=True)
        if self.damaged.pop(profile_id, None):
            self._tell()

    async def _take(self, answer: "_Answer") -> None:
        if isinstance(answer, VaultState):
            self._become(answer.keeping, answer.detail)
        elif self._key is None:
            self._key = answer
            self._become(Keeping.KEYRING)
            await self._write_files()

    def _take_late(self, answer: "asyncio.Future[_Answer]") -> None:
        self._taking = asyncio.get_running_loop().create_task(self._take(answer.result()), name="take the keyring's late answer")

    async def _write_files(self) -> None:
        async with self._file_lock:
            if self._key is None:
                return
            for profile_id, kept in tuple(self._memory.items()):
                try:
                    await asyncio.to_thread(_write_file, self._path(profile_id), profile_id, kept, self._key)
                except OSError as error:
                    self._become(Keeping.NOT_WRITTEN, str(error))
                    return
                if self._memory.get(profile_id) is kept:
                    del self._memory[profile_id]
            self._become(Keeping.KEYRING)

    async def _read_file(self, profile_id: str, key: bytes) -> Secrets | None:
        path = self._path(profile_id)
        try:
            return await asyncio.to_thread(_read_file, path, profile_id, key)
        except FileNotFoundError:
            return None
        except _Damaged:
            self.damaged[profile_id] = await asyncio.to_thread(set_aside, path)
            _log.info("the secrets of connection %s could not be opened; the file is kept as %s", profile_id, self.damaged[profile_id])
            self._tell()
            return None

    def _path(self, profile_id: str) -> Path:
        if self._directory is None or not is_id(profile_id):
            raise ValueError(f"no file for {profile_id!r}")
        return self._directory / f"{profile_id}.secrets"

    def _become(self, keeping: Keeping, detail: str = "") -> None:
        state = VaultState(keeping, detail)
        if state != self.state:
            self.state = state
            _log.info("secrets are kept: %s %s", keeping, detail)
            self._tell()

    def _tell(self) -> None:
        for listener in tuple(self._listeners):
            listener()


_Answer: TypeAlias = bytes | VaultState
"""The key, or why there is none."""


class _Damaged(Exception):
    pass


def _write_file(path: Path, profile_id: str, kept: Secrets, key: bytes) -> None:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = os.urandom(_NONCE_BYTES)
    sealed = AESGCM(key).encrypt(nonce, msgspec.json.encode(kept), _FORMAT + profile_id.encode())
    write_private(path, _FORMAT + nonce + sealed)


def _read_file(path: Path, profile_id: str, key: bytes) -> Secrets:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    content = path.read_bytes()
    start = len(_FORMAT) + _NONCE_BYTES
    try:
        if not content.startswith(_FORMAT):
            raise _Damaged
        opened = AESGCM(key).decrypt(content[len(_FORMAT) : start], content[start:], _FORMAT + profile_id.encode())
        return msgspec.json.decode(opened, type=Secrets)
    except (InvalidTag, ValueError) as error:  # a nonce too short and a text that is no `Secrets` are ValueErrors
        raise _Damaged from error


def _ask(answer: "asyncio.Future[_Answer]") -> None:
    """Runs in the keyring's thread."""
    outcome = _key_of_keyring()
    # By the time a keyring answers the program may have ended its loop.
    with contextlib.suppress(RuntimeError):
        answer.get_loop().call_soon_threadsafe(answer.set_result, outcome)


def _key_of_keyring() -> _Answer:
    """The key in the operating system's keyring, made on first use."""
    import keyring
    from keyring import errors

    try:
        backend = _usable(keyring.get_keyring())
        if backend is None:
            return VaultState(Keeping.NO_KEYRING)
        key = _decoded(backend.get_password(SERVICE, _ACCOUNT))
        if key is None:
            backend.set_password(SERVICE, _ACCOUNT, base64.b64encode(os.urandom(_KEY_BYTES)).decode())
            # Asked again: another window may have made one meanwhile, and some keyrings take everything and keep nothing.
            key = _decoded(backend.get_password(SERVICE, _ACCOUNT))
    except errors.NoKeyringError as error:
        return VaultState(Keeping.NO_KEYRING, str(error))
    except (errors.KeyringLocked, errors.InitError) as error:
        return VaultState(Keeping.LOCKED, str(error))
    except Exception as error:  # noqa: BLE001 - a keyring is anybody's plug-in; whatever it raises, there is no key
        return VaultState(Keeping.FAILED, f"{type(error).__name__}: {error}")
    return VaultState(Keeping.FAILED, f"{type(backend).__name__} keeps nothing") if key is None else key


def _usable(chosen: "KeyringBackend") -> "KeyringBackend | None":
    """The keyring to use: none that is a dummy, and none that writes passwords into a file of its own."""
    from keyring.backends import chainer, fail, null

    for backend in chosen.backends if isinstance(chosen, chainer.ChainerBackend) else (chosen,):
        if isinstance(backend, (fail.Keyring, null.Keyring)) or type(backend).__module__.startswith("keyrings.alt"):
            continue
        if type(backend).__module__ == "keyring.backends.Windows":
            cast("Any", backend).persist = "local machine"  # otherwise the entry follows the user to other computers of the domain
        return backend
    return None


def _decoded(entry: str | None) -> bytes | None:
    """The key, or None for an entry that is none: nothing was ever encrypted with it, so a new one may take its place."""
    try:
        key = base64.b64decode(entry or "", validate=True)
    except binascii.Error:
        return None
    return key if len(key) == _KEY_BYTES else None
