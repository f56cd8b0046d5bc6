"""The line that never scrolls away: which environment, company and entity this is, who is signed in, and what it costs."""

from collections.abc import Sequence
from datetime import UTC, datetime

from PySide6.QtCore import QLocale, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QActionGroup, QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QToolButton, QWidget

from intacct_desktop.connections.profile import Environment
from intacct_desktop.connections.safety import SafetyLevel
from intacct_desktop.ui.environment import EnvironmentLabel
from intacct_desktop.ui.safety.level_button import LevelButton
from intacct_desktop.ui.theme import set_role

_HEIGHT = 33  # 32 and the hairline
_ROOM_FOR_CAPTIONS = 1_100
_MINUTE = 60_000


class Banner(QFrame):
    """Shows what its setters are given. `entity_chosen` carries an entity's id, None for the top level, `level_chosen` a `SafetyLevel`."""

    entity_chosen = Signal(object)
    level_chosen = Signal(object)
    calls_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "banner")
        self.setAccessibleName(self.tr("Connection"))
        self.setFixedHeight(_HEIGHT)
        self._entity: str | None = None
        self._expires: datetime | None = None
        self._user = ""
        self._captions: list[QLabel] = []
        self._clock = QTimer(self)
        self._clock.setInterval(_MINUTE // 2)
        self._clock.timeout.connect(self._show_session)

        self._environment = EnvironmentLabel(None, self)
        self._company = QLabel(self)
        self._company.setProperty("role", "strong")
        self._company.setTextFormat(Qt.TextFormat.PlainText)
        self._company.setContentsMargins(8, 0, 8, 0)  # on the label, so that they go with it
        self._entities = QToolButton(self)
        self._entities.setProperty("role", "menu")
        self._entities.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._entities.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._menu = QMenu(self._entities)
        self._entities.setMenu(self._menu)
        self._session = QLabel(self)
        self._safety = LevelButton(self)
        self._safety.level_chosen.connect(self.level_chosen)
        self._lanes = QLabel(self)
        self._calls = QToolButton(self)
        self._calls.setProperty("role", "flat")
        self._calls.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._calls.clicked.connect(self.calls_pressed)

        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 12, 0)
        row.setSpacing(8)
        row.addWidget(self._environment, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._company)
        self._entity_caption = self._caption(self.tr("Entity"))
        row.addWidget(self._entity_caption)
        row.addWidget(self._entities)
        self._session_caption = self._caption(self.tr("Signed in as"))
        row.addWidget(self._session_caption)
        row.addWidget(self._session)
        row.addStretch(1)
        for caption, value in (
            (self.tr("Safety"), self._safety),
            (self.tr("Lanes"), self._lanes),
            (self.tr("This session"), self._calls),
        ):
            label = self._caption(caption)
            label.setBuddy(value)
            row.addWidget(label)
            row.addWidget(value)
            row.addSpacing(8)
        row.takeAt(row.count() - 1)
        self.set_signed_out()

    def set_signed_out(self) -> None:
        """Nobody is signed in: no company, no entity."""
        self.set_connection(None, "")
        self.set_session("", None)
        self.set_entities(())
        self.set_safety(None)
        self.set_lanes(0, 0)
        self.set_calls(0)

    def set_connection(self, environment: Environment | None, company: str) -> None:
        """The kind of company and its name. The frame of the window takes the same colour from `MainWindow.set_connection`."""
        self._environment.set_environment(environment)
        self._company.setText(company)
        self._company.setVisible(bool(company))

    def set_entities(self, entities: Sequence[tuple[str, str]], chosen: str | None = None) -> None:
        """The entities one may choose, as (id, name); the top level is offered first. `chosen` is the present one's id."""
        self._menu.clear()
        group = QActionGroup(self._menu)
        for entity, name in ((None, self.tr("Top level")), *entities):
            action = QAction(name if entity is None else f"{entity} · {name}", group)
            action.setCheckable(True)
            action.setData(entity)
            action.triggered.connect(lambda _checked=False, chosen=entity: self.choose_entity(chosen))
            self._menu.addAction(action)
        self.set_entity(chosen)

    def set_entity(self, entity: str | None) -> None:
        """Show `entity` (an id, None for the top level) as the present one, without a signal."""
        self._entity = entity
        text = self.tr("Top level") if entity is None else entity
        for action in self._menu.actions():
            if action.data() == entity:
                action.setChecked(True)
                text = action.text()
        self._entities.setText(text)
        self._entities.setAccessibleName(self.tr("Entity: {name}").format(name=text))
        self._entities.setToolTip(self.tr("Choose the entity that is read and written"))
        self._fit()

    def set_session(self, user: str, expires: datetime | None) -> None:
        """Who is signed in, and until when the token lasts (with a time zone); the time left counts down by itself."""
        self._user = user
        self._expires = expires
        self._show_session()
        self._run_clock()

    def set_safety(self, level: SafetyLevel | None, ends_in: float | None = None) -> None:
        """The safety level, and the seconds that are left of it where it ends; None while nobody is signed in."""
        self._safety.set_level(level, ends_in)
        self._fit()

    def offer_levels(self, beside: QWidget | None = None) -> None:
        """Open the menu of the safety levels, below `beside` or below the level itself."""
        below = beside or self._safety
        self._safety.menu().popup(below.mapToGlobal(below.rect().bottomLeft()))

    def set_lanes(self, busy: int, allowed: int) -> None:
        """Requests in flight, of how many at once."""
        self._lanes.setText(self.tr("{busy} of {allowed}").format(busy=busy, allowed=allowed) if allowed else "")
        self._lanes.setAccessibleName(self.tr("Lanes: {busy} of {allowed} busy").format(busy=busy, allowed=allowed))
        self._fit()

    def set_calls(self, calls: int, month: str = "", *, over: bool = False) -> None:
        """Requests of this session, and in words what the month has come to; ``over`` its budget."""
        words = self.tr("1 call") if calls == 1 else self.tr("{calls} calls").format(calls=QLocale().toString(calls))
        self._calls.setText(words if self._user else "")
        self._calls.setVisible(bool(self._user))
        self._calls.setAccessibleName(self.tr("This session: {calls}").format(calls=words))
        self._calls.setAccessibleDescription(month)
        self._calls.setToolTip(month)
        set_role(self._calls, "flat-warning" if over else "flat")
        self._fit()

    def choose_entity(self, entity: str | None) -> None:
        """Bring another entity to the front, as if it was chosen here."""
        if entity != self._entity:
            self.set_entity(entity)
            self.entity_chosen.emit(entity)

    def _caption(self, text: str) -> QLabel:
        label = QLabel(text, self)
        set_role(label, "muted")
        self._captions.append(label)
        return label

    def _show_session(self) -> None:
        if not self._user:
            text = self.tr("Not signed in")
        elif self._expires is None:
            text = self._user
        else:
            text = f"{self._user} · {self._left(self._expires)}"
        self._session.setText(text)
        self._fit()

    def _left(self, expires: datetime) -> str:
        minutes = int((expires - datetime.now(UTC)).total_seconds() // 60)
        if minutes < 0:
            return self.tr("sign-in has ended")
        hours, minutes = divmod(minutes, 60)
        if hours:
            return self.tr("{hours} h {minutes} min left").format(hours=hours, minutes=minutes)
        return self.tr("{minutes} min left").format(minutes=minutes)

    def _fit(self) -> None:
        """Captions only where there is room and something to caption."""
        roomy = self.width() >= _ROOM_FOR_CAPTIONS
        signed_in = bool(self._user)
        self._entities.setVisible(signed_in)
        for label in self._captions:
            value = label.buddy()
            label.setVisible(roomy and signed_in and (not isinstance(value, QLabel | QToolButton) or bool(value.text())))

    def _run_clock(self) -> None:
        if self._expires is not None and self.isVisible():
            self._clock.start()
        else:
            self._clock.stop()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show_session()
        self._run_clock()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._run_clock()
