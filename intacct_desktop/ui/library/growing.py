"""A dialog that becomes higher when what is in it does, as far as the screen goes; it never becomes lower under the person's hands."""

from PySide6.QtCore import QEvent
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog

_SCREEN_LEFT = 80  # pixels: the window's frame and a little of what is behind it


class GrowingDialog(QDialog):
    def event(self, event: QEvent) -> bool:
        handled = super().event(event)
        if event.type() is QEvent.Type.LayoutRequest and self.isVisible():
            self._grow()
        return handled

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._grow()

    def _grow(self) -> None:
        layout = self.layout()
        if layout is not None:
            layout.activate()
            wanted = layout.totalHeightForWidth(self.width()) if layout.hasHeightForWidth() else layout.totalSizeHint().height()
            room = self.screen().availableGeometry().height() - _SCREEN_LEFT
            if wanted > self.height():
                self.resize(self.width(), max(self.height(), min(wanted, room)))
