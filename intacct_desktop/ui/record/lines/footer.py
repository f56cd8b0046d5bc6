"""Beneath the lines: how many there are, what they come to, and what was removed, with the way back."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QPushButton, QVBoxLayout, QWidget

from intacct_desktop.api.records.form import Entry
from intacct_desktop.api.records.line_totals import ColumnTotal
from intacct_desktop.api.records.values import Record
from intacct_desktop.ui.builder.flow import FlowLayout
from intacct_desktop.ui.record.editors.locales import locale_of
from intacct_desktop.ui.record.lines import words
from intacct_desktop.ui.theme import SPACE, set_role


class Footer(QFrame):
    """`back_wished` carries the items to put back."""

    back_wished = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "footer")
        self.count = QLabel(self)
        self.count.setProperty("tone", "muted")
        self.totals: list[QLabel] = []
        self._flow = FlowLayout()
        self._flow.addWidget(self.count)
        self.removed = QLabel(self)
        self.removed.setProperty("role", "muted")
        self.back = QPushButton(self.tr("Put back"), self)
        self.back.setProperty("role", "link")
        self.back.clicked.connect(self._put_back)
        self._note = QWidget(self)
        note = QHBoxLayout(self._note)
        note.setContentsMargins(0, 0, 0, 0)
        note.setSpacing(SPACE[1])
        note.addWidget(self.removed)
        note.addWidget(self.back)
        note.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE[2], SPACE[0], SPACE[2], SPACE[0])
        column.setSpacing(0)
        column.addLayout(self._flow)
        column.addWidget(self._note)
        self._removed: Sequence[Record] = ()
        self._columns: Sequence[Entry] = ()
        self._note.hide()

    def show_totals(self, count: int, totals: Sequence[ColumnTotal]) -> None:
        self.count.setText(words.line_words(count))
        locale = locale_of(self.locale())
        while len(self.totals) < len(totals):
            label = QLabel(self)
            label.setTextFormat(Qt.TextFormat.PlainText)
            self.totals.append(label)
            self._flow.addWidget(label)
        for at, label in enumerate(self.totals):
            label.setVisible(at < len(totals))
            if at < len(totals):
                text = words.total_words(totals[at], locale, named=len(totals) > 1)
                settled = words.is_settled(totals[at])
                label.setText(text)
                set_role(label, "strong" if settled is None else "success" if settled else "warning")

    def show_removed(self, removed: Sequence[Record], columns: Sequence[Entry]) -> None:
        """``columns`` are those by which a person knows a line."""
        self._removed, self._columns = removed, columns
        if removed:
            self.removed.setText(words.removed_words(len(removed)))
            self.back.setToolTip("\n".join(words.summary(columns, item) for item in removed[:8]))
            self.back.setAccessibleName(self.tr("Put back what was removed"))
        self._note.setVisible(bool(removed))

    def _put_back(self) -> None:
        if len(self._removed) == 1:
            self.back_wished.emit(list(self._removed))
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        everything = menu.addAction(self.tr("All {lines}").format(lines=words.line_words(len(self._removed))))
        everything.triggered.connect(lambda: self.back_wished.emit(list(self._removed)))
        menu.addSeparator()
        for item in self._removed[:20]:
            action = menu.addAction(words.summary(self._columns, item).replace("&", "&&"))
            action.triggered.connect(lambda _=False, item=item: self.back_wished.emit([item]))
        menu.popup(self.back.mapToGlobal(self.back.rect().bottomLeft()))
