"""The runner of the measurements: what it writes, what it makes of a failure and of a goal that is missed. Nothing here is timed."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from tests.benchmarks import __main__ as runner
from tests.benchmarks import report
from tests.benchmarks.figures import Figure, figure, in_turns, least_times, most, most_more, most_times, quantile
from tests.benchmarks.report import Report
from tests.benchmarks.setting import Measurements, Setting

MODULE = "tests.benchmarks.test_runner"


def _whole(setting: Setting) -> Iterator[Figure]:
    print("what a library says on the way")  # noqa: T201
    (setting.path / "left behind").write_text("x")
    yield figure("made up: rows", "rows/s", setting.rows, 2 * setting.rows, "half of them", goal=least_times(0.8), note=setting.folder)


def _broken(setting: Setting) -> Iterator[Figure]:
    yield figure("made up: before it broke", "ms", 1.0)
    raise OSError("no more")


def _fatal(setting: Setting) -> Iterator[Figure]:
    yield figure("made up: before it ended", "ms", 1.0)
    os._exit(3)


def _endless(setting: Setting) -> Iterator[Figure]:
    yield figure("made up: before it stood still", "ms", 1.0)
    while True:
        pass


MEASUREMENTS: Measurements = {"made up: whole": _whole, "made up: broken": _broken, "made up: fatal": _fatal, "made up: endless": _endless}


@pytest.fixture
def setting(tmp_path: Path) -> Setting:
    return Setting(1_000, str(tmp_path))


def told(setting: Setting, only: str, patience: float = 60) -> tuple[list[str], list[str]]:
    """Names of figures, and what failed."""
    said = list(runner.run_group(MODULE, msgspec.structs.replace(setting, only=only), patience))
    return [each.figure.name for each in said if each.figure], [each.failure.error for each in said if each.failure]


def test_a_run_writes_the_file_and_the_page_and_leaves_nothing_else(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "mkdtemp", lambda **_options: str(scratch))
    page = tmp_path / "page.md"
    page.write_text(f"Before\n\n{report.BEGIN}\nold\n{report.END}\n\nAfter\n")
    file = tmp_path / "bench.json"
    assert runner.main(["store", "--rows", "1000", "--only", "store: window", "--json", str(file), "--markdown", str(page)]) == 0
    written = msgspec.json.decode(file.read_bytes())
    assert {"machine", "date", "python", "results"} <= set(written)
    [result] = written["results"]
    assert {"name", "unit", "ours", "reference", "ratio", "goal", "met"} <= set(result)
    assert result["group"] == "store"
    assert result["ours"] / result["reference"] == pytest.approx(result["ratio"], rel=0.01)
    said = page.read_text()
    assert said.startswith(f"Before\n\n{report.BEGIN}")
    assert said.endswith(f"{report.END}\n\nAfter\n")
    assert f"| {result['name']} |" in said
    assert "old" not in said
    assert result["name"] in capsys.readouterr().out
    assert not scratch.exists()


def test_a_goal_that_is_missed_is_told_and_a_failure_counts(setting: Setting) -> None:
    missed = figure("slow", "ms", 5.0, 1.0, "fast", goal=most_times(2))
    found = Report(machine="m", date="d", python="p", versions={}, rows=1, load=None, seconds=1, results=[missed], failures=[])
    assert (missed.met, found.status) == (False, 0)
    assert "missed: slow: 5 ms, goal at most 2 times of fast (x5.00)" in found.closing_words()
    names, errors = told(setting, "broken")
    assert (names, errors) == (["made up: before it broke"], ["OSError: no more"])


def test_a_group_that_ends_or_stands_still_is_a_failure_with_its_figures_kept(setting: Setting) -> None:
    assert told(setting, "fatal") == (["made up: before it ended"], ["its process ended with 3"])
    names, [error] = told(setting, "endless", patience=3)
    assert names == ["made up: before it stood still"]
    assert error == "it took longer than 3 seconds, and was ended"


def test_what_a_group_prints_is_no_figure(setting: Setting, capfd: pytest.CaptureFixture[str]) -> None:
    [said] = runner.run_group(MODULE, msgspec.structs.replace(setting, only="whole"), 60)
    assert said.figure is not None
    assert (said.figure.group, said.figure.ours, said.figure.ratio, said.figure.met) == ("test_runner", 1_000, 0.5, False)
    assert "what a library says" in capfd.readouterr().err


def test_the_groups_are_those_that_there_are() -> None:
    folder = Path(runner.__file__).parent
    assert all((folder / f"{group}.py").is_file() for group in runner.GROUPS)


def test_goals() -> None:
    assert least_times(0.5).holds(1, 2)
    assert not most_times(2).holds(5, 2)
    assert most(16).holds(16, None)
    assert most_more(30).holds(40, 10)
    assert [goal.words("ms") for goal in (least_times(4), most_times(1 / 1.7), most(50), most_more(30))] == [
        "at least 4 times",
        "at most 0.588 times",
        "at most 50 ms",
        "at most 30 ms more",
    ]


def test_medians_in_turns_and_quantiles() -> None:
    firsts, seconds = iter((1.0, 9.0, 2.0)), iter((5.0, 4.0, 6.0))
    assert in_turns(lambda: next(firsts), lambda: next(seconds), rounds=3) == [2.0, 5.0]
    assert quantile(range(1, 101), 0.99) == 99
    assert quantile([7.0], 0.99) == 7.0
