"""The built company in a file, so that it is built once for a seed, a day and a size, and not at every start.

Of the small company there is one for each day, a company of millions of rows is kept for a month. All that a run writes is one transaction
that never ends well, so the file never changes. Runs share the file of a small company, as what each of them writes stays in its memory;
that of a large one is lent to one run at a time, which may put into it what memory does not hold: that is rolled back at the end or, after
a crash, by the next start.
"""

import contextlib
import hashlib
import logging
import os
import sqlite3
import tempfile
import threading
import time
from datetime import date
from pathlib import Path

from intacct_desktop import __version__
from intacct_desktop.resources import resource
from intacct_desktop.sandbox.facts import load_facts
from intacct_desktop.sandbox.generated.rows import Generator
from intacct_desktop.sandbox.store import Store, Supply

_log = logging.getLogger(__name__)

# What nobody has opened for so long has had its day; what has not grown for so long is of a server that was killed while it built.
_KEPT_SECONDS = 3 * 86_400
_GIVEN_UP_SECONDS = 3_600

# The last thing written into a company's file. SQLite keeps it in the file's head: a file without it is none of ours, or not whole.
_MARK = 0x50524143
_MARK_AT = slice(68, 72)


def open_company(folder: Path | None, seed: int, today: date, rows: int = 0) -> Store:
    """The company's store, ready for use; what is written to it ends with it.

    ``folder`` keeps what was built; without one nothing is kept. ``rows`` 0 is the small company, else its size as `scale` counts it; that
    needs a folder. Raises OSError when a large company cannot be written, or when another server has it open.
    """
    supply = Generator(load_facts(), seed, today)
    if folder is None:
        if rows:
            raise ValueError("A large company needs a folder")
        return _in_memory(supply, seed, today)
    file = folder / f"company-{rows}-{_digest(seed, today.replace(day=1) if rows else today)}.sqlite"
    try:
        if file.exists():
            try:
                return _open(file, supply, rows)
            except sqlite3.DatabaseError:
                _log.warning("%s is damaged and is built again", file)
                _discard(file)
        _build(file, seed, today, rows)
        return _open(file, supply, rows)
    except OSError as error:
        if rows:
            raise
        _log.warning("The practice company cannot be kept for the next start: %s", error)
        return _in_memory(supply, seed, today)


def _in_memory(supply: Supply, seed: int, today: date) -> Store:
    store = Store.open(None, supply=supply)
    _fill(store, seed, today, 0)
    return store


def _fill(store: Store, seed: int, today: date, rows: int) -> None:
    # Most starts find the company built: what builds it is loaded by those that do not.
    from intacct_desktop.sandbox.company.building import build_company
    from intacct_desktop.sandbox.company.scale import scale

    build_company(store, seed, today)
    if rows:
        scale(store, rows)


def _open(file: Path, supply: Supply, rows: int) -> Store:
    file.touch()
    with file.open("rb") as opened:
        if opened.read(_MARK_AT.stop)[_MARK_AT] != _MARK.to_bytes(4, "big"):
            raise sqlite3.DatabaseError("The file is no company")
    return Store.borrow(file, supply) if rows else Store.share(file, supply)


def _build(file: Path, seed: int, today: date, rows: int) -> None:
    """Write the company's file, complete or not at all. Two servers may do so at once: the first file stays, as it may be open by now."""
    file.parent.mkdir(parents=True, exist_ok=True)
    number, name = tempfile.mkstemp(dir=file.parent, prefix="building-", suffix=".sqlite")
    os.close(number)
    part = Path(name)
    try:
        if rows:
            # In a process of its own, which takes with it the memory that it took.
            from concurrent.futures import ProcessPoolExecutor
            from multiprocessing import get_context

            with ProcessPoolExecutor(1, get_context("spawn"), initializer=_end_with_parent) as process:
                process.submit(_write, part, seed, today, rows).result()
        else:
            _write(part, seed, today, rows)
        if not file.exists():
            _discard(file)
            part.replace(file)
    except sqlite3.OperationalError as error:
        raise OSError(f"{part} cannot be written: {error}") from error
    finally:
        part.unlink(missing_ok=True)
    for pattern, seconds in (("company-*.sqlite", _KEPT_SECONDS), ("building-*.sqlite", _GIVEN_UP_SECONDS)):
        for other in file.parent.glob(pattern):
            with contextlib.suppress(OSError):  # in use, on Windows, or gone by now
                if time.time() - other.stat().st_mtime > seconds:
                    _discard(other)


def _discard(file: Path) -> None:
    """Take away a company's file with its journal, which SQLite would otherwise play back into the next file of that name."""
    file.unlink(missing_ok=True)
    file.with_name(f"{file.name}-journal").unlink(missing_ok=True)


def _end_with_parent() -> None:
    """In the building process: do not go on for a server that was killed."""
    from multiprocessing import parent_process

    def watch() -> None:
        if parent := parent_process():
            parent.join()
            os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _write(file: Path, seed: int, today: date, rows: int) -> None:
    with contextlib.closing(Store.open(file)) as store:
        store.connection.execute("PRAGMA journal_mode = OFF")
        _fill(store, seed, today, rows)
        store.connection.execute(f"PRAGMA application_id = {_MARK:d}")
    # All of it is on the disk before it gets its name.
    with file.open("rb+") as written:
        os.fsync(written.fileno())


def _digest(seed: int, day: date) -> str:
    """A short name of everything that the company's records follow from. A file's date stands for its content, which is slower to read."""
    digest = hashlib.sha256(repr((__version__, sqlite3.sqlite_version, seed, day)).encode())
    code, names = Path(__file__).parent.glob("**/*.py"), resource("practice").glob("*.json")
    for path in (*sorted(code), *sorted(names), resource("model", "facts.json")):
        seen = path.stat()
        digest.update(f"{path} {seen.st_size} {seen.st_mtime_ns}".encode())
    return digest.hexdigest()[:20]
