from pathlib import Path

import pytest

from intacct_desktop.workspace.settings import Settings, SettingsFile


def test_settings_come_back_as_they_were_kept(tmp_path: Path) -> None:
    file = SettingsFile(tmp_path / "settings.json")
    settings = Settings(theme="dark", layout={"tree": "hidden"})
    settings.memory("acme").favourites = ["accounts-payable/bill"]
    file.save(settings)
    assert file.load() == settings


@pytest.mark.parametrize("content", [b'{"theme": 12', b'{"theme": "\xff"}', b"", b'{"theme": "pink"}'])
def test_a_damaged_file_is_put_aside_not_lost(tmp_path: Path, content: bytes) -> None:
    file = SettingsFile(tmp_path / "settings.json")
    file.path.write_bytes(content)
    assert file.load() == Settings()
    assert (tmp_path / "settings.json.damaged").read_bytes() == content
