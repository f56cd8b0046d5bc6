"""A part of the form that is as high as it needs to be up to a limit, and scrolled beyond it: the results need the room."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget


class LimitedHeight(QScrollArea):
    def __init__(self, content: QWidget, tallest: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._content = content
        self._tallest = tallest
        content.setProperty("role", "page")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(content)
        content.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.LayoutRequest:
            self._fit()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        content = self._content
        width = max(self.viewport().width(), content.minimumSizeHint().width())
        needed = content.heightForWidth(width) if content.hasHeightForWidth() else content.sizeHint().height()
        bar = self.horizontalScrollBar().sizeHint().height() if width > self.viewport().width() else 0
        self.setFixedHeight(min(needed, self._tallest) + bar)
