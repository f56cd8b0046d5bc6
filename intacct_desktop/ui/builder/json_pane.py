"""The request body of a query as JSON, live and editable: the same `Query` value as the builder shows (design idea 1)."""

from collections.abc import Callable, Iterable
from typing import TypeAlias

import msgspec
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from intacct_desktop.api.muting import with_muted_kept
from intacct_desktop.api.query import Query, QueryError
from intacct_desktop.ui.builder.comparison import same
from intacct_desktop.ui.builder.entry_boxes import mark_invalid
from intacct_desktop.ui.builder.json_editor import LONGEST, JsonEditor, Mark
from intacct_desktop.ui.builder.json_text import INDENT, JsonHighlighter, error_span, line_and_column, places
from intacct_desktop.ui.builder.pane_header import PaneHeader
from intacct_desktop.ui.builder.words import body_problem
from intacct_desktop.ui.theme import Role, set_role, theme

PAUSE_MS = 300

Place: TypeAlias = tuple[str, str, str]
"""A JSON pointer into the query with all its filters, words, and "error", "warning" or another severity."""


class JsonPane(QWidget):
    """A view of one query. Setting `query` redraws and says nothing; typing a valid body makes a new query, after a pause.

    Text that is no query stays as it is typed, with `problem` saying what is wrong and where. The text is replaced only when the query
    becomes another than the one that the text says. Muted filters are not in the text, and an edit of it keeps them.
    """

    query_changed = Signal(object)
    problem_changed = Signal(object)
    """The new `problem`: words, or None."""

    def __init__(self, query: Query, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._query = query
        self._given = query  # the last one that was not typed here: where the muted filters belong
        self._problem: str | None = None
        self._at = 0  # the character at fault
        self._findings: tuple[Place, ...] = ()
        self.setAccessibleName(self.tr("JSON"))

        self.editor = JsonEditor(self)
        self.editor.left.connect(self.commit)
        self.editor.refused.connect(self._refuse)
        self._highlighter = JsonHighlighter(self.editor.document(), self)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self.commit)

        header = PaneHeader(self.tr("JSON"), self)
        self._state = header.state
        self.format_button = header.add_button("json", self.tr("Format the JSON body"), self.format)
        self.copy_button = header.add_button(
            "copy", self.tr("Copy the JSON body"), lambda: QGuiApplication.clipboard().setText(self.editor.toPlainText())
        )
        self._complaint = _Complaint(self)
        self._complaint.pressed.connect(self.go_to_problem)
        self.show_button = QPushButton(self.tr("Show"), self)
        self.show_button.setProperty("role", "link")
        self.show_button.setAccessibleName(self.tr("Show where the JSON is wrong"))
        self.show_button.clicked.connect(self.go_to_problem)
        below = QHBoxLayout()
        below.setContentsMargins(12, 6, 8, 8)
        below.addWidget(self._complaint, 1)
        below.addWidget(self.show_button, 0, Qt.AlignmentFlag.AlignTop)
        self._below = QWidget(self)
        self._below.setLayout(below)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(header)
        column.addWidget(self.editor, 1)
        column.addWidget(self._below)

        self._write(query)
        self._say(None)
        self.editor.textChanged.connect(self._on_text)
        theme().changed.connect(self._check)

    @property
    def query(self) -> Query:
        return self._query

    @query.setter
    def query(self, query: Query) -> None:
        if same(query, self._query):
            return
        self._query = self._given = query
        self._findings = ()
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
        if typed is None:
            return
        typed = with_muted_kept(self._given, typed)
        if not same(typed, self._query):
            self._query = typed
            self.query_changed.emit(typed)

    def format(self) -> None:
        """Lay the text out anew, one member a line; text that is not JSON stays as it is."""
        try:
            laid_out = msgspec.json.format(self.editor.toPlainText(), indent=INDENT)
        except msgspec.DecodeError:
            self.commit()
        else:
            self.editor.replace_text(laid_out)
            self.commit()

    def go_to_problem(self) -> None:
        """Put the cursor where the text is wrong."""
        if self._problem is not None:
            self.editor.go_to(self._at)

    def offer_fields(self, paths: Callable[[], Iterable[str]]) -> None:
        """What gives the paths that Ctrl+Space offers, beside members, operators and relative dates."""
        self.editor.completion.set_paths(paths)

    def show_findings(self, findings: Iterable[Place]) -> None:
        """Underline the members that the query was found fault with, until it is another; their words show over them."""
        self._findings = tuple(findings)
        self._check()

    def _write(self, query: Query) -> None:
        """Put the query's text in place of the present one, as one step that the editor can undo."""
        self._pause.stop()
        self.editor.blockSignals(True)
        self.editor.replace_text(query.to_json(indent=INDENT))
        self.editor.blockSignals(False)

    def _on_text(self) -> None:
        self._pause.start()
        self._say(self._problem, typing=True)

    def _refuse(self, length: int) -> None:
        words = self.tr("{count} characters were to be inserted: at most {most} go here. Nothing was changed.")
        number = self.locale().toString
        self._show_complaint(words.format(count=number(length), most=number(LONGEST)), leads=False)

    def _check(self) -> Query | None:
        """The query that the text says; None, and words about it, where it says none."""
        text = self.editor.toPlainText()
        try:
            typed = Query.from_json(text)
        except QueryError as error:
            start, length = error_span(text, error)
            self._at = start
            line, character = line_and_column(text, start)
            where = self.tr("Line {line}, column {column}").format(line=line, column=character)
            words = f"{where}: {body_problem(error)}"
            self.editor.set_marks([Mark(start, max(length, 1), Role.NEGATIVE, words)])
            self._say(words)
            return None
        self.editor.set_marks(self._marks(text))
        self._say(None)
        return typed

    def _marks(self, text: str) -> list[Mark]:
        if not self._findings:
            return []
        found, marks = places(text), []
        for pointer, words, severity in self._findings:
            place = _in_body(pointer, self._query)
            while place and place not in found:
                place = place.rpartition("/")[0]
            if place:
                marks.append(Mark(*found[place], Role.NEGATIVE if severity == "error" else Role.WARNING, words))
        return marks

    def _say(self, problem: str | None, *, typing: bool = False) -> None:
        if typing:
            state, role = self.tr("typing…"), "muted"
        elif problem is None:
            state, role = self.tr("in step · valid"), "muted"
        else:
            state, role = self.tr("not in step · not valid"), "negative"
        self._state.setText(state)
        set_role(self._state, role)
        self._show_complaint(problem or "", leads=problem is not None)
        mark_invalid(self.editor, problem is not None)
        if problem != self._problem:
            self._problem = problem
            self.problem_changed.emit(problem)

    def _show_complaint(self, words: str, *, leads: bool) -> None:
        """``leads`` to the place at fault when it is pressed."""
        self._complaint.setText(words)
        self._complaint.setCursor(Qt.CursorShape.PointingHandCursor if leads else Qt.CursorShape.ArrowCursor)
        self._below.setVisible(bool(words))
        self.show_button.setVisible(leads)
        self.editor.setAccessibleDescription(words)


class _Complaint(QLabel):
    pressed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "negative")
        self.setWordWrap(True)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.pressed.emit()
        event.accept()


def _in_body(pointer: str, query: Query) -> str:
    """The pointer into the body: numbers of filters without the muted ones. Empty for a muted filter."""
    parts = pointer.split("/")
    if parts[1:2] != ["filters"] or not parts[2:] or not parts[2].isdecimal():
        return pointer
    at = int(parts[2])
    if at in query.muted:
        return ""
    return "/".join([*parts[:2], str(at - sum(muted < at for muted in query.muted)), *parts[3:]])
