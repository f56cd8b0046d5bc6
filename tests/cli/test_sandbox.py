"""The options of the practice company's command that say what goes wrong and how much it takes."""

import argparse
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from intacct_desktop.cli.sandbox import add_parser
from intacct_desktop.sandbox.faults import parse_faults
from tests.practice import COMPANIES


def parsed(*options: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    add_parser(parser.add_subparsers(required=True))
    return parser.parse_args(["sandbox", *options])


@pytest.mark.parametrize("at", ["", "@"])
def test_faults_as_text_and_from_a_file(tmp_path: Path, at: str) -> None:
    text = "objects/*  503  p=0.1\n*  latency=1s"
    (tmp_path / "faults").write_text(text, encoding="utf-8")
    assert parsed("--faults", f"@{tmp_path / 'faults'}" if at else text).faults == parse_faults(text)
    assert parsed().faults == ()


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        (["--faults", "* 503; * rain"], "line 1, character 10: rain is neither a fault"),
        (["--faults", "@nowhere/faults"], "nowhere"),
        (["--concurrency", "0"], "0 is not 1 or more"),
        (["--minute-limit", "-5"], "-5 is not 1 or more"),
        (["--quirks", "alias,nope"], "'nope' is not a valid Quirk"),
    ],
)
def test_options_that_cannot_be(options: list[str], problem: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        parsed(*options)
    assert ended.value.code == 2
    assert problem in capsys.readouterr().err


def test_the_command_does_as_it_was_told() -> None:
    options = ["--concurrency", "5", "--minute-limit", "2", "--faults", "services/core/model 503=7s times=1", "--until-closed"]
    command = [sys.executable, "-m", "intacct_desktop", "sandbox", "--folder", str(COMPANIES), *options]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        with httpx.Client(base_url=process.stdout.readline().strip(), trust_env=False) as client:
            answers = [client.get("/services/core/model") for _ in range(3)]
        process.stdin.close()
        assert process.wait(20) == 0
    assert [answer.status_code for answer in answers] == [503, 401, 429]
    assert answers[0].headers["retry-after"] == "7"
    assert {answer.headers["x-ia-throttle-limit"] for answer in answers} == {"5"}
    assert [answer.headers["x-ia-minute-rate-limit-remaining"] for answer in answers] == ["1", "0", "0"]
