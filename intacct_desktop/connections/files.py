"""Small files that only this user may read, replaced whole or not at all."""

import contextlib
import os
import tempfile
from pathlib import Path


def write_private(path: Path, content: bytes) -> None:
    """Replace `path` with `content` in one step, readable by this user only (0600 where there are such modes). Raises OSError."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)  # made with 0600
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise


def damaged_path(path: Path) -> Path:
    """Where `set_aside` puts a file."""
    return path.with_name(f"{path.name}.damaged")


def set_aside(path: Path) -> Path:
    """Rename a file that cannot be read to ``NAME.damaged`` (an earlier one makes room) and give its new place."""
    kept = damaged_path(path)
    path.replace(kept)
    return kept
