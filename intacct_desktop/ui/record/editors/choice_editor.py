"""One of a field's choices; yes or no."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from intacct_desktop.api.records.form import Entry, EntryKind
from intacct_desktop.ui.builder.entry_boxes import Combo
from intacct_desktop.ui.record.editors.editor import Editor, same
from intacct_desktop.ui.record.editors.line import Line
from intacct_desktop.ui.record.editors.showing import choice_words
from intacct_desktop.ui.record.editors.words import no_longer_offered, not_set
from intacct_desktop.ui.theme import ROW, Role, mono_font, set_property, theme, ui_font

_RAW = Qt.ItemDataRole.UserRole + 1
_PADDING = 8
_GAP = 24


class _Choice(QStyledItemDelegate):
    """The words, and at the right the value as the API has it."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        raw = str(index.data(_RAW) or "")
        width = option.fontMetrics.horizontalAdvance(str(index.data())) + option.fontMetrics.horizontalAdvance(raw)
        return QSize(width + 2 * _PADDING + _GAP * bool(raw), ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        painter.save()
        if option.state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            painter.fillRect(option.rect, theme().color(Role.SELECTION))
        room = option.rect.adjusted(_PADDING, 0, -_PADDING, 0)
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        painter.setFont(ui_font())
        painter.setPen(theme().color(Role.MUTED if index.data(Qt.ItemDataRole.UserRole) is None else Role.TEXT))
        words = str(index.data())
        painter.drawText(room, middle | int(Qt.AlignmentFlag.AlignLeft), words)
        room.setLeft(room.left() + painter.fontMetrics().horizontalAdvance(words) + _PADDING)
        painter.setFont(mono_font())
        painter.setPen(theme().color(Role.MUTED))
        raw = painter.fontMetrics().elidedText(str(index.data(_RAW) or ""), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, middle | int(Qt.AlignmentFlag.AlignRight), raw)
        painter.restore()


class ChoiceEditor(Editor):
    """A value that is not among the choices stays, marked, until another is chosen. Locked, it is text that can be copied."""

    def __init__(self, entry: Entry, parent: QWidget | None = None) -> None:
        super().__init__(entry, parent)
        self._choices = _choices(entry)
        self._locked: Line | None = None
        self.combo = Combo(self)
        self.combo.setItemDelegate(_Choice(self.combo))
        self.combo.setPlaceholderText(not_set())
        self.combo.setMinimumContentsLength(4)
        self.combo.setSizeAdjustPolicy(Combo.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._use(self.combo)
        self._fill(self._choices)
        self.combo.setCurrentIndex(-1)
        self.combo.setProperty("nothing", True)
        self.combo.activated.connect(self._choose)

    def _fill(self, choices: Sequence[tuple[Any, str]]) -> None:
        self.combo.clear()
        for value, words in choices:
            self.combo.addItem(words, value)
            if isinstance(value, str) and value != words:
                self.combo.setItemData(self.combo.count() - 1, value, _RAW)

    def _choose(self, index: int) -> None:
        value = self.combo.itemData(index)
        self._take(value)
        self._show_value()

    def _show_value(self) -> None:
        offered = any(same(value, self._value) for value, _ in self._choices)
        nothing = self._value is None or self._value == ""
        choices = self._choices if offered or nothing else [*self._choices, (self._value, no_longer_offered(str(self._value)))]
        if [words for _, words in choices] != [self.combo.itemText(at) for at in range(self.combo.count())]:
            self._fill(choices)
        at = next((at for at, (value, _) in enumerate(choices) if same(value, self._value)), -1)
        self.combo.setCurrentIndex(-1 if nothing else at)
        set_property(self.combo, "nothing", nothing)
        if self._locked is not None:
            self._locked.setText(self._written())
        self._find_fault("" if offered or nothing or self._lock is not None else no_longer_offered(str(self._value)))
        self._describe()

    def _written(self) -> str:
        return "" if self._value is None else choice_words(self._value)

    def _hint(self) -> str:
        return self._value if isinstance(self._value, str) and self._value != self._written() else ""

    def _show_lock(self) -> None:
        if self._lock is not None and self._locked is None:
            self._locked = Line(self)
            self._locked.setReadOnly(True)
            self._row.addWidget(self._locked, 1)
        control: QWidget = self._locked if self._locked is not None and self._lock is not None else self.combo
        if self._locked is not None:
            self._locked.setVisible(control is self._locked)
        self.combo.setVisible(control is self.combo)
        self._control = control
        self.setFocusProxy(control)
        self._show_name()
        self._show_value()


def _choices(entry: Entry) -> list[tuple[Any, str]]:
    """Values with their words; nothing first, where nothing may be said."""
    field = entry.field
    if entry.kind is EntryKind.BOOLEAN:
        found: list[tuple[Any, str]] = [(True, choice_words(True)), (False, choice_words(False))]
    else:
        found = [(value, choice_words(value)) for value in (field.choices if field is not None else ())]
    nullable = field is None or field.nullable or not all(field.enum)
    return [(None, not_set()), *found] if nullable else found
