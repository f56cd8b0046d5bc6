"""One kind of records that may refer to the record: a link that opens them, with their number once it was asked for."""

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from intacct_desktop.api.naming import readable
from intacct_desktop.api.records.used_by import Counted, Referrer
from intacct_desktop.ui.results.words import number
from intacct_desktop.ui.wording import describe


class UsedByLink(QPushButton):
    """A press asks for the records, the menu also for their number alone."""

    count_wished = Signal()

    def __init__(self, referrer: Referrer, parent: QWidget) -> None:
        super().__init__(parent)
        self.referrer = referrer
        self.counted: Counted | None = None
        self.is_counting = False
        self.setProperty("role", "link")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._offer)
        self.show_count(None)

    def show_counting(self) -> None:
        self.is_counting = True
        self.setText(f"{self.referrer.title} · …")

    def show_count(self, counted: Counted | None) -> None:
        """The number, or why there is none; None: it was not asked for."""
        self.is_counting = False
        self.counted = counted
        title = self.referrer.title
        where = f"{self.referrer.object} · {self.referrer.path}"
        if counted is None:
            self.setText(title)
            said = ""
        elif counted.refusal is not None:
            said = describe(counted.refusal).happened
            self.setText(f"{title} · " + self.tr("not counted"))
        else:
            said = ""
            self.setText(f"{title} · {number(counted.count or 0)}")
        self.setToolTip("\n".join(part for part in (where, said) if part))
        self.setAccessibleDescription(said or readable(self.referrer.path))

    def _offer(self, place: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self.tr("Open in a query")).triggered.connect(self.click)
        menu.addAction(self.tr("Count (1 call)")).triggered.connect(self.count_wished)
        menu.popup(self.mapToGlobal(place))
