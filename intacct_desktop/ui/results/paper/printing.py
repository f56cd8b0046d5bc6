"""Printing rows: the set-up of the page, every page as it will be, and the printer."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from typing import Any

import shiboken6
from PySide6.QtCore import QMarginsF, QSize, Qt
from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from intacct_desktop.api.model import ValueKind
from intacct_desktop.results.arrangement import AS_THEY_CAME, Arrangement
from intacct_desktop.results.formats.file_words import Words
from intacct_desktop.results.formats.notation import Notation
from intacct_desktop.results.formats.page_layout import Content, Heads, Layout, heads_of
from intacct_desktop.results.formats.page_setup import PageSetup, Paper, TooMuchForPaper, most_rows
from intacct_desktop.results.provenance import Provenance, Source, state_of
from intacct_desktop.results.result_set import ResultSet
from intacct_desktop.results.rows import Rows
from intacct_desktop.ui import tasks
from intacct_desktop.ui.explorer.states import StatePane
from intacct_desktop.ui.notice import NoticeArea
from intacct_desktop.ui.results import words
from intacct_desktop.ui.results.paper import paper_words
from intacct_desktop.ui.results.paper.page_painter import paint_page
from intacct_desktop.ui.results.paper.page_setup_box import PageSetupBox
from intacct_desktop.ui.results.paper.page_view import PageView
from intacct_desktop.ui.results.paper.paper_words import NotPrinted
from intacct_desktop.ui.theme import SPACE, hairline
from intacct_desktop.ui.wording import Message, Severity, describe

_WINDOW = 1_000
_SIDE = 240
_SIZE = (1_040, 680)
_LEAST = (760, 480)
_AROUND = 40  # of the window that stays visible behind it

_PAGE_SIZES = {
    Paper.A4: QPageSize.PageSizeId.A4,
    Paper.LETTER: QPageSize.PageSizeId.Letter,
    Paper.A3: QPageSize.PageSizeId.A3,
}


class PrintDialog(QDialog):
    """Prints the rows of a result as they are arranged; show it with `open`. ``keep`` hears the set-up when something was printed.

    `laid_out` is what the preview shows, None until then.
    """

    def __init__(
        self,
        title: str,
        result_set: ResultSet,
        source: Source,
        parent: QWidget | None = None,
        *,
        arrangement: Arrangement = AS_THEY_CAME,
        setup: PageSetup | None = None,
        keep: Callable[[PageSetup], object] = lambda setup: None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._title, self._result_set, self._source, self._arrangement, self._keep = title, result_set, source, arrangement, keep
        self._content: Content | None = None
        self._heads: Heads | None = None
        self._task: tasks.TaskHandle | None = None
        self._words = paper_words.file_words()
        self.laid_out: Layout | None = None
        self.setWindowTitle(self.tr("Print {title}").format(title=title))
        self.notices = NoticeArea(self)
        self.setup_box = PageSetupBox(self)
        if setup is not None:
            self.setup_box.set_setup(setup)
        self.view = PageView(self)
        self.pane = StatePane(self.view, self)
        self.facts = QLabel(self)
        self.close_button = QPushButton(self.tr("Close"), self)
        self.print_button = QPushButton(self.tr("Print…"), self)
        self._lay_out()
        self.setup_box.changed.connect(self._lay_out_pages)
        self.close_button.clicked.connect(self.reject)
        self.print_button.clicked.connect(self.choose_printer)
        self._read()

    @property
    def busy(self) -> bool:
        """Pages are on their way to the printer."""
        return self._task is not None and not self._task.done

    # what is shown

    def _read(self) -> None:
        self.pane.show_words(self.tr("Laying out the pages…"))
        self._offer()
        tasks.latest(self, "pages", self._read_rows(), name=self.tr("Read the rows to print"), on_error=self._failed)

    async def _read_rows(self) -> None:
        notation = paper_words.notation()
        content, found = await tasks.in_thread(_read, self._result_set, self._arrangement, self._source, notation)
        self._content, self._heads = content, heads_of(self._title, found, content, self._words)
        await self._show_pages()

    def _lay_out_pages(self, _setup: PageSetup | None = None) -> None:
        if self._content is not None:
            tasks.latest(self, "pages", self._show_pages(), name=self.tr("Lay out the pages"), on_error=self._failed)

    async def _show_pages(self) -> None:
        content, heads = self._content, self._heads
        if content is None or heads is None:
            return
        layout = await tasks.in_thread(_layout, content, self.setup_box.setup, heads, self._words)
        self.laid_out = layout
        self.view.show_layout(layout)
        self.pane.show_content()
        facts = [words.rows(len(content.rows)), self._pages(layout.pages)]
        if layout.bands > 1:
            facts.append(self.tr("The columns take {count} pages side by side.").format(count=layout.bands))
        facts.append(self.tr("Letters of {size} points.").format(size=f"{layout.size:g}"))
        if layout.shortened:
            facts.append(self.tr("{count} long texts are cut, which … shows.").format(count=words.number(layout.shortened)))
        self.facts.setText("\n".join(facts))
        self._offer()

    def _pages(self, count: int) -> str:
        return self.tr("1 page") if count == 1 else self.tr("{count} pages").format(count=words.number(count))

    def _failed(self, error: BaseException) -> None:
        if isinstance(error, TooMuchForPaper):  # which another try would not change
            message = describe(error)
            self.pane.show_words(message.happened, f"{message.means}\n{message.todo}")
        else:
            self.pane.show_error(error, again=self._read)
        self._offer()

    def _offer(self) -> None:
        self.print_button.setEnabled(self.laid_out is not None and not self.busy)
        self.setup_box.setEnabled(not self.busy)
        self.close_button.setText(self.tr("Cancel") if self.busy else self.tr("Close"))

    # the printer

    def choose_printer(self) -> QPrintDialog:
        """Open the system's own dialog. The paper is the preview's, whatever is chosen there: what is printed is what was shown."""
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName(self._title)
        printer.setPageLayout(page_layout(self.setup_box.setup))
        dialog = QPrintDialog(printer, self)
        dialog.setOption(QPrintDialog.PrintDialogOption.PrintToFile)
        if self.laid_out is not None:
            dialog.setMinMax(1, self.laid_out.pages)
        dialog.accepted.connect(lambda: self.print_to(printer))
        QDialog.open(dialog)  # its own one wants the name of a slot
        self._chosen = (dialog, printer)  # neither keeps the other, and PySide lets go of a dialog of its own too early
        return dialog

    def print_to(self, printer: QPrinter) -> tasks.TaskHandle:
        """Send the pages that ``printer`` was told, by default all."""
        self.notices.clear()
        printer.setPageLayout(page_layout(self.setup_box.setup))
        self._task = tasks.run(
            self, self._print(printer), name=self.tr("Print {title}").format(title=self._title), on_error=self._not_printed
        )
        self._offer()
        return self._task

    async def _print(self, printer: QPrinter) -> None:
        layout = self.laid_out
        if layout is None:
            return
        numbers = wanted_pages(printer, layout.pages)
        try:
            await print_pages(printer, layout, numbers, self._heard)
        finally:
            if shiboken6.isValid(self):
                self._task = None
                self._offer()
        self._keep(self.setup_box.setup)
        name = printer.printerName() or printer.outputFileName()
        self.notices.show_message(
            Message(
                Severity.SUCCESS,
                self.tr("{pages} were sent to {name}.").format(pages=self._pages(len(numbers)), name=name)
                if name
                else self.tr("{pages} were sent to the printer.").format(pages=self._pages(len(numbers))),
            )
        )

    def _heard(self, done: int, total: int) -> None:
        if done == 1 or done % 10 == 0:
            self.notices.clear()
            text = self.tr("Page {done} of {total} is on its way to the printer.").format(done=done, total=total)
            self.notices.show_message(Message(Severity.INFO, text))

    def _not_printed(self, error: BaseException) -> None:
        self.notices.clear()
        self.notices.show_error(error)
        self._offer()

    def reject(self) -> None:
        """Esc, Close and the window's own button: what is being printed is called off first, and the dialog stays."""
        if self._task is not None and self.busy:
            self._task.cancel()
            self.notices.clear()
        else:
            super().reject()

    def _lay_out(self) -> None:
        self.facts.setProperty("role", "muted")
        self.facts.setWordWrap(True)
        self.facts.setAccessibleName(self.tr("What will be printed"))
        self.print_button.setProperty("role", "primary")
        self.print_button.setDefault(True)
        self.close_button.setAutoDefault(False)
        heading = QLabel(self.tr("Print {title}").format(title=self._title), self)
        heading.setProperty("role", "title")
        side = QFrame(self)
        side.setProperty("role", "page")
        side.setFixedWidth(_SIDE)
        column = QVBoxLayout(side)
        column.setContentsMargins(SPACE[3], SPACE[3], SPACE[3], SPACE[3])
        column.setSpacing(SPACE[3])
        column.addWidget(heading)
        column.addWidget(self.setup_box)
        column.addWidget(self.facts)
        column.addStretch(1)
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE[1])
        buttons.addStretch(1)
        buttons.addWidget(self.close_button)
        buttons.addWidget(self.print_button)
        column.addLayout(buttons)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(side)
        row.addWidget(hairline(Qt.Orientation.Vertical, self))
        row.addWidget(self.pane, 1)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addWidget(self.notices)
        page.addLayout(row, 1)
        self.setMinimumSize(*_LEAST)
        window = self.parentWidget()
        room = window.window().size() if window is not None else QSize(*_SIZE)
        self.resize(min(_SIZE[0], room.width() - _AROUND), min(_SIZE[1], room.height() - _AROUND))


async def print_pages(printer: QPrinter, layout: Layout, numbers: Sequence[int], heard: Callable[[int, int], object]) -> None:
    """Paint the pages with these numbers, from 1; between two of them the window goes on. Cancelled, nothing is printed.

    Raises `NotPrinted`.
    """
    printer.setFullPage(True)
    painter = QPainter()
    if not painter.begin(printer):
        raise NotPrinted(printer.printerName() or printer.outputFileName())
    try:
        scale = printer.resolution() / 72
        for done, number in enumerate(numbers, 1):
            if done > 1 and not printer.newPage():
                raise NotPrinted(printer.printerName() or printer.outputFileName())
            paint_page(painter, layout.page(number), scale)
            heard(done, len(numbers))
            await asyncio.sleep(0)
    except BaseException:
        printer.abort()
        raise
    finally:
        painter.end()


def page_layout(setup: PageSetup) -> QPageLayout:
    """The set-up as Qt has it; the margins are the layout's own, since the painter begins at the paper's edge."""
    orientation = QPageLayout.Orientation.Landscape if setup.landscape else QPageLayout.Orientation.Portrait
    found = QPageLayout(QPageSize(_PAGE_SIZES[setup.paper]), orientation, QMarginsF(), QPageLayout.Unit.Point)
    found.setMode(QPageLayout.Mode.FullPageMode)
    return found


def wanted_pages(printer: QPrinter, pages: int) -> list[int]:
    """The numbers that were asked for, each as often as copies are and the printer does not make them itself."""
    first, last = printer.fromPage(), printer.toPage()
    chosen = range(first, min(last, pages) + 1) if first > 0 and last >= first else range(1, pages + 1)
    copies = 1 if printer.supportsMultipleCopies() else max(printer.copyCount(), 1)
    return list(chosen) * copies


def _read(result_set: ResultSet, arrangement: Arrangement, source: Source, notation: Notation) -> tuple[Content, Provenance]:
    """The cells and where they come from. Blocks; refuses too many rows before it reads them."""
    with closing(result_set.rows(arrangement)) as reader:
        if reader.count > (most := most_rows(len(reader.columns))):
            raise TooMuchForPaper(reader.count, most)
        content = Content(reader.columns, _windows(reader), notation)
        progress = result_set.progress
        amounts = [at for at, column in enumerate(reader.columns) if column.kind is ValueKind.DECIMAL]
        sums = {reader.columns[at].path: reader.sum_of(at, [range(reader.count)]) for at in amounts}
        found = Provenance(
            source=source,
            rows=reader.count,
            total_before=progress.first_total,
            total_after=progress.total,
            state=state_of(reader.count, progress.first_total, progress.total, changed=progress.total_changed),
            sums=sums,
        )
    return content, found


def _windows(reader: Rows) -> Iterator[tuple[Any, ...]]:
    for start in range(0, reader.count, _WINDOW):
        yield from reader.window(start, _WINDOW)


def _layout(content: Content, setup: PageSetup, heads: Heads, said: Words) -> Layout:
    return Layout(content, setup, heads, said)
