"""A record on its way to the company: looked at once more, agreed to, kept in the journal, sent, and shown as it is then."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from intacct_desktop.api.errors import IntacctError, NoAnswer, RequestError
from intacct_desktop.api.records.address import RecordAddress
from intacct_desktop.api.records.conflicts import changed_elsewhere, conflicts, has_moved, rebased
from intacct_desktop.api.records.form import Purpose, load_form
from intacct_desktop.api.records.reading import read_record
from intacct_desktop.api.records.refused_places import refused_places
from intacct_desktop.api.records.values import Record
from intacct_desktop.api.records.writes import Write
from intacct_desktop.connections.safety import Asking, Confirmation, Safety
from intacct_desktop.ui.asking import Declined
from intacct_desktop.ui.record.document import RecordDocument
from intacct_desktop.ui.record.record_tab import RecordTab
from intacct_desktop.ui.record.review.conflict_dialog import resolved
from intacct_desktop.ui.record.words import object_word, refusal_words
from intacct_desktop.ui.safety.asking import confirmation_for
from intacct_desktop.ui.wording import Message, Severity, describe
from intacct_desktop.workspace.journal import Action
from intacct_desktop.workspace.writer import Intent, Sent


def _tr(text: str) -> str:
    return QCoreApplication.translate("Sending", text)


async def send(tab: RecordTab) -> Sent | None:
    """Send what the tab's review shows; None where the person has to look again first, or decided otherwise.

    What goes wrong is shown in the tab, and nothing that was typed is lost. Raises what nobody expects.
    """
    document = tab.document
    if document is None or (not document.draft.is_new and not document.changes):
        return None
    if not tab.review.isVisible() or document.problems:
        tab.look_at_changes()
        return None
    async with tab.sending():
        tab.notices.clear()
        try:
            again = tab.records.writer.is_unanswered(document.write()[0])
            if not document.draft.is_new and not again and not await _may_go(tab, document):
                return None
            return await _sent(tab, document)
        except Declined:
            return None
        except IntacctError as error:
            if error.leaves_open:
                _show_no_answer(tab, error)
            else:
                _show_refusal(tab, document, error)
        except NoAnswer as error:
            _show_no_answer(tab, error)
        return None


async def rebase(tab: RecordTab, theirs: Record) -> bool:
    """Put the tab's changes upon what the record has become; the person chooses where both changed a field. False where they decline."""
    document = tab.document
    if document is None:
        return False
    draft, form = document.draft, document.form
    found, elsewhere = conflicts(draft, form, theirs), changed_elsewhere(draft, form, theirs)
    who = str(((theirs.get("audit") or {}).get("modifiedByUser") or {}).get("id") or "")
    try:
        taken = await resolved(document.title, found, elsewhere, who, tab)
    except Declined:
        return False
    document.show(form, rebased(draft, form, theirs, taken), document.entity)
    tab.changed.emit()
    return True


async def asked(writes: Sequence[Write], safety: Safety, parent: QWidget, summary: str, verb: str) -> Confirmation | None:
    """The confirmation of somebody who pressed the button beside the difference; the company's id is asked for where the level wants it."""
    if safety.asks(writes) is Asking.TYPE_COMPANY:
        return await confirmation_for(writes, safety, parent, summary=summary, verb=verb)
    return Confirmation.of(writes)


async def _may_go(tab: RecordTab, document: RecordDocument) -> bool:
    """Whether the record is as it was; where it cannot be looked at, nothing is sent."""
    try:
        return await _is_as_it_was(tab, document)
    except (NoAnswer, IntacctError) as error:
        if isinstance(error, IntacctError) and not error.leaves_open:
            raise
        means = _tr("Nothing was sent, because the record could not be looked at first. What you entered is still here.")
        tab.notices.show_message(replace(describe(error), means=means)).add_button(_tr("Send again"), tab.send_wished.emit, "primary")
        return False


async def _is_as_it_was(tab: RecordTab, document: RecordDocument) -> bool:
    """Whether the record is as it was when it was read. Where not, what has changed is put to the person, who then looks again."""
    draft = document.draft
    theirs = await read_record(tab.records.client, draft.object, draft.key or "", document.entity)
    if not has_moved(draft.base, theirs) and not conflicts(draft, document.form, theirs):  # a stamp has whole seconds
        return True
    if await rebase(tab, theirs):
        tab.review.show_state(
            _tr("It was changed meanwhile: this is the difference to what it is now. Look at it, then send it."), "warning"
        )
        tab.show_side("review")
    return False


async def _sent(tab: RecordTab, document: RecordDocument) -> Sent:
    records, draft, form = tab.records, document.draft, document.form
    write, _ = document.write()
    title = document.title
    confirmation = await asked([write], records.safety, tab, _tr("Send to {record}?").format(record=title), _tr("Send"))
    if draft.is_new:
        intent = Intent(action=Action.CREATE, undoes=tab.undoes)
    else:
        key = draft.key or ""
        intent = Intent(action=Action.CHANGE, titles={key: title}, before={key: draft.base}, undoes=tab.undoes)
    sent = await records.writer.send(write, intent, confirmation)
    reference = sent.written[0].reference
    tab.notices.clear()
    tab.show_side("")
    tab.undoes = None
    if sent.after is None:
        tab.show_unread(RecordAddress(form.object, reference.key), write.entity)
    else:
        tab.show_read(await load_form(records.models, form.object, Purpose.CHANGE), sent.after, write.entity)
    made = _tr("{record} was created.").format(record=tab.title)
    done = made if draft.is_new else _tr("{record} was changed.").format(record=title)
    means = _tr("It is in the journal, from where it can be undone.")
    if sent.after is None:
        means = _tr("It could not be read again: read it again to see it as it is now.")
    if sent.unkept is not None:
        means = _tr("The journal could not keep the outcome, so that it may not be possible to undo it.")
    severity = Severity.SUCCESS if sent.unkept is None else Severity.WARNING
    tab.notices.show_message(Message(severity, done, means, details=str(sent.unkept or "")))
    return sent


def _show_refusal(tab: RecordTab, document: RecordDocument, error: IntacctError) -> None:
    """Each reason where it belongs, and all that belongs nowhere above the form."""
    if error.status == 404 and not document.draft.is_new:
        _show_gone(tab, document, error)
        return
    _, places = document.write()
    refused = refused_places(error, document.form, places)
    message = describe(error)
    if unplaced := refused.get(""):
        message = replace(message, means=f"{refusal_words(unplaced)}\n{message.means}")
    if refused and any(refused):
        message = replace(message, todo=_tr("Each reason stands at its field. Put it right, then send it again."))
    if error.status < 500:
        document.renew()
    tab.notices.clear()
    tab.notices.show_message(message)
    tab.refuse(refused)


def _show_gone(tab: RecordTab, document: RecordDocument, error: IntacctError) -> None:
    message = Message(
        Severity.ERROR,
        _tr("{record} is gone.").format(record=document.title),
        _tr("Somebody deleted it meanwhile, or it belongs to another entity. What you entered is still here."),
        _tr("Make a new record of it, or discard it."),
        describe(error).details,
    )
    tab.notices.clear()
    notice = tab.notices.show_message(message)
    if document.form.can_create:
        words = _tr("New {object} like this").format(object=object_word(document.form.object))
        notice.add_button(words, tab.duplicate_wished.emit)


def _show_no_answer(tab: RecordTab, error: RequestError) -> None:
    message = replace(
        describe(error),
        severity=Severity.WARNING,
        means=_tr("Nobody knows whether Intacct did it. What you entered is still here."),
        todo=_tr("Send it again: the request has a key of its own, so that it is done once, however often it is sent."),
    )
    tab.notices.clear()
    tab.notices.show_message(message).add_button(_tr("Send again"), tab.send_wished.emit, "primary")
    tab.review.show_state(_tr("No answer came the last time."), "warning")
