"""Taking back a write of the journal: what it takes is found out, shown, and sent like any other change."""

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from intacct_desktop.api.errors import IntacctError
from intacct_desktop.api.records.conflicts import rebased
from intacct_desktop.api.records.form import Form, load_form
from intacct_desktop.api.records.reading import read_record
from intacct_desktop.api.records.values import Record
from intacct_desktop.api.records.workflow_actions import actions_of
from intacct_desktop.ui.asking import confirmed
from intacct_desktop.ui.journal.words import reason_words
from intacct_desktop.ui.record.company_records import CompanyRecords
from intacct_desktop.ui.record.review.conflict_dialog import resolved
from intacct_desktop.ui.wording import Message, Severity
from intacct_desktop.workspace.inverse import Inverse, LeftOut, NoInverse, inverse, purpose_for
from intacct_desktop.workspace.journal import Action, JournalEntry

_MOST_NAMED = 8


def _tr(text: str) -> str:
    return QCoreApplication.translate("Undoing", text)


class CannotUndo(Exception):
    """A write that cannot be taken back; ``message`` says why."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.happened)
        self.message = message


async def inverse_of(records: CompanyRecords, entry: JournalEntry, parent: QWidget) -> tuple[Inverse, Form]:
    """What takes an entry back, from the record as it is now; the person chooses where it was changed since.

    Raises `CannotUndo`, `Declined`, and what the client raises.
    """
    form = await load_form(records.models, entry.object, purpose_for(entry))
    current = await _present(records, entry)
    offered = actions_of(await records.models.entries(), entry.object)
    found = inverse(entry, current, form, offered)
    if isinstance(found, NoInverse):
        cannot = _tr("“{title}” cannot be undone.").format(title=entry.title)
        raise CannotUndo(Message(Severity.WARNING, cannot, reason_words(found.reason), _tr("The journal has the record before and after.")))
    if not found.conflicts:
        return found, form
    if found.action is Action.CHANGE and found.mine is not None and current is not None:
        taken = await resolved(entry.title, found.conflicts, (), "", parent)
        draft = rebased(found.mine, form, current, taken)
        return Inverse(action=found.action, object=found.object, key=found.key, draft=draft, left_out=found.left_out), form
    fields = ", ".join(conflict.path for conflict in found.conflicts[:_MOST_NAMED])
    await confirmed(
        parent,
        _tr("{title} was changed since").format(title=entry.title),
        _tr("Changed since: {fields}. Undoing takes these changes away, too.").format(fields=fields),
        _tr("Undo all the same"),
    )
    return found, form


def left_out_words(left_out: tuple[LeftOut, ...]) -> str:
    """What does not come back."""
    named = ", ".join(each.path for each in left_out[:_MOST_NAMED])
    more = len(left_out) - _MOST_NAMED
    return named + (_tr(" and {count} more").format(count=more) if more > 0 else "")


async def _present(records: CompanyRecords, entry: JournalEntry) -> Record | None:
    if entry.key is None:
        return None
    try:
        return await read_record(records.client, entry.object, entry.key, entry.entity)
    except IntacctError as error:
        if error.status == 404:
            return None
        raise
