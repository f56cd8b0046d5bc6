"""Work with records, started by the window: what goes wrong is said beside what it concerns."""

from collections.abc import Coroutine
from contextlib import suppress
from typing import Any

from PySide6.QtCore import QObject

from intacct_desktop.ui import tasks
from intacct_desktop.ui.asking import Declined
from intacct_desktop.ui.notice import NoticeArea


def run_beside(owner: QObject, notices: NoticeArea, work: Coroutine[Any, Any, Any], name: str) -> None:
    """Start it for a tab or the window, and show its error in their messages. That the person declines ends it without a word."""

    async def undisturbed() -> None:
        with suppress(Declined):
            await work

    def failed(error: BaseException) -> None:
        notices.show_error(error)

    tasks.run(owner, undisturbed(), name=name, on_error=failed)
