"""A file appears under its name when it is whole, or not at all; so does a folder of files, and a file with the one that describes it."""

import errno
import hashlib
import os
import secrets
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from enum import StrEnum
from pathlib import Path


class Trouble(StrEnum):
    """Why a file could not be written."""

    FULL = "full"
    NOT_ALLOWED = "not-allowed"
    IN_USE = "in-use"
    NO_FOLDER = "no-folder"
    TOO_LONG = "too-long"
    """Its name, or the path to it, is longer than the system takes."""
    GONE = "gone"
    """The drive or the network share does not answer any more."""
    OTHER = "other"


class FileTrouble(OSError):
    """The file could not be written; nothing is left of it, and a file that had the name before is as it was."""

    def __init__(self, trouble: Trouble, path: Path, cause: OSError) -> None:
        super().__init__(cause.errno, cause.strerror or str(cause), str(path))
        self.trouble = trouble
        self.path = path


class Target:
    """A file in the making: write to ``temporary``, then `keep` or `discard`. All three block for as long as the disk takes."""

    def __init__(self, path: Path) -> None:
        """Makes the temporary file beside the target, so that a folder that refuses does it before the work. Raises `FileTrouble`."""
        self.path = path.resolve()
        self.temporary = _beside(self.path, "part")
        with named(self.path):
            if self.path.exists():
                os.close(os.open(self.path, os.O_RDWR))  # open in a spreadsheet on Windows, write-protected anywhere
            os.close(os.open(self.temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))

    @property
    def files(self) -> tuple[Path, ...]:
        """What was written so far."""
        return (self.temporary,)

    def keep(self) -> int:
        """Give the file its name; its size in bytes. Raises `FileTrouble`; the temporary file is then gone."""
        try:
            with named(self.path):
                size = self.settle()
                self.give_name()
                return size
        except BaseException:
            self.discard()
            raise

    def settle(self) -> int:
        """Have the disk take what was written, so that nothing but the name is missing; the bytes. Raises OSError."""
        return _settle(self.temporary)

    def give_name(self) -> None:
        """Put it in the place of what has the name. Raises OSError; everything is as before then."""
        os.replace(self.temporary, self.path)

    def discard(self) -> None:
        """Leave nothing behind."""
        with suppress(OSError):
            self.temporary.unlink(missing_ok=True)


class FolderTarget:
    """A folder of Parquet files in the making, as `Target` otherwise. Only a folder that has nothing else in it is replaced."""

    def __init__(self, path: Path) -> None:
        self.path = path.resolve()
        self.temporary = _beside(self.path, "part")
        with named(self.path):
            if self.path.exists() and not _has_only_parquet(self.path):
                raise FileExistsError(errno.EEXIST, "Something else has this name")
            self.temporary.mkdir()

    @property
    def files(self) -> tuple[Path, ...]:
        return tuple(sorted(path for path in self.temporary.rglob("*") if path.is_file()))

    def settle(self) -> int:
        return sum(_settle(path) for path in self.files)

    def give_name(self) -> None:
        former = _moved_away(self.path)
        try:
            os.rename(self.temporary, self.path)
        except BaseException:
            if former is not None:
                os.rename(former, self.path)
            raise
        if former is not None:
            shutil.rmtree(former, ignore_errors=True)

    def discard(self) -> None:
        shutil.rmtree(self.temporary, ignore_errors=True)


def keep(target: Target | FolderTarget, manifest: Target | None = None) -> None:
    """Give a file its name, and its manifest, both or neither. Raises `FileTrouble`; whoever made them discards them then.

    The disk takes both before either has its name, so that only renamings are left. The manifest's is the first, since it can be taken
    back for nothing, and who waits for the file finds the manifest there. Where the computer stops between the two, a manifest is left
    whose digest is not that of the file beside it.
    """
    with named(target.path):
        target.settle()
    if manifest is None:
        with named(target.path):
            target.give_name()
        return
    with named(manifest.path):
        manifest.settle()
        former = _moved_away(manifest.path)
    try:
        with named(manifest.path):
            manifest.give_name()
        with named(target.path):
            target.give_name()
    except BaseException:
        with suppress(OSError):
            manifest.path.unlink(missing_ok=True)
            if former is not None:
                os.rename(former, manifest.path)
        raise
    if former is not None:
        with suppress(OSError):
            former.unlink()


@contextmanager
def target_file(path: Path) -> Iterator[Target]:
    """A `Target` that is kept when the block ends and discarded when it fails. An OSError of the block becomes a `FileTrouble`."""
    target = Target(path)
    try:
        with named(target.path):
            yield target
    except BaseException:
        target.discard()
        raise
    target.keep()


def sha256_of(path: Path, check: Callable[[], object] = int) -> str:
    """The digest of a file, in hexadecimal; ``check`` is called every megabyte, and ends the reading by raising."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            check()
            digest.update(piece)
    return digest.hexdigest()


@contextmanager
def named(path: Path) -> Iterator[None]:
    """An OSError of the block becomes a `FileTrouble` with ``path``."""
    try:
        yield
    except FileTrouble:
        raise
    except OSError as error:
        raise trouble_with(path, error) from error


_FULL = ("ENOSPC", "EDQUOT", "EFBIG")
_NOT_ALLOWED = ("EACCES", "EPERM", "EROFS", "EISDIR", "EEXIST", "ENOTEMPTY")
_GONE = (
    *("EIO", "ENXIO", "ENODEV", "ESTALE", "ENOTCONN", "ECONNRESET", "ECONNABORTED", "ECONNREFUSED", "EPIPE", "EREMOTEIO", "ENOMEDIUM"),
    *("EHOSTDOWN", "EHOSTUNREACH", "ENETDOWN", "ENETUNREACH", "ENETRESET", "ETIMEDOUT", "ESHUTDOWN"),
)
_KINDS = {
    number: trouble
    for trouble, names in (
        (Trouble.FULL, _FULL),
        (Trouble.NOT_ALLOWED, _NOT_ALLOWED),
        (Trouble.IN_USE, ("EBUSY", "ETXTBSY")),
        (Trouble.NO_FOLDER, ("ENOENT", "ENOTDIR")),
        (Trouble.TOO_LONG, ("ENAMETOOLONG",)),
        (Trouble.GONE, _GONE),
    )
    for name in names
    if (number := getattr(errno, name, None)) is not None  # not every system has all of them
}
# Windows' own numbers, where several have one `errno`: a device that is not ready, a share that went away, a file that is open elsewhere.
_WINDOWS_KINDS = {
    **dict.fromkeys((39, 112, 1295), Trouble.FULL),
    **dict.fromkeys((32, 33), Trouble.IN_USE),
    **dict.fromkeys((111, 206), Trouble.TOO_LONG),
    **dict.fromkeys((21, 31, 51, 53, 54, 55, 59, 64, 67, 121, 433, 1117, 1167, 1231, 1232, 1236), Trouble.GONE),
}
_LONGEST_ON_WINDOWS = 259


def trouble_with(path: Path, error: OSError) -> FileTrouble:
    """The system's refusal in our terms."""
    trouble = _WINDOWS_KINDS.get(getattr(error, "winerror", None) or 0) or _KINDS.get(error.errno or 0, Trouble.OTHER)
    if trouble is Trouble.NO_FOLDER and sys.platform == "win32" and len(str(path)) > _LONGEST_ON_WINDOWS:
        trouble = Trouble.TOO_LONG  # Windows says of such a path that it is not there
    return FileTrouble(trouble, path, error)


def _beside(path: Path, ending: str) -> Path:
    """A name in the same folder that nobody has, so that a renaming is all it takes."""
    return path.with_name(f".{path.name[:40]}.{secrets.token_hex(4)}.{ending}")


def _settle(path: Path) -> int:
    with open(path, "rb+") as file:
        os.fsync(file.fileno())
        return os.fstat(file.fileno()).st_size


def _moved_away(path: Path) -> Path | None:
    """Where what had the name is for now; None where nothing had it."""
    former = _beside(path, "old")
    try:
        os.rename(path, former)
    except FileNotFoundError:
        return None
    return former


def _has_only_parquet(folder: Path) -> bool:
    return folder.is_dir() and all(entry.is_dir() or entry.suffix == ".parquet" for entry in folder.rglob("*"))
