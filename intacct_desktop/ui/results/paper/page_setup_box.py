"""The page set-up as a form: paper, orientation, margins, size of the letters."""

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QSpinBox, QWidget

from intacct_desktop.results.formats.page_setup import MARGINS, USUAL_SETUP, PageSetup, Paper
from intacct_desktop.ui.theme import SPACE

_SCALES = (None, 67, 75, 90, 100, 125, 150)


class PageSetupBox(QWidget):
    """Shows a `PageSetup` and emits `changed` with another. ``across`` puts the four controls into two columns."""

    changed = Signal(object)

    def __init__(self, parent: QWidget | None = None, *, across: bool = False) -> None:
        super().__init__(parent)
        self._setup = USUAL_SETUP
        self.paper = QComboBox(self)
        for paper in Paper:
            self.paper.addItem(paper.value, paper)
        self.orientation = QComboBox(self)
        self.orientation.addItem(self.tr("Landscape"), True)
        self.orientation.addItem(self.tr("Portrait"), False)
        self.margin = QSpinBox(self)
        self.margin.setRange(*MARGINS)
        self.margin.setSuffix(self.tr(" mm"))
        self.scale = QComboBox(self)
        for scale in _SCALES:
            self.scale.addItem(self.tr("As large as fits") if scale is None else f"{scale} %", scale)
        self.scale.setToolTip(
            self.tr("As large as fits: the largest letters with the fewest pages side by side. Nothing is smaller than 6 points.")
        )
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(SPACE[1])
        grid.setVerticalSpacing(SPACE[1])
        fields: tuple[tuple[str, QComboBox | QSpinBox], ...] = (
            (self.tr("Paper"), self.paper),
            (self.tr("Orientation"), self.orientation),
            (self.tr("Margins"), self.margin),
            (self.tr("Letters"), self.scale),
        )
        for at, (name, control) in enumerate(fields):
            control.setAccessibleName(name)
            caption = QLabel(name, self)
            caption.setProperty("role", "muted")
            caption.setBuddy(control)
            line, side = (divmod(at, 2)) if across else (at, 0)
            grid.addWidget(caption, line, side * 2)
            grid.addWidget(control, line, side * 2 + 1)
        grid.setColumnStretch(1, 1)
        if across:
            grid.setColumnStretch(3, 1)
            grid.setHorizontalSpacing(SPACE[2])
        self.set_setup(USUAL_SETUP)
        self.paper.activated.connect(lambda _at: self._take(replace(self._setup, paper=Paper(self.paper.currentData()))))
        self.orientation.activated.connect(lambda _at: self._take(replace(self._setup, landscape=bool(self.orientation.currentData()))))
        self.margin.valueChanged.connect(lambda margin: self._take(replace(self._setup, margin=margin)))
        self.scale.activated.connect(lambda _at: self._take(replace(self._setup, scale=self.scale.currentData())))

    @property
    def setup(self) -> PageSetup:
        return self._setup

    def set_setup(self, setup: PageSetup) -> None:
        """Show another set-up; nothing is emitted."""
        self._setup = setup
        self.paper.setCurrentIndex(max(self.paper.findData(setup.paper), 0))
        self.orientation.setCurrentIndex(max(self.orientation.findData(setup.landscape), 0))
        self.margin.blockSignals(True)
        self.margin.setValue(setup.margin)
        self.margin.blockSignals(False)
        self.scale.setCurrentIndex(_SCALES.index(setup.scale) if setup.scale in _SCALES else 0)

    def _take(self, setup: PageSetup) -> None:
        if setup != self._setup:
            self._setup = setup
            self.changed.emit(setup)
