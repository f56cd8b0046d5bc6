"""Loads that were cut: by a crash, a lost network, or somebody who goes on tomorrow. Their rows stay on disk, with a note of what they are.

The note lies beside the result's file from the load's first row until it has its last one; how far the load came stands in the file
itself (`result_set.Progress`), so that a crash leaves both in step.
"""

import logging
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec

from intacct_desktop.api.query import Query
from intacct_desktop.results import scratch
from intacct_desktop.results.columns import Column
from intacct_desktop.results.database import DamagedFile
from intacct_desktop.results.result_set import ResultSet

_MOST_KEPT = 5
_log = logging.getLogger(__name__)


class LoadNote(msgspec.Struct, frozen=True, kw_only=True):
    """What is being loaded, of whom. ``query`` is the body as the person asked it, ``title`` what its tab was called."""

    profile: str
    company: str
    entity: str | None
    title: str
    query: str
    asked: datetime
    columns: tuple[Column, ...]

    @property
    def asked_query(self) -> Query:
        """Raises `QueryError` where the note was tampered with."""
        return Query.from_json(self.query)


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A load that can go on: its ``rows`` are those of its ``folder``, of ``total`` that matched when the last page came."""

    folder: Path
    note: LoadNote
    rows: int
    total: int | None

    def reopened(self) -> ResultSet:
        """The result, to be filled further. Raises OSError where the folder is gone, in use or damaged."""
        return ResultSet.reopened(self.folder, self.note.columns)

    def discard(self) -> None:
        """Delete the rows."""
        shutil.rmtree(self.folder, ignore_errors=True)


def keep_note(result_set: ResultSet, note: LoadNote) -> None:
    """From now on the result's rows outlive a crash. Raises OSError."""
    whole = result_set.folder / scratch.NOTE
    part = whole.with_suffix(".part")
    part.write_bytes(msgspec.json.encode(note))
    part.replace(whole)


def drop_note(result_set: ResultSet) -> None:
    """The load has ended: what is left of it is to end with the program."""
    (result_set.folder / scratch.NOTE).unlink(missing_ok=True)


def unfinished(profile: str, root: Path | None = None) -> list[Unfinished]:
    """The loads of a connection that can go on, the latest first; those in use are not among them.

    Only the last five are kept; others, and what is damaged, are deleted.
    """
    found: list[Unfinished] = []
    for folder in (root or scratch.default_root()).glob(f"{scratch.PREFIX}*"):
        if not (folder / scratch.NOTE).is_file():
            continue
        load = _read(folder, profile)
        if load is not None:
            found.append(load)
    found.sort(key=lambda load: load.note.asked, reverse=True)
    for load in found[_MOST_KEPT:]:
        load.discard()
    return found[:_MOST_KEPT]


def _read(folder: Path, profile: str) -> Unfinished | None:
    """What a folder holds; None where it is of another connection, in use, or cannot be read at the moment."""
    try:
        note = msgspec.json.decode((folder / scratch.NOTE).read_bytes(), type=LoadNote)
        if note.profile != profile:
            return None
        result_set = ResultSet.reopened(folder, note.columns)
    except (msgspec.MsgspecError, DamagedFile) as error:
        _log.info("a load that was cut cannot be read any more and is deleted: %s", error)
        shutil.rmtree(folder, ignore_errors=True)
        return None
    except OSError as error:  # this program has it open, here or in another window; or the disk is full now, and will not be for ever
        _log.info("a load that was cut cannot be read now: %s", error)
        return None
    progress = result_set.progress
    result_set.close(keep=progress.rows > 0)
    return Unfinished(folder, note, progress.rows, progress.total) if progress.rows else None
