"""What the chosen row of the queries panel is for, below the tree; or why its file is damaged."""

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from intacct_desktop.ui.library.contents import CompanyView, template_words
from intacct_desktop.ui.library.file_words import file_problem
from intacct_desktop.ui.library.parameter_words import label_of
from intacct_desktop.ui.theme import SPACE, set_role
from intacct_desktop.ui.wording import describe
from intacct_desktop.workspace.parameters import declared
from intacct_desktop.workspace.query_file import QueryFileError, SavedQuery
from intacct_desktop.workspace.saved_queries import ShelfEntry

_LONGEST = 400  # characters of a description; the rest is seen when the query is saved


class QueryPreview(QFrame):
    """Takes no room while there is nothing to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "footer")
        self.setAccessibleName(self.tr("About the chosen query"))
        self.title = self._label("strong")
        self.object = self._label("mono")
        self.object.setProperty("tone", "muted")
        self.words = self._label("")
        self.asks = self._label("muted")
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE[2], SPACE[1], SPACE[2], SPACE[1])
        column.setSpacing(SPACE[0])
        for label in (self.title, self.object, self.words, self.asks):
            column.addWidget(label)
        self.show_value(None)

    def show_value(self, value: object) -> None:
        """A `ShelfEntry`, `SavedQuery` of a template or `CompanyView`; anything else hides the preview."""
        match value:
            case ShelfEntry() if value.problem is not None:
                self._show(value.name, "", damage_words(value), (str(value.path),), damaged=True)
            case ShelfEntry():
                self._show(value.name, value.object, value.description)
            case SavedQuery():
                name, description = template_words(value)
                asked = [label_of(parameter) for parameter in declared(value.query, value.parameters)]
                asks = [self.tr("Asks for: {names}.").format(names=", ".join(asked))] if asked else []
                self._show(name, value.query.object, description, asks)
            case CompanyView():
                self._show(value.title, value.object, self._of_view(value))
            case _:
                self.hide()

    def _of_view(self, view: CompanyView) -> str:
        if view.kind == "system":
            return self.tr("A view that comes with Intacct.")
        return self.tr("Everybody in the company sees it.") if view.public else self.tr("Only you see it.")

    def _show(self, title: str, object_name: str, words: str, asks: Iterable[str] = (), *, damaged: bool = False) -> None:
        texts = (title, object_name, words if len(words) <= _LONGEST else words[: _LONGEST - 1] + "…", " ".join(asks))
        for label, text in zip((self.title, self.object, self.words, self.asks), texts, strict=True):
            label.setText(text)
            label.setVisible(bool(text))
        set_role(self.words, "negative" if damaged else "")
        self.show()

    def _label(self, role: str) -> QLabel:
        label = QLabel(self)
        label.setProperty("role", role)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        label.setMinimumWidth(1)  # a long name without a space does not make the panel wider
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        return label


def damage_words(entry: ShelfEntry) -> str:
    """Why a file cannot be opened."""
    if isinstance(entry.problem, QueryFileError):
        return file_problem(entry.problem)
    return describe(entry.problem).happened if entry.problem is not None else ""
