"""Which columns are shown: a list with a search, for a query may have four hundred."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QListWidgetItem, QWidget

from intacct_desktop.results.columns import Column
from intacct_desktop.ui.results import words
from intacct_desktop.ui.results.arranging.popup_list import PopupList
from intacct_desktop.ui.results.grid.grid_columns import GridColumns
from intacct_desktop.workspace.folding import folded

_POSITION = int(Qt.ItemDataRole.UserRole)


def _tr(text: str) -> str:
    return QCoreApplication.translate("ColumnPicker", text)


class ColumnPicker(PopupList):
    """What is ticked is shown at once; the last column that shows cannot be hidden."""

    def __init__(self, grid_columns: GridColumns, columns: Sequence[Column], parent: QWidget) -> None:
        super().__init__(_tr("Columns that are shown"), _tr("Find a column"), parent)
        self._columns = grid_columns
        hidden = set(grid_columns.hidden)
        for position, column in enumerate(columns):
            item = self.add_item(column.path, checked=position not in hidden, beside=column.title)
            item.setData(_POSITION, position)
            item.setToolTip(f"{column.title} · {column.path}")
        self.search.textChanged.connect(self._filter)
        self.list.itemChanged.connect(self._tick)
        self.none_button = self.add_button(self.tr("Hide these"))
        self.none_button.clicked.connect(lambda _checked=False: self._set_all(shown=False))
        self.all_button = self.add_button(self.tr("Show these"))
        self.all_button.clicked.connect(lambda _checked=False: self._set_all(shown=True))
        self._say()

    def enter(self) -> None:
        """Turn the one column that the search left."""
        listed = self._listed()
        if len(listed) == 1:
            state = listed[0].checkState()
            listed[0].setCheckState(Qt.CheckState.Unchecked if state is Qt.CheckState.Checked else Qt.CheckState.Checked)

    def _listed(self) -> list[QListWidgetItem]:
        items = (self.list.item(row) for row in range(self.list.count()))
        return [item for item in items if not item.isHidden()]

    def _filter(self, text: str) -> None:
        sought = folded(text.strip())
        for row in range(self.list.count()):
            item = self.list.item(row)
            item.setHidden(sought not in folded(item.text()))

    def _tick(self, item: QListWidgetItem) -> None:
        position = item.data(_POSITION)
        if item.checkState() is Qt.CheckState.Checked:
            self._columns.show([position])
        else:
            self._columns.hide([position])
        self._renew()

    def _set_all(self, *, shown: bool) -> None:
        positions = [item.data(_POSITION) for item in self._listed()]
        if shown:
            self._columns.show(positions)
        else:
            left = set(self._columns.shown()) - set(positions)
            self._columns.hide(positions if left else positions[1:])
        self._renew()

    def _renew(self) -> None:
        hidden = set(self._columns.hidden)
        self.list.blockSignals(True)
        for row in range(self.list.count()):
            item = self.list.item(row)
            item.setCheckState(Qt.CheckState.Unchecked if item.data(_POSITION) in hidden else Qt.CheckState.Checked)
        self.list.blockSignals(False)
        self.list.viewport().update()
        self._say()

    def _say(self) -> None:
        total, hidden = self.list.count(), len(self._columns.hidden)
        text = self.tr("{shown} of {total} columns are shown")
        self.said.setText(text.format(shown=words.number(total - hidden), total=words.number(total)))
