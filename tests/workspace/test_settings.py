from pathlib import Path

from intacct_desktop.workspace.settings import Settings, SettingsFile


def test_settings_come_back_as_they_were_kept(tmp_path: Path) -> None:
    file = SettingsFile(tmp_path / "settings.json")
    settings = Settings(theme="dark", layout={"tree": "hidden"})
    settings.memory("acme").favourites = ["accounts-payable/bill"]
    file.save(settings)
    assert file.load() == settings


def test_a_damaged_file_is_put_aside_not_lost(tmp_path: Path) -> None:
    file = SettingsFile(tmp_path / "settings.json")
    file.path.write_text('{"theme": 12')
    assert file.load() == Settings()
    assert (tmp_path / "settings.json.damaged").read_text() == '{"theme": 12'
