"""A labelled field of a form with a hint beneath, which becomes what is wrong with it."""

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from intacct_desktop.ui.theme import set_role


class FormField(QWidget):
    """`editor` with its label above. `set_problem` marks it; the words reach a screen reader as the editor's description."""

    def __init__(self, label: str, editor: QWidget, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.editor = editor
        self._hint = hint
        name = QLabel(label, self)
        name.setBuddy(editor)
        editor.setAccessibleName(label.replace("&", ""))
        self._words = QLabel(self)
        self._words.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for part in (name, editor, self._words):
            column.addWidget(part)
        self.set_problem("")

    @property
    def problem(self) -> str:
        return self._words.text() if self.editor.property("invalid") else ""

    def set_hint(self, hint: str) -> None:
        self._hint = hint
        if not self.problem:
            self.set_problem("")

    def set_problem(self, words: str) -> None:
        """Show what is wrong in place of the hint; nothing shows the hint again."""
        self._words.setText(words or self._hint)
        self._words.setVisible(bool(words or self._hint))
        set_role(self._words, "negative" if words else "muted")
        self.editor.setAccessibleDescription(words or self._hint)
        if bool(self.editor.property("invalid")) != bool(words):
            self.editor.setProperty("invalid", bool(words))
            self.editor.style().unpolish(self.editor)
            self.editor.style().polish(self.editor)
