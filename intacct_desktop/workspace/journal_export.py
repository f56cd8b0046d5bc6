"""Entries of the journal as a file: CSV and XLSX for reading, JSON without any loss."""

import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

from intacct_desktop.api.exact_json import ENCODER
from intacct_desktop.api.model import ValueKind
from intacct_desktop.results.columns import Column
from intacct_desktop.results.files import sha256_of, target_file
from intacct_desktop.results.provenance import State
from intacct_desktop.results.writers import WINDOW, Cancelled, FileFormat, Options, Outcome, write
from intacct_desktop.workspace.journal import Journal, JournalEntry, Wanted

_NAMES = tuple(member.name for member in fields(JournalEntry))
_KINDS = {"id": ValueKind.INTEGER, "status": ValueKind.INTEGER, "undoes": ValueKind.INTEGER, "undone_by": ValueKind.INTEGER}
_RECORDS = ("before", "after")
_AT_ONCE = 50  # an entry may have two records of megabytes


def export(
    journal: Journal,
    chosen: Wanted | Sequence[int],
    path: Path,
    file_format: FileFormat,
    progress: Callable[[int], None] = lambda entries: None,
    cancelled: threading.Event | None = None,
) -> Outcome:
    """Write entries, those that are wanted or those of these ids, the newest first. Blocks: call it in a thread.

    The file appears when it is whole. ``shortened`` of the outcome counts texts that were too long for XLSX. Raises `Cancelled`,
    `files.FileTrouble`, `JournalError` and OSError.
    """
    ids = [line.id for line in journal.search(chosen, limit=-1)] if isinstance(chosen, Wanted) else sorted(chosen, reverse=True)
    table = _Table(journal, ids)
    if file_format is not FileFormat.JSON:  # a table's cells are texts: the records themselves are in JSON only
        return write(table, path, file_format, Options(), progress, cancelled)
    with target_file(path) as target:
        with target.temporary.open("wb") as file:
            before = b"[\n"
            for count, entry in enumerate(table.entries(ids), 1):
                if cancelled is not None and cancelled.is_set():
                    raise Cancelled
                file.write(before + ENCODER.encode({name: getattr(entry, name) for name in _NAMES}))
                before = b",\n"
                if count % WINDOW == 0 or count == len(ids):
                    progress(count)
            file.write(b"\n]\n" if ids else b"[]\n")
        size = target.temporary.stat().st_size
        digest = sha256_of(target.temporary)
    return Outcome(path=target.path, bytes=size, rows=len(ids), state=State.COMPLETE, sha256=digest)


class _Table:
    """The entries with these ids, as the file writers read them."""

    complete = True

    def __init__(self, journal: Journal, ids: Sequence[int]) -> None:
        self._journal = journal
        self._ids = ids
        self.columns = tuple(Column(name, _KINDS.get(name, ValueKind.TEXT), None, name) for name in _NAMES)
        self.folder = Path(tempfile.gettempdir())

    @property
    def count(self) -> int:
        return len(self._ids)

    def window(self, start: int, count: int, width: int | None = None) -> list[tuple[Any, ...]]:
        return [_cells(entry)[:width] for entry in self.entries(self._ids[start : start + count])]

    def entries(self, ids: Sequence[int]) -> Iterator[JournalEntry]:
        for start in range(0, len(ids), _AT_ONCE):
            yield from self._journal.get_all(ids[start : start + _AT_ONCE])


def _cells(entry: JournalEntry) -> tuple[Any, ...]:
    """Moments as text with their offset: a cell's own type has none."""
    values = {name: getattr(entry, name) for name in _NAMES}
    values |= {name: ENCODER.encode(values[name]).decode() for name in _RECORDS if values[name] is not None}
    return tuple((values | {"at": entry.at.isoformat()}).values())
