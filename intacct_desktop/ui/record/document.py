"""What a record tab is about: the record as it is being edited, how it came to be so, and what stands against sending it."""

import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from PySide6.QtCore import QObject, Signal

from intacct_desktop.api.errors import ErrorDetail
from intacct_desktop.api.records.draft import Change, RecordDraft, changes, items_of, same_value
from intacct_desktop.api.records.draft_checks import DraftProblem, check_draft
from intacct_desktop.api.records.form import Form
from intacct_desktop.api.records.values import Place, path_of
from intacct_desktop.api.records.writes import Places, Write, write_of
from intacct_desktop.ui.record.words import record_title
from intacct_desktop.workspace.undo import Steps


class RecordDocument(QObject):
    """One record, or one to be. An edit in any of its views comes here; all of them follow `changed`.

    The request that the draft makes keeps its idempotency key while it asks for the same, so that sending it again after a lost answer does
    nothing twice.
    """

    changed = Signal()
    """The draft, what is wrong with it, or what was refused of it has become another."""

    def __init__(
        self, form: Form, draft: RecordDraft, parent: QObject | None = None, *, quick_form: str = "", entity: str | None = None
    ) -> None:
        super().__init__(parent)
        self.form = form
        self.entity = entity
        """The id of the entity in which it was read, None for the top level. It is written there, whichever is present by then."""
        self.quick_form = quick_form
        """The name of the quick form that it was begun with; empty for the ordinary form."""
        self.draft_id = uuid.uuid4().hex
        """Tells it from other open records, over the end of the program too."""
        self.read_at = datetime.now(UTC)
        self._steps = Steps(draft)
        self._begun = draft
        self._refusal: tuple[RecordDraft, Mapping[Place, tuple[ErrorDetail, ...]]] = (draft, {})
        self._refused: Mapping[Place, tuple[ErrorDetail, ...]] = {}
        self._changes: tuple[Change, ...] = ()
        self._problems: tuple[DraftProblem, ...] = ()
        self._write: tuple[Write, Places] | None = None
        self._is_written = False  # whether that is of the draft as it is now
        self._judge()

    @property
    def draft(self) -> RecordDraft:
        return self._steps.value

    @property
    def title(self) -> str:
        """What one calls the record: "Bill 10248"; "New bill" while the company does not have it."""
        return record_title(self.form, self.draft)

    @property
    def changes(self) -> tuple[Change, ...]:
        return self._changes

    @property
    def is_changed(self) -> bool:
        """Whether there is something that only this document has. What a new record began with is not."""
        return self.draft.record != self._begun.record if self.draft.is_new else bool(self._changes)

    @property
    def problems(self) -> tuple[DraftProblem, ...]:
        """What stands in the way of sending."""
        return self._problems

    @property
    def refused(self) -> Mapping[Place, tuple[ErrorDetail, ...]]:
        """What Intacct said of the draft the last time, but for members that are not as they were then."""
        return self._refused

    def write(self) -> tuple[Write, Places]:
        """The request that makes the draft true: the same one until it asks for something else. That the name of a reference became known
        is nothing else."""
        if self._write is None or not self._is_written:
            write, places = write_of(self.draft, self.form, entity=self.entity)
            before = self._write[0] if self._write is not None else write
            self._write = before if replace(before, idempotency_key=write.idempotency_key) == write else write, places
            self._is_written = True
        return self._write

    def renew(self) -> None:
        """The request was answered for good: sent again, it is another one, which Intacct does not answer from memory (facts 7)."""
        self._write = None

    def edit(self, place: Place, value: Any) -> None:
        """A member has another value: one step further, together with the last where that was the same member just now."""
        self.take(self.draft.with_value(place, value), self.tr("Change {field}").format(field=path_of(place)), place)

    def edit_items(self, place: Place, items: object) -> None:
        """A list has other items: always a step of its own."""
        self.take(self.draft.with_value(place, items), self.tr("Change {field}").format(field=path_of(place)), place, alone=True)

    def take(self, draft: RecordDraft, name: str, place: Place = "", *, alone: bool = False) -> None:
        """The draft has become another by an edit called ``name``, at a place; ``alone`` where it does not go on with the last there."""
        if draft == self.draft:
            return
        self._steps.push(draft, name, "" if alone else place)
        self._follow()

    def show(self, form: Form, draft: RecordDraft, entity: str | None) -> None:
        """It is about this record now, read in an entity a moment ago; nothing before counts."""
        self.form = form
        self.entity = entity
        self.read_at = datetime.now(UTC)
        self._steps = Steps(draft)
        self._begun = draft
        self._refusal = (draft, {})
        self.renew()
        self._follow()

    def go_on(self, begun: RecordDraft) -> None:
        """What it says was entered before, upon what it had begun with."""
        self._begun = begun

    def refuse(self, refused: Mapping[Place, tuple[ErrorDetail, ...]]) -> None:
        """Intacct refused it; what is said of which place."""
        self._refusal = (self.draft, refused)
        self._refused = refused
        self.changed.emit()

    # steps

    @property
    def undo_name(self) -> str:
        """What an undo takes back, in words; empty when there is nothing."""
        return self._steps.undo_name

    @property
    def redo_name(self) -> str:
        return self._steps.redo_name

    def undo(self) -> None:
        self._steps.undo()
        self._follow()

    def redo(self) -> None:
        self._steps.redo()
        self._follow()

    def _follow(self) -> None:
        self._is_written = False
        draft, refused = self._refusal
        self._refused = {place: said for place, said in refused.items() if self._is_as_in(draft, place)}
        self._judge()
        self.changed.emit()

    def _is_as_in(self, draft: RecordDraft, place: Place) -> bool:
        """Whether a member is as it was there. Where a list is longer or shorter, its items need not be the same ones."""
        if not place:
            return draft == self.draft
        lines = self.form.lines_at(place)
        moved = lines is not None and len(items_of(draft.record, lines)) != len(items_of(self.draft.record, lines))
        return not moved and same_value(self.form.entry_at(place), draft.value(place), self.draft.value(place))

    def _judge(self) -> None:
        self._changes = changes(self.draft, self.form)
        self._problems = check_draft(self.draft, self.form)
