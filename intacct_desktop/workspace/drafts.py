"""The open tabs of one connection, as they were when they last changed: they survive a crash, with what was not saved."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

import msgspec

from intacct_desktop.api.query import Query
from intacct_desktop.connections.files import set_aside, write_private
from intacct_desktop.connections.profile import is_id
from intacct_desktop.workspace.parameters import Parameter
from intacct_desktop.workspace.query_file import QueryFileError, SavedQuery, Stamp, from_text, to_text

_VERSION = 1
_NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One tab. ``id`` tells it from the others; ``path`` is the file that it was opened from or saved to, ``stamp`` how that file stood;
    ``changed`` says that it differs from the file."""

    id: str
    query: Query
    title: str = ""
    path: Path | None = None
    stamp: Stamp | None = None
    parameters: tuple[Parameter, ...] = ()
    description: str = ""
    others: Mapping[str, Any] = field(default_factory=lambda: _NOTHING)
    changed: bool = False


@dataclass(frozen=True, slots=True)
class OpenTabs:
    """The tabs from left to right, and the id of the one in front; ``kept`` is where a damaged file was put."""

    drafts: tuple[Draft, ...] = ()
    current: str | None = None
    kept: Path | None = None


class _Tab(msgspec.Struct, omit_defaults=True):
    id: str
    file: msgspec.Raw
    path: str | None = None
    stamp: tuple[int, int] | None = None
    changed: bool = False


class _File(msgspec.Struct):
    tabs: list[_Tab]
    current: str | None = None
    version: int = _VERSION


class Drafts:
    """One small file for each connection, in a folder. Methods block; one thread at a time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._written: dict[str, bytes] = {}

    def save(self, profile_id: str, drafts: Iterable[Draft], current: str | None = None) -> None:
        """Replace what is kept for a connection, in one step; nothing is written where nothing has changed. Raises OSError."""
        content = msgspec.json.encode(_File([_tab(draft) for draft in drafts], current))
        if self._written.get(profile_id) != content:
            write_private(self._path(profile_id), content)
            self._written[profile_id] = content

    def load(self, profile_id: str) -> OpenTabs:
        """The tabs of a connection, none where nothing is kept. Raises OSError.

        A file that cannot be read, or of which one tab cannot, is renamed to ``NAME.damaged``; the tabs that can be read are given.
        """
        path = self._path(profile_id)
        try:
            found = msgspec.json.decode(path.read_bytes(), type=_File)
        except FileNotFoundError:
            return OpenTabs()
        except ValueError:  # what is no UTF-8 is one too, and no error of msgspec's
            return OpenTabs(kept=self._put_aside(profile_id))
        drafts = tuple(draft for tab in found.tabs if (draft := _draft(tab)) is not None)
        whole = len(drafts) == len(found.tabs) and found.version <= _VERSION
        return OpenTabs(drafts, found.current, None if whole else self._put_aside(profile_id))

    def _put_aside(self, profile_id: str) -> Path:
        self._written.pop(profile_id, None)
        return set_aside(self._path(profile_id))

    def _path(self, profile_id: str) -> Path:
        if not is_id(profile_id):
            raise ValueError(f"not an id: {profile_id!r}")
        return self.folder / f"{profile_id}.json"


def _tab(draft: Draft) -> _Tab:
    saved = SavedQuery(draft.title, draft.query, draft.description, draft.parameters, draft.others)
    stamp = draft.stamp
    return _Tab(
        draft.id,
        msgspec.Raw(to_text(saved).encode()),
        _written(draft.path),
        (stamp.changed, stamp.length) if stamp is not None else None,
        draft.changed,
    )


def _written(path: Path | None) -> str | None:
    """None also for a path that is no text: such a tab comes back without its file, with all that is in it."""
    text = None if path is None else str(path)
    return text if text is not None and text == text.encode(errors="replace").decode() else None


def _draft(tab: _Tab) -> Draft | None:
    try:
        saved = from_text(bytes(tab.file), most=None)
    except QueryFileError:
        return None
    return Draft(
        id=tab.id,
        query=saved.query,
        title=saved.name,
        path=Path(tab.path) if tab.path is not None else None,
        stamp=Stamp(*tab.stamp) if tab.stamp is not None else None,
        parameters=saved.parameters,
        description=saved.description,
        others=saved.others,
        changed=tab.changed,
    )
