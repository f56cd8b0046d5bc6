"""Choosing the columns by which rows are recognised."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QListWidget, QListWidgetItem, QPushButton, QVBoxLayout, QWidget

from intacct_desktop.results.comparing import ComparedColumn


class KeyDialog(QDialog):
    """Offers the columns that both results have; `chosen` carries the names of those that were taken, at least one."""

    chosen = Signal(tuple)

    def __init__(self, columns: Sequence[ComparedColumn], key: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Choose the key"))
        words = QLabel(self.tr("Two rows are the same record where these columns agree:"), self)
        words.setWordWrap(True)
        self.list = QListWidget(self)
        self.list.setAccessibleName(self.tr("Columns of the key"))
        for column in columns:
            if column.is_shared:
                item = QListWidgetItem(column.path, self.list)
                item.setToolTip(f"{column.shown.title} · {column.path}")
                item.setCheckState(Qt.CheckState.Checked if column.path in key else Qt.CheckState.Unchecked)
        self.list.setCurrentRow(0)
        self.cancel = QPushButton(self.tr("Cancel"), self)
        self.cancel.clicked.connect(self.reject)
        self.take = QPushButton(self.tr("Compare by these"), self)
        self.take.setProperty("role", "primary")
        self.take.setDefault(True)
        self.take.clicked.connect(self._accept)
        self.list.itemChanged.connect(self._offer)
        page = QVBoxLayout(self)
        page.setContentsMargins(16, 16, 16, 16)
        page.setSpacing(12)
        page.addWidget(words)
        page.addWidget(self.list, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.take)
        page.addLayout(buttons)
        self.resize(380, 420)
        self._offer()

    @property
    def key(self) -> tuple[str, ...]:
        """What is ticked."""
        items = [self.list.item(at) for at in range(self.list.count())]
        return tuple(item.text() for item in items if item.checkState() is Qt.CheckState.Checked)

    def _offer(self) -> None:
        self.take.setEnabled(bool(self.key))

    def _accept(self) -> None:
        self.chosen.emit(self.key)
        self.accept()
