"""What takes a write of the journal back: found from the entry, the record as it is now, and what the model lets one write.

Nothing is sent here. A change goes back member by member, and an item of a list by its key, so that what others have changed since stays.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from intacct_desktop.api.exchange import HIDDEN
from intacct_desktop.api.records.conflicts import Conflict, conflicts, rebased
from intacct_desktop.api.records.draft import ChangeKind, RecordDraft, changes, is_later_state, item_like, items_of, new_draft, same_value
from intacct_desktop.api.records.form import Form, Lines, Lock, Purpose
from intacct_desktop.api.records.values import Record, is_empty, place_of, value_at, with_value
from intacct_desktop.api.records.workflow_actions import WorkflowAction
from intacct_desktop.workspace.journal import Action, JournalEntry, Outcome

_OPPOSITES: Mapping[str, str] = {
    "submit": "recall",
    "recall": "submit",
    "hold-schedules": "resume-schedules",
    "resume-schedules": "hold-schedules",
    "post": "unpost",
    "unpost": "post",
    "ignore": "stop-ignoring",
    "stop-ignoring": "ignore",
}
_REVERSE = "reverse"
_ITS_OWN = frozenset({"key", "href"})


class NoInverseReason(StrEnum):
    """Why a write cannot be taken back."""

    NOT_DONE = "not-done"
    """It was refused, or nobody knows whether it was done."""
    UNDONE = "undone"
    """It is undone already."""
    NOT_KEPT = "not-kept"
    """The journal has not the record that is needed."""
    GONE = "gone"
    """The company does not have the record any more."""
    THERE = "there"
    """It was deleted, and the company has it again."""
    AS_BEFORE = "as-before"
    """The record is as it was before the write."""
    NOT_ALLOWED = "not-allowed"
    """The API does not do with such records what would be needed."""
    SECRET = "secret"  # noqa: S105
    """All that was changed sounds like secrets, which are not kept."""
    ONLY_REVERSED = "only-reversed"
    """Such a record can only be reversed, which makes another one against it."""
    NO_OPPOSITE = "no-opposite"
    """There is no action that does the opposite."""


@dataclass(frozen=True, slots=True)
class NoInverse:
    """A write that cannot be taken back."""

    reason: NoInverseReason


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A member that does not come back: it is the company's to set (``lock``), or its value was a secret and not kept (no lock)."""

    path: str
    lock: Lock | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Inverse:
    """What takes a write back: CHANGE with a draft of the record as it is now, CREATE with one of a new record (its key will be another),
    DELETE of ``key``, or WORKFLOW with ``workflow``, to be done to ``key``.

    ``mine`` is a CHANGE's draft upon the record as the write left it, from which `api.records.conflicts` make another one where somebody
    chooses by member. A conflict's ``base`` is what the write made, its ``theirs`` what became of that.
    """

    action: Action
    object: str
    key: str | None = None
    draft: RecordDraft | None = None
    mine: RecordDraft | None = None
    workflow: WorkflowAction | None = None
    conflicts: tuple[Conflict, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


def purpose_for(entry: JournalEntry) -> Purpose:
    """Which form `inverse` needs."""
    return {Action.CHANGE: Purpose.CHANGE, Action.DELETE: Purpose.CREATE}.get(entry.action, Purpose.READ)


def inverse(entry: JournalEntry, current: Record | None, form: Form, offered: Iterable[WorkflowAction] = ()) -> Inverse | NoInverse:
    """What takes an entry back. ``current`` is the record as it was read just now, None where the company has none; ``form`` is for
    `purpose_for` the entry, ``offered`` the actions that the company has for the object.

    Whether an action goes with the record's present state is known to the company alone: it may refuse the opposite one.
    """
    if entry.outcome is not Outcome.DONE:
        return NoInverse(NoInverseReason.NOT_DONE)
    if entry.undone_by is not None:
        return NoInverse(NoInverseReason.UNDONE)
    match entry.action:
        case Action.CHANGE:
            return _of_change(entry, current, form)
        case Action.CREATE:
            return _of_creation(entry, current, form)
        case Action.DELETE:
            return _of_deletion(entry, current, form)
        case Action.WORKFLOW:
            return _of_workflow(entry, current, form, {action.action: action for action in offered})
        case _:
            return NoInverse(NoInverseReason.NO_OPPOSITE)


def _of_change(entry: JournalEntry, current: Record | None, form: Form) -> Inverse | NoInverse:
    if current is None:
        return NoInverse(NoInverseReason.GONE)
    if form.purpose is not Purpose.CHANGE:
        return NoInverse(NoInverseReason.NOT_ALLOWED)
    if entry.before is None or entry.after is None:
        return NoInverse(NoInverseReason.NOT_KEPT)
    mine, left_out = _backwards(form, entry.before, entry.after)
    draft = rebased(mine, form, current)
    if not changes(draft, form):
        return NoInverse(NoInverseReason.SECRET if left_out else NoInverseReason.AS_BEFORE)
    found = conflicts(mine, form, current)
    return Inverse(action=Action.CHANGE, object=form.object, key=mine.key, draft=draft, mine=mine, conflicts=found, left_out=left_out)


def _backwards(form: Form, before: Record, after: Record) -> tuple[RecordDraft, tuple[LeftOut, ...]]:
    """The change from what a write left to what was before; an item that it removed is a new one."""
    draft = RecordDraft(form.object, str(after["key"]), after, before)
    left_out: list[LeftOut] = []
    for change in changes(draft, form):
        if change.kind is ChangeKind.ADDED and change.lines is not None:
            draft = draft.with_value(change.place, _again(change.lines, change.new))
            left_out += [LeftOut(f"{change.path}.{path}") for path in _hidden(change.lines, change.new)]
        elif change.kind is ChangeKind.CHANGED and (_holds_secret(change.old) or _holds_secret(change.new)):
            draft = draft.with_value(change.place, change.old)
            left_out.append(LeftOut(change.path))
    return draft, tuple(left_out)


def _of_creation(entry: JournalEntry, current: Record | None, form: Form) -> Inverse | NoInverse:
    if entry.key is None:
        return NoInverse(NoInverseReason.NOT_KEPT)
    if current is None:
        return NoInverse(NoInverseReason.GONE)
    if not form.can_delete:
        return NoInverse(NoInverseReason.NOT_ALLOWED)
    return Inverse(action=Action.DELETE, object=form.object, key=entry.key, conflicts=tuple(_changed_since(entry, current, form)))


def _of_deletion(entry: JournalEntry, current: Record | None, form: Form) -> Inverse | NoInverse:
    if current is not None:
        return NoInverse(NoInverseReason.THERE)
    if form.purpose is not Purpose.CREATE:
        return NoInverse(NoInverseReason.NOT_ALLOWED)
    if entry.before is None:
        return NoInverse(NoInverseReason.NOT_KEPT)
    draft = new_draft(form)
    left_out = []
    for member in form.entries.values():
        value = value_at(entry.before, member.place)
        is_unsayable = member.lock is not None or is_later_state(member, value)
        is_secret = _holds_secret(value)
        if is_secret or (is_unsayable and not is_empty(value)):
            if member.path not in _ITS_OWN and member.lock is not Lock.OF_TARGET:
                left_out.append(LeftOut(member.path, None if is_secret else member.lock or Lock.READ_ONLY))
        elif member.lock is None and not (is_empty(value) and is_empty(draft.value(member.place))):
            draft = draft.with_value(member.place, value)
    for lines in form.lines.values():
        items = items_of(entry.before, lines)
        if items and lines.lock is None:
            draft = draft.with_value(lines.place, [_again(lines, item) for item in items])
            left_out += [LeftOut(f"{lines.path}[{at + 1}].{path}") for at, item in enumerate(items) for path in _hidden(lines, item)]
        elif items:
            left_out.append(LeftOut(lines.path, lines.lock))
    return Inverse(action=Action.CREATE, object=form.object, draft=draft, left_out=tuple(left_out))


def _of_workflow(entry: JournalEntry, current: Record | None, form: Form, offered: Mapping[str, WorkflowAction]) -> Inverse | NoInverse:
    if entry.key is None or current is None:
        return NoInverse(NoInverseReason.GONE)
    opposite = offered.get(_OPPOSITES.get(entry.path.rpartition("/")[2], ""))
    if opposite is None:
        return NoInverse(NoInverseReason.ONLY_REVERSED if _REVERSE in offered else NoInverseReason.NO_OPPOSITE)
    conflicts = tuple(_changed_since(entry, current, form))
    return Inverse(action=Action.WORKFLOW, object=form.object, key=entry.key, workflow=opposite, conflicts=conflicts)


def _changed_since(entry: JournalEntry, current: Record, form: Form) -> Iterator[Conflict]:
    """All that is different from what the write left, what the company set included: a bill may have been paid meanwhile."""
    if entry.after is None:
        return
    for member in form.entries.values():
        if member.lock is not Lock.OF_TARGET:
            made, now = value_at(entry.after, member.place), value_at(current, member.place)
            if not _holds_secret(made) and not same_value(member, made, now):
                yield Conflict(member.place, made, None, now, member)
    for lines in form.lines.values():
        made, now = items_of(entry.after, lines), items_of(current, lines)
        if len(made) != len(now) or not all(_same_item(lines, one, other) for one, other in zip(made, now, strict=True)):
            yield Conflict(lines.place, made, None, now)


def _same_item(lines: Lines, one: Record, other: Record) -> bool:
    """By what belongs to the item itself; what it shows of other records may change there."""
    if not lines.columns:
        return dict(one) == dict(other)
    own = [column for column in lines.columns if column.lock is not Lock.OF_TARGET]
    return all(same_value(column, value_at(one, column.place), value_at(other, column.place)) for column in own)


def _again(lines: Lines, item: Record) -> Record:
    """An item to be made once more, without its key and without what was not kept."""
    if not lines.columns:
        return item_like(lines, {name: value for name, value in item.items() if not _holds_secret(value)})
    for path in _hidden(lines, item):
        item = with_value(item, place_of(path), None)
    return item_like(lines, item, with_id=True)


def _hidden(lines: Lines, item: Record) -> list[str]:
    if not lines.columns:
        return [name for name, value in item.items() if _holds_secret(value)]
    return [column.path for column in lines.columns if column.lock is None and _holds_secret(value_at(item, column.place))]


def _holds_secret(value: Any) -> bool:
    if isinstance(value, Mapping):
        return any(_holds_secret(each) for each in value.values())
    if isinstance(value, list | tuple):
        return any(_holds_secret(each) for each in value)
    return bool(value == HIDDEN)
