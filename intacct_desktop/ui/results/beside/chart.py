"""A chart in the window: read by mouse, by keyboard and by a screen reader, copied and saved as a picture."""

from PySide6.QtCore import QBuffer, QByteArray, QEvent, QIODevice, QPoint, QPointF, QRect, QSize, QSizeF, Qt
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QFocusEvent,
    QHelpEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from intacct_desktop.ui.results.beside.chart_painting import ChartLayout, paint
from intacct_desktop.ui.results.beside.chart_series import Kind, Series
from intacct_desktop.ui.theme import theme

_LEAST_WIDTH = 220
_PICTURE_WIDTH = 900
_PICTURE_HEIGHT = 480
_SHARPNESS = 2

_NOTHING = Series("", Kind.ROWS, ())


class ChartView(QWidget):
    """Shows a `Series`. The arrow keys go from bar to bar; what each has, is said in its tool tip and to a screen reader."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._series = _NOTHING
        self._laid_out: ChartLayout | None = None
        self.current: int | None = None
        """The bar that is read by keyboard or mouse."""
        self.setAccessibleName(self.tr("Chart"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme().changed.connect(self.update)

    @property
    def series(self) -> Series:
        return self._series

    def show_series(self, series: Series) -> None:
        self._series = series
        self._laid_out = None
        self.current = None
        self.setMinimumSize(_LEAST_WIDTH, int(ChartLayout.height_for(series)))
        self.setAccessibleName(self.tr("Chart: {title}").format(title=series.title))
        self.setAccessibleDescription(series.table)
        self.updateGeometry()
        self.update()

    def clear(self) -> None:
        self.show_series(_NOTHING)

    def words_of(self, at: int) -> str:
        """What one bar says, exactly."""
        bar = self._series.bars[at]
        return f"{bar.label}: {bar.text}"

    # pictures

    def image(self) -> QImage:
        """As a picture, twice as sharp as the screen counts."""
        layout = self._picture_layout()
        image = QImage((layout.size * _SHARPNESS).toSize(), QImage.Format.Format_ARGB32_Premultiplied)
        image.setDevicePixelRatio(_SHARPNESS)
        painter = QPainter(image)
        paint(painter, layout)
        painter.end()
        return image

    def png(self) -> bytes:
        written = QByteArray()
        buffer = QBuffer(written)
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        self.image().save(buffer, "PNG")  # type: ignore[call-overload]  # the stubs want bytes, PySide wants str
        buffer.close()
        return bytes(written.data())

    def svg(self) -> bytes:
        layout = self._picture_layout()
        written = QByteArray()
        buffer = QBuffer(written)
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        generator = QSvgGenerator()
        generator.setOutputDevice(buffer)
        size = layout.size.toSize()
        generator.setSize(size)
        generator.setViewBox(QRect(QPoint(0, 0), size))
        generator.setTitle(self._series.title)
        generator.setDescription(self._series.table)
        painter = QPainter(generator)
        paint(painter, layout)
        painter.end()
        buffer.close()
        return bytes(written.data())

    def _picture_layout(self) -> ChartLayout:
        high = ChartLayout.height_for(self._series) if self._series.kind is Kind.ROWS else float(_PICTURE_HEIGHT)
        return ChartLayout(self._series, QSizeF(_PICTURE_WIDTH, high))

    # reading it

    def sizeHint(self) -> QSize:
        return QSize(480, max(240, int(ChartLayout.height_for(self._series))))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._series.bars:
            paint(painter, self._layout(), self.current, focused=self.hasFocus())
        painter.end()

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            at = self._layout().bar_at(QPointF(event.pos())) if self._series.bars else None
            if at is None:
                QToolTip.hideText()
                event.ignore()
            else:
                QToolTip.showText(event.globalPos(), self.words_of(at), self)
            return True
        return super().event(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._go_to(self._layout().bar_at(event.position()) if self._series.bars else None)
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        if not self.hasFocus():
            self._go_to(None)
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        last = len(self._series.bars) - 1
        before = self.current
        lying = self._series.kind is Kind.ROWS
        back, on = (Qt.Key.Key_Up, Qt.Key.Key_Down) if lying else (Qt.Key.Key_Left, Qt.Key.Key_Right)
        steps = {
            back: max(0, (before or 0) - 1),
            on: 0 if before is None else min(last, before + 1),
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }
        at = steps.get(Qt.Key(event.key()))
        if at is None or last < 0:
            super().keyPressEvent(event)
            return
        self._go_to(at)
        self._say(at)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self.current is None and self._series.bars and event.reason() is not Qt.FocusReason.MouseFocusReason:
            self._go_to(0)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._go_to(None)

    def _say(self, at: int) -> None:
        """To a screen reader, and to who sees it: beside the bar."""
        said = self.words_of(at)
        self.setAccessibleDescription(f"{said}\n\n{self._series.table}")
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))
        QToolTip.showText(self.mapToGlobal(self._layout().bands[at].center().toPoint()), said, self)

    def _go_to(self, at: int | None) -> None:
        if at != self.current:
            self.current = at
            self.update()

    def _layout(self) -> ChartLayout:
        size = QSizeF(self.size())
        if self._laid_out is None or self._laid_out.size != size:
            self._laid_out = ChartLayout(self._series, size)
        return self._laid_out
