"""On what was measured: without names of hosts or places in it, since the table is published."""

import os
import platform
from importlib import metadata
from pathlib import Path

_SHOWN = ("PySide6-Essentials", "qasync", "httpx", "msgspec", "duckdb", "XlsxWriter", "openpyxl", "requests")


def machine() -> str:
    """Cores, memory, system."""
    parts = [f"{os.cpu_count()} cores ({platform.machine()})"]
    if (memory := _memory()) is not None:
        parts.append(f"{memory:.0f} GB of memory")
    return ", ".join([*parts, f"{platform.system()} {platform.release().partition('-')[0]}"])


def python() -> str:
    return f"{platform.python_implementation()} {platform.python_version()}"


def versions() -> dict[str, str]:
    """Of the libraries that matter here."""
    return {name: metadata.version(name) for name in _SHOWN}


def load() -> float | None:
    """How many processes wanted to run in the last minute, on average: more than a fraction of the cores makes the figures doubtful."""
    return round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None


def _memory() -> float | None:
    told = Path("/proc/meminfo")
    return int(told.read_text().partition("MemTotal:")[2].split()[0]) / 2**20 if told.exists() else None
