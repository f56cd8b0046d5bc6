"""The attachments of many records as files in a folder: none is overwritten, and one that fails does not keep the others from coming."""

import asyncio
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from intacct_desktop.api.client import Client
from intacct_desktop.api.errors import RequestError
from intacct_desktop.api.model_service import ModelService
from intacct_desktop.api.records.attachments import AttachedFile, attached_files, attachment_keys
from intacct_desktop.results.files import named, target_file
from intacct_desktop.results.threads import finish_in_thread
from intacct_desktop.workspace.saved_queries import safe_name


@dataclass(frozen=True, slots=True)
class SavedFile:
    """A file that is there; ``was_there`` says that it was before, byte for byte the same."""

    record: str
    path: Path
    bytes: int
    was_there: bool = False


@dataclass(frozen=True, slots=True)
class NotSaved:
    """A file, or a whole attachment, that did not come; ``error`` is None where the company does not give its content."""

    record: str
    name: str
    error: Exception | None


@dataclass(slots=True)
class Download:
    """What became of it. ``without`` are the records that have no attachment, ``gone`` those that are not there any more."""

    saved: list[SavedFile] = field(default_factory=list)
    failed: list[NotSaved] = field(default_factory=list)
    without: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)


async def download_attachments(
    client: Client,
    models: ModelService,
    object_name: str,
    keys: Sequence[str],
    entity: str | None,
    folder: Path,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Download:
    """Save the files of these records into ``folder``. Each is named after its record: ``10231 invoice.pdf``.

    ``progress`` hears of the records done. One call for 500 records and one for each attachment. Raises `files.FileTrouble` for the first
    file that the disk refuses, and what the client raises while it finds out which attachments there are; what is saved by then stays.
    """
    outcome = Download()
    found = await attachment_keys(client, await models.model(object_name), keys, entity)
    outcome.gone = [key for key in keys if key not in found]
    outcome.without = [key for key, attachments in found.items() if not attachments]
    with_files = {key: attachments for key, attachments in found.items() if attachments}
    done = len(keys) - len(with_files)
    progress(done, len(keys))
    lanes = asyncio.Semaphore(client.governor.lanes)  # no more contents in memory than can be on the wire
    turn = asyncio.Lock()

    async def save(record: str, attachments: Sequence[str]) -> None:
        nonlocal done
        async with lanes:
            for attachment in attachments:
                try:
                    files = await attached_files(client, attachment, entity)
                except RequestError as error:
                    outcome.failed.append(NotSaved(record, attachment, error))
                    continue
                for file in files:
                    async with turn:
                        await _keep(file, record, folder, outcome)
        done += 1
        progress(done, len(keys))

    try:
        async with asyncio.TaskGroup() as group:
            for record, attachments in with_files.items():
                group.create_task(save(record, attachments))
    except BaseExceptionGroup as errors:
        raise errors.exceptions[0] from None  # the disk's: the others have none of their own
    return outcome


async def _keep(file: AttachedFile, record: str, folder: Path, outcome: Download) -> None:
    if file.content is None:
        outcome.failed.append(NotSaved(record, file.name, None))
        return
    outcome.saved.append(await finish_in_thread(_saved, file.name, file.content, record, folder))


def _saved(name: str, content: bytes, record: str, folder: Path) -> SavedFile:
    with named(folder):
        path, there = _place(folder, f"{record} {name}", content)
    if there:
        return SavedFile(record, path, len(content), was_there=True)
    with target_file(path) as target:
        target.temporary.write_bytes(content)
    return SavedFile(record, path, len(content))


def _place(folder: Path, name: str, content: bytes) -> tuple[Path, bool]:
    """Where the file is to go: the first of "a.pdf", "a (2).pdf"… that is not taken; and whether the same content has that name already."""
    whole = Path(safe_name(name, "File"))
    number = 1
    while True:
        path = folder / (whole.name if number == 1 else f"{whole.stem} ({number}){whole.suffix}")
        if not path.exists():
            return path, False
        if path.is_file() and path.stat().st_size == len(content) and _digest(path.read_bytes()) == _digest(content):
            return path, True
        number += 1


def _digest(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()
