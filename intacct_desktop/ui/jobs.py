"""What is running now, in words, each with its own Cancel."""

import time

from PySide6.QtCore import QLocale, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from intacct_desktop.ui import tasks
from intacct_desktop.ui.theme import number_font


class JobsView(QScrollArea):
    """Lists `tasks.running`. `count_changed` carries how many there are."""

    count_changed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setAccessibleName(self.tr("Jobs"))
        self._page = page = QWidget(self)
        page.setProperty("role", "page")
        self._column = QVBoxLayout(page)
        self._column.setContentsMargins(12, 8, 12, 8)
        self._column.setSpacing(4)
        self._nothing = QLabel(self.tr("Nothing is running. Loading, counting and exporting are listed here while they last."), page)
        self._nothing.setProperty("role", "muted")
        self._column.addWidget(self._nothing)
        self._column.addStretch(1)
        self.setWidget(page)
        self._rows: dict[tasks.TaskHandle, _JobRow] = {}
        self._tick = QTimer(self)
        self._tick.setInterval(500)
        self._tick.timeout.connect(self._show_times)
        tasks.activity().started.connect(self._add)
        tasks.activity().finished.connect(self._remove)
        for handle in tasks.running():
            self._add(handle)

    def _add(self, handle: tasks.TaskHandle) -> None:
        row = _JobRow(handle, self._page)
        self._rows[handle] = row
        self._column.insertWidget(self._column.count() - 1, row)
        self._refresh()

    def _remove(self, handle: tasks.TaskHandle) -> None:
        row = self._rows.pop(handle, None)
        if row is not None:
            row.hide()
            row.deleteLater()
            self._refresh()

    def _refresh(self) -> None:
        self._nothing.setVisible(not self._rows)
        self._run_clock()
        self.count_changed.emit(len(self._rows))

    def _run_clock(self) -> None:
        if self._rows and self.isVisible():
            self._tick.start()
        else:
            self._tick.stop()

    def _show_times(self) -> None:
        for row in self._rows.values():
            row.show_time()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show_times()
        self._run_clock()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._run_clock()


class _JobRow(QWidget):
    def __init__(self, handle: tasks.TaskHandle, parent: QWidget) -> None:
        super().__init__(parent)
        self._started = handle.started
        name = QLabel(handle.name, self)
        name.setTextFormat(Qt.TextFormat.PlainText)
        self._time = QLabel(self)
        self._time.setProperty("role", "muted")
        self._time.setFont(number_font())
        cancel = QPushButton(self.tr("Cancel"), self)
        cancel.setAccessibleName(self.tr("Cancel {job}").format(job=handle.name))
        cancel.clicked.connect(handle.cancel)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(name)
        row.addWidget(self._time)
        row.addStretch(1)
        row.addWidget(cancel)
        self.show_time()

    def show_time(self) -> None:
        seconds = int(time.monotonic() - self._started)
        self._time.setText(self.tr("{seconds} s").format(seconds=QLocale().toString(seconds)))
