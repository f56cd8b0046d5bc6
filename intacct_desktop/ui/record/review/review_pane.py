"""The difference first: what would change, the exact request, and only then the button that sends it."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QLocale, Qt, QTime, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QSplitter, QVBoxLayout, QWidget

from intacct_desktop.api.records.draft import outgoing
from intacct_desktop.api.records.request_words import request_words
from intacct_desktop.api.records.values import Place
from intacct_desktop.api.records.writes import MOST_BYTES, Write
from intacct_desktop.ui.builder.pane_header import PaneHeader
from intacct_desktop.ui.record.document import RecordDocument
from intacct_desktop.ui.record.review.changes_table import ChangesTable
from intacct_desktop.ui.record.words import changes_words, object_word, problem_words, too_large_words
from intacct_desktop.ui.request_text import RequestText
from intacct_desktop.ui.results.words import number
from intacct_desktop.ui.theme import set_role

_MOST_OF_HEIGHT = 0.55  # that the table takes by itself; the person may draw the line elsewhere


class ReviewPane(QWidget):
    """A view of a document. `send_wished` says that the person, who sees the difference, wants it sent.

    While it is hidden it does nothing.
    """

    send_wished = Signal()
    discard_wished = Signal()
    close_wished = Signal()
    place_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("role", "page")
        self.setAccessibleName(self.tr("Review changes"))
        self._document: RecordDocument | None = None
        self._forbidden = ""
        self._busy = False
        self._said: datetime | None = None
        self._drawn_by_hand = False
        self._header = PaneHeader(self.tr("Review changes"), self)
        self._header.add_button("copy", self.tr("Copy the request"), self._copy)
        self._header.add_button("close", self.tr("Close"), self.close_wished.emit)
        self.table = ChangesTable(self)
        self.state = QLabel(self)
        self.request = RequestText(self)
        self.request.setProperty("pane", True)
        self.request.setFrameShape(QFrame.Shape.NoFrame)
        self.send = QPushButton(self)
        self.send.setProperty("role", "primary")
        self.keep = QPushButton(self.tr("Keep editing"), self)
        self.discard = QPushButton(self.tr("Discard"), self)
        self.discard.setProperty("role", "flat")
        self.note = QLabel(self)
        self.look = QPushButton(self.tr("Show the field"), self)
        self.look.setProperty("role", "link")
        for button in (self.send, self.keep, self.discard, self.look):
            button.setAutoDefault(False)
        for label in (self.state, self.note):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self._lay_out()
        self.table.place_chosen.connect(self.place_chosen)
        self.send.clicked.connect(self.send_wished)
        self.keep.clicked.connect(self.close_wished)
        self.discard.clicked.connect(self.discard_wished)
        self.look.clicked.connect(lambda: self.place_chosen.emit(self.first_problem() or ""))

    def set_document(self, document: RecordDocument | None) -> None:
        """Follow another document."""
        if self._document is not None:
            self._document.changed.disconnect(self.refresh)
        self._document = document
        if document is not None:
            document.changed.connect(self.refresh)
        self.show_state("")
        self.refresh()

    def set_forbidden(self, why: str) -> None:
        """Why nothing may be sent now, in words; empty where it may."""
        self._forbidden = why
        self.refresh()

    def set_busy(self, busy: bool) -> None:
        """It is being sent, or something else is done with the record that has to end first."""
        self._busy = busy
        self.refresh()

    def show_state(self, words: str, role: str = "success") -> None:
        """How the record stands at the company, e.g. that it is unchanged. Without words, and for a record that was read since: when it
        was read."""
        self._said = self._document.read_at if words and self._document is not None else None
        self.state.setText(words)
        set_role(self.state, role)
        self._show_state()

    @property
    def writes(self) -> Sequence[Write]:
        """What is shown, and what a press of the button agrees to."""
        return () if self._document is None else (self._document.write()[0],)

    def refresh(self) -> None:
        """Show the document as it is now, where it is seen."""
        document = self._document
        if document is None or not self.isVisible():
            return
        (write,) = self.writes
        is_new = document.draft.is_new
        said = outgoing(document.draft, document.form) if is_new else document.changes
        self.table.show_changes(said, whole=is_new)
        self.request.show_writes(write)
        self._share()
        self._header.state.setText(self._values_words(len(said)) if is_new else changes_words(len(said)))
        self.send.setText(
            self.tr("Create {object}").format(object=object_word(document.form.object))
            if is_new
            else self.tr("Send {changes}").format(changes=changes_words(len(said)))
            if said
            else self.tr("Send")
        )
        obstacle = self._obstacle(document, write)
        self.send.setEnabled(not obstacle and not self._busy)
        self.discard.setEnabled(document.is_changed and not self._busy)
        self.look.setVisible(bool(self.first_problem()))
        kept = self.tr("It is kept in the journal, from where it can be undone.")
        self.note.setText(obstacle or (self.tr("Waiting for Intacct…") if self._busy else kept))
        self.send.setAccessibleDescription(self.note.text())
        set_role(self.note, "warning" if obstacle else "muted")
        self._show_state()

    def first_problem(self) -> Place | None:
        """Where the person should look."""
        problems = self._document.problems if self._document is not None else ()
        return problems[0].place if problems else None

    def _obstacle(self, document: RecordDocument, write: Write) -> str:
        if not write.body and not document.draft.is_new:
            return self.tr("Nothing has been changed.")
        if document.problems:
            first = document.problems[0]
            words = f"{first.path}: {problem_words(first)}" if first.place else problem_words(first)
            more = len(document.problems) - 1
            others = self.tr("1 more is marked.") if more == 1 else self.tr("{more} more are marked.").format(more=number(more))
            return f"{words} {others}" if more else words
        size = len(write.content or b"")
        return too_large_words(size) if size > MOST_BYTES else self._forbidden

    def _values_words(self, count: int) -> str:
        return self.tr("1 value") if count == 1 else self.tr("{count} values").format(count=number(count))

    def _show_state(self) -> None:
        document = self._document
        if document is None or self._said != document.read_at:
            self._said = None
            moment = document.read_at.astimezone().time() if document is not None and not document.draft.is_new else None
            read = QLocale().toString(QTime(moment.hour, moment.minute), QLocale.FormatType.ShortFormat) if moment is not None else ""
            self.state.setText(self.tr("Read at {time}; it is looked at again before anything is sent.").format(time=read) if read else "")
            set_role(self.state, "muted")
        self.state.setVisible(bool(self.state.text()))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(request_words(self.writes))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_wished.emit()
        else:
            super().keyPressEvent(event)

    def _share(self) -> None:
        """A short table leaves the room to the request."""
        if not self._drawn_by_hand and (height := self._halves.height()) > 0:
            below = self.state.heightForWidth(self.state.width()) if self.state.isVisible() else 0
            upper = min(self.table.wanted_height + below + 1, round(_MOST_OF_HEIGHT * height))
            self._halves.setSizes([upper, height - upper])

    def _draw_by_hand(self) -> None:
        self._drawn_by_hand = True

    def _lay_out(self) -> None:
        foot = QFrame(self)
        foot.setProperty("role", "footer")
        grid = QGridLayout(foot)
        grid.setContentsMargins(12, 12, 12, 12)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(8)
        told = QHBoxLayout()
        told.addWidget(self.note, 1)
        told.addWidget(self.look, 0, Qt.AlignmentFlag.AlignTop)
        grid.addLayout(told, 0, 0, 1, 4)
        grid.addWidget(self.send, 1, 0)
        grid.addWidget(self.keep, 1, 1)
        grid.addWidget(self.discard, 1, 3)
        grid.setColumnStretch(2, 1)
        self.state.setContentsMargins(12, 8, 12, 8)
        upper = QWidget(self)
        inner = QVBoxLayout(upper)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(0)
        inner.addWidget(self.table, 1)
        inner.addWidget(self.state)
        self._halves = QSplitter(Qt.Orientation.Vertical, self)
        self._halves.setChildrenCollapsible(False)
        self._halves.addWidget(upper)
        self._halves.addWidget(self.request)
        self._halves.splitterMoved.connect(self._draw_by_hand)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._header)
        column.addWidget(self._halves, 1)
        column.addWidget(foot)
