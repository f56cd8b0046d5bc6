"""Paints a page of `results.page_layout` with Qt: on the screen, on a printer."""

import functools

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetricsF, QPainter, QPen

from intacct_desktop.results.formats.page_layout import Page
from intacct_desktop.results.formats.paper_font import font_file, paper_font

_FINE = 20
"""Parts of a point that are one unit of the painter: the sizes of fonts are whole numbers there."""

# Ink on paper, which is white in a dark window too.
_BLACK, _MUTED, _LINE, _TINT = QColor("#000000"), QColor("#5a5a5a"), QColor("#969696"), QColor("#eeeeee")
_SAMPLE = "Totals 1,234,567.89 Café"


def paint_page(painter: QPainter, page: Page, scale: float) -> None:
    """Paint ``page`` from the painter's origin; ``scale`` is in its units a point."""
    painter.save()
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
    painter.scale(scale / _FINE, scale / _FINE)
    for fill in page.fills:
        painter.fillRect(QRectF(fill.x * _FINE, fill.y * _FINE, fill.width * _FINE, fill.height * _FINE), _TINT)
    for rule in page.rules:
        painter.setPen(QPen(_LINE, rule.weight * _FINE))
        painter.drawLine(QPointF(rule.x * _FINE, rule.y * _FINE), QPointF((rule.x + rule.width) * _FINE, rule.y * _FINE))
    painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    drawn: tuple[float, bool] | None = None
    for text in page.texts:
        if drawn != (text.size, text.muted):
            drawn = (text.size, text.muted)
            painter.setFont(_font(round(text.size * _FINE)))
            painter.setPen(_MUTED if text.muted else _BLACK)
        painter.drawText(QPointF(text.x * _FINE, text.y * _FINE), text.text)
    painter.restore()


@functools.cache
def _font(units: int) -> QFont:
    """The paper's own font, of the widths that the layout reckons with."""
    font = QFont(_face())
    font.setPixelSize(units)
    return font


@functools.cache
def _face() -> QFont:
    """The shipped file, under whatever name the system's font engine gives it: the one whose letters are as wide as the file says."""
    families = QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(str(font_file())))
    wanted = paper_font().width(_SAMPLE)
    faces = [_named(family, stretch) for family in families for stretch in (QFont.Stretch.SemiCondensed, QFont.Stretch.Unstretched)]
    return min(faces, key=lambda face: abs(QFontMetricsF(face).horizontalAdvance(_SAMPLE) / face.pixelSize() - wanted))


def _named(family: str, stretch: QFont.Stretch) -> QFont:
    font = QFont(family)
    font.setStretch(stretch)
    font.setPixelSize(200)
    font.setKerning(False)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    font.setStyleStrategy(QFont.StyleStrategy.NoFontMerging)
    return font
