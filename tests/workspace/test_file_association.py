import re
import shlex
import sys
from configparser import RawConfigParser
from pathlib import Path
from xml.etree import ElementTree

import pytest

from intacct_desktop.workspace.file_association import TYPE, is_registered, linux_files, own_command, register, unregister, windows_values

ODD = ('/opt/my "odd" $dir\\100% `x`/intacct desktop', "-m", "x y")


def entry_of(text: str) -> dict[str, str]:
    parser = RawConfigParser(delimiters=("=",))
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(text)
    return dict(parser["Desktop Entry"])


def test_the_type_of_file_is_known_by_its_suffix() -> None:
    text = linux_files(ODD)["mime/packages/intacct-desktop.xml"]
    (type_,) = ElementTree.fromstring(text)  # noqa: S314 - our own
    spaces = {"": "http://www.freedesktop.org/standards/shared-mime-info"}
    glob, above = type_.find("glob", spaces), type_.find("sub-class-of", spaces)
    assert glob is not None
    assert above is not None
    assert (type_.get("type"), glob.get("pattern"), above.get("type")) == (TYPE, "*.iaq", "application/json")


def test_the_menu_entry_starts_the_program_with_the_file() -> None:
    entry = entry_of(linux_files(ODD)["applications/intacct-desktop.desktop"])
    assert entry["MimeType"] == f"{TYPE};"
    value = re.sub(r"\\(.)", r"\1", entry["Exec"])  # the escapes of a value, then those of a quoted word
    words = [re.sub(r"\\([`$])", r"\1", word).replace("%%", "%") for word in shlex.split(value)]
    assert words == [*ODD, "%f"]


def test_the_registry_names_one_kind_of_file_and_its_command() -> None:
    values = windows_values((r"C:\Program Files\Intacct Desktop\intacct-desktop.exe",))
    kind = values[".iaq"][""]
    assert values[r".iaq\OpenWithProgids"] == {kind: ""}
    assert values[rf"{kind}\shell\open\command"] == {"": r'"C:\Program Files\Intacct Desktop\intacct-desktop.exe" "%1"'}
    assert values[rf"{kind}\DefaultIcon"] == {"": r"C:\Program Files\Intacct Desktop\intacct-desktop.exe,0"}
    assert all(key.startswith((".iaq", kind)) for key in values)


if sys.platform == "linux":

    def test_registering_and_taking_it_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "HOME"):
            monkeypatch.setenv(name, str(tmp_path / name.lower()))
            (tmp_path / name.lower()).mkdir()
        folder = tmp_path / "xdg_data_home"
        assert not is_registered()
        unregister()  # nothing there is no matter
        register()
        register()
        assert is_registered()
        assert not is_registered(ODD)  # another copy of the program
        for place, text in linux_files(own_command()).items():
            assert (folder / place).read_text(encoding="utf-8") == text
        register(ODD)
        assert is_registered(ODD)
        assert not is_registered()
        (folder / "applications" / "intacct-desktop.desktop").write_bytes(b"\xff")
        assert not is_registered(ODD)
        unregister()
        assert not any((folder / place).exists() for place in linux_files(ODD))
