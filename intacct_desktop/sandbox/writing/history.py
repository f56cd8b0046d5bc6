"""Every write leaves one record in the company's audit history."""

from intacct_desktop.sandbox.store import Record
from intacct_desktop.sandbox.writing.change import Change, Operation

AUDIT_HISTORY = "company-config/audit-history"

_ACTIONS = {Operation.CREATE: "create", Operation.UPDATE: "modify", Operation.DELETE: "delete"}


def record(change: Change) -> None:
    """Add the entry of a change that has been stored."""
    root, store = change.root, change.store
    entry: Record = {
        "changeDetails.objectName": root.name,
        "changeDetails.objectId": str(root.values.get("id") or root.values["key"]),
        "changeSource.accessDateTime": change.now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "changeSource.actionPerformed": "workflow" if change.action else _ACTIONS[change.operation],
        "changeSource.completedBy": change.user.id,
        "changeSource.source": "api",
        "changeSource.workflowAction": change.action,
    }
    key = store.add(AUDIT_HISTORY, entry)
    store.update(AUDIT_HISTORY, key, {"id": f"{key:08}"})
