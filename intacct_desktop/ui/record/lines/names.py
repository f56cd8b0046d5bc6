"""Whom the ids mean that were typed in lines. For reading only: a line says the id, and nothing more is sent."""

from collections.abc import Mapping

from PySide6.QtCore import QObject, Signal

from intacct_desktop.api.form import Entry, EntryKind
from intacct_desktop.api.record_source import ValueSource
from intacct_desktop.ui import tasks
from intacct_desktop.ui.record.editors.words import short
from intacct_desktop.ui.wording import describe

_MEMBERS = ("id", "key")
_Asked = tuple[str, str, str]
"""Object, member and value."""


class Names(QObject):
    """Asks once for each id, and only for what a person typed by hand: a call is billed (facts 3.5)."""

    found = Signal()
    """An answer came, or none can be had."""

    def __init__(self, source: ValueSource | None, parent: QObject) -> None:
        super().__init__(parent)
        self._source = source
        self._known: dict[_Asked, str | None] = {}
        self._open: dict[_Asked, str] = {}

    def ask(self, column: Entry, value: object) -> None:
        """Look up whom a reference means where it does not say so itself."""
        asked = _asked(column, value)
        if self._source is not None and asked is not None and asked not in self._known:
            name = self.tr("Look up “{text}”").format(text=short(asked[2]))
            question = self._look_up(self._source, asked)
            tasks.latest(self, "\n".join(asked), question, name=name, on_error=lambda error: self._leave_open(asked, error))

    def words(self, column: Entry, value: object) -> str:
        """The name that belongs to an id, empty where it is not known."""
        asked = _asked(column, value)
        return self._known.get(asked) or "" if asked is not None else ""

    def fault(self, column: Entry, value: object) -> str:
        """That there is no such record, where that was found out."""
        asked = _asked(column, value)
        if asked is None or self._known.get(asked, "") is not None:
            return ""
        return self.tr("There is no record “{id}” any more, or there never was.").format(id=short(asked[2]))

    def hint(self, column: Entry, value: object) -> str:
        """Why it is not known whom an id means; empty where it is, or was not asked."""
        asked = _asked(column, value)
        return self._open.get(asked, "") if asked is not None else ""

    async def _look_up(self, source: ValueSource, asked: _Asked) -> None:
        record = await source.find(*asked)
        self._open.pop(asked, None)
        self._known[asked] = None if record is None else str(record.get("name") or "")
        self.found.emit()

    def _leave_open(self, asked: _Asked, error: BaseException) -> None:
        """A question that nobody answers stops nobody: the id stands as it was typed, and the company judges it."""
        reason = describe(error).happened
        self._open[asked] = self.tr("Could not be looked up, and is kept as typed: {reason}").format(reason=reason)
        self.found.emit()


def _asked(column: Entry, value: object) -> _Asked | None:
    if column.kind is not EntryKind.REFERENCE or column.reference is None or column.reference.object is None:
        return None
    if not isinstance(value, Mapping) or value.get("name") or (value.get("key") and value.get("id")):
        return None
    member = next((name for name in _MEMBERS if value.get(name) and name in column.reference.fields), None)
    return (column.reference.object, member, str(value[member])) if member is not None else None
