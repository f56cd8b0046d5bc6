"""Numbers, dates and moments in one line, read as the person's language writes them."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from intacct_desktop.api.records.form import Entry, EntryKind
from intacct_desktop.api.records.local_text import NotAValue, kept
from intacct_desktop.ui.record.editors.editor import Editor
from intacct_desktop.ui.record.editors.line import Line
from intacct_desktop.ui.record.editors.locales import locale_of
from intacct_desktop.ui.record.editors.readings import Reading, reading_for
from intacct_desktop.ui.record.editors.words import problem_words
from intacct_desktop.ui.theme import number_font

_NUMBERS = (EntryKind.DECIMAL, EntryKind.INTEGER)


class LineEditor(Editor):
    """What cannot be read stays as it was typed, and `problem` says why; what can is written the usual way when the line is left."""

    def __init__(self, entry: Entry, parent: QWidget | None = None) -> None:
        super().__init__(entry, parent)
        self.line = Line(self)
        if entry.kind in _NUMBERS:
            self.line.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self.line.setFont(number_font())
        self._use(self.line)
        self.line.textEdited.connect(self._read)
        self.line.editingFinished.connect(self.commit)

    @property
    def reading(self) -> Reading:
        found = reading_for(self.entry, locale_of(self.locale()))
        assert found is not None  # noqa: S101  # this editor is for the kinds that have one
        return found

    def commit(self) -> None:
        if self._lock is None and self.line.isModified():
            self._read(self.line.text())
            if not self._own_problem:
                self.line.setText(self.reading.write(self._value) or "")

    def _read(self, text: str) -> None:
        try:
            value = self.reading.read(text)
        except NotAValue as error:
            self._find_fault(problem_words(error, locale_of(self.locale())))
            self._take(kept(text))
        else:
            self._find_fault("")
            self._take(value)

    def _show_value(self) -> None:
        written = self.reading.write(self._value)
        if written is None:
            written = "" if self._value is None else str(self._value).rstrip()
        self.line.setText(written)
        self.line.setCursorPosition(0)
        self._find_fault(self._fault_of(written))

    def _fault_of(self, text: str) -> str:
        """Why a text that stands in the record is no value: it was typed here before. What the company itself says is not to be mended."""
        if self._lock is not None or self.reading.write(self._value) is not None:
            return ""
        try:
            self.reading.read(text)
        except NotAValue as error:
            return problem_words(error, locale_of(self.locale()))
        return ""

    def _show_lock(self) -> None:
        self.line.setReadOnly(self._lock is not None)
        self._find_fault(self._fault_of(self.line.text()))
