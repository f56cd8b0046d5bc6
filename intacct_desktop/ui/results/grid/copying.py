"""Selected cells on the clipboard: made in a thread, bounded, and said what became of it."""

import asyncio
import threading

from PySide6.QtCore import QLocale, QMimeData, QObject, Signal
from PySide6.QtGui import QGuiApplication

from intacct_desktop.results import clipboard
from intacct_desktop.results.clipboard import MOST_CELLS, Copied, CopyFormat, Excerpt, TooMany
from intacct_desktop.results.result_set import ResultClosed
from intacct_desktop.results.rows import Interrupted
from intacct_desktop.ui import tasks
from intacct_desktop.ui.results import words


class Copying(QObject):
    """One copy at a time: a later one ends the one before. `said` has words for who looks on, `refused` those that call for another way."""

    said = Signal(str)
    refused = Signal(str)
    copied = Signal(int)
    """The number of rows that are on the clipboard now."""

    def start(self, excerpt: Excerpt, form: CopyFormat) -> tasks.TaskHandle | None:
        """Copy these cells; None where they are too many."""
        if excerpt.cells > MOST_CELLS:
            self._refuse(excerpt.cells)
            return None
        if excerpt.cells > _SLOW:
            self.said.emit(self.tr("Copying {rows}…").format(rows=words.rows(excerpt.row_count)))
        return tasks.latest(self, "copy", self._copy(excerpt, form), name=self.tr("Copy cells"))

    async def _copy(self, excerpt: Excerpt, form: CopyFormat) -> None:
        cancelled = threading.Event()
        point = QLocale().decimalPoint()
        making = asyncio.ensure_future(tasks.in_thread(clipboard.copied, excerpt, form, point, cancelled))
        try:
            made = await asyncio.shield(making)
        except asyncio.CancelledError:
            cancelled.set()
            await asyncio.wait([making])
            making.exception()  # that it was called off is no news
            raise
        except TooMany as error:
            self._refuse(error.cells)
            return
        except (ResultClosed, Interrupted):
            self.said.emit(self.tr("Not copied: other rows took the place of these meanwhile."))
            return
        put(made)
        text = self.tr("{rows} copied").format(rows=words.rows(made.rows))
        if form.is_typed and not made.html:
            text = self.tr("{rows} copied as plain text: too many for the types of their cells").format(rows=words.rows(made.rows))
        self.copied.emit(made.rows)
        self.said.emit(text)

    def _refuse(self, cells: int) -> None:
        text = self.tr("{cells} cells are too many for the clipboard, which takes {most}. Export them to a file instead.")
        self.refused.emit(text.format(cells=words.number(cells), most=words.number(MOST_CELLS)))


_SLOW = 200_000


def put(made: Copied) -> None:
    """On the clipboard: the text, and the table beside it."""
    offered = QMimeData()
    offered.setText(made.text)
    if made.html:
        offered.setHtml(made.html)
    QGuiApplication.clipboard().setMimeData(offered)
