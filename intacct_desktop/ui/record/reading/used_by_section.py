"""Who refers to a record, as links at the foot of its page: found in the model, counted when the person asks for it."""

from collections.abc import Callable, Sequence
from contextlib import aclosing
from functools import partial

import shiboken6
from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from intacct_desktop.api.client import Client, Scope
from intacct_desktop.api.model import ObjectModel
from intacct_desktop.api.model_service import ModelService
from intacct_desktop.api.records.used_by import Referrer, all_models, count_each, query_of, referrers
from intacct_desktop.ui import tasks
from intacct_desktop.ui.builder.flow import FlowLayout
from intacct_desktop.ui.explorer.matching import words_of
from intacct_desktop.ui.record.reading.used_by_link import UsedByLink
from intacct_desktop.ui.results.words import number
from intacct_desktop.ui.search_box import SearchBox
from intacct_desktop.ui.theme import SPACE, hairline, set_role
from intacct_desktop.ui.wording import describe
from intacct_desktop.workspace.starter import starter_query

_AT_FIRST = 24
"""Links that are shown before the person asks for all: a user is referred to by some hundred objects."""
_FILTERED = 12
"""From so many on, there is a box to find one."""


class UsedBySection(QWidget):
    """Shows nothing of its own accord but what the model says; each count is a call, and said to be one.

    `query_wished` carries the `Query` for the records that refer to the one shown.
    """

    query_wished = Signal(object)

    def __init__(self, client: Client, models: ModelService, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Used by"))
        self._client = client
        self._models = models
        self._record: tuple[str, str, str] | None = None
        self._entity: str | Scope | None = Scope.PRESENT
        self._stale = False
        self._known: dict[str, ObjectModel] = {}
        self._referrers: tuple[Referrer, ...] = ()
        self._links: dict[Referrer, UsedByLink] = {}
        self._all = False
        self._counting: tasks.TaskHandle | None = None
        self._again: Callable[[], None] = self._find
        self.filter = SearchBox(self.tr("Find an object"), self)
        self.filter.setMaximumWidth(220)
        self.filter.textChanged.connect(self._arrange)
        self.count_button = self._link_button()
        self.count_button.clicked.connect(self._count_or_stop)
        self.state = QLabel(self)
        self.state.setWordWrap(True)
        self.again = self._link_button()
        self.again.setText(self.tr("Try again"))
        self.again.clicked.connect(lambda _checked=False: self._again())
        self.more = self._link_button()
        self.more.clicked.connect(self._show_more)
        self._lay_out()
        self._say("")
        self._arrange()

    @property
    def links(self) -> Sequence[UsedByLink]:
        """Those that are shown, in their order."""
        return [self._links[referrer] for referrer in self._shown()]

    def show_record(self, object_name: str, key: str, id_: str = "", entity: str | Scope | None = Scope.PRESENT) -> None:
        """Show who refers to a record of an object, as an entity sees it; counts of the record before are gone."""
        self._stop()
        if self._record is None or self._record[0] != object_name:
            self._show_referrers(())
            self._all = False
        for link in self._links.values():
            link.show_count(None)
        self._record = (object_name, key, id_)
        self._entity = entity
        self._stale = True
        if self.isVisible():
            self._find()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._find()

    # from the model

    def _find(self) -> None:
        self._stale = False
        if self._referrers:
            return
        self._say(self.tr("Looking in the model for what refers to it…"))
        if self._record is not None:
            finding = self._look_up(self._record[0])
            tasks.latest(self, "find", finding, name=self.tr("Find what refers to the record"), on_error=partial(self._failed, self._find))

    async def _look_up(self, object_name: str) -> None:
        models = await all_models(self._models)
        found = await tasks.in_thread(referrers, models, object_name)
        self._known = {model.name: model for model in models}
        self._say("" if found else self.tr("Nothing in this company refers to such a record."))
        self._show_referrers(found)

    def _show_referrers(self, found: tuple[Referrer, ...]) -> None:
        for link in self._links.values():
            link.hide()
            link.deleteLater()
        self._links.clear()
        self._referrers = found
        self._arrange()

    def _link_of(self, referrer: Referrer) -> UsedByLink:
        """Made when it is first shown: most of some hundred never are."""
        link = self._links.get(referrer)
        if link is None:
            link = self._links[referrer] = UsedByLink(referrer, self)
            link.clicked.connect(lambda _checked=False: self._open(referrer))
            link.count_wished.connect(lambda: self._count_too(referrer))
        return link

    def _open(self, referrer: Referrer) -> None:
        if self._record is not None:
            model = self._known[referrer.object]
            self.query_wished.emit(query_of(referrer, starter_query(model), model, *self._record[1:]))

    # counting

    def _count_or_stop(self) -> None:
        if self._counting is not None:
            self._stop()
        else:
            self._count(self._uncounted())

    def _count(self, wanted: Sequence[Referrer]) -> None:
        if self._record is None or not wanted:
            return
        self._stop()
        again = partial(self._count, wanted)
        name = self.tr("Count what refers to the record")
        for referrer in wanted:
            self._links[referrer].show_counting()
        counting = self._counted(wanted, *self._record[1:])
        self._counting = tasks.latest(self, "count", counting, name=name, on_error=partial(self._failed, again))
        self._arrange()

    async def _counted(self, wanted: Sequence[Referrer], key: str, id_: str) -> None:
        self._say("")
        me = self._counting
        try:
            async with aclosing(count_each(self._client, wanted, key, id_=id_, entity=self._entity)) as counts:
                async for counted in counts:
                    if counted.referrer in self._links:
                        self._links[counted.referrer].show_count(counted)
        finally:
            if shiboken6.isValid(self) and self._counting is me:
                self._stop()

    def _count_too(self, referrer: Referrer) -> None:
        """Count one more, with those that are being counted."""
        under_way = [other for other, link in self._links.items() if link.is_counting and other != referrer]
        self._count([*under_way, referrer])

    def _stop(self) -> None:
        """Count no further; what is not counted yet is as it was before."""
        if self._counting is not None:
            self._counting.cancel()
            self._counting = None
            for link in self._links.values():
                if link.is_counting:
                    link.show_count(None)
            self._arrange()

    def _uncounted(self) -> list[Referrer]:
        return [link.referrer for link in self.links if link.counted is None]

    # what is shown

    def _shown(self) -> list[Referrer]:
        words = words_of(self.filter.text())
        found = [each for each in self._referrers if all(word in f"{each.title} {each.object} {each.path}".lower() for word in words)]
        return found if self._all or words else found[:_AT_FIRST]

    def _show_more(self) -> None:
        self._all = True
        self._arrange()
        if len(links := self.links) > _AT_FIRST:
            links[_AT_FIRST].setFocus()

    def _arrange(self) -> None:
        shown = self._shown()
        self.setUpdatesEnabled(False)
        while self._flow.count():
            self._flow.takeAt(0)
        for referrer in shown:
            self._flow.addWidget(self._link_of(referrer))
        visible = set(shown)
        for referrer, link in self._links.items():
            link.setVisible(referrer in visible)
        self._flow_area.updateGeometry()
        self.setUpdatesEnabled(True)
        count = len(self._referrers)
        self.filter.setVisible(count >= _FILTERED)
        self.more.setVisible(len(shown) < count and not self.filter.text())
        self.more.setText(self.tr("Show all {count}").format(count=number(count)))
        if self.filter.text() and count and not shown:
            self._say(self.tr("No object of this name refers to it."))
        elif count and self.again.isHidden():
            self._say("")
        self._offer_count()

    def _offer_count(self) -> None:
        left = len(self._uncounted())
        is_counting = self._counting is not None
        self.count_button.setVisible(is_counting or left > 0)
        calls = self.tr("1 call") if left == 1 else self.tr("{count} calls").format(count=number(left))
        is_all = len(self._shown()) == len(self._referrers)
        words = self.tr("Count all {count} ({calls})") if is_all else self.tr("Count these {count} ({calls})")
        self.count_button.setText(self.tr("Stop counting") if is_counting else words.format(count=number(left), calls=calls))

    def _failed(self, again: Callable[[], None], error: BaseException) -> None:
        message = describe(error)
        self._again = again
        self._say(f"{message.happened} {message.todo}".strip(), problem=True)

    def _say(self, words: str, *, problem: bool = False) -> None:
        set_role(self.state, "negative" if problem else "muted")
        self.state.setText(words)
        self.state.setVisible(bool(words))
        self.again.setVisible(problem)

    def _link_button(self) -> QPushButton:
        button = QPushButton(self)
        button.setProperty("role", "link")
        return button

    def _lay_out(self) -> None:
        heading = QLabel(self.tr("Used by"), self)
        heading.setProperty("role", "heading")
        head = QHBoxLayout()
        head.setSpacing(SPACE[1])
        head.addWidget(heading)
        head.addStretch(1)
        head.addWidget(self.filter)
        head.addWidget(self.count_button)
        said = QHBoxLayout()
        said.setSpacing(SPACE[1])
        said.addWidget(self.state, 1)
        said.addWidget(self.again)
        self._flow_area = QWidget(self)
        self._flow = FlowLayout(self._flow_area)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE[1])
        column.addLayout(head)
        column.addWidget(hairline(parent=self))
        column.addLayout(said)
        column.addWidget(self._flow_area)
        below = QHBoxLayout()
        below.addWidget(self.more)
        below.addStretch(1)
        column.addLayout(below)
