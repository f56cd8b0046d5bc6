"""The open tabs of each connection in a small file: they survive a crash, with what was not saved."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

import msgspec

from intacct_desktop.connections.files import set_aside, write_private
from intacct_desktop.connections.profile import is_id

_VERSION = 1
T = TypeVar("T")


@dataclass(frozen=True)
class Tabs(Generic[T]):
    """The tabs from left to right, and the id of the one in front; ``kept`` is where a damaged file was put."""

    drafts: tuple[T, ...] = ()
    current: str | None = None
    kept: Path | None = None


class _File(msgspec.Struct):
    tabs: list[msgspec.Raw]
    current: str | None = None
    version: int = _VERSION


class KeptTabs(Generic[T]):
    """One small file for each connection, in a folder, named with ``suffix``. Methods block; one thread at a time.

    ``encoded`` gives a tab as JSON; ``decoded`` gives it back, and raises ValueError where it cannot.
    """

    def __init__(self, folder: Path, suffix: str, encoded: Callable[[T], bytes], decoded: Callable[[bytes], T]) -> None:
        self.folder = folder
        self._suffix = suffix
        self._encoded = encoded
        self._decoded = decoded
        self._written: dict[str, bytes] = {}

    def save(self, profile_id: str, drafts: Iterable[T], current: str | None = None) -> None:
        """Replace what is kept for a connection, in one step; nothing is written where nothing has changed. Raises OSError."""
        content = msgspec.json.encode(_File([msgspec.Raw(self._encoded(draft)) for draft in drafts], current))
        if self._written.get(profile_id) != content:
            write_private(self._path(profile_id), content)
            self._written[profile_id] = content

    def load(self, profile_id: str) -> Tabs[T]:
        """The tabs of a connection, none where nothing is kept. Raises OSError.

        A file that cannot be read, or of which one tab cannot, is renamed to ``NAME.damaged``; the tabs that can be read are given.
        """
        try:
            found = msgspec.json.decode(self._path(profile_id).read_bytes(), type=_File)
        except FileNotFoundError:
            return Tabs()
        except ValueError:  # what is no UTF-8 is one too, and no error of msgspec's
            return Tabs(kept=self._put_aside(profile_id))
        drafts = []
        for tab in found.tabs:
            try:
                drafts.append(self._decoded(bytes(tab)))
            except ValueError:
                continue
        whole = len(drafts) == len(found.tabs) and found.version <= _VERSION
        return Tabs(tuple(drafts), found.current, None if whole else self._put_aside(profile_id))

    def _put_aside(self, profile_id: str) -> Path:
        self._written.pop(profile_id, None)
        return set_aside(self._path(profile_id))

    def _path(self, profile_id: str) -> Path:
        if not is_id(profile_id):
            raise ValueError(f"not an id: {profile_id!r}")
        return self.folder / f"{profile_id}{self._suffix}"
