"""A table that lists things, one a row: how every page of the bottom panel looks."""

from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from intacct_desktop.ui.theme import ROW


def row_table(model: QAbstractItemModel, name: str, stretched: int | None, parent: QWidget) -> QTableView:
    """A table of ``model`` in which one row is chosen; ``name`` is for screen readers, the column ``stretched`` takes the
    room that is left, without one the last."""
    table = QTableView(parent)
    table.setModel(model)
    table.setAccessibleName(name)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.setTabKeyNavigation(False)
    table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
    table.verticalHeader().hide()
    table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    table.verticalHeader().setDefaultSectionSize(ROW)
    header = table.horizontalHeader()
    header.setHighlightSections(False)
    if stretched is None:
        header.setStretchLastSection(True)
    else:
        header.setSectionResizeMode(stretched, QHeaderView.ResizeMode.Stretch)
    return table
