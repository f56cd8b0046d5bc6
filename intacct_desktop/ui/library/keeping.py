"""Writing a query to the shelf without writing over another one unasked. Blocks: for a thread."""

from intacct_desktop.workspace.query_file import SavedQuery
from intacct_desktop.workspace.saved_queries import SavedQueries, ShelfEntry


class Taken(Exception):
    """Another query has this name in this folder. Nothing was written."""

    def __init__(self, entry: ShelfEntry) -> None:
        super().__init__(entry.name)
        self.entry = entry


def keep(shelf: SavedQueries, saved: SavedQuery, folder: str, opened: ShelfEntry | None) -> ShelfEntry:
    """Keep a query in ``folder``: in the file that it was ``opened`` from where name and folder are still the same, else as a new one.

    A folder that is not there is made. Raises `Taken`, `ChangedMeanwhile` where the file is not as it was when it was opened, and OSError.
    """
    if opened is not None and (opened.folder, opened.name) == (folder, saved.name) and shelf.entry_at(opened.path) is not None:
        return shelf.save(saved, over=opened)
    for entry in shelf.entries():
        if entry.folder.casefold() == folder.casefold() and entry.name.casefold() == saved.name.casefold():
            raise Taken(entry)
    return keep_new(shelf, saved, folder)


def keep_new(shelf: SavedQueries, saved: SavedQuery, folder: str) -> ShelfEntry:
    """Keep a query as a new file, its name numbered where it is taken. Raises OSError."""
    made = ""
    known = {one.folder.casefold(): one.folder for one in shelf.folders()}
    for part in filter(None, folder.split("/")):
        place = f"{made}/{part}" if made else part
        made = known.get(place.casefold()) or shelf.make_folder(part, made).folder
    return shelf.save(saved, made)


def keep_over(shelf: SavedQueries, saved: SavedQuery, entry: ShelfEntry) -> ShelfEntry:
    """Replace a file, whatever is in it by now. Raises OSError."""
    return shelf.save(saved, over=entry, overwrite=True)
