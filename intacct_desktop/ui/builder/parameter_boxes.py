"""Controls for one member of ``filterParameters`` each (facts 3.1). None stands for a member that is not given."""

from typing import Any, Protocol

from PySide6.QtCore import Signal, SignalInstance
from PySide6.QtWidgets import QWidget

from intacct_desktop.api.query import FilterValue, is_placeholder
from intacct_desktop.ui.builder.date_box import DateBox
from intacct_desktop.ui.builder.entry import Codec, DateCodec, Notation
from intacct_desktop.ui.builder.entry_boxes import Combo, EntryBox, mark_asked
from intacct_desktop.ui.builder.entry_list import read_member, write_json


class ParameterBox(Protocol):
    """What the controls have in common. Each is a QWidget, too."""

    @property
    def entered(self) -> SignalInstance: ...
    @property
    def given(self) -> Any: ...
    @property
    def problem(self) -> str: ...
    def show_given(self, value: Any) -> None: ...


class SwitchBox(Combo):
    """Not given, which means what the service does by itself; yes; no. A placeholder stands below them while it is the value."""

    entered = Signal()
    problem = ""

    def __init__(self, default: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.addItem(self.tr("default: yes") if default else self.tr("default: no"), None)
        self.addItem(self.tr("yes"), True)
        self.addItem(self.tr("no"), False)
        self.activated.connect(self._take)

    @staticmethod
    def fits(value: Any) -> bool:
        return value is None or isinstance(value, bool) or is_placeholder(value)

    @property
    def given(self) -> Any:
        return self.currentData()

    def show_given(self, value: Any) -> None:
        if is_placeholder(value):
            if self.count() == 3:
                self.addItem("")
            self.setItemText(3, value)
            self.setItemData(3, value)
            self.setCurrentIndex(3)
        else:
            self.setCurrentIndex((None, True, False).index(value))
        mark_asked(self, value)

    def _take(self) -> None:
        mark_asked(self, self.given)
        self.entered.emit()


class TextParameter(EntryBox):
    """A text; empty where it is not given."""

    def __init__(self, codec: Codec, parent: QWidget | None = None) -> None:
        super().__init__(codec, parent)
        self.setPlaceholderText(self.tr("not given"))

    @property
    def given(self) -> Any:
        return None if self.value == "" else self.value

    def show_given(self, value: Any) -> None:
        if value != self.given or not self.text():
            self.set_value("" if value is None else value)


class DayParameter(DateBox):
    """A date; empty where it is not given. What is relative is relative to this one, so it is none of these itself."""

    def __init__(self, notation: Notation, parent: QWidget | None = None) -> None:
        plain = Notation(notation.decimal_point, notation.group, notation.date_order, notation.date_separator, relative={})
        super().__init__(DateCodec(plain), plain, parent)
        self.setPlaceholderText(self.tr("today"))

    @staticmethod
    def fits(value: Any) -> bool:
        return value is None or is_placeholder(value) or (value != "" and DateCodec(Notation(relative={})).write(value) is not None)

    @property
    def given(self) -> Any:
        return None if self.value == "" else self.value

    def show_given(self, value: Any) -> None:
        if value != self.given or not self.text():
            self.set_value("" if value is None else value)


class JsonParameter(EntryBox):
    """A member that the model does not account for, as it stands in the JSON body. Empty text takes it out."""

    def __init__(self, codec: Codec, parent: QWidget | None = None) -> None:
        super().__init__(codec, parent)
        self.setProperty("role", "mono")
        self.setToolTip(self.tr("The value as it stands in the JSON body"))
        self._given: Any = None

    @property
    def given(self) -> Any:
        return self._given

    def show_given(self, value: Any) -> None:
        if repr(value) != repr(self._given) or not self.text():
            self._given = value
            self._accept("")
            self.setText("" if value is None else write_json(value))
            self.setCursorPosition(0)

    def _read_text(self, text: str) -> FilterValue:
        self._given = read_member(text) if text.strip() else None
        return ""

    def _tidy(self) -> None:
        """JSON stays as the person wrote it."""
