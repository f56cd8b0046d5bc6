"""Fields on their way from a tree to a query, by the mouse.

`QDrag` runs a loop of events of its own until the button is let go. asyncio goes on meanwhile, since
all that qasync does is an event of Qt's too, and no task is in the middle of a step, since a drag begins with an event of the mouse.
"""

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import QCoreApplication, QMimeData, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QDrag, QFontMetrics, QPainter, QPixmap
from PySide6.QtWidgets import QTreeView

from intacct_desktop.ui.theme import SPACE, Role, mono_font, theme

FIELDS = "application/x-intacct-fields"
"""No text goes with it: a line edit below the mouse would take that."""


_HEIGHT = 22
_BESIDE = QPoint(-14, -10)  # the tip of the mouse's arrow, from the picture's corner


class DraggedFields(msgspec.Struct, frozen=True):
    """Dotted paths from an object."""

    object: str
    paths: tuple[str, ...]


def dragged(object_name: str, paths: Sequence[str]) -> QMimeData:
    """What a tree gives to the drag."""
    content = QMimeData()
    content.setData(FIELDS, msgspec.json.encode(DraggedFields(object_name, tuple(paths))))
    return content


def fields_in(content: QMimeData) -> DraggedFields | None:
    """The fields that are dragged, at least one; None for anything else, in our name too."""
    try:
        found = msgspec.json.decode(content.data(FIELDS).data(), type=DraggedFields)
    except msgspec.DecodeError:
        return None
    return found if found.paths else None


class FieldsView(QTreeView):
    """A tree whose fields are dragged as a chip beside the mouse: Qt's own picture, whole rows, would lie over the place to drop them."""

    drag_begins = Signal()
    drag_ended = Signal()

    def startDrag(self, actions: Qt.DropAction) -> None:
        content = self.model().mimeData([index for index in self.selectedIndexes() if index.flags() & Qt.ItemFlag.ItemIsDragEnabled])
        fields = fields_in(content)
        if fields is None:
            return
        drag = QDrag(self)
        drag.setMimeData(content)
        drag.setPixmap(self._picture(fields.paths))
        drag.setHotSpot(_BESIDE)
        self.drag_begins.emit()
        drag.exec(actions)
        self.drag_ended.emit()

    def _picture(self, paths: Sequence[str]) -> QPixmap:
        more = QCoreApplication.translate("FieldsView", "{field} and {count} more").format(field=paths[0], count=len(paths) - 1)
        words = more if len(paths) > 1 else paths[0]
        font = mono_font()
        size = QSize(QFontMetrics(font).horizontalAdvance(words) + 2 * SPACE[1], _HEIGHT)
        picture = QPixmap(size * self.devicePixelRatioF())
        picture.setDevicePixelRatio(self.devicePixelRatioF())
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme().color(Role.ACCENT))
        painter.setBrush(theme().color(Role.SELECTION))
        box = QRect(QPoint(), size)
        painter.drawRoundedRect(box.toRectF().adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        painter.setPen(theme().color(Role.TEXT))
        painter.setFont(font)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
        painter.end()
        return picture
