"""Writing down what is open a moment after it was changed, so that a crash takes little of it."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from intacct_desktop.ui import tasks

_PAUSE_MS = 400


class Keeping(QObject):
    """One writer at a time. `pause` runs while something waits to be written down."""

    def __init__(self, job: Callable[[], Callable[[], None] | None], name: str, parent: QObject) -> None:
        """``job`` makes what a thread then does to write everything down as it is now; None where there is nothing to keep. ``name`` is
        what the Jobs view calls that."""
        super().__init__(parent)
        self._job = job
        self._name = name
        self._saving: tasks.TaskHandle | None = None
        self.pause = QTimer(self)
        self.pause.setSingleShot(True)
        self.pause.setInterval(_PAUSE_MS)
        self.pause.timeout.connect(self._write)

    def note(self) -> None:
        """Something was changed."""
        self.pause.start()

    def stop(self) -> None:
        """What was written down last stays as it is."""
        self.pause.stop()

    async def settle(self) -> None:
        """Give up waiting, and return when nothing is being written."""
        self.stop()
        if self._saving is not None and not self._saving.done:
            await self._saving.wait()

    async def now(self) -> None:
        """Write it down without a pause. Raises what the job does."""
        await self.settle()
        job = self._job()
        if job is not None:
            await tasks.finish_in_thread(job)

    def _write(self) -> None:
        if self._saving is not None and not self._saving.done:
            self.pause.start()
            return
        job = self._job()
        if job is not None:
            self._saving = tasks.run(self, tasks.finish_in_thread(job), name=self._name)
