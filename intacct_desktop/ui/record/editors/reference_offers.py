"""Records in a list below the line in which one is named."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QModelIndex, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QCompleter, QLineEdit

from intacct_desktop.api.records.source import MOST, Found, ValueSource
from intacct_desktop.ui import tasks
from intacct_desktop.ui.builder.offer_list import BESIDE, OfferList
from intacct_desktop.ui.wording import describe

DEBOUNCE_MS = 250
_FOUND = Qt.ItemDataRole.UserRole + 2


class ReferenceOffers(QObject):
    """Asks once the typing pauses; the next key calls the question off. Where nothing is found or nobody answers, the list says so."""

    answered = Signal(str, object)
    """The text that was asked for, and the records."""
    chosen = Signal(object)
    failed = Signal(str, object)
    """The text that was asked for, and the error."""

    def __init__(self, line: QLineEdit, source: ValueSource, object_name: str, term: Callable[[], str]) -> None:
        super().__init__(line)
        self._line = line
        self._source = source
        self._object = object_name
        self._term = term
        self._asking: tasks.TaskHandle | None = None
        self._model = QStandardItemModel(self)
        self._completer = QCompleter(self._model, self)
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._completer.setMaxVisibleItems(MOST // 2)
        self.list = OfferList(self.tr("Records of the company"))
        self.list.serve(self._completer)
        self._completer.setWidget(line)
        self._completer.activated[QModelIndex].connect(self._choose)  # type: ignore[index]  # one of two signals of this name
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(DEBOUNCE_MS)
        self._pause.timeout.connect(self.ask)

    def wait(self) -> None:
        """Ask for what is typed when no other key follows soon."""
        self.stop()
        if self._term():
            self._pause.start()

    def stop(self) -> None:
        """Ask nothing more for what was typed."""
        self._pause.stop()
        self.list.hide()
        if self._asking is not None:
            self._asking.cancel()

    def ask(self) -> None:
        term = self._term()
        name = self.tr("Look up “{text}”").format(text=term)
        self._asking = tasks.latest(self, "records", self._fetch(term), name=name, on_error=lambda error: self._fail(term, error))

    async def _fetch(self, term: str) -> None:
        found = await self._source.suggest(self._object, term)
        if self._term() == term:
            self.answered.emit(term, found)
            if self._line.hasFocus():
                self._offer(found)

    def _offer(self, found: Sequence[Found]) -> None:
        self._model.clear()
        for record in found:
            item = QStandardItem(str(record["id"] or record["key"]))
            item.setData(record["name"] or "", BESIDE)
            item.setData(record, _FOUND)
            self._model.appendRow(item)
        if not found:
            self._say(self.tr("No record has an id or a name like this."))
        self._open()

    def _fail(self, term: str, error: BaseException) -> None:
        if self._term() == term:
            self.failed.emit(term, error)
            if self._line.hasFocus():
                self._model.clear()
                self._say(self.tr("Could not be looked up: {reason}").format(reason=describe(error).happened))
                self._open()

    def _say(self, words: str) -> None:
        item = QStandardItem("")
        item.setData(words, BESIDE)
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        self._model.appendRow(item)

    def _open(self) -> None:
        rows = [(str(self._model.item(row).text()), str(self._model.item(row).data(BESIDE))) for row in range(self._model.rowCount())]
        self.list.widen(self._line.width(), rows)
        self._completer.complete()
        self.list.setCurrentIndex(QModelIndex())

    def _choose(self, index: QModelIndex) -> None:
        if (record := index.data(_FOUND)) is not None:
            self.chosen.emit(record)
