"""The safety level of the company that is signed in to: shown by the window, changed from its menus, watched until it ends."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from intacct_desktop.connections.profile import Profile
from intacct_desktop.connections.safety import Refusal, Safety, SafetyLevel, WriteRefused
from intacct_desktop.ui import notice, tasks
from intacct_desktop.ui.actions import Menu
from intacct_desktop.ui.asking import Declined, accepted
from intacct_desktop.ui.main_window import MainWindow
from intacct_desktop.ui.safety.raise_dialog import RaiseDialog
from intacct_desktop.ui.safety.words import LEVELS, level_icon, level_meaning, level_name, minutes_left
from intacct_desktop.ui.wording import Message, Severity

_LEAST_WAIT = 0.05  # seconds; a timer may come a little early


class LevelSwitch(QObject):
    """One per window. `enter` it with a session's safety, and `leave` it with the company."""

    def __init__(self, window: MainWindow, parent: QObject) -> None:
        super().__init__(parent)
        self._window = window
        self._safety: Safety | None = None
        self._profile: Profile | None = None
        self._unsubscribe: Callable[[], None] | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._look)
        self._declare()
        window.banner.level_chosen.connect(self.choose)
        notice.set_remedy(WriteRefused, self._remedy)
        self.destroyed.connect(partial(notice.set_remedy, WriteRefused, None))
        self._show()

    def enter(self, safety: Safety, profile: Profile) -> None:
        """Show and change this level from now on."""
        self.leave()
        self._safety, self._profile = safety, profile
        self._unsubscribe = safety.subscribe(self._show)
        self._show()

    def leave(self) -> None:
        """No company, no level."""
        if self._unsubscribe is not None:
            self._unsubscribe()
        self._unsubscribe = self._safety = self._profile = None
        self._show()

    def choose(self, level: SafetyLevel) -> None:
        """Go down to `level` at once, or up to it once the person has agreed; chosen again, a raised one begins anew."""
        safety, profile = self._safety, self._profile
        self._show()  # a menu has checked it already
        if safety is None or profile is None or (level is safety.level and safety.ends_in is None):
            return
        if safety.level.is_above(level):
            safety.set_level(level)
            return

        async def ask() -> None:
            with suppress(Declined):
                parent = QApplication.activeModalWidget() or self._window
                await accepted(RaiseDialog(safety, level, profile.environment, profile.name, parent))
                safety.set_level(level)

        tasks.latest(self._window, "safety", ask(), name=self.tr("Change the safety level"))

    def offer(self, beside: QWidget | None = None) -> None:
        """Open the menu of the levels, at `beside` or in the banner."""
        self._window.banner.offer_levels(beside)

    def _remedy(self, error: WriteRefused) -> notice.Remedy | None:
        return (self.tr("Change the safety level"), self.offer) if error.reason is Refusal.VIEW_ONLY else None

    def _declare(self) -> None:
        add, on = self._window.registry.declare, self._window.registry.handle
        add("safety.offer", self.tr("Change the safety level…"), menu=Menu.TOOLS, shortcut="Ctrl+Alt+5", icon="shield", group="safety")
        on("safety.offer", self.offer)
        for number, level in enumerate(LEVELS, start=6):
            add(
                _action(level),
                self.tr("Safety: {level}").format(level=level_name(level)),
                menu=Menu.TOOLS,
                shortcut=f"Ctrl+Alt+{number}",
                icon=level_icon(level),
                tip=level_meaning(level),
                group="safety",
                submenu=self.tr("Safety level"),
                exclusive="safety",
            )
            on(_action(level), partial(self.choose, level))

    def _look(self) -> None:
        """The time that is left has changed, or is over."""
        safety = self._safety
        if safety is None:
            return
        over = safety.ends_in is None
        safety.refresh()
        if over:
            self._say_over(safety)
        self._show()

    def _say_over(self, safety: Safety) -> None:
        self._window.notices.show_message(
            Message(
                Severity.INFO,
                self.tr("The safety level is {level} again.").format(level=level_name(safety.level)),
                self.tr("The time for which you had raised it is over. What you typed stays."),
                self.tr("Change the level again if you have more to send."),
            )
        )

    def _show(self) -> None:
        safety = self._safety
        level = safety.level if safety is not None else None
        ends_in = safety.ends_in if safety is not None else None
        self._window.set_safety(level, ends_in)
        registry = self._window.registry
        registry.set_enabled("safety.offer", level is not None)
        for each in LEVELS:
            registry.set_enabled(_action(each), level is not None)
            registry.action(_action(each)).setChecked(each is level)
        if ends_in is None:
            self._timer.stop()
        else:
            self._timer.start(round(1_000 * max(_LEAST_WAIT, ends_in - 60 * (minutes_left(ends_in) - 1))))


def _action(level: SafetyLevel) -> str:
    return f"safety.{level}"
