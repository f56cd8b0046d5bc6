"""The page size: the usual ones to choose, any from 1 to 4000 to type (facts 3.1)."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QWidget

from intacct_desktop.api.query import DEFAULT_SIZE, MAX_SIZE
from intacct_desktop.ui.builder.entry_boxes import Combo, mark_invalid

_USUAL = (100, 200, 500, 1000, 4000)


class PageBox(Combo):
    """Shows a query's ``size``. None, which leaves it to the service, reads as the service's own 100."""

    entered = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._size: int | None = None
        self._problem = ""
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setCompleter(None)  # type: ignore[arg-type]  # null takes it away
        self.addItems([str(size) for size in _USUAL])
        for box in (self, self.lineEdit()):
            if box is not None:
                box.setAccessibleName(self.tr("Page size"))
        self.setToolTip(self.tr("Rows a page"))
        self.editTextChanged.connect(self._read)

    @property
    def page_size(self) -> int | None:
        return self._size

    @property
    def problem(self) -> str:
        return self._problem

    def show_size(self, size: int | None) -> None:
        """Show a size; what is being typed is left alone while the size is the same."""
        if size != self._size or not self.currentText():
            self._size = size
            self.blockSignals(True)
            self.setEditText(str(DEFAULT_SIZE if size is None else size))
            self.blockSignals(False)
            self._check(self.currentText())

    def _read(self, text: str) -> None:
        self._check(text)
        if not self._problem:
            self._size = int(text)
        self.entered.emit()

    def _check(self, text: str) -> None:
        fits = text.isascii() and text.isdigit() and len(text) <= len(str(MAX_SIZE)) and 1 <= int(text) <= MAX_SIZE
        self._problem = "" if fits else self.tr("The page size is a whole number from 1 to {most}.").format(most=MAX_SIZE)
        mark_invalid(self, not fits)
        self.setAccessibleDescription(self._problem)
