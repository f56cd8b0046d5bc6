"""Controls in which one value is entered: a line read by a codec, yes or no, one of a field's choices."""

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from intacct_desktop.api.query import FilterValue, is_placeholder
from intacct_desktop.ui.builder.entry import Codec, EntryError, read_one, write_one
from intacct_desktop.ui.builder.words import entry_problem

_LONGEST = 1 << 24  # characters; Qt's own limit would cut a pasted column of some thousand ids


def mark_invalid(widget: QWidget, invalid: bool) -> None:
    """Let the style sheet show that what is entered is no value."""
    _mark(widget, "invalid", invalid)


def mark_muted(widget: QWidget, muted: bool) -> None:
    """Let the style sheet show that what is entered is not sent."""
    _mark(widget, "muted", muted)


def mark_asked(widget: QWidget, value: FilterValue) -> None:
    """Let the style sheet show that the value, or a part of it, is asked for when the query is run."""
    _mark(widget, "asked", any(map(is_placeholder, value if isinstance(value, tuple) else (value,))))


def _mark(widget: QWidget, name: str, on: bool) -> None:
    if bool(widget.property(name)) != on:
        widget.setProperty(name, on)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


class Combo(QComboBox):
    """A combo box that leaves the mouse wheel to the page around it unless it has the focus."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class EntryBox(QLineEdit):
    """A line that a codec reads while it is typed. Text that is no value leaves the value as it was, and `problem` says why."""

    entered = Signal()
    """The person changed the value or the problem."""

    def __init__(self, codec: Codec, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._codec = codec
        self._value: FilterValue = ""
        self._problem = ""
        self.setMaxLength(_LONGEST)
        self.textEdited.connect(self._read)
        self.editingFinished.connect(self._tidy)

    @property
    def value(self) -> FilterValue:
        return self._value

    @property
    def problem(self) -> str:
        """Why the text is no value, in words; empty when it is one."""
        return self._problem

    def set_value(self, value: FilterValue) -> None:
        self._accept(value)
        self.setText(self._written(value))
        self.setCursorPosition(0)

    @property
    def note(self) -> str:
        """What was done to the text that was entered, in words; empty when nothing was."""
        return ""

    @property
    def term(self) -> str:
        """What is being typed: for which values may be offered."""
        return self.text().strip()

    def take_offer(self, value: str) -> None:
        """Enter a value in place of `term`."""
        self.setText(self._written(value))
        self._read(self.text())

    def _written(self, value: FilterValue) -> str:
        return write_one(self._codec, value) or ""

    def _read_text(self, text: str) -> FilterValue:
        return read_one(self._codec, text)

    def _accept(self, value: FilterValue) -> None:
        self._value = value
        self._problem = ""
        mark_invalid(self, False)
        mark_asked(self, value)

    def _read(self, text: str) -> None:
        try:
            self._accept(self._read_text(text))
        except EntryError as error:
            self._problem = entry_problem(error)
            mark_invalid(self, True)
        self.entered.emit()

    def _tidy(self) -> None:
        if not self._problem and self.text() != self._written(self._value):
            self.setText(self._written(self._value))


def place_below(popup: QWidget, widget: QWidget) -> None:
    """Move a popup under a control, or above it where the screen ends."""
    room = widget.screen().availableGeometry()
    below = widget.mapToGlobal(QPoint(0, widget.height() + 2))
    top = below.y() if below.y() + popup.height() <= room.bottom() else widget.mapToGlobal(QPoint(0, -2)).y() - popup.height()
    popup.move(max(room.left(), min(below.x(), room.right() - popup.width())), max(room.top(), top))


class BooleanBox(Combo):
    """Yes or no; a placeholder stands below them while it is the value."""

    entered = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.addItem(self.tr("yes"), True)
        self.addItem(self.tr("no"), False)
        self.activated.connect(self._take)

    def _take(self) -> None:
        mark_asked(self, self.value)
        self.entered.emit()

    @property
    def value(self) -> FilterValue:
        value: FilterValue = self.currentData()
        return value

    @property
    def problem(self) -> str:
        return ""

    def set_value(self, value: FilterValue) -> None:
        if is_placeholder(value):
            if self.count() == 2:
                self.addItem("")
            self.setItemText(2, str(value))
            self.setItemData(2, value)
            self.setCurrentIndex(2)
        else:
            self.setCurrentIndex(0 if value else 1)
        mark_asked(self, self.value)


class ChoiceBox(Combo):
    """One of the field's choices, or another code: companies hold raw codes that the model does not list (facts 3.5)."""

    entered = Signal()

    def __init__(self, choices: tuple[str, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.addItems(choices)
        line = self.lineEdit()
        assert line is not None  # noqa: S101  # an editable combo box has one
        line.textEdited.connect(self._take)
        self.activated.connect(self._take)

    def _take(self) -> None:
        mark_asked(self, self.value)
        self.entered.emit()

    @property
    def value(self) -> FilterValue:
        return self.currentText()

    @property
    def problem(self) -> str:
        return ""

    def set_value(self, value: FilterValue) -> None:
        self.setCurrentIndex(self.findText(str(value), Qt.MatchFlag.MatchExactly | Qt.MatchFlag.MatchCaseSensitive))
        self.setEditText(str(value))
        line = self.lineEdit()
        if line is not None:
            line.setCursorPosition(0)
        mark_asked(self, value)


def digits_right(box: EntryBox) -> EntryBox:
    """Amounts stand at the right edge, as in the grid."""
    box.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return box
