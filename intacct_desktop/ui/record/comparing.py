"""Two records side by side, in a tab of their own."""

from collections.abc import Mapping

from PySide6.QtCore import QObject

from intacct_desktop.api.records.address import ObjectNames
from intacct_desktop.api.records.form import Form
from intacct_desktop.api.records.reading import read_record
from intacct_desktop.ui.main_window import MainWindow
from intacct_desktop.ui.record.beside import run_beside
from intacct_desktop.ui.record.open_dialog import asked_for_record
from intacct_desktop.ui.record.reading.compare_page import RecordComparePage, RecordSide
from intacct_desktop.ui.record.record_tab import RecordTab
from intacct_desktop.ui.record.words import title_of_record


class Comparing(QObject):
    """Opens comparisons; they keep nothing but what they were given."""

    def __init__(self, window: MainWindow, parent: QObject) -> None:
        super().__init__(parent)
        self._window = window

    def compare(self, tab: RecordTab) -> None:
        """Compare the record of a tab, as it is edited there, with one that the person names."""
        records, document = tab.records, tab.document
        if document is None:
            return

        async def go() -> None:
            names = ObjectNames(await records.models.entries())
            current = document.form.model.name
            address = await asked_for_record(self.tr("Compare {record} with").format(record=tab.title), names, current, self._window)
            other = await read_record(records.client, address.object, address.key)
            left = RecordSide(tab.title, document.draft.record)
            right = RecordSide(title_of_record(address.object, other, address.key), other)
            self.show(left, right, document.form, await records.labels(document.form))

        run_beside(tab, tab.notices, go(), self.tr("Compare records"))

    def show(self, left: RecordSide, right: RecordSide, form: Form, labels: Mapping[str, str]) -> None:
        """Open a tab on two records of one object."""
        page = RecordComparePage(left, right, form, labels, self._window.registry)
        self._window.add_tab(page, page.title)
        page.compared.connect(lambda: self._window.tabs.set_title(page, page.title))
