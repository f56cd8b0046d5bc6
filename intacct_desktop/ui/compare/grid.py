"""The table over a `CompareModel`: fixed rows, widths from the first rows, copy, and the way from one change to the next."""

import csv
import io
from collections.abc import Sequence, Set

from PySide6.QtCore import QItemSelectionModel, QPoint, Qt, Signal
from PySide6.QtGui import QFontMetrics, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView, QWidget

from intacct_desktop.results.comparing import Change, Comparison
from intacct_desktop.results.result_set import ResultClosed
from intacct_desktop.ui import tasks
from intacct_desktop.ui.compare import words
from intacct_desktop.ui.compare.delegate import CompareDelegate
from intacct_desktop.ui.compare.model import SIGNS, CompareModel
from intacct_desktop.ui.results.grid.delegate import LEFT, RIGHT
from intacct_desktop.ui.theme import ROW, SMALL_PX, theme, ui_font

_SIGN_WIDTH = 36
_NARROWEST = 64
_WIDEST = 420
_COPY_WINDOW = 1_000


class CompareGrid(QTableView):
    """Shows the rows of a comparison. `copied` carries how many are on the clipboard, `arrived` whether there was a change to go to."""

    copied = Signal(int)
    arrived = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Compared rows"))
        self.rows = CompareModel(self)
        self.cells = CompareDelegate(self)
        self.setModel(self.rows)
        self.setItemDelegate(self.cells)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._offer)
        lines = self.verticalHeader()
        lines.hide()
        lines.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        lines.setMinimumSectionSize(ROW)
        lines.setDefaultSectionSize(ROW)
        header = self.horizontalHeader()
        header.setAccessibleName(self.tr("Columns"))
        header.setHighlightSections(False)
        header.setMinimumSectionSize(_SIGN_WIDTH)
        self._comparison: Comparison | None = None
        self._unfitted = False
        self.rows.segment_read.connect(self._fit)
        theme().changed.connect(self.viewport().update)

    def show_rows(self, comparison: Comparison | None, kinds: Set[Change], *, fit: bool = False) -> None:
        """Show the rows of these kinds; ``fit`` the widths to them anew."""
        self._comparison = comparison
        self.rows.show_rows(comparison, kinds)
        self._unfitted |= fit
        self.scrollToTop()

    def go(self, *, back: bool = False) -> None:
        """Make the next change the current row, or the one before it."""
        if self._comparison is not None:
            tasks.latest(self, "go", self._go(self._comparison, back), name=self.tr("Find the next change"))

    def copy(self, *, headers: bool = False) -> None:
        """Put the selected rows on the clipboard, as text with tabs between the cells: the kind in words, then the cells."""
        spans = sorted((span.top(), span.bottom() + 1) for span in self.selectionModel().selection().toList())
        if self._comparison is not None and spans:
            order = [self.horizontalHeader().logicalIndex(place) for place in range(self.rows.columnCount())]
            copying = self._copy(self._comparison, spans, [section - SIGNS for section in order if section >= SIGNS], headers)
            tasks.latest(self, "copy", copying, name=self.tr("Copy rows"))

    def copy_cell(self) -> None:
        """Put the current cell on the clipboard; of a changed one the old value and the new one."""
        index = self.currentIndex()
        row = self.rows.row(index.row()) if index.isValid() else None
        if row is not None:
            at = index.column() - SIGNS
            QGuiApplication.clipboard().setText(
                words.kind(row.change) if at < 0 else words.cell(self.rows.columns[at], row, at, copied=True)
            )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            super().keyPressEvent(event)

    async def _go(self, comparison: Comparison, back: bool) -> None:
        current = self.currentIndex()
        start = current.row() if current.isValid() else -1
        kinds = self.rows.kinds
        try:
            found = await tasks.in_thread(comparison.next_change, start, kinds, back=back)
            rows = await tasks.in_thread(comparison.window, found, 1, kinds) if found is not None else []
        except ResultClosed:
            return  # the page is closing
        self.arrived.emit(found is not None)
        if found is None or kinds != self.rows.kinds:
            return
        section = SIGNS + min(rows[0].changed) if rows and rows[0].changed else max(current.column(), 0)
        index = self.rows.index(found, section)
        selecting = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.selectionModel().setCurrentIndex(index, selecting)
        self.scrollTo(index)

    async def _copy(self, comparison: Comparison, spans: Sequence[tuple[int, int]], columns: Sequence[int], headers: bool) -> None:
        try:
            text = await tasks.in_thread(_table, comparison, self.rows.kinds, spans, columns, headers)
        except ResultClosed:
            return  # the page is closing
        QGuiApplication.clipboard().setText(text)
        self.copied.emit(sum(stop - start for start, stop in spans))

    def _offer(self, place: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for text, slot in (
            (self.tr("Copy rows"), self.copy),
            (self.tr("Copy rows with headers"), lambda: self.copy(headers=True)),
            (self.tr("Copy cell"), self.copy_cell),
        ):
            menu.addAction(text).triggered.connect(lambda _checked=False, slot=slot: slot())
        menu.setEnabled(self.selectionModel().hasSelection())
        menu.popup(self.viewport().mapToGlobal(place))

    def _fit(self) -> None:
        """Column widths from the header and the first rows that came, once."""
        if not self._unfitted:
            return
        self._unfitted = False
        strong = QFontMetrics(ui_font(SMALL_PX, strong=True))
        sample = self.rows.rows_at_hand()
        self.setColumnWidth(0, _SIGN_WIDTH)
        for at, column in enumerate(self.rows.columns):
            title = self.rows.headerData(SIGNS + at, Qt.Orientation.Horizontal)
            header = strong.horizontalAdvance(title) + LEFT + RIGHT + 4
            widest = max((self.cells.width(column, row, at) for row in sample), default=0)
            self.setColumnWidth(SIGNS + at, min(max(header, widest + 4, _NARROWEST), _WIDEST))


def _table(comparison: Comparison, kinds: Set[Change], spans: Sequence[tuple[int, int]], columns: Sequence[int], headers: bool) -> str:
    text = io.StringIO()
    writer = csv.writer(text, delimiter="\t", lineterminator="\n")
    if headers:
        writer.writerow(["", *(comparison.columns[at].path for at in columns)])
    for start, stop in spans:
        for first in range(start, stop, _COPY_WINDOW):
            for row in comparison.window(first, min(_COPY_WINDOW, stop - first), kinds):
                cells = (words.cell(comparison.columns[at], row, at, copied=True) for at in columns)
                writer.writerow([words.kind(row.change), *cells])
    return text.getvalue()
