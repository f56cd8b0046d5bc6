"""The field of a filter: a path to type, completed from the model to any depth, with an arrow that opens the field picker."""

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QCompleter, QLineEdit, QStyle, QStyleOptionFrame, QStylePainter, QToolButton, QWidget

from intacct_desktop.ui.builder.offer_list import OfferList
from intacct_desktop.ui.builder.path_offers import PathOffers
from intacct_desktop.ui.icons import icon
from intacct_desktop.ui.theme import Role

_LIST = 420  # pixels: a path and its title
_MARGIN = 2  # what Qt leaves beside the words of a line edit


class PathCompleter(QCompleter):
    """One for all rows: it serves the `FieldBox` that has the focus."""

    def __init__(self, paths: PathOffers, parent: QWidget) -> None:
        super().__init__(paths.model, parent)
        self.paths = paths
        self.list = OfferList(self.tr("Fields"))
        self.list.setMinimumWidth(_LIST)
        self.list.serve(self)
        self.setFilterMode(Qt.MatchFlag.MatchContains)
        self.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setMaxVisibleItems(12)
        self.activated[QModelIndex].connect(self._take)  # type: ignore[index]  # one of two signals of this name
        paths.deepened.connect(self._show_more)

    def splitPath(self, path: str) -> list[str]:
        """A path is one piece here: Qt would split it in a tree's parts."""
        return [path]

    def _take(self, index: QModelIndex) -> None:
        box = self.widget()
        if isinstance(box, FieldBox):
            QTimer.singleShot(0, box, box.take_offer)  # the line puts the offer in its text itself, and after this

    def _show_more(self) -> None:
        box = self.widget()
        if isinstance(box, FieldBox) and box.hasFocus() and "." in box.text():
            self.setCompletionPrefix(box.text())
            self.complete()


class FieldBox(QLineEdit):
    """`entered` carries another path than the one shown. Alt+Down, F4 or the arrow ask for the picker."""

    entered = Signal(str)
    pick_wished = Signal()

    def __init__(self, completer: PathCompleter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._path = ""
        self._paths = completer.paths
        self._offers = completer.list
        self.setProperty("role", "mono")
        self.setCompleter(completer)
        self.textEdited.connect(self._paths.deepen)
        opener = QAction(icon("chevron-down", Role.MUTED), self.tr("Choose a field"), self)
        opener.triggered.connect(self.pick_wished)
        self.addAction(opener, QLineEdit.ActionPosition.TrailingPosition)
        self._sign = QAction(icon("warning", Role.WARNING), self.tr("Not in the model"), self)
        self.editingFinished.connect(self._enter)

    def show_path(self, path: str, title: str, unknown: bool) -> None:
        """Show a path; what is being typed is left alone while the path is the same."""
        if path != self._path:
            self._path = path
            self.setText(path)
            self.setCursorPosition(0)
        if unknown:
            self.addAction(self._sign, QLineEdit.ActionPosition.LeadingPosition)
        else:
            self.removeAction(self._sign)
        self.setToolTip(self.tr("{path} is not in the model").format(path=path) if unknown else f"{title} · {path}")

    def paintEvent(self, event: QPaintEvent) -> None:
        """A path without room is cut in its middle: its end says most. While it is edited it scrolls as text does."""
        buttons = [button.geometry() for button in self.findChildren(QToolButton) if button.isVisible()]
        option = QStyleOptionFrame()
        self.initStyleOption(option)
        room = self.style().subElementRect(QStyle.SubElement.SE_LineEditContents, option, self).adjusted(_MARGIN, 0, -_MARGIN, 0)
        room.setLeft(max([room.left(), *(box.right() + _MARGIN for box in buttons if box.center().x() < self.width() // 2)]))
        room.setRight(min([room.right(), *(box.left() - _MARGIN for box in buttons if box.center().x() >= self.width() // 2)]))
        metrics = self.fontMetrics()
        if self.hasFocus() or metrics.horizontalAdvance(self.text()) <= room.width():
            super().paintEvent(event)
            return
        painter = QStylePainter(self)
        painter.drawPrimitive(QStyle.PrimitiveElement.PE_PanelLineEdit, option)
        painter.setPen(self.palette().text().color())
        shown = metrics.elidedText(self.text(), Qt.TextElideMode.ElideMiddle, room.width())
        painter.drawText(room, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), shown)
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        down = event.key() == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier
        if down or event.key() == Qt.Key.Key_F4:
            self.pick_wished.emit()
        elif event.key() == Qt.Key.Key_Escape and self.text() != self._path and not self._offers.isVisible():
            self.setText(self._path)
        else:
            super().keyPressEvent(event)

    def take_offer(self) -> None:
        """The text is an offer now: the path to enter, or that of a reference to go on from."""
        if self.text().endswith("."):
            self._paths.deepen(self.text())
            completer = self.completer()
            completer.setCompletionPrefix(self.text())
            completer.complete()
        else:
            self._enter()

    def _enter(self) -> None:
        typed = self.text().strip().rstrip(".")
        if not typed:
            self.setText(self._path)
        elif typed != self._path:
            self.entered.emit(typed)
