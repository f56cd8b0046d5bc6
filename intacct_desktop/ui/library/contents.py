"""What the queries panel lists, as values: the files and folders of this computer, the templates, the company's views."""

from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from PySide6.QtCore import QCoreApplication

from intacct_desktop.ui.explorer.matching import rank
from intacct_desktop.workspace.query_file import SavedQuery
from intacct_desktop.workspace.saved_queries import ShelfEntry, ShelfFolder

ViewKind = Literal["user", "system"]
ViewsState = Literal["none", "loading", "error", "ready"]


class CompanyView(NamedTuple):
    """A view that the company keeps. ``public`` is True where everybody sees it."""

    id: str
    title: str
    object: str
    kind: ViewKind
    public: bool


@dataclass(frozen=True)
class Contents:
    """Everything that the panel lists. ``entries`` is None before the folder was read; the problems are words."""

    folders: tuple[ShelfFolder, ...] = ()
    entries: tuple[ShelfEntry, ...] | None = None
    shelf_problem: str = ""
    templates: tuple[SavedQuery, ...] = ()
    views: tuple[CompanyView, ...] = ()
    views_state: ViewsState = "none"
    views_problem: str = ""

    def found(self, words: tuple[str, ...]) -> "Contents":
        """Only what every word of a search is found in. A folder that is found comes with all that is in it."""
        entries = [entry for entry in self.entries or () if _holds(words, entry.name, entry.folder, entry.object, entry.description)]
        folders = [one for one in self.folders if _holds(words, one.folder) or any(is_inside(entry.folder, one) for entry in entries)]
        return replace(
            self,
            folders=tuple(folders),
            entries=tuple(entries),
            templates=tuple(one for one in self.templates if _holds(words, *template_words(one), one.query.object)),
            views=tuple(view for view in self.views if _holds(words, view.title, view.object)),
        )

    @property
    def count(self) -> int:
        return len(self.folders) + len(self.entries or ()) + len(self.templates) + len(self.views)


def is_inside(folder: str, other: ShelfFolder) -> bool:
    """Whether the folder at a path is ``other``, or in it."""
    return f"{folder}/".startswith(f"{other.folder}/")


def _holds(words: tuple[str, ...], *texts: str) -> bool:
    return rank("\n".join(texts).lower(), words) is not None


def template_words(template: SavedQuery) -> tuple[str, str]:
    """Name and description of a template in the person's language."""
    translate = QCoreApplication.translate
    return translate("Templates", template.name), translate("Templates", template.description)
