"""Room for a part of a page that is as high as it needs to be, as long as the page has that much to give."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QWidget

_LEAST = 96  # pixels in height: two rows and a half, so that one sees that there is more


class SnugArea(QScrollArea):
    """Shows `content` whole where there is room, and scrolls it where there is not."""

    def __init__(self, content: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._content = content
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidgetResizable(True)
        self.setWidget(content)
        for surface in (content, self.viewport()):
            surface.setAutoFillBackground(False)  # the page's own shows through
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        content.installEventFilter(self)

    def sizeHint(self) -> QSize:
        return QSize(self._content.sizeHint().width(), self._height())

    def minimumSizeHint(self) -> QSize:
        return QSize(self._content.minimumSizeHint().width(), min(self._height(), _LEAST))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._content and event.type() is QEvent.Type.LayoutRequest:
            self.updateGeometry()
            self._offer_bar()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()  # what wraps is higher where it is narrow
        self._offer_bar()

    def _offer_bar(self) -> None:
        """A bar only where it is needed: it takes width, which may make the content as high as it needs one for."""
        fits = self.height() >= self._height()
        policy = Qt.ScrollBarPolicy.ScrollBarAlwaysOff if fits else Qt.ScrollBarPolicy.ScrollBarAsNeeded
        if policy is not self.verticalScrollBarPolicy():
            self.setVerticalScrollBarPolicy(policy)

    def _height(self) -> int:
        content = self._content
        return content.heightForWidth(self.width()) if content.hasHeightForWidth() else content.sizeHint().height()
