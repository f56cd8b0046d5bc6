"""What a deletion takes away, and what refers to it: for the question before it."""

from collections.abc import Sequence
from contextlib import aclosing

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from intacct_desktop.api.client import Client
from intacct_desktop.api.model_service import ModelService
from intacct_desktop.api.used_by import Referrer, all_models, count_each, referrers
from intacct_desktop.ui import tasks
from intacct_desktop.ui.results.words import number
from intacct_desktop.ui.theme import SPACE, set_role
from intacct_desktop.ui.wording import describe

_NAMED = 12
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
    ) -> None:
        super().__init__(parent)
        self._client, self._models, self._object, self._keys = client, models, object_name, tuple(keys)
        self._left: tuple[Referrer, ...] = ()
        self._found: list[str] = []
        named = list(titles[:_NAMED])
        if len(titles) > _NAMED:
            named.append(self.tr("and {count} more").format(count=number(len(titles) - _NAMED)))
        records = QLabel("\n".join(named), self)
        self.uses = QLabel(self)
        self.more = QPushButton(self)
        self.more.setProperty("role", "link")
        self.more.setAutoDefault(False)
        self.more.hide()
        for label in (records, self.uses):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        set_role(self.uses, "muted")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE[1])
        column.addWidget(records)
        column.addWidget(self.uses)
        column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        self.more.clicked.connect(self._count_rest)
        if len(self._keys) == 1:
            self._start(first=True)
        else:
            self.uses.setText(self.tr("Records that others refer to are refused one by one, and stay."))

    def warn(self, words: str) -> None:
        """Say what the person should know before all else."""
        label = QLabel(words, self)
        label.setWordWrap(True)
        set_role(label, "warning")
        column = self.layout()
        if isinstance(column, QVBoxLayout):
            column.insertWidget(1, label)

    def _start(self, *, first: bool) -> None:
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
        async with aclosing(count_each(self._client, now, self._keys[0])) as counted:
            async for each in counted:
                if each.count:
                    self._found.append(f"{each.referrer.title}: {number(each.count)}")
        self._show()

    def _show(self) -> None:
        if self._found:
            self.uses.setText(self.tr("It is used by {uses}. Intacct will refuse to delete it.").format(uses=", ".join(self._found)))
            set_role(self.uses, "warning")
        else:
            self.uses.setText(self.tr("Nothing was found that refers to it."))
        self.more.setVisible(bool(self._left))
        self.more.setText(self.tr("Look in {count} more objects ({count} calls)").format(count=number(len(self._left))))

    def _count_rest(self) -> None:
        self.more.hide()
        self._start(first=False)

    def _failed(self, error: BaseException) -> None:
        self.uses.setText(self.tr("What refers to it could not be found out: {why}").format(why=describe(error).happened))
        set_role(self.uses, "warning")
