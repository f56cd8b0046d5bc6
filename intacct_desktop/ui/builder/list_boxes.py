"""Controls in which several values are entered: a typed or pasted list, a list of choices to tick, a range; and any value as JSON."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyleOptionComboBox,
    QVBoxLayout,
    QWidget,
)

from intacct_desktop.api.query import FilterValue, Scalar
from intacct_desktop.ui.builder.entry import Codec
from intacct_desktop.ui.builder.entry_boxes import Combo, EntryBox, mark_asked, mark_invalid, place_below
from intacct_desktop.ui.builder.entry_list import is_pasted, read_json, read_list, read_pasted, write_json, write_list
from intacct_desktop.ui.builder.words import counted_values, paste_words
from intacct_desktop.ui.theme import ROW


class ListBox(EntryBox):
    """Values separated by commas; a pasted column or row of a spreadsheet becomes such a list. Their count stands at the right.

    A pasted column loses what it repeats, and its heading where that is one of the field's ``names``; `note` says so.
    """

    def __init__(self, codec: Codec, names: Sequence[str] = (), parent: QWidget | None = None) -> None:
        super().__init__(codec, parent)
        self._names = names
        self._note = ""
        self._count = QLabel(self)
        self._count.setProperty("role", "muted")
        self._count.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setPlaceholderText(self.tr("values, or paste a column"))

    @property
    def note(self) -> str:
        return self._note

    @property
    def term(self) -> str:
        """What stands after the last comma; nothing while text before it is edited."""
        at_end = self.cursorPosition() == len(self.text())
        return self.text().rpartition(",")[2].strip() if at_end else ""

    def take_offer(self, value: str) -> None:
        before = self.text().rpartition(",")[0]
        values = (*read_list(before, self._codec), value)
        self.setText(f"{self._written(tuple(dict.fromkeys(values)))}, ")
        self._read(self.text())

    def _written(self, value: FilterValue) -> str:
        return write_list(value if isinstance(value, tuple) else (value,), self._codec) or ""

    def _read_text(self, text: str) -> FilterValue:
        if not is_pasted(text):
            return read_list(text, self._codec)
        pasted = read_pasted(text, self._codec, self._names)
        self._note = paste_words(pasted)
        return pasted.values

    def _read(self, text: str) -> None:
        self._note = ""
        super()._read(text)
        if not self.problem and is_pasted(text):
            self.setText(self._written(self.value))

    def _accept(self, value: FilterValue) -> None:
        super()._accept(value)
        count = len(value) if isinstance(value, tuple) else 0
        self._count.setText(counted_values(count) if count > 1 else "")
        self._place_count()

    def set_value(self, value: FilterValue) -> None:
        self._note = ""
        super().set_value(value)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_count()

    def _place_count(self) -> None:
        size = self._count.sizeHint()
        self._count.setGeometry(self.width() - size.width() - 8, (self.height() - size.height()) // 2, size.width(), size.height())
        self.setTextMargins(0, 0, size.width() + 4 if self._count.text() else 0, 0)


class RawBox(EntryBox):
    """A value that the field does not account for, as it stands in the JSON body, kept as it is until it is edited."""

    def __init__(self, codec: Codec, parent: QWidget | None = None) -> None:
        super().__init__(codec, parent)
        self.setProperty("role", "mono")
        self.setToolTip(self.tr("The value as it stands in the JSON body"))

    def _written(self, value: FilterValue) -> str:
        return write_json(value)

    def _read_text(self, text: str) -> FilterValue:
        return read_json(text)

    def _tidy(self) -> None:
        """JSON stays as the person wrote it."""


class CheckPanel(QFrame):
    """A popup with the choices to tick, and a line for a code that is not among them."""

    toggled = Signal(str)
    added = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("role", "card")
        self.setAccessibleName(self.tr("Choose values"))
        self.list = _Ticks(self)
        self.list.setAccessibleName(self.tr("Values"))
        self.list.ticked.connect(self.toggled)
        self.other = QLineEdit(self)
        self.other.setPlaceholderText(self.tr("Another code, then Enter"))
        self.other.setAccessibleName(self.tr("Another code"))
        self.other.returnPressed.connect(self._add)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 4, 4, 4)
        column.setSpacing(4)
        column.addWidget(self.list)
        column.addWidget(self.other)

    def show_values(self, values: Sequence[str], ticked: Sequence[FilterValue]) -> None:
        row = max(self.list.currentRow(), 0)
        self.list.clear()
        for value in values:
            entry = QListWidgetItem(value, self.list)
            entry.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            entry.setCheckState(Qt.CheckState.Checked if value in ticked else Qt.CheckState.Unchecked)
        self.list.setCurrentRow(min(row, self.list.count() - 1))

    def open_below(self, widget: QWidget) -> None:
        self.list.ensurePolished()  # what was filled before it had a style would stand too close
        self.list.doItemsLayout()
        rows = min(max(self.list.count(), 3), 12)
        self.list.setFixedHeight(rows * ROW + 4)
        self.setFixedWidth(max(widget.width(), self.list.sizeHintForColumn(0) + 40))
        self.adjustSize()
        place_below(self, widget)
        self.show()
        self.list.setFocus()

    def _add(self) -> None:
        if code := self.other.text().strip():
            self.other.clear()
            self.added.emit(code)


class _Ticks(QListWidget):
    """Click, Space and Enter tick; the list itself changes nothing, so that it always shows the query."""

    ticked = Signal(str)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        entry = self.itemAt(event.position().toPoint())
        if entry is not None and event.button() == Qt.MouseButton.LeftButton:
            self.ticked.emit(entry.text())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        entry = self.currentItem()
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter) and entry is not None:
            self.ticked.emit(entry.text())
        else:
            super().keyPressEvent(event)


class CheckListBox(Combo):
    """Several of the field's choices, ticked in a popup. Codes of the query that the model does not list stand below its choices."""

    entered = Signal()

    def __init__(self, choices: tuple[str, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choices = choices
        self._values: tuple[Scalar, ...] = ()
        self._others: list[str] = []
        self._panel: CheckPanel | None = None
        self.addItem("")

    @property
    def panel(self) -> CheckPanel:
        """Made when it is first wanted: a long list of filters has many boxes."""
        if self._panel is None:
            self._panel = CheckPanel(self.parentWidget() or self)  # below a combo box the style sheet takes it for the box's own list
            self.destroyed.connect(self._panel.deleteLater)
            self._panel.toggled.connect(self._toggle)
            self._panel.added.connect(self._add)
            self._fill(self._panel)
        return self._panel

    @property
    def value(self) -> FilterValue:
        return self._values

    @property
    def problem(self) -> str:
        return ""

    def set_value(self, value: FilterValue) -> None:
        self._values = value if isinstance(value, tuple) else ()
        self._others = list(dict.fromkeys(str(item) for item in (*self._others, *self._values) if item not in self._choices))
        if self._panel is not None:
            self._fill(self._panel)
        self.setToolTip(self._written())
        mark_asked(self, self._values)
        self._show_text()

    def _fill(self, panel: CheckPanel) -> None:
        panel.show_values([*self._choices, *self._others], self._values)

    def showPopup(self) -> None:
        self.panel.open_below(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_text()

    def _written(self) -> str:
        return ", ".join(str(item) for item in self._values)

    def _show_text(self) -> None:
        words = self._written() or self.tr("choose…")
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        room = self.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, self).width()
        self.setItemText(0, self.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room))

    def _toggle(self, value: str) -> None:
        left = tuple(item for item in self._values if item != value)
        self.set_value(left if len(left) < len(self._values) else (*self._values, value))
        self.entered.emit()

    def _add(self, code: str) -> None:
        if code not in self._values:
            self.set_value((*self._values, code))
            self.entered.emit()


class RangeBox(QWidget):
    """Two boxes, from and to."""

    entered = Signal()

    def __init__(self, low: EntryBox, high: EntryBox, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ends = (low, high)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        between = QLabel(self.tr("and"), self)
        between.setProperty("role", "muted")
        row.addWidget(low, 1)
        row.addWidget(between)
        row.addWidget(high, 1)
        low.entered.connect(self.entered)
        high.entered.connect(self.entered)
        self.setFocusProxy(low)

    @property
    def value(self) -> FilterValue:
        low, high = (end.value for end in self._ends)
        assert not isinstance(low, tuple) and not isinstance(high, tuple)  # noqa: S101, PT018  # an end reads one value
        return (low, high)

    @property
    def problem(self) -> str:
        return next((end.problem for end in self._ends if end.problem), "")

    def set_value(self, value: FilterValue) -> None:
        for end, item in zip(self._ends, value if isinstance(value, tuple) else ("", ""), strict=True):
            end.set_value(item)

    def setAccessibleName(self, name: str) -> None:
        super().setAccessibleName(name)
        self._ends[0].setAccessibleName(self.tr("{name}, from").format(name=name))
        self._ends[1].setAccessibleName(self.tr("{name}, to").format(name=name))

    def mark_reversed(self, reversed_: bool) -> None:
        """Mark both ends of a range that goes the wrong way round; an end that is no value stays marked."""
        for end in self._ends:
            mark_invalid(end, reversed_ or bool(end.problem))

    @property
    def ends(self) -> tuple[EntryBox, EntryBox]:
        return self._ends


class NothingBox(QWidget):
    """Stands where "is empty" takes no value."""

    entered = Signal()
    problem = ""
    value: FilterValue = None

    def set_value(self, value: FilterValue) -> None:
        """There is nothing to show."""
