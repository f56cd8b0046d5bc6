"""Choosing how rows are put together: by one to three columns, dates by a period, and of which numbers there are sums."""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QMenu, QPushButton, QToolButton, QWidget

from intacct_desktop.api.model import ValueKind
from intacct_desktop.results.columns import Column
from intacct_desktop.results.statistics import DatePart, GroupKey
from intacct_desktop.ui.buttons import sign_button
from intacct_desktop.ui.results.beside import group_words
from intacct_desktop.ui.theme import SPACE, Role

MOST_KEYS = 3
_LONGEST = 24
_DATES = (ValueKind.DATE, ValueKind.DATE_TIME)
_PARTS = tuple(DatePart)
_WHICH_RECORD = ("key", "id")
_TELLING = (ValueKind.ENUM, ValueKind.BOOLEAN, ValueKind.DATE, ValueKind.TEXT, ValueKind.DATE_TIME)


def usual_key(columns: Sequence[Column], current: int) -> int:
    """The column to begin with: the current one where its values stand in more than one row, else one of few values by its kind."""

    if 0 <= current < len(columns) and _rank(columns[current]) < len(_TELLING):
        return current
    return min(range(len(columns)), key=lambda at: _rank(columns[at]), default=0)


def _rank(column: Column) -> int:
    """How well its values put rows together: the fewer there are by its kind, the better."""
    return len(_TELLING) if column.kind not in _TELLING or column.path in _WHICH_RECORD else _TELLING.index(column.kind)


class GroupForm(QWidget):
    """Says `changed` when another choice was made; `keys` and `summed` are that choice."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._columns: tuple[Column, ...] = ()
        self.is_chosen = False
        """Whether the person has chosen something, which is not to be changed behind their back."""
        self.boxes: list[QComboBox] = []
        """The columns to group by; the first line of all but the first is "none"."""
        self.parts: list[QComboBox] = []
        self._removers: list[QToolButton] = []
        self._captions: list[QLabel] = []
        self.add = QPushButton(self.tr("+ Column"), self)
        self.add.setProperty("role", "link")
        self.add.setToolTip(self.tr("Group by another column, too"))
        self.add.setAccessibleDescription(self.add.toolTip())
        self.sums = QPushButton(self)
        self.sums.setProperty("role", "menu")
        self.sums.setAccessibleName(self.tr("Sums of"))
        self._menu = QMenu(self.sums)
        self.sums.setMenu(self._menu)
        self._summed: dict[int, QAction] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(SPACE[1])
        self._grid.setVerticalSpacing(SPACE[0])
        self._grid.setColumnStretch(1, 1)
        for at in range(MOST_KEYS):
            self._add_line(at)
        caption = QLabel(self.tr("Sums"), self)
        caption.setProperty("role", "muted")
        self._grid.addWidget(self.add, MOST_KEYS, 1, 1, 3, Qt.AlignmentFlag.AlignLeft)
        self._grid.addWidget(caption, MOST_KEYS + 1, 0)
        self._grid.addWidget(self.sums, MOST_KEYS + 1, 1, 1, 3, Qt.AlignmentFlag.AlignLeft)
        self.add.clicked.connect(self._show_next)
        self.changed.connect(self._note_choice)
        self._offer()

    @property
    def columns(self) -> tuple[Column, ...]:
        return self._columns

    @property
    def keys(self) -> tuple[GroupKey, ...]:
        """A column that is chosen twice comes once."""
        found: dict[int, GroupKey] = {}
        for box, part in zip(self.boxes, self.parts, strict=True):
            position = box.currentData()
            if not box.isHidden() and position is not None:
                found.setdefault(position, GroupKey(position, _PARTS[part.currentIndex()] if self._is_date(position) else None))
        return tuple(found.values())

    @property
    def summed(self) -> tuple[int, ...]:
        return tuple(position for position, action in self._summed.items() if action.isChecked())

    def set_columns(self, columns: Sequence[Column], first: int = 0) -> None:
        """Offer these columns; what is chosen stays where it is still there. ``first`` is grouped by where nothing was chosen yet."""
        if [column.path for column in columns] == [column.path for column in self._columns]:
            self._columns = tuple(columns)
            return
        paths = [self._columns[key.position].path for key in self.keys]
        sums = {self._columns[position].path for position in self.summed}
        is_new = not self._columns
        was_chosen = self.is_chosen
        self._columns = tuple(columns)
        there = {column.path: at for at, column in enumerate(columns)}
        for box in self.boxes:
            with QSignalBlocker(box):
                box.clear()
                for at, column in enumerate(columns):
                    box.addItem(column.path, at)
        self._fill_sums(sums, is_new=is_new)
        kept = [there[path] for path in paths if path in there] or [first]
        self.set_keys([GroupKey(position, self._usual_part(position)) for position in kept])
        self.is_chosen = was_chosen

    def set_keys(self, keys: Sequence[GroupKey]) -> None:
        """Choose these columns."""
        for at, (box, part) in enumerate(zip(self.boxes, self.parts, strict=True)):
            with QSignalBlocker(box), QSignalBlocker(part):
                key = keys[at] if at < len(keys) else None
                box.setVisible(key is not None)
                if key is not None:
                    box.setCurrentIndex(key.position)
                    part.setCurrentIndex(_PARTS.index(key.part or DatePart.MONTH))
        self._chosen()

    def choose(self, position: int) -> None:
        """Group by this column alone."""
        self.set_keys([GroupKey(position, self._usual_part(position))])

    def suggest(self, position: int) -> None:
        """Group by this column, where the person has not chosen another."""
        if not self.is_chosen and 0 <= position < len(self._columns) and [key.position for key in self.keys] != [position]:
            self.choose(position)
            self.is_chosen = False

    def set_summed(self, positions: Sequence[int]) -> None:
        """Choose the numbers of which there are sums."""
        for position, action in self._summed.items():
            with QSignalBlocker(action):
                action.setChecked(position in positions)
        self._chosen()

    def _usual_part(self, position: int) -> DatePart | None:
        return DatePart.MONTH if self._is_date(position) else None

    def _is_date(self, position: int) -> bool:
        return position < len(self._columns) and self._columns[position].kind in _DATES

    def _add_line(self, at: int) -> None:
        caption = QLabel(self.tr("Group by") if at == 0 else self.tr("then by"), self)
        caption.setProperty("role", "muted")
        self._captions.append(caption)
        box, part = QComboBox(self), QComboBox(self)
        box.setProperty("role", "mono")
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(8)
        box.setAccessibleName(self.tr("Column {number} to group by").format(number=at + 1))
        part.setAccessibleName(self.tr("Period of column {number}").format(number=at + 1))
        part.addItems([group_words.part_words(each) for each in _PARTS])
        part.setCurrentIndex(_PARTS.index(DatePart.MONTH))
        remove = sign_button(
            "close", self.tr("Do not group by column {number}").format(number=at + 1), lambda: self._remove(at), self, Role.MUTED
        )
        for place, widget in enumerate((caption, box, part, remove)):
            self._grid.addWidget(widget, at, place)
        box.setVisible(at == 0)
        self.boxes.append(box)
        self.parts.append(part)
        self._removers.append(remove)
        box.currentIndexChanged.connect(self._chosen)
        part.currentIndexChanged.connect(self._chosen)

    def _fill_sums(self, chosen: set[str], *, is_new: bool) -> None:
        self._menu.clear()
        self._summed = {}
        for position, column in enumerate(self._columns):
            if column.is_number:
                action = self._menu.addAction(column.path)
                action.setCheckable(True)
                action.setChecked(column.path in chosen or (is_new and column.kind is ValueKind.DECIMAL and len(self._summed) < MOST_KEYS))
                action.toggled.connect(self._chosen)
                self._summed[position] = action

    def _show_next(self) -> None:
        at = next((at for at, box in enumerate(self.boxes) if box.isHidden()), None)
        if at is None:
            return
        taken = {key.position for key in self.keys}
        others = [position for position in range(len(self._columns)) if position not in taken]
        free = min(others, key=lambda position: _rank(self._columns[position]), default=None)
        if free is not None:
            self.set_keys([*self.keys, GroupKey(free, self._usual_part(free))])
            self.boxes[at].setFocus()

    def _remove(self, at: int) -> None:
        kept = [
            GroupKey(box.currentData(), _PARTS[part.currentIndex()])
            for box, part in zip(self.boxes, self.parts, strict=True)
            if not box.isHidden()
        ]
        del kept[at : at + 1]
        self.set_keys(kept)
        self.boxes[0].setFocus()

    def _chosen(self) -> None:
        self._offer()
        self.changed.emit()

    def _note_choice(self) -> None:
        self.is_chosen = True

    def _offer(self) -> None:
        shown = [not box.isHidden() for box in self.boxes]
        for at, (box, part, remove) in enumerate(zip(self.boxes, self.parts, self._removers, strict=True)):
            self._captions[at].setVisible(shown[at])
            part.setVisible(shown[at] and self._is_date(box.currentData() or 0))
            remove.setVisible(shown[at] and sum(shown) > 1)
        self.add.setVisible(sum(shown) < min(MOST_KEYS, len(self._columns)))
        names = [self._columns[position].path for position in self.summed]
        whole = ", ".join(names) if names else self.tr("none: only the number of rows")
        self.sums.setText(f"{names[0]} +{len(names) - 1}" if len(names) > 1 and len(whole) > _LONGEST else whole)
        self.sums.setEnabled(bool(self._summed))
        self.sums.setAccessibleDescription(whole)
        self.sums.setToolTip(whole)
