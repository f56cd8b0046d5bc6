"""Deleting records: what goes and what refers to it first, then each with its own outcome."""

from collections.abc import Iterator, Mapping, Sequence

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from intacct_desktop.api.errors import IntacctError, NoAnswer
from intacct_desktop.api.records.address import RecordAddress
from intacct_desktop.api.records.conflicts import has_moved
from intacct_desktop.api.records.document_types import written_as
from intacct_desktop.api.records.members import batches, read_records
from intacct_desktop.api.records.values import Record
from intacct_desktop.api.records.writes import Write, delete_of
from intacct_desktop.connections.safety import Confirmation
from intacct_desktop.ui.record.company_records import CompanyRecords
from intacct_desktop.ui.record.review.deletion_view import DeletionView
from intacct_desktop.ui.record.review.outcomes_dialog import RecordOutcome
from intacct_desktop.ui.record.words import object_word, records_words, title_of_record
from intacct_desktop.ui.safety.asking import confirmation_for
from intacct_desktop.workspace.journal import Action
from intacct_desktop.workspace.writer import Intent


def _tr(text: str) -> str:
    return QCoreApplication.translate("Deleting", text)


async def delete(
    records: CompanyRecords,
    object_name: str,
    keys: Sequence[str],
    parent: QWidget,
    *,
    entity: str | None,
    seen: Record | None = None,
    undoes: int | None = None,
) -> tuple[RecordOutcome, ...]:
    """Delete these, as an entity sees them, once the person agrees; what became of each, in their order.

    They are read first: for the journal, and to say what goes. ``seen`` is a single record as the person knows it. Raises `Declined`,
    `WriteRefused`, OSError where the journal cannot be kept, and what the client raises before anything is sent.
    """
    client = records.client
    wanted = RecordAddress(object_name, "").model_name
    model = await records.models.model(wanted)
    before = await read_records(client, wanted, keys, entity)
    titles = {key: title_of_record(wanted, record, key) for key, record in before.items()}
    outcomes = {key: RecordOutcome(f"{object_word(wanted)} {key}", key, IntacctError(404, "", code="notFound")) for key in keys}
    writes = list(_writes({key: written_as(model, record) for key, record in before.items()}, entity))
    if not writes:
        return tuple(outcomes.values())
    words = records_words(wanted, len(before))
    view = DeletionView(client, records.models, wanted, tuple(before), tuple(titles.values()), parent, entity=entity)
    if seen is not None and any(has_moved(seen, record) for record in before.values()):
        view.warn(_tr("It was changed since you opened it."))
    summary, verb = _tr("Delete {records}?").format(records=words), _tr("Delete {records}").format(records=words)
    confirmation = await confirmation_for(writes, records.safety, parent, summary=summary, detail_widget=view, verb=verb)
    intent = Intent(action=Action.DELETE, titles=titles, before=before, undoes=undoes)
    for write in writes:
        for key, error in (await _sent(records, write, intent, confirmation)).items():
            outcomes[key] = RecordOutcome(titles[key], key, error)
    return tuple(outcomes.values())


def _writes(names: Mapping[str, str], entity: str | None) -> Iterator[Write]:
    """As few requests as there are addresses and room in them; documents of two types have two addresses."""
    for name in dict.fromkeys(names.values()):
        for batch in batches([key for key, each in names.items() if each == name]):
            yield delete_of(name, *batch, entity=entity)


async def _sent(
    records: CompanyRecords, write: Write, intent: Intent, confirmation: Confirmation | None
) -> Mapping[str, IntacctError | None]:
    """By key, why it was refused; None where it is gone. After a lost answer the company is asked what it has left."""
    try:
        sent = await records.writer.send(write, intent, confirmation)
    except (IntacctError, NoAnswer) as lost:
        if isinstance(lost, IntacctError) and not lost.leaves_open:
            return dict.fromkeys(write.keys, lost)
        left = await read_records(records.client, write.object, write.keys, write.entity)
        refusal = IntacctError(0, str(lost), code="no-answer")
        return {key: refusal if key in left else None for key in write.keys}
    return {key: each.error for key, each in zip(write.keys, sent.written, strict=True)}
