"""When Chromium's sandbox is switched off, and where the browser is not even tried."""

import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest

from intacct_desktop.ui.sign_in.chromium import BrowserUnavailable, Obstacle, prepare

SWITCH = "QTWEBENGINE_DISABLE_SANDBOX"


def test_nothing_of_the_browser_is_imported_before_it_is_needed() -> None:
    program = "import sys, intacct_desktop.ui.sign_in.start_page; print(any('WebEngine' in name for name in sys.modules))"
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ended.stdout == "False\n"


if sys.platform == "linux":

    def test_as_root_the_sandbox_is_off_and_the_log_says_so(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
        monkeypatch.setattr(os, "geteuid", lambda: 0)
        environment: dict[str, str] = {}
        with caplog.at_level(logging.INFO, "intacct_desktop"):
            prepare(environment)
            prepare(environment)
        assert environment == {SWITCH: "1"}
        assert [record.levelname for record in caplog.records] == ["INFO"]
        assert "sandbox" in caplog.text

    def test_otherwise_the_sandbox_stays_on(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.setattr(os, "geteuid", lambda: 1000)
        environment: dict[str, str] = {}
        prepare(environment, tmp_path)
        assert environment == {}

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("kernel/apparmor_restrict_unprivileged_userns", "1"),
            ("kernel/unprivileged_userns_clone", "0"),
            ("user/max_user_namespaces", "0"),
        ],
    )
    def test_a_kernel_that_forbids_the_sandbox_is_told_before_chromium_ends_the_program(
        monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, value: str
    ) -> None:
        monkeypatch.setattr(os, "geteuid", lambda: 1000)
        setting = tmp_path / name
        setting.parent.mkdir()
        setting.write_text(f"{value}\n")
        with pytest.raises(BrowserUnavailable) as told:
            prepare({}, tmp_path)
        assert told.value.obstacle is Obstacle.SANDBOX
        assert told.value.detail == f"{name.replace('/', '.')} = {value}"
        setting.write_text("5\n")
        prepare({}, tmp_path)
