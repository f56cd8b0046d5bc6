"""The query tabs of one connection, as they were when they last changed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeAlias

import msgspec

from intacct_desktop.api.query import Query
from intacct_desktop.workspace.kept_tabs import KeptTabs, Tabs
from intacct_desktop.workspace.parameters import Parameter
from intacct_desktop.workspace.query_file import QueryFileError, SavedQuery, Stamp, from_text, to_text

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


OpenTabs: TypeAlias = Tabs[Draft]


class _Tab(msgspec.Struct, omit_defaults=True):
    id: str
    file: msgspec.Raw
    path: str | None = None
    stamp: tuple[int, int] | None = None
    changed: bool = False


class Drafts(KeptTabs[Draft]):
    """The query tabs, one small file for each connection. Methods block; one thread at a time."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, ".json", lambda draft: msgspec.json.encode(_tab(draft)), _draft)


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


def _draft(content: bytes) -> Draft:
    tab = msgspec.json.decode(content, type=_Tab)
    try:
        saved = from_text(bytes(tab.file), most=None)
    except QueryFileError as error:
        raise ValueError(str(error)) from error
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
