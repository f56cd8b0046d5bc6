"""Which control a filter's value gets: by the kind of its field, its operator, and the value that it has."""

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import SignalInstance
from PySide6.QtWidgets import QWidget

from intacct_desktop.api.model import Field, ValueKind
from intacct_desktop.api.query import Filter, FilterValue, is_placeholder
from intacct_desktop.ui.builder.comparison import Entry, entry_for
from intacct_desktop.ui.builder.date_box import DateBox
from intacct_desktop.ui.builder.entry import Notation, TextCodec, codec_for, kind_of
from intacct_desktop.ui.builder.entry_boxes import BooleanBox, ChoiceBox, EntryBox, digits_right
from intacct_desktop.ui.builder.list_boxes import CheckListBox, ListBox, NothingBox, RangeBox, RawBox


class ValueBox(Protocol):
    """What every control of a value has. It is a QWidget, too."""

    @property
    def entered(self) -> SignalInstance: ...
    @property
    def value(self) -> FilterValue: ...
    @property
    def problem(self) -> str: ...
    def set_value(self, value: FilterValue) -> None: ...


def value_box(field: Field | None, entry: Filter, notation: Notation, parent: QWidget) -> QWidget:
    """A `ValueBox` that shows the filter's value."""
    shape = entry_for(field, entry)
    if shape is Entry.RANGE and is_placeholder(entry.value):
        shape = Entry.FOREIGN  # one placeholder for both ends, which no two boxes can show
    names = (entry.field, entry.field.rpartition(".")[2], *((field.title,) if field is not None else ()))
    box = _ticks(field, entry, shape, parent) or _box(field, shape, notation, names, parent)
    box.set_value(entry.value)  # type: ignore[attr-defined]
    return box


def _ticks(field: Field | None, entry: Filter, shape: Entry, parent: QWidget) -> QWidget | None:
    if shape is Entry.LIST and field is not None and field.choices and isinstance(entry.value, tuple):
        return CheckListBox(field.choices, parent)
    return None


def _box(field: Field | None, entry: Entry, notation: Notation, names: Sequence[str], parent: QWidget) -> QWidget:
    kind = kind_of(field)
    match entry:
        case Entry.NOTHING:
            return NothingBox(parent)
        case Entry.FOREIGN:
            return RawBox(TextCodec(), parent)
        case Entry.RANGE:
            return RangeBox(_line(kind, notation, parent), _line(kind, notation, parent), parent)
        case Entry.LIST:
            return ListBox(codec_for(kind, notation), names, parent)
    if kind is ValueKind.BOOLEAN:
        return BooleanBox(parent)
    if field is not None and field.choices:
        return ChoiceBox(field.choices, parent)
    return _line(kind, notation, parent)


def _line(kind: ValueKind | None, notation: Notation, parent: QWidget) -> EntryBox:
    codec = codec_for(kind, notation)
    if kind in (ValueKind.DATE, ValueKind.DATE_TIME):
        return DateBox(codec, notation, parent)
    box = EntryBox(codec, parent)
    return digits_right(box) if kind in (ValueKind.DECIMAL, ValueKind.INTEGER) else box
