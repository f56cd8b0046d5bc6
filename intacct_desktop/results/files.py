"""A file appears under its name when it is whole, or not at all."""

import errno
import hashlib
import os
import secrets
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
        self.temporary = self.path.with_name(f".{self.path.name[:40]}.{secrets.token_hex(4)}.part")
        with named(self.path):
            if self.path.exists():
                os.close(os.open(self.path, os.O_RDWR))  # open in a spreadsheet on Windows, write-protected anywhere
            os.close(os.open(self.temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))

    def keep(self) -> int:
        """Give the file its name; its size in bytes. Raises `FileTrouble`; the temporary file is then gone."""
        try:
            with named(self.path):
                with open(self.temporary, "rb+") as file:
                    os.fsync(file.fileno())
                    size = os.fstat(file.fileno()).st_size
                os.replace(self.temporary, self.path)
                return size
        except BaseException:
            self.discard()
            raise

    def discard(self) -> None:
        """Leave nothing behind."""
        with suppress(OSError):
            self.temporary.unlink(missing_ok=True)


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


def trouble_with(path: Path, error: OSError) -> FileTrouble:
    """The system's refusal in our terms."""
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT | errno.EFBIG:
            trouble = Trouble.FULL
        case errno.EACCES | errno.EPERM if getattr(error, "winerror", None) in (32, 33):
            trouble = Trouble.IN_USE
        case errno.EACCES | errno.EPERM | errno.EROFS | errno.EISDIR:
            trouble = Trouble.NOT_ALLOWED
        case errno.EBUSY | errno.ETXTBSY:
            trouble = Trouble.IN_USE
        case errno.ENOENT | errno.ENOTDIR:
            trouble = Trouble.NO_FOLDER
        case _:
            trouble = Trouble.OTHER
    return FileTrouble(trouble, path, error)
