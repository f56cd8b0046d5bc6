"""A program that starts, says when its window was painted, and ends: ``window FOLDER`` is ours, ``bare`` the least that could be.

The last line of what is printed is JSON: seconds on the system's monotonic clock, and which modules of QtWebEngine are loaded.
"""

import sys
import time


def window(folder: str) -> int:
    """Our program as its entry starts it, with settings and connections in ``folder``; nothing of it is changed but that it is watched."""
    import asyncio

    from PySide6.QtCore import QEvent, QObject, QTimer

    import intacct_desktop.ui  # noqa: F401  before anything of Qt: see there
    from intacct_desktop.__main__ import main
    from intacct_desktop.ui.workbench import Workbench

    class Watched(QObject):
        def __init__(self, workbench: Workbench) -> None:
            super().__init__(workbench)
            self.painted = 0.0
            self.is_painted = asyncio.Event()
            self._workbench = workbench
            workbench.window.installEventFilter(self)

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() is QEvent.Type.Paint and not self.painted:
                self.painted = time.monotonic()
                QTimer.singleShot(0, self._note)  # after this event, which paints what is in the window, too
            return False

        def _note(self) -> None:
            self.painted = time.monotonic()
            self.is_painted.set()

    begin = Workbench.begin
    watchers: list[Watched] = []

    def watch(self: Workbench, *arguments: object) -> None:
        make(self, *arguments)  # type: ignore[arg-type]
        watchers.append(Watched(self))

    async def begin_and_end(self: Workbench) -> None:
        await begin(self)
        begun = time.monotonic()
        await watchers[0].is_painted.wait()
        _say(watchers[0].painted, begun)
        self.window.close()

    make, Workbench.__init__ = Workbench.__init__, watch  # type: ignore[method-assign, assignment]
    Workbench.begin = begin_and_end  # type: ignore[method-assign]
    return main(["--profile-dir", folder])


def bare() -> int:
    """A main window of Qt, and httpx, which our program imports too."""
    import httpx  # noqa: F401
    from PySide6.QtCore import QTimer
    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QApplication, QMainWindow

    class Window(QMainWindow):
        def paintEvent(self, event: QPaintEvent) -> None:
            super().paintEvent(event)
            QTimer.singleShot(0, self._end)

        def _end(self) -> None:
            _say(time.monotonic(), time.monotonic())
            self.close()

    application = QApplication(sys.argv[:1])
    shown = Window()
    shown.resize(1400, 900)
    shown.show()
    return application.exec()


def _say(painted: float, begun: float) -> None:
    import json

    engine = sorted(name for name in sys.modules if name.startswith("PySide6.QtWebEngine"))
    print(json.dumps({"painted": painted, "begun": begun, "engine": engine, "modules": len(sys.modules)}), flush=True)  # noqa: T201


if __name__ == "__main__":
    sys.exit(window(sys.argv[2]) if sys.argv[1] == "window" else bare())
