"""From the clipboard to lines: into the cells from the cursor on where everything fits, by a dialog where something has to be decided."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QObject, Qt, Signal

from intacct_desktop.api.records.form import Entry
from intacct_desktop.ui import tasks
from intacct_desktop.ui.record.editors.locales import locale_of
from intacct_desktop.ui.record.lines import edits
from intacct_desktop.ui.record.lines.edits import CellEdit, Items
from intacct_desktop.ui.record.lines.paste_dialog import PasteDialog
from intacct_desktop.ui.record.lines.view import LinesView
from intacct_desktop.workspace.pasted_rows import Block, Target, read_block, value_of, with_header

_LARGE = 50_000  # characters; a longer clipboard is read in a thread


class Pasting(QObject):
    """Reads a clipboard for the list in ``view``."""

    filled = Signal(object, int, str)
    """The whole new list, and the row and the path of the column where the block begins."""
    added = Signal(object)
    """New items."""

    def __init__(self, view: LinesView, parent: QObject) -> None:
        super().__init__(parent)
        self._view = view
        self._lines = view.rows.lines

    def paste(self, text: str, items: Items, labels: Mapping[str, str]) -> None:
        """``labels`` are the company's own words for columns, by path."""
        if not text.strip():
            return
        if len(text) > _LARGE:
            tasks.latest(self, "paste", self._paste_much(text, items, labels), name=self.tr("Read pasted lines"))
            return
        block, targets = with_header(read_block(text), self._columns(), labels)
        if targets:
            self._ask(block, targets, labels)
            return
        cells = self._cells(block, items)
        if cells is None:
            self._ask(block, self._by_position(block), labels)
        else:
            self._fill(cells, items)

    async def _paste_much(self, text: str, items: Items, labels: Mapping[str, str]) -> None:
        columns = self._columns()
        block, targets = await tasks.in_thread(lambda: with_header(read_block(text), columns, labels))
        if targets:
            self._ask(block, targets, labels)
            return
        cells = await tasks.in_thread(self._cells, block, items)
        if cells is None or items is not self._view.rows.items:  # there are other lines meanwhile: the cursor may be anywhere
            self._ask(block, self._by_position(block), labels)
        else:
            self._fill(cells, items)

    def _columns(self) -> list[Entry]:
        """All of them, those that are seen first."""
        shown = list(self._view.rows.columns)
        seen = {column.path for column in shown}
        return [*shown, *(column for column in self._lines.columns if column.path not in seen)]

    def _from_cursor(self) -> tuple[int, list[Entry]]:
        """The row, and the columns to the right; in an empty list the end, and those that a new line has."""
        columns, head, current = self._view.rows.columns, self._view.column_head, self._view.currentIndex()
        ordered = [columns[head.logicalIndex(at)] for at in range(len(columns))]
        if not current.isValid():
            return self._view.rows.rowCount(), [column for column in ordered if self._lines.lock_of(column, {}) is None]
        return current.row(), ordered[head.visualIndex(current.column()) :]

    def _by_position(self, block: Block) -> list[Target | None]:
        _, columns = self._from_cursor()
        found = [Target(column) if self._lines.lock_of(column, {}) is None else None for column in columns[: block.width]]
        return [*found, *([None] * (block.width - len(found)))]

    def _cells(self, block: Block, items: Items) -> list[CellEdit] | None:
        """What the block says of the cells from the cursor on; None where a cell of it has no place there."""
        row, columns = self._from_cursor()
        taken = columns[: block.width]
        reached = [items[at] if at < len(items) else {} for at in range(row, row + len(block.rows))]
        if len(taken) < block.width or any(self._lines.lock_of(column, item) is not None for column in taken for item in reached):
            return None
        locale = locale_of(self._view.locale())
        return [
            (row + at, column, value_of(Target(column), cell, locale)[0])
            for at, values in enumerate(block.rows)
            for column, cell in zip(taken, values, strict=True)
        ]

    def _fill(self, cells: Sequence[CellEdit], items: Items) -> None:
        (row, column, _), last = cells[0], cells[-1][0]
        longer = [*items, *({} for _ in range(last + 1 - len(items)))]
        self.filled.emit(edits.with_cells(longer, cells), row, column.path)

    def _ask(self, block: Block, targets: Sequence[Target | None], labels: Mapping[str, str]) -> None:
        dialog = PasteDialog(self._lines, block, targets, locale_of(self._view.locale()), labels, self._view)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.agreed.connect(self.added)
        dialog.open()
