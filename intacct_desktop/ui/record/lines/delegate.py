"""How a cell of a list is drawn, and the editor that opens in it."""

from typing import Any

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from intacct_desktop.api.filter_values import number_in
from intacct_desktop.api.records.form import EntryKind
from intacct_desktop.api.records.source import ValueSource
from intacct_desktop.api.records.values import is_empty
from intacct_desktop.ui.record.editors.editor import Editor, same
from intacct_desktop.ui.record.editors.file_editor import FileEditor
from intacct_desktop.ui.record.editors.making import make_editor
from intacct_desktop.ui.record.editors.reference_editor import ReferenceEditor
from intacct_desktop.ui.record.lines import words
from intacct_desktop.ui.record.lines.model import LinesModel
from intacct_desktop.ui.theme import Role, number_font, theme, ui_font

LEFT, RIGHT = 11, 9  # in line with the words of the header
_BAR = 3
_LEFT, _SHOWN, _CELL = "left", "shown", "cell"  # what is remembered on an editor
TALL = {EntryKind.JSON: 140, EntryKind.SEVERAL: 96}
"""Kinds whose editors grow with what is in them; the pixels in height that a table should have for them."""
_WIDE = {EntryKind.JSON: 320, EntryKind.FILE: 320, EntryKind.DECIMAL: 120, EntryKind.INTEGER: 120, EntryKind.BOOLEAN: 120}
_ROOMY = 220  # pixels of every other kind: what is typed is seen, beside the editor's own signs, in a narrow column too
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class CellDelegate(QStyledItemDelegate):
    """Draws the cells of a `LinesModel`; an editor's value is taken whole, when the cell is left, and told once.

    `left` carries the key by which an editor was left, after its value was told.
    """

    value_entered = Signal(object, object)
    """Index and value."""
    file_entered = Signal(object, object, str)
    """Index, content and name of a file that was chosen."""
    link_wished = Signal(str, str)
    left = Signal(int)

    def __init__(self, source: ValueSource | None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._source = source
        self._font = ui_font()
        self._numbers = number_font()
        self._slanted = ui_font()
        self._slanted.setItalic(True)

    def width(self, text: str) -> int:
        """The pixels that a cell would like to have."""
        return QFontMetrics(self._font).horizontalAdvance(text) + LEFT + RIGHT + 4

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        model = index.model()
        if not isinstance(model, LinesModel):
            super().paint(painter, option, index)
            return
        column, value, text = model.columns[index.column()], model.value(index), model.text(index)
        problem = model.fault(index)
        is_number = column.kind in (EntryKind.DECIMAL, EntryKind.INTEGER)
        nothing = is_empty(value)
        rect, state = option.rect, option.state
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, theme().color(Role.SELECTION))
        elif model.editable and model.lock_of(index) is not None:
            painter.fillRect(rect, theme().color(Role.WINDOW))
        if model.is_changed(index):
            painter.fillRect(QRect(rect.left(), rect.top(), _BAR, rect.height()), theme().color(Role.ACCENT))
        box = rect.adjusted(LEFT, 0, -RIGHT, 0)
        painter.setFont(self._slanted if nothing else self._numbers if is_number else self._font)
        painter.setPen(self._ink(value, nothing, bool(problem)))
        if nothing:
            text = self.tr("null") if value != "" else self.tr("empty")
        side = Qt.AlignmentFlag.AlignRight if is_number else Qt.AlignmentFlag.AlignLeft
        fitted = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, box.width() + 1)
        painter.drawText(box, int(side | Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextSingleLine), fitted)
        if problem:
            self._underline(painter, rect)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(theme().color(Role.FOCUS))
            painter.drawRect(rect.adjusted(0, 0, -1, -1))
        painter.restore()

    def _ink(self, value: Any, nothing: bool, refused: bool) -> QColor:
        if refused:
            return theme().color(Role.NEGATIVE)
        number = number_in(value)
        role = Role.MUTED if nothing else Role.NEGATIVE if number is not None and number < 0 else Role.TEXT
        return theme().color(role)

    def _underline(self, painter: QPainter, rect: QRect) -> None:
        """A problem is marked by a line and a sign too, not by its colour alone."""
        ink = theme().color(Role.NEGATIVE)
        painter.fillRect(QRect(rect.left(), rect.bottom() - 2, rect.width(), 2), ink)
        painter.setPen(ink)
        painter.setFont(self._font)
        painter.drawText(QRect(rect.left() + _BAR + 2, rect.top(), 8, rect.height()), int(Qt.AlignmentFlag.AlignVCenter), "!")

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QWidget:
        model = index.model()
        assert isinstance(model, LinesModel)  # noqa: S101  # the view has no other
        column = model.columns[index.column()]
        editor = make_editor(column, self._source, parent)
        editor.set_lock(None)  # the item says what is locked, not the column alone
        editor.set_name(words.cell_name(index.row(), column))
        editor.set_problem(model.fault(index))
        editor.setAutoFillBackground(True)
        if column.kind not in TALL:
            editor.fill_height()
        editor.link_wished.connect(self.link_wished)
        self._watch(editor)
        return editor

    def setEditorData(self, editor: QWidget, index: QModelIndex | QPersistentModelIndex) -> None:
        model = index.model()
        if isinstance(editor, Editor) and isinstance(model, LinesModel) and editor.property(_SHOWN) is None:
            editor.setProperty(_SHOWN, True)  # what changes beneath while one types does not take the words out of one's hands
            editor.set_value(model.value(index))

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: QModelIndex | QPersistentModelIndex) -> None:
        if isinstance(editor, Editor) and isinstance(model, LinesModel):
            if isinstance(editor, ReferenceEditor):
                editor.line.setModified(False)  # it would ask for a name, and be gone before the answer: `Names` asks
            editor.commit()
            if not same(editor.value, model.value(index)):
                self._tell(editor, model.index(index.row(), index.column()))

    def _tell(self, editor: Editor, index: QModelIndex) -> None:
        if isinstance(editor, FileEditor) and editor.file_name:
            self.file_entered.emit(index, editor.value, editor.file_name)
        else:
            self.value_entered.emit(index, editor.value)

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        if isinstance(editor, Editor):
            editor.setProperty(_CELL, QRect(option.rect))
            _place(editor)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        editor = _editor_around(watched)
        if editor is None:
            return super().eventFilter(watched, event)
        match event.type():
            case QEvent.Type.ChildPolished:
                self._watch(editor)
                _place(editor)
            case QEvent.Type.LayoutRequest if watched is editor:
                _place(editor)  # it may be higher with what is typed
            case QEvent.Type.KeyPress if isinstance(event, QKeyEvent):
                return self._key(editor, watched, event)
            case QEvent.Type.FocusOut if isinstance(event, QFocusEvent):
                self._focus_left(editor, event)
        return False

    def _watch(self, editor: Editor) -> None:
        """Keys are seen where they are pressed: within the editor, in the control that has the focus."""
        for part in (editor, *editor.findChildren(QWidget)):
            part.removeEventFilter(self)
            part.installEventFilter(self)

    def _key(self, editor: Editor, watched: QObject, event: QKeyEvent) -> bool:
        key, plain = Qt.Key(event.key()), not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if isinstance(watched, QWidget) and watched.window().windowType() is Qt.WindowType.Popup:
            return False
        if key is Qt.Key.Key_Escape and plain:
            self.let_go(editor)
            self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.RevertModelCache)
            return True
        if key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab) or (key in _ENTER and plain and not isinstance(watched, QPlainTextEdit)):
            self._leave(editor)
            self.left.emit(int(key))
            return True
        return False

    def _focus_left(self, editor: Editor, event: QFocusEvent) -> None:
        if event.reason() in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.MenuBarFocusReason):
            return
        now = QApplication.focusWidget()
        while now is not None:
            if now is editor:
                return
            now = now.parentWidget()
        self._leave(editor)

    def let_go(self, editor: QWidget) -> None:
        """The table closes the editor: that it loses the focus by that is no leaving."""
        editor.setProperty(_LEFT, True)

    def _leave(self, editor: Editor) -> None:
        if editor.property(_LEFT):
            return
        self.let_go(editor)
        self.commitData.emit(editor)
        self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.NoHint)


def _place(editor: Editor) -> None:
    """Upon its cell and what it needs beyond, within the table."""
    cell, kind, around = editor.property(_CELL), editor.entry.kind, editor.parentWidget()
    if not isinstance(cell, QRect) or around is None:
        return
    rect = QRect(cell)
    rect.setWidth(min(max(rect.width(), _WIDE.get(kind, _ROOMY)), around.width()))
    rect.setHeight(editor.sizeHint().height() if kind in TALL else max(rect.height(), editor.minimumSizeHint().height()))
    rect.moveRight(max(min(rect.right(), around.width() - 1), rect.width() - 1))
    rect.moveBottom(max(min(rect.bottom(), around.height() - 1), rect.height() - 1))
    editor.setGeometry(rect)


def _editor_around(watched: QObject) -> Editor | None:
    found: QObject | None = watched
    while found is not None and not isinstance(found, Editor):
        found = found.parent()
    return found
