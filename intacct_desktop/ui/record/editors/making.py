"""Which editor a member of a form gets."""

from PySide6.QtWidgets import QWidget

from intacct_desktop.api.records.form import Entry, EntryKind
from intacct_desktop.api.records.source import ValueSource
from intacct_desktop.ui.record.editors.choice_editor import ChoiceEditor
from intacct_desktop.ui.record.editors.date_editor import DateEditor
from intacct_desktop.ui.record.editors.editor import Editor
from intacct_desktop.ui.record.editors.file_editor import FileEditor
from intacct_desktop.ui.record.editors.json_box import JsonBox
from intacct_desktop.ui.record.editors.line_editor import LineEditor
from intacct_desktop.ui.record.editors.reference_editor import ReferenceEditor
from intacct_desktop.ui.record.editors.several_editor import SeveralEditor
from intacct_desktop.ui.record.editors.text_editor import TextEditor


def make_editor(entry: Entry, source: ValueSource | None, parent: QWidget | None = None) -> Editor:
    """The editor of a member, locked as the form says. Without a ``source``, references are entered as plain ids."""
    editor = _editor(entry, source, parent)
    editor.set_lock(entry.lock)
    return editor


def _editor(entry: Entry, source: ValueSource | None, parent: QWidget | None) -> Editor:
    match entry.kind:
        case EntryKind.REFERENCE:
            return ReferenceEditor(entry, source, parent)
        case EntryKind.DECIMAL | EntryKind.INTEGER:
            return LineEditor(entry, parent)
        case EntryKind.DATE | EntryKind.DATE_TIME:
            return DateEditor(entry, parent)
        case EntryKind.ENUM | EntryKind.BOOLEAN:
            return ChoiceEditor(entry, parent)
        case EntryKind.SEVERAL:
            return SeveralEditor(entry, parent)
        case EntryKind.FILE:
            return FileEditor(entry, parent)
        case EntryKind.JSON:
            return JsonBox(entry, parent)
    return TextEditor(entry, parent)
