"""One section of the builder by itself: what it says comes back to it, as the editor has it."""

from collections.abc import Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from intacct_desktop.api.model_service import ModelService
from intacct_desktop.api.query import Query, split_aggregate
from intacct_desktop.ui.builder.query_fields import QueryFields
from intacct_desktop.ui.builder.section import Section

S = TypeVar("S", bound=Section)


class Shown(Generic[S]):
    """A section on a page, and the query as it is after each edit."""

    def __init__(self, kind: type[S], models: ModelService, qtbot: QtBot, query: Query) -> None:
        self.page = QWidget()
        qtbot.addWidget(self.page)
        self.fields = QueryFields(models, self.page)
        self.section = kind(query, self.fields, self.page)
        self.queries: list[Query] = []
        self.section.edited.connect(self._on_edit)
        self.section.resize(860, 200)
        self.page.resize(900, 220)
        self.page.show()
        self.show(query)

    def query(self) -> Query:
        """As it is now."""
        return self.section.query

    def show(self, query: Query) -> None:
        self.fields.look_up(query.object, (split_aggregate(name)[1] for name in query.fields))
        self.section.show_query(query)
        settle()

    def _on_edit(self, query: Query) -> None:
        self.queries.append(query)
        self.show(query)


def settle() -> None:
    """Lay out now what is to be laid out."""
    QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)


def texts(menu: QMenu, *, enabled: bool = False) -> list[str]:
    """The entries of a menu, or those that can be chosen."""
    return [action.text() for action in menu.actions() if not action.isSeparator() and (action.isEnabled() or not enabled)]


def entry(menu: QMenu, *path: str) -> QAction:
    """An entry by the beginnings of its words and of those of the menus above it."""
    for words in path[:-1]:
        found = entry(menu, words).menu()
        assert isinstance(found, QMenu)
        menu = found
    return next(action for action in menu.actions() if action.text().startswith(path[-1]))


def pull(chip: QWidget, to: QPoint, *, release: bool = True) -> None:
    """Drag a chip with the mouse to a point of its row."""
    start = QPoint(10, chip.height() // 2)
    QTest.mousePress(chip, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(chip, start + QPoint(30, 0))
    QTest.mouseMove(chip, chip.mapFromParent(to))
    if release:
        QTest.mouseRelease(chip, Qt.MouseButton.LeftButton, pos=start)


def words_of(chips: Sequence[QWidget]) -> list[str]:
    return [chip.accessibleName() for chip in chips]
