"""A file within a record, in base64: chosen or dropped, saved, and told apart by its size and kind."""

import base64
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget

from intacct_desktop.api.records.form import Entry
from intacct_desktop.results.files import target_file
from intacct_desktop.ui import tasks
from intacct_desktop.ui.icons import icon
from intacct_desktop.ui.record.editors.editor import Editor
from intacct_desktop.ui.record.editors.file_content import content_of, kind_of
from intacct_desktop.ui.record.editors.line import Line
from intacct_desktop.ui.record.editors.showing import file_words, size_words
from intacct_desktop.ui.theme import Role, set_role
from intacct_desktop.ui.wording import describe

MOST_BYTES = 730_000
"""Of a file: a third more in base64, with the rest of the request, is just below the 1 MB that a body may have (facts 4)."""


class _TooLarge(Exception):
    def __init__(self, size: int) -> None:
        super().__init__(size)
        self.size = size


class FileEditor(Editor):
    """The value is base64 text. Text that is none, such as the address of a download, is shown as it stands."""

    def __init__(self, entry: Entry, parent: QWidget | None = None) -> None:
        super().__init__(entry, parent)
        self.file_name = ""
        """Of a file that was chosen here: the record may have a member for it."""
        self._note = ""
        self._chooser: QFileDialog | None = None
        self.line = Line(self)
        self.line.setReadOnly(True)
        self.line.setProperty("role", "file")
        self.line.setPlaceholderText(self.tr("Choose a file, or drop one here"))
        self.line.setAcceptDrops(False)
        self.setAcceptDrops(True)
        self._use(self.line)
        self.line.installEventFilter(self)
        self._choose_action = self._action("folder", self.tr("Choose a file… (F4)"), self.choose)
        self._save_action = self._action("save", self.tr("Save the file…"), lambda: self.save())
        self._clear_action = self._action("close", self.tr("Remove the file"), self.clear)
        self._show_actions()

    @property
    def _content(self) -> str | None:
        """The base64 of a file; None for any other text, such as a key in base64."""
        return content_of(self.entry, self._value)

    @property
    def chooser(self) -> QFileDialog | None:
        """The dialog for a file, while it is open."""
        return self._chooser

    def choose(self) -> None:
        """Open the dialog for a file to send."""
        if self._lock is None:
            self._open(self.tr("Choose a file"), QFileDialog.AcceptMode.AcceptOpen, "", self.read_file)

    def save(self, name: str = "") -> None:
        """Open the dialog for where to save the file, by ``name`` unless it was chosen here."""
        if (content := self._content) is not None:
            name = self.file_name or name or f"{self.entry.name}.{kind_of(content)[1]}"
            self._open(self.tr("Save the file"), QFileDialog.AcceptMode.AcceptSave, name, self.save_file)

    def clear(self) -> None:
        if self._lock is None:
            self.file_name = ""
            self._accept(None)

    def read_file(self, path: Path) -> None:
        """Take a file's content, once it is read and found small enough."""
        name = self.tr("Read {name}").format(name=path.name)
        tasks.latest(self, "file", self._read_file(path), name=name, on_error=lambda error: self._refuse(path, error))

    def save_file(self, path: Path) -> None:
        if (content := self._content) is not None:
            name = self.tr("Save {name}").format(name=path.name)
            tasks.latest(self, "file", self._save_file(path, content), name=name)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and self._lock is None:
            if event.key() in (Qt.Key.Key_F4, Qt.Key.Key_Space):
                self.choose()
                return True
            if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
                self.clear()
                return True
        return super().eventFilter(watched, event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self._lock is None and any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        local = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if self._lock is None and local:
            event.acceptProposedAction()
            self.read_file(Path(local[0]))

    def _action(self, sign: str, words: str, slot: object) -> QAction:
        action = QAction(icon(sign, Role.MUTED), words, self)
        action.triggered.connect(slot)
        self.line.addAction(action, QLineEdit.ActionPosition.TrailingPosition)
        return action

    def _open(self, title: str, mode: QFileDialog.AcceptMode, name: str, take: object) -> None:
        if self._chooser is not None:
            return
        chooser = self._chooser = QFileDialog(self.window(), title)
        chooser.setAcceptMode(mode)
        opening = mode == QFileDialog.AcceptMode.AcceptOpen
        chooser.setFileMode(QFileDialog.FileMode.ExistingFile if opening else QFileDialog.FileMode.AnyFile)
        chooser.selectFile(name)
        chooser.fileSelected.connect(lambda path: take(Path(path)))  # type: ignore[operator]  # one of two methods above
        chooser.finished.connect(self._forget_chooser)
        chooser.open()

    def _forget_chooser(self) -> None:
        if self._chooser is not None:
            self._chooser.deleteLater()
            self._chooser = None

    async def _read_file(self, path: Path) -> None:
        encoded = await tasks.in_thread(_encoded, path)
        self.file_name = path.name
        self._accept(encoded)

    async def _save_file(self, path: Path, content: str) -> None:
        await tasks.finish_in_thread(_written, path, content)
        self._say(self.tr("Saved as {name}.").format(name=path.name))

    def _refuse(self, path: Path, error: BaseException) -> None:
        """The file that was there before stays."""
        if isinstance(error, _TooLarge):
            sizes = {"name": path.name, "size": size_words(error.size, self.locale()), "most": size_words(MOST_BYTES, self.locale())}
            self._find_fault(self.tr("{name} has {size}. A request takes files of at most {most}; nothing was changed.").format(**sizes))
        else:
            words = self.tr("{name} could not be read, and nothing was changed: {reason}")
            self._find_fault(words.format(name=path.name, reason=describe(error).happened))

    def _accept(self, value: str | None) -> None:
        self._take(value)
        self._show_value()

    def _show_value(self) -> None:
        self._find_fault("")
        self._say("")
        content = self._content
        if content is None:
            self.line.setText("" if self._value is None else str(self._value))
        else:
            self.line.setText(" · ".join(text for text in (self.file_name, file_words(content, self.locale())) if text))
        self.line.setCursorPosition(0)
        self._show_actions()

    def set_value(self, value: object) -> None:
        if value is not self._value and value != self._value:
            self.file_name = ""
        super().set_value(value)

    def _say(self, words: str) -> None:
        if words != self._note:
            self._note = words
            self._describe()

    def _hint(self) -> str:
        return self._note

    def _show_lock(self) -> None:
        self.line.setPlaceholderText(self.tr("Choose a file, or drop one here") if self._lock is None else "")
        set_role(self.line, "file" if self._lock is None else "")
        self._show_actions()

    def _show_actions(self) -> None:
        is_file = self._content is not None
        self._choose_action.setVisible(self._lock is None)
        self._save_action.setVisible(is_file)
        self._clear_action.setVisible(self._lock is None and self._value is not None)


def _encoded(path: Path) -> str:
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise _TooLarge(size)
    content = path.read_bytes()
    if len(content) > MOST_BYTES:
        raise _TooLarge(len(content))
    return base64.b64encode(content).decode("ascii")


def _written(path: Path, content: str) -> None:
    with target_file(path) as target:
        target.temporary.write_bytes(base64.b64decode(content))
