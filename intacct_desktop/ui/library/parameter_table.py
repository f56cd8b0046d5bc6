"""The parameters of a query that is being saved: how each is called, what kind of value it takes, and what it begins with."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLabel, QLineEdit, QWidget

from intacct_desktop.api.model import ValueKind
from intacct_desktop.api.query import FilterValue
from intacct_desktop.ui.builder.entry_boxes import Combo
from intacct_desktop.ui.library.parameter_box import ParameterBox
from intacct_desktop.ui.library.parameter_words import kind_words, label_of
from intacct_desktop.ui.theme import SPACE
from intacct_desktop.workspace.parameters import Parameter

_DEFAULT = 176  # pixels: a date and its arrow


def _tr(text: str) -> str:
    return QCoreApplication.translate("ParameterTable", text)


class ParameterTable(QWidget):
    """One row each. What a row does not show of a parameter stays as it was."""

    def __init__(self, parameters: Sequence[Parameter], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(_tr("Parameters"))
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(SPACE[1])
        grid.setVerticalSpacing(SPACE[0])
        grid.setColumnStretch(1, 3)
        grid.setColumnStretch(3, 2)
        grid.setColumnMinimumWidth(3, _DEFAULT)
        titles = ("", _tr("Asked for as"), _tr("Kind"), _tr("Begins with"))
        for column, words in enumerate(titles):
            title = QLabel(words, self)
            title.setProperty("role", "muted")
            grid.addWidget(title, 0, column)
        self.rows = [ParameterRow(parameter, grid, at, self) for at, parameter in enumerate(parameters, 1)]

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        return tuple(row.parameter for row in self.rows)

    @property
    def wrong(self) -> "ParameterRow | None":
        """The first row whose default is no value."""
        return next((row for row in self.rows if row.default.problem), None)


class ParameterRow:
    """The controls of one parameter in line ``at`` of a grid."""

    def __init__(self, parameter: Parameter, grid: QGridLayout, at: int, parent: QWidget) -> None:
        self._before = parameter
        self._grid, self._at = grid, at
        name = QLabel(f"{{{{{parameter.name}}}}}", parent)
        name.setProperty("role", "mono")
        name.setTextFormat(Qt.TextFormat.PlainText)
        self.label = QLineEdit(parameter.label, parent)
        self.label.setPlaceholderText(label_of(Parameter(parameter.name)))
        self.kind = Combo(parent)
        for kind, words in kind_words().items():
            if kind is not ValueKind.ENUM or parameter.choices:
                self.kind.addItem(words, kind)
        self.kind.setCurrentIndex(max(0, self.kind.findData(parameter.kind)))
        self.default = self._default_box(parameter)
        self.optional = QCheckBox(_tr("May stay empty"), parent)
        self.optional.setChecked(parameter.optional)
        self.many = QCheckBox(_tr("Several values"), parent)
        self.many.setChecked(parameter.many)
        named: tuple[tuple[QWidget, str], ...] = (
            (self.label, _tr("{name}: asked for as")),
            (self.kind, _tr("{name}: kind")),
            (self.optional, _tr("{name}: may stay empty")),
            (self.many, _tr("{name}: several values")),
        )
        for widget, words in named:
            widget.setAccessibleName(words.format(name=parameter.name))
        for column, part in enumerate((name, self.label, self.kind, self.default, self.optional, self.many)):
            grid.addWidget(part, at, column)
        self.kind.currentIndexChanged.connect(self._renew_default)
        self.many.toggled.connect(self._renew_default)

    @property
    def parameter(self) -> Parameter:
        """The parameter as the row says it."""
        return replace(self._asked(), default=self.default.value, optional=self.optional.isChecked())

    def _asked(self) -> Parameter:
        kind = ValueKind(self.kind.currentData())
        return replace(self._before, label=self.label.text().strip(), kind=kind, many=self.many.isChecked())

    def _default_box(self, parameter: Parameter) -> ParameterBox:
        """A default may always be left out."""
        box = ParameterBox(replace(parameter, optional=True))
        box.setAccessibleName(_tr("{name}: begins with").format(name=parameter.name))
        box.set_value(parameter.default)
        return box

    def _renew_default(self) -> None:
        """A box for the new kind, with the value that was there as far as it is one of that kind."""
        old = self.default
        self.default = self._default_box(replace(self._asked(), default=_refitted(old.value, many=self.many.isChecked())))
        self._grid.replaceWidget(old, self.default)
        old.hide()
        old.deleteLater()
        QWidget.setTabOrder(self.kind, self.default)
        QWidget.setTabOrder(self.default, self.optional)


def _refitted(value: FilterValue, *, many: bool) -> FilterValue:
    """One value where several were, and the other way round."""
    if many:
        return value if isinstance(value, tuple) or value is None else (value,)
    return value[0] if isinstance(value, tuple) and value else value
