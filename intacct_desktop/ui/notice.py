"""Messages that stand where something happened: a bar at the top of a page, in three parts, with what to do next.

A page puts a `NoticeArea` at its top; it takes no room while it is empty. An error of a task (`ui.tasks`) goes to the area nearest
above the task's owner once the window has called ``tasks.set_reporter(reporter(fallback=...))``.
"""

from collections.abc import Callable
from typing import Any

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from intacct_desktop.ui import tasks
from intacct_desktop.ui.icons import IconSign, icon
from intacct_desktop.ui.theme import Role
from intacct_desktop.ui.wording import Message, Severity, describe

_MOST = 4  # notices above one page; the oldest makes room


_COLOR = {
    Severity.INFO: Role.ACCENT,
    Severity.SUCCESS: Role.SUCCESS,
    Severity.WARNING: Role.WARNING,
    Severity.ERROR: Role.NEGATIVE,
}


Remedy = tuple[str, Callable[[QWidget], object]]
"""The words of a button, and what it does; it is given the button."""

_remedies: dict[type[BaseException], Callable[[Any], Remedy | None]] = {}


def set_remedy(kind: type[BaseException], find: Callable[[Any], Remedy | None] | None) -> None:
    """Offer the way on that `find` has for an error of this kind with every one that is shown from now on; None: no longer."""
    if find is None:
        _remedies.pop(kind, None)
    else:
        _remedies[kind] = find


class Notice(QFrame):
    """One message in a bar. `dismissed` is emitted when the person closes it."""

    dismissed = Signal()

    def __init__(self, message: Message, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.message = message
        self.setProperty("severity", message.severity.value)
        self.setAccessibleName(message.spoken())
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

        sign = IconSign(message.severity.value, _COLOR[message.severity], message.severity.word(), self)
        words = QVBoxLayout()
        words.setContentsMargins(0, 0, 0, 0)
        words.setSpacing(4)
        words.addWidget(self._label(f"{message.severity.word()} · {message.happened}", "strong"))
        for part in (message.means, message.todo):
            if part:
                words.addWidget(self._label(part, ""))

        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(8)
        if message.details:
            self.add_button(self.tr("Copy details"), self._copy)
        close = QToolButton(self)
        close.setProperty("role", "flat")
        close.setIcon(icon("close", Role.MUTED))
        close.setToolTip(self.tr("Dismiss this message"))
        close.setAccessibleName(self.tr("Dismiss this message"))
        close.clicked.connect(self.dismissed)

        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 8, 8)
        row.setSpacing(12)
        row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        row.addLayout(self._buttons)
        row.addWidget(close)
        row.setAlignment(self._buttons, Qt.AlignmentFlag.AlignTop)
        row.setAlignment(close, Qt.AlignmentFlag.AlignTop)

    def add_button(self, text: str, slot: Callable[[], object], role: str = "") -> QPushButton:
        """Offer a way on, left of the others: ``add_button(tr("Try again"), self.run)``."""
        button = QPushButton(text, self)
        if role:
            button.setProperty("role", role)
        button.clicked.connect(lambda: slot())
        self._buttons.insertWidget(0, button)
        return button

    def announce(self) -> None:
        """Tell a screen reader, without taking the focus away."""
        event = QAccessibleAnnouncementEvent(self, self.message.spoken())
        if self.message.severity is Severity.ERROR:
            event.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
        QAccessible.updateAccessibility(event)

    def _label(self, text: str, role: str) -> QLabel:
        label = QLabel(text, self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        if role:
            label.setProperty("role", role)
        return label

    def _copy(self) -> None:
        parts = (self.message.happened, self.message.means, self.message.todo, "", self.message.details)
        QGuiApplication.clipboard().setText("\n".join(parts).strip() + "\n")


class NoticeArea(QWidget):
    """The place for notices atop a page, newest first, hidden while there are none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Messages"))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._notices: list[Notice] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.hide()

    @property
    def notices(self) -> list[Notice]:
        """Newest first."""
        return list(self._notices)

    def show_message(self, message: Message, *, again: Callable[[], object] | None = None) -> Notice:
        """Show `message`, in place of an equal one; what was done last takes the place of what was done before.

        `again` becomes "Try again", which also takes the notice away.
        """
        for old in self.notices:
            if old.message == message or old.message.severity is message.severity is Severity.SUCCESS:
                self.remove(old)
        notice = Notice(message, self)
        notice.dismissed.connect(lambda: self.remove(notice))
        if again is not None:
            offered = again

            def try_again() -> None:
                self.remove(notice)
                offered()

            notice.add_button(self.tr("Try again"), try_again)
        self._notices.insert(0, notice)
        self._column.insertWidget(0, notice)
        for old in self._notices[_MOST:]:
            self.remove(old)
        self.show()
        notice.announce()
        return notice

    def show_error(self, error: BaseException, *, again: Callable[[], object] | None = None) -> Notice:
        """Show `error` in the words of `describe`, with the way on that `set_remedy` knows for it."""
        notice = self.show_message(describe(error), again=again)
        find = _remedies.get(type(error))
        if find is not None and (remedy := find(error)) is not None:
            text, slot = remedy
            button = notice.add_button(text, lambda: slot(button))
        return notice

    def remove(self, notice: Notice) -> None:
        if notice in self._notices:
            self._notices.remove(notice)
            self._column.removeWidget(notice)
            notice.hide()
            notice.deleteLater()
            self.setVisible(bool(self._notices))

    def clear(self) -> None:
        for notice in self.notices:
            self.remove(notice)


def nearest_area(owner: QObject | None) -> NoticeArea | None:
    """The notice area of `owner`'s page: among its own children, else among those of its parent, and so on up."""
    while owner is not None:
        area = owner.findChild(NoticeArea, options=Qt.FindChildOption.FindDirectChildrenOnly)
        if area is not None:
            return area
        owner = owner.parent()
    return None


def reporter(fallback: NoticeArea) -> tasks.Reporter:
    """For ``tasks.set_reporter``: an error stands on the page it happened on, else in `fallback`."""

    def report(owner: QObject | None, name: str, error: BaseException) -> None:
        area = nearest_area(owner) or fallback
        if shiboken6.isValid(area):
            area.show_error(error)
        else:
            tasks.log_error(owner, name, error)

    return report
