"""Where everything stands on paper: widths of columns, rows a page, pages side by side. What a painter needs is one `Page` after another.

Columns that do not fit on one page go over to further pages at its side, with the key repeated; a row is as high on all of them, so that
the pages can be laid side by side. All lengths are points from the top left corner of the sheet.
"""

from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from intacct_desktop.results.columns import Column
from intacct_desktop.results.formats.file_words import ENGLISH, Words, place_words, read_words, state_words, sums_words
from intacct_desktop.results.formats.notation import PLAIN, Notation
from intacct_desktop.results.formats.page_setup import (
    LEAST_SIZE,
    SCALES,
    SIZE_STEP,
    USUAL_SIZE,
    PageSetup,
    TooMuchForPaper,
    most_rows,
)
from intacct_desktop.results.formats.paper_font import MARK, PaperFont, paper_font
from intacct_desktop.results.provenance import Provenance

# In em, times the size of the letters.
_PADDING = 0.4
_LINE = 1.2
_ROW_PADDING = 0.5
_WIDEST_TEXT = 26.0
_LEAST_TEXT = 8.0
_LONGEST_WORD = 16.0
_USUAL_HEADING = 11.0

_MOST_LINES = 12
_HEADING_LINES = 4
_MOST_CHARACTERS = 2_000  # more than the lines of a cell ever hold
_KEY_PART = 3  # the repeated columns take a third of a page at most
_KEYS = ("key", "id")

# In points, whatever the size of the rows.
_TITLE, _SMALL, _FOOT = 12.0, 8.0, 7.0
_GAP = 6.0
_CHECKED = 500


class Text(NamedTuple):
    """One line of words; ``y`` is its baseline."""

    x: float
    y: float
    text: str
    size: float
    muted: bool = False


class Rule(NamedTuple):
    """A horizontal line."""

    x: float
    y: float
    width: float
    weight: float


class Fill(NamedTuple):
    """A tinted rectangle behind a heading."""

    x: float
    y: float
    width: float
    height: float


@dataclass(slots=True)
class Page:
    """What is painted on one page, in this order: fills, rules, texts."""

    fills: list[Fill] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Measures:
    """Of one column, in em: ``least`` wraps at words, ``wish`` wraps nothing sensible."""

    least: float
    wish: float
    lengths: "array[float] | None"
    """The width of every cell where some is wider than `least`, or goes over several lines (infinite); None where all fit on a line."""


class Content:
    """The cells as texts that the font can draw, and how wide they are; read once, laid out as often as the set-up changes."""

    def __init__(self, columns: Sequence[Column], rows: Iterable[Sequence[Any]], notation: Notation = PLAIN) -> None:
        """Raises `TooMuchForPaper` at the first row that is too many, and what ``rows`` raises."""
        font = paper_font()
        self.columns = tuple(columns)
        self.notation = notation
        self.headings = [font.drawable(column.path).replace("\n", " ") for column in columns]
        self.rows: list[tuple[str, ...]] = []
        most = most_rows(len(columns))
        gauges = [_Gauge(font) for _ in columns]
        for at, row in enumerate(rows):
            if at == most:
                raise TooMuchForPaper(at + 1, most)
            self.rows.append(tuple([gauge.take(value, notation) for gauge, value in zip(gauges, row, strict=True)]))
        self.has_marks = any(gauge.has_marks for gauge in gauges)
        self.measures = [gauge.measures(heading) for gauge, heading in zip(gauges, self.headings, strict=True)]


class _Gauge:
    """Measures one column while its cells come."""

    def __init__(self, font: PaperFont) -> None:
        self._font = font
        self._rigid = self._wide = self._word = 0.0
        self._lengths = array("d")
        self._lines = False
        self.has_marks = False

    def take(self, value: Any, notation: Notation) -> str:
        """The value as it will be drawn."""
        raw = notation.text(value)
        if len(raw) > _MOST_CHARACTERS:
            raw = raw[:_MOST_CHARACTERS]  # it is wrapped and cut there in any case: no cell holds so much
        text = self._font.drawable(raw)
        if MARK in text:
            self.has_marks = True
        if "\n" in text:
            self._lines = True
            length = max(map(self._font.width, text.split("\n")))
            self._lengths.append(float("inf"))
        else:
            length = self._font.width(text)
            self._lengths.append(length)
        if not isinstance(value, str):
            self._rigid = max(self._rigid, length)
            return text
        if length > self._wide:
            self._wide = length
        if length > self._word:
            self._word = max(self._word, self._font.longest_word(text))
        return text

    def measures(self, heading: str) -> _Measures:
        heading_width = self._font.width(heading)
        parts = self._font.longest_part(heading)
        wide = max(self._rigid, min(self._wide, _WIDEST_TEXT), min(parts, _LONGEST_WORD), min(heading_width, _USUAL_HEADING))
        word = min(self._word, _LONGEST_WORD)
        least = min(wide, max(self._rigid, min(self._wide, _LEAST_TEXT), word, min(parts, _LEAST_TEXT)))
        one_line = not self._lines and max(self._wide, self._rigid) <= least
        return _Measures(least, wide, None if one_line else self._lengths)


@dataclass(frozen=True, slots=True)
class Heads:
    """The words around the rows. ``closing`` follows the last row."""

    title: str
    place: str
    arranged: str
    foot: str
    closing: tuple[str, ...]


def heads_of(title: str, found: Provenance, content: Content, words: Words = ENGLISH) -> Heads:
    """The words for rows whose origin is known."""
    notation = content.notation
    closing = [state_words(found, notation, words)]
    if sums := sums_words(found, notation):
        closing.append(f"{words.sums}: {sums}")
    if found.misfits:
        closing.append(words.misfits.format(count=notation.number(found.misfits)))
    if content.has_marks:
        closing.append(words.unknown_characters)
    arranged = f"{words.arranged}: {found.source.arranged}" if found.source.arranged else ""
    return Heads(title, place_words(found.source, words), arranged, read_words(found.source, notation, words), tuple(closing))


class _Band(NamedTuple):
    """Columns that stand on one page: their positions, the left edges and widths of their cells, and which of all they are (from 1)."""

    positions: tuple[int, ...]
    lefts: tuple[float, ...]
    widths: tuple[float, ...]
    first: int
    last: int


class Layout:
    """``pages`` pages, numbered from 1; ``shortened`` counts the texts whose end is cut off, which … shows."""

    def __init__(self, content: Content, setup: PageSetup, heads: Heads, words: Words = ENGLISH, check: Callable[[], object] = int) -> None:
        """Takes a second for a hundred thousand long texts; ``check`` is called again and again on the way, and ends it by raising."""
        self.content = content
        self.setup = setup
        self._words = words
        self._font = paper_font()
        self._width, self._height = setup.size
        self._room = self._width - 2 * setup.edge
        self.size, self._bands = self._chosen()
        self.shortened = 0
        counts = self._line_counts(check)
        self._heads = heads
        if self.shortened:
            cut = words.shortened.format(count=content.notation.number(self.shortened))
            self._heads = replace(heads, closing=(*heads.closing, cut))
        self._heading_lines = self._headings()
        self._tops, self._sheets = self._broken(counts)
        self._closing = self._closing_lines()
        self._extra = self._closing_top + self._closing_height > self._bottom
        self.pages = len(self._sheets) * len(self._bands) + self._extra

    @property
    def bands(self) -> int:
        """How many pages stand side by side."""
        return len(self._bands)

    def page(self, number: int) -> Page:
        """The page ``number``, from 1."""
        page = Page()
        sheet, at = divmod(number - 1, len(self._bands))
        self._paint_frame(page, number, at)
        if sheet == len(self._sheets):
            self._paint_closing(page, self._table_top)
            return page
        self._paint_headings(page, self._bands[at])
        self._paint_rows(page, self._bands[at], *self._sheets[sheet])
        if sheet == len(self._sheets) - 1 and at == 0 and not self._extra:
            self._paint_closing(page, self._closing_top)
        return page

    # the size of the letters, and the columns on each page

    def _chosen(self) -> tuple[float, tuple[_Band, ...]]:
        if self.setup.scale is not None:
            scale = min(max(self.setup.scale, SCALES[0]), SCALES[1])
            size = max(USUAL_SIZE * scale / 100, LEAST_SIZE)
            return size, self._banded(size)
        size = USUAL_SIZE
        fewest = len(self._banded(LEAST_SIZE))
        while size > LEAST_SIZE and len(self._banded(size)) > fewest:
            size -= SIZE_STEP
        return size, self._banded(size)

    def _banded(self, size: float) -> tuple[_Band, ...]:
        measures = self.content.measures
        room = self._room / size  # in em, as the columns are measured
        least = [min(found.least + 2 * _PADDING, room) for found in measures]
        wish = [min(found.wish + 2 * _PADDING, room) for found in measures]
        everything = tuple(range(len(measures)))
        if sum(least) <= room:
            return (self._band(everything, least, wish, size, 1, len(everything)),)
        keys: list[int] = []
        for at in self._keys():
            least[at] = wish[at] = min(wish[at], room / _KEY_PART)
            if sum(least[key] for key in (*keys, at)) <= room / _KEY_PART:
                keys.append(at)
        key_room = sum(least[at] for at in keys)
        groups: list[list[int]] = [[]]
        used = key_room
        for at in (other for other in everything if other not in keys):
            least[at], wish[at] = min(least[at], room - key_room), min(wish[at], room - key_room)
            if used + least[at] > room and groups[-1]:
                groups.append([])
                used = key_room
            groups[-1].append(at)
            used += least[at]
        bands: list[_Band] = []
        for group in groups:
            first = bands[-1].last + 1 if bands else 1
            last = first + len(group) - 1 + (0 if bands else len(keys))
            bands.append(self._band((*keys, *group), least, wish, size, first, last))
        return tuple(bands)

    def _band(self, positions: tuple[int, ...], least: Sequence[float], wish: Sequence[float], size: float, first: int, last: int) -> _Band:
        tight, loose = sum(least[at] for at in positions), sum(wish[at] for at in positions)
        ease = min(1.0, (self._room / size - tight) / (loose - tight)) if loose > tight else 0.0
        widths = [(least[at] + (wish[at] - least[at]) * ease) * size for at in positions]
        lefts = [self.setup.edge + sum(widths[:at]) for at in range(len(widths))]
        return _Band(positions, tuple(lefts), tuple(widths), first, last)

    def _keys(self) -> list[int]:
        """What tells the rows apart on every page: their key and id, otherwise the first column."""
        paths = [column.path for column in self.content.columns]
        return [at for at, path in enumerate(paths) if path in _KEYS] or [0]

    # rows and pages

    def _line_counts(self, check: Callable[[], object]) -> bytearray:
        """How many lines each row takes, the highest of its cells."""
        rows = self.content.rows
        counts = bytearray(b"\x01") * len(rows)
        for band in self._bands:
            for at, width in zip(band.positions, band.widths, strict=True):
                if band.first > 1 and at in self._bands[0].positions:
                    continue  # repeated, as wide as on the first page
                lengths = self.content.measures[at].lengths
                room = width / self.size - 2 * _PADDING + 1e-9
                if lengths is None:
                    continue
                for row, length in enumerate(lengths):
                    if length > room:
                        lines, cut = self._font.wrapped(rows[row][at], room, _MOST_LINES)
                        self.shortened += cut
                        if len(lines) > counts[row]:
                            counts[row] = len(lines)
                    if row % _CHECKED == 0:
                        check()
        return counts

    def _headings(self) -> int:
        return max(
            len(self._font.wrapped(self.content.headings[at], width / self.size - 2 * _PADDING + 1e-9, _HEADING_LINES)[0])
            for band in self._bands
            for at, width in zip(band.positions, band.widths, strict=True)
        )

    @property
    def _table_top(self) -> float:
        return self.setup.edge + _TITLE * _LINE + _SMALL * _LINE * (2 if self._heads.arranged else 1) + _GAP

    @property
    def _rows_top(self) -> float:
        return self._table_top + self._row_height(self._heading_lines)

    @property
    def _bottom(self) -> float:
        return self._height - self.setup.edge - _FOOT * _LINE - _GAP

    def _row_height(self, lines: int) -> float:
        return (lines * _LINE + _ROW_PADDING) * self.size

    def _broken(self, counts: bytearray) -> "tuple[array[float], list[tuple[int, int]]]":
        """The top of each row on its page, and the rows of each sheet: the first, and the one after the last."""
        tops, sheets, start, y = array("d"), [], 0, self._rows_top
        for row, lines in enumerate(counts):
            height = self._row_height(lines)
            if y + height > self._bottom and row > start:
                sheets.append((start, row))
                start, y = row, self._rows_top
            tops.append(y)
            y += height
        self._closing_top = y + _GAP
        return tops, [*sheets, (start, len(counts))]

    def _closing_lines(self) -> list[str]:
        lines: list[str] = []
        for sentence in self._heads.closing:
            lines.extend(self._font.wrapped(self._font.drawable(sentence), self._room / _SMALL, 40)[0])
        return lines

    @property
    def _closing_height(self) -> float:
        return len(self._closing) * _SMALL * _LINE

    # what is painted

    def _paint_frame(self, page: Page, number: int, at: int) -> None:
        edge, font = self.setup.edge, self._font
        y = edge + _TITLE

        def say(text: str, y: float, size: float) -> None:
            page.texts.append(Text(edge, y, font.fitted(font.drawable(text), self._room / size), size, muted=size < _TITLE))

        say(self._heads.title, y, _TITLE)
        y += _SMALL * _LINE + 2
        say(self._heads.place, y, _SMALL)
        if self._heads.arranged:
            say(self._heads.arranged, y + _SMALL * _LINE, _SMALL)
        notation, words = self.content.notation, self._words
        place = words.page.format(page=notation.number(number), pages=notation.number(self.pages))
        if len(self._bands) > 1 and number <= len(self._sheets) * len(self._bands):
            band = self._bands[at]
            place = f"{words.columns.format(first=band.first, last=band.last, count=len(self.content.columns))} · {place}"
        foot = self._height - edge - 1
        page.rules.append(Rule(edge, foot - _FOOT - 2, self._room, 0.4))
        width = font.width(font.drawable(place)) * _FOOT
        page.texts.append(Text(edge + self._room - width, foot, font.drawable(place), _FOOT, muted=True))
        room = (self._room - width) / _FOOT - 2
        page.texts.append(Text(edge, foot, font.fitted(font.drawable(self._heads.foot), room), _FOOT, muted=True))

    def _paint_headings(self, page: Page, band: _Band) -> None:
        top, height = self._table_top, self._row_height(self._heading_lines)
        width = sum(band.widths)
        page.fills.append(Fill(self.setup.edge, top, width, height))
        page.rules.append(Rule(self.setup.edge, top + height, width, 0.8))
        for at, left, cell in zip(band.positions, band.lefts, band.widths, strict=True):
            lines = self._font.wrapped(self.content.headings[at], cell / self.size - 2 * _PADDING + 1e-9, _HEADING_LINES)[0]
            # At the foot of the heading, close to the rows.
            self._paint_lines(page, lines, at, left, cell, top + (self._heading_lines - len(lines)) * _LINE * self.size)

    def _paint_rows(self, page: Page, band: _Band, start: int, stop: int) -> None:
        width = sum(band.widths)
        for row in range(start, stop):
            top = self._tops[row]
            if row > start:
                page.rules.append(Rule(self.setup.edge, top, width, 0.2))
            cells = self.content.rows[row]
            for at, left, cell in zip(band.positions, band.lefts, band.widths, strict=True):
                if text := cells[at]:
                    lines = self._font.wrapped(text, cell / self.size - 2 * _PADDING + 1e-9, _MOST_LINES)[0]
                    self._paint_lines(page, lines, at, left, cell, top)

    def _paint_lines(self, page: Page, lines: Sequence[str], at: int, left: float, width: float, top: float) -> None:
        size = self.size
        y = top + (_ROW_PADDING / 2 + 0.95) * size
        for line in lines:
            x = left + _PADDING * size
            if self.content.columns[at].is_number:
                x = left + width - _PADDING * size - self._font.width(line) * size
            page.texts.append(Text(x, y, line, size))
            y += _LINE * size

    def _paint_closing(self, page: Page, top: float) -> None:
        for at, line in enumerate(self._closing):
            page.texts.append(Text(self.setup.edge, top + _SMALL + at * _SMALL * _LINE, line, _SMALL, muted=True))
