"""What a file says of itself: in a manifest beside it, which programs read, or on a sheet of its own."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from intacct_desktop import __version__
from intacct_desktop.results.columns import Column
from intacct_desktop.results.files import sha256_of
from intacct_desktop.results.formats.file_format import FileFormat, Options
from intacct_desktop.results.formats.file_words import state_words
from intacct_desktop.results.formats.notation import PLAIN
from intacct_desktop.results.provenance import Provenance

SUFFIX = ".manifest.json"
_VERSION = 1


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """``name`` is relative, with slashes."""

    name: str
    bytes: int
    sha256: str


def manifest_path(path: Path) -> Path:
    return path.with_name(path.name + SUFFIX)


def listed(files: Iterable[Path], folder: Path, check: Callable[[], object]) -> tuple[WrittenFile, ...]:
    """The files as they are, named from ``folder``; ``check`` ends it by raising."""
    return tuple(WrittenFile(path.relative_to(folder).as_posix(), path.stat().st_size, sha256_of(path, check)) for path in files)


def digest_of(files: Sequence[WrittenFile]) -> str:
    """Of a data set: the SHA-256 of what ``sha256sum`` lists of its files, in the order of their names."""
    lines = "".join(f"{file.sha256}  {file.name}\n" for file in sorted(files, key=lambda file: file.name))
    return hashlib.sha256(lines.encode()).hexdigest()


def manifest_of(
    name: str,
    file_format: FileFormat,
    options: Options,
    columns: Sequence[Column],
    files: Sequence[WrittenFile],
    digest: str,
    found: Provenance,
    written: datetime,
) -> bytes:
    """JSON, UTF-8. Amounts are strings, digit for digit; ``files`` is there for a data set of several."""
    source = found.source
    members: dict[str, Any] = {
        "format": "intacct-desktop-manifest",
        "version": _VERSION,
        "file": name,
        "fileFormat": file_format.value,
        "bytes": sum(file.bytes for file in files),
        "sha256": digest,
        "state": found.state.value,
        "rows": found.rows,
        "totalCountBefore": found.total_before,
        "totalCountAfter": found.total_after,
        "sums": {path: f"{total:f}" for path, total in found.sums.items()},
        "misfits": found.misfits,
        "shortened": found.shortened,
        "company": source.company,
        "environment": source.environment,
        "entity": source.entity,
        "user": source.user,
        "connection": source.connection,
        "baseUrl": source.base_url,
        "apiVersion": source.api_version,
        "asked": _utc(source.asked),
        "written": _utc(written),
        "program": f"intacct-desktop {__version__}",
        "arranged": source.arranged,
        "query": _json(source.query),
        "columns": [{"name": column.path, "title": column.title, "kind": column.kind.value, "scale": column.scale} for column in columns],
    }
    if file_format is FileFormat.CSV:
        members["csv"] = {
            "separator": options.separator,
            "byteOrderMark": options.byte_order_mark,
            "formulaGuard": options.formula_guard,
            "quote": options.quote.value,
            "decimalMark": options.decimal_mark,
            "dateFormat": options.date_format,
            "null": options.null,
            "header": options.header.value,
        }
    if options.partition is not None and file_format is FileFormat.PARQUET:
        members["files"] = [{"name": file.name, "bytes": file.bytes, "sha256": file.sha256} for file in files]
    return msgspec.json.format(msgspec.json.encode(members), indent=2) + b"\n"


def about_of(found: Provenance, written: datetime, options: Options) -> list[tuple[str, str]]:
    """The same for people, as names and values."""
    source, words = found.source, options.words
    totals = [
        ("totalCount before", found.total_before),
        ("totalCount after", found.total_after),
        ("Values not of their column's type, as text", found.misfits),
        ("Texts cut at 32,767 characters, ending in …", found.shortened),
    ]
    lines = [
        (words.state, state_words(found, PLAIN, words)),
        (words.rows, str(found.rows)),
        *((name, "not asked" if total is None else str(total)) for name, total in totals),
        *((f"Sum of {path}", f"{total:f}") for path, total in found.sums.items()),
        (words.company, source.company),
        (words.environment, source.environment),
        (words.entity, source.entity or words.top_level),
        (words.user, source.user),
        ("Connection", source.connection),
        (words.server, source.base_url),
        ("API version", source.api_version),
        (words.read_at, f"{_utc(source.asked)} (UTC)"),
        ("Written", f"{_utc(written)} (UTC)"),
        ("Program", f"intacct-desktop {__version__}"),
        (words.arranged, source.arranged),
        (words.query, _readable(source.query)),
    ]
    return [(name, value) for name, value in lines if value]


def _utc(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def _json(text: str) -> msgspec.Raw | str:
    """The query as the JSON that it is, digit for digit."""
    try:
        msgspec.json.decode(text)
    except ValueError:
        return text
    return msgspec.Raw(text.encode())


def _readable(text: str) -> str:
    try:
        return msgspec.json.format(text, indent=2)
    except ValueError:
        return text
