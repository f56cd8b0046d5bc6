"""Which file, and who makes it: Intacct's server, or this program."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QGridLayout, QHBoxLayout, QLabel, QRadioButton, QWidget

from intacct_desktop.api.export_service import ExportFormat
from intacct_desktop.results.formats.file_format import FileFormat
from intacct_desktop.ui.theme import CONTROL, SPACE

Choice = FileFormat | ExportFormat

_NAMES = {FileFormat.PARQUET: "Parquet", FileFormat.MARKDOWN: "Markdown"}


class FormatPicker(QWidget):
    """One button for each file. `picked` says that the person chose another."""

    picked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.group = QButtonGroup(self)
        self.choices: list[Choice] = []
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(SPACE[3])
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(1, 1)
        captions: tuple[tuple[str, type[FileFormat] | type[ExportFormat]], ...] = (
            (self.tr("Made here"), FileFormat),
            (self.tr("By Intacct's server"), ExportFormat),
        )
        for line, (text, formats) in enumerate(captions):
            caption = QLabel(text, self)
            caption.setProperty("role", "muted")
            caption.setFixedHeight(CONTROL)
            grid.addWidget(caption, line, 0, Qt.AlignmentFlag.AlignVCenter)
            grid.addLayout(self._row(formats), line, 1)
        self.group.button(0).setChecked(True)
        self.group.idClicked.connect(lambda _id: self.picked.emit())

    @property
    def choice(self) -> Choice:
        return self.choices[self.group.checkedId()]

    def button(self, choice: Choice) -> QAbstractButton:
        return self.group.button(next(at for at, other in enumerate(self.choices) if other is choice))  # CSV here equals CSV there

    def caption_width(self) -> int:
        """How wide the words before the buttons are, so that others can stand in line with them."""
        return max(label.sizeHint().width() for label in self.findChildren(QLabel))

    def _row(self, formats: type[FileFormat] | type[ExportFormat]) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SPACE[2])
        for choice in formats:
            name = format_name(choice)
            button = QRadioButton(name, self)
            described = self.tr("{format}, made here") if formats is FileFormat else self.tr("{format}, made by Intacct's server")
            button.setAccessibleName(described.format(format=name))
            self.choices.append(choice)
            self.group.addButton(button, len(self.choices) - 1)
            row.addWidget(button)
        row.addStretch(1)
        return row


def format_name(choice: Choice) -> str:
    """As people call it."""
    if choice is ExportFormat.WORD:
        return "Word"
    return _NAMES[choice] if isinstance(choice, FileFormat) and choice in _NAMES else choice.value.upper()
