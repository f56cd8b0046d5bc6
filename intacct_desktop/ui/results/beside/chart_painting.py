"""A chart on a painter, of whatever device: the window, a picture, an SVG. Where its bars are, is asked of the same layout."""

from decimal import Decimal

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF

from intacct_desktop.ui.results import words
from intacct_desktop.ui.results.beside.chart_series import Bar, Kind, Scale, Series, scale_of
from intacct_desktop.ui.theme import SMALL_PX, Role, number_font, theme, ui_font

BAND = 24.0
"""The height of one lying bar with the room around it."""

_SIDE = 12.0
_GAP = 8.0
_LABEL_SHARE = 0.32
_VALUE_SHARE = 0.3
_THICKNESS = 0.62
_WIDEST_COLUMN = 64.0
_DOT = 3.0
_MOST_TIMES = 3


class ChartLayout:
    """Where everything stands in a picture of ``size``. ``bands`` are the bars' shares of the plot, in their order."""

    def __init__(self, series: Series, size: QSizeF) -> None:
        self.series = series
        self.size = size
        self.small = ui_font(SMALL_PX)
        self.numbers = number_font(SMALL_PX)
        self._words = QFontMetricsF(self.small)
        self._figures = QFontMetricsF(self.numbers)
        lying = series.kind is Kind.ROWS
        self.scale: Scale = scale_of([bar.value for bar in series.bars if not self.is_cut(bar)], self._steps())
        self.tick_texts = [words.amount(tick) for tick in self.scale.ticks]
        line = self._words.height()
        top = _SIDE + line + _GAP
        if lying:
            labels = min(self._widest(self._words, [bar.label for bar in series.bars]), size.width() * _LABEL_SHARE)
            values = min(self._widest(self._figures, [bar.text for bar in series.bars]), size.width() * _VALUE_SHARE)
            left, right = _SIDE + labels + _GAP, size.width() - _SIDE - values - _GAP
            bottom = top + BAND * len(series.bars)
        else:
            left = _SIDE + self._widest(self._figures, self.tick_texts) + _GAP
            right = size.width() - _SIDE
            bottom = max(top + line, size.height() - _SIDE - line - _GAP)
        self.plot = QRectF(left, top, max(1.0, right - left), max(1.0, bottom - top))
        self.bands = [self._band(at) for at in range(len(series.bars))]

    def _steps(self) -> int:
        """How many round numbers there is room for; along a lying bar, those whose words find none are not written."""
        return 4 if self.series.kind is Kind.ROWS else max(2, min(6, int(self.size.height() / 44)))

    @staticmethod
    def height_for(series: Series) -> float:
        """The height that lying bars need; what stands or goes on fits any."""
        line = QFontMetricsF(ui_font(SMALL_PX)).height()
        return 2 * (_SIDE + line + _GAP) + BAND * len(series.bars) if series.kind is Kind.ROWS else 160.0

    def is_cut(self, bar: Bar) -> bool:
        """What stands for all the others may be so much that nothing would be seen beside it: it goes to the edge, and is hatched."""
        largest = max((abs(other.value) for other in self.series.bars if not other.is_rest), default=Decimal(0))
        return bar.is_rest and abs(bar.value) > _MOST_TIMES * largest

    def bar_at(self, point: QPointF) -> int | None:
        """The bar to which a place belongs, its label and value included."""
        lying = self.series.kind is Kind.ROWS
        for at, band in enumerate(self.bands):
            inside = band.top() <= point.y() < band.bottom() if lying else band.left() <= point.x() < band.right()
            if inside and (lying or point.y() >= self.plot.top()):
                return at
        return None

    def bar_box(self, at: int) -> QRectF:
        """The drawn bar itself."""
        band, value = self.bands[at], self.series.bars[at].value
        value = min(max(value, self.scale.least), self.scale.most)
        zero, end = self.across(Decimal(0)), self.across(value)
        if self.series.kind is Kind.ROWS:
            thick = band.height() * _THICKNESS
            return QRectF(min(zero, end), band.center().y() - thick / 2, abs(end - zero), thick)
        thick = min(band.width() * _THICKNESS, _WIDEST_COLUMN)
        return QRectF(band.center().x() - thick / 2, min(zero, end), thick, abs(end - zero))

    def across(self, value: Decimal) -> float:
        """The place of a value along its axis, in pixels."""
        place = self.scale.place(value)
        if self.series.kind is Kind.ROWS:
            return self.plot.left() + place * self.plot.width()
        return self.plot.bottom() - place * self.plot.height()

    def _band(self, at: int) -> QRectF:
        if self.series.kind is Kind.ROWS:
            return QRectF(self.plot.left(), self.plot.top() + at * BAND, self.plot.width(), BAND)
        wide = self.plot.width() / len(self.series.bars)
        return QRectF(self.plot.left() + at * wide, self.plot.top(), wide, self.plot.height())

    @staticmethod
    def _widest(metrics: QFontMetricsF, texts: list[str]) -> float:
        return max((metrics.horizontalAdvance(text) for text in texts), default=0.0)


def paint(painter: QPainter, layout: ChartLayout, current: int | None = None, *, focused: bool = False) -> None:
    """Draw it all on the base colour; ``current`` is the bar that is read just now."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillRect(QRectF(QPointF(0, 0), layout.size), theme().color(Role.BASE))
    if current is not None and current < len(layout.bands):
        _mark(painter, layout, current, focused=focused)
    _title(painter, layout)
    _axis(painter, layout)
    if layout.series.kind is Kind.LINE:
        _line(painter, layout)
    else:
        for at, bar in enumerate(layout.series.bars):
            hatched = QBrush(_ink(bar), Qt.BrushStyle.BDiagPattern)
            painter.fillRect(layout.bar_box(at), hatched if layout.is_cut(bar) else QBrush(_ink(bar)))
    _zero(painter, layout)
    _labels(painter, layout)


def _ink(bar: Bar) -> QColor:
    """Where a bar goes to from zero says the same as its colour."""
    return theme().color(Role.NEGATIVE if bar.value < 0 else Role.MUTED if bar.is_rest else Role.ACCENT)


def _mark(painter: QPainter, layout: ChartLayout, at: int, *, focused: bool) -> None:
    band = layout.bands[at]
    if layout.series.kind is Kind.ROWS:
        band = QRectF(_SIDE / 2, band.top(), layout.size.width() - _SIDE, band.height())
    painter.fillRect(band, theme().color(Role.SELECTION))
    if focused:
        painter.setPen(QPen(theme().color(Role.FOCUS), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(band.adjusted(0.5, 0.5, -0.5, -0.5))


def _title(painter: QPainter, layout: ChartLayout) -> None:
    box = QRectF(_SIDE, _SIDE / 2, layout.size.width() - 2 * _SIDE, layout.plot.top() - _SIDE)
    _write(painter, box, layout.series.title, layout.small, Role.MUTED, Qt.AlignmentFlag.AlignLeft)


def _axis(painter: QPainter, layout: ChartLayout) -> None:
    """Round numbers, each with a hairline through the plot."""
    plot, lying = layout.plot, layout.series.kind is Kind.ROWS
    line = QFontMetricsF(layout.numbers).height()
    free = float("-inf")
    for tick, text in zip(layout.scale.ticks, layout.tick_texts, strict=True):
        at = layout.across(tick)
        painter.setPen(QPen(theme().color(Role.LINE), 1))
        if lying:
            painter.drawLine(QPointF(at, plot.top()), QPointF(at, plot.bottom()))
            wide = QFontMetricsF(layout.numbers).horizontalAdvance(text)
            if at - wide / 2 > free:
                free = at + wide / 2 + _GAP
                box = QRectF(at - wide / 2 - 1, plot.bottom() + _GAP / 2, wide + 2, line)
                _write(painter, box, text, layout.numbers, Role.MUTED, Qt.AlignmentFlag.AlignHCenter)
        else:
            painter.drawLine(QPointF(plot.left(), at), QPointF(plot.right(), at))
            box = QRectF(0, at - line / 2, plot.left() - _GAP, line)
            _write(painter, box, text, layout.numbers, Role.MUTED, Qt.AlignmentFlag.AlignRight)


def _zero(painter: QPainter, layout: ChartLayout) -> None:
    at, plot = layout.across(Decimal(0)), layout.plot
    painter.setPen(QPen(theme().color(Role.MUTED), 1))
    if layout.series.kind is Kind.ROWS:
        painter.drawLine(QPointF(at, plot.top()), QPointF(at, plot.bottom()))
    else:
        painter.drawLine(QPointF(plot.left(), at), QPointF(plot.right(), at))


def _line(painter: QPainter, layout: ChartLayout) -> None:
    points = [QPointF(band.center().x(), layout.across(bar.value)) for band, bar in zip(layout.bands, layout.series.bars, strict=True)]
    painter.setPen(QPen(theme().color(Role.ACCENT), 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline(QPolygonF(points))
    if len(points) * _DOT * 3 < layout.plot.width():
        painter.setPen(Qt.PenStyle.NoPen)
        for point, bar in zip(points, layout.series.bars, strict=True):
            painter.setBrush(_ink(bar))
            painter.drawEllipse(point, _DOT, _DOT)


def _labels(painter: QPainter, layout: ChartLayout) -> None:
    plot, series = layout.plot, layout.series
    metrics = QFontMetricsF(layout.small)
    if series.kind is Kind.ROWS:
        for band, bar in zip(layout.bands, series.bars, strict=True):
            name = QRectF(_SIDE, band.top(), plot.left() - _GAP - _SIDE, band.height())
            value = QRectF(plot.right() + _GAP, band.top(), layout.size.width() - _SIDE - plot.right() - _GAP, band.height())
            _write(painter, name, bar.label, layout.small, Role.MUTED if bar.is_rest else Role.TEXT, Qt.AlignmentFlag.AlignRight)
            ink = Role.NEGATIVE if bar.value < 0 else Role.TEXT
            _write(painter, value, bar.text, layout.numbers, ink, Qt.AlignmentFlag.AlignRight)
        return
    free = plot.left() - _GAP
    for band, bar in zip(layout.bands, series.bars, strict=True):
        wide = metrics.horizontalAdvance(bar.label)
        left = min(max(band.center().x() - wide / 2, 0.0), layout.size.width() - wide)
        if left > free:  # as many as there is room for
            free = left + wide + _GAP
            box = QRectF(left, plot.bottom() + _GAP / 2, wide + 2, metrics.height())
            _write(painter, box, bar.label, layout.small, Role.MUTED, Qt.AlignmentFlag.AlignLeft)


def _write(painter: QPainter, box: QRectF, text: str, font: QFont, role: Role, side: Qt.AlignmentFlag) -> None:
    painter.setFont(font)
    painter.setPen(theme().color(role))
    fitted = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, box.width() + 1)
    painter.drawText(box, int(side | Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextSingleLine), fitted)
