"""Several values: written one after the other or pasted as a column, or ticked where the model lists what there may be."""

from PySide6.QtWidgets import QWidget

from intacct_desktop.api.records.form import Entry
from intacct_desktop.ui.builder.entry import EntryError, TextCodec
from intacct_desktop.ui.builder.entry_list import is_pasted, read_list, read_pasted, write_json, write_list
from intacct_desktop.ui.builder.list_boxes import CheckListBox
from intacct_desktop.ui.builder.words import counted_values, entry_problem
from intacct_desktop.ui.record.editors.editor import Editor
from intacct_desktop.ui.record.editors.line import Line
from intacct_desktop.ui.record.editors.words import lock_tag

_CODEC = TextCodec()


class SeveralEditor(Editor):
    """A list of texts, in double quotes where they have commas. A value that is no such list is shown as JSON and can only be replaced."""

    def __init__(self, entry: Entry, parent: QWidget | None = None) -> None:
        super().__init__(entry, parent)
        items = entry.field.items if entry.field is not None else None
        self.line = Line(self)
        self.ticks = CheckListBox(items.choices, self) if items is not None and items.choices else None
        self._use(self.line)
        self.line.textEdited.connect(self._read)
        self.line.editingFinished.connect(self.commit)
        if self.ticks is not None:
            self._use(self.ticks)
            self.line.hide()
            self.ticks.entered.connect(self._read_ticks)

    def commit(self) -> None:
        if self._lock is None and self.line.isModified() and not self._own_problem:
            self.line.setText(self._written())

    def _read(self, text: str) -> None:
        try:
            values = read_pasted(text, _CODEC).values if is_pasted(text) else read_list(text, _CODEC)
        except EntryError as error:
            self._find_fault(entry_problem(error))
            self._take(text)
            return
        self._find_fault("")
        self._take_values(tuple(str(value) for value in values))
        if is_pasted(text):
            self.line.setText(self._written())
            self.line.setModified(True)

    def _read_ticks(self) -> None:
        value = self.ticks.value if self.ticks is not None else ()
        self._take_values(tuple(str(item) for item in value) if isinstance(value, tuple) else ())
        self.line.setText(self._written())

    def _take_values(self, values: tuple[str, ...]) -> None:
        nullable = self.entry.field is None or self.entry.field.nullable
        self._take(list(values) or (None if nullable else []))
        self._describe()

    def _values(self) -> tuple[str, ...] | None:
        """None where the value is no list of texts."""
        if self._value is None:
            return ()
        if isinstance(self._value, str):
            delimiter = self.entry.field.delimiter if self.entry.field is not None else None
            return tuple(self._value.split(delimiter)) if delimiter else None
        whole = isinstance(self._value, list | tuple) and all(isinstance(item, str) for item in self._value)
        return tuple(self._value) if whole else None

    def _written(self) -> str:
        values = self._values()
        if values is None:
            return self._value if isinstance(self._value, str) else write_json(self._value)
        return write_list(values, _CODEC) or ""

    def _show_value(self) -> None:
        self.line.setText(self._written())
        self.line.setCursorPosition(0)
        if self.ticks is not None:
            self.ticks.set_value(self._values() or ())
        self._find_fault("")
        self._describe()

    def _show_lock(self) -> None:
        self.line.setReadOnly(self._lock is not None)
        if self.ticks is None:
            return
        control: QWidget = self.line if self._lock is not None else self.ticks
        self.line.setVisible(control is self.line)
        self.ticks.setVisible(control is self.ticks)
        self._control = control
        self.setFocusProxy(control)
        self._show_name()

    def _describe(self) -> None:
        super()._describe()
        values = self._values() or ()
        counted = counted_values(len(values)) if len(values) > 1 else ""
        words = lock_tag(self._lock, self.entry) if self._lock is not None else ""
        self.line.set_tag("lock" if self._lock is not None else "", words or counted)
