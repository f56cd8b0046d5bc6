"""The font of paper, and what can be said of a text in it without drawing: its width, its lines, the characters that it has.

Both painters use this file of the font, without kerning, so that a text is as wide in a file as on a printer.
"""

import functools
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from intacct_desktop.resources import resource
from intacct_desktop.results.formats.notation import printable

MARK = "\N{REPLACEMENT CHARACTER}"
"""Stands for a character that the font has not."""
ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"

_SPACES = re.compile(r"(?<=\s)(?=\S)")
_MARKS = re.compile(r"(?<=[./\-_,;:|@\\])|(?<=[a-z])(?=[A-Z])")
"""Where a word that is longer than a line is broken: behind marks, and in API names before a capital."""
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")


def font_file() -> Path:
    return resource("fonts", "DejaVuSansCondensed.ttf")


def is_right_to_left(text: str) -> bool:
    """Whether some of it is written from right to left."""
    return not text.isascii() and _RIGHT_TO_LEFT.search(text) is not None


class PaperFont:
    """Widths are in em: times the size of the font they are points. Use `paper_font`."""

    def __init__(self, path: Path) -> None:
        # It takes longer to load than the window: only who puts something on paper waits for it.
        from fpdf import FPDF
        from fpdf.fonts import TTFFont

        pdf = FPDF()
        pdf.add_font("font", fname=path)
        font = pdf.fonts["font"]
        if not isinstance(font, TTFFont):
            raise TypeError(f"{path} is not a TrueType font")
        with font.ttfont:
            self._advances = {chr(code): float(font.cw[code]) / 1000 for code in font.cmap}
        self._known = frozenset(self._advances)
        self._ellipsis = self._advances[ELLIPSIS]
        self._widest = max(self._advances.values())

    def drawable(self, text: str) -> str:
        """``text`` as the font can draw it: `MARK` for what it has not; line breaks are one character, tabs are spaces."""
        if text.isascii() and text.isprintable():
            return text
        text = printable(text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))
        if self._known.issuperset(text.replace("\n", "")):
            return text
        composed = unicodedata.normalize("NFC", text)
        return "".join(letter if letter in self._known or letter == "\n" else MARK for letter in composed)

    def width(self, text: str) -> float:
        """The width of one line of drawable text."""
        advances = self._advances
        return sum([advances[letter] for letter in text], 0.0)

    def longest_word(self, text: str) -> float:
        return max(map(self.width, text.split()), default=0.0)

    def longest_part(self, name: str) -> float:
        """As `longest_word`, of what a name can be broken into."""
        return max(map(self.width, _MARKS.split(name)), default=0.0)

    def fitted(self, text: str, width: float) -> str:
        """One line of ``text``, its end in … where it is too wide."""
        line = " ".join(text.split("\n"))
        if self.width(line) <= width:
            return line
        return self._cut(line, width - self._ellipsis) + ELLIPSIS

    def wrapped(self, text: str, width: float, most: int) -> tuple[tuple[str, ...], bool]:
        """The text in lines of ``width``, at most so many; whether its end was cut off, for which … stands."""
        if "\n" not in text and (width >= len(text) * self._widest or self.width(text) <= width):
            return (text,), False
        lines: list[str] = []
        for line in self._lines(text, width):
            if len(lines) == most:
                lines[-1] = self._cut(lines[-1], width - self._ellipsis).rstrip() + ELLIPSIS
                return tuple(lines), True
            lines.append(line)
        return tuple(lines), False

    def _lines(self, text: str, width: float) -> Iterator[str]:
        for paragraph in text.split("\n"):
            line, room = "", width
            for part in self._parts(paragraph, width):
                needed = self.width(part.rstrip())
                if needed > room and line:
                    yield line.rstrip()
                    line, room = "", width
                while needed > room:  # a word that is longer than a line
                    piece = self._cut(part, width) or part[:1]
                    yield piece
                    part = part[len(piece) :]
                    needed = self.width(part.rstrip())
                line += part
                room -= self.width(part)
            yield line.rstrip()

    def _parts(self, paragraph: str, width: float) -> Iterator[str]:
        for word in _SPACES.split(paragraph):
            if self.width(word.rstrip()) > width:
                yield from _MARKS.split(word)
            else:
                yield word

    def _cut(self, text: str, width: float) -> str:
        used = 0.0
        for at, letter in enumerate(text):
            used += self._advances[letter]
            if used > width:
                return text[:at]
        return text


@functools.cache
def paper_font() -> PaperFont:
    """The one font; read from its file on first use (some 50 ms)."""
    return PaperFont(font_file())
