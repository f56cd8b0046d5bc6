"""What can be said of one column: how many rows and nulls, sum and average, least and most, and the values that most rows have."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QFrame, QGridLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from intacct_desktop.results.arrangement import Arrangement
from intacct_desktop.results.asking import can_ask
from intacct_desktop.results.result_set import ResultSet
from intacct_desktop.results.statistics import ColumnStatistics
from intacct_desktop.ui.builder.pane_header import PaneHeader
from intacct_desktop.ui.explorer.states import StatePane
from intacct_desktop.ui.results import words
from intacct_desktop.ui.results.beside import group_words
from intacct_desktop.ui.results.beside.reading import Hold, Reading
from intacct_desktop.ui.results.beside.value_bars import ValueBars
from intacct_desktop.ui.theme import SPACE, number_font, set_role

_PAUSE_SECONDS = 0.12
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Described:
    """Statistics, and of which rows they are."""

    result_set: ResultSet
    position: int
    statistics: ColumnStatistics
    loaded: int
    filtered: bool


def described(result_set: ResultSet, arrangement: Arrangement, position: int, hold: Hold) -> Described:
    """Compute them. Blocks; raises what `Rows` raises."""
    with result_set.rows(replace(arrangement, order=())) as rows, hold(rows):
        return Described(result_set, position, rows.statistics(position), rows.loaded, arrangement.filters)


class StatisticsPane(QWidget):
    """Follows the current column unless it is held fast. While it is hidden it reads nothing.

    `only_wished` carries a column's position and the value that is to be left, `ask_wished` a `Column` and the value to be asked for.
    """

    only_wished = Signal(int, object)
    ask_wished = Signal(object, object)
    close_wished = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(self.tr("Column statistics"))
        self._result_set: ResultSet | None = None
        self._arrangement = Arrangement()
        self._position = 0
        self._stale = True
        self._reading: Reading[Described] = Reading(self, "statistics")
        self.described: Described | None = None
        """What is shown; None while there is nothing to show."""
        header = PaneHeader(self.tr("Statistics"), self)
        self.copy_button = header.add_button("copy", self.tr("Copy the statistics"), self.copy)
        self.close_button = header.add_button("close", self.tr("Close the statistics"), self.close_wished.emit)
        self.columns = QComboBox(self)
        self.columns.setAccessibleName(self.tr("Column"))
        self.columns.setProperty("role", "mono")
        self.columns.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.columns.setMinimumContentsLength(12)
        self.follows = QCheckBox(self.tr("Follow the current column"), self)
        self.follows.setChecked(True)
        self.scope = QLabel(self)
        self.scope.setProperty("role", "muted")
        self.scope.setWordWrap(True)
        self.facts = QWidget(self)
        self._grid = QGridLayout(self.facts)
        self.values = ValueBars(self)
        self._top = QLabel(self)
        self._top.setProperty("role", "strong")
        self.only = QPushButton(self.tr("Only this value"), self)
        self.only.setToolTip(self.tr("Show only the rows that have it; nothing is asked of Intacct"))
        self.ask = QPushButton(self.tr("Ask Intacct for this value"), self)
        self.ask.setToolTip(self.tr("Add a filter for it to the query"))
        self.state = StatePane(self._page(), self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(header)
        column.addWidget(self._choice())
        column.addWidget(self.state, 1)
        self.columns.currentIndexChanged.connect(self._choose)
        self.values.value_changed.connect(self._offer)
        self.values.chosen.connect(lambda _value: self._only())
        self.only.clicked.connect(self._only)
        self.ask.clicked.connect(self._ask)
        self._show_nothing()

    @property
    def position(self) -> int:
        """The column that is described."""
        return self._position

    def show_rows(self, result_set: ResultSet | None, arrangement: Arrangement) -> None:
        """Other rows, or the same otherwise arranged."""
        names = [column.path for column in result_set.columns] if result_set is not None else []
        if names != [self.columns.itemText(at) for at in range(self.columns.count())]:
            with QSignalBlocker(self.columns):
                self.columns.clear()
                self.columns.addItems(names)
            self._position = min(self._position, max(0, len(names) - 1))
            self._name_column()
        self._result_set, self._arrangement = result_set, arrangement
        if result_set is None:
            self._reading.stop()
            self._show_nothing()
        self._outdate()

    def follow(self, position: int) -> None:
        """Another column is the current one."""
        if self.follows.isChecked() and position != self._position:
            self.show_column(position)

    def show_column(self, position: int) -> None:
        """Describe this column."""
        if 0 <= position < self.columns.count():
            self._position = position
            self._name_column()
            self._outdate()

    def copy(self) -> None:
        """Put everything that is said on the clipboard, a line each."""
        shown = self.described
        if shown is None:
            return
        lines = [(self.tr("Column"), shown.statistics.column.path), *self._facts(shown.statistics)]
        lines += [(words.shown(entry.value), words.number(entry.rows)) for entry in shown.statistics.top]
        QGuiApplication.clipboard().setText("".join(f"{name}\t{text}\n" for name, text in lines))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._read(0.0)

    # reading

    def _outdate(self) -> None:
        self._stale = True
        if self.isVisible():
            self._read(_PAUSE_SECONDS)

    def _read(self, wait: float) -> None:
        result_set = self._result_set
        self._stale = False
        if result_set is None or result_set.closed:
            self._show_nothing()
            return
        work = partial(described, result_set, self._arrangement, self._position)
        self._reading.start(work, self._show, self._failed, name=self.tr("Column statistics"), wait=wait)

    def _show(self, found: Described) -> None:
        if found.result_set is not self._result_set:
            return
        statistics = found.statistics
        self.described = found
        self.scope.setText(group_words.scope(found.result_set, statistics.rows, found.loaded, filtered=found.filtered))
        self._write_facts(self._facts(statistics))
        count = len(statistics.top)
        all_of_them = count == statistics.distinct + (statistics.nulls > 0)
        self._top.setText(self.tr("All values") if all_of_them else self.tr("The {count} most frequent values").format(count=count))
        self.values.show_values(statistics.top, statistics.rows)
        if statistics.rows:
            self.state.show_content()
        else:
            self.state.show_words(self.tr("No rows"), self.tr("There is nothing to count: no row is left. Take away a filter."))
        self._offer()

    def _failed(self, error: BaseException) -> None:
        self.described = None
        self.state.show_error(error, lambda: self._read(0.0))
        self._offer()

    def _show_nothing(self) -> None:
        self.described = None
        self.state.show_words(
            self.tr("No column yet"),
            self.tr("Run a query: what its columns hold is counted here, nulls, sums and the most frequent values among it."),
        )
        self._offer()

    # words

    def _facts(self, found: ColumnStatistics) -> Sequence[tuple[str, str]]:
        tr, number = self.tr, words.number
        facts = [(tr("Rows"), number(found.rows)), (tr("Nulls"), _counted(found.nulls, found.rows))]
        if found.empty or not found.column.is_number:
            facts.append((tr("Empty"), _counted(found.empty, found.rows)))
        if found.misfits:
            facts.append((tr("Not {kind}").format(kind=found.column.kind.value), _counted(found.misfits, found.rows)))
        facts.append((tr("Different values"), number(found.distinct)))
        if found.sum is not None:
            facts.append((tr("Sum"), words.amount(found.sum)))
        if found.average is not None:
            facts.append((tr("Average"), words.amount(found.average)))
        if found.least is not None:
            facts.append((tr("Least"), words.shown(found.least)[:_LONGEST]))
            facts.append((tr("Most"), words.shown(found.most)[:_LONGEST]))
        return facts

    def _write_facts(self, facts: Sequence[tuple[str, str]]) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for line, (name, text) in enumerate(facts):
            caption, value = QLabel(name, self.facts), QLabel(text, self.facts)
            set_role(caption, "muted")
            value.setTextFormat(Qt.TextFormat.PlainText)
            value.setFont(number_font())
            value.setWordWrap(True)
            value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            value.setAccessibleName(f"{name}: {text}")
            self._grid.addWidget(caption, line, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(value, line, 1)

    def _name_column(self) -> None:
        with QSignalBlocker(self.columns):
            self.columns.setCurrentIndex(self._position)

    # what a value does

    def _choose(self, position: int) -> None:
        self.follows.setChecked(False)
        self.show_column(position)

    def _offer(self) -> None:
        shown, entry = self.described, self.values.entry
        self.copy_button.setEnabled(shown is not None)
        self.only.setEnabled(shown is not None and entry is not None)
        self.ask.setEnabled(shown is not None and entry is not None and can_ask(shown.statistics.column))

    def _only(self) -> None:
        self._with_value(lambda shown, value: self.only_wished.emit(shown.position, value))

    def _ask(self) -> None:
        self._with_value(lambda shown, value: self.ask_wished.emit(shown.statistics.column, value))

    def _with_value(self, wish: Callable[[Described, Any], None]) -> None:
        shown, entry = self.described, self.values.entry
        if shown is not None and entry is not None:
            wish(shown, entry.value)

    # layout

    def _choice(self) -> QFrame:
        bar = QFrame(self)
        bar.setProperty("role", "bar")
        choice = QVBoxLayout(bar)
        choice.setContentsMargins(SPACE[2], SPACE[1], SPACE[2], SPACE[0])
        choice.setSpacing(SPACE[0])
        choice.addWidget(self.columns)
        choice.addWidget(self.follows)
        return bar

    def _page(self) -> QScrollArea:
        page = QWidget(self)
        page.setProperty("role", "page")
        page.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(SPACE[3])
        self._grid.setVerticalSpacing(SPACE[0])
        self._grid.setColumnStretch(1, 1)
        below = QVBoxLayout()
        below.setSpacing(SPACE[0])
        below.addWidget(self.only)
        below.addWidget(self.ask)
        parts = QVBoxLayout(page)
        parts.setContentsMargins(SPACE[2], SPACE[2], SPACE[2], SPACE[2])
        parts.setSpacing(SPACE[1])
        parts.addWidget(self.scope)
        parts.addWidget(self.facts)
        parts.addSpacing(SPACE[1])
        parts.addWidget(self._top)
        parts.addWidget(self.values)
        parts.addLayout(below)
        parts.addStretch(1)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(page)
        area.setAccessibleName(self.tr("Column statistics"))
        return area


def _counted(count: int, rows: int) -> str:
    return f"{words.number(count)} ({group_words.share(count, rows)})" if count else words.number(0)
