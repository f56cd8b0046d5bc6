"""What can be done with the record of a tab now, by the ids of the actions."""

from collections.abc import Mapping

from intacct_desktop.ui.record.document import RecordDocument
from intacct_desktop.ui.record.trail import Trail

_WITH_A_RECORD = ("record.raw", "record.find", "record.filled_only", "record.copy_json", "record.copy_table", "record.compare")


def offered(document: RecordDocument | None, trail: Trail, *, busy: bool) -> Mapping[str, bool]:
    """Every action of a record tab, and whether it would do something. ``busy``: something is being done already."""
    moves = {"record.back": trail.before is not None and not busy, "record.forward": trail.after is not None and not busy}
    if document is None:
        return moves | dict.fromkeys((*_WITH_A_RECORD, *_OF_A_RECORD), False)
    is_there, form = not document.draft.is_new, document.form
    has_something = not is_there or bool(document.changes)
    return (
        moves
        | dict.fromkeys(_WITH_A_RECORD, True)
        | {
            "record.reload": is_there and not busy,
            "record.duplicate": is_there and form.can_create,
            "record.delete": is_there and form.can_delete and not busy,
            "record.review": has_something,
            "record.send": has_something and not busy,
            "record.discard": document.is_changed and not busy,
            "record.web": bool(document.draft.base.get("webURL")),
            "query.undo": bool(document.undo_name),
            "query.redo": bool(document.redo_name),
        }
    )


_OF_A_RECORD = (
    "record.reload",
    "record.duplicate",
    "record.delete",
    "record.review",
    "record.send",
    "record.discard",
    "record.web",
    "query.undo",
    "query.redo",
)
