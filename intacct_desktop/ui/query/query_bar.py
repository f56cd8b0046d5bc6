"""The bar of a query: run, stop, count, load all, export, and what a run will cost."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from intacct_desktop.ui.icons import icon
from intacct_desktop.ui.results.status_line import Elided
from intacct_desktop.ui.theme import Role


class QueryBar(QFrame):
    """Buttons only: the tab connects them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "bar")
        self.setAccessibleName(self.tr("Query"))
        self.run = self._button(self.tr("Run"), "run", self.tr("Run the query"), "F5", role="primary")
        self.stop = self._button(self.tr("Stop"), "stop", self.tr("Stop what is running"), "Esc")
        self.count = self._button(self.tr("Count"), "", self.tr("Ask only how many rows match (1 call)"))
        self.load_all = self._button(self.tr("Load all"), "", self.tr("Load every row that matches"))
        self.export = self._button(self.tr("Export…"), "", self.tr("Save rows to a file"))
        self.matches = QLabel(self)
        self.calls = Elided(self, right=True)
        for label in (self.matches, self.calls):
            label.setProperty("role", "muted")
        self.json = self._button(self.tr("JSON"), "", self.tr("Show the query as JSON"), role="flat")
        self.json.setCheckable(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 5, 12, 5)
        row.setSpacing(8)
        for widget in (self.run, self.stop, self.count, self.load_all, self.export, self.matches):
            row.addWidget(widget)
        row.addWidget(self.calls, 1)
        row.addWidget(self.json)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def _button(self, text: str, picture: str, tip: str, keys: str = "", *, role: str = "") -> QPushButton:
        shown = QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
        button = QPushButton(self)
        button.setText(f"{text}  {shown}" if role == "primary" and shown else text)
        if picture:
            button.setIcon(icon(picture, Role.ON_ACCENT if role == "primary" else Role.TEXT))
        if role:
            button.setProperty("role", role)
        button.setToolTip(f"{tip} ({shown})" if shown else tip)
        button.setAccessibleName(text)
        button.setAccessibleDescription(tip)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.setAutoDefault(False)
        return button
