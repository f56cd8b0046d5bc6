"""A grid with a line of totals at its foot, above the bar that scrolls both."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFontMetrics, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QScrollBar, QToolTip, QVBoxLayout, QWidget

from intacct_desktop.results.arrangement import Arrangement
from intacct_desktop.results.result_set import ResultSet
from intacct_desktop.ui.results import words
from intacct_desktop.ui.results.beside.reading import Hold, Reading
from intacct_desktop.ui.results.grid.delegate import LEFT, RIGHT
from intacct_desktop.ui.results.grid.result_grid import ResultGrid
from intacct_desktop.ui.theme import ROW, Role, number_font, theme, ui_font

_LEAST_WORDS = 40
Totals = tuple[Decimal | int | None, ...]


class TotalsRow(QWidget):
    """Draws the sum of each column below it. `of` says of which rows they are."""

    def __init__(self, grid: ResultGrid, parent: QWidget) -> None:
        super().__init__(parent)
        self._grid = grid
        self._totals: Totals = ()
        self._of = ""
        self._numbers = number_font()
        self._numbers.setWeight(ui_font(strong=True).weight())
        self.setFixedHeight(ROW)
        self.setAccessibleName(self.tr("Totals"))
        grid.geometry_changed.connect(self.update)
        theme().changed.connect(self.update)

    def show_totals(self, totals: Totals, of: str) -> None:
        """``totals`` by position, None for a column that has none."""
        self._totals, self._of = totals, of
        self.setAccessibleDescription("; ".join([of, *(f"{path} {text}" for path, text in self._texts())]))
        self.update()

    @property
    def totals(self) -> Totals:
        return self._totals

    @property
    def words(self) -> str:
        """Of which rows they are."""
        return self._of

    def needed(self) -> dict[int, int]:
        """The pixels that each column needs for its total."""
        metrics = QFontMetrics(self._numbers)
        style = self._grid.rows.style
        sums = {at: total for at, total in enumerate(self._totals) if total is not None}
        return {at: metrics.horizontalAdvance(style.text(total)) + LEFT + RIGHT + 4 for at, total in sums.items()}

    def sizeHint(self) -> QSize:
        return QSize(0, ROW)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self._tip(event.pos().x()), self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), theme().color(Role.RAISED))
        painter.fillRect(0, 0, self.width(), 1, theme().color(Role.MUTED))
        left = self._grid.viewport().x()
        frozen = self._grid.frozen.right
        free = self.width()
        metrics = QFontMetrics(self._numbers)
        still = set(self._grid.frozen.positions)
        for lane in self._grid.lanes():
            painter.save()
            if lane.position not in still:
                painter.setClipRect(left + frozen, 0, self.width(), self.height())
            painter.fillRect(left + lane.x + lane.width - 1, 1, 1, self.height(), theme().color(Role.LINE))
            total = self._totals[lane.position] if lane.position < len(self._totals) else None
            if total is not None:
                text = self._grid.rows.style.text(total)
                aligned = self._grid.rows.style.parentheses and total >= 0
                room = lane.width - LEFT - RIGHT - (self._grid.cells.bracket if aligned else 0)
                fitted = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room + 1)
                x = left + lane.x + LEFT + room - metrics.horizontalAdvance(fitted)
                red = total < 0 and not self._grid.rows.style.parentheses
                painter.setFont(self._numbers)
                painter.setPen(theme().color(Role.NEGATIVE if red else Role.TEXT))
                painter.drawText(x, self._baseline(metrics), fitted)
                free = min(free, x)
            painter.restore()
        words_of = QFontMetrics(ui_font())
        room = free - left - LEFT - 8
        if room >= _LEAST_WORDS and self._of:
            painter.setFont(ui_font())
            painter.setPen(theme().color(Role.MUTED))
            painter.fillRect(left + 1, 1, min(words_of.horizontalAdvance(self._of) + LEFT, room), self.height(), theme().color(Role.RAISED))
            painter.drawText(left + LEFT, self._baseline(words_of), words_of.elidedText(self._of, Qt.TextElideMode.ElideRight, room))
        painter.end()

    def _baseline(self, metrics: QFontMetrics) -> int:
        return (self.height() - metrics.height()) // 2 + metrics.ascent() + 1

    def _tip(self, x: int) -> str:
        for lane in reversed(self._grid.lanes()):
            if lane.x <= x - self._grid.viewport().x() < lane.x + lane.width and lane.position < len(self._totals):
                total = self._totals[lane.position]
                if total is not None:
                    return f"{self._grid.rows.columns[lane.position].path}: {words.amount(total)}\n{self._of}"
        return self._of

    def _texts(self) -> list[tuple[str, str]]:
        columns = self._grid.rows.columns
        return [(columns[at].path, words.amount(total)) for at, total in enumerate(self._totals) if total is not None]


class GridFrame(QWidget):
    """The grid, its totals and its scroll bar."""

    def __init__(self, grid: ResultGrid, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "page")
        self._grid = grid
        self.totals = TotalsRow(grid, self)
        self.totals.hide()
        self._wanted = True
        self._reading: Reading[Totals] = Reading(self, "totals")
        self._bar = QScrollBar(Qt.Orientation.Horizontal, self)
        self._bar.setAccessibleName(self.tr("Scroll the columns"))
        self._bar.hide()
        own = grid.horizontalScrollBar()
        grid.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        own.rangeChanged.connect(self._follow)
        own.valueChanged.connect(self._bar.setValue)
        grid.geometry_changed.connect(self._follow)
        self._bar.valueChanged.connect(own.setValue)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(grid, 1)
        column.addWidget(self.totals)
        column.addWidget(self._bar)

    @property
    def shows_totals(self) -> bool:
        """Whether they are wished."""
        return self._wanted

    def set_totals(self, wanted: bool) -> None:
        self._wanted = wanted

    def renew(self, result_set: ResultSet | None, arrangement: Arrangement, said: Callable[[int], str]) -> None:
        """Add up the rows as they are arranged; ``said`` makes words of how many were loaded."""
        self._reading.stop()
        has_numbers = any(column.is_number for column in self._grid.rows.columns)
        shown = self._wanted and has_numbers and result_set is not None and self._grid.rows.rowCount() > 0
        self.totals.setVisible(shown)
        if not shown or result_set is None:
            return
        asked = result_set

        def add_up(hold: Hold) -> Totals:
            with asked.rows(replace(arrangement, order=())) as rows, hold(rows):
                return (rows.loaded, *rows.totals())

        def take(found: Totals) -> None:
            self.totals.show_totals(found[1:], said(int(found[0] or 0)))
            self._grid.columns.make_room(self.totals.needed())

        self._reading.start(add_up, take, _pass_over, name=self.tr("Add up the columns"))

    def stop(self) -> None:
        self._reading.stop()

    def _follow(self, *_changed: int) -> None:
        own, bar = self._grid.horizontalScrollBar(), self._bar
        bar.setPageStep(own.pageStep())
        bar.setSingleStep(own.singleStep())
        bar.setRange(own.minimum(), own.maximum())
        bar.setValue(own.value())
        if bar.isVisibleTo(self) is not (own.maximum() > own.minimum()):
            bar.setVisible(own.maximum() > own.minimum())


def _pass_over(_error: BaseException) -> None:
    """That there are no totals is seen; the rows themselves tell of a disk that refuses."""
