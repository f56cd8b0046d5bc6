"""A member that the model does not describe further, as the JSON that it is."""

from typing import Any

import msgspec
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from intacct_desktop.api.exact_json import DECODER, ENCODER
from intacct_desktop.api.records.form import Entry
from intacct_desktop.ui.builder.json_text import INDENT, JsonHighlighter
from intacct_desktop.ui.record.editors.editor import Editor
from intacct_desktop.ui.record.editors.lines_box import LinesBox
from intacct_desktop.ui.theme import mono_font

_MOST_LINES = 12


class JsonBox(Editor):
    """Text that is no JSON stays as it was typed; numbers keep every digit."""

    def __init__(self, entry: Entry, parent: QWidget | None = None) -> None:
        super().__init__(entry, parent)
        self.text = LinesBox(1, _MOST_LINES, self)
        self.text.setProperty("role", "mono")
        self.text.setFont(mono_font())
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.colours = JsonHighlighter(self.text.document(), self)
        self._use(self.text)
        self.text.left.connect(self.commit)
        self.text.textChanged.connect(self._read)

    def commit(self) -> None:
        """Good JSON is written with one member a line."""
        if self._lock is None and not self._own_problem and self.text.toPlainText() != self._written():
            self._put(self._written())

    def _written(self) -> str:
        if self._value is None:
            return ""
        return msgspec.json.format(ENCODER.encode(self._value), indent=INDENT).decode()

    def _read(self) -> None:
        text = self.text.toPlainText()
        value, problem = _parsed(text)
        self._find_fault(self.tr("This is not JSON: {reason}.").format(reason=problem) if problem else "")
        self._take(text if problem else value)

    def _show_value(self) -> None:
        # What stands in a record as text was typed here and is no JSON, or it is the company's own text.
        problem = _parsed(self._value)[1] if isinstance(self._value, str) else ""
        self._put(self._value if problem else self._written())
        self._find_fault(self.tr("This is not JSON: {reason}.").format(reason=problem) if problem and self._lock is None else "")

    def _put(self, text: str) -> None:
        self.text.put(text)
        self.updateGeometry()

    def _show_lock(self) -> None:
        self.text.lock(self._lock is not None)


def _parsed(text: str) -> tuple[Any, str]:
    """The value, or why there is none."""
    if not text.strip():
        return None, ""
    try:
        return DECODER.decode(text), ""
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError) as error:
        return None, str(error).rpartition(" (byte ")[0] or str(error)
