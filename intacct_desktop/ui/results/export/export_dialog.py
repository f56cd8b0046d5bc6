"""Saving rows to a file: who makes it, which rows, how, where; then what became of it."""

import os
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import shiboken6
from PySide6.QtCore import QElapsedTimer, QEvent, QStandardPaths, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QButtonGroup,
    QDialog,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from intacct_desktop.api.client import Client
from intacct_desktop.api.export_service import ExportFormat
from intacct_desktop.api.model_service import ModelService
from intacct_desktop.api.naming import readable, short_name
from intacct_desktop.api.query import MAX_SIZE, Query
from intacct_desktop.results.arrangement import AS_THEY_CAME, Arrangement
from intacct_desktop.results.columns import Column
from intacct_desktop.results.formats.file_format import FileFormat, Options
from intacct_desktop.results.formats.page_setup import PageSetup, most_rows
from intacct_desktop.results.provenance import Source
from intacct_desktop.results.result_set import ResultSet
from intacct_desktop.ui import tasks
from intacct_desktop.ui.notice import NoticeArea
from intacct_desktop.ui.results import words
from intacct_desktop.ui.results.export import export_job, export_memory
from intacct_desktop.ui.results.export.export_formats import Choice, FormatPicker, format_name
from intacct_desktop.ui.results.export.export_job import Made, Shown
from intacct_desktop.ui.results.export.export_options import CsvBox, ParquetBox, SheetBox, with_sheet
from intacct_desktop.ui.results.export.export_outcome import OutcomeBox, words_of
from intacct_desktop.ui.results.paper import paper_words
from intacct_desktop.ui.results.paper.page_setup_box import PageSetupBox
from intacct_desktop.ui.theme import CONTROL, SPACE, set_role
from intacct_desktop.workspace.settings import ExportChoices

_WIDTH = 800


class ExportDialog(QDialog):
    """Exports one query; ``result_set`` holds its rows as far as they are loaded, None when it was not run. Show it with `open`.

    ``arrangement`` is the order that the query asks for, where the rows came in another one; ``shown`` are the rows as the person sorted
    and filtered them, None where they did not. ``source`` says where the rows come from.

    `made` is the last file that was finished, None until then.
    """

    folder: Path | None = None
    """Where the last file went, for the next dialog."""
    choices = ExportChoices()
    """What was chosen for the last files, for the next dialog."""

    def __init__(
        self,
        client: Client,
        models: ModelService,
        query: Query,
        result_set: ResultSet | None,
        source: Source,
        parent: QWidget | None = None,
        *,
        arrangement: Arrangement = AS_THEY_CAME,
        shown: Shown | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._client, self._models, self._query, self._result_set, self._source = client, models, query, result_set, source
        self._arrangement, self._shown = arrangement, shown
        self._task: tasks.TaskHandle | None = None
        self._closing = False
        self.made: Made | None = None
        self._title = readable(short_name(query.object))
        self.setWindowTitle(self.tr("Export {title}").format(title=self._title))
        self.setMinimumWidth(_WIDTH)
        self.notices = NoticeArea(self)
        self.formats = FormatPicker(self)
        self.loaded_rows = QRadioButton(self)
        self.shown_rows = QRadioButton(self)
        self.everything = QRadioButton(self)
        self.csv = CsvBox(self)
        self.separator, self.mark, self.guard = self.csv.separator, self.csv.mark, self.csv.guard
        self.sheet = SheetBox(self)
        self.parquet = ParquetBox(self._columns, self)
        self.page = PageSetupBox(self, across=True)
        self.path = QLineEdit(self)
        self.choose = QPushButton(self.tr("Choose…"), self)
        self.hint = QLabel(self)
        self.outcome = OutcomeBox(self)
        self.progress = QProgressBar(self)
        self.state = QLabel(self)
        self.open_file = QPushButton(self.tr("Open file"), self)
        self.open_folder = QPushButton(self.tr("Open folder"), self)
        self.cancel = QPushButton(self)
        self._since_end = QElapsedTimer()
        self.start = QPushButton(self)
        self._lay_out()
        self._begin_as_before()
        self._connect()
        self.path.setText(str(self._first_path()))
        self._offer()

    @classmethod
    def keep_page(cls, setup: PageSetup) -> None:
        """Remember the page set-up of what was printed, too: it is the same paper."""
        cls.choices.page = setup

    @property
    def busy(self) -> bool:
        return self._task is not None and not self._task.done

    @property
    def file_format(self) -> Choice:
        return self.formats.choice

    def format_button(self, choice: Choice) -> QAbstractButton:
        return self.formats.button(choice)

    def set_format(self, choice: Choice) -> None:
        self.format_button(choice).setChecked(True)
        self._take_format()

    def begin(self) -> tasks.TaskHandle:
        """Start the export as it is set."""
        self.notices.clear()
        self.made = None
        self._task = tasks.run(
            self, self._export(), name=self.tr("Export to {name}").format(name=Path(self.path.text()).name), on_error=self._failed
        )
        self._offer()
        return self._task

    async def _export(self) -> None:
        path, choice = Path(self.path.text().strip()), self.file_format
        filtered = False
        try:
            if isinstance(choice, ExportFormat):
                self._show_waiting(self.tr("Intacct is making the file…"))
                made = await export_job.by_server(self._client, self._query, choice, path, self._heard_bytes)
            elif self._result_set is not None and (not self.everything.isChecked() or self._result_set.complete):
                arrangement, source = self._arrangement, self._source
                if self._shown is not None and self.shown_rows.isChecked():
                    arrangement, source = self._shown.arrangement, replace(source, arranged=self._shown.said)
                    filtered = arrangement.filters
                made = await export_job.of_rows(self._result_set, choice, self._options(), path, self._heard_written, source, arrangement)
            else:
                self._show_waiting(self.tr("Loading the rows…"))
                source = replace(self._source, asked=datetime.now(UTC))
                made = await export_job.of_everything(
                    self._client, self._models, self._query, choice, self._options(), path, self._heard_loaded, self._heard_written, source
                )
        finally:
            if shiboken6.isValid(self):
                self._ended()
        self._keep(made)
        self.notices.show_message(words_of(made, filtered=filtered))
        self.open_file.setFocus()

    def _keep(self, made: Made) -> None:
        """Show what was made, and remember how."""
        self.made = made
        ExportDialog.folder = made.path.parent
        export_memory.keep(ExportDialog.choices, self)
        self.outcome.show_made(made)
        self._offer()

    def _ended(self) -> None:
        self._task = None
        self._since_end.start()
        self.progress.hide()
        self.state.clear()
        self._offer()
        if self._closing:
            super().reject()

    def _failed(self, error: BaseException) -> None:
        self.notices.show_error(error, again=self.begin)

    def _cancel_or_close(self) -> None:
        """A press that comes the moment after an export has ended was meant for it: it does not close the dialog unread."""
        if self.busy:
            self._cancel()
        elif not self._since_end.isValid() or self._since_end.hasExpired(QApplication.doubleClickInterval()):
            self.reject()

    def _cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self.state.setText(self.tr("Cancelling…"))

    def reject(self) -> None:
        """Esc and the window's own button. A running export is cancelled first; the dialog closes when nothing is left of the file."""
        if self.busy:
            self._closing = True
            self._cancel()
        else:
            super().reject()

    # what is heard on the way

    def _show_waiting(self, text: str) -> None:
        self.progress.setRange(0, 0)
        self.progress.show()
        self.state.setText(text)

    def _heard_bytes(self, count: int) -> None:
        self.state.setText(self.tr("{size} received").format(size=words.size(count)))

    def _heard_loaded(self, done: int, total: int | None) -> None:
        self._heard(done, total, self.tr("{done} of {total} rows loaded"))

    def _heard_written(self, done: int, total: int | None) -> None:
        if not self.busy:
            return
        if done == total:  # a PDF's pages are made of them now, and every file is given to the disk
            self._show_waiting(self.tr("Finishing the file…"))
        else:
            self._heard(done, total, self.tr("{done} of {total} rows written"))

    def _heard(self, done: int, total: int | None, text: str) -> None:
        self.progress.setRange(0, total or 0)
        self.progress.setValue(done)
        self.progress.show()
        self.state.setText(text.format(done=words.number(done), total=words.number(total or 0)))

    # the form

    def _lay_out(self) -> None:
        heading = QLabel(self.tr("Export {title}").format(title=self._title), self)
        heading.setProperty("role", "title")
        self.hint.setProperty("role", "muted")
        self.hint.setWordWrap(True)
        self.state.setProperty("role", "muted")
        self.path.setAccessibleName(self.tr("File"))
        self.path.setProperty("role", "mono")
        self.progress.setAccessibleName(self.tr("Progress of the export"))
        self.progress.setTextVisible(False)
        self.progress.hide()
        self.start.setProperty("role", "primary")
        self.start.setDefault(True)
        for button in (self.choose, self.open_file, self.open_folder, self.cancel):
            button.setAutoDefault(False)
        scope = QButtonGroup(self)
        rows = QVBoxLayout()
        rows.setSpacing(0)
        for choice in (self.shown_rows, self.loaded_rows, self.everything):
            scope.addButton(choice)
            rows.addWidget(choice)
        where = QHBoxLayout()
        where.setSpacing(SPACE[1])
        where.addWidget(self.path, 1)
        where.addWidget(self.choose)
        form = QGridLayout()
        form.setHorizontalSpacing(SPACE[3])
        form.setVerticalSpacing(SPACE[2])
        form.setColumnStretch(1, 1)
        form.setColumnMinimumWidth(0, self.formats.caption_width())
        form.addWidget(self._caption(self.tr("Rows")), 0, 0, Qt.AlignmentFlag.AlignTop)
        form.addLayout(rows, 0, 1)
        form.addWidget(self._caption(self.tr("File")), 1, 0, Qt.AlignmentFlag.AlignTop)
        form.addLayout(where, 1, 1)
        form.addWidget(self.hint, 2, 1)
        self._how = self._caption("")
        form.addWidget(self._how, 3, 0, Qt.AlignmentFlag.AlignTop)
        below = QVBoxLayout()
        below.setSpacing(0)
        for box in (self.csv, self.sheet, self.parquet, self.page, self.outcome):
            below.addWidget(box)
        form.addLayout(below, 3, 1)

        doing = QVBoxLayout()
        doing.setSpacing(SPACE[0])
        doing.addWidget(self.progress)
        doing.addWidget(self.state)
        ends = QHBoxLayout()
        ends.setSpacing(SPACE[1])
        ends.addWidget(self.open_file)
        ends.addWidget(self.open_folder)
        ends.addLayout(doing, 1)
        ends.addWidget(self.cancel)
        ends.addWidget(self.start)
        body = QVBoxLayout()
        body.setContentsMargins(SPACE[4], SPACE[3], SPACE[4], SPACE[3])
        body.setSpacing(SPACE[2])
        body.addWidget(heading)
        body.addWidget(self.formats)
        body.addLayout(form)
        body.addStretch(1)
        body.addLayout(ends)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addWidget(self.notices)
        page.addLayout(body)

    def _caption(self, text: str) -> QLabel:
        caption = QLabel(text, self)
        caption.setProperty("role", "muted")
        caption.setFixedHeight(CONTROL)
        return caption

    def _begin_as_before(self) -> None:
        """As the last export was set, as far as that can be."""
        export_memory.recall(ExportDialog.choices, self)
        count = self._result_set.count if self._result_set is not None else 0
        self.loaded_rows.setText(self.tr("The rows loaded ({count})").format(count=words.number(count)))
        shown = self._shown
        self.shown_rows.setVisible(shown is not None)
        if shown is not None:
            self.shown_rows.setText(self.tr("The rows as arranged here ({count})").format(count=words.number(shown.count)))
            self.shown_rows.setToolTip(shown.said)
            self.shown_rows.setChecked(True)
        else:
            whole = self._result_set is not None and self._result_set.complete
            (self.loaded_rows if whole else self.everything).setChecked(True)

    def _connect(self) -> None:
        self.formats.picked.connect(self._take_format)
        for choice in (self.loaded_rows, self.shown_rows, self.everything):
            choice.clicked.connect(self._begin_anew)
            choice.toggled.connect(self._offer)
        self.path.textEdited.connect(self._begin_anew)
        self.path.textChanged.connect(self._offer)
        self.parquet.by.currentIndexChanged.connect(self._offer)
        self.choose.clicked.connect(self._choose)
        self.start.clicked.connect(self.begin)
        self.cancel.clicked.connect(self._cancel_or_close)
        self.open_file.clicked.connect(lambda: self._open(folder=False))
        self.open_folder.clicked.connect(lambda: self._open(folder=True))

    def _begin_anew(self) -> None:
        """The person sets another export: the options stand where the outcome of the last one stood."""
        if not self.busy:
            self.made = None
            self.notices.clear()
            self._offer()

    def _take_format(self) -> None:
        """Another format has another ending; the rest of the name stays."""
        path = Path(self.path.text())
        if path.suffix.lower() in {choice.suffix for choice in self.formats.choices}:
            self.path.setText(str(path.with_suffix(self.file_format.suffix)))
        self._begin_anew()

    def _offer(self) -> None:
        choice, busy = self.file_format, self.busy
        here = isinstance(choice, FileFormat)
        rows = self._result_set is not None and self._result_set.count > 0
        if not here or not rows:
            self.everything.setChecked(True)
        self.loaded_rows.setEnabled(here and rows and not busy)
        self.shown_rows.setEnabled(here and rows and not busy)
        self.everything.setEnabled(not busy)
        self.everything.setText(self._words_of_everything(here))
        self._offer_options(choice if here else None, busy)
        for control in (self.path, self.choose, self.formats):
            control.setEnabled(not busy)
        problem = self._too_many()
        self.start.setText(self.tr("Export"))
        self.start.setEnabled(not busy and bool(self.path.text().strip()) and not problem)
        self.cancel.setText(self.tr("Cancel") if busy or self.made is None else self.tr("Close"))
        self.open_file.setVisible(self.made is not None)
        self.open_folder.setVisible(self.made is not None)
        hint = problem or ("" if self.made is not None else self._words_of_place())
        set_role(self.hint, "warning" if problem else "muted")
        self.hint.setText(hint)
        self.hint.setVisible(bool(hint))

    def _offer_options(self, choice: FileFormat | ExportFormat | None, busy: bool) -> None:
        boxes = {FileFormat.CSV: self.csv, FileFormat.XLSX: self.sheet, FileFormat.PARQUET: self.parquet, FileFormat.PDF: self.page}
        wanted = boxes.get(choice) if isinstance(choice, FileFormat) and self.made is None else None
        for box in boxes.values():
            box.setVisible(box is wanted)
            box.setEnabled(not busy)
        self.outcome.setVisible(self.made is not None)
        self._how.setVisible(self.made is not None or wanted is not None)
        self._how.setText(self.tr("Outcome") if self.made is not None or choice is None else format_name(choice))

    def event(self, event: QEvent) -> bool:
        """As high as what it shows needs, as wide as the person made it."""
        done = super().event(event)
        if event.type() is QEvent.Type.LayoutRequest and self.isVisible() and (layout := self.layout()) is not None:
            wide = self.width()
            self.resize(wide, layout.totalHeightForWidth(wide) if layout.hasHeightForWidth() else layout.totalSizeHint().height())
        return done

    # what can be said beforehand

    @property
    def _columns(self) -> Sequence[Column]:
        return self._result_set.columns if self._result_set is not None else ()

    def _rows_to_come(self) -> int | None:
        """How many rows the file will have, as far as anybody knows."""
        if self._result_set is None:
            return None
        if self.everything.isChecked():
            return self._result_set.total_count
        return self._shown.count if self._shown is not None and self.shown_rows.isChecked() else self._result_set.count

    def _too_many(self) -> str:
        """What stands in the way of a PDF; empty where nothing does."""
        most, rows = most_rows(len(self._columns) or len(self._query.fields)), self._rows_to_come()
        if self.file_format is not FileFormat.PDF or rows is None or rows <= most:
            return ""
        text = self.tr("Paper takes {most} with these columns, and these are {rows}. CSV and XLSX take them all.")
        return text.format(most=words.rows(most), rows=words.number(rows))

    def _words_of_place(self) -> str:
        is_folder = self.file_format is FileFormat.PARQUET and self.parquet.partition() is not None
        if os.path.isfile(self.path.text()):
            return self.tr("A file of this name is there; it will be replaced.")
        if os.path.isdir(self.path.text()):
            return (
                self.tr("A folder of this name is there; the files in it will be replaced.") if is_folder else self.tr("This is a folder.")
            )
        return self.tr("This will be a folder, with one in it for each value.") if is_folder else ""

    def _words_of_everything(self, here: bool) -> str:
        total = self._result_set.total_count if self._result_set is not None else None
        if total is None:
            return self.tr("Everything that matches (how many is not known yet)")
        if here and self._result_set is not None and self._result_set.complete:
            return self.tr("Everything that matches ({count}, all loaded)").format(count=words.number(total))
        calls = words.calls(max(1, -(-total // MAX_SIZE)) if here else 1)
        return self.tr("Everything that matches ({count}, {calls})").format(count=words.number(total), calls=calls)

    def _options(self) -> Options:
        if self.file_format is FileFormat.CSV:
            chosen = self.csv.options()
        elif self.file_format is FileFormat.XLSX:
            chosen = with_sheet(Options(), self.sheet)
        else:
            chosen = Options(partition=self.parquet.partition())
        return replace(
            chosen,
            title=self._title,
            notation=paper_words.notation(),
            words=paper_words.file_words(),
            language=paper_words.language(),
            page=self.page.setup,
        )

    def _first_path(self) -> Path:
        """A name in the folder of the last export that no file has yet."""
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        folder = self.folder or Path(documents or Path.home())
        stem = short_name(self._query.object).replace(":", "-").replace("/", "-")
        path, number = folder / f"{stem}{self.file_format.suffix}", 2
        while os.path.exists(path):
            path, number = folder / f"{stem} ({number}){self.file_format.suffix}", number + 1
        return path

    def _choose(self) -> None:
        path = Path(self.path.text())
        chooser = QFileDialog(self, self.tr("Save as"), str(path.parent))
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        chooser.setNameFilter(f"{format_name(self.file_format)} (*{self.file_format.suffix})")
        chooser.setDefaultSuffix(self.file_format.suffix.removeprefix("."))
        chooser.selectFile(path.name)
        chooser.fileSelected.connect(self.path.setText)
        chooser.fileSelected.connect(self._begin_anew)
        chooser.open()

    def _open(self, *, folder: bool) -> None:
        if self.made is not None:
            path = self.made.path.parent if folder else self.made.path
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
