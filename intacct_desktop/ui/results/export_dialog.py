"""Saving rows to a file: who makes it, which rows, where; then what became of it."""

import os
from pathlib import Path

import shiboken6
from PySide6.QtCore import QCoreApplication, QElapsedTimer, QEvent, QStandardPaths, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLayout,
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
from intacct_desktop.results.result_set import ResultSet
from intacct_desktop.results.writers import FileFormat, Options
from intacct_desktop.ui import tasks
from intacct_desktop.ui.notice import NoticeArea
from intacct_desktop.ui.results import export_job, words
from intacct_desktop.ui.results.export_job import Made
from intacct_desktop.ui.theme import SPACE
from intacct_desktop.ui.wording import Message, Severity

_WIDTH = 560
_SEPARATORS = (",", ";", "\t")

Choice = FileFormat | ExportFormat


class ExportDialog(QDialog):
    """Exports one query; ``result_set`` holds its rows as far as they are loaded, None when it was not run. Show it with `open`.

    `made` is the last file that was finished, None until then.
    """

    folder: Path | None = None
    """Where the last file went, for the next dialog."""

    def __init__(
        self, client: Client, models: ModelService, query: Query, result_set: ResultSet | None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._client, self._models, self._query, self._result_set = client, models, query, result_set
        self._task: tasks.TaskHandle | None = None
        self._closing = False
        self.made: Made | None = None
        title = readable(short_name(query.object))
        self.setWindowTitle(self.tr("Export {title}").format(title=title))
        self.setMinimumWidth(_WIDTH)
        self.notices = NoticeArea(self)
        self.formats = QButtonGroup(self)
        self._choices: list[Choice] = []
        self.loaded_rows = QRadioButton(self)
        self.everything = QRadioButton(self)
        self.separator = QComboBox(self)
        self.mark = QCheckBox(self.tr("Mark as UTF-8, so that Excel reads accents"), self)
        self.guard = QCheckBox(self.tr("Keep spreadsheets from running text as formulas"), self)
        self.path = QLineEdit(self)
        self.choose = QPushButton(self.tr("Choose…"), self)
        self.hint = QLabel(self)
        self.progress = QProgressBar(self)
        self.state = QLabel(self)
        self.open_file = QPushButton(self.tr("Open file"), self)
        self.open_folder = QPushButton(self.tr("Open folder"), self)
        self.cancel = QPushButton(self)
        self._since_end = QElapsedTimer()
        self.start = QPushButton(self)
        self._lay_out(title)
        self._connect()
        self.path.setText(str(self._first_path()))
        self._offer()

    @property
    def busy(self) -> bool:
        return self._task is not None and not self._task.done

    @property
    def file_format(self) -> Choice:
        return self._choices[self.formats.checkedId()]

    def format_button(self, choice: Choice) -> QAbstractButton:
        return self.formats.button(next(at for at, other in enumerate(self._choices) if other is choice))  # CSV here equals CSV there

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
        try:
            if isinstance(choice, ExportFormat):
                self._show_waiting(self.tr("Intacct is making the file…"))
                made = await export_job.by_server(self._client, self._query, choice, path, self._heard_bytes)
            elif self._result_set is not None and (self.loaded_rows.isChecked() or self._result_set.complete):
                made = await export_job.of_rows(self._result_set, choice, self._options(), path, self._heard_written)
            else:
                self._show_waiting(self.tr("Loading the rows…"))
                made = await export_job.of_everything(
                    self._client, self._models, self._query, choice, self._options(), path, self._heard_loaded, self._heard_written
                )
        finally:
            if shiboken6.isValid(self):
                self._ended()
        self.made = made
        ExportDialog.folder = made.path.parent
        self._offer()
        self.notices.show_message(_words_of(made))
        self.open_file.setFocus()

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
        if self.busy:
            self._heard(done, total, self.tr("{done} of {total} rows written"))

    def _heard(self, done: int, total: int | None, text: str) -> None:
        self.progress.setRange(0, total or 0)
        self.progress.setValue(done)
        self.progress.show()
        self.state.setText(text.format(done=words.number(done), total=words.number(total or 0)))

    # the form

    def _lay_out(self, title: str) -> None:
        heading = QLabel(self.tr("Export {title}").format(title=title), self)
        heading.setProperty("role", "title")
        self.hint.setProperty("role", "muted")
        self.state.setProperty("role", "muted")
        self.separator.setAccessibleName(self.tr("Separator"))
        self.separator.addItems([self.tr("Comma"), self.tr("Semicolon"), self.tr("Tab")])
        self.mark.setChecked(True)
        self.path.setAccessibleName(self.tr("File"))
        self.path.setProperty("role", "mono")
        self.progress.setAccessibleName(self.tr("Progress of the export"))
        self.progress.setTextVisible(False)
        self.progress.hide()
        self.start.setProperty("role", "primary")
        self.start.setDefault(True)
        for button in (self.choose, self.open_file, self.open_folder, self.cancel):
            button.setAutoDefault(False)
        self._csv = QWidget(self)
        options = QVBoxLayout(self._csv)
        options.setContentsMargins(0, 0, 0, 0)
        options.setSpacing(0)
        options.addWidget(self.separator, 0, Qt.AlignmentFlag.AlignLeft)
        options.addWidget(self.mark)
        options.addWidget(self.guard)
        where = QHBoxLayout()
        where.setSpacing(SPACE[1])
        where.addWidget(self.path, 1)
        where.addWidget(self.choose)
        scope = QButtonGroup(self)
        scope.addButton(self.loaded_rows)
        scope.addButton(self.everything)
        rows = QVBoxLayout()
        rows.setSpacing(0)
        rows.addWidget(self.loaded_rows)
        rows.addWidget(self.everything)

        form = QGridLayout()
        form.setHorizontalSpacing(SPACE[3])
        form.setVerticalSpacing(SPACE[2])
        form.setColumnStretch(1, 1)
        for line, (text, content) in enumerate(
            (
                (self.tr("Made here"), self._format_row(FileFormat)),
                (self.tr("Made by Intacct's server"), self._format_row(ExportFormat)),
                (self.tr("Rows"), rows),
                (self.tr("CSV"), self._csv),
                (self.tr("File"), where),
            )
        ):
            caption = QLabel(text, self)
            caption.setProperty("role", "muted")
            caption.setFixedHeight(26)
            form.addWidget(caption, line, 0, Qt.AlignmentFlag.AlignTop)
            if isinstance(content, QWidget):
                self._csv_caption = caption
                form.addWidget(content, line, 1)
            elif isinstance(content, QLayout):
                form.addLayout(content, line, 1)
        form.addWidget(self.hint, 5, 1)

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
        body.addLayout(form)
        body.addSpacing(SPACE[1])
        body.addStretch(1)
        body.addLayout(ends)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addWidget(self.notices)
        page.addLayout(body)

    def _format_row(self, formats: type[FileFormat] | type[ExportFormat]) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SPACE[3])
        here = formats is FileFormat
        for choice in formats:
            name = self.tr("Word") if choice is ExportFormat.WORD else choice.value.upper()
            button = QRadioButton(name, self)
            described = self.tr("{format}, made here") if here else self.tr("{format}, made by Intacct's server")
            button.setAccessibleName(described.format(format=name))
            self._choices.append(choice)
            self.formats.addButton(button, len(self._choices) - 1)
            row.addWidget(button)
        row.addStretch(1)
        return row

    def _connect(self) -> None:
        self.formats.button(0).setChecked(True)
        loaded = self._result_set.count if self._result_set is not None else 0
        self.loaded_rows.setText(self.tr("The rows loaded ({count})").format(count=words.number(loaded)))
        whole = self._result_set is not None and self._result_set.complete
        (self.loaded_rows if whole else self.everything).setChecked(True)
        self.formats.idClicked.connect(self._take_format)
        self.everything.toggled.connect(self._offer)
        self.path.textChanged.connect(self._offer)
        self.choose.clicked.connect(self._choose)
        self.start.clicked.connect(self.begin)
        self.cancel.clicked.connect(self._cancel_or_close)
        self.open_file.clicked.connect(lambda: self._open(folder=False))
        self.open_folder.clicked.connect(lambda: self._open(folder=True))

    def _take_format(self) -> None:
        """Another format has another ending; the rest of the name stays."""
        path = Path(self.path.text())
        if path.suffix.lower() in {choice.suffix for choice in self._choices}:
            self.path.setText(str(path.with_suffix(self.file_format.suffix)))
        self._offer()

    def _offer(self) -> None:
        choice, busy = self.file_format, self.busy
        here = isinstance(choice, FileFormat)
        rows = self._result_set is not None and self._result_set.count > 0
        if not here or not rows:
            self.everything.setChecked(True)
        self.loaded_rows.setEnabled(here and rows and not busy)
        self.everything.setEnabled(not busy)
        self.everything.setText(self._words_of_everything(here))
        for widget in (self._csv, self._csv_caption):
            widget.setVisible(choice is FileFormat.CSV)
        for control in (self._csv, self.path, self.choose, *self.formats.buttons()):
            control.setEnabled(not busy)
        self.start.setText(self.tr("Export"))
        self.start.setEnabled(not busy and bool(self.path.text().strip()))
        self.cancel.setText(self.tr("Cancel") if busy or self.made is None else self.tr("Close"))
        self.open_file.setVisible(self.made is not None)
        self.open_folder.setVisible(self.made is not None)
        there = self.made is None and os.path.isfile(self.path.text())
        self.hint.setText(self.tr("A file of this name is there; it will be replaced.") if there else "")
        self.hint.setVisible(there)

    def event(self, event: QEvent) -> bool:
        """As high as what it shows needs, as wide as the person made it."""
        done = super().event(event)
        if event.type() is QEvent.Type.LayoutRequest and self.isVisible() and (layout := self.layout()) is not None:
            wide = self.width()
            self.resize(wide, layout.totalHeightForWidth(wide) if layout.hasHeightForWidth() else layout.totalSizeHint().height())
        return done

    def _words_of_everything(self, here: bool) -> str:
        total = self._result_set.total_count if self._result_set is not None else None
        if total is None:
            return self.tr("Everything that matches (how many is not known yet)")
        if here and self._result_set is not None and self._result_set.complete:
            return self.tr("Everything that matches ({count}, all loaded)").format(count=words.number(total))
        calls = words.calls(max(1, -(-total // MAX_SIZE)) if here else 1)
        return self.tr("Everything that matches ({count}, {calls})").format(count=words.number(total), calls=calls)

    def _options(self) -> Options:
        return Options(_SEPARATORS[self.separator.currentIndex()], self.mark.isChecked(), self.guard.isChecked())

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
        chooser.setNameFilter(f"{self.file_format.value.upper()} (*{self.file_format.suffix})")
        chooser.setDefaultSuffix(self.file_format.suffix.removeprefix("."))
        chooser.selectFile(path.name)
        chooser.fileSelected.connect(self.path.setText)
        chooser.open()

    def _open(self, *, folder: bool) -> None:
        if self.made is not None:
            path = self.made.path.parent if folder else self.made.path
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


def _words_of(made: Made) -> Message:
    """What was made, and what it holds as far as anybody can say."""

    def tr(text: str) -> str:
        return QCoreApplication.translate("ExportDialog", text)

    name, size = made.path.name, words.size(made.bytes)
    if made.rows is None:
        return Message(
            Severity.SUCCESS,
            tr("{name} is saved: {size}.").format(name=name, size=size),
            tr("Intacct made it of everything that matches, and does not say how many rows are in it."),
        )
    happened = tr("{name} is saved: {rows}, {size}.").format(name=name, rows=words.rows(made.rows), size=size)
    if made.shortened:
        cut = tr("{count} texts were longer than a cell can be and end in …").format(count=words.number(made.shortened))
        return Message(Severity.WARNING, happened, cut, tr("Export to CSV or JSON to have them whole."))
    if made.complete:
        return Message(Severity.SUCCESS, happened, tr("It holds every row that matches."))
    if made.total_changed:
        return Message(
            Severity.WARNING,
            happened,
            tr("The company changed while the rows were loaded: some may be missing or stand twice."),
            tr("Export again when nobody is posting, or order by key."),
        )
    return Message(
        Severity.SUCCESS,
        happened,
        tr("It holds the rows that were loaded, not all {total} that match.").format(total=words.number(made.total or 0)),
    )
