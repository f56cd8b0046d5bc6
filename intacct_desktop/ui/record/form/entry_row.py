"""One entry of a form: label and API name at the left, the value at the right, and beneath it what there is to say of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QEnterEvent, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QMenu, QWidget

from intacct_desktop.api.records.draft import same_value
from intacct_desktop.api.records.form import Entry, EntryKind
from intacct_desktop.api.records.form_layout import Row
from intacct_desktop.api.records.values import Place, is_empty, value_at
from intacct_desktop.ui.explorer.matching import rank
from intacct_desktop.ui.record.editors.editor import Editor
from intacct_desktop.ui.record.editors.showing import shown
from intacct_desktop.ui.record.editors.words import lock_reason
from intacct_desktop.ui.record.form.beneath import OldValue, ProblemLine
from intacct_desktop.ui.record.form.entry_face import EntryFace
from intacct_desktop.ui.record.form.entry_menu import entry_menu
from intacct_desktop.ui.record.form.tab_order import follow_in_tab_order
from intacct_desktop.ui.record.form.words import is_deprecated, link_of, spoken_name, tip
from intacct_desktop.ui.theme import SPACE

MakeEditor: TypeAlias = Callable[[Entry, QWidget], Editor]

_GAP = 2  # pixels between what stands beneath the value


@dataclass(frozen=True, slots=True)
class Standing:
    """What a draft has for one entry. ``problem`` is in words; ``target`` what the record shows of the one that it refers to."""

    value: Any = None
    old: Any = None
    problem: str = ""
    target: str = ""


class EntryRow(QWidget):
    """Paints its value until it is entered: the editor is made when the row gets the focus or the mouse comes over it."""

    edited = Signal(str, object)
    """Place and value."""
    link_wished = Signal(str, str)
    """Object and key of a record to open."""
    resized = Signal()
    """It is higher or lower than before."""

    def __init__(self, row: Row, label: str, make_editor: MakeEditor, parent: QWidget, *, above: str = "") -> None:
        """``above`` is the path that stands in the heading, and not again in the row."""
        super().__init__(parent)
        self.entry = row.entry
        self.place: Place = row.entry.place
        self.editor: Editor | None = None
        self.is_stop = False
        """Whether Tab stops here though there is nothing to enter and nothing to open: where all is only read."""
        self._target = row.target
        self._make_editor = make_editor
        self._standing: Standing | None = None
        self._found_by = ""
        self._height = 0
        self._old: OldValue | None = None
        self._problem: ProblemLine | None = None
        self._face = EntryFace(row.entry, row.entry.path.removeprefix(f"{above}."), label)
        if is_deprecated(row.entry):
            self._face.mark = f" ({self.tr('deprecated')})"
        elif row.entry.required:
            self._face.mark = "\u00a0*"
        self.setAccessibleName(spoken_name(row.entry, label))
        self.setMouseTracking(row.entry.kind is EntryKind.REFERENCE)

    # what it shows

    @property
    def label(self) -> str:
        return self._face.label

    @property
    def text(self) -> str:
        """The value as people read it."""
        return self._face.text

    @property
    def standing(self) -> Standing:
        """Nothing, until a draft is shown."""
        return self._standing or Standing()

    @property
    def is_changed(self) -> bool:
        return self._face.is_changed

    @property
    def problem(self) -> str:
        """What stands beneath: what the editor has against the text, else what was found elsewhere."""
        return (self.editor.problem if self.editor is not None else "") or self.standing.problem

    @property
    def old_value(self) -> OldValue | None:
        """The old value beneath a changed one."""
        return self._old

    @property
    def has_focus(self) -> bool:
        focused = self.window().focusWidget()
        return focused is not None and (focused is self or self.isAncestorOf(focused))

    @property
    def is_telling(self) -> bool:
        """It stays where only filled entries are shown: it has a value or has to have one, is changed, refused or in use."""
        filled = not is_empty(self.standing.value) or bool(self.standing.target)
        return filled or self.entry.required or self.is_changed or bool(self.problem) or self.has_focus

    def set_label(self, label: str) -> None:
        """The readable name: the model's, or the company's own word."""
        if label != self._face.label:
            self._face.label = label
            self.setAccessibleName(spoken_name(self.entry, label))
            if self.editor is not None:
                self.editor.set_name(spoken_name(self.entry, label))
            self._refresh()

    def show_standing(self, value: Any, old: Any, problem: str, record: Mapping[str, Any]) -> bool:
        """Show what a draft has here, and say whether anything is different. What is being typed is left alone."""
        standing = Standing(value, old, problem, self._target_words(record) if self._target else "")
        if standing == self._standing:
            return False
        self._standing = standing
        if self.editor is not None:
            self.editor.set_value(value)
            self.editor.set_problem(problem)
        self._refresh()
        return True

    def matches(self, words: tuple[str, ...]) -> bool:
        """Every word is in label, path, value, or what is shown of the target."""
        return rank(self._found_by, words) is not None

    def highlight(self, words: tuple[str, ...]) -> None:
        self._face.words = words
        self.update()

    def menu(self) -> QMenu:
        link = link_of(self.entry, self.standing.value)
        follow = None if link is None else lambda: self.link_wished.emit(*link)
        return entry_menu(self, self.entry, self.standing.value, follow=follow, put_back=self.put_back if self.is_changed else None)

    def put_back(self) -> None:
        """The value that the company has, or that the new record began with."""
        self.edited.emit(self.place, self.standing.old)

    # entering

    def open_editor(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> Editor | None:
        """The editor, in place of the painted value; None where nothing can be entered. A file can be saved where it is locked, too."""
        if self.editor is None and (self.entry.lock is None or self.entry.kind is EntryKind.FILE):
            self.editor = self._make_editor(self.entry, self)
            self.editor.set_name(spoken_name(self.entry, self.label))
            self.editor.set_value(self.standing.value)
            self.editor.set_problem(self.standing.problem)
            self.editor.value_edited.connect(lambda value: self.edited.emit(self.place, value))
            self.editor.problem_changed.connect(self._refresh)
            self.editor.link_wished.connect(self.link_wished)
            self.editor.show()
            self._follow_tab_order()  # while the row itself still has a place in it
            if self.hasFocus():
                self.editor.setFocus(reason)  # by Tab, its text is selected; Qt itself would hand it on without the reason
            self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self.setFocusProxy(self.editor)
            self._refresh()
        return self.editor

    def enter(self, _within: Place) -> None:
        """Put the focus where one writes."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _follow_tab_order(self) -> None:
        follow_in_tab_order(self, *(part for part in (self.editor, self._old) if part is not None))

    # how it stands

    def height_for(self, width: int) -> int:
        height = self._face.top_height(width)
        beneath = self._face.beneath(width)
        room = width - self._face.left(width)
        for part in self._parts():
            beneath += _GAP + part.height_for(room)
        self._height = max(height, beneath) + SPACE[1]
        return self._height

    def _parts(self) -> list[OldValue | ProblemLine]:
        return [part for part in (self._old, self._problem) if part is not None]

    def _lay_out(self) -> None:
        box = self._face.box(self.width())
        if self.editor is not None:
            self.editor.setGeometry(box)
        top = self._face.beneath(self.width())
        for part in self._parts():
            height = part.height_for(box.width())
            part.setGeometry(box.left(), top + _GAP, box.width(), height)
            top += _GAP + height

    def _refresh(self) -> None:
        """Put all that is derived in step with entry, label and standing."""
        face, standing = self._face, self.standing
        face.text = shown(self.entry, standing.value)
        face.target = standing.target
        face.is_link = link_of(self.entry, standing.value) is not None
        face.is_changed = self.entry.lock is None and not same_value(self.entry, standing.old, standing.value)
        face.is_refused = bool(self.problem)
        face.entered = self.editor.sizeHint().height() if self.editor is not None else 0
        self._found_by = "\n".join((face.label, self.entry.path, face.text, face.target)).lower()
        if self.editor is None:
            stops = self.entry.lock is None or face.is_link or self.is_stop
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if stops else Qt.FocusPolicy.ClickFocus)
        self._show_old()
        self._show_problem()
        self._describe()
        if self._height and self.height_for(self.width()) != self.height():
            self.resized.emit()
        self._lay_out()
        self.update()

    def _show_old(self) -> None:
        if self.is_changed and self._old is None:
            self._old = OldValue(self)
            self._old.put_back.connect(self.put_back)
            self._old.show()
            self._follow_tab_order()
        elif not self.is_changed and self._old is not None:
            _let_go(self._old)
            self._old = None
        if self._old is not None:
            self._old.show_old(shown(self.entry, self.standing.old), self.label)

    def _show_problem(self) -> None:
        problem = self.problem
        if problem and self._problem is None:
            self._problem = ProblemLine(self)
            self._problem.show()
        elif not problem and self._problem is not None:
            _let_go(self._problem)
            self._problem = None
        if self._problem is not None:
            self._problem.show_problem(problem, self.label)

    def _target_words(self, record: Mapping[str, Any]) -> str:
        found = ((entry, value_at(record, entry.place)) for entry in self._target)
        return " · ".join(f"{entry.title}: {shown(entry, value)}" for entry, value in found if not is_empty(value))

    def _describe(self) -> None:
        lock = lock_reason(self.entry.lock, self.entry) if self.entry.lock is not None else ""
        description = self.entry.field.description if self.entry.field is not None else None
        self.setAccessibleDescription("\n".join(words for words in (self.text, self.problem, lock) if words))
        self.setToolTip(tip(self.entry.path, description or "", self._face.text, self._face.target, lock))

    # events

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.LayoutRequest and self.editor is not None:
            self._follow_tab_order()
            self._refresh()  # an editor may grow while one types, or have another control
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._face.paint(painter, self.width())
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self.open_editor(event.reason()) is None:
            self._face.is_focused = True
            self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._face.is_focused = False
        self.update()

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.open_editor()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._heat(hot=False)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._heat(hot=self._link_at(event.position().toPoint()) is not None)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        link = self._link_at(event.position().toPoint())
        if link is not None and event.button() is Qt.MouseButton.LeftButton:
            self.link_wished.emit(*link)
        else:
            super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        link = link_of(self.entry, self.standing.value)
        if link is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.link_wished.emit(*link)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_mouse = event.reason() is QContextMenuEvent.Reason.Mouse
        self.menu().popup(event.globalPos() if by_mouse else self.mapToGlobal(self._face.box(self.width()).bottomLeft()))

    def _link_at(self, point: QPoint) -> tuple[str, str] | None:
        """What a click on the painted value opens; an editor opens it itself."""
        on_value = self.editor is None and self._face.box(self.width()).contains(point)
        return link_of(self.entry, self.standing.value) if on_value else None

    def _heat(self, *, hot: bool) -> None:
        if hot != self._face.is_hot:
            self._face.is_hot = hot
            self.setCursor(Qt.CursorShape.PointingHandCursor if hot else Qt.CursorShape.ArrowCursor)
            self.update()


def _let_go(part: QWidget) -> None:
    part.hide()
    part.deleteLater()
