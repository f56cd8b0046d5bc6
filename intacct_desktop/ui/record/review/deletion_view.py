"""What a deletion takes away, and what refers to it: for the question before it."""

from collections.abc import Sequence
from contextlib import aclosing

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QLabel, QListWidget, QPushButton, QVBoxLayout, QWidget

from intacct_desktop.api.client import Client, Scope
from intacct_desktop.api.model_service import ModelService
from intacct_desktop.api.records.used_by import Counted, Referrer, all_models, count_each, referrers
from intacct_desktop.ui import tasks
from intacct_desktop.ui.results.words import number
from intacct_desktop.ui.theme import ROW, SPACE, set_role
from intacct_desktop.ui.wording import describe

_AS_WORDS = 4
"""Records that are named below each other; more are a list to scroll."""
_SEEN = 8  # rows of that list
_COUNTED = 6
"""Referrers that are counted at once, each by a call; the rest where the person asks for it."""


class DeletionView(QWidget):
    """Names the records; of a single one it counts who refers to it. Intacct itself refuses to delete what is still in use."""

    def __init__(
        self,
        client: Client,
        models: ModelService,
        object_name: str,
        keys: Sequence[str],
        titles: Sequence[str],
        parent: QWidget | None = None,
        *,
        entity: str | Scope | None = Scope.PRESENT,
    ) -> None:
        super().__init__(parent)
        self._entity = entity
        self._client, self._models, self._object, self._keys = client, models, object_name, tuple(keys)
        self._left: tuple[Referrer, ...] = ()
        self._found: list[str] = []
        self._unknown: list[str] = []
        self.records = self._named(titles)
        self.uses = QLabel(self)
        self.uses.setTextFormat(Qt.TextFormat.PlainText)
        self.uses.setWordWrap(True)
        self.more = QPushButton(self)
        self.more.setProperty("role", "link")
        self.more.setAutoDefault(False)
        self.more.hide()
        set_role(self.uses, "muted")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(SPACE[1])
        self._column.addWidget(self.records)
        self._column.addWidget(self.uses)
        self._column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        self.more.clicked.connect(self._count_rest)
        self._start(first=True)

    def warn(self, words: str) -> None:
        """Say what the person should know before all else."""
        label = QLabel(words, self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        set_role(label, "warning")
        self._column.insertWidget(1, label)

    def _named(self, titles: Sequence[str]) -> QWidget:
        if len(titles) <= _AS_WORDS:
            label = QLabel("\n".join(titles), self)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            return label
        records = QListWidget(self)
        records.setAccessibleName(self.tr("Records that are deleted"))
        records.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        records.ensurePolished()
        records.setUniformItemSizes(True)
        records.addItems(list(titles))
        records.setFixedHeight(ROW * min(len(titles), _SEEN) + 2 * records.frameWidth())
        return records

    def _start(self, *, first: bool) -> None:
        set_role(self.uses, "muted")
        self.uses.setText(self.tr("Looking for what refers to it…"))
        tasks.latest(self, "uses", self._count(first=first), name=self.tr("Find what refers to the record"), on_error=self._failed)

    async def _count(self, *, first: bool) -> None:
        if first:
            models = await all_models(self._models)
            found = await tasks.in_thread(referrers, models, self._object)
            # Its own lines go with it, and who made what says nothing of its use.
            self._left = tuple(
                each for each in found if not each.is_owner and each.object_path is None and not each.path.startswith("audit.")
            )
        now, self._left = (self._left[:_COUNTED], self._left[_COUNTED:]) if first else (self._left, ())
        async with aclosing(count_each(self._client, now, *self._keys, entity=self._entity)) as counted:
            async for each in counted:
                self._take(each)
        self._show(done=True)

    def _take(self, counted: Counted) -> None:
        if counted.count is None:
            self._unknown.append(counted.referrer.title)
        elif counted.count:
            self._found.append(f"{counted.referrer.title}: {number(counted.count)}")
            self._show(done=False)

    def _show(self, *, done: bool) -> None:
        if self._found:
            uses = ", ".join(self._found)
            words = self.tr("It is used by {uses}. Intacct will refuse to delete it.").format(uses=uses)
            if len(self._keys) > 1:
                words = self.tr("Some of them are used by {uses}. Intacct will refuse to delete those, one by one.").format(uses=uses)
        elif self._left:
            words = self.tr("Nothing that refers to it was found so far.")
        else:
            words = self.tr("Nothing was found that refers to it.")
        if done and self._unknown:
            words += " " + self.tr("Not looked in, for Intacct refused: {names}.").format(names=", ".join(self._unknown))
        self.uses.setText(words)
        set_role(self.uses, "warning" if self._found else "muted")
        self.more.setVisible(done and bool(self._left))
        rest = len(self._left)
        self.more.setText(
            self.tr("Look in 1 more object (1 call)")
            if rest == 1
            else self.tr("Look in {count} more objects ({count} calls)").format(count=number(rest))
        )

    def _count_rest(self) -> None:
        self.more.hide()
        self._start(first=False)

    def _failed(self, error: BaseException) -> None:
        self.uses.setText(self.tr("What refers to it could not be found out: {why}").format(why=describe(error).happened))
        set_role(self.uses, "warning")
