"""The real window, with the program's own loop, signed in to the practice company: what `ui.app` does, less the command line."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QMessageLogContext, QObject, QTimer, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QWidget

from intacct_desktop.connections.session import sign_in_with_client_credentials
from intacct_desktop.connections.vault import Secrets, Vault
from intacct_desktop.sandbox.ready import Ready
from intacct_desktop.ui import tasks
from intacct_desktop.ui.loop import Application, run_application
from intacct_desktop.ui.theme import theme
from intacct_desktop.ui.workbench import Workbench
from intacct_desktop.workspace.places import Places
from intacct_desktop.workspace.settings import Settings
from tests.practice import machine_profile

WIDTH, HEIGHT = 1400, 900
SECONDS_TO_WAIT = 900.0


def with_application(main: Callable[[], Awaitable[None]]) -> None:
    """Run ``main`` on the program's loop, with the program's looks."""

    async def status() -> int:
        await main()
        return 0

    qInstallMessageHandler(_hear)
    app = Application(sys.argv[:1])
    theme().apply(app, "light")
    try:
        run_application(app, status)
    finally:
        qInstallMessageHandler(None)  # Qt would hold a function of ours beyond the interpreter's end


def _hear(_kind: QtMsgType, _context: QMessageLogContext, text: str) -> None:
    if not text.startswith("This plugin does not support"):  # that there is no screen is no news
        sys.stderr.write(f"Qt: {text}\n")


def at_desk(ready: Ready, folder: Path, work: Callable[[Workbench], Awaitable[None]]) -> None:
    """Run ``work`` in a window that is signed in."""

    async def main() -> None:
        workbench = Workbench(Places.below(folder / "places"), Settings(), Vault(None))
        workbench.window.resize(WIDTH, HEIGHT)
        workbench.window.show()
        try:
            await workbench.begin()
            await sign_in(workbench, ready)
            await work(workbench)
        finally:
            await workbench.aclose()
            workbench.window.deleteLater()

    with_application(main)


async def sign_in(workbench: Workbench, ready: Ready) -> None:
    """As a connection of the list does, until the company is there."""
    profile, vault = machine_profile(ready), Vault(None)
    await vault.write(profile.id, Secrets(client_secret=ready.client_secret))
    session = await sign_in_with_client_credentials(profile, vault, workbench.window.requests.add)
    workbench.start_page.signed_in.emit(session)
    await settled()


async def settled() -> None:
    """Every task of the window has ended."""
    async with asyncio.timeout(SECONDS_TO_WAIT):
        while running := tasks.running():
            for handle in running:
                await handle.wait()


class Painted(QObject):
    """Waits until a widget has been painted after `arm` was called, as by a signal that says that it shows something else."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__()
        self._widget = widget
        self._armed = False
        self._painted = asyncio.Event()
        widget.installEventFilter(self)

    def arm(self) -> None:
        self._armed = True

    async def wait(self) -> None:
        """Return once that painting is over."""
        try:
            await self._painted.wait()
        finally:
            self._widget.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self._armed and event.type() is QEvent.Type.Paint:
            self._armed = False
            # The filter hears of it before the widget does. The timer strikes after what Qt is about now: the whole window's painting.
            QTimer.singleShot(0, self._painted.set)
        return False
