"""The control in which one parameter's value is entered, by the kind of the parameter. Nothing entered is None."""

from typing import cast

from PySide6.QtCore import QLocale, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from intacct_desktop.api.model import Field, ValueKind
from intacct_desktop.api.operators import Operator
from intacct_desktop.api.query import Filter, FilterValue, is_placeholder
from intacct_desktop.ui.builder.comparison import Entry, entry_for
from intacct_desktop.ui.builder.entry_boxes import Combo, EntryBox
from intacct_desktop.ui.builder.value_boxes import ValueBox, value_box
from intacct_desktop.ui.builder.value_lookup import Target, ValueLookup
from intacct_desktop.ui.builder.value_offers import ValueOffers
from intacct_desktop.ui.builder.words import notation_of
from intacct_desktop.ui.library.parameter_words import problem_words
from intacct_desktop.workspace import parameters
from intacct_desktop.workspace.parameters import Parameter

_TYPES = {
    ValueKind.INTEGER: ("integer", None),
    ValueKind.DECIMAL: ("number", None),
    ValueKind.BOOLEAN: ("boolean", None),
    ValueKind.DATE: ("string", "date"),
    ValueKind.DATE_TIME: ("string", "date-time"),
}


def field_of(parameter: Parameter) -> Field:
    """A field of the parameter's kind, for the controls that are made by field."""
    type_, form = _TYPES.get(parameter.kind, ("string", None))
    return Field(parameter.name, type_, form, enum=parameter.choices if parameter.kind is ValueKind.ENUM else ())


class ParameterBox(QWidget):
    """Shows and takes one value, or several of a parameter that has many. With `lookup` ids are offered as one types.

    `entered` says that the person changed it; `lookup_failed` carries why nothing is offered, nothing when it is again.
    """

    entered = Signal()
    lookup_failed = Signal(str)

    def __init__(self, parameter: Parameter, parent: QWidget | None = None, *, lookup: ValueLookup | None = None) -> None:
        super().__init__(parent)
        self.parameter = parameter
        self._field = field_of(parameter)
        self._notation = notation_of(QLocale())
        self.editor = self._editor()
        if parameter.object and lookup is not None and isinstance(self.editor, EntryBox):
            ValueOffers(self.editor, lookup, Target(parameter.object, "id")).failed.connect(self.lookup_failed)
        self._box = cast("ValueBox", self.editor)
        self._box.entered.connect(self.entered)
        self.setFocusProxy(self.editor)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.editor, 1)

    @property
    def value(self) -> FilterValue:
        """What is entered; None where nothing is, or text that is no value."""
        value = self._box.value
        return None if self.problem or value in ("", ()) else value

    @property
    def problem(self) -> str:
        """Why what was typed is no value, in words; empty when it is one, or nothing."""
        if self._box.problem:
            return self._box.problem
        if is_placeholder(self._box.value):
            return self.tr("A value belongs here, not the name of another parameter.")
        if self._box.value in ("", ()):
            return ""
        found = parameters.problem(self.parameter, self._box.value)
        return problem_words(self.parameter, found) if found is not None else ""

    def set_value(self, value: FilterValue) -> None:
        """Show a value; one that is not of the parameter's kind is as good as none."""
        entry = Filter(self._operator, self.parameter.name, self._blank if value is None else value)
        fits = entry_for(self._field, entry) is not Entry.FOREIGN
        self._box.set_value(entry.value if fits else self._blank)

    def setAccessibleName(self, name: str) -> None:
        super().setAccessibleName(name)
        self.editor.setAccessibleName(name)

    def setAccessibleDescription(self, description: str) -> None:
        super().setAccessibleDescription(description)
        self.editor.setAccessibleDescription(description)

    @property
    def _operator(self) -> Operator:
        return Operator.IN if self.parameter.many else Operator.EQ

    @property
    def _blank(self) -> FilterValue:
        return () if self.parameter.many else ""

    def _editor(self) -> QWidget:
        if self.parameter.kind is ValueKind.BOOLEAN and not self.parameter.many:
            return YesNoBox(self.parameter.optional, self)
        return value_box(self._field, Filter(self._operator, self.parameter.name, self._blank), self._notation, self)


class YesNoBox(Combo):
    """Yes, no, or nothing chosen."""

    entered = Signal()
    problem = ""

    def __init__(self, optional: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.addItem(self.tr("any") if optional else self.tr("choose…"), "")
        self.addItem(self.tr("yes"), True)
        self.addItem(self.tr("no"), False)
        self.activated.connect(lambda: self.entered.emit())

    @property
    def value(self) -> FilterValue:
        return cast("FilterValue", self.currentData())

    def set_value(self, value: FilterValue) -> None:
        self.setCurrentIndex({True: 1, False: 2}.get(value, 0) if isinstance(value, bool) else 0)
