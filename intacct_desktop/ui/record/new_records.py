"""New records: of the object at hand, by a quick form, or like another one."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject

from intacct_desktop.api.records.form import Purpose, load_form
from intacct_desktop.api.records.values import Record
from intacct_desktop.ui.main_window import MainWindow
from intacct_desktop.ui.record.actions.type_dialog import name_for_new
from intacct_desktop.ui.record.beside import run_beside
from intacct_desktop.ui.record.declared import quick_id
from intacct_desktop.ui.record.open_records import OpenRecords
from intacct_desktop.ui.record.record_tab import RecordTab
from intacct_desktop.ui.record.words import object_word
from intacct_desktop.ui.wording import Message, Severity
from intacct_desktop.workspace.quick_forms import QuickForm, quick_forms


class NewRecords(QObject):
    """``object_at_hand`` gives the object that a new record is likely to be of, such as the one selected in the tree."""

    def __init__(self, window: MainWindow, tabs: OpenRecords, object_at_hand: Callable[[], str | None], parent: QObject) -> None:
        super().__init__(parent)
        self._window = window
        self._tabs = tabs
        self._object_at_hand = object_at_hand
        window.registry.handle("record.new", self.new)
        for quick in quick_forms():
            window.registry.handle(quick_id(quick), partial(self.new_quick, quick))

    def new(self) -> None:
        """A new record of the object at hand."""
        object_name = self._object_at_hand()
        if object_name is not None:
            self.new_of(object_name)
            return
        words = Message(Severity.INFO, self.tr("Of which object is the new record to be?"), "", self.tr("Choose one in the tree first."))
        self._window.notices.show_message(words)

    def new_of(self, object_name: str, *, like: Record | None = None) -> None:
        """A new record of an object; of a document, one of the type that the person chooses."""
        records = self._tabs.records
        if records is None:
            return

        async def begin() -> None:
            name = await name_for_new(self._window, records.client, object_name)
            form = await load_form(records.models, name, Purpose.CREATE)
            if not form.can_create:
                words = self.tr("Intacct's API takes no new records of this kind ({object}).").format(object=object_word(name))
                self._window.notices.show_message(Message(Severity.INFO, words))
                return
            tab = self._tabs.add(self.tr("New {object}").format(object=object_word(name)))
            if tab is not None:
                await tab.begin(name, like=like)

        run_beside(self._window, self._window.notices, begin(), self.tr("New {object}").format(object=object_word(object_name)))

    def new_quick(self, quick: QuickForm) -> None:
        """A new record by a quick form."""
        tab = self._tabs.add(self.tr("New {object}").format(object=object_word(quick.object)))
        if tab is not None:
            run_beside(
                tab, tab.notices, tab.begin(quick.object, quick=quick), self.tr("New {object}").format(object=object_word(quick.object))
            )

    def duplicate(self, tab: RecordTab) -> None:
        document = tab.document
        if document is not None:
            self.new_of(document.draft.object, like=document.draft.record)
