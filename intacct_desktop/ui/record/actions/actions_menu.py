"""The button "Actions" of a record, with the workflow actions of its object in a menu."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from intacct_desktop.api.client import Scope
from intacct_desktop.api.errors import RequestError
from intacct_desktop.api.model_service import ModelService
from intacct_desktop.api.records.allowed_operations import Allowance, AllowedOperations, Operation
from intacct_desktop.api.records.workflow_actions import WorkflowAction, actions_of
from intacct_desktop.ui import tasks
from intacct_desktop.ui.icons import icon
from intacct_desktop.ui.record.actions.words import action_title, reason_against
from intacct_desktop.ui.record.words import object_word
from intacct_desktop.ui.theme import Role


class ActionsMenu(QPushButton):
    """`show_record` says whose actions these are. `action_chosen` carries the `WorkflowAction` that the person wants.

    Which actions there are is known with the company's list of resources. What is allowed is asked when the menu is opened for the first
    time, one call for a record; until it is known, and where the company does not say, everything can be chosen.
    """

    action_chosen = Signal(object)

    def __init__(self, models: ModelService, allowed: AllowedOperations, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._models = models
        self._allowed = allowed
        self._record: tuple[str, str, str | Scope | None] | None = None
        self._found: tuple[WorkflowAction, ...] = ()
        self._entries: list[QAction] = []
        self._words, self._sign = self.tr("Actions ▾"), "⋯"
        self.setText(self._words)
        self.setAccessibleName(self.tr("Actions"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAutoDefault(False)
        self._list = QMenu(self)
        self._list.setAccessibleName(self.tr("Actions"))
        self._list.setToolTipsVisible(True)
        self._list.aboutToShow.connect(self._ask)
        self.setMenu(self._list)
        self._say(enabled=False, words=self.tr("There is no record yet."))

    @property
    def entries(self) -> list[QAction]:
        """The actions as they stand in the menu."""
        return list(self._entries)

    def set_short(self, on: bool) -> None:
        """Show a sign in place of the word, where there is little room."""
        text = self._sign if on else self._words
        if text != self.text():
            self.setText(text)

    def width_for(self, *, short: bool) -> int:
        """The pixels that it would like to have."""
        metrics = self.fontMetrics()
        text = self._sign if short else self._words
        return self.sizeHint().width() - metrics.horizontalAdvance(self.text()) + metrics.horizontalAdvance(text)

    def show_record(self, object_name: str, key: str | None, entity: str | Scope | None = Scope.PRESENT) -> None:
        """Offer the actions of this record, just read or written in an entity; None for one that the company does not have yet."""
        before, self._record = self._record, None if key is None else (object_name, key, entity)
        if self._record is not None and before is not None and before[0] == object_name and self._found:
            self._fill(self._allowed.known(*self._record))  # the button does not lose the focus when a record is read again
            return
        self._found = ()
        self._fill(None)
        if self._record is None:
            self._say(enabled=False, words=self.tr("The company does not have this record yet."))
            return
        self._say(enabled=False, words=self.tr("Looking for actions…"))
        tasks.latest(self, "actions", self._load(object_name), name=self.tr("Look for actions"))

    async def _load(self, object_name: str) -> None:
        found = actions_of(await self._models.entries(), object_name)
        if self._record is None or self._record[0] != object_name:
            return  # it is about another record by now
        self._found = found
        self._fill(self._allowed.known(*self._record))
        if self._found:
            self._say(enabled=True, words=self.tr("What can be done with this record"))
        else:
            words = self.tr("There is nothing to be done with a record of this kind ({object}) but to change it.")
            self._say(enabled=False, words=words.format(object=object_word(object_name)))

    def _ask(self) -> None:
        """Opening it is the moment in which it matters what is allowed."""
        if self._record is not None and self._allowed.known(*self._record) is None:
            tasks.latest(self, "allowed", self._allow(*self._record), name=self.tr("Ask what is allowed"))

    async def _allow(self, object_name: str, key: str, entity: str | Scope | None) -> None:
        try:
            allowance = await self._allowed.of(object_name, key, entity)
        except RequestError:
            allowance = Allowance()
            unanswered = True
        else:
            unanswered = False
        if self._record == (object_name, key, entity):
            self._fill(allowance, unanswered=unanswered)

    def _fill(self, allowance: Allowance | None, *, unanswered: bool = False) -> None:
        self._list.clear()
        self._entries = []
        for action in self._found:
            if action.is_dangerous and self._entries and not self._entries[-1].data().is_dangerous:
                self._list.addSeparator()
            self._entries.append(self._add(action, allowance))
        if allowance is not None and (unanswered or allowance.refusal is not None):
            self._list.addSeparator()
            note = self._list.addAction(self.tr("The company does not say which of these are allowed"))
            note.setEnabled(False)

    def _add(self, action: WorkflowAction, allowance: Allowance | None) -> QAction:
        entry = self._list.addAction(f"{action_title(action)}…")
        entry.setData(action)
        if action.is_dangerous:
            entry.setIcon(icon("warning", Role.NEGATIVE))
        # Seeing the record is the only operation known to the company that every action needs (see `api.records.allowed_operations`).
        reason = reason_against(allowance, Operation.VIEW) if allowance is not None else ""
        entry.setEnabled(not reason)
        entry.setToolTip(reason or action.name)
        entry.triggered.connect(lambda: self.action_chosen.emit(action))
        return entry

    def _say(self, *, enabled: bool, words: str) -> None:
        self.setEnabled(enabled)
        self.setToolTip(words)
        self.setAccessibleDescription(words)
