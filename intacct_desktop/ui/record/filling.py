"""What goes with a choice: of a quick bill the currency of its vendor, where none was entered."""

from collections.abc import Mapping

from intacct_desktop.api.client import Client
from intacct_desktop.api.records.form import Entry
from intacct_desktop.api.records.reading import read_record
from intacct_desktop.api.records.values import Place, is_empty, place_of, value_at
from intacct_desktop.ui.record.document import RecordDocument
from intacct_desktop.workspace.quick_forms import quick_form


def goes_with(document: RecordDocument, place: Place, value: object) -> tuple[Entry, Mapping[str, str]] | None:
    """The reference at a place and the members that follow it (path by path of the chosen record); None where nothing does."""
    quick, entry = quick_form(document.quick_form), document.form.entry_at(place)
    chosen = isinstance(value, Mapping) and bool(value.get("key"))
    if quick is None or entry is None or not chosen or entry.path not in quick.follows:
        return None
    return entry, quick.follows[entry.path]


async def fill(document: RecordDocument, client: Client, entry: Entry, members: Mapping[str, str]) -> None:
    """Fill the members that are empty with what the record has that the reference leads to. Raises what the client raises."""
    form, value = document.form, document.draft.value(entry.place)
    if entry.reference is None or entry.reference.object is None:
        return
    chosen = await read_record(client, entry.reference.object, str(value["key"]), document.entity)
    if document.form is not form or document.draft.value(entry.place) != value:
        return  # another was chosen meanwhile
    for path, source in members.items():
        target, found = form.entries.get(path), value_at(chosen, place_of(source))
        if target is not None and target.lock is None and is_empty(document.draft.value(target.place)) and not is_empty(found):
            document.edit(target.place, found)
