"""The chart of a grouped result and what can be chosen of it: which figure, how it is drawn, copying and saving it."""

from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from intacct_desktop.results.groups_table import GroupsTable
from intacct_desktop.ui import tasks
from intacct_desktop.ui.buttons import sign_button
from intacct_desktop.ui.explorer.states import StatePane
from intacct_desktop.ui.results.beside import group_words
from intacct_desktop.ui.results.beside.chart import ChartView
from intacct_desktop.ui.results.beside.chart_series import Kind
from intacct_desktop.ui.results.export.saving import choose_file, write_file
from intacct_desktop.ui.theme import SPACE, Role


class ChartBox(QWidget):
    """Shows a chart of a `GroupsTable`. `said` tells what became of a picture."""

    said = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Chart of the groups"))
        self._table: GroupsTable | None = None
        self.figure = QComboBox(self)
        self.figure.setAccessibleName(self.tr("What is drawn"))
        self.figure.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.figure.setMinimumContentsLength(8)
        self.kind = QComboBox(self)
        self.kind.setAccessibleName(self.tr("How it is drawn"))
        names = {Kind.ROWS: self.tr("Bars by size"), Kind.COLUMNS: self.tr("Columns by date"), Kind.LINE: self.tr("Line by date")}
        for kind, name in names.items():
            self.kind.addItem(name, kind)
        self.chart = ChartView(self)
        self._area = QScrollArea(self)
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setWidget(self.chart)
        self._area.setAccessibleName(self.tr("Chart of the groups"))
        self.state = StatePane(self._area, self)
        self.copy_button = sign_button("copy", self.tr("Copy the chart as a picture"), self.copy, self, Role.MUTED)
        self.save_button = sign_button("save", self.tr("Save the chart as PNG or SVG…"), self.choose_file, self, Role.MUTED)
        bar = QFrame(self)
        bar.setProperty("role", "bar")
        row = QHBoxLayout(bar)
        row.setContentsMargins(SPACE[2], SPACE[0], SPACE[0], SPACE[0])
        row.setSpacing(SPACE[1])
        row.addWidget(self.figure, 1)
        row.addWidget(self.kind)
        row.addWidget(self.copy_button)
        row.addWidget(self.save_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(bar)
        column.addWidget(self.state, 1)
        self.figure.currentIndexChanged.connect(self._draw)
        self.kind.currentIndexChanged.connect(self._draw)
        self.show_table(None)

    def show_table(self, table: GroupsTable | None) -> None:
        """Draw these groups; the figure that was chosen stays where it still is there."""
        before = self._table
        self._table = table
        chosen = self.figure.currentText()
        with QSignalBlocker(self.figure), QSignalBlocker(self.kind):
            self.figure.clear()
            if table is not None:
                figures = range(len(table.keys), len(table.columns))
                for position in figures:
                    self.figure.addItem(group_words.heading(table, position), position)
                at = self.figure.findText(chosen)
                # Money says more than a number of rows, where nobody has chosen.
                self.figure.setCurrentIndex(at if at >= 0 and before is not None else min(1, len(figures) - 1))
                self._offer_kinds(table, before)
        self._draw()

    def copy(self) -> None:
        """Put the chart on the clipboard as a picture."""
        if self.chart.series.bars:
            QGuiApplication.clipboard().setImage(self.chart.image())
            self.said.emit(self.tr("The chart is copied as a picture."))

    def choose_file(self) -> None:
        """Ask for a name, and save the chart."""
        if self.chart.series.bars:
            forms = ((self.tr("Picture"), ".png"), (self.tr("Drawing"), ".svg"))
            choose_file(self, self.tr("Save the chart as"), self.tr("chart"), forms, self.save)

    def save(self, path: Path) -> tasks.TaskHandle:
        """Write the chart: as SVG where the name says so, else as PNG."""
        content = self.chart.svg() if path.suffix.lower() == ".svg" else self.chart.png()

        async def write() -> None:
            await tasks.finish_in_thread(write_file, path, content)
            self.said.emit(self.tr("{name} is saved.").format(name=path.name))

        return tasks.run(self, write(), name=self.tr("Save {name}").format(name=path.name))

    def _offer_kinds(self, table: GroupsTable, before: GroupsTable | None) -> None:
        follows_time = group_words.can_follow_time(table)
        self.kind.setEnabled(follows_time)
        self.kind.setToolTip("" if follows_time else self.tr("Along the time can be drawn what is grouped by one date alone."))
        was_time = before is not None and group_words.can_follow_time(before)
        if not follows_time:
            self.kind.setCurrentIndex(self.kind.findData(Kind.ROWS))
        elif not was_time:
            self.kind.setCurrentIndex(self.kind.findData(Kind.COLUMNS))

    def _draw(self) -> None:
        table, position = self._table, self.figure.currentData()
        kind = Kind(self.kind.currentData())  # Qt gives it back as a plain text
        series = group_words.series(table, position, kind) if table is not None and position is not None else None
        if series is not None and series.bars:
            self.chart.show_series(series)
            self.state.show_content()
        else:
            self.chart.clear()
            self.state.show_words(self.tr("Nothing to draw"), self.tr("No group has a number of this column, or a date."))
        for button in (self.copy_button, self.save_button):
            button.setEnabled(bool(self.chart.series.bars))
