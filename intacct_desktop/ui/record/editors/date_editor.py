"""A date or a moment: typed, or chosen in a calendar."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from intacct_desktop.api.records.form import Entry
from intacct_desktop.api.records.local_text import write_date
from intacct_desktop.ui.builder.date_box import DatePanel
from intacct_desktop.ui.builder.entry import Notation
from intacct_desktop.ui.icons import icon
from intacct_desktop.ui.record.editors.line_editor import LineEditor
from intacct_desktop.ui.record.editors.locales import locale_of
from intacct_desktop.ui.theme import Role


class DateEditor(LineEditor):
    """F4 and Alt+Down open the calendar, too. Another day keeps the time that was there."""

    def __init__(self, entry: Entry, parent: QWidget | None = None) -> None:
        super().__init__(entry, parent)
        self._panel: DatePanel | None = None
        self._opener = QAction(icon("chevron-down", Role.MUTED), self.tr("Choose a date"), self)
        self._opener.triggered.connect(self.open_calendar)
        self.line.addAction(self._opener, QLineEdit.ActionPosition.TrailingPosition)
        self.line.installEventFilter(self)

    @property
    def panel(self) -> DatePanel:
        """Made when it is first wanted: a calendar is a large thing, and a record has many dates."""
        if self._panel is None:
            self._panel = DatePanel(Notation(relative={}), self)
            self._panel.picked.connect(self._pick)
        return self._panel

    def open_calendar(self) -> None:
        if self._lock is None:
            self.panel.open_below(self.line, str(self._value or ""))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.line and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            down = event.key() == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier
            if down or event.key() == Qt.Key.Key_F4:
                self.open_calendar()
                return True
        return super().eventFilter(watched, event)

    def _pick(self, picked: str) -> None:
        clock = str(self._value or "").partition("T")[2] if not self._own_problem else ""
        self.line.setText(self.reading.write(f"{picked}T{clock}") if clock else write_date(picked, locale_of(self.locale())))
        self.line.setModified(True)
        self.commit()
        self.line.setFocus()

    def _show_lock(self) -> None:
        super()._show_lock()
        self._opener.setVisible(self._lock is None)
