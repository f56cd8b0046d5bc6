"""One parameter of an action: its label and API name, its editor, and beneath it what is wrong with what was entered."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from intacct_desktop.api.records.form import Entry
from intacct_desktop.api.records.source import ValueSource
from intacct_desktop.ui.record.editors.making import make_editor
from intacct_desktop.ui.theme import SPACE


class ParameterRow(QWidget):
    """`editor` has the value; `set_problem` says what is wrong with it, empty words that nothing is."""

    def __init__(self, entry: Entry, source: ValueSource | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.entry = entry
        self.editor = make_editor(entry, source, self)
        self.editor.set_name(f"{entry.title}, {entry.path}")
        label = QLabel(f"{entry.title} *" if entry.required else entry.title, self)
        label.setBuddy(self.editor)
        name = QLabel(entry.path, self)
        name.setProperty("role", "mono")
        name.setProperty("tone", "muted")
        self._problem = QLabel(self)
        self._problem.setProperty("role", "negative")
        self._problem.setWordWrap(True)
        for each in (label, name, self._problem):
            each.setTextFormat(Qt.TextFormat.PlainText)
        self._problem.hide()
        head = QHBoxLayout()
        head.setSpacing(SPACE[1])
        head.addWidget(label)
        head.addWidget(name)
        head.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE[0])
        column.addLayout(head)
        column.addWidget(self.editor)
        column.addWidget(self._problem)

    @property
    def problem(self) -> str:
        return self._problem.text()

    def set_problem(self, words: str) -> None:
        self.editor.set_problem(words)
        self._problem.setText(words)
        self._problem.setVisible(bool(words))
