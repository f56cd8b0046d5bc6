"""Which values of a column are to be left: those that most rows have, or those that a search finds."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QListWidgetItem, QWidget

from intacct_desktop.results.arrangement import Arrangement
from intacct_desktop.results.columns import Column
from intacct_desktop.results.result_set import ResultSet
from intacct_desktop.results.statistics import Frequent
from intacct_desktop.ui.results import words
from intacct_desktop.ui.results.arranging.arrangements import restriction, searching, without_restrictions
from intacct_desktop.ui.results.arranging.popup_list import PopupList
from intacct_desktop.ui.results.arranging.spellings import is_hit, spellings
from intacct_desktop.ui.results.beside.reading import Hold, Reading
from intacct_desktop.ui.wording import describe
from intacct_desktop.workspace.folding import folded

MOST = 200
_MOST_SEARCHED = 5_000
_PAUSE_MS = 120
_VALUE = int(Qt.ItemDataRole.UserRole)


def _tr(text: str) -> str:
    return QCoreApplication.translate("ValuePicker", text)


@dataclass(frozen=True, slots=True)
class Listed:
    """Values with the rows that have them, the most frequent first, and how many others there are."""

    values: tuple[Frequent, ...]
    others: int


class ValuePicker(PopupList):
    """`chosen` carries a column's position and the values, in a list; an empty one means that nothing is wished of the column."""

    chosen = Signal(int, object)

    def __init__(self, result_set: ResultSet, arrangement: Arrangement, position: int, column: Column, parent: QWidget) -> None:
        super().__init__(_tr("Only these values of {column}").format(column=column.path), _tr("Find a value"), parent)
        self._result_set = result_set
        self._others = replace(without_restrictions(arrangement, position), order=())
        self._position = position
        before = restriction(arrangement, position)
        self._ticked: dict[Any, None] = dict.fromkeys(before.values if before is not None else ())
        self._reading: Reading[Listed] = Reading(self, "values")
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self.renew)
        self.search.textChanged.connect(lambda _text: self._pause.start())
        self.list.itemChanged.connect(self._tick)
        self.clear_button = self.add_button(self.tr("Clear"))
        self.clear_button.clicked.connect(lambda _checked=False: self._choose([]))
        self.only_button = self.add_button(self.tr("Show only these"), "primary")
        self.only_button.clicked.connect(lambda _checked=False: self.enter())
        self.clear_button.setEnabled(bool(self._ticked))
        self._offer()
        self.said.setText(self.tr("Reading the values…"))
        self.renew()

    @property
    def ticked(self) -> list[Any]:
        return list(self._ticked)

    def renew(self) -> None:
        """Read the values of the text that is typed."""
        text = spellings(self.search.text())

        def read(hold: Hold) -> Listed:
            return listed(self._result_set, self._others, self._position, text, hold)

        def failed(error: BaseException) -> None:
            self.said.setText(describe(error).happened)

        self._reading.start(read, self._show, failed, name=self.tr("Read the values of a column"))

    def enter(self) -> None:
        """Show only what is ticked; the one value that a search left needs no tick."""
        if not self._ticked and self.list.count() == 1:
            self._ticked = {self.list.item(0).data(_VALUE)[0]: None}
        if self._ticked:
            self._choose(list(self._ticked))

    def hideEvent(self, event: QHideEvent) -> None:
        self._pause.stop()
        self._reading.stop()
        super().hideEvent(event)

    def _choose(self, values: Sequence[Any]) -> None:
        self.chosen.emit(self._position, list(values))
        self.close()

    def _show(self, found: Listed) -> None:
        self.list.blockSignals(True)
        self.list.clear()
        for entry in found.values:
            item = self.add_item(words.shown(entry.value), checked=entry.value in self._ticked, beside=words.rows(entry.rows))
            item.setData(_VALUE, (entry.value,))
        self.list.blockSignals(False)
        if not found.values:
            self.said.setText(self.tr("No such value"))
        elif found.others:
            more = self.tr("{count} further values: type to find them")
            self.said.setText(more.format(count=words.number(found.others)))
        else:
            self.said.clear()

    def _tick(self, item: QListWidgetItem) -> None:
        [value] = item.data(_VALUE)
        if item.checkState() is Qt.CheckState.Checked:
            self._ticked[value] = None
        else:
            self._ticked.pop(value, None)
        self._offer()

    def _offer(self) -> None:
        self.only_button.setEnabled(bool(self._ticked) or self.list.count() == 1)


def listed(result_set: ResultSet, arrangement: Arrangement, position: int, text: Sequence[str], hold: Hold) -> Listed:
    """The values of a column in the rows of ``arrangement``, those that contain ``text``. Blocks; raises what `Rows` raises."""
    with result_set.rows() as rows, hold(rows):
        # Rows have one search, so a text that is sought in the values takes the place of that in the rows only where there is none.
        if text and not arrangement.search:
            arrangement = searching(arrangement, text)
        rows.arrange(arrangement)
        found = rows.statistics(position, _MOST_SEARCHED if text else MOST)
    if not text:
        null = 1 if found.nulls else 0
        return Listed(found.top, max(0, found.distinct + null - len(found.top)))
    sought = [folded(each) for each in text]
    hits = [entry for entry in found.top if is_hit(entry.value, sought)]
    return Listed(tuple(hits[:MOST]), max(0, len(hits) - MOST))
