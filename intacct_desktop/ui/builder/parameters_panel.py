"""What a query may say besides fields, filters and order: its first row, and its ``filterParameters`` (facts 3.1, 2.3)."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from enum import Enum, auto
from types import MappingProxyType
from typing import Any, cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QFormLayout, QFrame, QLabel, QVBoxLayout, QWidget

from intacct_desktop.api.checks import Finding
from intacct_desktop.api.model import QueryParameter
from intacct_desktop.api.query import Query
from intacct_desktop.ui.builder.entry import IntegerCodec, Notation, TextCodec
from intacct_desktop.ui.builder.entry_boxes import EntryBox, mark_invalid, place_below
from intacct_desktop.ui.builder.findings_view import FindingLine
from intacct_desktop.ui.builder.parameter_boxes import DayParameter, JsonParameter, ParameterBox, SwitchBox, TextParameter
from intacct_desktop.ui.builder.words import notation_of

_AS_OF = "asOfDate"
_SWITCHES = {"caseSensitiveComparison": True, "includePrivate": False, "includeHierarchyFields": False}
"""The service's own defaults."""
_WIDTH = 420


class _Kind(Enum):
    """How a member is shown."""

    DAY = auto()
    SWITCH = auto()
    TEXT = auto()
    JSON = auto()


class ParametersPanel(QFrame):
    """A popup. `edited` carries the whole edited query; text that is no value stays here and is `problem`."""

    edited = Signal(object)
    problem_changed = Signal()
    closed = Signal()

    def __init__(self, query: Query, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_NoMouseReplay)  # the press that closes it is not one on what it covered
        self.setProperty("role", "card")
        self.setAccessibleName(self.tr("More settings of the query"))
        self.setFixedWidth(_WIDTH)
        self._query = query
        self._own: tuple[QueryParameter, ...] = ()
        self._boxes: dict[str, ParameterBox] = {}
        self._kinds: dict[str, _Kind] = {}
        self._lines: list[FindingLine] = []
        self.start = EntryBox(IntegerCodec(Notation()), self)
        self.start.setPlaceholderText("1")
        self.start.setAccessibleName(self.tr("First row"))
        self.start.setToolTip(self.tr("The number of the first row that is asked for"))
        self.start.entered.connect(self._take_start)
        self._complaint = QLabel(self)
        self._complaint.setProperty("role", "negative")
        self._complaint.setWordWrap(True)
        self._complaint.hide()
        self._form = QFormLayout()
        self._form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._form.setHorizontalSpacing(12)
        self._form.setVerticalSpacing(6)
        self._form.addRow(self.tr("First row"), self.start)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(12, 12, 12, 12)
        self._column.setSpacing(8)
        self._column.addLayout(self._form)
        self._column.addWidget(self._complaint)

    @property
    def boxes(self) -> Mapping[str, ParameterBox]:
        """The controls by the member that they show; a member of an object's own parameter by both names, with a dot."""
        return self._boxes

    @property
    def problem(self) -> str:
        """The first complaint, with what it is about."""
        if self._start_problem():
            return self._start_problem()
        for name, box in self._boxes.items():
            if box.problem:
                return self.tr("{name}: {problem}").format(name=name, problem=box.problem)
        return ""

    def show_query(self, query: Query, own: tuple[QueryParameter, ...]) -> None:
        """Show a query; ``own`` is what its object adds. What is being typed is left alone while its value is the same."""
        self._query, self._own = query, own
        if query.start != (self.start.value or None) or not (self.start.text() or self.start.problem):
            self.start.set_value("" if query.start is None else query.start)
        kinds = self._wanted()
        if kinds != self._kinds:
            self._build(kinds)
        for name, box in self._boxes.items():
            box.show_given(self._given(name))
        self._say()

    def show_findings(self, findings: Iterable[Finding]) -> None:
        """Say below the form what the check found in it."""
        shown = list(findings)
        while len(self._lines) < len(shown):
            line = FindingLine(self)
            line.mended.connect(self.edited)
            self._lines.append(line)
            self._column.addWidget(line)
        for at, line in enumerate(self._lines):
            line.setVisible(at < len(shown))
            if at < len(shown):
                line.show_finding(shown[at])
        self.adjustSize()

    def open_below(self, widget: QWidget) -> None:
        self.adjustSize()
        place_below(self, widget)
        self.show()
        self.start.setFocus()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.closed.emit()

    # which controls there are

    def _wanted(self) -> dict[str, _Kind]:
        """The members to show and how. While the panel is open, a member that was there stays, shown as it was."""
        given = self._query.filter_parameters
        wanted = {_AS_OF: _Kind.DAY if DayParameter.fits(given.get(_AS_OF)) else _Kind.JSON}
        wanted |= {name: _Kind.SWITCH if SwitchBox.fits(given.get(name)) else _Kind.JSON for name in _SWITCHES}
        for parameter in self._own:
            value = given.get(parameter.name)
            if parameter.fields and (value is None or _is_texts(value, parameter)):
                wanted |= {f"{parameter.name}.{member}": _Kind.TEXT for member in parameter.fields}
            else:
                wanted[parameter.name] = _Kind.JSON
        own = {parameter.name for parameter in self._own}
        wanted |= {name: _Kind.JSON for name in given if name not in wanted and name not in own}
        if self.isVisible():
            for name, kind in self._kinds.items():
                if kind is _Kind.JSON and not any(each.startswith(f"{name}.") for each in wanted):
                    wanted[name] = kind
        return wanted

    def _build(self, kinds: dict[str, _Kind]) -> None:
        """Put other controls in the form, below the first row."""
        while self._form.rowCount() > 1:
            self._form.removeRow(1)
        self._kinds = kinds
        self._boxes = {}
        notation = notation_of((self.parentWidget() or self).locale())  # a popup has a locale of its own
        for name, kind in kinds.items():
            box = _box(name, kind, notation, self)
            words, tip = self._words(name)
            label = QLabel(words, self)
            label.setWordWrap(True)
            label.setToolTip(tip)
            box.setAccessibleName(words)
            if kind is not _Kind.JSON:
                box.setToolTip(tip)
            self._boxes[name] = cast("ParameterBox", box)
            self._boxes[name].entered.connect(lambda name=name: self._take(name))
            self._form.addRow(label, box)
        self.adjustSize()

    def _words(self, name: str) -> tuple[str, str]:
        """The label of a member, and its tool tip: what it does and the API's name."""
        known = {
            _AS_OF: (self.tr("As of"), self.tr("The day that relative dates such as “current month” count from")),
            "caseSensitiveComparison": (self.tr("Upper and lower case differ"), self.tr("In comparisons of texts")),
            "includePrivate": (self.tr("Private entities"), self.tr("Also what belongs to private entities, asked at top level")),
            "includeHierarchyFields": (self.tr("Hierarchy fields"), self.tr("Also the fields of the records above each row")),
        }
        parent, _, member = name.partition(".")
        own = next((parameter for parameter in self._own if parameter.name == parent), None)
        if name in known:
            words, tip = known[name]
        elif own is not None:
            field = own.fields.get(member)
            words = f"{own.title} · {field.title.lower()}" if field is not None else own.title
            tip = "\n".join(filter(None, (own.description, field.description if field is not None else None)))
        else:
            words, tip = name, self.tr("The model does not know this parameter")
        return words, f"{tip}\n{name}".strip()

    # what they say

    def _given(self, name: str) -> Any:
        parent, _, member = name.partition(".")
        value = self._query.filter_parameters.get(parent)
        return (value or {}).get(member) if member else value

    def _take(self, name: str) -> None:
        box = self._boxes[name]
        self._say()
        if box.problem:
            self.problem_changed.emit()
            return
        parent, _, member = name.partition(".")
        given = dict(self._query.filter_parameters)
        value = box.given
        if member:
            members = _with(dict(given.get(parent) or {}), member, value)
            value = members or None
        self._edit(replace(self._query, filter_parameters=MappingProxyType(_with(given, parent, value))))

    def _take_start(self) -> None:
        self._say()
        if self._start_problem():
            self.problem_changed.emit()
        else:
            value = self.start.value
            self._edit(replace(self._query, start=value if isinstance(value, int) else None))

    def _edit(self, query: Query) -> None:
        """The panel shows what it says at once: the next edit may come before the query comes back."""
        self._query = query
        self.edited.emit(query)

    def _start_problem(self) -> str:
        if self.start.problem:
            return self.start.problem
        if isinstance(self.start.value, int) and self.start.value < 1:
            return self.tr("The first row is a whole number from 1.")
        return ""

    def _say(self) -> None:
        mark_invalid(self.start, bool(self._start_problem()))
        self._complaint.setText(self.problem)
        self._complaint.setVisible(bool(self.problem))
        self.adjustSize()


def _with(members: dict[str, Any], name: str, value: Any) -> dict[str, Any]:
    """The members with one that has another value, in its place, or without it where the value is None."""
    if value is None:
        return {each: kept for each, kept in members.items() if each != name}
    return {**members, name: value}


def _is_texts(value: Any, parameter: QueryParameter) -> bool:
    return isinstance(value, Mapping) and all(name in parameter.fields and isinstance(text, str) for name, text in value.items())


def _box(name: str, kind: _Kind, notation: Notation, parent: QWidget) -> QWidget:
    match kind:
        case _Kind.DAY:
            return DayParameter(notation, parent)
        case _Kind.SWITCH:
            return SwitchBox(_SWITCHES[name], parent)
        case _Kind.TEXT:
            return TextParameter(TextCodec(), parent)
    return JsonParameter(TextCodec(), parent)
