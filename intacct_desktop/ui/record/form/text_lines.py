"""Text in a narrow column: broken into a few lines, where words, dots and the humps of API names allow, the last one cut short."""

import functools
import re

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetrics

from intacct_desktop.ui.theme import BODY_PX, SMALL_PX, mono_font, number_font, ui_font

_PIECES = re.compile(r"[^\s.:A-Z]*[\s.:]+|[A-Z]+(?![a-z])|[A-Z]?[^\s.:A-Z]+|[A-Z]+|.", re.DOTALL)
_WORDS = re.compile(r"[^ \t]+[ \t]*|[ \t]+")


@functools.cache
def fonts() -> dict[str, QFont]:
    """The fonts of a form, asked of the system once: a form paints some hundred texts."""
    struck = ui_font(SMALL_PX)
    struck.setStrikeOut(True)
    return {
        "label": ui_font(SMALL_PX),
        "name": mono_font(),
        "value": ui_font(),
        "number": number_font(),
        "small": ui_font(SMALL_PX),
        "struck": struck,
        "heading": ui_font(BODY_PX + 2, strong=True),
        "part": ui_font(BODY_PX, strong=True),
    }


@functools.cache
def metrics(font: str) -> QFontMetrics:
    """Of one of `fonts`."""
    return QFontMetrics(fonts()[font])


@functools.lru_cache(maxsize=4096)
def lines_of(text: str, font: str, width: int, most: int, *, name: bool = False) -> tuple[str, ...]:
    """``text`` in at most ``most`` lines of ``width`` pixels; a ``name`` of the API's may be broken between its words too."""
    measure = metrics(font)
    width -= 1  # widths are rounded
    if measure.horizontalAdvance(text) <= width and "\n" not in text:
        return (text,)
    found: list[str] = []
    for paragraph in text.splitlines() or [""]:
        line = ""
        for piece in (_PIECES if name else _WORDS).findall(paragraph):
            if line and measure.horizontalAdvance((line + piece).rstrip()) > width:
                found.append(line.rstrip())
                line = ""
            line += piece
        found.append(line.rstrip())
    kept = found[:most]
    if len(found) > most:
        kept[-1] += "…"
    return tuple(measure.elidedText(line, Qt.TextElideMode.ElideRight, width) for line in kept)
