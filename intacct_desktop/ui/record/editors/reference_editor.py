"""A reference: the record's id and name, found by typing either, or chosen from a list of all."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction, QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from intacct_desktop.api.model_service import UnknownObject
from intacct_desktop.api.naming import title_of
from intacct_desktop.api.records.form import Entry
from intacct_desktop.api.records.source import Found, ValueSource
from intacct_desktop.ui import tasks
from intacct_desktop.ui.icons import icon
from intacct_desktop.ui.record.editors.editor import Editor
from intacct_desktop.ui.record.editors.line import Line
from intacct_desktop.ui.record.editors.picker import Picker
from intacct_desktop.ui.record.editors.reference_offers import ReferenceOffers
from intacct_desktop.ui.record.editors.showing import reference_words
from intacct_desktop.ui.record.editors.words import short
from intacct_desktop.ui.theme import Role
from intacct_desktop.ui.wording import describe

_BETWEEN = " · "


class ReferenceEditor(Editor):
    """F4 opens the list of all records, Ctrl+Enter the record itself. An id that is typed is the value at once; whose it is, is looked up.

    A record that is not found is said to be gone; a question that nobody answers is said to be open, and stops nobody.
    """

    def __init__(self, entry: Entry, source: ValueSource | None, parent: QWidget | None = None) -> None:
        super().__init__(entry, parent)
        self.object = entry.reference.object if entry.reference is not None else None
        self._source = source if self.object is not None else None
        self._known: Mapping[str, Any] | None = None  # the reference that the line's text stands for
        self._unanswered = ""
        self._offers: ReferenceOffers | None = None
        self._picker: Picker | None = None
        self._resolving: tasks.TaskHandle | None = None
        self.line = Line(self)
        self._use(self.line)
        self.line.installEventFilter(self)
        self._pick_action = self._action("search", self.tr("Choose from all records (F4)"), self.open_picker)
        self._clear_action = self._action("close", self.tr("Clear"), self.clear)
        self._open_action = self._action("link", self.tr("Open this record (Ctrl+Enter)"), self.open_link)
        self.line.textEdited.connect(self._read)
        self.line.editingFinished.connect(self.commit)
        self._show_actions()

    @property
    def offers(self) -> ReferenceOffers | None:
        """Made when something is first typed: a record has many references."""
        if self._offers is None and self._source is not None and self.object is not None:
            self._offers = ReferenceOffers(self.line, self._source, self.object, self._term)
            self._offers.answered.connect(self._recognise)
            self._offers.chosen.connect(self._choose)
            self._offers.failed.connect(self._leave_open)
        return self._offers

    @property
    def picker(self) -> Picker | None:
        """The list of all records, while it is open."""
        return self._picker

    def commit(self) -> None:
        """What was typed is looked up where that has not happened yet."""
        if self._offers is not None:
            self._offers.stop()
        if self._is_open_question and self.isVisible():  # a window that closes asks nothing
            self._resolve(self._term())
        elif self._known is not None:
            self.line.setText(reference_words(self._known))

    def clear(self) -> None:
        if self._lock is None:
            self.line.clear()
            self._read("")
            self.line.setFocus()

    def open_link(self) -> None:
        """Ask for the record to be opened; where only its id is known, it is looked up first."""
        key = self._value.get("key") if isinstance(self._value, Mapping) else None
        if self.object is not None and key not in (None, ""):
            self.link_wished.emit(self.object, str(key))
        elif self._source is not None and self._term():
            self._resolve(self._term(), then_open=True)

    def open_picker(self) -> None:
        if self._lock is not None or self._source is None or self.object is None or self._picker is not None:
            return
        if self._offers is not None:
            self._offers.stop()
        text = self._term() if self._known is None else ""
        self._picker = Picker(self.object, self._source, text, self.window())
        self._picker.setLocale(self.locale())
        self._picker.chosen.connect(self._choose)
        self._picker.finished.connect(self._forget_picker)
        self._picker.open()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.line and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
            if event.key() == Qt.Key.Key_F4 and not event.modifiers():
                self.open_picker()
                return True
            if control and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.open_link()
                return True
        if watched is self.line and isinstance(event, QFocusEvent) and event.type() == QEvent.Type.FocusIn:
            handled = super().eventFilter(watched, event)
            if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
                self.line.selectAll()
            self._show_actions()
            return handled
        if watched is self.line and event.type() == QEvent.Type.FocusOut:
            self._clear_action.setVisible(False)
        return super().eventFilter(watched, event)

    def _action(self, sign: str, words: str, slot: Any) -> QAction:
        action = QAction(icon(sign, Role.MUTED), words, self)
        action.setToolTip(words)
        action.triggered.connect(slot)
        self.line.addAction(action, QLineEdit.ActionPosition.TrailingPosition)
        return action

    @property
    def _is_open_question(self) -> bool:
        """Something was typed, and whose id it is has not been found out."""
        typed = self._lock is None and self.line.isModified() and bool(self._term())
        return typed and self._known is None and self._source is not None and not self._own_problem

    @property
    def _member(self) -> str:
        """What is typed to name a record: its id, or its key where there is no other."""
        fields = self.entry.reference.fields if self.entry.reference is not None else {}
        return next((name for name in ("id", "key", "name") if name in fields), "id")

    def _term(self) -> str:
        text = self.line.text().strip()
        return text.partition(_BETWEEN)[0].strip() if _BETWEEN in text else text

    def _read(self, text: str) -> None:
        self._find_fault("")
        self._say_open("")
        if self._resolving is not None:
            self._resolving.cancel()
        self._known = None
        term = self._term()
        self._take({"key": None, "id": None, "name": None, self._member: term} if term else None)
        self._show_actions()
        if self.offers is not None:
            self.offers.wait()

    def _recognise(self, term: str, found: Sequence[Found]) -> None:
        """An id that was typed in full needs no choosing."""
        exact = next((record for record in found if str(record[self._member] or "").casefold() == term.casefold()), None)
        if exact is not None:
            self._settle(exact)

    def _choose(self, record: Mapping[str, Any]) -> None:
        if self._resolving is not None:
            self._resolving.cancel()
        self._settle({name: record.get(name) for name in ("key", "id", "name")})
        self.line.setText(reference_words(record))
        self.line.setModified(True)

    def _settle(self, record: Found) -> None:
        self._find_fault("")
        self._say_open("")
        self._known = record
        self._take(dict(record))
        self._show_actions()

    def _resolve(self, term: str, then_open: bool = False) -> None:
        words = self.tr("Look up “{text}”").format(text=short(term))
        self._resolving = tasks.latest(
            self, "resolve", self._look_up(term, then_open), name=words, on_error=lambda error: self._leave_open(term, error)
        )

    async def _look_up(self, term: str, then_open: bool) -> None:
        assert self._source is not None and self.object is not None  # noqa: S101, PT018  # whoever calls has looked
        record = await self._source.find(self.object, self._member, term)
        if self._term() != term:
            return
        if record is None:
            self._find_fault(
                self.tr("There is no {object} “{id}” any more, or there never was.").format(object=self._noun(), id=short(term))
            )
            return
        if self._lock is None:
            self._settle(record)
            self.line.setText(reference_words(record))
        if then_open and record["key"]:
            self.link_wished.emit(self.object, str(record["key"]))

    def _leave_open(self, term: str, error: object) -> None:
        if self._term() != term or not isinstance(error, BaseException):
            return
        if isinstance(error, UnknownObject):
            self._source = None
            self._offers = None
            self._show_actions()
            self._say_open(self.tr("The company's model does not have this object, so nothing can be looked up. Write the id."))
        else:
            self._say_open(self.tr("Could not be looked up, and is kept as typed: {reason}").format(reason=describe(error).happened))

    def _say_open(self, words: str) -> None:
        if words != self._unanswered:
            self._unanswered = words
            self._describe()

    def _hint(self) -> str:
        return self._unanswered

    def _noun(self) -> str:
        title = title_of(self.object or "")
        return title[:1].lower() + title[1:]

    def _forget_picker(self) -> None:
        if self._picker is not None:
            self._picker.deleteLater()
            self._picker = None
            self.line.setFocus()

    def _show_value(self) -> None:
        self._find_fault("")
        self._say_open("")
        if self._offers is not None:
            self._offers.stop()
        self._known = self._value if isinstance(self._value, Mapping) and self._value.get("key") else None
        self.line.setText(reference_words(self._value) if isinstance(self._value, Mapping) else str(self._value or ""))
        self.line.setCursorPosition(0)
        self._show_actions()

    def _show_lock(self) -> None:
        self.line.setReadOnly(self._lock is not None)
        self._show_actions()

    def _show_actions(self) -> None:
        has_value = bool(self._term())
        can_ask = self._source is not None
        has_key = isinstance(self._value, Mapping) and self._value.get("key") not in (None, "")
        self._open_action.setVisible(has_value and self.object is not None and (can_ask or has_key))
        self._clear_action.setVisible(has_value and self._lock is None and self.line.hasFocus())
        self._pick_action.setVisible(can_ask and self._lock is None)
