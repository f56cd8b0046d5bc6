"""What can be chosen for a file, a box for each format that has something to choose."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QLabel, QLineEdit, QWidget

from intacct_desktop.api.model import ValueKind
from intacct_desktop.results.columns import Column
from intacct_desktop.results.formats.file_format import PRESETS, Header, Options, Partition, Preset, Quote
from intacct_desktop.results.statistics import DatePart
from intacct_desktop.ui.theme import SPACE


class CsvBox(QWidget):
    """Shows how a CSV file is written. Choosing a preset sets the rest; what is changed then makes it one's own."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.preset = _combo(self, self.tr("Made for"), [(text, preset) for preset, text in _preset_names().items()])
        self.preset.addItem(self.tr("As set below"), None)
        separators = [(self.tr("Comma"), ","), (self.tr("Semicolon"), ";"), (self.tr("Tab"), "\t"), (self.tr("Bar |"), "|")]
        self.separator = _combo(self, self.tr("Separator"), separators)
        self.decimal = _combo(self, self.tr("Decimals"), [("1234.50", "."), ("1234,50", ",")])
        dates = [("2026-11-20", "yyyy-mm-dd"), ("20/11/2026", "dd/mm/yyyy"), ("11/20/2026", "m/d/yyyy")]
        self.dates = _combo(self, self.tr("Dates"), dates)
        self.quote = _combo(
            self, self.tr("Quotation marks"), [(self.tr("Where needed"), Quote.MINIMAL), (self.tr("Around all"), Quote.ALL)]
        )
        self.header = header_combo(self)
        self.null = QLineEdit(self)
        self.null.setPlaceholderText(self.tr("nothing"))
        self.null.setAccessibleName(self.tr("Null as"))
        self.null.setMaxLength(20)
        self.mark = QCheckBox(self.tr("UTF-8 mark, so that Excel reads accents"), self)
        self.guard = QCheckBox(self.tr("Guard text against being run as a formula"), self)
        grid = _grid(self)
        _place(grid, 0, 0, self.tr("Made for"), self.preset)
        _place(grid, 0, 1, self.tr("Headings"), self.header)
        _place(grid, 1, 0, self.tr("Separator"), self.separator)
        _place(grid, 1, 1, self.tr("Decimals"), self.decimal)
        _place(grid, 2, 0, self.tr("Dates"), self.dates)
        _place(grid, 2, 1, self.tr("Null as"), self.null)
        _place(grid, 3, 0, self.tr("Quotation marks"), self.quote)
        grid.addWidget(self.mark, 4, 0, 1, 2)
        grid.addWidget(self.guard, 4, 2, 1, 2)
        self.show_options(Options())
        self.preset.activated.connect(self._take_preset)
        for combo in (self.separator, self.decimal, self.dates, self.quote, self.header):
            combo.currentIndexChanged.connect(self._name_preset)
        for check in (self.mark, self.guard):
            check.toggled.connect(self._name_preset)
        self.null.textChanged.connect(self._name_preset)

    def options(self) -> Options:
        return Options(
            separator=str(self.separator.currentData()),
            byte_order_mark=self.mark.isChecked(),
            formula_guard=self.guard.isChecked(),
            quote=Quote(self.quote.currentData()),
            decimal_mark=str(self.decimal.currentData()),
            date_format=str(self.dates.currentData()),
            null=self.null.text(),
            header=Header(self.header.currentData()),
        )

    def show_options(self, options: Options) -> None:
        for combo, value in (
            (self.separator, options.separator),
            (self.decimal, options.decimal_mark),
            (self.dates, options.date_format),
            (self.quote, options.quote),
            (self.header, options.header),
        ):
            combo.setCurrentIndex(max(combo.findData(value), 0))
        self.null.setText(options.null)
        self.mark.setChecked(options.byte_order_mark)
        self.guard.setChecked(options.formula_guard)
        self._name_preset()

    def _take_preset(self) -> None:
        preset = self.preset.currentData()
        if preset is not None:
            self.show_options(PRESETS[Preset(preset)])

    def _name_preset(self) -> None:
        """The preset that these options are; none where they are one's own."""
        options = self.options()
        preset = next((preset for preset, known in PRESETS.items() if known == options), None)
        self.preset.setCurrentIndex(self.preset.findData(preset) if preset is not None else self.preset.count() - 1)


class SheetBox(QWidget):
    """What an XLSX file has to choose: its headings."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.header = header_combo(self)
        grid = _grid(self)
        _place(grid, 0, 0, self.tr("Headings"), self.header)


class ParquetBox(QWidget):
    """One file, or a folder for each value of a column."""

    def __init__(self, columns: Sequence[Column], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kinds = {column.path: column.kind for column in columns}
        self.by = _combo(self, self.tr("Folders"), [(self.tr("None: one file"), None)])
        for column in columns:
            if column.kind not in (ValueKind.ARRAY, ValueKind.BINARY):
                self.by.addItem(column.path, column.path)
        parts = [(self.tr("Each date"), None), (self.tr("Year"), DatePart.YEAR), (self.tr("Year and month"), DatePart.MONTH)]
        self.part = _combo(self, self.tr("Of dates"), parts)
        self.part.setCurrentIndex(1)
        grid = _grid(self)
        _place(grid, 0, 0, self.tr("A folder for each"), self.by)
        self._caption = _place(grid, 0, 1, self.tr("Of dates"), self.part)
        self.by.currentIndexChanged.connect(self._offer)
        self._offer()

    def partition(self) -> Partition | None:
        path = self.by.currentData()
        if path is None:
            return None
        return Partition(str(path), DatePart(self.part.currentData()) if self._is_date and self.part.currentData() else None)

    def show_partition(self, partition: Partition | None) -> None:
        """A column that is not there is none."""
        self.by.setCurrentIndex(max(self.by.findData(partition.path if partition is not None else None), 0))
        if partition is not None:
            self.part.setCurrentIndex(max(self.part.findData(partition.part), 0))

    @property
    def _is_date(self) -> bool:
        return self._kinds.get(str(self.by.currentData())) in (ValueKind.DATE, ValueKind.DATE_TIME)

    def _offer(self) -> None:
        for widget in (self.part, self._caption):
            widget.setVisible(self._is_date)


def header_combo(parent: QWidget) -> QComboBox:
    """Whose words head the columns."""
    words = [(_tr("Names of the API"), Header.NAME), (_tr("Readable titles"), Header.TITLE)]
    return _combo(parent, _tr("Headings"), words)


def local_options(language: str, territory: str) -> Options:
    """The CSV that a spreadsheet of this language opens as it should."""
    if language == "fr":
        return PRESETS[Preset.EXCEL_FRENCH]
    return PRESETS[Preset.EXCEL_US] if (language, territory) == ("en", "US") else Options()


def with_sheet(options: Options, box: SheetBox) -> Options:
    return replace(options, header=Header(box.header.currentData()))


def _preset_names() -> dict[Preset, str]:
    return {
        Preset.EXCEL_FRENCH: _tr("Excel in French"),
        Preset.EXCEL_US: _tr("Excel in US English"),
        Preset.SYSTEM_LOAD: _tr("Loading into a system"),
    }


def _combo(parent: QWidget, name: str, entries: Sequence[tuple[str, object]]) -> QComboBox:
    combo = QComboBox(parent)
    combo.setAccessibleName(name)
    for text, value in entries:
        combo.addItem(text, value)
    return combo


def _grid(box: QWidget) -> QGridLayout:
    grid = QGridLayout(box)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(SPACE[2])
    grid.setVerticalSpacing(SPACE[1])
    grid.setColumnStretch(1, 1)
    grid.setColumnStretch(3, 1)
    return grid


def _place(grid: QGridLayout, line: int, side: int, name: str, control: QWidget) -> QLabel:
    caption = QLabel(name, grid.parentWidget())
    caption.setProperty("role", "muted")
    caption.setBuddy(control)
    grid.addWidget(caption, line, side * 2)
    grid.addWidget(control, line, side * 2 + 1)
    return caption


_tr: Callable[[str], str] = lambda text: QCoreApplication.translate("ExportOptions", text)  # noqa: E731
