"""A record in the tour: opened from its row, changed, looked at as a difference, sent, and found in the journal."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from PySide6.QtCore import Qt

from intacct_desktop.ui.query.query_tab import QueryTab
from intacct_desktop.ui.record.record_tab import RecordTab
from intacct_desktop.ui.tour.hands import NotAsItShouldBe, check, click, press, until, write
from intacct_desktop.ui.workbench import Workbench

_WORDS = "Disputed, see the letter of the supplier"

Step = Callable[[str], AbstractAsyncContextManager[None]]


async def change_record(workbench: Workbench, tab: QueryTab, step: Step) -> None:
    """Change the description of the bill in the first row, and leave the tab on the query in front."""
    window, grid = workbench.window, tab.view.grid
    async with step("The record of a row"):
        grid.selectRow(0)
        press(grid, Qt.Key.Key_Return)
        record = await until(lambda: _front(workbench), "a record tab opens")
        await until(lambda: record.document is not None, "the record is read")
        check(not record.notices.notices, "no message stands in the tab")
    async with step("The difference first, and the exact request"):
        check(record.form.reveal("/description"), "a bill has a description")
        editor = record.form.page.rows["description"].open_editor() if record.form.page is not None else None
        if editor is None:
            raise NotAsItShouldBe("the description can be typed")
        write(editor.focusProxy() or editor, _WORDS)
        click(record.bar.review)
        await until(record.review.isVisible, "the difference shows")
        document = record.document
        check(document is not None and [change.path for change in document.changes] == ["description"], "one field is different")
    async with step("Sent, and in the journal"):
        click(record.review.send)
        await until(lambda: record.notices.notices, "it is said to be done")
        document = record.document
        check(document is not None and document.draft.base["description"] == _WORDS, "the company has what was typed")
        window.registry.action("view.journal").trigger()
        await until(lambda: workbench.records.journal.model.rowCount() == 1, "the journal has the write")
    window.fold_bottom()
    window.tabs.bring(tab)


def _front(workbench: Workbench) -> RecordTab | None:
    front = workbench.window.tabs.current()
    return front if isinstance(front, RecordTab) else None
