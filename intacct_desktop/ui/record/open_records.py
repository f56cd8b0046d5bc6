"""The record tabs of the window: opening them, and keeping over a crash what was typed in them."""

import asyncio
from collections.abc import Callable, Collection
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Signal

from intacct_desktop.api.records.form import Purpose, load_form
from intacct_desktop.ui import tasks
from intacct_desktop.ui.keeping import Keeping
from intacct_desktop.ui.main_window import MainWindow
from intacct_desktop.ui.record.company_records import CompanyRecords
from intacct_desktop.ui.record.record_tab import RecordTab
from intacct_desktop.ui.record.words import object_word
from intacct_desktop.ui.wording import Message, Severity
from intacct_desktop.workspace.quick_forms import narrowed, quick_form
from intacct_desktop.workspace.record_drafts import RecordDrafts, RecordTabDraft, revived


class OpenRecords(QObject):
    """The tabs of the company that is signed in to. What was changed in them is written down a moment after every change."""

    opened = Signal(object)
    """Carries a `RecordTab` that was just opened."""

    def __init__(self, window: MainWindow, drafts: RecordDrafts, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._window = window
        self._drafts = drafts
        self._records: CompanyRecords | None = None
        self._restoring = False
        self._keeping = Keeping(self._written, self.tr("Keep what is entered"), self)
        window.tabs.count_changed.connect(self._note)

    @property
    def tabs(self) -> list[RecordTab]:
        """From left to right."""
        return [page for page in self._window.tabs.pages if isinstance(page, RecordTab)]

    @property
    def front(self) -> RecordTab | None:
        page = self._window.tabs.current()
        return page if isinstance(page, RecordTab) else None

    @property
    def records(self) -> CompanyRecords | None:
        """Those of the company that is signed in to."""
        return self._records

    def enter(self, records: CompanyRecords) -> None:
        self._records = records

    def leave(self) -> None:
        """The tabs are about to be closed with the company: what was changed in them stays written down."""
        self._keeping.stop()
        self._records = None

    def open(self, object_name: str, key: str) -> RecordTab | None:
        """Show a record: in the tab that has it already, else in a new one. None where nobody is signed in."""
        there = self.showing(object_name, key)
        if there is not None:
            self._window.tabs.bring(there)
            return there
        tab = self.add(self.tr("{object} {key}").format(object=object_word(object_name).capitalize(), key=key))
        if tab is not None:
            tab.moves.open(object_name, key)
        return tab

    def follow(self, tab: RecordTab, object_name: str, key: str) -> None:
        """A link or an address in a tab leads to a record: to the tab that shows it already, to another one where this one has changes."""
        there = self.showing(object_name, key)
        if there is tab and tab.is_changed:
            words = self.tr("{record} is in this tab already, with what you changed.").format(record=tab.title)
            tab.notices.show_message(Message(Severity.INFO, words, "", self.tr("Send your changes or discard them to read it again.")))
        elif tab.is_changed or there not in (None, tab):
            self.open(object_name, key)
        else:
            tab.moves.open(object_name, key)

    def show_gone(self, object_name: str, keys: Collection[str]) -> None:
        """These records were deleted. What was entered in one and not sent stays where it is."""
        for tab in self.tabs:
            if not tab.is_changed and any(tab.is_about(object_name, key) for key in keys):
                tab.show_gone()

    def showing(self, object_name: str, key: str | None) -> RecordTab | None:
        """The tab that shows a record, if there is one."""
        return next((tab for tab in self.tabs if tab.is_about(object_name, key)), None)

    def add(self, title: str) -> RecordTab | None:
        """An empty tab, in front."""
        if self._records is None:
            return None
        tab = RecordTab(self._records, self._window.registry)
        tab.title_changed.connect(lambda title: self._window.tabs.set_title(tab, title, changed=tab.is_changed))
        tab.changed.connect(self._note)
        tab.record_wished.connect(partial(self.follow, tab))
        self._window.add_tab(tab, title)
        self.opened.emit(tab)
        return tab

    async def restore(self) -> None:
        """Open what was changed and not sent when the company was left, or the program ended. Raises OSError."""
        records = self._records
        if records is None:
            return
        kept = await tasks.in_thread(self._drafts.load, records.profile.id)
        if records is not self._records:
            return
        if kept.kept is not None:
            self._window.notices.show_message(
                Message(
                    Severity.WARNING,
                    self.tr("What you had entered and not sent could not be read whole."),
                    self.tr("What could be read is open. Nothing in the company was changed."),
                    self.tr("The file was put aside as {name}.").format(name=kept.kept.name),
                    str(kept.kept),
                )
            )
        self._restoring = True
        try:
            await asyncio.gather(*(self._reopen(records, draft) for draft in sorted(kept.drafts, key=lambda draft: draft.position)))
        finally:
            self._restoring = False

    async def keep(self) -> None:
        """Write down what was changed, now. Raises OSError."""
        await self._keeping.settle()
        if not self._restoring:
            await self._keeping.now()

    async def _reopen(self, records: CompanyRecords, kept: RecordTabDraft) -> None:
        tab = self.add(kept.title)
        if tab is None:
            return
        form = await load_form(records.models, kept.object, kept.purpose)
        quick = quick_form(kept.quick_form or "")
        if quick is not None:
            form = narrowed(form, quick)
        draft, has_lost = revived(kept)
        begun = replace(draft, record=draft.base)
        tab.show_draft(form, draft, kept.entity, quick=quick.name if quick is not None else "", begun=begun)
        if tab.document is not None:
            tab.document.draft_id = kept.id
            tab.undoes = kept.undoes
        means = self.tr("Passwords are not kept: enter them again.") if has_lost else ""
        tab.notices.show_message(Message(Severity.INFO, self.tr("What you had entered and not sent is here again."), means))

    def _note(self) -> None:
        if self._records is not None and not self._restoring:
            self._keeping.note()

    def _written(self) -> Callable[[], None] | None:
        records = self._records
        if records is None:
            return None
        pages = self._window.tabs.pages
        drafts = [_draft(tab, pages.index(tab)) for tab in self.tabs if tab.is_changed]
        return partial(self._drafts.save, records.profile.id, [draft for draft in drafts if draft is not None])


def _draft(tab: RecordTab, position: int) -> RecordTabDraft | None:
    document = tab.document
    if document is None:
        return None
    draft = document.draft
    return RecordTabDraft(
        id=document.draft_id,
        object=draft.object,
        key=draft.key,
        base=draft.base,
        record=draft.record,
        title=document.title,
        entity=document.entity,
        undoes=tab.undoes,
        purpose=Purpose.CREATE if draft.is_new else Purpose.CHANGE,
        quick_form=document.quick_form or None,
        position=position,
    )
