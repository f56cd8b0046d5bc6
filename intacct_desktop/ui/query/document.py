"""What a query tab is about: the query as it is now, how it came to be so, what it is called and where it is kept."""

import uuid
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from intacct_desktop.api.naming import readable, short_name
from intacct_desktop.api.query import FilterValue, Query
from intacct_desktop.api.view_service import View
from intacct_desktop.ui.builder.change_words import change_place, change_words
from intacct_desktop.ui.builder.comparison import same
from intacct_desktop.workspace.parameters import Parameter
from intacct_desktop.workspace.query_file import SavedQuery, Stamp
from intacct_desktop.workspace.undo import Steps


class QueryDocument(QObject):
    """One query with its steps back and forth. An edit in any of its views comes here with `take`; all of them follow `changed`."""

    changed = Signal(object)
    """Carries the query, however it became another."""
    renamed = Signal()
    """Its title, its place or whether it is saved has become another."""

    def __init__(self, saved: SavedQuery, path: Path | None = None, stamp: Stamp | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._saved = saved
        self._steps = Steps(saved.query, same=same)
        self.draft_id = uuid.uuid4().hex
        """Tells it from other open queries, over the end of the program too."""
        self.path = path
        self.stamp = stamp
        """How the file stood when it was read or written, to see whether somebody else has written it since."""
        self.view: View | None = None
        """The view of the company that the query was taken from, or stored as."""
        self.answers: Mapping[str, FilterValue] = {}
        """What was answered for its parameters the last time."""

    @property
    def query(self) -> Query:
        return self._steps.value

    @property
    def title(self) -> str:
        """Its name; that of its object where it has none."""
        return self._saved.name or readable(short_name(self.query.object))

    @property
    def name(self) -> str:
        """Empty for a query that was never given one."""
        return self._saved.name

    @property
    def description(self) -> str:
        return self._saved.description

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """Those that are declared; the query may have more placeholders, or fewer."""
        return self._saved.parameters

    @property
    def is_edited(self) -> bool:
        """Whether the query is another than the one that was opened or saved."""
        return not same(self.query, self._saved.query)

    @property
    def is_changed(self) -> bool:
        """Whether it differs from what is kept of it. One that is kept nowhere does not."""
        return self.path is not None and self.is_edited

    @property
    def view_to_run(self) -> View | None:
        """The view, while the query is still what the view asks for: the company runs it itself then."""
        return None if self.is_edited else self.view

    def as_saved(self) -> SavedQuery:
        """What a file of it would say."""
        saved = self._saved
        return SavedQuery(saved.name, self.query, saved.description, saved.parameters, saved.others)

    def take(self, query: Query) -> None:
        """The query has been edited: one step further."""
        old, title, changed = self.query, self.title, self.is_changed
        if not same(query, old):
            self._steps.push(query, change_words(old, query), change_place(old, query))
            self._tell(title, changed)

    def set_saved(self, saved: SavedQuery, path: Path | None, stamp: Stamp | None = None) -> None:
        """It is kept now as `saved`, in the file at `path` if there is one."""
        self._saved, self.path, self.stamp = saved, path, stamp
        self.renamed.emit()

    def follow_file(self, name: str, path: Path, stamp: Stamp | None) -> None:
        """Its file is called otherwise, or stands elsewhere."""
        self._saved = replace(self._saved, name=name)
        self.path, self.stamp = path, stamp
        self.renamed.emit()

    # steps

    @property
    def undo_name(self) -> str:
        """What an undo takes back, in words; empty when there is nothing."""
        return self._steps.undo_name

    @property
    def redo_name(self) -> str:
        return self._steps.redo_name

    def undo(self) -> None:
        title, changed = self.title, self.is_changed
        self._steps.undo()
        self._tell(title, changed)

    def redo(self) -> None:
        title, changed = self.title, self.is_changed
        self._steps.redo()
        self._tell(title, changed)

    def _tell(self, title: str, changed: bool) -> None:
        self.changed.emit(self.query)
        if (title, changed) != (self.title, self.is_changed):
            self.renamed.emit()
