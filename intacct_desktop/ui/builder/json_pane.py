"""The request body of a query as JSON, live and editable: the same `Query` value as the builder shows (design idea 1)."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFocusEvent, QGuiApplication, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPlainTextEdit, QTextEdit, QToolButton, QVBoxLayout, QWidget

from intacct_desktop.api.query import Query, QueryError
from intacct_desktop.ui.builder.comparison import same
from intacct_desktop.ui.builder.entry_boxes import mark_invalid
from intacct_desktop.ui.builder.json_text import JsonHighlighter, error_span, line_and_column
from intacct_desktop.ui.builder.words import body_problem
from intacct_desktop.ui.icons import icon
from intacct_desktop.ui.theme import Role, mono_font, set_role, theme

PAUSE_MS = 300
_INDENT = 2


class JsonPane(QWidget):
    """A view of one query. Setting `query` redraws and says nothing; typing a valid body makes a new query, after a pause.

    Text that is no query stays as it is typed, with `problem` saying what is wrong and where. The text is replaced only when the query
    becomes another than the one that the text says.
    """

    query_changed = Signal(object)
    problem_changed = Signal(object)
    """The new `problem`: words, or None."""

    def __init__(self, query: Query, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._query = query
        self._problem: str | None = None
        self.setAccessibleName(self.tr("JSON"))

        self.editor = _Editor(self)
        self.editor.left.connect(self.commit)
        self._highlighter = JsonHighlighter(self.editor.document(), self)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self.commit)

        heading = QLabel(self.tr("JSON"), self)
        heading.setProperty("role", "strong")
        self._state = QLabel(self)
        self.copy_button = QToolButton(self)
        self.copy_button.setProperty("role", "flat")
        self.copy_button.setIcon(icon("copy", Role.MUTED))
        self.copy_button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.copy_button.setToolTip(self.tr("Copy the JSON body"))
        self.copy_button.setAccessibleName(self.tr("Copy the JSON body"))
        self.copy_button.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.editor.toPlainText()))
        header = QFrame(self)
        header.setProperty("role", "bar")
        row = QHBoxLayout(header)
        row.setContentsMargins(12, 2, 4, 2)
        row.setSpacing(8)
        row.addWidget(heading)
        row.addStretch(1)
        row.addWidget(self._state)
        row.addWidget(self.copy_button)
        self._complaint = QLabel(self)
        self._complaint.setProperty("role", "negative")
        self._complaint.setWordWrap(True)
        self._complaint.setContentsMargins(12, 6, 12, 8)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(header)
        column.addWidget(self.editor, 1)
        column.addWidget(self._complaint)

        self._write(query)
        self._say(None)
        self.editor.textChanged.connect(self._on_text)
        theme().changed.connect(self._recolour)

    @property
    def query(self) -> Query:
        return self._query

    @query.setter
    def query(self, query: Query) -> None:
        if same(query, self._query):
            return
        self._query = query
        self._write(query)
        self._check()

    @property
    def problem(self) -> str | None:
        """Why the text is no query, in words; None when it is the one in `query`."""
        return self._problem

    def commit(self) -> None:
        """Take what is typed now, without waiting for a pause."""
        self._pause.stop()
        typed = self._check()
        if typed is not None and not same(typed, self._query):
            self._query = typed
            self.query_changed.emit(typed)

    def _write(self, query: Query) -> None:
        """Put the query's text in place of the present one, as one step that the editor can undo."""
        self._pause.stop()
        self.editor.blockSignals(True)
        cursor = QTextCursor(self.editor.document())
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(query.to_json(indent=_INDENT))
        self.editor.blockSignals(False)

    def _recolour(self) -> None:
        self._check()

    def _on_text(self) -> None:
        self._pause.start()
        self._say(self._problem, typing=True)

    def _check(self) -> Query | None:
        """The query that the text says; None, and words about it, where it says none."""
        text = self.editor.toPlainText()
        try:
            typed = Query.from_json(text)
        except QueryError as error:
            start, length = error_span(text, error)
            line, character = line_and_column(text, start)
            self._mark(start, max(length, 1))
            where = self.tr("Line {line}, column {column}").format(line=line, column=character)
            self._say(f"{where}: {body_problem(error)}")
            return None
        self._mark(0, 0)
        self._say(None)
        return typed

    def _say(self, problem: str | None, *, typing: bool = False) -> None:
        if typing:
            state, role = self.tr("typing…"), "muted"
        elif problem is None:
            state, role = self.tr("in step · valid"), "muted"
        else:
            state, role = self.tr("not in step · not valid"), "negative"
        self._state.setText(state)
        set_role(self._state, role)
        self._complaint.setText(problem or "")
        self._complaint.setVisible(problem is not None)
        self.editor.setAccessibleDescription(problem or "")
        mark_invalid(self.editor, problem is not None)
        if problem != self._problem:
            self._problem = problem
            self.problem_changed.emit(problem)

    def _mark(self, start: int, length: int) -> None:
        selections = []
        if length:
            found = QTextEdit.ExtraSelection()
            cursor = QTextCursor(self.editor.document())
            cursor.setPosition(start)
            cursor.setPosition(min(start + length, self.editor.document().characterCount() - 1), QTextCursor.MoveMode.KeepAnchor)
            wave = QTextCharFormat()
            wave.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
            wave.setUnderlineColor(QColor(theme().color(Role.NEGATIVE)))
            found.format, found.cursor = wave, cursor
            selections.append(found)
        self.editor.setExtraSelections(selections)


class _Editor(QPlainTextEdit):
    left = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "mono")
        self.setProperty("pane", True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName(self.tr("JSON body"))
        self.setTabChangesFocus(True)
        self.setFont(mono_font())
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()
