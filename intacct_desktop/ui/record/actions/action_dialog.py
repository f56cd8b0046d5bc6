"""A workflow action before it is carried out: what it asks for, the exact request that this makes, and what Intacct has against it."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from intacct_desktop.api.errors import ErrorDetail, IntacctError, RequestError
from intacct_desktop.api.records.draft import RecordDraft
from intacct_desktop.api.records.draft_checks import DraftFault, check_draft
from intacct_desktop.api.records.form import Form, Section
from intacct_desktop.api.records.source import ValueSource
from intacct_desktop.api.records.values import Place
from intacct_desktop.api.records.workflow_actions import WorkflowAction, action_write, new_parameters
from intacct_desktop.api.records.writes import Places, Write, draft_place
from intacct_desktop.ui.asking import Declined
from intacct_desktop.ui.library.growing import GrowingDialog
from intacct_desktop.ui.notice import NoticeArea
from intacct_desktop.ui.record.actions.parameter_row import ParameterRow
from intacct_desktop.ui.record.actions.words import deed
from intacct_desktop.ui.record.words import problem_words, refusal_words
from intacct_desktop.ui.request_text import RequestText
from intacct_desktop.ui.snug_area import SnugArea
from intacct_desktop.ui.theme import SPACE, hairline
from intacct_desktop.ui.wording import describe

_WIDTH = 540
_T = TypeVar("_T")


class ActionDialog(GrowingDialog):
    """Use it with `carried_out`. `form` is that of the action's parameters; `records` are the names of what it is about, by key.

    The request keeps its idempotency key while it stays what it is. An action that takes something back is not done by Enter.
    """

    def __init__(
        self,
        action: WorkflowAction,
        form: Form,
        records: Mapping[str, str],
        today: date,
        parent: QWidget | None = None,
        *,
        source: ValueSource | None = None,
        entity: str | None = None,
    ) -> None:
        super().__init__(parent)
        self._action, self._form, self._keys, self._entity = action, form, tuple(records), entity
        self._draft = new_parameters(form, today)
        self._request = self._make_request()
        self._answer: asyncio.Future[Write | None] | None = None
        self._verb = deed(action, tuple(records.values()))
        self.setWindowTitle(self._verb)
        self.setMinimumWidth(_WIDTH)
        self.notices = NoticeArea(self)
        self._body = QWidget(self)
        self.rows = {path: ParameterRow(entry, source, self._body) for path, entry in form.entries.items()}
        self.request = RequestText(self)
        self.cancel = QPushButton(self.tr("Cancel"), self)
        self.go = QPushButton(self._verb, self)
        self._lay_out()
        for path, row in self.rows.items():
            place = form.entries[path].place
            row.editor.set_value(self._draft.value(place))
            row.editor.value_edited.connect(lambda value, at=place: self._take(at, value))
        self.request.show_writes(self.write)
        self.go.clicked.connect(self._wish)
        self.cancel.clicked.connect(self.reject)
        self._focus_first()

    @property
    def draft(self) -> RecordDraft:
        """The parameters as they are entered now."""
        return self._draft

    @property
    def write(self) -> Write:
        """The request that they make."""
        return self._request[0]

    async def wished(self) -> Write:
        """The request, once the person wants it and nothing stands in its way. Raises `Declined` when the dialog is closed."""
        answer: asyncio.Future[Write | None] = asyncio.get_running_loop().create_future()

        def give_up() -> None:
            if not answer.done():
                answer.set_result(None)

        self._answer = answer
        self.finished.connect(give_up)
        self.destroyed.connect(give_up)  # with its parent
        wanted = await answer
        if wanted is None:
            raise Declined
        return wanted

    def set_busy(self, busy: bool) -> None:
        """While the request is on its way nothing can be edited, nor asked for a second time."""
        self._body.setEnabled(not busy)
        self.go.setEnabled(not busy)
        self.go.setText(self.tr("Sending…") if busy else self._verb)

    def refuse(self, error: BaseException) -> None:
        """Say why it was not done, each reason where it belongs; everything that was entered stays."""
        self.set_busy(False)
        there, elsewhere = self._by_row(error.details if isinstance(error, IntacctError) else ())
        for path, details in there.items():
            self.rows[path].set_problem(refusal_words(details))
        message = describe(error)
        said = refusal_words(elsewhere)
        self.notices.show_message(replace(message, means=f"{said}\n{message.means}" if said else message.means))
        for path in list(there)[:1]:
            self._go_to(self.rows[path])

    def _by_row(self, details: tuple[ErrorDetail, ...]) -> tuple[dict[str, list[ErrorDetail]], list[ErrorDetail]]:
        there: dict[str, list[ErrorDetail]] = {}
        elsewhere = []
        for detail in details:
            entry = self._form.entry_at(draft_place(self._request[1], detail.target))
            if entry is None:
                elsewhere.append(detail)
            else:
                there.setdefault(entry.path, []).append(detail)
        return there, elsewhere

    def _take(self, place: Place, value: Any) -> None:
        self._draft = self._draft.with_value(place, value)
        self._request = self._make_request()
        self.request.show_writes(self.write)
        row = next(row for row in self.rows.values() if row.entry.place == place)
        problem = next((each for each in check_draft(self._draft, self._form) if each.place == place), None)
        # What is missing is not complained of while one types.
        row.set_problem(problem_words(problem) if problem is not None and problem.fault is not DraftFault.MISSING else "")

    def _wish(self) -> None:
        """Go on, unless something is missing or no value: then the first such editor gets the focus."""
        for row in self.rows.values():
            row.editor.commit()
        self.notices.clear()
        words = {problem.place: problem_words(problem) for problem in check_draft(self._draft, self._form)}
        for row in self.rows.values():
            row.set_problem(words.get(row.entry.place, ""))
        wrong = next((row for row in self.rows.values() if row.problem or row.editor.problem), None)
        if wrong is not None:
            self._go_to(wrong)
        elif self._answer is not None and not self._answer.done():
            self.set_busy(True)
            self._answer.set_result(self.write)

    def _go_to(self, row: ParameterRow) -> None:
        self._area.ensureWidgetVisible(row)
        row.editor.setFocus()

    def _make_request(self) -> tuple[Write, Places]:
        return action_write(self._action, self._keys, self._draft, self._form, entity=self._entity)

    def _focus_first(self) -> None:
        first = next(iter(self.rows.values()), None)
        (self.go if first is None and not self._action.is_dangerous else self.cancel if first is None else first.editor).setFocus()

    def _lay_out(self) -> None:
        heading = QLabel(self._verb, self)
        heading.setProperty("role", "heading")
        nothing = QLabel(self.tr("It asks for nothing more."), self._body)
        nothing.setProperty("role", "muted")
        nothing.setVisible(not self.rows)
        for label in (heading, nothing):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        form = QVBoxLayout(self._body)
        form.setContentsMargins(0, 0, 0, 0)
        form.setSpacing(SPACE[2])
        form.addWidget(nothing)
        self._add_section(form, self._form.root)
        self._area = SnugArea(self._body, self)
        self._area.setProperty("role", "panel")
        self.go.setProperty("role", "danger" if self._action.is_dangerous else "primary")
        self.go.setDefault(not self._action.is_dangerous)
        self.go.setAutoDefault(not self._action.is_dangerous)
        self.cancel.setAutoDefault(False)
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE[1])
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.go)
        caption = QLabel(self.tr("Request"), self)
        caption.setProperty("role", "muted")
        inner = QVBoxLayout()
        inner.setContentsMargins(SPACE[4], SPACE[4], SPACE[4], SPACE[3])
        inner.setSpacing(SPACE[2])
        inner.addWidget(heading)
        inner.addWidget(self._area)
        inner.addStretch(1)
        inner.addWidget(hairline(parent=self))
        inner.addWidget(caption)
        inner.addWidget(self.request)
        inner.addLayout(buttons)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.notices)
        column.addLayout(inner)

    def _add_section(self, column: QVBoxLayout, section: Section) -> None:
        if section.path:
            title = QLabel(section.title, self._body)
            title.setProperty("role", "strong")
            column.addWidget(title)
        for entry in section.entries:
            column.addWidget(self.rows[entry.path])
        for inner in section.sections:
            self._add_section(column, inner)


async def carried_out(dialog: ActionDialog, send: Callable[[Write], Awaitable[_T]]) -> _T:
    """Show the dialog until `send` has carried out what it wishes; what that gives.

    `send` does all that stands between wish and deed: asking as the safety level wants it, the journal, the request. Its `Declined` brings
    the dialog back, and so do a refusal and an answer that did not come, in words. Raises `Declined` when the dialog is closed, and what
    `send` raises after that.
    """
    dialog.open()
    try:
        while True:
            write = await dialog.wished()
            try:
                return await send(write)
            except Declined:
                if not _is_open(dialog):
                    raise
                dialog.set_busy(False)
            except (RequestError, OSError) as error:
                if not _is_open(dialog):
                    raise
                dialog.refuse(error)
    finally:
        if shiboken6.isValid(dialog):
            dialog.hide()
            dialog.deleteLater()


def _is_open(dialog: ActionDialog) -> bool:
    return shiboken6.isValid(dialog) and dialog.isVisible()
