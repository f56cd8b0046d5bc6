"""The saved queries of one person: a folder on disk with folders and ``.iaq`` files in it, which other programs may change as well.

All methods block. A folder is named by its path below the root, with slashes: ``Month end/Payables``; the root is "". Names of files are
made of the queries' names so that Windows, macOS and Linux take them; a name that is taken gets a number. What is deleted goes to
``.trash`` in the root.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from intacct_desktop.workspace import query_file
from intacct_desktop.workspace.query_file import SUFFIX, QueryFileError, SavedQuery, Stamp, stamp_of, title_of

TRASH = ".trash"


@dataclass(frozen=True, slots=True)
class ShelfFolder:
    """A folder by its path below the root; ``problem`` says why its content cannot be listed."""

    folder: str
    problem: OSError | None = None

    @property
    def name(self) -> str:
        return self.folder.rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class ShelfEntry:
    """A file. ``problem`` says why it cannot be opened, and then there is nothing in ``object`` and ``description``.

    ``stamp`` is how the file stood when it was listed.
    """

    path: Path
    folder: str
    name: str
    object: str = ""
    description: str = ""
    stamp: Stamp | None = None
    problem: QueryFileError | OSError | None = None


@dataclass(frozen=True, slots=True)
class Deleted:
    """What `SavedQueries.restore` brings back: where it is now, and the path below the root that it had."""

    trashed: Path
    place: str


class SavedQueries:
    """The tree below ``root``, which is made when something is first saved."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def folders(self) -> list[ShelfFolder]:
        """All folders, each after the one that it is in, by name. Raises OSError where the root itself cannot be read."""
        return [ShelfFolder(folder, problem) for folder, problem, _ in self._walk() if folder]

    def entries(self) -> list[ShelfEntry]:
        """All files, by folder and name, those that cannot be opened among them. Raises OSError where the root itself cannot be read."""
        return [
            entry
            for folder, _, files in self._walk()
            for entry in sorted((self._entry(file, folder) for file in files), key=lambda found: _key(found.name))
        ]

    def entry_at(self, path: Path) -> ShelfEntry | None:
        """The entry of a file below the root as it stands now; None where there is no such file."""
        try:
            folder = path.parent.relative_to(self.root)
        except ValueError:
            return None
        return self._entry(path, "/".join(folder.parts)) if path.is_file() else None

    def load(self, entry: ShelfEntry) -> SavedQuery:
        """The query of a file. Raises OSError and `QueryFileError`."""
        return replace(query_file.read(entry.path), name=entry.name)

    def save(
        self, saved: SavedQuery, folder: str = "", name: str | None = None, *, over: ShelfEntry | None = None, overwrite: bool = False
    ) -> ShelfEntry:
        """Keep a query as a new file in ``folder``, under ``name`` or its own; or ``over`` a file that is there already, in its place and
        under its name.

        Raises OSError, and `ChangedMeanwhile` where the file to replace is not as it was when it was listed, unless ``overwrite``.
        """
        if over is not None:
            query_file.write(over.path, replace(saved, name=over.name), expected=None if overwrite else over.stamp)
            return self._entry(over.path, over.folder)
        wanted = (saved.name if name is None else name).strip()
        path, given = self._reserved(folder, wanted)
        try:
            query_file.write(path, replace(saved, name=given))
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        return self._entry(path, folder)

    def rename(self, entry: ShelfEntry, name: str) -> ShelfEntry:
        """Give a file another name, numbered where it is taken. Raises OSError."""
        return self._relocated(entry, entry.folder, name.strip())

    def move(self, entry: ShelfEntry, folder: str) -> ShelfEntry:
        """Bring a file to another folder, under its name, numbered where it is taken. Raises OSError."""
        return entry if folder == entry.folder else self._relocated(entry, folder, entry.name)

    def delete(self, entry: ShelfEntry) -> Deleted:
        """Put a file into the trash. Raises OSError."""
        return self._trash(entry.path)

    def make_folder(self, name: str, inside: str = "") -> ShelfFolder:
        """A new folder, its name numbered where it is taken. Raises OSError."""
        above = self._folder(inside)
        above.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = _free(above, safe_name(name, "Folder"))
        path.mkdir(mode=0o700)
        return ShelfFolder(self._place(path))

    def rename_folder(self, folder: str, name: str) -> ShelfFolder:
        """Give a folder another name, numbered where it is taken. Raises OSError."""
        path = self._folder(folder)
        new = _free(path.parent, safe_name(name, "Folder"), but=path.name)
        path.rename(new)
        return ShelfFolder(self._place(new))

    def move_folder(self, folder: str, into: str) -> ShelfFolder:
        """Bring a folder with all that is in it into another. Raises OSError, and ValueError for one that is inside of it."""
        path, above = self._folder(folder), self._folder(into)
        if above == path or path in above.parents:
            raise ValueError(f"{into!r} is inside of {folder!r}")
        if path.parent == above:
            return ShelfFolder(folder)
        above.mkdir(mode=0o700, parents=True, exist_ok=True)
        new = _free(above, path.name)
        path.rename(new)
        return ShelfFolder(self._place(new))

    def delete_folder(self, folder: str) -> Deleted:
        """Put a folder with all that is in it into the trash. Raises OSError."""
        return self._trash(self._folder(folder))

    def restore(self, deleted: Deleted) -> ShelfEntry | ShelfFolder:
        """Bring back what was deleted to where it was, numbered where its name is taken by now. Raises OSError."""
        target = self._folder(deleted.place)
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        suffix = target.suffix if deleted.trashed.is_file() else ""
        new = _free(target.parent, target.name.removesuffix(suffix), suffix)
        deleted.trashed.rename(new)
        return self._entry(new, self._place(new.parent)) if new.is_file() else ShelfFolder(self._place(new))

    def _walk(self, folder: str = "") -> Iterator[tuple[str, OSError | None, list[Path]]]:
        """Every folder from ``folder`` on, the reason why it cannot be listed, and its files of queries."""
        try:
            found = sorted(self._folder(folder).iterdir(), key=lambda path: _key(path.name))
        except FileNotFoundError:
            return
        except OSError as error:
            if not folder:
                raise
            yield folder, error, []
            return
        shown = [path for path in found if not path.name.startswith(".")]
        yield folder, None, [path for path in shown if path.suffix.lower() == SUFFIX and not path.is_dir()]
        for path in shown:
            if path.is_dir() and not path.is_symlink():  # a link may lead round in a circle
                yield from self._walk(self._place(path))

    def _entry(self, path: Path, folder: str) -> ShelfEntry:
        try:
            stamp = stamp_of(path)  # before it is read: a change in between is seen when it is saved
            saved = query_file.read(path)
        except (QueryFileError, OSError) as error:
            return ShelfEntry(path, folder, title_of(path), problem=error)
        # Somebody who renames the file in another program means the query.
        name = saved.name if _key(safe_name(saved.name)) == _key(path.stem) else title_of(path)
        return ShelfEntry(path, folder, name, saved.query.object, saved.description, stamp)

    def _folder(self, folder: str) -> Path:
        parts = PurePosixPath(folder).parts
        if ".." in parts or PurePosixPath(folder).is_absolute():
            raise ValueError(f"not below the root: {folder!r}")
        return self.root.joinpath(*parts)

    def _place(self, path: Path) -> str:
        return "/".join(path.relative_to(self.root).parts)

    def _reserved(self, folder: str, name: str) -> tuple[Path, str]:
        """An empty file that is ours, made so that no other program takes its name, and the query's name in it."""
        above = self._folder(folder)
        above.mkdir(mode=0o700, parents=True, exist_ok=True)
        stem = safe_name(name)
        while True:
            path = _free(above, stem, SUFFIX)
            try:
                path.touch(exist_ok=False)
            except FileExistsError:  # taken a moment ago
                continue
            return path, (name or stem) + path.stem.removeprefix(stem)

    def _relocated(self, entry: ShelfEntry, folder: str, name: str) -> ShelfEntry:
        path, given = entry.path.with_name(safe_name(name) + SUFFIX), name
        differs_in_case = folder == entry.folder and _key(path.name) == _key(entry.path.name)
        if not differs_in_case or (path.exists() and not path.samefile(entry.path)):  # on Linux "A" and "a" are two files
            path, given = self._reserved(folder, name)
        try:
            entry.path.replace(path)
        except BaseException:
            if path != entry.path:
                path.unlink(missing_ok=True)
            raise
        if entry.problem is None and given != entry.name:
            query_file.write(path, replace(query_file.read(path), name=given))
        return self._entry(path, folder)

    def _trash(self, path: Path) -> Deleted:
        place = self._place(path)
        target = self.root / TRASH / place
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        suffix = path.suffix if path.is_file() else ""
        trashed = _free(target.parent, target.name.removesuffix(suffix), suffix)
        path.rename(trashed)
        return Deleted(trashed, place)


_LONGEST = 100  # characters; with a folder or two, Windows takes 260 in a whole path
_MOST_BYTES = 200  # of a name; Linux takes 255, and some are for the number and the suffix
_FORBIDDEN = re.compile(r'[<>:"/\\|?*]')
_RESERVED = re.compile(r"^(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(\s*(\..*)?)$", re.IGNORECASE)
_JOINERS = "\u200d\ufe0e\ufe0f"
_TURNS = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"


def safe_name(name: str, otherwise: str = "Query") -> str:
    """A name that a file or folder can have on Windows, macOS and Linux; ``otherwise`` where nothing is left."""
    plain = unicodedata.normalize("NFC", name.encode(errors="replace").decode())
    plain = "".join(" " if _is_control(character) else character for character in plain)
    plain = " ".join(_FORBIDDEN.sub("-", plain).split())[:_LONGEST]
    plain = plain.encode()[:_MOST_BYTES].decode(errors="ignore").lstrip(". ").rstrip(f". {_JOINERS}")
    return _RESERVED.sub(r"\1_\2", plain) or otherwise


def _is_control(character: str) -> bool:
    """Control characters, and those that turn the direction of reading: a name has to be what it looks like."""
    return unicodedata.category(character) in ("Cc", "Zl", "Zp") or character in _TURNS


def _key(name: str) -> str:
    """Two names with the same key are one name to Windows or macOS."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def _free(folder: Path, stem: str, suffix: str = "", but: str = "") -> Path:
    """The first of "Name", "Name (2)", "Name (3)" that nothing in ``folder`` is called; ``but`` may be called so."""
    taken = {_key(path.name) for path in folder.iterdir() if path.name != but}
    number = 1
    while _key(name := f"{stem} ({number}){suffix}" if number > 1 else stem + suffix) in taken:
        number += 1
    return folder / name
