"""A tab that compares a pinned result with another: what was added, removed and changed, and where."""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from functools import partial
from pathlib import Path
from typing import Any

import shiboken6
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from intacct_desktop.results import writers
from intacct_desktop.results.changes_table import ChangesTable
from intacct_desktop.results.comparing import DIFFERENT, Change, Comparison, default_key
from intacct_desktop.results.result_set import ResultSet
from intacct_desktop.results.writers import FileFormat
from intacct_desktop.ui import tasks
from intacct_desktop.ui.actions import Actions
from intacct_desktop.ui.buttons import flat_button, sign_button
from intacct_desktop.ui.compare import words
from intacct_desktop.ui.compare.grid import CompareGrid
from intacct_desktop.ui.compare.heading import Heading
from intacct_desktop.ui.compare.key_dialog import KeyDialog
from intacct_desktop.ui.compare.pinned import Origin, PinnedResult
from intacct_desktop.ui.explorer.states import StatePane
from intacct_desktop.ui.notice import NoticeArea
from intacct_desktop.ui.results import words as result_words
from intacct_desktop.ui.results.status_line import Elided
from intacct_desktop.ui.theme import SPACE
from intacct_desktop.ui.wording import Message, Severity

# Who reads the others is told where the rows come from, and a comparison comes from two places.
_FORMATS = tuple(form for form in FileFormat if not form.is_for_people)

_ACTIONS = (
    "compare.next",
    "compare.previous",
    "compare.swap",
    "compare.key",
    "query.export",
    "results.copy",
    "results.copy_with_headers",
    "results.copy_cell",
)


class ComparePage(QWidget):
    """Compares two results; `start` begins. It works on copies, so both may change or go once `compared` was emitted.

    `compare`, `match` and `swap` may be awaited; started by a button or by `start` they show in the page what went wrong.
    """

    compared = Signal()

    def __init__(
        self, pinned: PinnedResult, origin: Origin, result_set: ResultSet, actions: Actions | None = None, parent: QWidget | None = None
    ) -> None:
        """``result_set`` is the result after, which ``origin`` describes; it stays its owner's, as the pinned one does."""
        super().__init__(parent)
        self.setProperty("role", "page")
        self._sources: tuple[ResultSet, ResultSet] = (pinned.result_set, result_set)
        self._origins = (pinned.origin, origin)
        self._title = origin.title
        self._actions = actions
        self._kept = _Kept()
        self._busy = False
        self._work: set[tasks.TaskHandle] = set()
        self.notices = NoticeArea(self)
        self.heading = Heading(self)
        self.heading.show_origins(*self._origins)
        self.toggles = {change: self._toggle(change) for change in Change}
        self.previous = sign_button("arrow-up", self.tr("Previous change"), partial(self._go, back=True), self)
        self.next = sign_button("arrow-down", self.tr("Next change"), self._go, self)
        self.key = flat_button("key", self.tr("Key…"), self.choose_key, self)
        self.swap_button = flat_button("refresh", self.tr("Swap sides"), self.start_swap, self)
        self.export_button = flat_button("export", self.tr("Export…"), self.export, self)
        self.grid = CompareGrid(self)
        self.pane = StatePane(self.grid, self)
        self._show_comparing()
        self.state = Elided(self)
        self.state.setProperty("role", "muted")
        self.grid.copied.connect(lambda count: self._say(self.tr("{rows} copied").format(rows=result_words.rows(count))))
        self.grid.arrived.connect(lambda found: self._say("" if found else self.tr("No further change in this direction")))
        self._lay_out()
        self._handle()
        self.offer()

    @property
    def title(self) -> str:
        return self.tr("Compare: {title}").format(title=self._title)

    @property
    def comparison(self) -> Comparison | None:
        """None until it is made."""
        return self._kept.comparison

    @property
    def kinds(self) -> frozenset[Change]:
        """The kinds of rows that are shown."""
        return frozenset(change for change, toggle in self.toggles.items() if toggle.isChecked())

    # what it can do

    async def compare(self) -> None:
        """Copy both results and match their rows. Raises `ResultClosed` where one is gone, OSError where there is no room."""
        before, after = self._sources
        across = self._origins[0].company != self._origins[1].company
        self._begin()
        try:
            key = default_key(before.columns, after.columns, across_companies=across)
            made = await tasks.make_in_thread(Comparison.close, Comparison, before, after, key)
            self._kept.comparison = made
        except BaseException:
            if shiboken6.isValid(self):
                self._busy = False
                self.offer()
                self.pane.show_words(
                    self.tr("Not compared"), self.tr("The message above says why."), action=self.tr("Compare again"), slot=self.start
                )
            raise
        self._end()
        self.compared.emit()

    async def match(self, key: tuple[str, ...]) -> None:
        """Compare anew by these columns."""
        comparison = self._kept.comparison
        if comparison is not None:
            self._begin()
            try:
                await tasks.finish_in_thread(comparison.match, key)
            finally:
                self._end()

    async def swap(self) -> None:
        """Let before and after change places."""
        comparison = self._kept.comparison
        if comparison is not None:
            await tasks.finish_in_thread(comparison.swap)
            self._origins = self._origins[::-1]
            added, removed = self.toggles[Change.ADDED], self.toggles[Change.REMOVED]
            shown = added.isChecked(), removed.isChecked()
            added.setChecked(shown[1])
            removed.setChecked(shown[0])
            self._end()

    def choose_key(self) -> KeyDialog | None:
        """Open the choice of the columns by which rows are recognised."""
        comparison = self._kept.comparison
        if comparison is None:
            return None
        dialog = KeyDialog(comparison.columns, comparison.key, self)
        dialog.chosen.connect(lambda key: self._start(self.match(key), self.tr("Compare: {title}"), None))
        dialog.open()
        return dialog

    def export(self) -> QFileDialog | None:
        """Ask for a file, and write the rows that are shown into it."""
        if self._kept.comparison is None:
            return None
        chooser = QFileDialog(self, self.tr("Save the comparison as"))
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        chooser.setNameFilters([f"{form.value.upper()} (*{form.suffix})" for form in _FORMATS])
        chooser.setDefaultSuffix(FileFormat.CSV.value)
        chooser.selectFile(f"{self._title}.csv")
        chooser.fileSelected.connect(lambda path: self._start(self.write(Path(path)), self.tr("Export comparison: {title}"), None))
        chooser.open()
        return chooser

    async def write(self, path: Path) -> None:
        """Write the rows that are shown into a file, in the format that its name ends in, else as CSV. Raises `files.FileTrouble`."""
        comparison = self._kept.comparison
        if comparison is None:
            return
        form = next((form for form in _FORMATS if path.suffix.lower() == form.suffix), FileFormat.CSV)
        cancelled = threading.Event()
        table = ChangesTable(comparison, self.kinds)
        writing = asyncio.ensure_future(tasks.in_thread(writers.write, table, path, form, cancelled=cancelled))
        await tasks.outlast(writing, cancelled.set)
        try:
            outcome = writing.result()
        except writers.Cancelled:
            raise asyncio.CancelledError from None
        means = "" if outcome.complete else self.tr("Not all rows of both results were loaded, so the file may say too much.")
        happened = self.tr("{rows} written to {name}.").format(rows=result_words.rows(outcome.rows), name=path.name)
        self.notices.show_message(Message(Severity.SUCCESS, happened, means, "", str(path)))

    async def aclose(self) -> None:
        """End what is under way and delete the copies; before the page is closed."""
        for handle in tuple(self._work):
            handle.cancel()
            await handle.wait()
        comparison, self._kept.comparison = self._kept.comparison, None
        self.grid.show_rows(None, frozenset())
        if comparison is not None:
            await tasks.finish_in_thread(comparison.close)

    # starting it from a button

    def start(self) -> None:
        """Begin to compare."""
        self._start(self.compare(), self.tr("Compare: {title}"), self.start)

    def start_swap(self) -> None:
        self._start(self.swap(), self.tr("Swap sides: {title}"), None)

    def _start(self, work: Coroutine[Any, Any, None], name: str, again: Callable[[], None] | None) -> None:
        def failed(error: BaseException) -> None:
            self.notices.show_error(error, again=again)

        handle = tasks.run(self, work, name=name.format(title=self._title), on_error=failed)
        self._work = {other for other in self._work if not other.done} | {handle}

    # inside

    def offer(self) -> None:
        """Say on every control what it would do now, and whether it can."""
        comparison = self._kept.comparison
        ready = comparison is not None and not self._busy
        matched = ready and comparison is not None and bool(comparison.key)
        for change, toggle in self.toggles.items():
            count = comparison.counts[change] if comparison is not None else 0
            text = f"{words.SIGN[change]} {words.kind(change)} {result_words.number(count)}" if matched else words.kind(change)
            toggle.setText(text)
            toggle.setEnabled(matched)
        shown = matched and comparison is not None and comparison.count(self.kinds) > 0
        for button in (self.previous, self.next, self.export_button):
            button.setEnabled(shown)
        self.swap_button.setEnabled(ready)
        self.key.setEnabled(ready)
        key = comparison.key if matched and comparison is not None else ()
        others = f" +{len(key) - 1}" if len(key) > 1 else ""
        self.key.setText(self.tr("Key: {column}").format(column=f"{key[0]}{others}") if key else self.tr("Key…"))
        self.key.setToolTip(self.tr("Rows are recognised by: {columns}").format(columns=", ".join(key)) if key else "")
        if self._actions is not None:
            able = {"compare.swap": ready, "compare.key": ready}
            for id_ in _ACTIONS:
                self._actions.set_enabled(id_, able.get(id_, shown), owner=self)

    def _begin(self) -> None:
        self._busy = True
        self.notices.clear()
        self._say("")
        self.grid.show_rows(None, frozenset())
        self._show_comparing()
        self.offer()

    def _show_comparing(self) -> None:
        self.pane.show_words(self.tr("Comparing…"), self.tr("The differences will stand here."))

    def _end(self) -> None:
        """Show the comparison as it is now."""
        self._busy = False
        comparison = self._kept.comparison
        if comparison is None or not shiboken6.isValid(self):
            return
        self.heading.show_origins(*self._origins, (comparison.before, comparison.after))
        self.heading.show_cautions(words.cautions(comparison, *(origin.query for origin in self._origins)))
        self._show_rows(fit=True)

    def _show_rows(self, *, fit: bool = False) -> None:
        comparison = self._kept.comparison
        if comparison is None:
            return
        kinds = self.kinds
        self.grid.show_rows(comparison, kinds, fit=fit)
        same = comparison.counts[Change.SAME]
        if not comparison.key:
            self._show_keyless(comparison)
        elif comparison.count(kinds):
            self.pane.show_content()
        elif comparison.count(DIFFERENT) == 0:
            equal = self.tr("Both results have the same {rows}.").format(rows=result_words.rows(same))
            self.pane.show_words(
                self.tr("No differences"),
                equal if same else self.tr("Neither result has a row."),
                action=self.tr("Show them") if same else "",
                slot=lambda: self.toggles[Change.SAME].setChecked(True),
            )
        else:
            self.pane.show_words(
                self.tr("Nothing of this kind"),
                self.tr("Choose above which kinds of rows to show."),
                action=self.tr("Show all"),
                slot=self._all,
            )
        self.offer()

    def _show_keyless(self, comparison: Comparison) -> None:
        if any(column.is_shared for column in comparison.columns):
            self.pane.show_words(
                self.tr("Which columns tell the rows apart?"),
                self.tr("The results share neither key nor id. Choose the columns by which a row is recognised."),
                action=self.tr("Choose the key…"),
                slot=self.choose_key,
            )
        else:
            self.pane.show_words(
                self.tr("Nothing to compare"),
                self.tr("The two results have no column in common. Add a common one, such as key, and run again."),
            )

    def _all(self) -> None:
        for toggle in self.toggles.values():
            toggle.setChecked(True)

    def _go(self, *, back: bool = False) -> None:
        self.grid.go(back=back)

    def _say(self, text: str) -> None:
        self.state.setText(text)

    def _toggle(self, change: Change) -> QPushButton:
        toggle = QPushButton(words.kind(change), self)
        toggle.setCheckable(True)
        toggle.setChecked(change in DIFFERENT)
        toggle.setToolTip(self.tr("Show or hide these rows"))
        toggle.toggled.connect(lambda _on: self._show_rows())
        return toggle

    def _handle(self) -> None:
        if self._actions is None:
            return
        slots: tuple[Callable[[], object], ...] = (
            self._go,
            partial(self._go, back=True),
            self.start_swap,
            self.choose_key,
            self.export,
            self.grid.copy,
            partial(self.grid.copy, headers=True),
            self.grid.copy_cell,
        )
        for id_, slot in zip(_ACTIONS, slots, strict=True):
            self._actions.handle(id_, slot, owner=self)

    def _lay_out(self) -> None:
        bar = QFrame(self)
        bar.setProperty("role", "bar")
        row = QHBoxLayout(bar)
        row.setContentsMargins(SPACE[2], SPACE[0], SPACE[2], SPACE[0])
        row.setSpacing(SPACE[1])
        for toggle in self.toggles.values():
            row.addWidget(toggle)
        row.addSpacing(SPACE[1])
        row.addWidget(self.previous)
        row.addWidget(self.next)
        row.addStretch(1)
        row.addWidget(self.key)
        row.addWidget(self.swap_button)
        row.addWidget(self.export_button)
        footer = QFrame(self)
        footer.setProperty("role", "footer")
        line = QHBoxLayout(footer)
        line.setContentsMargins(SPACE[2], SPACE[0], SPACE[2], SPACE[0])
        line.addWidget(self.state)
        footer.setFixedHeight(32)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.notices)
        column.addWidget(self.heading)
        column.addWidget(bar)
        column.addWidget(self.pane, 1)
        column.addWidget(footer)
        self.destroyed.connect(self._kept.close)


class _Kept:
    """The comparison of a page; it outlives a page that goes without `ComparePage.aclose`, and deletes its files."""

    def __init__(self) -> None:
        self.comparison: Comparison | None = None

    def close(self) -> None:
        comparison, self.comparison = self.comparison, None
        if comparison is not None:
            threading.Thread(target=comparison.close, name="close comparison").start()
