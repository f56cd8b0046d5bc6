"""Whether the embedded browser can run here, and what has to be set before it is first imported."""

import logging
import os
import sys
from collections.abc import MutableMapping
from enum import Enum
from pathlib import Path

_SWITCH = "QTWEBENGINE_DISABLE_SANDBOX"
_FLAGS = "QTWEBENGINE_CHROMIUM_FLAGS"
_log = logging.getLogger(__name__)


class Obstacle(Enum):
    """Why there is no embedded browser here."""

    LIBRARIES = "libraries"
    SANDBOX = "sandbox"


class BrowserUnavailable(Exception):
    """The embedded browser cannot run on this computer as it is set up."""

    def __init__(self, obstacle: Obstacle, detail: str) -> None:
        super().__init__(f"{obstacle.value}: {detail}")
        self.obstacle = obstacle
        self.detail = detail


def prepare(environment: MutableMapping[str, str] = os.environ, kernel: Path = Path("/proc/sys")) -> None:
    """Call before the first import of QtWebEngine. Raises `BrowserUnavailable` where Chromium would end the whole program instead.

    As root on Linux Chromium's own sandbox cannot run: there, and only there, it is switched off.
    """
    if sys.platform != "linux" or _SWITCH in environment:
        return
    if os.geteuid() == 0:
        environment[_SWITCH] = "1"
        _log.info("Running as root: the sandbox of the embedded browser is switched off")
    elif setting := _forbids_sandbox(kernel):
        raise BrowserUnavailable(Obstacle.SANDBOX, setting)


def set_flags(*, screen_reader: bool, drawn: bool, environment: MutableMapping[str, str] = os.environ) -> None:
    """Call before the first import of QtWebEngine.

    ``screen_reader``: one is at work; the engine by itself only notices one that comes later. ``drawn``: there is a screen; without one it
    need not look for a graphics card. What the engine tells its developers is left out of our output.
    """
    flags = [environment.get(_FLAGS, ""), "--log-level=3"]
    if screen_reader:
        flags.append("--force-renderer-accessibility")
    if not drawn:
        flags.append("--disable-gpu")
    environment[_FLAGS] = " ".join(flags).strip()


def _forbids_sandbox(kernel: Path) -> str:
    """The kernel setting that keeps an ordinary user from making the namespaces that the sandbox consists of, or nothing."""
    for name, forbidding in {
        "kernel/apparmor_restrict_unprivileged_userns": "1",
        "kernel/unprivileged_userns_clone": "0",
        "user/max_user_namespaces": "0",
    }.items():
        try:
            value = (kernel / name).read_text().strip()
        except OSError:
            continue  # this kernel has no such setting
        if value == forbidding:
            return f"{name.replace('/', '.')} = {value}"
    return ""
