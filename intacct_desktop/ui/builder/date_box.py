"""A date to type, or to choose among the relative dates by name and in a calendar."""

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QPalette, QResizeEvent, QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QFrame, QHBoxLayout, QLabel, QLineEdit, QListWidget, QListWidgetItem, QToolButton, QWidget

from intacct_desktop.api.query import FilterValue
from intacct_desktop.ui.builder.entry import Codec, Notation
from intacct_desktop.ui.builder.entry_boxes import EntryBox, place_below
from intacct_desktop.ui.icons import icon
from intacct_desktop.ui.theme import ROW, Role, theme

_WEEK = 7 * 42  # two figures and a cell's padding, seven times
_AROUND_DATE = 48  # edges, padding and the arrow


class _Calendar(QCalendarWidget):
    """Qt's calendar in the palette's colours."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Calendar"))
        self.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self.setHorizontalHeaderFormat(QCalendarWidget.HorizontalHeaderFormat.SingleLetterDayNames)
        self.setMinimumWidth(_WEEK)
        arrows = {
            "qt_calendar_prevmonth": ("chevron-left", self.tr("Previous month")),
            "qt_calendar_nextmonth": ("chevron-right", self.tr("Next month")),
        }
        for button in self.findChildren(QToolButton):
            button.setProperty("role", "flat")
            if button.objectName() in arrows:
                arrow, words = arrows[button.objectName()]
                button.setIcon(icon(arrow, Role.MUTED))
                button.setAccessibleName(words)
        for bar in self.findChildren(QWidget, "qt_calendar_navigationbar"):
            bar.setBackgroundRole(QPalette.ColorRole.Base)
        self._colour()
        theme().changed.connect(self._colour)

    def _colour(self) -> None:
        """Weekends are not red: red is for what destroys."""
        plain, header = QTextCharFormat(), QTextCharFormat()
        plain.setForeground(theme().color(Role.TEXT))
        header.setForeground(theme().color(Role.MUTED))
        for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            self.setWeekdayTextFormat(day, plain)
        self.setHeaderTextFormat(header)


class DatePanel(QFrame):
    """A popup with the relative dates by name and a calendar."""

    picked = Signal(str)
    """A relative date's API name, or a date as ``2026-11-18``."""

    def __init__(self, notation: Notation, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("role", "card")
        self.setAccessibleName(self.tr("Choose a date"))
        self.relative = QListWidget(self)
        self.relative.setAccessibleName(self.tr("Relative dates"))
        for name, words in notation.relative.items():
            entry = QListWidgetItem(words, self.relative)
            entry.setData(Qt.ItemDataRole.UserRole, name)
        self.relative.setFixedWidth(self.relative.sizeHintForColumn(0) + 28)
        self.relative.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.relative.itemActivated.connect(self._pick_relative)
        self.relative.itemClicked.connect(self._pick_relative)
        self.relative.setFixedHeight(self.relative.count() * ROW + 2)
        self.relative.setHidden(not notation.relative)
        self.calendar = _Calendar(self)
        self.calendar.activated.connect(self._pick_date)
        self.calendar.clicked.connect(self._pick_date)
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 4, 4, 4)
        row.setSpacing(4)
        row.addWidget(self.relative)
        row.addWidget(self.calendar)

    def open_below(self, widget: QWidget, value: FilterValue) -> None:
        self.relative.setCurrentRow(-1)
        for row in range(self.relative.count()):
            if self.relative.item(row).data(Qt.ItemDataRole.UserRole) == value:
                self.relative.setCurrentRow(row)
        day = QDate.fromString(str(value)[:10], Qt.DateFormat.ISODate)
        self.calendar.setSelectedDate(day if day.isValid() else QDate.currentDate())
        self.adjustSize()
        place_below(self, widget)
        self.show()
        (self.calendar if day.isValid() or self.relative.isHidden() else self.relative).setFocus()

    def _pick_relative(self, entry: QListWidgetItem) -> None:
        self.picked.emit(entry.data(Qt.ItemDataRole.UserRole))
        self.close()

    def _pick_date(self, day: QDate) -> None:
        self.picked.emit(day.toString(Qt.DateFormat.ISODate))
        self.close()


class DateBox(EntryBox):
    """A date or date-time to type, or to choose from the panel that the arrow, Alt+Down or F4 opens."""

    def __init__(self, codec: Codec, notation: Notation, parent: QWidget | None = None) -> None:
        super().__init__(codec, parent)
        self._notation = notation
        self._tag = QLabel(self.tr("relative"), self)
        self._tag.setProperty("role", "muted")
        self._tag.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._panel: DatePanel | None = None
        opener = QAction(icon("chevron-down", Role.MUTED), self.tr("Choose a date"), self)
        opener.triggered.connect(self.open_panel)
        self.addAction(opener, QLineEdit.ActionPosition.TrailingPosition)
        self.textChanged.connect(lambda: self._place_tag())
        self.setMinimumWidth(self.fontMetrics().horizontalAdvance("00/00/0000") + _AROUND_DATE)
        self._place_tag()

    @property
    def panel(self) -> DatePanel:
        """Made when it is first wanted: a calendar is a large thing, and a long list of filters has many boxes."""
        if self._panel is None:
            self._panel = DatePanel(self._notation, self)
            self._panel.picked.connect(self._pick)
        return self._panel

    def open_panel(self) -> None:
        self.panel.open_below(self, self.value)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        down = event.key() == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier
        if down or event.key() == Qt.Key.Key_F4:
            self.open_panel()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_tag()

    def _pick(self, picked: str) -> None:
        """Another day keeps the time that was there."""
        _, at, clock = str(self.value).partition("T")
        picked = f"{picked}T{clock}" if at and picked not in self._notation.relative else picked
        self.setText(self._written(self._codec.read(picked)))
        self._read(self.text())

    def _place_tag(self) -> None:
        relative = not self.problem and self.value in self._notation.relative
        size = self._tag.sizeHint()
        words = self.fontMetrics().horizontalAdvance(self.text())
        self._tag.setVisible(relative and words + size.width() + 48 < self.width())
        self._tag.setGeometry(self.width() - size.width() - 28, (self.height() - size.height()) // 2, size.width(), size.height())

    def _accept(self, value: FilterValue) -> None:
        super()._accept(value)
        self._place_tag()
