"""Whom the ids mean that were typed in lines, or pasted. For reading only: a line says the id, and nothing more is sent."""

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QObject, Signal

from intacct_desktop.api.records.form import Entry, EntryKind
from intacct_desktop.api.records.source import ValueSource
from intacct_desktop.ui import tasks
from intacct_desktop.ui.record.editors.words import short
from intacct_desktop.ui.wording import describe

_MEMBERS = ("id", "key")
_Asked = tuple[str, str, str]
"""Object, member and value."""


class Names(QObject):
    """Asks once for each id, and for all that were pasted at once: a call is billed (facts 3.5)."""

    found = Signal()
    """An answer came, or none can be had."""

    def __init__(self, source: ValueSource | None, parent: QObject) -> None:
        super().__init__(parent)
        self._source = source
        self._known: dict[_Asked, str | None] = {}
        self._open: dict[_Asked, str] = {}

    def ask(self, cells: Iterable[tuple[Entry, object]]) -> None:
        """Look up whom references mean, by column and value, where they do not say so themselves."""
        wanted: dict[tuple[str, str], dict[str, None]] = {}
        for asked in (_asked(column, value) for column, value in cells):
            if asked is not None and asked not in self._known:
                wanted.setdefault(asked[:2], {})[asked[2]] = None
        for target, values in wanted.items() if self._source is not None else ():
            self._ask_for(target, tuple(values))

    def _ask_for(self, target: tuple[str, str], values: tuple[str, ...]) -> None:
        name = self.tr("Look up “{text}”").format(text=short(", ".join(values)))
        question = self._look_up(target, values)
        tasks.latest(
            self, "\n".join((*target, *values)), question, name=name, on_error=lambda error: self._leave_open(target, values, error)
        )

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

    async def _look_up(self, target: tuple[str, str], values: tuple[str, ...]) -> None:
        if self._source is None:
            return
        found = await self._source.find_all(*target, values)
        for value in values:
            record = found[value]
            self._open.pop((*target, value), None)
            self._known[*target, value] = None if record is None else str(record.get("name") or "")
        self.found.emit()

    def _leave_open(self, target: tuple[str, str], values: tuple[str, ...], error: BaseException) -> None:
        """A question that nobody answers stops nobody: the id stands as it was typed, and the company judges it."""
        reason = describe(error).happened
        words = self.tr("Could not be looked up, and is kept as typed: {reason}").format(reason=reason)
        self._open |= {(*target, value): words for value in values}
        self.found.emit()


def _asked(column: Entry, value: object) -> _Asked | None:
    if column.kind is not EntryKind.REFERENCE or column.reference is None or column.reference.object is None:
        return None
    if not isinstance(value, Mapping) or value.get("name") or (value.get("key") and value.get("id")):
        return None
    member = next((name for name in _MEMBERS if value.get(name) and name in column.reference.fields), None)
    return (column.reference.object, member, str(value[member])) if member is not None else None
