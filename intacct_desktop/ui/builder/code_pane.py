"""The query as a program in a language of choice: to read, copy and save. It only shows; nothing is edited here."""

from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import QComboBox, QFileDialog, QFrame, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from intacct_desktop.api.naming import short_name
from intacct_desktop.api.query import Query
from intacct_desktop.connections.profile import BASE_URL
from intacct_desktop.results.files import target_file
from intacct_desktop.ui import tasks
from intacct_desktop.ui.builder.code_colours import CodeHighlighter
from intacct_desktop.ui.builder.pane_header import PaneHeader
from intacct_desktop.ui.theme import mono_font
from intacct_desktop.workspace.code.languages import LANGUAGES, Language, generate, language
from intacct_desktop.workspace.code.place import CodePlace
from intacct_desktop.workspace.parameters import placeholders


class CodePane(QWidget):
    """A view of one query. The program is written when it is seen, copied or saved, not before.

    A new pane begins with the language that was chosen last.
    """

    last_language = LANGUAGES[0].id
    """What a new pane begins with."""
    folder: Path | None = None
    """Where the last program was saved, for the next one."""

    def __init__(self, query: Query, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._query = query
        self._place = CodePlace(BASE_URL)
        self._stale = True
        self.setAccessibleName(self.tr("Code"))

        self.languages = QComboBox(self)
        self.languages.setAccessibleName(self.tr("Language"))
        for known in LANGUAGES:
            self.languages.addItem(known.title, known.id)
        self.languages.setCurrentIndex(self.languages.findData(self.last_language))
        self._header = PaneHeader(self.tr("Code"), self)
        self._header.add_choice(self.languages)
        self.copy_button = self._header.add_button("copy", self.tr("Copy the code"), lambda: QGuiApplication.clipboard().setText(self.text))
        self.save_button = self._header.add_button("save", self.tr("Save the code as a file…"), self._choose_file)
        self.editor = QPlainTextEdit(self)
        self.editor.setProperty("role", "mono")
        self.editor.setProperty("pane", True)
        self.editor.setFrameShape(QFrame.Shape.NoFrame)
        self.editor.setAccessibleName(self.tr("Code"))
        self.editor.setReadOnly(True)
        self.editor.setUndoRedoEnabled(False)
        self.editor.setTabChangesFocus(True)
        self.editor.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard)
        self.editor.setFont(mono_font())
        self.editor.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._highlighter = CodeHighlighter(self.editor.document(), self, self.language.family)
        self._hint = QLabel(self)
        self._hint.setProperty("role", "muted")
        self._hint.setWordWrap(True)
        self._hint.setContentsMargins(12, 6, 12, 8)
        self._lay_out()
        self.languages.currentIndexChanged.connect(self._change_language)

    @property
    def query(self) -> Query:
        return self._query

    @query.setter
    def query(self, query: Query) -> None:
        self._query = query
        self._outdate()

    @property
    def language(self) -> Language:
        return language(self.languages.currentData())

    def set_language(self, language_id: str) -> None:
        """Show another language; one that is not there (from the settings of another version) changes nothing."""
        at = self.languages.findData(language_id)
        if at >= 0:
            self.languages.setCurrentIndex(at)

    def set_place(self, base_url: str, entity: str | None) -> None:
        """Where the program sends the query: the company's address, and the entity that the query is run in."""
        self._place = CodePlace(base_url, entity)
        self._outdate()

    @property
    def text(self) -> str:
        """The whole program."""
        return generate(self.language.id, self._query, self._place)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._write()

    def _outdate(self) -> None:
        self._stale = True
        if self.isVisible():
            self._write()

    def _write(self) -> None:
        if not self._stale:
            return
        self._stale = False
        bars = self.editor.verticalScrollBar(), self.editor.horizontalScrollBar()
        places = [bar.value() for bar in bars]
        self.editor.setPlainText(self.text)
        for bar, place in zip(bars, places, strict=True):
            bar.setValue(place)
        self._hint.setText(self._hint_text())

    def _hint_text(self) -> str:
        match self.language.id:
            case "postman":
                where = self.tr("No secret is in it: the collection's variable access_token takes an access token.")
            case "power-query":
                where = self.tr("No secret is in it: an access token goes in the place of <access token>.")
            case _:
                where = self.tr("No secret is in it: the environment variable INTACCT_TOKEN has to hold an access token.")
        names = ", ".join(f"{{{{{name}}}}}" for name in placeholders(self._query))
        if not names:
            return where
        if self.language.id == "postman":
            return where + " " + self.tr("Give values to the variables of {names}, too.").format(names=names)
        return where + " " + self.tr("Put values in the place of {names} first.").format(names=names)

    def _change_language(self) -> None:
        CodePane.last_language = self.language.id
        self._highlighter.family = self.language.family
        self.editor.verticalScrollBar().setValue(0)
        self._outdate()

    def _choose_file(self) -> None:
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        stem = short_name(self._query.object).replace(":", "-").replace("/", "-")
        suffix = self.language.suffix
        chooser = QFileDialog(self, self.tr("Save as"), str(self.folder or documents or Path.home()))
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        chooser.setNameFilter(f"{self.language.title.partition(' (')[0]} (*{suffix})")
        chooser.setDefaultSuffix(suffix.removeprefix("."))
        chooser.selectFile(f"{stem}{suffix}")
        chooser.fileSelected.connect(lambda path: self.save(Path(path)))
        chooser.open()

    def save(self, path: Path) -> tasks.TaskHandle:
        """Write the program to a file, in place of one that has the name."""
        CodePane.folder = path.parent
        return tasks.run(self, self._save(path, self.text, self.language.encoding), name=self.tr("Save {name}").format(name=path.name))

    async def _save(self, path: Path, text: str, encoding: str) -> None:
        await tasks.in_thread(_write_file, path, text.encode(encoding))
        self._hint.setText(self.tr("{name} is saved.").format(name=path.name) + " " + self._hint_text())

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._header)
        column.addWidget(self.editor, 1)
        column.addWidget(self._hint)


def _write_file(path: Path, content: bytes) -> None:
    with target_file(path) as target:
        target.temporary.write_bytes(content)
