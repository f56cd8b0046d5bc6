"""One filter as a row: its number, field, comparison in words, value, and a button to remove it."""

from dataclasses import replace
from typing import cast

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from intacct_desktop.api.model import Field, ValueKind
from intacct_desktop.api.operators import Operator
from intacct_desktop.api.query import Filter
from intacct_desktop.ui.builder.comparison import (
    IS_EMPTY,
    IS_NOT_EMPTY,
    Comparison,
    comparison_of,
    comparisons_for,
    entry_for,
    is_missing,
    is_reversed,
    same,
    with_comparison,
    with_field,
)
from intacct_desktop.ui.builder.entry import kind_of
from intacct_desktop.ui.builder.entry_boxes import Combo
from intacct_desktop.ui.builder.field_box import FieldBox
from intacct_desktop.ui.builder.list_boxes import RangeBox
from intacct_desktop.ui.builder.query_fields import QueryFields
from intacct_desktop.ui.builder.value_boxes import ValueBox, value_box
from intacct_desktop.ui.builder.words import comparison_words, notation_of
from intacct_desktop.ui.icons import icon
from intacct_desktop.ui.theme import Role, set_role

INDENT = 24
FIELD_LEFT = 28
"""Where the field's box starts in a row that is not indented."""
_FIELD = (148, 200)
_OPERATOR_LEAST = 112
_VALUE = (140, 264)


class FilterRow(QWidget):
    """Shows one `Filter` and emits a changed one. Delete, outside its text boxes, asks to remove it."""

    changed = Signal(object)
    removed = Signal()
    pick_wished = Signal()
    problem_changed = Signal()

    def __init__(self, fields: QueryFields, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fields = fields
        self._filter: Filter | None = None
        self._field: Field | None = None
        self._number = 0
        self._value: ValueBox | None = None
        self._group_note = ""
        self._awaited = ""

        self._badge = QLabel(self)
        self._badge.setProperty("role", "badge")
        self.field_box = FieldBox(fields.paths, self)
        self.field_box.entered.connect(self.take_field)
        self.field_box.pick_wished.connect(self.pick_wished)
        self.operator_box = Combo(self)
        widest = _operator_width(self.operator_box)
        self.operator_box.setMinimumWidth(_OPERATOR_LEAST)
        self.operator_box.setMaximumWidth(widest)
        self.operator_box.activated.connect(self._take_comparison)
        self._place = QHBoxLayout()
        self._place.setContentsMargins(0, 0, 0, 0)
        remove = QToolButton(self)
        remove.setProperty("role", "flat")
        remove.setIcon(icon("close", Role.MUTED))
        remove.setIconSize(QSize(14, 14))
        remove.setFixedWidth(28)
        remove.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        remove.clicked.connect(self.removed)
        self.remove_button = remove
        self._note = QLabel(self)
        self._note.setProperty("role", "muted")
        self._note.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._complaint = QLabel(self)
        self._complaint.setWordWrap(True)
        self._complaint.hide()

        self._line = QHBoxLayout()
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(4)
        head = QWidget(self)
        head.setMinimumWidth(FIELD_LEFT + _FIELD[0])
        head.setMaximumWidth(FIELD_LEFT + _FIELD[1])
        self._head = QHBoxLayout(head)
        self._head.setContentsMargins(0, 0, 0, 0)
        self._head.setSpacing(0)
        self._indent = QWidget(head)
        self._head.addWidget(self._indent)
        self._head.addWidget(self._badge)
        self._head.addSpacing(8)
        self._head.addWidget(self.field_box, 1)
        self._line.addWidget(head, 2 * (FIELD_LEFT + _FIELD[1]))  # the last to give way: its words say what the row is about
        self._line.addWidget(self.operator_box, widest)
        self._line.addLayout(self._place, _VALUE[1])
        self._line.addWidget(remove)
        self._line.addSpacing(4)
        self._line.addWidget(self._note, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(self._line)
        self._under = QHBoxLayout()
        self._under.addWidget(self._complaint)
        column.addLayout(self._under)
        self.set_depth(0)

    @property
    def filter(self) -> Filter | None:
        return self._filter

    @property
    def value_widget(self) -> QWidget:
        """The control of the value; another one after the field or the comparison changed."""
        return cast("QWidget", self._value)

    @property
    def problem(self) -> str:
        """Why this row is no filter yet, in words; empty when it is one."""
        if self._filter is None or self._value is None:
            return ""
        if self._value.problem:
            return self._value.problem
        return self.tr("A value is missing.") if is_missing(self._field, self._filter) else ""

    def show_filter(self, number: int, entry: Filter) -> None:
        """Show a filter; a control whose value is that of the filter already is left alone, with what is typed there."""
        field = self._fields.field(entry.field)
        old, old_field = self._filter, self._field
        self._filter, self._field, self._number = entry, field, number
        self.field_box.show_path(entry.field, field.title if field is not None else "", self._fields.is_unknown(entry.field))
        if old is None or field != old_field or comparison_of(old) != comparison_of(entry) or self.operator_box.count() == 0:
            self._offer_comparisons()
        same_control = old is not None and field == old_field and comparison_of(old) == comparison_of(entry)
        if self._value is None or not same_control:
            self._replace_value_box()
        elif old is not None and not same(old.value, entry.value):
            if entry_for(field, old) != entry_for(field, entry):
                self._replace_value_box()
            else:
                self._value.set_value(entry.value)
        self._badge.setText(str(number))
        self._name_controls()
        self._say()

    def refresh(self) -> None:
        """Show the same filter again after more of the model is known; a field that was typed meanwhile gets a value that fits it."""
        if self._filter is None:
            return
        self.show_filter(self._number, self._filter)
        if self._awaited == self._filter.field and self._field is not None:
            fitted = with_field(self._field, self._filter, self._filter.field)
            if not same(fitted, self._filter):
                self.changed.emit(fitted)
        self._awaited = ""

    def set_depth(self, depth: int, note: str = "") -> None:
        """Indent the row for the groups that it stands in; ``note`` says of a group that ends here which filters it joins."""
        self._indent.setFixedWidth(depth * INDENT)
        self._group_note = note
        self._under.setContentsMargins(FIELD_LEFT + depth * INDENT, 0, 0, 0)
        self._say()

    @property
    def needs(self) -> tuple[int, int]:
        """The least widths of the value's control and of the words at the right end."""
        value = self.value_widget.minimumSizeHint().width() if self._value is not None else 0
        return value, self._note.sizeHint().width() if self._note.text() else 0

    def reserve(self, value: int, note: int) -> None:
        """Keep at least these widths, in all rows alike, so that the controls of a list stand in columns."""
        self.value_widget.setMinimumWidth(max(_VALUE[0], value))
        self.value_widget.setMaximumWidth(max(_VALUE[1], value))
        self._note.setMinimumWidth(note)

    def take_field(self, path: str) -> None:
        """Put the filter on another field."""
        if self._filter is None or path == self._filter.field:
            return
        field = self._fields.field(path)
        if field is None:
            self._awaited = path
        self.changed.emit(with_field(field, self._filter, path) if field is not None else replace(self._filter, field=path))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LocaleChange and self._value is not None:
            self._replace_value_box()
            self._name_controls()
            self._say()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete:
            self.removed.emit()
        else:
            super().keyPressEvent(event)

    def _offer_comparisons(self) -> None:
        assert self._filter is not None  # noqa: S101  # called once a filter is there
        present = comparison_of(self._filter)
        offered = comparisons_for(self._field)
        self.operator_box.clear()
        for comparison in offered if present in offered else (present, *offered):
            self.operator_box.addItem(comparison_words(comparison, kind_of(self._field)), comparison)
        self.operator_box.setCurrentIndex(0 if present not in offered else offered.index(present))

    def _take_comparison(self) -> None:
        comparison: Comparison = self.operator_box.currentData()
        if self._filter is not None and comparison != comparison_of(self._filter):
            self.changed.emit(with_comparison(self._field, self._filter, comparison))

    def _replace_value_box(self) -> None:
        assert self._filter is not None  # noqa: S101
        focused = self._value is not None and self.value_widget.isAncestorOf(self.focusWidget() or self)
        if self._value is not None:
            old = self.value_widget
            self._place.removeWidget(old)
            old.hide()
            old.deleteLater()
        box = value_box(self._field, self._filter, notation_of(self.locale()), self)
        box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._place.addWidget(box)
        box.show()
        self._value = cast("ValueBox", box)
        self._value.entered.connect(self._take_value)
        QWidget.setTabOrder(self.operator_box, box)
        QWidget.setTabOrder(box, self.remove_button)
        if focused:
            box.setFocus()

    def _take_value(self) -> None:
        if self._filter is None or self._value is None:
            return
        if not self._value.problem and not same(self._value.value, self._filter.value):
            self._filter = replace(self._filter, value=self._value.value)
            self._say()
            self.changed.emit(self._filter)
        else:
            self._say()
            self.problem_changed.emit()

    def _name_controls(self) -> None:
        number = self._number
        self._badge.setAccessibleName(self.tr("Filter {number}").format(number=number))
        self.field_box.setAccessibleName(self.tr("Filter {number} field").format(number=number))
        self.operator_box.setAccessibleName(self.tr("Filter {number} operator").format(number=number))
        self.value_widget.setAccessibleName(self.tr("Filter {number} value").format(number=number))
        self.remove_button.setAccessibleName(self.tr("Remove filter {number}").format(number=number))
        self.remove_button.setToolTip(self.tr("Remove filter {number}").format(number=number))

    def _say(self) -> None:
        entry = self._filter
        if entry is None or self._value is None:
            return
        backwards = not self._value.problem and is_reversed(self._field, entry)
        if isinstance(self._value, RangeBox):
            self._value.mark_reversed(backwards)
        complaint = self._value.problem or (self.tr("The range starts after it ends: nothing lies in it.") if backwards else "")
        self._complaint.setText(complaint)
        set_role(self._complaint, "warning" if backwards else "negative")
        self._complaint.setVisible(bool(complaint))
        self.value_widget.setAccessibleDescription(complaint)
        if self._fields.is_unknown(entry.field):
            note, role = self.tr("not in the model"), "warning"
        elif is_missing(self._field, entry):
            note, role = self.tr("needs a value"), "muted"
        else:
            note, role = self._group_note, "muted"
        self._note.setText(note)
        self._note.setToolTip(note)
        set_role(self._note, role)


def _operator_width(box: Combo) -> int:
    """Wide enough for every comparison in the person's language, so that the values of all rows start at one edge."""
    comparisons = [*(Comparison(operator) for operator in Operator), IS_EMPTY, IS_NOT_EMPTY]
    kinds = (ValueKind.DATE, ValueKind.TEXT, ValueKind.DECIMAL)
    box.addItems([comparison_words(each, kind) for each in comparisons for kind in kinds])
    box.ensurePolished()
    width = box.sizeHint().width()
    box.clear()
    return width
