"""``python -m tests.benchmarks [GROUP…]`` takes the measurements, prints a table and writes ``bench.json``.

Each group runs in a process of its own, against the practice company in another one; everything on loopback, every counterpart in the same
run. What fails makes the exit status 1; a goal that is missed is told, no more.
"""

import argparse
import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from tests.benchmarks import machine, report
from tests.benchmarks.company import large_company
from tests.benchmarks.figures import Failure, Figure
from tests.benchmarks.group import Told
from tests.benchmarks.report import Report
from tests.benchmarks.setting import Served, Setting

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGE = "tests.benchmarks"
GROUPS: Mapping[str, str] = {
    "practice_company": "what the practice company answers, against SQLite",
    "store": "pages into the store, windows out of it",
    "loading": "load all, against bare clients",
    "window": "the window's event loop during a load",
    "first_page": "from Run to painted rows",
    "files": "XLSX, CSV, Parquet",
    "grid": "painting, ordering, filtering",
    "tree": "the search of the object tree",
    "start": "from the process to the window",
}
"""In the order in which they run: the server's memory is told before the large loads."""

_WITHOUT_A_COMPANY = ("store", "start")

# What it takes with a million rows, and beside that with none.
_MB_A_MILLION, _MB = 1_200, 150
_SECONDS_A_MILLION, _SECONDS = 480, 180
_QUIET = 0.5  # processes that want to run, beside this one
_LONGEST_A_MILLION, _LONGEST = 1_200.0, 240.0


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="dev.py bench", description="Measure, and say how that compares.", epilog=_epilog())
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("groups", nargs="*", metavar="GROUP", help="what to measure (default: everything)")
    parser.add_argument("--rows", type=int, default=1_000_000, metavar="N", help="general ledger lines of the company (default: 1,000,000)")
    parser.add_argument("--only", default="", metavar="NAME", help="of the groups, the measurements in whose names this stands")
    parser.add_argument("--json", type=Path, default=ROOT / "bench.json", metavar="FILE", help="where the figures go (default: bench.json)")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="put the table into this page, between its two markers")
    chosen = parser.parse_args(arguments)
    if unknown := [group for group in chosen.groups if group not in GROUPS]:
        parser.error(f"there is no group {unknown[0]}: choose from {', '.join(GROUPS)}")
    if chosen.markdown is not None:
        report.published(chosen.markdown.read_text(encoding="utf-8"), "")  # rather now than after half an hour
    groups = [group for group in GROUPS if group in chosen.groups or not chosen.groups]
    share = chosen.rows / 1_000_000
    _say(f"Measuring {', '.join(groups)} with {chosen.rows:,} rows on {machine.machine()}, {machine.python()}.")
    _say(
        f"All of it takes up to {_MB + _MB_A_MILLION * share:,.0f} MB in build/ until it ends, "
        f"and about {(_SECONDS + _SECONDS_A_MILLION * share) / 60:.0f} minutes."
    )
    load = machine.load()
    if load is not None and load > _QUIET:
        _say(f"The load average is {load:g}: something else runs here, and meets some figures more than others.")
    found = measured([f"{PACKAGE}.{group}" for group in groups], chosen.rows, chosen.only)
    if not found.results and not found.failures:
        parser.error(f"no measurement of these groups has {chosen.only!r} in its name")
    chosen.json.write_bytes(found.to_json())
    if chosen.markdown is not None:
        report.publish(chosen.markdown, found)
    _say(found.closing_words())
    return found.status


def measured(modules: Sequence[str], rows: int, only: str = "") -> Report:
    """What the groups give. The company is started for those that need it; all that is written on the way is removed."""
    results: list[Figure] = []
    failures: list[Failure] = []
    load = machine.load()
    began = time.monotonic()
    (ROOT / "build").mkdir(exist_ok=True)
    with _removed(Path(tempfile.mkdtemp(prefix="bench-", dir=ROOT / "build"))) as folder, contextlib.ExitStack() as stack:
        served: Served | None = None
        for module in modules:
            group = module.rpartition(".")[2]
            if served is None and group not in _WITHOUT_A_COMPANY:
                building = time.monotonic()
                served = stack.enter_context(large_company(folder, rows))
                _say(f"The practice company with {rows:,} lines was built in {time.monotonic() - building:.0f} s.")
            _say(f"{group}: {GROUPS.get(group, '')}")
            with _removed(folder / group) as own:
                own.mkdir()
                setting = Setting(rows, str(own), None if group in _WITHOUT_A_COMPANY else served, only)
                for told in run_group(module, setting, _LONGEST + _LONGEST_A_MILLION * rows / 1e6):
                    if told.figure is not None:
                        results.append(told.figure)
                        _say(report.line(told.figure))
                    if told.failure is not None:
                        failures.append(told.failure)
                        _say(report.failure_line(told.failure))
    return Report(
        machine=machine.machine(),
        date=datetime.now(UTC).date().isoformat(),
        python=machine.python(),
        versions=machine.versions(),
        rows=rows,
        load=load,
        seconds=round(time.monotonic() - began, 1),
        results=results,
        failures=failures,
    )


def run_group(module: str, setting: Setting, patience: float) -> Iterator[Told]:
    """What a group says from its process, which gets ``patience`` seconds; how it ended, where that was not well."""
    group = module.rpartition(".")[2]
    command = [sys.executable, "-m", f"{PACKAGE}.group", module, msgspec.json.encode(setting).decode()]
    own_session = os.name != "nt"
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, cwd=ROOT, env=_environment(setting.path), start_new_session=own_session
    ) as process:
        assert process.stdout is not None
        too_long = threading.Event()

        def give_up() -> None:
            too_long.set()
            _end(process)

        alarm = threading.Timer(patience, give_up)
        alarm.start()
        try:
            for line in process.stdout:
                yield msgspec.json.decode(line, type=Told)
            status = process.wait()
        finally:
            alarm.cancel()
            _end(process)
    if too_long.is_set():
        yield Told(failure=Failure(group=group, name=group, error=f"it took longer than {patience:.0f} seconds, and was ended"))
    elif status:
        yield Told(failure=Failure(group=group, name=group, error=f"its process ended with {status}"))


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End a group and the processes that it started, by its own id."""
    if process.poll() is None:
        if os.name == "nt":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)


def _environment(folder: Path) -> dict[str, str]:
    """No screen is needed; modules are compiled once for all groups; what the program keeps goes into the folder, which is removed."""
    home = dict.fromkeys(("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"), str(folder / "home"))
    own = {
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONDONTWRITEBYTECODE": "",
        "PYTHONPYCACHEPREFIX": str(ROOT / "build" / "bytecode"),
        "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
        "TMPDIR": str(folder),
    }
    return {**os.environ, **home, **own}


@contextmanager
def _removed(folder: Path) -> Iterator[Path]:
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _epilog() -> str:
    return "groups:\n" + "\n".join(f"  {group:<18}{words}" for group, words in GROUPS.items())


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())
