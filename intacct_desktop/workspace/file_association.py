"""A double click on a ``.iaq`` file opens this program: written into the registry of this user, no administrator is needed.

On Linux these are a type of file and a menu entry in the folder of the user's data (the Shared MIME-info and Desktop Entry
specifications), on Windows keys below ``HKEY_CURRENT_USER\\Software\\Classes``. On macOS only the program's bundle itself can say what it
opens (``CFBundleDocumentTypes``), so there is nothing to register.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from xml.sax.saxutils import escape

from intacct_desktop.workspace.query_file import SUFFIX

TYPE = "application/x-intacct-desktop-query"
NAME = "Intacct Desktop query"

CAN_REGISTER = sys.platform != "darwin"
"""Whether there is something to register on this system."""

_PROGRAM = "intacct-desktop"
_PROG_ID = "IntacctDesktop.Query.1"
_UPDATERS = (("update-mime-database", "mime"), ("update-desktop-database", "applications"))
_PATIENCE = 30.0  # seconds for each of them


def own_command() -> tuple[str, ...]:
    """How this program is started, without the file to open."""
    return (sys.executable,) if getattr(sys, "frozen", False) else (sys.executable, "-m", "intacct_desktop")


def linux_files(command: Sequence[str]) -> dict[str, str]:
    """The text of each file to be written, by its path below the folder of the user's data."""
    mime = f"""<?xml version="1.0" encoding="UTF-8"?>
<mime-info xmlns="http://www.freedesktop.org/standards/shared-mime-info">
  <mime-type type="{TYPE}">
    <comment>{escape(NAME)}</comment>
    <sub-class-of type="application/json"/>
    <glob pattern="*{SUFFIX}"/>
  </mime-type>
</mime-info>
"""
    entry = f"""[Desktop Entry]
Type=Application
Version=1.0
Name=Intacct Desktop
Comment=Explore and administer a Sage Intacct company
Exec={" ".join(_quoted(part) for part in command)} %f
MimeType={TYPE};
Categories=Office;Finance;
Terminal=false
"""
    return {f"mime/packages/{_PROGRAM}.xml": mime, f"applications/{_PROGRAM}.desktop": entry}


def windows_values(command: Sequence[str]) -> dict[str, Mapping[str, str]]:
    """The values of each key below ``Software\\Classes``; "" names a key's default value."""
    return {
        SUFFIX: {"": _PROG_ID, "Content Type": TYPE},
        rf"{SUFFIX}\OpenWithProgids": {_PROG_ID: ""},
        _PROG_ID: {"": NAME},
        rf"{_PROG_ID}\DefaultIcon": {"": f"{command[0]},0"},
        rf"{_PROG_ID}\shell\open\command": {"": f'{subprocess.list2cmdline(command)} "%1"'},
    }


def register(command: Sequence[str] | None = None) -> None:
    """Let ``command``, this program unless given, open ``.iaq`` files of this user. Raises OSError."""
    command = command or own_command()
    if sys.platform == "win32":
        _write_keys(windows_values(command))
    elif CAN_REGISTER:
        folder = data_folder()
        for place, text in linux_files(command).items():
            (folder / place).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            (folder / place).write_text(text, encoding="utf-8")
        _update(folder)
        _run("xdg-mime", "default", f"{_PROGRAM}.desktop", TYPE)


def unregister() -> None:
    """Take back what `register` wrote; what is not there is no matter. Raises OSError."""
    if sys.platform == "win32":
        _delete_keys(windows_values(own_command()))
    elif CAN_REGISTER:
        folder = data_folder()
        for place in linux_files(own_command()):
            (folder / place).unlink(missing_ok=True)
        _update(folder)


def is_registered(command: Sequence[str] | None = None) -> bool:
    """Whether ``command``, this program unless given, is what opens the files. Raises OSError."""
    command = command or own_command()
    if sys.platform == "win32":
        return _has_keys(windows_values(command))
    else:  # noqa: RET505 - so that a type checker for Windows passes it over
        return CAN_REGISTER and all(_text(data_folder() / place) == text for place, text in linux_files(command).items())


def data_folder() -> Path:
    """Where the user's own types of files and menu entries are kept on Linux."""
    named = os.environ.get("XDG_DATA_HOME", "")
    return Path(named) if os.path.isabs(named) else Path.home() / ".local" / "share"


def _quoted(part: str) -> str:
    """One word of a command as the Desktop Entry specification wants it: quoted, then escaped as a value of a key."""
    for character in '\\"`$':
        part = part.replace(character, f"\\{character}")
    return f'"{part}"'.replace("\\", "\\\\").replace("%", "%%")


def _text(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except (FileNotFoundError, UnicodeDecodeError):
        return None


def _update(folder: Path) -> None:
    for program, below in _UPDATERS:
        if (folder / below).is_dir():
            _run(program, str(folder / below))


def _run(program: str, *arguments: str) -> None:
    """Let the desktop know; where it has no such program it reads the files by itself."""
    found = shutil.which(program)
    if found:
        with suppress(subprocess.TimeoutExpired):
            subprocess.run([found, *arguments], check=False, capture_output=True, timeout=_PATIENCE)  # noqa: S603


if sys.platform == "win32":
    import ctypes
    import winreg

    _CLASSES = r"Software\Classes"

    def _write_keys(values: Mapping[str, Mapping[str, str]]) -> None:
        for key, named in values.items():
            with winreg.CreateKeyEx(winreg.HKEY_CURRENT_USER, rf"{_CLASSES}\{key}", access=winreg.KEY_WRITE) as opened:
                for name, value in named.items():
                    winreg.SetValueEx(opened, name, 0, winreg.REG_SZ, value)
        _tell_shell()

    def _delete_keys(values: Mapping[str, Mapping[str, str]]) -> None:
        """Our own keys whole; of the suffix's only what is ours, for another program may have written there too."""
        for name, value in values[SUFFIX].items():
            if _value(SUFFIX, name) == value:
                _delete_value(SUFFIX, name)
        _delete_value(rf"{SUFFIX}\OpenWithProgids", _PROG_ID)
        for key in (r"\shell\open\command", r"\shell\open", r"\shell", r"\DefaultIcon", ""):
            try:
                winreg.DeleteKey(winreg.HKEY_CURRENT_USER, rf"{_CLASSES}\{_PROG_ID}{key}")
            except FileNotFoundError:
                continue
        _tell_shell()

    def _has_keys(values: Mapping[str, Mapping[str, str]]) -> bool:
        return all(_value(key, name) == value for key, named in values.items() for name, value in named.items())

    def _value(key: str, name: str) -> str | None:
        try:
            with winreg.OpenKey(winreg.HKEY_CURRENT_USER, rf"{_CLASSES}\{key}") as opened:
                return str(winreg.QueryValueEx(opened, name)[0])
        except FileNotFoundError:
            return None

    def _delete_value(key: str, name: str) -> None:
        try:
            with winreg.OpenKey(winreg.HKEY_CURRENT_USER, rf"{_CLASSES}\{key}", access=winreg.KEY_WRITE) as opened:
                winreg.DeleteValue(opened, name)
        except FileNotFoundError:
            return

    def _tell_shell() -> None:
        assoc_changed = 0x08000000
        ctypes.windll.shell32.SHChangeNotify(assoc_changed, 0, None, None)
