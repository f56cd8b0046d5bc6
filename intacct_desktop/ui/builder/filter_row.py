"""One filter as a row: its number, field, comparison in words, value, and a menu of what can be done with it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import cast

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QMenu, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from intacct_desktop.api.checks import Finding
from intacct_desktop.api.filter_values import is_missing, is_reversed
from intacct_desktop.api.model import Field, ValueKind
from intacct_desktop.api.operators import Operator
from intacct_desktop.api.problems import Problem, Severity
from intacct_desktop.api.query import Filter
from intacct_desktop.ui.builder.comparison import (
    IS_EMPTY,
    IS_NOT_EMPTY,
    Comparison,
    asked_filter,
    comparison_of,
    comparisons_for,
    entry_for,
    is_asked,
    negated_filter,
    same,
    unasked_filter,
    with_comparison,
    with_field,
)
from intacct_desktop.ui.builder.entry import kind_of
from intacct_desktop.ui.builder.entry_boxes import Combo, EntryBox, mark_invalid, mark_muted
from intacct_desktop.ui.builder.field_box import FieldBox, PathCompleter
from intacct_desktop.ui.builder.filter_menu import Choice, RowAct, negation_words, row_menu
from intacct_desktop.ui.builder.findings_view import FindingLine
from intacct_desktop.ui.builder.list_boxes import RangeBox
from intacct_desktop.ui.builder.query_fields import QueryFields
from intacct_desktop.ui.builder.value_boxes import ValueBox, value_box
from intacct_desktop.ui.builder.value_lookup import ValueLookup
from intacct_desktop.ui.builder.value_offers import ValueOffers
from intacct_desktop.ui.builder.words import comparison_words, notation_of
from intacct_desktop.ui.icons import icon
from intacct_desktop.ui.theme import Role, set_role

INDENT = 24
FIELD_LEFT = 28
"""Where the field's box starts in a row that is not indented."""
_FIELD = (140, 200)
_OPERATOR_LEAST = 112
_ROOMY = 600
"""Below so many pixels, what is said of the filter stands under it, and only the menu removes it."""
_VALUE = (140, 264)
_WRAPPED = 360
_EQUALS = (Operator.EQ, Operator.NE, Operator.IN, Operator.NOT_IN)
_OF_THE_FIELD = frozenset(
    {
        Problem.UNKNOWN_FIELD,
        Problem.UNSEEN_FIELD,
        Problem.REFERENCE,
        Problem.LIST,
        Problem.GROUP,
        Problem.WRITE_ONLY,
        Problem.BINARY,
        Problem.REFUSED,
        Problem.LINK,
        Problem.AGGREGATE_IN_FILTER,
    }
)
_OF_THE_OPERATOR = frozenset({Problem.OPERATOR, Problem.NULL, Problem.NO_LIST})
_SAID_BY_THE_ROW = (Problem.MISSING, Problem.EMPTY_LIST)


class Badge(QLabel):
    """A filter's number, and the handle by which its row is dragged; both signals carry where the mouse is on the screen."""

    dragged = Signal(QPoint)
    dropped = Signal(QPoint)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "badge")
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self._pressed: QPoint | None = None
        self._dragging = False

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = event.globalPosition().toPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = event.globalPosition().toPoint()
        if self._pressed is not None and (place - self._pressed).manhattanLength() >= QApplication.startDragDistance():
            self._dragging = True
        if self._dragging:
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            self.dragged.emit(place)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._dragging and event.button() == Qt.MouseButton.LeftButton:
            self.setCursor(Qt.CursorShape.OpenHandCursor)
            self.dropped.emit(event.globalPosition().toPoint())
        self._pressed, self._dragging = None, False


class FilterRow(QWidget):
    """Shows one `Filter` and emits a changed one. What else is wished comes as a `RowAct`; `mended` carries a whole query."""

    changed = Signal(object)
    wished = Signal(object)
    mended = Signal(object)
    pick_wished = Signal()
    problem_changed = Signal()

    def __init__(
        self, fields: QueryFields, completer: PathCompleter, operator_width: int, lookup: ValueLookup | None, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._fields = fields
        self._lookup = lookup
        self._filter: Filter | None = None
        self._field: Field | None = None
        self._number = 0
        self._count = 0
        self._muted = False
        self._value: ValueBox | None = None
        self._lookup_note = ""
        self._group_note = ""
        self._awaited = ""
        self._found: Finding | None = None

        self.badge = Badge(self)
        self.field_box = FieldBox(completer, self)
        self.field_box.entered.connect(self.take_field)
        self.field_box.pick_wished.connect(self.pick_wished)
        self.operator_box = Combo(self)
        self.operator_box.setMinimumWidth(_OPERATOR_LEAST)
        self.operator_box.setMaximumWidth(operator_width)
        self.operator_box.activated.connect(self._take_comparison)
        self._place = QHBoxLayout()
        self._place.setContentsMargins(0, 0, 0, 0)
        self.menu_button = self._button("more", self._open_menu)
        self.remove_button = self._button("close", lambda: self.wished.emit(RowAct.REMOVE))
        self._note = QLabel(self)
        self._note.setProperty("role", "muted")
        self._note.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._complaint = QLabel(self)
        self._complaint.setWordWrap(True)
        self._complaint.hide()
        self._finding: FindingLine | None = None

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
        self._head.addWidget(self.badge)
        self._head.addSpacing(8)
        self._head.addWidget(self.field_box, 1)
        self._line.addWidget(head, 2 * (FIELD_LEFT + _FIELD[1]))  # the last to give way: its words say what the row is about
        self._line.addWidget(self.operator_box, operator_width)
        self._line.addLayout(self._place, _VALUE[1])
        self._line.addWidget(self.menu_button)
        self._line.addWidget(self.remove_button)
        self._line.addSpacing(4)
        self._line.addWidget(self._note, 1)
        self._line.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(self._line)
        self._under = QVBoxLayout()
        self._under.setSpacing(2)
        self._second = QHBoxLayout()
        self._second.addStretch(0)
        self._under.addLayout(self._second)
        self._under.addWidget(self._complaint)
        column.addLayout(self._under)
        self._tight = self._wrapped = False
        self.set_depth(0)

    def _button(self, name: str, slot: Callable[[], None]) -> QToolButton:
        button = QToolButton(self)
        button.setProperty("role", "flat")
        button.setIcon(icon(name, Role.MUTED))
        button.setIconSize(QSize(14, 14))
        button.setFixedWidth(28)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.clicked.connect(slot)
        return button

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
        if self._filter is None or self._value is None or self._muted:
            return ""
        if self._value.problem:
            return self._value.problem
        return missing_words() if is_missing(self._field, self._filter) else ""

    @property
    def stops(self) -> list[QWidget]:
        """The controls as Tab reaches them."""
        value = self.value_widget
        values = value.ends if isinstance(value, RangeBox) else (value,)
        return [self.field_box, self.operator_box, *values, self.menu_button, self.remove_button]

    @property
    def keeps_text(self) -> bool:
        """True while there is text that is no value, or the cursor."""
        typed = self._value is not None and bool(self._value.problem)
        return typed or self.field_box.isModified() or self.isAncestorOf(self.window().focusWidget() or self)

    def show_filter(self, number: int, count: int, entry: Filter, *, muted: bool = False) -> None:
        """Show filter `number` of `count`; a control whose value is the filter's already is left alone, with what is typed there."""
        field = self._fields.field(entry.field)
        old, old_field = self._filter, self._field
        self._filter, self._field, self._number, self._count = entry, field, number, count
        self._muted = muted
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
        self.badge.setText(str(number))
        self._mark_muted()
        self._name_controls()
        self._say()

    def refresh(self) -> None:
        """Show the same filter again after more of the model is known; a field that was typed meanwhile gets a value that fits it."""
        if self._filter is None:
            return
        self.show_filter(self._number, self._count, self._filter, muted=self._muted)
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

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Show the first of these under the row, unless the row says the same by itself."""
        self._found = next((finding for finding in findings if finding.problem not in _SAID_BY_THE_ROW), None)
        self._say()

    def set_lookup(self, lookup: ValueLookup | None) -> None:
        """Where values are looked up while one is typed; None offers none."""
        if lookup is not self._lookup:
            self._lookup = lookup
            if self._filter is not None:
                self._replace_value_box()
                self._mark_muted()
                self._name_controls()

    @property
    def choices(self) -> list[Choice]:
        """What can be done with the filter, and what cannot be, and why."""
        entry = self._filter
        assert entry is not None  # noqa: S101  # asked once a filter is there
        negated = negated_filter(self._field, entry)
        opposite = comparison_of(negated) if negated is not None else None
        negate, no_opposite = negation_words(entry.operator, opposite, kind_of(self._field))
        no_value = self.tr("it takes no value") if comparison_of(entry).null else ""
        ask = self.tr("Do not ask when run") if is_asked(entry) else self.tr("Ask when run…")
        only = self.tr("it is the first") if self._number == 1 else ""
        last = self.tr("it is the last") if self._number == self._count else ""
        return [
            Choice(RowAct.MUTE, self.tr("Send again") if self._muted else self.tr("Mute: do not send")),
            Choice(RowAct.DUPLICATE, self.tr("Duplicate")),
            Choice(RowAct.NEGATE, negate, no_opposite),
            Choice(RowAct.ASK, ask, no_value),
            Choice(RowAct.UP, self.tr("Move up"), only),
            Choice(RowAct.DOWN, self.tr("Move down"), last),
            Choice(RowAct.REMOVE, self.tr("Remove")),
        ]

    def act(self, act: RowAct) -> None:
        """Do it, if it can be done now."""
        entry = self._filter
        if entry is None or any(choice.act is act and choice.refusal for choice in self.choices):
            return
        if act is RowAct.NEGATE:
            self.changed.emit(negated_filter(self._field, entry))
        elif act is RowAct.ASK:
            self.changed.emit(unasked_filter(self._field, entry) if is_asked(entry) else asked_filter(entry))
        else:
            self.wished.emit(act)

    def make_menu(self) -> QMenu:
        """The row's menu; it goes when it is closed."""
        return row_menu(self.choices, self.act, self)

    def _open_menu(self) -> None:
        self.make_menu().popup(self.menu_button.mapToGlobal(QPoint(0, self.menu_button.height())))

    def set_room(self, width: int) -> None:
        """Arrange the row for so many pixels: where they are few, the words stand under it, and a value that is wide does."""
        tight = width < _ROOMY
        if tight != self._tight:
            self._tight = tight
            self.remove_button.setHidden(tight)
            if tight:
                self._under.addWidget(self._note)
            else:
                self._line.insertWidget(self._line.count() - 1, self._note, 1)
            self._note.setVisible(not tight or bool(self._note.text()))
        value = self.value_widget.minimumSizeHint().width() if self._value is not None else 0
        others = FIELD_LEFT + _FIELD[0] + _OPERATOR_LEAST + self.menu_button.width() + 4 * self._line.spacing()
        wrapped = tight and others + max(value, _VALUE[0]) > width
        if wrapped != self._wrapped:
            self._wrapped = wrapped
            if wrapped:
                self._line.removeItem(self._place)
                self._second.insertLayout(0, self._place, 1)
            else:
                self._second.removeItem(self._place)
                self._line.insertLayout(2, self._place, _VALUE[1])

    @property
    def needs(self) -> tuple[int, int]:
        """The least widths of the value's control and of the words at the right end."""
        value = self.value_widget.minimumSizeHint().width() if self._value is not None and not self._wrapped else 0
        return value, self._note.sizeHint().width() if self._note.text() and not self._tight else 0

    def reserve(self, value: int, note: int) -> None:
        """Keep at least these widths, in all rows alike, so that the controls of a list stand in columns."""
        self.value_widget.setMinimumWidth(0 if self._wrapped else max(_VALUE[0], value))
        self.value_widget.setMaximumWidth(_WRAPPED if self._wrapped else max(_VALUE[1], value))
        self._note.setMinimumWidth(0 if self._tight else note)

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
            self._mark_muted()
            self._name_controls()
            self._say()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        alone = event.modifiers() == Qt.KeyboardModifier.NoModifier
        acts = {Qt.Key.Key_Up: RowAct.UP, Qt.Key.Key_Down: RowAct.DOWN}
        if event.key() == Qt.Key.Key_Delete and alone:
            self.act(RowAct.REMOVE)
        elif event.modifiers() == Qt.KeyboardModifier.AltModifier and event.key() in acts:
            self.act(acts[Qt.Key(event.key())])
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
        self._offer_values(box)
        stops = self.stops
        for before, after in pairwise(stops):
            QWidget.setTabOrder(before, after)
        if focused:
            box.setFocus()

    def _mark_muted(self) -> None:
        for part in (self.badge, *self.stops[:-2]):
            mark_muted(part, self._muted)

    def _offer_values(self, box: QWidget) -> None:
        """Let the company's values be offered where the field holds ids or names of an object."""
        self._lookup_note = ""
        entry = self._filter
        if self._lookup is None or entry is None or entry.operator not in _EQUALS or kind_of(self._field) is not ValueKind.TEXT:
            return
        target = self._lookup.target(self._fields.object, entry.field)
        if target is not None and isinstance(box, EntryBox):
            ValueOffers(box, self._lookup, target).failed.connect(self._note_lookup)

    def _note_lookup(self, words: str) -> None:
        self._lookup_note = words
        self._say()

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
        name = self.tr("Filter {number}, not sent") if self._muted else self.tr("Filter {number}")
        self.badge.setAccessibleName(name.format(number=number))
        self.badge.setToolTip(self.tr("Drag to move filter {number}").format(number=number))
        more = self.tr("What can be done with filter {number}").format(number=number)
        self.menu_button.setAccessibleName(more)
        self.menu_button.setToolTip(more)
        self.field_box.setAccessibleName(self.tr("Filter {number} field").format(number=number))
        self.operator_box.setAccessibleName(self.tr("Filter {number} operator").format(number=number))
        self.value_widget.setAccessibleName(self.tr("Filter {number} value").format(number=number))
        self.remove_button.setAccessibleName(self.tr("Remove filter {number}").format(number=number))
        self.remove_button.setToolTip(self.tr("Remove filter {number}").format(number=number))

    def _say(self) -> None:
        entry = self._filter
        if entry is None or self._value is None:
            return
        found = self._found if not self._value.problem else None
        backwards = not self._value.problem and not self._muted and is_reversed(self._field, entry)
        if isinstance(self._value, RangeBox):
            self._value.mark_reversed(backwards)
        else:
            mark_invalid(self.value_widget, bool(self._value.problem) or self._is_wrong(found, None))
        mark_invalid(self.field_box, self._is_wrong(found, _OF_THE_FIELD))
        mark_invalid(self.operator_box, self._is_wrong(found, _OF_THE_OPERATOR))
        self._show_finding(found)
        complaint = self._value.problem
        if backwards and found is None:
            complaint = self.tr("The range starts after it ends: nothing lies in it.")
        self._complaint.setText(complaint)
        set_role(self._complaint, "warning" if backwards else "negative")
        self._complaint.setVisible(bool(complaint))
        self.value_widget.setAccessibleDescription(complaint)
        note, role = self._words_beside(entry, found)
        self._note.setText(note)
        self._note.setToolTip(note)
        self._note.setVisible(not self._tight or bool(note))
        set_role(self._note, role)

    def _is_wrong(self, found: Finding | None, of: frozenset[Problem] | None) -> bool:
        """True for an error `of` one part of the row; None stands for its value."""
        if found is None or found.severity is not Severity.ERROR:
            return False
        return found.problem in of if of is not None else found.problem not in _OF_THE_FIELD | _OF_THE_OPERATOR

    def _show_finding(self, finding: Finding | None) -> None:
        if self._finding is None and finding is not None:
            self._finding = FindingLine(self)
            self._finding.mended.connect(self.mended)
            self._finding.wanted.connect(lambda: self.value_widget.setFocus())
            self._under.addWidget(self._finding)
        if self._finding is not None:
            if finding is not None:
                self._finding.show_finding(finding)
            self._finding.setVisible(finding is not None)

    def _words_beside(self, entry: Filter, found: Finding | None) -> tuple[str, str]:
        if self._muted:
            return self.tr("not sent"), "muted"
        if found is None and self._fields.is_unknown(entry.field):
            return self.tr("not in the model"), "warning"
        if is_missing(self._field, entry):
            return self.tr("needs a value"), "muted"
        typed = self._value.note if isinstance(self._value, EntryBox) else ""
        return typed or self._lookup_note or self._group_note, "muted"


def missing_words() -> str:
    return QCoreApplication.translate("FilterRow", "A value is missing.")


def operator_width(parent: QWidget) -> int:
    """Wide enough for every comparison in the person's language, so that the values of all rows start at one edge."""
    box = Combo(parent)
    comparisons = [*(Comparison(operator) for operator in Operator), IS_EMPTY, IS_NOT_EMPTY]
    kinds = (ValueKind.DATE, ValueKind.TEXT, ValueKind.DECIMAL)
    box.addItems([comparison_words(each, kind) for each in comparisons for kind in kinds])
    box.ensurePolished()
    width = box.sizeHint().width()
    box.setParent(None)
    box.deleteLater()
    return width
