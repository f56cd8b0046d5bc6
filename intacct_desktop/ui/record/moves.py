"""From record to record in a tab: by a link, by an address, back and forward, and the same one again."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt

from intacct_desktop.api.records.address import AddressError, ObjectNames, RecordAddress
from intacct_desktop.ui.record.trail import Trail
from intacct_desktop.ui.record.words import address_words, object_word
from intacct_desktop.ui.wording import Message, Severity

if TYPE_CHECKING:
    from intacct_desktop.ui.record.record_tab import RecordTab


class RecordMoves(QObject):
    """Of one tab. What has changes stays where it is: the window shows the other record in another tab then."""

    def __init__(self, tab: "RecordTab") -> None:
        super().__init__(tab)
        self.trail = Trail()
        self.heading: RecordAddress | None = None
        """The record that is to be shown, from the moment in which it is asked for until it is there."""
        self._tab = tab

    def open(self, object_name: str, key: str) -> None:
        """Show a record here, and remember the one before."""
        self._go(RecordAddress(object_name, key), 0)

    def back(self) -> None:
        self._step(-1)

    def forward(self) -> None:
        self._step(1)

    def again(self) -> None:
        """Read what is shown once more."""
        tab = self._tab
        tab.start(tab.reload(), self.tr("Read {record} again").format(record=tab.title), self.again)

    def ask(self) -> None:
        """Let the person type or paste where another record is."""
        self._tab.bar.address.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._tab.bar.address.selectAll()

    def go_to(self, text: str) -> None:
        """Show the record that a text names, which a person typed or pasted."""
        self._tab.start(self._understand(text), self.tr("Open {record}").format(record=text[:60]), lambda: self.go_to(text))

    async def _understand(self, text: str) -> None:
        tab = self._tab
        names = ObjectNames(await tab.records.models.entries())
        try:
            address = names.read(text, self.trail.stop.object if self.trail.stop is not None else None)
        except AddressError as error:
            what, todo = address_words(error)
            tab.notices.show_message(Message(Severity.WARNING, what, self.tr("What you see stays as it was."), todo))
            return
        tab.bar.address.setModified(False)
        tab.record_wished.emit(address.object, address.key)

    def _step(self, by: int) -> None:
        there = self.trail.before if by < 0 else self.trail.after
        if there is not None and self._tab.is_changed:
            self._tab.record_wished.emit(there.object, there.key)
        elif there is not None:
            self._go(there, by)

    def _go(self, there: RecordAddress, by: int) -> None:
        self.heading = there
        self.trail.aim(by)
        name = self.tr("Open {record}").format(record=f"{object_word(there.object)} {there.key}")
        self._tab.start(self._arrive(there), name, lambda: self._go(there, by))

    async def _arrive(self, there: RecordAddress) -> None:
        try:
            await self._tab.read(there)
        finally:
            if self.heading is there and self._tab.document is not None:  # else the tab goes on being about what could not be read
                self.heading = None
