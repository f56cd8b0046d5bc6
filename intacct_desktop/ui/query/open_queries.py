"""The query tabs of the window: opening, closing and reopening them, and keeping them over a crash."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from intacct_desktop.ui import tasks
from intacct_desktop.ui.keeping import Keeping
from intacct_desktop.ui.main_window import MainWindow
from intacct_desktop.ui.open_company import OpenCompany
from intacct_desktop.ui.query.document import QueryDocument
from intacct_desktop.ui.query.query_tab import QueryTab
from intacct_desktop.ui.wording import Message, Severity
from intacct_desktop.workspace import query_file
from intacct_desktop.workspace.drafts import Draft, Drafts
from intacct_desktop.workspace.query_file import QueryFileError, SavedQuery, Stamp

_MOST_CLOSED = 20


class OpenQueries(QObject):
    """The tabs of the company that is signed in to. What is open is written down a moment after every change."""

    opened = Signal(object)
    """Carries a `QueryTab` that was just opened."""

    def __init__(self, window: MainWindow, drafts: Drafts, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._window = window
        self._drafts = drafts
        self._company: OpenCompany | None = None
        self._closed: list[Draft] = []
        self._restoring = False
        self._keeping = Keeping(self._written, self.tr("Keep what is open"), self)
        window.tabs.count_changed.connect(self._note)
        window.current_changed.connect(self._note)

    @property
    def tabs(self) -> list[QueryTab]:
        """From left to right."""
        return [page for page in self._window.tabs.pages if isinstance(page, QueryTab)]

    @property
    def front(self) -> QueryTab | None:
        page = self._window.tabs.current()
        return page if isinstance(page, QueryTab) else None

    @property
    def company(self) -> OpenCompany | None:
        """The company that is signed in to."""
        return self._company

    @property
    def can_reopen(self) -> bool:
        return bool(self._closed)

    def enter(self, company: OpenCompany) -> None:
        """Tabs are this company's from now on."""
        self._company = company
        self._closed.clear()

    def leave(self) -> None:
        """The tabs are about to be closed with the company: they stay written down as they are."""
        self._keeping.stop()
        self._company = None

    async def restore(self) -> None:
        """Open the tabs as they were when the company was left, or the program ended. Raises OSError."""
        company = self._company
        if company is None:
            return
        kept = await tasks.in_thread(self._drafts.load, company.profile.id)
        saved = [await tasks.in_thread(_on_disk, draft) for draft in kept.drafts]
        if company is not self._company:
            return
        if kept.kept is not None:
            self._say_damaged(kept.kept)
        self._restoring = True
        try:
            front = self._window.tabs.current()
            for draft, file in zip(kept.drafts, saved, strict=True):
                tab = self._reopen(draft, file)
                if draft.id == kept.current and front is None:
                    front = tab
            if front is not None:
                self._window.tabs.bring(front)
        finally:
            self._restoring = False

    def open(self, saved: SavedQuery, path: Path | None = None, stamp: Stamp | None = None) -> QueryTab:
        """Open a tab on a query; one that shows this file already is brought to the front. There has to be a company."""
        if (there := self._on_file(path)) is not None:
            self._window.tabs.bring(there)
            return there
        return self._add(QueryDocument(saved, path, stamp))

    def closing(self, tab: QueryTab) -> None:
        """A tab is about to be closed by the person, who may want it back."""
        self._closed = [*self._closed[-_MOST_CLOSED + 1 :], _draft(tab)]

    def reopen(self) -> None:
        """Bring back the tab that was closed last; without its file where that is in another tab by now."""
        company = self._company
        if not self._closed or company is None:
            return
        draft = self._closed.pop()

        async def bring_back() -> None:
            file = await tasks.in_thread(_on_disk, draft)
            if company is not self._company:
                return
            there = self._on_file(draft.path)
            if there is None:
                self._reopen(draft, file)
            elif draft.changed:
                self._reopen(replace(draft, path=None, stamp=None), None)
            else:
                self._window.tabs.bring(there)

        tasks.run(self._window, bring_back(), name=self.tr("Reopen the tab"))

    async def keep(self) -> None:
        """Write down what is open, now. Raises OSError."""
        await self._keeping.now()

    def _on_file(self, path: Path | None) -> QueryTab | None:
        return next((tab for tab in self.tabs if path is not None and tab.document.path == path), None)

    def _add(self, document: QueryDocument) -> QueryTab:
        if self._company is None:
            raise RuntimeError("no company")
        tab = QueryTab(self._company, document, self._window.registry)
        tab.title_changed.connect(lambda title: self._window.tabs.set_title(tab, title, changed=tab.document.is_changed))
        tab.query_changed.connect(self._note)
        tab.title_changed.connect(self._note)
        tab.query_wished.connect(lambda query: self.open(SavedQuery("", query)))
        self._window.add_tab(tab, tab.title)
        self.opened.emit(tab)
        return tab

    def _reopen(self, draft: Draft, file: SavedQuery | None) -> QueryTab:
        """``file`` is what a changed draft differs from; where it is gone meanwhile, the query is kept nowhere."""
        if draft.changed and file is None:
            draft = replace(draft, path=None, stamp=None)
        saved = SavedQuery(draft.title, draft.query, draft.description, draft.parameters, draft.others)
        document = QueryDocument(file if file is not None else saved, draft.path, draft.stamp)
        document.draft_id = draft.id
        document.take(draft.query)
        tab = self._add(document)
        self._window.tabs.set_title(tab, tab.title, changed=document.is_changed)
        return tab

    def _say_damaged(self, kept: Path) -> None:
        self._window.notices.show_message(
            Message(
                Severity.WARNING,
                self.tr("What was open the last time could not be read whole."),
                self.tr("Your saved queries are not touched. What could be read is open."),
                self.tr("The file was put aside as {name}.").format(name=kept.name),
                str(kept),
            )
        )

    def _note(self, _changed: object = None) -> None:
        if self._company is not None and not self._restoring:
            self._keeping.note()

    def _written(self) -> Callable[[], None] | None:
        company = self._company
        if company is None:
            return None
        front = self.front
        current = front.document.draft_id if front is not None else None
        return partial(self._drafts.save, company.profile.id, [_draft(tab) for tab in self.tabs], current)


def _draft(tab: QueryTab) -> Draft:
    document = tab.document
    saved = document.as_saved()
    return Draft(
        id=document.draft_id,
        query=saved.query,
        title=saved.name,
        path=document.path,
        stamp=document.stamp,
        parameters=saved.parameters,
        description=saved.description,
        others=saved.others,
        changed=document.is_changed,
    )


def _on_disk(draft: Draft) -> SavedQuery | None:
    """The file that a changed draft differs from, where it is still there."""
    if draft.path is None or not draft.changed:
        return None
    try:
        return query_file.read(draft.path)
    except (OSError, QueryFileError):
        return None
