"""What a process takes of the memory, as Linux tells it; other systems tell it in other places, and there it is not measured."""

import gc
from contextlib import suppress
from pathlib import Path

_KB = 1024.0


def is_told() -> bool:
    return Path("/proc/self/status").exists()


def peak(process: int | str = "self") -> float:
    """MB that a process had resident at its most, since `forget_peak` or since it began."""
    return _status(process, "VmHWM")


def resident(process: int | str = "self") -> float:
    """MB that a process has resident now."""
    return _status(process, "VmRSS")


def forget_peak() -> float:
    """Let `peak` begin anew; the MB that are resident now. Where the system does not let it, `peak` goes on, and tells more."""
    gc.collect()
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")
    return resident()


def _status(process: int | str, entry: str) -> float:
    status = Path(f"/proc/{process}/status").read_text()
    return int(status.partition(f"{entry}:")[2].split()[0]) / _KB
