"""What workflow actions are called. Their names are the API's; the language's own words for them stand in the context "WorkflowActions"."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QLocale

from intacct_desktop.api.records.allowed_operations import Allowance, Operation
from intacct_desktop.api.records.workflow_actions import WorkflowAction
from intacct_desktop.ui.record.words import object_word


def action_title(action: WorkflowAction) -> str:
    """ "Reverse", "Generate PDF"."""
    return QCoreApplication.translate("WorkflowActions", action.title)


def deed(action: WorkflowAction, names: Sequence[str]) -> str:
    """What will happen, with the names of the records: "Reverse bill 10248", "Generate PDF: invoice 7", "Approve 3 records"."""
    title = action_title(action)
    if len(names) != 1:
        count = QLocale().toString(len(names))
        return _tr("{action} {count} records").format(action=title, count=count)
    pattern = "{action}: {record}" if " " in title else "{action} {record}"
    return pattern.format(action=title, record=f"{object_word(action.object)} {names[0]}")


def reason_against(allowance: Allowance, operation: Operation) -> str:
    """Why the company does not allow it, as far as it says; empty where it does."""
    if allowance.allows(operation):
        return ""
    if not allowance.allows(Operation.VIEW):
        return _tr("The company does not let you see this record: it may be gone, or belong to another entity.")
    match operation:
        case Operation.EDIT:
            return _tr("The company does not let you change this record, as it is now.")
        case _:
            return _tr("The company does not let you delete this record, as it is now.")


def _tr(text: str) -> str:
    return QCoreApplication.translate("RecordActions", text)
