"""The attachments of records, saved into a folder that the person chooses."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog

from intacct_desktop.api.model_service import ModelService
from intacct_desktop.api.naming import readable, short_name
from intacct_desktop.api.records.attachments import ATTACHMENT, attachment_paths
from intacct_desktop.ui.query.query_tab import QueryTab
from intacct_desktop.ui.record.company_records import CompanyRecords
from intacct_desktop.ui.results import words
from intacct_desktop.ui.wording import Message, Severity, describe
from intacct_desktop.workspace.attachment_download import Download, NotSaved, download_attachments


def _tr(text: str) -> str:
    return QCoreApplication.translate("Attachments", text)


async def can_have_attachments(models: ModelService, object_name: str) -> bool:
    """Whether the object's records refer to attachments. Raises what ``models`` raises."""
    return object_name == ATTACHMENT or bool(attachment_paths(await models.model(object_name)))


def no_attachments(object_name: str) -> Message:
    """What to say of an object whose records have none."""
    return Message(Severity.INFO, _tr("Records of {object} have no attachments.").format(object=readable(short_name(object_name))))


def folder_chooser(tab: QueryTab, records: int) -> QFileDialog:
    """The dialog for where the files go; not open yet."""
    text = _tr("Folder for the attachments of 1 record") if records == 1 else _tr("Folder for the attachments of {count} records")
    chooser = QFileDialog(tab, text.format(count=words.number(records)))
    chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    chooser.setFileMode(QFileDialog.FileMode.Directory)
    chooser.setOption(QFileDialog.Option.ShowDirsOnly)
    return chooser


async def save_attachments(
    records: CompanyRecords, object_name: str, keys: Sequence[str], entity: str | None, folder: Path, tab: QueryTab
) -> None:
    """Download them, show how far it is, and say what became of them. Raises `FileTrouble` and what the client raises."""
    status = tab.view.status

    def progress(done: int, total: int) -> None:
        status.show_progress(done, total)

    try:
        outcome = await download_attachments(records.client, records.models, object_name, keys, entity, folder, progress)
    finally:
        status.show_progress(0, 0)
    notice = tab.notices.show_message(outcome_words(outcome, folder))
    if outcome.saved:
        notice.add_button(_tr("Open folder"), lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))))


def outcome_words(outcome: Download, folder: Path) -> Message:
    """What was saved, of how many records, and each that was not."""
    count, size = len(outcome.saved), sum(file.bytes for file in outcome.saved)
    records = len({file.record for file in outcome.saved})
    if count:
        several = _tr("{count} files of {records} are saved in {folder}: {size}.")
        text = _tr("1 file is saved in {folder}: {size}.") if count == 1 else several
        place, of = folder.name or str(folder), _records(records)
        happened = text.format(count=words.number(count), records=of, folder=place, size=words.size(size))
    else:
        happened = _tr("No file was saved.")
    parts = []
    if again := sum(file.was_there for file in outcome.saved):
        parts.append(_tr("{count} of them were there already, the same.").format(count=words.number(again)))
    if outcome.without:
        parts.append(_tr("{count} without attachments.").format(count=_records(len(outcome.without))))
    if outcome.gone:
        parts.append(_tr("{count} not there any more.").format(count=_records(len(outcome.gone))))
    if outcome.failed:
        parts.append(_tr("{count} could not be saved.").format(count=words.number(len(outcome.failed))))
    severity = Severity.WARNING if outcome.failed or outcome.gone else Severity.SUCCESS if count else Severity.INFO
    details = "\n".join(_line(each) for each in outcome.failed)
    todo = _tr("Download them again; what is there already stays.") if outcome.failed else ""
    return Message(severity, happened, " ".join(parts), todo, details)


def _records(count: int) -> str:
    return _tr("1 record") if count == 1 else _tr("{count} records").format(count=words.number(count))


def _line(failure: NotSaved) -> str:
    why = _tr("the company does not give its content") if failure.error is None else describe(failure.error).happened
    return f"{failure.record}\t{failure.name}\t{why}"
