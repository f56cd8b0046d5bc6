"""What can be written at the cursor of the JSON pane: members of a query, operators, relative dates, the object's fields."""

import re
from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, QStringListModel, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QCompleter, QListView, QPlainTextEdit

from intacct_desktop.api.operators import RELATIVE_DATES, Operator

_MEMBERS = ("object", "fields", "filters", "filterExpression", "filterParameters", "orderBy", "start", "size")
_BEFORE = re.compile(r'(?P<quote>"?)(?P<word>[$\w.:]*)$')
_AFTER = re.compile(r'[$\w.:]*(?P<quote>"?)')
_LEAST_WIDTH = 240  # pixels


class JsonCompletion(QObject):
    """Offers at the cursor of an editor; what is chosen replaces the word there, in quotation marks."""

    def __init__(self, editor: QPlainTextEdit) -> None:
        super().__init__(editor)
        self._editor = editor
        self._paths: Callable[[], Iterable[str]] = tuple
        self.completer = QCompleter(self)
        self.completer.setModel(QStringListModel(self))
        self.popup = QListView()
        self.popup.setProperty("role", "offers")
        self.popup.setAccessibleName(self.tr("What can be written here"))
        self.completer.setPopup(self.popup)  # which owns it from now on
        self.completer.setWidget(editor)
        self.completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.completer.setMaxVisibleItems(12)
        self.completer.activated.connect(self._take)

    def set_paths(self, paths: Callable[[], Iterable[str]]) -> None:
        """What gives the paths of the fields to offer, as they are then."""
        self._paths = paths

    @property
    def is_open(self) -> bool:
        return self.popup.isVisible()

    def open(self) -> None:
        """Show what fits the word before the cursor; nothing where nothing does."""
        word = self._word()
        offered = [name.value for name in Operator]
        if not word.startswith("$"):
            offered = [*_MEMBERS, *self._paths(), *RELATIVE_DATES, *offered]
        model = self.completer.model()
        if isinstance(model, QStringListModel):
            model.setStringList(offered)
        self.completer.setCompletionPrefix(word)
        self.popup.setCurrentIndex(self.completer.completionModel().index(0, 0))
        place = self._editor.cursorRect()
        place.setWidth(max(_LEAST_WIDTH, self.popup.sizeHintForColumn(0) + 24))
        self.completer.complete(place)

    def follow(self) -> None:
        """The word went on being typed: offer what still fits."""
        if self._word():
            self.open()
        else:
            self.popup.hide()

    def _word(self) -> str:
        found = _BEFORE.search(self._line()[0])
        return found["word"] if found else ""

    def _line(self) -> tuple[str, str]:
        cursor = self._editor.textCursor()
        line, column = cursor.block().text(), cursor.positionInBlock()
        return line[:column], line[column:]

    def _take(self, chosen: str) -> None:
        before, after = (pattern(text) for pattern, text in zip((_BEFORE.search, _AFTER.match), self._line(), strict=True))
        cursor = self._editor.textCursor()
        position = cursor.position()
        cursor.setPosition(position - (len(before[0]) if before else 0))
        cursor.setPosition(position + (len(after[0]) if after else 0), QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(f'"{chosen}"')
        self._editor.setTextCursor(cursor)
