"""Pasted rows before they become lines: which column each is for, and what the lines will say."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QComboBox, QDialog, QGridLayout, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from intacct_desktop.api.records.form import Entry, Lines
from intacct_desktop.api.records.local_text import Locale
from intacct_desktop.ui import tasks
from intacct_desktop.ui.builder.entry_boxes import Combo
from intacct_desktop.ui.record.editors.showing import one_line
from intacct_desktop.ui.record.lines import words
from intacct_desktop.ui.record.lines.telling import in_order
from intacct_desktop.ui.record.lines.view import LinesView
from intacct_desktop.ui.theme import SPACE, ui_font
from intacct_desktop.workspace.pasted_rows import Block, Pasted, Target, items_of, targets_of

_LARGE = 4_000  # cells; more are read in a thread
_SAMPLES = 3


class PasteDialog(QDialog):
    """`agreed` carries the items; what could not be read stands in them as it was typed."""

    agreed = Signal(object)

    def __init__(
        self,
        lines: Lines,
        block: Block,
        targets: Sequence[Target | None],
        locale: Locale,
        labels: Mapping[str, str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Paste lines"))
        self.resize(880, 560)
        self._block, self._locale = block, locale
        self.pasted = Pasted(())
        offered = [*targets_of(in_order(lines)), *(target for target in targets if target is not None)]
        self._targets = {target.path: target for target in offered}
        title = QLabel(self.tr("Paste lines"), self)
        title.setProperty("role", "heading")
        self.summary = QLabel(self)
        self.summary.setProperty("role", "muted")
        self.boxes: list[QComboBox] = []
        self.preview = LinesView(lines, None, self)
        self.preview.setAccessibleName(self.tr("The lines as they will be"))
        self.preview.rows.show_labels(labels)
        cancel = QPushButton(self.tr("Cancel"), self)
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        self.add = QPushButton(self)
        self.add.setDefault(True)
        self.add.clicked.connect(self.accept)
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE[1])
        buttons.addStretch(1)
        buttons.addWidget(cancel)
        buttons.addWidget(self.add)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE[4], SPACE[4], SPACE[4], SPACE[3])
        column.setSpacing(SPACE[2])
        column.addWidget(title)
        column.addWidget(self.summary)
        column.addWidget(self._mapping(targets), 2)
        column.addWidget(self.preview, 3)
        column.addLayout(buttons)
        self._read()

    @property
    def targets(self) -> list[Target | None]:
        """What each pasted column is for, as it is chosen now."""
        return [self._targets.get(box.currentData()) for box in self.boxes]

    def accept(self) -> None:
        super().accept()
        self.agreed.emit(self.pasted.items)

    def _mapping(self, targets: Sequence[Target | None]) -> QWidget:
        """A row for each pasted column: its name, what is in it, what it is for."""
        page = QWidget(self)
        page.setProperty("role", "page")
        grid = QGridLayout(page)
        grid.setContentsMargins(0, 0, SPACE[1], 0)
        grid.setHorizontalSpacing(SPACE[2])
        grid.setVerticalSpacing(SPACE[0])
        grid.setColumnStretch(1, 1)
        for at in range(self._block.width):
            name = (
                self._block.names[at] if self._block.names is not None else self.tr("Column {number}").format(number=words.number(at + 1))
            )
            heading = QLabel(one_line(name or self.tr("(no name)")), page)
            heading.setProperty("role", "strong")
            samples = [str(row[at]) for row in self._block.rows[:_SAMPLES] if row[at] not in (None, "")]
            sample = QLabel(one_line(" | ".join(samples))[:80], page)
            sample.setProperty("role", "muted")
            for label in (heading, sample):
                label.setTextFormat(Qt.TextFormat.PlainText)
            box = self._box(targets[at] if at < len(targets) else None)
            box.setAccessibleName(self.tr("What {column} is for").format(column=name))
            self.boxes.append(box)
            grid.addWidget(heading, at, 0)
            grid.addWidget(sample, at, 1)
            grid.addWidget(box, at, 2)
        grid.setRowStretch(self._block.width, 1)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setWidget(page)
        return area

    def _box(self, target: Target | None) -> QComboBox:
        box = Combo(self)
        box.addItem(self.tr("Not pasted"), None)
        for path in self._targets:
            box.addItem(path, path)
        box.setCurrentIndex(max(box.findData(target.path), 0) if target is not None else 0)
        box.setMinimumWidth(240)
        box.currentIndexChanged.connect(self._read)
        return box

    def _read(self) -> None:
        block, targets = self._block, self._once_each(self.targets)
        if len(block.rows) * block.width <= _LARGE:
            self._show(items_of(block, targets, self._locale), targets)
            return
        self.add.setEnabled(False)
        self.summary.setText(self.tr("Reading {lines}…").format(lines=words.line_words(len(block.rows))))
        tasks.latest(self, "read", self._read_much(targets), name=self.tr("Read pasted lines"))

    async def _read_much(self, targets: Sequence[Target | None]) -> None:
        self._show(await tasks.in_thread(items_of, self._block, targets, self._locale), targets)

    def _once_each(self, targets: Sequence[Target | None]) -> list[Target | None]:
        """Of two columns for the same, the first counts."""
        first = {target.path: at for at, target in reversed(list(enumerate(targets))) if target is not None}
        return [target if target is not None and first[target.path] == at else None for at, target in enumerate(targets)]

    def _show(self, pasted: Pasted, targets: Sequence[Target | None]) -> None:
        self.pasted = pasted
        matched = sum(target is not None for target in targets)
        count = len(pasted.items)
        self.summary.setText(words.pasted_words(count, matched, len(targets) - matched, len(pasted.attention)))
        self.add.setText(self.tr("Add {lines}").format(lines=words.line_words(count)))
        bold = QFontMetrics(ui_font(strong=True))  # as the default button is written, which its own hint does not know
        self.add.setMinimumWidth(bold.horizontalAdvance(self.add.text()) + 2 * SPACE[3])
        self.add.setEnabled(bool(count and matched))
        columns: dict[str, Entry] = {target.column.path: target.column for target in targets if target is not None}
        problems = {(each.row, each.column.path): words.attention_words(each, self._locale) for each in pasted.attention}
        self.preview.rows.show_items((), (), {}, editable=False)
        self.preview.rows.show_columns(list(columns.values()))
        self.preview.rows.show_items(pasted.items, (), problems, editable=False)
        self.preview.fit_columns()
