"""The command line, as a person types it."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from intacct_desktop import __version__
from intacct_desktop.__main__ import main
from intacct_desktop.cli.exits import Exit
from tests.practice import COMPANIES


def test_it_says_its_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert ended.value.code == 0
    assert __version__ in capsys.readouterr().out


def test_the_tour_is_for_the_practice_company_only(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--tour", "somewhere"])
    assert ended.value.code == 2
    assert "--demo" in capsys.readouterr().err


def test_every_exit_status_is_documented() -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "command-line.md").read_text(encoding="utf-8")
    assert [int(number) for number in re.findall(r"^\| (\d+) \|", page, re.MULTILINE)] == list(Exit)


def test_the_sandbox_ends_with_the_program_that_started_it(tmp_path: Path) -> None:
    ready_file = tmp_path / "ready.json"
    command = [sys.executable, "-m", "intacct_desktop", "sandbox", "--until-closed", "--folder", str(COMPANIES)]
    command += ["--ready-file", str(ready_file)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={**os.environ}) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        base_url = process.stdout.readline().strip()
        assert json.loads(ready_file.read_text(encoding="utf-8"))["baseUrl"] == base_url
        assert httpx.get(f"{base_url}/services/core/model").status_code == 401
        process.stdin.close()
        assert process.wait(20) == 0
    assert not ready_file.exists()
