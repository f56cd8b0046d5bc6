"""Asks for the values of a query's parameters before it is run."""

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from intacct_desktop.api.query import FilterValue
from intacct_desktop.ui.builder.value_lookup import ValueLookup
from intacct_desktop.ui.library.growing import GrowingDialog
from intacct_desktop.ui.library.parameter_box import ParameterBox
from intacct_desktop.ui.library.parameter_words import empty_words, label_of, problem_words
from intacct_desktop.ui.sign_in.form_fields import FormField
from intacct_desktop.ui.snug_area import SnugArea
from intacct_desktop.ui.theme import SPACE, set_invalid
from intacct_desktop.workspace.parameters import Parameter, Problem

_WIDTH = 440


class ParametersDialog(GrowingDialog):
    """Show it with `open`; `answered` carries a value, or None for one left empty, for every parameter by name.

    `values` are those of the last time; a parameter that has none there begins with its default. `verb` is what happens next, "Run"
    unless it is said. With `lookup` the ids of records are offered as one types.
    """

    answered = Signal(object)

    def __init__(
        self,
        title: str,
        parameters: Sequence[Parameter],
        values: Mapping[str, FilterValue],
        parent: QWidget | None = None,
        *,
        description: str = "",
        verb: str = "",
        lookup: ValueLookup | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.setMinimumWidth(_WIDTH)
        self.boxes = {parameter.name: ParameterBox(parameter, lookup=lookup) for parameter in parameters}
        self._rows = {name: FormField(label_of(box.parameter), box, empty_words(box.parameter)) for name, box in self.boxes.items()}
        self._form = self._make_form()
        self.run = QPushButton(verb or self.tr("Run"), self)
        self.defaults = QPushButton(self.tr("Use the defaults"), self)
        self._lay_out(title, description)
        for name, box in self.boxes.items():
            box.set_value(values.get(name, box.parameter.default))
            box.entered.connect(self._on_entered)
            box.lookup_failed.connect(partial(self._note, name))
        self._offer_defaults()
        self.run.clicked.connect(self._answer)
        self.defaults.clicked.connect(self._use_defaults)
        for box in list(self.boxes.values())[:1]:
            box.setFocus()

    @property
    def values(self) -> dict[str, FilterValue]:
        """What is entered now, good or not."""
        return {name: box.value for name, box in self.boxes.items()}

    def problem(self, name: str) -> str:
        """What stands in the way of running with this parameter's value, in words; empty when nothing does."""
        box = self.boxes[name]
        if box.problem:
            return box.problem
        missing = box.value is None and not box.parameter.optional
        return problem_words(box.parameter, Problem.MISSING) if missing else ""

    def _answer(self) -> None:
        """Go on, unless a value is missing or none: then the first such box gets the focus and the words."""
        problems = {name: self.problem(name) for name in self.boxes}
        for name, words in problems.items():
            self._mark(name, words)
        wrong = next((name for name, words in problems.items() if words), None)
        if wrong is not None:
            self.boxes[wrong].setFocus()
            return
        values = self.values
        self.accept()
        self.answered.emit(values)

    def _on_entered(self) -> None:
        """Words go as soon as they are no longer true; a value that is still missing is not complained of while one types."""
        for name, box in self.boxes.items():
            if box.problem or not self.problem(name):
                self._mark(name, box.problem)
        self._offer_defaults()

    def _mark(self, name: str, words: str) -> None:
        self._rows[name].set_problem(words)
        set_invalid(self.boxes[name].editor, bool(words))

    def _note(self, name: str, words: str) -> None:
        """Say why no values are offered, beside a box in which they can be typed all the same."""
        self._rows[name].set_hint(words or empty_words(self.boxes[name].parameter))

    def _use_defaults(self) -> None:
        for name, box in self.boxes.items():
            box.set_value(box.parameter.default)
            self._mark(name, "")
        self._offer_defaults()

    def _offer_defaults(self) -> None:
        self.defaults.setVisible(any(box.value != box.parameter.default for box in self.boxes.values()))

    def _make_form(self) -> SnugArea:
        form = QWidget(self)
        rows = QVBoxLayout(form)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(SPACE[2])
        for row in self._rows.values():
            rows.addWidget(row)
        area = SnugArea(form, self)
        area.setProperty("role", "panel")
        return area

    def _lay_out(self, title: str, description: str) -> None:
        heading = QLabel(title, self)
        heading.setProperty("role", "heading")
        words = QLabel(description, self)
        words.setProperty("role", "muted")
        words.setVisible(bool(description))
        for label in (heading, words):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self.defaults.setProperty("role", "link")
        self.defaults.setAutoDefault(False)
        self.run.setProperty("role", "primary")
        self.run.setDefault(True)
        cancel = QPushButton(self.tr("Cancel"), self)
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE[1])
        buttons.addWidget(self.defaults)
        buttons.addStretch(1)
        buttons.addWidget(cancel)
        buttons.addWidget(self.run)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE[4], SPACE[4], SPACE[4], SPACE[3])
        column.setSpacing(SPACE[2])
        column.addWidget(heading)
        column.addWidget(words)
        column.addWidget(self._form)
        column.addStretch(1)
        column.addLayout(buttons)
