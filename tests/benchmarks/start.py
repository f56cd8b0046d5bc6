"""How long the program takes from the start of its process to a window that one can use, against the least that a window takes."""

import subprocess
import sys
import time
from collections.abc import Iterator

import msgspec

from tests.benchmarks.figures import Figure, figure, in_turns, most, most_times
from tests.benchmarks.setting import Measurements, Setting

_ROUNDS = 9


class _Said(msgspec.Struct):
    """What `started` prints."""

    painted: float
    begun: float
    engine: list[str]
    modules: int


def start(setting: Setting) -> Iterator[Figure]:
    """Once before it is measured, so that all that is read is in the system's memory, and compiled."""
    said: list[_Said] = []
    begun: list[float] = []

    def own() -> float:
        began, answer = _started("window", str(setting.path / "places"))
        said.append(answer)
        begun.append(answer.begun - began)
        return answer.painted - began

    def least() -> float:
        began, answer = _started("bare")
        return answer.painted - began

    own(), least()
    begun.clear()
    painted, bare = in_turns(own, least, rounds=_ROUNDS)
    against = "a bare PySide6 main window with httpx imported"
    note = f"{said[-1].modules:,} modules loaded; connections read after {sorted(begun)[len(begun) // 2] * 1e3:,.0f} ms"
    yield figure("start: process to painted window", "ms", painted * 1e3, bare * 1e3, against, goal=most_times(1.5), note=note)
    engine = {name for answer in said for name in answer.engine}
    yield figure("start: modules of QtWebEngine loaded", "modules", len(engine), goal=most(0), note=", ".join(sorted(engine)))


def _started(*arguments: str) -> tuple[float, _Said]:
    """When the process was started, and what it said."""
    command = [sys.executable, "-m", "tests.benchmarks.started", *arguments]
    began = time.monotonic()
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    if ended.returncode:
        raise AssertionError(f"{' '.join(arguments)} ended with {ended.returncode}: {ended.stderr[-2000:]}")
    return began, msgspec.json.decode(ended.stdout.splitlines()[-1], type=_Said)


MEASUREMENTS: Measurements = {"start": start}
