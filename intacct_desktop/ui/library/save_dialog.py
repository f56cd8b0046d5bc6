"""Keeping a query: under a name, in a folder of this computer or as a view in the company, with what is asked for when it is run."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

import shiboken6
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from intacct_desktop.api.model import Field
from intacct_desktop.ui import tasks
from intacct_desktop.ui.builder.entry_boxes import Combo
from intacct_desktop.ui.library import keeping
from intacct_desktop.ui.library.growing import GrowingDialog
from intacct_desktop.ui.library.parameter_table import ParameterTable
from intacct_desktop.ui.notice import NoticeArea
from intacct_desktop.ui.sign_in.form_fields import FormField
from intacct_desktop.ui.snug_area import SnugArea
from intacct_desktop.ui.theme import SPACE
from intacct_desktop.workspace.parameters import declared, inferred
from intacct_desktop.workspace.query_file import ChangedMeanwhile, SavedQuery
from intacct_desktop.workspace.saved_queries import SavedQueries, ShelfEntry

_WIDTH = 520
_WIDE = 860  # with a table of parameters
_DESCRIPTION = 64  # pixels: three lines

FindField = Callable[[str], Field | None]
FindTarget = Callable[[str], str | None]


class SaveDialog(GrowingDialog):
    """Show it with `open`. `before` is the query as it is called and described so far, `entry` the file that it was opened from.

    `find_field` and `find_target` know the fields and references of the query's object by path, for parameters that were never declared.
    `company` is the name of a company that can keep the query as a view; without one only this computer can. `folder` is where a query that
    was not opened from a file is to go at first.

    `saved` carries the `SavedQuery` and its `ShelfEntry` once it is on the disk. `view_wished` carries the `SavedQuery` and whether
    everybody is to see it: whoever takes it calls `view_saved` or `fail` in the end.
    """

    saved = Signal(object, object)
    view_wished = Signal(object, bool)

    def __init__(
        self,
        shelf: SavedQueries,
        before: SavedQuery,
        entry: ShelfEntry | None = None,
        parent: QWidget | None = None,
        *,
        find_field: FindField = lambda path: None,
        find_target: FindTarget = lambda path: None,
        company: str = "",
        folder: str = "",
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Save query"))
        self._shelf, self._before, self._entry, self._company, self._inside = shelf, before, entry, company, folder
        parameters = [
            parameter if parameter in before.parameters else inferred(parameter.name, before.query, find_field, find_target)
            for parameter in declared(before.query, before.parameters)
        ]
        self.notices = NoticeArea(self)
        self._body = QWidget(self)
        self.name = QLineEdit(before.name, self)
        self._name_field = FormField(self.tr("Name"), self.name)
        self.here = QRadioButton(self.tr("This computer"), self)
        self.there = QRadioButton(self.tr("{company}, as a view").format(company=company or self.tr("The company")), self)
        self.folder = Combo(self)
        self._folder_field = FormField(self.tr("Folder"), self.folder)
        self.private = QRadioButton(self.tr("Only I"), self)
        self.public = QRadioButton(self.tr("Everybody in the company"), self)
        self._who = self._line(self.tr("Who sees it"), self.private, self.public)
        self.description = QPlainTextEdit(before.description, self)
        self.table = ParameterTable(parameters, self)
        self.table.setVisible(bool(parameters))
        self.where = QLabel(self._where_words(), self)
        self.problem = QLabel(self)
        self.clash = _Clash(self)
        self.cancel = QPushButton(self.tr("Cancel"), self)
        self.save = QPushButton(self.tr("Save"), self)
        self.here.setChecked(True)
        self.private.setChecked(True)
        self.there.setEnabled(bool(company) and not parameters)
        self._lay_out()
        self.problem.hide()
        self._load_folders()
        self._connect()
        self._follow()
        self.name.setFocus()
        self.name.selectAll()

    @property
    def query(self) -> SavedQuery:
        """What will be kept."""
        return replace(
            self._before,
            name=self.name.text().strip(),
            description=self.description.toPlainText().strip(),
            parameters=self.table.parameters,
        )

    def view_saved(self) -> None:
        """The company has the view: the dialog closes."""
        self._set_busy(False)
        self.accept()

    def fail(self, error: BaseException) -> None:
        """Say why it was not kept; everything that was typed stays."""
        self._set_busy(False)
        self.notices.show_error(error)

    # keeping

    def _keep(self) -> None:
        self.clash.hide()
        saved = self.query
        self._name_field.set_problem("" if saved.name else self.tr("A query needs a name."))
        wrong = self.table.wrong
        self.problem.setText(f"{wrong.parameter.name}: {wrong.default.problem}" if wrong is not None else "")
        self.problem.setVisible(wrong is not None)
        if not saved.name:
            self.name.setFocus()
        elif wrong is not None:
            wrong.default.setFocus()
        elif self.there.isChecked():
            self._set_busy(True)
            self.view_wished.emit(saved, self.public.isChecked())
        else:
            self._run(partial(keeping.keep, self._shelf, saved, self._typed_folder, self._entry))

    def _run(self, keep: Callable[[], ShelfEntry]) -> None:
        """Write the file in a thread. What stands in the way is asked about here, and nothing that was typed is lost."""
        self.notices.clear()
        self._set_busy(True)
        saved = self.query

        async def write() -> None:
            try:
                entry = await tasks.finish_in_thread(keep)
            except keeping.Taken as taken:
                if not shiboken6.isValid(self):
                    return
                words = self.tr("There is a query “{name}” in this folder already. Replace it, or keep both?")
                self._ask(words, saved, taken.entry)
            except ChangedMeanwhile:
                if self._entry is None or not shiboken6.isValid(self):
                    raise
                words = self.tr("“{name}” was changed by someone else since you opened it. Replace that with yours, or keep both?")
                self._ask(words, saved, self._entry)
            else:
                if not shiboken6.isValid(self):  # closed before the disk had answered; the file is there all the same
                    return
                self._set_busy(False)
                self.accept()
                self.saved.emit(replace(saved, name=entry.name), entry)

        tasks.latest(self, "save", write(), name=self.tr("Save {name}").format(name=saved.name), on_error=self.fail)

    def _ask(self, words: str, saved: SavedQuery, standing: ShelfEntry) -> None:
        """There is another query in the way: shall it be replaced, or are both to stay?"""
        self._set_busy(False)
        over = partial(keeping.keep_over, self._shelf, saved, standing)
        self.clash.ask(words.format(name=standing.name), over, partial(keeping.keep_new, self._shelf, saved, self._typed_folder))

    def _set_busy(self, busy: bool) -> None:
        self._body.setEnabled(not busy)
        self.clash.setEnabled(not busy)
        self.save.setEnabled(not busy)
        self.save.setText(self.tr("Saving…") if busy else self.tr("Save"))

    # what the choices mean

    @property
    def _typed_folder(self) -> str:
        at = self.folder.findText(self.folder.currentText().strip())
        return (
            str(self.folder.itemData(at))
            if at >= 0
            else "/".join(filter(None, (part.strip() for part in self.folder.currentText().split("/"))))
        )

    def _load_folders(self) -> None:
        wanted = self._entry.folder if self._entry is not None else self._inside
        self._set_folders([wanted] if wanted else [])
        self.folder.setCurrentIndex(self.folder.findData(wanted))

        async def load() -> None:
            folders = await tasks.in_thread(self._shelf.folders)
            text = self.folder.currentText()
            self._set_folders(sorted({wanted, *(one.folder for one in folders)} - {""}, key=str.casefold))
            self.folder.setEditText(text)

        tasks.latest(self, "folders", load(), name=self.tr("Read the folders"), on_error=self.fail)

    def _set_folders(self, folders: Sequence[str]) -> None:
        self.folder.clear()
        self.folder.addItem(self.tr("Saved queries"), "")
        for folder in folders:
            self.folder.addItem(folder, folder)

    def _follow(self) -> None:
        """Show what belongs to the chosen place, and say what will happen."""
        to_company = self.there.isChecked()
        self._folder_field.setVisible(not to_company)
        self._who.setVisible(to_company)
        self.clash.hide()
        name, entry = self.name.text().strip(), self._entry
        self._name_field.set_problem("")
        other = entry is not None and bool(name) and (entry.name, entry.folder) != (name, self._typed_folder)
        self._name_field.set_hint(
            self.tr("A new query; “{name}” stays as it is.").format(name=entry.name)
            if entry is not None and other and not to_company
            else ""
        )
        folder = self._typed_folder
        is_new = bool(folder) and self.folder.findData(folder) < 0
        self._folder_field.set_hint(self.tr("The folder “{folder}” will be made.").format(folder=folder) if is_new else "")

    def _where_words(self) -> str:
        if not self._company:
            return self.tr("Sign in to save a query as a view in the company.")
        if self.table.rows:
            return self.tr("A view in the company cannot ask for values, so a query with parameters is kept on this computer.")
        if self._before.query.muted:
            return self.tr("A view in the company leaves the muted filters out.")
        return ""

    def _connect(self) -> None:
        self.name.textChanged.connect(self._follow)
        self.folder.editTextChanged.connect(self._follow)
        self.here.toggled.connect(self._follow)
        self.clash.chosen.connect(self._run)
        self.save.clicked.connect(self._keep)
        self.cancel.clicked.connect(self.reject)

    def _lay_out(self) -> None:
        heading = QLabel(self.tr("Save query"), self)
        heading.setProperty("role", "heading")
        self.setMinimumWidth(_WIDE if self.table.rows else _WIDTH)
        self.folder.setEditable(True)
        self.folder.setInsertPolicy(Combo.InsertPolicy.NoInsert)
        self.description.setTabChangesFocus(True)
        self.description.setFixedHeight(_DESCRIPTION)
        self.description.setPlaceholderText(self.tr("What it answers, and for whom"))
        self.save.setProperty("role", "primary")
        self.save.setDefault(True)
        self.cancel.setAutoDefault(False)
        form = QVBoxLayout(self._body)
        form.setContentsMargins(0, 0, 0, 0)
        form.setSpacing(SPACE[2])
        form.addWidget(self._name_field)
        form.addWidget(self._line(self.tr("Save in"), self.here, self.there))
        self.where.setProperty("role", "muted")
        self.where.setWordWrap(True)
        self.where.setVisible(bool(self.where.text()))
        form.addWidget(self.where)
        form.addWidget(self._folder_field)
        form.addWidget(self._who)
        form.addWidget(FormField(self.tr("Description"), self.description))
        if self.table.rows:
            form.addWidget(QLabel(self.tr("Asked for when it is run"), self._body))
            area = SnugArea(self.table, self._body)
            area.setProperty("role", "panel")
            form.addWidget(area)
        self.problem.setProperty("role", "negative")
        self.problem.setWordWrap(True)
        self.problem.setTextFormat(Qt.TextFormat.PlainText)
        form.addWidget(self.problem)
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE[1])
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.save)
        inner = QVBoxLayout()
        inner.setContentsMargins(SPACE[4], SPACE[3], SPACE[4], SPACE[3])
        inner.setSpacing(SPACE[2])
        inner.addWidget(heading)
        inner.addWidget(self._body)
        inner.addStretch(1)
        inner.addWidget(self.clash)
        inner.addLayout(buttons)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.notices)
        column.addLayout(inner)

    def _line(self, words: str, *choices: QRadioButton) -> QWidget:
        """Choices of which one holds, beside what they are about."""
        line = QWidget(self)
        group = QButtonGroup(line)
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE[3])
        row.addWidget(QLabel(words, line))
        for choice in choices:
            group.addButton(choice)
            row.addWidget(choice)
        row.addStretch(1)
        return line


class _Clash(QFrame):
    """The question about a query that is in the way. `chosen` carries how to keep the new one."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self._over: Callable[[], ShelfEntry] | None = None
        self._beside: Callable[[], ShelfEntry] | None = None
        self.words = QLabel(self)
        self.words.setWordWrap(True)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.replace = QPushButton(self.tr("Replace"), self)
        self.replace.setProperty("role", "danger")
        self.replace.setAutoDefault(False)
        self.keep_both = QPushButton(self.tr("Keep both"), self)
        self.keep_both.setMinimumWidth(self.keep_both.sizeHint().width() + SPACE[3])  # its words are bold while it has the focus
        self.replace.clicked.connect(lambda: self.chosen.emit(self._over))
        self.keep_both.clicked.connect(lambda: self.chosen.emit(self._beside))
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE[2], SPACE[1], SPACE[2], SPACE[1])
        row.setSpacing(SPACE[1])
        row.addWidget(self.words, 1)
        row.addWidget(self.replace)
        row.addWidget(self.keep_both)
        self.hide()

    def ask(self, words: str, over: Callable[[], ShelfEntry], beside: Callable[[], ShelfEntry]) -> None:
        self.words.setText(words)
        self._over, self._beside = over, beside
        self.show()
        self.keep_both.setFocus()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))
