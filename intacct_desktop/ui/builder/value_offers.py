"""Values of the company in a list below the box in which one is typed."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QCompleter

from intacct_desktop.ui import tasks
from intacct_desktop.ui.builder.entry_boxes import EntryBox
from intacct_desktop.ui.builder.offer_list import BESIDE, OfferList
from intacct_desktop.ui.builder.value_lookup import MOST, Suggestion, Target, ValueLookup
from intacct_desktop.ui.wording import describe

DEBOUNCE_MS = 250


class ValueOffers(QObject):
    """Asks for values once the typing pauses; the next key calls the question off. A failure is told by `failed`, and stops nobody.

    `failed` carries words, empty ones when the company answers again.
    """

    failed = Signal(str)

    def __init__(self, box: EntryBox, lookup: ValueLookup, target: Target) -> None:
        super().__init__(box)
        self._box = box
        self._lookup = lookup
        self._target = target
        self._asking: tasks.TaskHandle | None = None
        self._model = QStandardItemModel(self)
        self._completer = QCompleter(self._model, self)
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._completer.setMaxVisibleItems(MOST // 2)
        self.list = OfferList(self.tr("Values in the company"))
        self.list.serve(self._completer)
        self._completer.setWidget(box)
        self._completer.activated[QModelIndex].connect(self._take)  # type: ignore[index]  # one of two signals of this name
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(DEBOUNCE_MS)
        self._pause.timeout.connect(self._ask)
        box.textEdited.connect(self._wait)
        box.editingFinished.connect(self.stop)
        box.setToolTip(self.tr("Values of the company are looked up as you type. Each lookup is one call, and is billed as such."))

    def stop(self) -> None:
        """Ask nothing more for what was typed."""
        self._pause.stop()
        if self._asking is not None:
            self._asking.cancel()

    def _wait(self) -> None:
        self.stop()
        self.list.hide()
        if self._lookup.enabled and not self._box.term.startswith("{") and self._box.term:
            self._pause.start()

    def _ask(self) -> None:
        term = self._box.term
        name = self.tr("Look up “{text}”").format(text=term)
        self._asking = tasks.latest(self, "values", self._fetch(term), name=name, on_error=self._fail)

    async def _fetch(self, term: str) -> None:
        found = await self._lookup.suggest(self._target, term)
        self.failed.emit("")
        if self._box.hasFocus() and self._box.term == term:
            self._offer([each for each in found if each.value != term])

    def _offer(self, found: Sequence[Suggestion]) -> None:
        self._model.clear()
        for suggestion in found:
            item = QStandardItem(suggestion.value)
            item.setData(suggestion.beside, BESIDE)
            self._model.appendRow(item)
        if found:
            self.list.widen(self._box.width(), ((each.value, each.beside) for each in found))
            self._completer.complete()
            self.list.setCurrentIndex(QModelIndex())

    def _take(self, index: QModelIndex) -> None:
        self._box.take_offer(index.data(Qt.ItemDataRole.DisplayRole))

    def _fail(self, error: BaseException) -> None:
        self.failed.emit(self.tr("No values could be looked up: {reason}").format(reason=describe(error).happened))
