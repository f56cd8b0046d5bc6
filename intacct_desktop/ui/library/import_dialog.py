"""Opening queries from a text: a request body, an HTTP request, a cURL line, a Postman collection. Says while one types what is in it."""

from collections.abc import Sequence

from PySide6.QtCore import QLocale, QMimeData, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from intacct_desktop.api.naming import title_of
from intacct_desktop.ui import tasks
from intacct_desktop.ui.builder.import_words import import_note, import_problem, source_words
from intacct_desktop.ui.builder.words import counted_columns, counted_filters
from intacct_desktop.ui.library.growing import GrowingDialog
from intacct_desktop.ui.theme import ROW, SPACE, set_role
from intacct_desktop.workspace.importing import MAX_LENGTH, Imported, ImportFailed, Problem, import_all

DEBOUNCE_MS = 150
MOST_SHOWN = 100_000
"""Characters that are put into the box. A longer text, which Qt would lay out for seconds, is looked at without being shown."""

_SIZE = (680, 520)
_MOST_ROWS = 6


class ImportDialog(GrowingDialog):
    """Show it with `open`. It begins with what is on the clipboard, if that has a query in it.

    `taken` carries the `Imported` that the person chose, at least one.
    """

    taken = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Open from text"))
        self.resize(*_SIZE)
        self._found: Sequence[Imported] = ()
        self._held = ""
        self.text = PasteBox(self)
        self.held = QLabel(self)
        self.type_again = QPushButton(self.tr("Take another text"), self)
        self._places = QStackedWidget(self)
        self.state = QLabel(self)
        self.list = QListWidget(self)
        self.notes = QLabel(self)
        self.cancel = QPushButton(self.tr("Cancel"), self)
        self.take = QPushButton(self)
        self._debounce = QTimer(self)
        self._debounce.setSingleShot(True)
        self._debounce.setInterval(DEBOUNCE_MS)
        self._lay_out()
        self._connect()
        self._show((), "")
        self._read_clipboard()

    @property
    def chosen(self) -> list[Imported]:
        """Those that will be opened, in their order."""
        rows = sorted(self.list.row(item) for item in self.list.selectedItems())
        return [self._found[row] for row in rows]

    # looking at the text

    def _read_clipboard(self) -> None:
        text = QGuiApplication.clipboard().text()
        if len(text) > MAX_LENGTH:
            self._say(self.tr("What is on the clipboard is too long to be a query."))
            return
        if not text.strip():
            return

        async def look() -> None:
            try:
                found = await tasks.in_thread(import_all, text)
            except ImportFailed:
                return  # whatever it is, it is not meant for us
            if not self._typed:
                self._set_text(text)
                self._show(found, self._words(found))

        tasks.latest(self, "look", look(), name=self.tr("Look at the text"))

    @property
    def _typed(self) -> str:
        return self._held or self.text.toPlainText()

    def _set_text(self, text: str) -> None:
        """Put a text into the box, or hold it beside, if it is too long to be shown."""
        self._held = text if len(text) > MOST_SHOWN else ""
        if self._held:
            count = QLocale().toString(len(text))
            self.held.setText(
                self.tr("A text of {count} characters, too long to be shown. What is in it stands below.").format(count=count)
            )
            self._places.setCurrentIndex(1)
            self.type_again.setFocus()
        else:
            self.text.blockSignals(True)
            self.text.setPlainText(text)
            self.text.blockSignals(False)
            self._places.setCurrentIndex(0)

    def _hold(self, text: str) -> None:
        """What was pasted is too long to be shown."""
        if len(text) > MAX_LENGTH:
            self._show((), "", problem=import_problem(_too_big(text), ""))
            return
        self._set_text(text)
        self._look()

    def _take_another(self) -> None:
        self._set_text("")
        self._look()
        self.text.setFocus()

    def _on_typed(self) -> None:
        """What was found before is not in the text any more until it is found again."""
        self.take.setEnabled(False)
        self._debounce.start()

    def _look(self) -> None:
        self._debounce.stop()
        text = self._typed
        if not text.strip():
            self._show((), "")
            return

        async def look() -> None:
            try:
                found = await tasks.in_thread(import_all, text)
            except ImportFailed as error:
                self._show((), "", problem=import_problem(error, text))
            else:
                self._show(found, self._words(found))

        tasks.latest(self, "look", look(), name=self.tr("Look at the text"))

    # what was found

    def _words(self, found: Sequence[Imported]) -> str:
        if len(found) == 1:
            return self.tr("One query in it:")
        return self.tr("{count} queries in it. Choose which to open:").format(count=len(found))

    def _show(self, found: Sequence[Imported], words: str, *, problem: str = "") -> None:
        self._found = found
        self.list.clear()
        for imported in found:
            query = imported.query
            title = imported.name or title_of(query.object)
            parts = (
                title,
                query.object,
                counted_columns(len(query.fields)),
                counted_filters(len(query.filters)),
                source_words(imported.source),
            )
            QListWidgetItem(" · ".join(parts), self.list)
        self.list.setVisible(bool(found))
        self.list.setFixedHeight(min(max(len(found), 1), _MOST_ROWS) * ROW + 2)
        if found:
            self.list.setCurrentRow(0)
        self._say(problem or words, wrong=bool(problem))
        self._offer()

    def _say(self, words: str, *, wrong: bool = False) -> None:
        self.state.setText(words)
        set_role(self.state, "negative" if wrong else "muted")

    def _offer(self) -> None:
        """The notes on what is chosen, and what the button will do."""
        chosen = self.chosen
        notes = dict.fromkeys(import_note(note, imported) for imported in chosen for note in imported.notes)
        self.notes.setText("\n".join(notes))
        self.notes.setVisible(bool(notes))
        several = self.tr("Open {count} queries").format(count=len(chosen))
        self.take.setText(several if len(chosen) > 1 else self.tr("Open"))
        self.take.setEnabled(bool(chosen))

    def _open_chosen(self) -> None:
        chosen = self.chosen
        if chosen and not self._debounce.isActive():
            self.accept()
            self.taken.emit(chosen)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enters = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enters and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.take.click()
        else:
            super().keyPressEvent(event)

    def _connect(self) -> None:
        self._debounce.timeout.connect(self._look)
        self.text.textChanged.connect(self._on_typed)
        self.text.too_long.connect(self._hold)
        self.type_again.clicked.connect(self._take_another)
        self.list.itemSelectionChanged.connect(self._offer)
        self.list.itemDoubleClicked.connect(lambda _: self._open_chosen())
        self.take.clicked.connect(self._open_chosen)
        self.cancel.clicked.connect(self.reject)

    def _lay_out(self) -> None:
        heading = QLabel(self.tr("Open from text"), self)
        heading.setProperty("role", "heading")
        kinds = QLabel(self.tr("A request body, an HTTP request, a cURL line or a Postman collection. Nothing is sent."), self)
        kinds.setProperty("role", "muted")
        self.held.setWordWrap(True)
        self.held.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        holder = QWidget(self)
        held = QVBoxLayout(holder)
        held.addStretch(1)
        held.addWidget(self.held)
        held.addWidget(self.type_again, 0, Qt.AlignmentFlag.AlignHCenter)
        held.addStretch(1)
        self._places.addWidget(self.text)
        self._places.addWidget(holder)
        self.list.setAccessibleName(self.tr("Queries in the text"))
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        for label in (self.state, self.notes):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.notes.setProperty("role", "warning")
        self.type_again.setAutoDefault(False)
        self.cancel.setAutoDefault(False)
        self.take.setProperty("role", "primary")
        self.take.setDefault(True)
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE[1])
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.take)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE[4], SPACE[3], SPACE[4], SPACE[3])
        column.setSpacing(SPACE[1])
        column.addWidget(heading)
        column.addWidget(kinds)
        column.addWidget(self._places, 1)
        column.addWidget(self.state)
        column.addWidget(self.list)
        column.addWidget(self.notes)
        column.addLayout(buttons)


def _too_big(text: str) -> ImportFailed:
    return ImportFailed(Problem.TOO_BIG, str(len(text)))


class PasteBox(QPlainTextEdit):
    """A box for a text. One that is too long to be laid out in a moment is not put into it but given to `too_long`."""

    too_long = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "mono")
        self.setAccessibleName(self.tr("Text"))
        self.setPlaceholderText(self.tr("Paste it here"))
        self.setTabChangesFocus(True)

    def insertFromMimeData(self, source: QMimeData) -> None:
        text = source.text()
        if len(text) + len(self.toPlainText()) > MOST_SHOWN:
            self.too_long.emit(text)
        else:
            self.insertPlainText(text)
