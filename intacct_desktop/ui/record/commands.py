"""What a person can do with the record in a tab by menu, shortcut and palette, but for what concerns the window."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication

from intacct_desktop.api.records.draft import RecordDraft
from intacct_desktop.ui.actions import Actions
from intacct_desktop.ui.asking import confirmed
from intacct_desktop.ui.record.beside import run_beside
from intacct_desktop.ui.record.reading.copying import as_json, as_table
from intacct_desktop.ui.record.reading.links import open_in_browser
from intacct_desktop.ui.record.words import changes_words

if TYPE_CHECKING:
    from intacct_desktop.ui.record.record_tab import RecordTab


class RecordCommands(QObject):
    """Of one tab; what needs a record does nothing while there is none."""

    def __init__(self, tab: "RecordTab") -> None:
        super().__init__(tab)
        self._tab = tab

    def serve(self, actions: Actions) -> None:
        """Do what `declared` declared, while the tab is in front."""
        tab = self._tab
        for id_, slot in (
            ("record.back", tab.moves.back),
            ("record.forward", tab.moves.forward),
            ("record.reload", tab.moves.again),
            ("record.duplicate", tab.duplicate_wished.emit),
            ("record.delete", tab.delete_wished.emit),
            ("record.compare", tab.compare_wished.emit),
            ("record.send", tab.send_wished.emit),
            ("record.review", self.toggle_review),
            ("record.discard", self.discard),
            ("record.web", self.open_web),
            ("record.raw", self.toggle_raw),
            ("record.find", self.find_field),
            ("record.filled_only", tab.header.filled_only.toggle),
            ("record.copy_json", self.copy_json),
            ("record.copy_table", self.copy_table),
            ("query.undo", self.undo),
            ("query.redo", self.redo),
        ):
            actions.handle(id_, slot, owner=tab)

    def find_field(self) -> None:
        self._tab.header.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._tab.header.search.selectAll()

    def toggle_raw(self) -> None:
        self._tab.show_side("" if self._tab.raw.isVisible() else "raw")

    def toggle_review(self) -> None:
        if self._tab.review.isVisible():
            self._tab.show_side("")
        else:
            self._tab.look_at_changes()

    def copy_json(self) -> None:
        if (document := self._tab.document) is not None:
            QGuiApplication.clipboard().setText(as_json(document.draft.record))

    def copy_table(self) -> None:
        if (document := self._tab.document) is not None:
            QGuiApplication.clipboard().setText(as_table(document.draft.record))

    def open_web(self, url: str = "") -> None:
        """Open an address in the browser; without one that of the record in Intacct."""
        document = self._tab.document
        url = url or (str(document.draft.base.get("webURL") or "") if document is not None else "")
        if (refusal := open_in_browser(url)) is not None:
            self._tab.notices.show_message(refusal)

    def undo(self) -> None:
        if (document := self._tab.document) is not None:
            document.undo()

    def redo(self) -> None:
        if (document := self._tab.document) is not None:
            document.redo()

    def discard(self) -> None:
        """Throw away what was changed, after a question."""
        document = self._tab.document
        if document is None:
            return

        async def throw_away() -> None:
            await confirmed(
                self._tab,
                self.tr("Discard {changes}?").format(changes=changes_words(len(document.changes))),
                self.tr("What you entered and did not send is thrown away. Undo brings it back while the tab is open."),
                self.tr("Discard"),
            )
            base = document.draft.base
            document.take(RecordDraft(document.form.object, document.draft.key, base, base), self.tr("Discard changes"))
            self._tab.show_side("")

        run_beside(self._tab, self._tab.notices, throw_away(), self.tr("Discard changes"))
