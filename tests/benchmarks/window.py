"""Whether the window answers while all rows are loaded in it: how long its event loop is held, beside the same window when idle."""

import asyncio
import time
from collections.abc import Iterator

from PySide6.QtCore import QObject, Qt, QTimer

from intacct_desktop.ui.workbench import Workbench
from tests.benchmarks import memory
from tests.benchmarks.desk import at_desk, settled
from tests.benchmarks.figures import Figure, figure, most, quantile
from tests.benchmarks.lines import FIELDS, QUERY
from tests.benchmarks.setting import Measurements, Setting

_TICK_MS = 1
_IDLE_SECONDS = 5.0
_LONGEST = 50.0
_FRAME = 16.0


class Ticks(QObject):
    """Milliseconds by which the ticks of a timer came ``late``: as long was the loop held. For ``computed`` of them its thread computed;
    else it waited, for Python's lock that another thread had, or for a core."""

    def __init__(self) -> None:
        super().__init__()
        self.late: list[float] = []
        self.computed: list[float] = []
        self._before = 0.0
        self._computed_before = 0.0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self._tick)

    def start(self) -> None:
        self.late.clear()
        self.computed.clear()
        self._before, self._computed_before = time.perf_counter(), time.thread_time()
        self._timer.start()

    def stop(self) -> list[float]:
        self._timer.stop()
        return list(self.late)

    def _tick(self) -> None:
        now, computed = time.perf_counter(), time.thread_time()
        self.late.append(max(0.0, (now - self._before) * 1e3 - _TICK_MS))
        self.computed.append((computed - self._computed_before) * 1e3)
        self._before, self._computed_before = now, computed


def load(setting: Setting) -> Iterator[Figure]:
    """ "Load all" of a query tab, from its button to its last row."""
    found: list[Figure] = []

    async def work(workbench: Workbench) -> None:
        tab = workbench.open_query(QUERY)
        tab.start_run()
        await settled()
        assert tab.view.shows_rows
        ticks = Ticks()
        idle = await _idle(ticks)
        before = memory.forget_peak() if memory.is_told() else 0.0
        began = time.perf_counter()
        ticks.start()
        tab.start_load_all()
        await settled()
        busy = ticks.stop()
        computed = list(ticks.computed)
        taken = time.perf_counter() - began
        grown = memory.peak() - before if memory.is_told() else None
        idle += await _idle(ticks)
        assert tab.result_set is not None
        if not tab.result_set.complete:
            raise AssertionError(f"{tab.result_set.count} of {tab.result_set.total_count} rows were loaded")
        found.extend(_figures(tab.result_set.count, taken, busy, computed, idle, grown))

    at_desk(setting.company.ready, setting.path, work)
    yield from found


async def _idle(ticks: Ticks) -> list[float]:
    ticks.start()
    await asyncio.sleep(_IDLE_SECONDS / 2)
    return ticks.stop()


def _figures(rows: int, taken: float, busy: list[float], computed: list[float], idle: list[float], grown: float | None) -> Iterator[Figure]:
    what = f"window, loading {rows:,} x {len(FIELDS)}"
    against = "the same window, idle"
    late = [gap for gap in busy if gap > _FRAME]
    note = f"{len(busy):,} ticks of {_TICK_MS} ms; {len(late):,} came more than {_FRAME:g} ms late, {sum(late) / 1e3:.1f} s in all"
    own = f"its own computing: 99 in 100 at most {quantile(computed, 0.99):.1f} ms, the longest {max(computed):.1f} ms"
    yield figure(f"{what}: loop held at most", "ms", max(busy), max(idle), against, goal=most(_LONGEST), note=note)
    yield figure(f"{what}: loop held, 99 in 100", "ms", quantile(busy, 0.99), quantile(idle, 0.99), against, goal=most(_FRAME), note=own)
    yield figure(f"{what}: from the button to the last row", "s", taken, note=f"{rows / taken:,.0f} rows/s")
    if grown is not None:
        yield figure(f"{what}: memory grown", "MB", grown, goal=most(150), note="high-water of the process over that before")


MEASUREMENTS: Measurements = {"window: load all": load}
