"""What can be done with a row of the queries panel, as its context menu; everything in it has a key, too."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt, QUrl
from PySide6.QtGui import QAction, QDesktopServices, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QMenu

from intacct_desktop.ui.icons import icon
from intacct_desktop.ui.library.contents import CompanyView
from intacct_desktop.ui.library.query_preview import damage_words
from intacct_desktop.ui.library.query_rows import QueryNode, RowKind, Section, can_move
from intacct_desktop.workspace.saved_queries import ShelfEntry, ShelfFolder

if TYPE_CHECKING:
    from intacct_desktop.ui.library.queries_panel import QueriesPanel


def _tr(text: str) -> str:
    return QCoreApplication.translate("QueryMenu", text)


class _Menu(QMenu):
    def offer(self, sign: str, words: str, slot: Callable[[], object], keys: str = "") -> None:
        action = QAction(icon(sign), words, self) if sign else QAction(words, self)
        action.triggered.connect(lambda: slot())
        if keys:
            action.setShortcut(QKeySequence(keys, QKeySequence.SequenceFormat.PortableText))
        self.addAction(action)


def menu_for(panel: "QueriesPanel", node: QueryNode) -> QMenu | None:
    """The menu of a row; None for one that is only words. It deletes itself when it closes."""
    if node.kind in (RowKind.HINT, RowKind.OFFER, RowKind.GROUP) or node.value is Section.TEMPLATES:
        return None
    menu = _Menu(panel)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    if node.value is Section.VIEWS:
        menu.offer("refresh", _tr("Load the views again"), panel.views_wished.emit)
        return menu
    if node.value is Section.SAVED:
        menu.offer("save", _tr("Save the query in front…"), panel.save_wished.emit)
    if node.kind in (RowKind.QUERY, RowKind.TEMPLATE, RowKind.VIEW):
        menu.offer("filter", _tr("Open"), panel.open_current, "Return")
        menu.offer("run", _tr("Open and run"), panel.run_current, "Ctrl+Return")
    if isinstance(node.value, CompanyView):
        if node.value.kind == "user":
            _add_changes(panel, menu)
        return menu
    if isinstance(node.value, ShelfEntry) and node.value.problem is not None:
        menu.offer("copy", _tr("Copy what is wrong"), _copier(f"{node.value.path}\n{damage_words(node.value)}\n"))
    if node.kind is RowKind.TEMPLATE:
        return menu
    if node.kind is not RowKind.DAMAGED:
        menu.addSeparator()
        menu.offer("folder-plus", _tr("New folder"), panel.new_folder)
    if node.kind is not RowKind.SECTION:
        _add_targets(panel, menu, node)
    if panel.contents.entries or panel.contents.folders:
        menu.offer("", _tr("Show in the file manager"), lambda: _show_on_disk(panel, node))
    menu.offer("refresh", _tr("Read the folder again"), panel.reload)
    if node.kind is not RowKind.SECTION:
        _add_changes(panel, menu, rename=node.kind is not RowKind.DAMAGED)
    return menu


def _add_changes(panel: "QueriesPanel", menu: _Menu, *, rename: bool = True) -> None:
    menu.addSeparator()
    if rename:
        menu.offer("edit", _tr("Rename"), panel.rename_current, "F2")
    menu.offer("trash", _tr("Delete"), panel.delete_current, "Del")


def _add_targets(panel: "QueriesPanel", menu: _Menu, node: QueryNode) -> None:
    """The folders that a file or folder can be moved to; dragging does the same."""
    targets = ["", *(one.folder for one in panel.contents.folders)]
    targets = [folder for folder in targets if can_move(node.value, folder)]
    if targets:
        move = _Menu(_tr("Move to"), menu)
        for folder in targets:
            move.offer("folder", folder.replace("/", " › ") or _tr("Saved queries"), partial(panel.move_to, [node.value], folder))
        menu.addMenu(move)


def _show_on_disk(panel: "QueriesPanel", node: QueryNode) -> None:
    """Open the folder that the row is, or is in, in the system's own program."""
    path = panel.root
    if isinstance(node.value, ShelfEntry):
        path = node.value.path.parent
    elif isinstance(node.value, ShelfFolder):
        path = panel.path_of(node.value)
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


def _copier(text: str) -> Callable[[], None]:
    return lambda: QGuiApplication.clipboard().setText(text)
