"""The files that hang on records (facts 9): which attachment a record has, and what is in it."""

import base64
import binascii
import io
import lzma
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from intacct_desktop.api.client import Client
from intacct_desktop.api.errors import IntacctError
from intacct_desktop.api.model import ObjectModel
from intacct_desktop.api.records.members import fetch_members
from intacct_desktop.api.records.reading import read_record

ATTACHMENT = "company-config/attachment"
_FILES = "files"
# What is a ZIP by itself: its content is not to be taken out of it.
_ZIP_KINDS = frozenset({".zip", ".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp", ".jar", ".epub"})
_LARGEST = 200_000_000  # bytes that a ZIP may claim to hold


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """A file of an attachment; ``content`` is None where the company does not give it, as it keeps it elsewhere."""

    name: str
    content: bytes | None


def attachment_paths(model: ObjectModel) -> tuple[str, ...]:
    """The dotted paths of a record's references to attachments: none where its object can have none."""
    return tuple(path for path, reference in model.references.items() if reference.object == ATTACHMENT)


async def attachment_keys(client: Client, model: ObjectModel, keys: Sequence[str], entity: str | None) -> Mapping[str, tuple[str, ...]]:
    """The attachments of the records with these keys, by record. Records that are gone are not there. Raises what the client raises."""
    if model.name == ATTACHMENT:
        return {key: (key,) for key in keys}
    paths = attachment_paths(model)
    if not paths:
        return dict.fromkeys(keys, ())
    found = await fetch_members(client, model.name, keys, [f"{path}.key" for path in paths], entity)
    return {key: tuple(dict.fromkeys(str(value) for value in members.values() if value)) for key, members in found.items()}


async def attached_files(client: Client, key: str, entity: str | None) -> list[AttachedFile]:
    """The files of an attachment, in their order. Raises what the client raises."""
    record = await read_record(client, ATTACHMENT, key, entity)
    files = record.get(_FILES)
    if not isinstance(files, list):
        raise IntacctError(200, "", code="not-an-attachment")
    return [_file(entry) for entry in files if isinstance(entry, Mapping)]


def _file(entry: Mapping[str, Any]) -> AttachedFile:
    name = str(entry.get("name") or entry.get("key") or "")
    return AttachedFile(name, _content(entry.get("data"), name))


def _content(data: object, name: str) -> bytes | None:
    if not isinstance(data, str):
        return None
    try:
        content = base64.b64decode(data, validate=True)
    except (binascii.Error, ValueError):
        return None
    return _unzipped(content, name)


def _unzipped(content: bytes, name: str) -> bytes:
    """What is in a ZIP of one file: the reference says that data is "zipped", and no answer was seen that is (facts 9)."""
    if not content.startswith(b"PK\x03\x04") or PurePosixPath(name).suffix.lower() in _ZIP_KINDS:
        return content
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
            whole = len(members) == 1 and members[0].file_size <= _LARGEST
            return archive.read(members[0]) if whole else content
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, NotImplementedError, OSError, RuntimeError, ValueError):
        return content
