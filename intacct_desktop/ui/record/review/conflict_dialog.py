"""Somebody else was quicker: mine, theirs and what both began with, and a choice for every field."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from intacct_desktop.api.exact_json import ENCODER
from intacct_desktop.api.records.conflicts import Conflict
from intacct_desktop.api.records.draft import Change
from intacct_desktop.api.records.form import Entry
from intacct_desktop.api.records.values import Place
from intacct_desktop.ui.asking import accepted
from intacct_desktop.ui.library.growing import GrowingDialog
from intacct_desktop.ui.record.review.changes_table import ChangesTable
from intacct_desktop.ui.record.review.choices_table import ChoicesTable
from intacct_desktop.ui.theme import ROW

_WIDTH = 720
_LEAST = 88  # pixels of a button
_SEEN = 6  # rows of what was changed there only


class ConflictDialog(GrowingDialog):
    """`taken` are the places at which the person takes theirs. What is mine is chosen at first: nothing typed is lost by pressing Return.

    ``elsewhere`` is what has become of the record there; of it, what is not in conflict is shown, and comes in without being asked.
    """

    def __init__(
        self, title: str, conflicts: Sequence[Conflict], elsewhere: Sequence[Change], who: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._conflicts = tuple(conflicts)
        self.setWindowTitle(self.tr("Changed meanwhile"))
        self.setMinimumWidth(_WIDTH)
        by = self.tr("{record} was changed meanwhile by {user}.").format(record=title, user=who)
        heading = QLabel(by if who else self.tr("{record} was changed meanwhile.").format(record=title), self)
        heading.setProperty("role", "heading")
        self.words = QLabel(self._words(), self)
        for label in (heading, self.words):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self.table = ChoicesTable(self._conflicts, self)
        self.table.setVisible(bool(conflicts))
        self.all_mine = QPushButton(self.tr("Keep all of mine"), self)
        self.all_theirs = QPushButton(self.tr("Take all of theirs"), self)
        others = self._others(elsewhere)
        self.others = ChangesTable(self)
        self.others.set_heads(self.tr("Before"), self.tr("Now"))
        self.others.show_changes(others)
        self.others.setAccessibleName(self.tr("Changed there only"))
        self.others.setAccessibleDescription("")
        self.others.setFixedHeight(min(self.others.wanted_height, (_SEEN + 1) * ROW + ROW // 2))
        below = QLabel(self.tr("Changed there only: it comes in as it is."), self)
        below.setProperty("role", "strong")
        for widget in (below, self.others):
            widget.setVisible(bool(others))
        self.cancel = QPushButton(self.tr("Cancel"), self)
        self.go_on = QPushButton(self.tr("Use these") if conflicts else self.tr("Go on"), self)
        self.go_on.setProperty("role", "primary")
        self.go_on.setMinimumWidth(_LEAST)
        self.cancel.setMinimumWidth(_LEAST)
        self.go_on.setDefault(True)
        self.all_mine.clicked.connect(lambda: self.table.choose_all(theirs=False))
        self.all_theirs.clicked.connect(lambda: self.table.choose_all(theirs=True))
        self.cancel.clicked.connect(self.reject)
        self.go_on.clicked.connect(self.accept)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for button in (self.all_mine, self.all_theirs):
            button.setVisible(bool(conflicts))
            buttons.addWidget(button)
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.go_on)
        for button in (self.all_mine, self.all_theirs, self.cancel):
            button.setAutoDefault(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 16)
        column.setSpacing(12)
        column.addWidget(heading)
        column.addWidget(self.words)
        column.addWidget(self.table, 1)
        column.addWidget(below)
        column.addWidget(self.others)
        if not conflicts:
            column.addStretch(1)
        column.addLayout(buttons)
        (self.table if conflicts else self.go_on).setFocus()

    @property
    def taken(self) -> frozenset[Place]:
        return frozenset(self._conflicts[row].place for row in self.table.theirs)

    def _words(self) -> str:
        if not self._conflicts:
            return self.tr("None of your changes touches what was changed there. Both are put together; nothing is sent yet.")
        words = self.tr("These fields were changed on both sides. Choose what each is to be; nothing is sent yet.")
        if any(conflict.lost for conflict in self._conflicts):
            words += " " + self.tr("What you changed in a line that is gone cannot be kept.")
        return words

    def _others(self, elsewhere: Sequence[Change]) -> list[Change]:
        """What is not in conflict. By what it says: a line may stand elsewhere there."""
        known = {_said(each.entry, each.base, each.theirs) for each in self._conflicts}
        return [change for change in elsewhere if _said(change.entry, change.old, change.new) not in known]


async def resolved(title: str, conflicts: Sequence[Conflict], elsewhere: Sequence[Change], who: str, parent: QWidget) -> frozenset[Place]:
    """Where the person takes theirs. Raises `Declined`."""
    dialog = ConflictDialog(title, conflicts, elsewhere, who, parent)
    found: list[frozenset[Place]] = []
    dialog.accepted.connect(lambda: found.append(dialog.taken))
    await accepted(dialog)
    return found[0]


def _said(entry: Entry | None, before: object, now: object) -> tuple[str, bytes]:
    return entry.path if entry is not None else "", ENCODER.encode([before, now])
