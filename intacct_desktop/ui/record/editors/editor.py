"""What every editor of a record's member has: a value in and out, a lock, a problem, a name."""

from typing import Any

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from intacct_desktop.api.records.form import Entry, Lock
from intacct_desktop.ui.record.editors.line import Line
from intacct_desktop.ui.record.editors.words import lock_reason, lock_tag
from intacct_desktop.ui.theme import set_invalid


def same(one: object, other: object) -> bool:
    """Equal digit for digit and kind for kind: to ``==``, True is 1 and 10.0 is 10."""
    return one is other or (one == other and repr(one) == repr(other))


class Editor(QWidget):
    """One member of a record. Values are as they travel (`api.records.values`), None is nothing; text that is no value stands as typed.

    A subclass builds its control with `_use`, shows what it is given in `_show_value`, and calls `_take` with what the person makes of it.
    """

    value_edited = Signal(object)
    """Each keystroke that changes the value."""
    link_wished = Signal(str, str)
    """Object and key of a record to open."""
    problem_changed = Signal()
    """The editor itself has something else against the value, perhaps long after it was typed: a look-up takes its time."""

    def __init__(self, entry: Entry, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.entry = entry
        self._value: Any = None
        self._lock: Lock | None = None
        self._problem = ""
        self._own_problem = ""
        self._name = ""
        self._control: QWidget = self
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(4)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def value(self) -> Any:
        return self._value

    @property
    def lock(self) -> Lock | None:
        return self._lock

    @property
    def problem(self) -> str:
        """Why what was typed is no value, in this language's words, or else what `set_problem` said; empty when all is well."""
        return self._own_problem or self._problem

    def set_value(self, value: Any) -> None:
        """Show a value, without a signal. What is there already stays as it is, with the cursor in it."""
        if not same(value, self._value):
            self._value = value
            self._show_value()

    def set_lock(self, lock: Lock | None) -> None:
        """Lock or unlock. Locked text can still be selected and copied, a reference opened."""
        if lock is not self._lock:
            self._lock = lock
            self._show_lock()
            self._describe()

    def set_problem(self, text: str) -> None:
        """Mark the value as refused, and say why; empty text takes the mark away."""
        if text != self._problem:
            self._problem = text
            self._describe()

    def set_name(self, name: str) -> None:
        """What a screen reader calls it."""
        self._name = name
        self._show_name()

    def commit(self) -> None:
        """Take what is being typed, as if the person had left the editor."""

    def fill_height(self) -> None:
        """Let the control be as high as the editor is made, which else is as high as the control wants to be."""
        self._control.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)

    def minimumSizeHint(self) -> QSize:
        return QSize(48, super().minimumSizeHint().height())

    def _use(self, control: QWidget) -> None:
        """Let this be where one types."""
        self._control = control
        self._row.addWidget(control, 1)
        self.setFocusProxy(control)

    def _show_value(self) -> None:
        raise NotImplementedError

    def _show_lock(self) -> None:
        raise NotImplementedError

    def _show_name(self) -> None:
        self._control.setAccessibleName(self._name)

    def _take(self, value: Any) -> None:
        if not same(value, self._value):
            self._value = value
            self.value_edited.emit(value)

    def _find_fault(self, problem: str) -> None:
        """What this editor itself has against what was typed."""
        if problem != self._own_problem:
            self._own_problem = problem
            self._describe()
            self.problem_changed.emit()

    def _hint(self) -> str:
        """What else to say of the value."""
        return ""

    def _describe(self) -> None:
        reason = lock_reason(self._lock, self.entry) if self._lock is not None else ""
        words = "\n".join(text for text in (self.problem, self._hint(), reason) if text)
        self._control.setToolTip(words)
        self._control.setAccessibleDescription(words)
        if bool(self._control.property("invalid")) != bool(self.problem):  # to style a widget again takes its time
            set_invalid(self._control, bool(self.problem))
        if isinstance(self._control, Line):
            self._control.set_tag(
                "lock" if self._lock is not None else "", lock_tag(self._lock, self.entry) if self._lock is not None else ""
            )
