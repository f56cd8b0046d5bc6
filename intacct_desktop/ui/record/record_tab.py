"""A record in a tab: its address, its form, its JSON, the difference that would be sent, and who refers to it."""

from collections.abc import Callable, Coroutine, Mapping
from contextlib import AbstractAsyncContextManager
from datetime import date, datetime
from functools import partial
from typing import Any

import shiboken6
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from intacct_desktop.api.client import Scope
from intacct_desktop.api.errors import IntacctError
from intacct_desktop.api.records.address import RecordAddress, address_of
from intacct_desktop.api.records.draft import RecordDraft, draft_of, duplicate_of, new_draft
from intacct_desktop.api.records.draft_checks import DraftFault
from intacct_desktop.api.records.form import Form, Purpose, load_form
from intacct_desktop.api.records.reading import read_record
from intacct_desktop.api.records.values import Place, Record, is_empty
from intacct_desktop.connections.safety import SafetyLevel
from intacct_desktop.ui import tasks
from intacct_desktop.ui.actions import Actions
from intacct_desktop.ui.explorer.states import StatePane
from intacct_desktop.ui.notice import NoticeArea
from intacct_desktop.ui.query.turns import Turns
from intacct_desktop.ui.record.actions.actions_menu import ActionsMenu
from intacct_desktop.ui.record.commands import RecordCommands
from intacct_desktop.ui.record.company_records import CompanyRecords
from intacct_desktop.ui.record.document import RecordDocument
from intacct_desktop.ui.record.fetching import fetch
from intacct_desktop.ui.record.filling import fill, goes_with
from intacct_desktop.ui.record.form.form_view import FormView
from intacct_desktop.ui.record.moves import RecordMoves
from intacct_desktop.ui.record.offers import offered
from intacct_desktop.ui.record.reading.raw_pane import RawPane
from intacct_desktop.ui.record.reading.used_by_section import UsedBySection
from intacct_desktop.ui.record.record_bar import RecordBar
from intacct_desktop.ui.record.record_header import RecordHeader
from intacct_desktop.ui.record.review.review_pane import ReviewPane
from intacct_desktop.ui.record.words import changes_words, object_word, problem_words, refusal_words
from intacct_desktop.workspace.quick_forms import QuickForm, begun, narrowed

_MISSING = (DraftFault.MISSING, DraftFault.NO_ITEMS)
_SIDE_WIDTH = 380
_ROOM_FOR_TWO = 760


class RecordTab(QWidget):
    """One record of one company, or one to be; `document` is None until it is there.

    `read`, `begin` and `reload` may be awaited; a later one ends the one before. What the person asks for that concerns the window is said
    by the signals that end in ``wished``; who sends and deletes is `ui.record.sending`.
    """

    title_changed = Signal(str)
    changed = Signal()
    """What is shown, or what is different about it, has become another."""
    record_wished = Signal(str, str)
    """Object and key of a record that a link, an address or a step leads to: the window knows in which tab."""
    query_wished = Signal(object)
    rebase_wished = Signal(object)
    """The record as the company has it now, while there are changes here."""
    send_wished = Signal()
    delete_wished = Signal()
    duplicate_wished = Signal()
    compare_wished = Signal()
    action_wished = Signal(object)
    """Carries a `WorkflowAction` of this record."""

    def __init__(self, records: CompanyRecords, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "page")
        self.records = records
        self.document: RecordDocument | None = None
        self.undoes: int | None = None
        """The entry of the journal that sending this takes back."""
        self._actions = actions
        self._turns = Turns(self._offer)
        self._title = ""
        self.notices = NoticeArea(self)
        self.bar = RecordBar(ActionsMenu(records.models, records.allowed, self), actions, self)
        self.header = RecordHeader(self)
        self.form = FormView(records.source.seen_from(self._entity), self)
        self.used_by = UsedBySection(records.client, records.models, self)
        self.raw = RawPane(self)
        self.review = ReviewPane(self)
        self.moves = RecordMoves(self)
        self.commands = RecordCommands(self)
        self._lay_out()
        self._connect()
        self._unsubscribe = records.safety.subscribe(self._show_level)
        self._show_level()
        self._offer()

    # what it shows

    @property
    def title(self) -> str:
        return self.document.title if self.document is not None else self._title

    @property
    def is_changed(self) -> bool:
        return self.document is not None and self.document.is_changed

    @property
    def address(self) -> RecordAddress | None:
        """The record that the company has; None for one that it does not have yet."""
        return self.moves.trail.stop if self.document is None or not self.document.draft.is_new else None

    def is_about(self, object_name: str, key: str | None) -> bool:
        """Whether it shows this record, or is about to."""
        there = self.moves.heading or self.address
        if there is None or key is None:
            return False
        return (there.model_name, there.key) == (RecordAddress(object_name, key).model_name, key)

    @property
    def busy(self) -> bool:
        return self._turns.taken

    async def read(self, address: RecordAddress, entity: str | Scope | None = Scope.PRESENT) -> None:
        """Show the record at an address, as an entity sees it. Raises what the client raises."""
        async with self._turns.mine():
            await self._read(address, self.records.client.entity if entity is Scope.PRESENT else entity)

    async def begin(self, object_name: str, *, quick: QuickForm | None = None, like: Record | None = None) -> None:
        """Show the form of a new record: of a quick form, or like another record. Raises what the client raises."""
        async with self._turns.mine():
            self._wait(self.tr("New {object}").format(object=object_word(object_name)))
            form = await self._form(object_name, Purpose.CREATE)
            if quick is not None:
                form = narrowed(form, quick)
                draft = begun(form, quick, _today())
            else:
                draft = duplicate_of(form, like) if like is not None else new_draft(form)
            self.show_draft(form, draft, self.records.client.entity, quick=quick.name if quick is not None else "")
            self._begin_typing(form, draft)

    def _begin_typing(self, form: Form, draft: RecordDraft) -> None:
        """At the first member that has to be entered, else at the first that can be, from the top of the form."""
        in_order = [form.entries[path] for path in self.form.page.rows] if self.form.page is not None else []
        empty = (entry.place for entry in in_order if entry.required and is_empty(draft.value(entry.place)))
        self.form.reveal(next(empty, next((entry.place for entry in in_order if entry.lock is None), "")))

    async def reload(self) -> None:
        """Read the record again. Changes of one's own stay where they are; what else has changed is seen. Raises what the client raises."""
        address, document = self.address, self.document
        if address is None or document is None:
            return
        if not document.is_changed:
            await self.read(address, document.entity)
            return
        async with self._turns.mine():
            theirs = await read_record(self.records.client, address.object, address.key, document.entity)
            self.rebase_wished.emit(theirs)

    def show_draft(self, form: Form, draft: RecordDraft, entity: str | None, *, quick: str = "", begun: RecordDraft | None = None) -> None:
        """Show this, which belongs to an entity (None: the top level); nothing before counts. ``begun`` is what it had begun with, where
        something was entered since."""
        if self.document is None:
            self.document = RecordDocument(form, draft, self, quick_form=quick, entity=entity)
            self.document.changed.connect(self._follow)
            self.review.set_document(self.document)
        else:
            self.document.quick_form = quick
            self.document.show(form, draft, entity)
        if begun is not None:
            self.document.go_on(begun)
        self.pane.show_content()
        self._show_record()
        self._follow()
        tasks.latest(self, "labels", self._label(form), name=self.tr("Look up the company's words"))

    def show_read(self, form: Form, record: Record, entity: str | None) -> None:
        """Show a record that was just read, or written, in an entity."""
        address = RecordAddress(form.object, str(record["key"]))
        if address != self.moves.trail.stop and self.review.isVisible():
            self.show_side("")
        self.moves.trail.go(address)
        self.records.allowed.forget(form.model.name, str(record["key"]))
        self.undoes = None
        self.show_draft(form, draft_of(form, record), entity)

    def show_all_fields(self) -> None:
        """Leave the quick form: what was entered is in the whole one."""
        document = self.document
        if document is None or not document.quick_form:
            return

        async def widen() -> None:
            form = await self._form(document.form.object, Purpose.CREATE)
            base = new_draft(form)
            record = {**base.record, **document.draft.record}
            self.show_draft(form, RecordDraft(form.object, None, base.base, record), document.entity, begun=base)

        self.start(widen(), self.tr("Show all fields"), self.show_all_fields)

    def show_gone(self) -> None:
        """The record was deleted: nothing of it can be changed any more."""
        title = self.title
        self._forget()
        self._title = title
        self.show_side("")
        self.pane.show_words(
            self.tr("{record} was deleted.").format(record=title),
            self.tr("It is in the journal, from where it can be made again as far as Intacct allows it."),
        )
        self._follow()

    def show_unread(self, address: RecordAddress, entity: str | None) -> None:
        """The record was written in an entity, and could not be read afterwards: there is nothing to change until it is."""
        self._forget()
        self.moves.trail.go(address)

        def again() -> None:
            self.start(self.read(address, entity), self.tr("Read the record again"), again)

        self.pane.show_words(
            self.tr("The record was written, and could not be read again."),
            self.tr("It is in the journal."),
            action=self.tr("Read it again"),
            slot=again,
        )
        self._follow()

    def sending(self) -> AbstractAsyncContextManager[None]:
        """The turn of who sends what is shown: nothing else is done with the tab meanwhile."""
        return self._turns.mine()

    def refuse(self, refused: Mapping[Place, Any]) -> None:
        """Intacct refused what was sent; show why, where it belongs, and go to the first such place."""
        if self.document is not None:
            self.document.refuse(refused)
            first = next((place for place in refused if place), None)
            if first is not None:
                self.form.reveal(first)

    def show_side(self, name: str) -> None:
        """Show "raw" or "review" beside the form, nothing for an empty name."""
        pane = {"raw": self.raw, "review": self.review}.get(name)
        for each in (self.raw, self.review):
            each.setVisible(each is pane)
        self._share_width()
        if pane is not None and not all(self._sides.sizes()):
            self._sides.setSizes([max(1, self.width() - _SIDE_WIDTH), _SIDE_WIDTH])
        self._follow()

    def look_at_changes(self) -> None:
        """The difference, or the first thing that has to be put right before it can be sent."""
        if self.document is None:
            return
        self.show_side("review")
        problem = self.review.first_problem()
        if problem is not None and self._page.isHidden():
            self.show_side("")  # there is no room for both, and the form is where it is put right
        if problem is None or not self.form.reveal(problem):
            self.review.send.setFocus()

    def follow_entity(self) -> None:
        """Another entity is present: what is here stays with the one that it was read in, and says so."""
        if self.document is not None:
            self.header.show_entity(self.document.entity, self.records.client.entity)

    async def aclose(self) -> None:
        """End what is running; before the tab is closed."""
        self._unsubscribe()
        await self._turns.end()

    def start(self, work: Coroutine[Any, Any, Any], name: str, again: Callable[[], None]) -> None:
        """Start what belongs to the tab; where it fails, the tab says so, and offers it again."""
        tasks.run(self, work, name=name, on_error=lambda error: self._failed(error, again))

    # inside

    def _forget(self) -> None:
        """There is no record here to look at or to do something with."""
        self.notices.clear()
        self.document = None
        self.undoes = None
        self.review.set_document(None)
        self.bar.workflow.show_record("", None)

    async def _read(self, address: RecordAddress, entity: str | None) -> None:
        self._wait(f"{object_word(address.object).capitalize()} {address.key}")
        form, record = await fetch(self.records, address, entity)
        if address != self.moves.trail.stop:
            self.header.search.clear()
        self.show_read(form, record, entity)
        if self.bar.address.hasFocus() or self.focusWidget() is None:
            self.header.search.setFocus()  # a first key press finds a field, and changes nothing

    async def _form(self, object_name: str, purpose: Purpose) -> Form:
        return await load_form(self.records.models, object_name, purpose)

    async def _label(self, form: Form) -> None:
        labels = await self.records.labels(form)
        if self.document is not None and self.document.form is form:
            self.form.set_labels(labels)

    def _wait(self, title: str) -> None:
        self.notices.clear()
        self._title = title
        self.pane.show_content()
        self.form.show_waiting()
        if self.document is None:
            self.title_changed.emit(title)

    def _show_record(self) -> None:
        """What is there once for a record, not after each edit."""
        document, address = self.document, self.address
        if document is None:
            return
        self.bar.show_address(address_of(document.form.object, document.draft.key) if document.draft.key else "")
        self.bar.workflow.show_record(document.form.model.name, document.draft.key, document.entity)
        self.form.show_foot(address is not None)
        if address is not None:
            id_ = str(document.draft.base.get("id") or "")
            self.used_by.show_record(document.form.model.name, address.key, id_, document.entity)

    def _follow(self) -> None:
        document = self.document
        if document is not None:
            self.header.show_record(document.form, document.draft, quick=bool(document.quick_form))
            self.header.show_entity(document.entity, self.records.client.entity)
            self.form.show_record(document.form, document.draft, self._words(document))
            self._show_raw()
        self._offer()
        self.title_changed.emit(self.title)
        self.changed.emit()

    def _entity(self) -> str | None:
        """Whose records are offered: those of the entity in which this one is written."""
        return self.document.entity if self.document is not None else self.records.client.entity

    def _words(self, document: RecordDocument) -> dict[Place, str]:
        """What is wrong with which place. What is missing in a new record is not complained of before it is to be sent."""
        quiet = document.draft.is_new and self.review.isHidden() and not document.refused
        found = {each.place: problem_words(each) for each in document.problems if not (quiet and each.fault in _MISSING)}
        return found | {place: refusal_words(details) for place, details in document.refused.items()}

    def _show_level(self) -> None:
        view_only = self.records.safety.level is SafetyLevel.VIEW_ONLY
        why = self.tr("The safety level is View only: nothing is sent. Change the level to send it.")
        self.review.set_forbidden(why if view_only else "")

    def _show_raw(self) -> None:
        if self.document is not None and not self.raw.isHidden():
            self.raw.show_record(self.document.draft.record)

    def _offer(self) -> None:
        if not shiboken6.isValid(self):
            return
        document, busy = self.document, self.busy
        count = len(document.changes) if document is not None else 0
        is_new = document is not None and document.draft.is_new
        able = offered(document, self.moves.trail, busy=busy)
        for button, id_ in (
            (self.bar.back, "record.back"),
            (self.bar.forward, "record.forward"),
            (self.bar.reload, "record.reload"),
            (self.bar.duplicate, "record.duplicate"),
            (self.bar.delete, "record.delete"),
            (self.bar.review, "record.review"),
        ):
            button.setEnabled(able[id_])
        self.bar.show_review(
            self.tr("Review and create")
            if is_new
            else self.tr("Review {changes}").format(changes=changes_words(count))
            if count
            else self.tr("Review changes")
        )
        self.review.set_busy(busy)
        for id_, enabled in able.items():
            self._actions.set_enabled(id_, enabled, owner=self)
        self._actions.set_detail("query.undo", document.undo_name if document is not None else "", owner=self)
        self._actions.set_detail("query.redo", document.redo_name if document is not None else "", owner=self)
        self._actions.action("record.filled_only").setChecked(self.header.filled_only.isChecked())

    def _failed(self, error: BaseException, again: Callable[[], None]) -> None:
        if self.document is None:
            self.pane.show_error(error, again)
            return
        self.form.show_record(self.document.form, self.document.draft, self._words(self.document))
        notice = self.notices.show_error(error, again=again)
        if isinstance(error, IntacctError) and error.status == 404:
            notice.setAccessibleDescription(self.tr("What you see is the record before."))

    # what the person asks for

    def _edit_items(self, place: Place, items: object) -> None:
        if self.document is not None:
            self.document.edit_items(place, items)

    def _edit(self, place: Place, value: object) -> None:
        document = self.document
        if document is None:
            return
        document.edit(place, value)
        following = goes_with(document, place, value)
        if following is not None:
            entry, members = following
            filling = fill(document, self.records.client, entry, members)
            tasks.latest(self, f"fill {entry.path}", filling, name=self.tr("Fill in what goes with it"))

    # standing

    def _connect(self) -> None:
        self.form.edited.connect(self._edit)
        self.form.items_edited.connect(self._edit_items)
        self.form.link_wished.connect(self.record_wished)
        self.form.found.connect(self.header.show_found)
        self.form.find_ended.connect(self.header.search.clear)
        self.header.link_wished.connect(self.record_wished)
        self.header.web_wished.connect(self.commands.open_web)
        self.header.search.textChanged.connect(self.form.find_entries)
        self.header.filled_only.toggled.connect(self._show_filled_only)
        self.header.all_fields.clicked.connect(self.show_all_fields)
        self.used_by.query_wished.connect(self.query_wished)
        self.bar.back.clicked.connect(self.moves.back)
        self.bar.forward.clicked.connect(self.moves.forward)
        self.bar.reload.clicked.connect(self.moves.again)
        self.bar.address_entered.connect(self.moves.go_to)
        self.bar.duplicate.clicked.connect(self.duplicate_wished)
        self.bar.delete.clicked.connect(self.delete_wished)
        self.bar.review.clicked.connect(self.look_at_changes)
        self.bar.workflow.action_chosen.connect(self.action_wished)
        self.review.send_wished.connect(self.send_wished)
        self.review.discard_wished.connect(self.commands.discard)
        self.review.close_wished.connect(partial(self.show_side, ""))
        self.review.place_chosen.connect(self.form.reveal)
        self.commands.serve(self._actions)

    def _show_filled_only(self, on: bool) -> None:
        self.form.set_filled_only(on)
        self._offer()

    def _share_width(self) -> None:
        """Where there is no room for two, what stands beside the form stands in its place."""
        self._page.setVisible((self.raw.isHidden() and self.review.isHidden()) or self.width() >= _ROOM_FOR_TWO)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_width()

    def _lay_out(self) -> None:
        page = self._page = QWidget(self)
        page.setProperty("role", "page")
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self.form, 1)
        self.form.set_foot(self.used_by)
        self._sides = QSplitter(Qt.Orientation.Horizontal, self)
        self._sides.setChildrenCollapsible(False)
        self._sides.addWidget(page)
        for pane in (self.raw, self.review):
            pane.hide()
            self._sides.addWidget(pane)
        self._sides.setStretchFactor(0, 1)
        self.pane = StatePane(self._sides, self)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.bar)
        outer.addWidget(self.notices)
        outer.addWidget(self.pane, 1)


def _today() -> date:
    return datetime.now().astimezone().date()
