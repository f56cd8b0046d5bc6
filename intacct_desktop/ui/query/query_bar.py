"""The bar of a query: run, stop, count, load all, export, save, compare, what a run will cost, and which panes stand beside the builder."""

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeySequence, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from intacct_desktop.ui.icons import icon
from intacct_desktop.ui.overflow import Overflow
from intacct_desktop.ui.results import words
from intacct_desktop.ui.results.status_line import Elided
from intacct_desktop.ui.theme import Role, set_role

_SPACING = 8


class QueryBar(QFrame):
    """Buttons only: the tab connects them. `buttons` has those that do something, by the id of their action."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "bar")
        self.setAccessibleName(self.tr("Query"))
        self.run = self._button(self.tr("Run"), "run", self.tr("Run the query"), "F5", role="primary")
        self.stop = self._button(self.tr("Stop"), "stop", self.tr("Stop what is running"), "Esc")
        self.count = self._button(self.tr("Count"), "", self.tr("Ask only how many rows match (1 call)"), "Ctrl+F5")
        self.load_all = self._button(self.tr("Load all"), "", self.tr("Load every row that matches"), "Shift+F5")
        self._load_all_tip = self.load_all.toolTip()
        self.export = self._button(self.tr("Export…"), "", self.tr("Save rows to a file"), "Ctrl+Shift+E")
        self.save = self._button(self.tr("Save"), "", self.tr("Save the query"), "Ctrl+S")
        self.matches = QLabel(self)
        self.calls = Elided(self, right=True)
        for label in (self.matches, self.calls):
            label.setProperty("role", "muted")
        self.json = self._pane_button(self.tr("JSON"), self.tr("Show the query as JSON"), "Ctrl+Alt+J")
        self.code = self._pane_button(self.tr("Code"), self.tr("Show the query as a program"), "Ctrl+Alt+K")
        self.explain = self._pane_button(self.tr("Explain"), self.tr("Say the query in plain words"), "Ctrl+Alt+E")
        self.buttons: Mapping[str, QPushButton] = {
            "query.run": self.run,
            "query.stop": self.stop,
            "query.count": self.count,
            "query.load_all": self.load_all,
            "query.export": self.export,
            "query.save": self.save,
        }
        panes = (self.json, self.code, self.explain)
        # In a narrow window the panes go first, then what one does least.
        self.more = Overflow((self.count, self.save, *panes), self)
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(12, 5, 12, 5)
        row.setSpacing(_SPACING)
        for widget in (*self.buttons.values(), self.matches):
            row.addWidget(widget)
        row.addWidget(self.calls, 1)
        for widget in (*panes, self.more):
            row.addWidget(widget)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        """With everything folded that can be."""
        return QSize(self._always() + self.more.sizeHint().width() + _SPACING, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()

    def _always(self) -> int:
        """The pixels of what is never folded, margins included."""
        margins = self._row.contentsMargins()
        shown = (self.run, self.stop, self.load_all, self.export)
        return margins.left() + margins.right() + sum(button.sizeHint().width() + _SPACING for button in shown)

    def _fold(self) -> None:
        """The labels take what is left, and give way."""
        labels = self.matches.sizeHint().width() + _SPACING if self.matches.text() else 0
        self.more.fit(self.width() - self._always() - labels - _SPACING, _SPACING)

    def show_count(self, count: int) -> None:
        """How many rows match, as the company has just said."""
        self.matches.setText(self.tr("1 row matches") if count == 1 else self.tr("{count} rows match").format(count=words.number(count)))
        self._fold()

    def show_state(self, *, busy: bool, total: int | None, calls: int | None, budget: str = "", crossing: str = "") -> None:
        """``total`` rows match, of which loading those that are not here takes ``calls`` more; None while nobody has asked.

        ``budget`` says in a few words that this would cross the month's, ``crossing`` in a sentence, before the click.
        """
        left = calls != 0
        self.stop.setEnabled(busy)
        self.count.setEnabled(not busy)
        self.load_all.setEnabled(not busy and left)
        known = total is not None and left
        self.load_all.setText(self.tr("Load all {total}").format(total=words.number(total or 0)) if known else self.tr("Load all"))
        self._fold()
        if not left:
            text = words.calls(1)
        elif calls is None:
            text = self.tr("run: {calls} · all rows: count first to know").format(calls=words.calls(1))
        else:
            text = self.tr("all rows: {calls}").format(calls=words.calls(calls))
        self.calls.setText(f"{text} · {budget}" if budget else text)
        tip = self.tr("Load every row that matches")
        self.load_all.setAccessibleDescription(f"{tip}. {crossing}" if crossing and calls else tip)
        self.load_all.setToolTip(crossing if crossing and calls else self._load_all_tip)
        set_role(self.calls, "warning" if budget else "muted")

    def _pane_button(self, text: str, tip: str, keys: str) -> QPushButton:
        button = self._button(text, "", tip, keys, role="flat")
        button.setCheckable(True)
        return button

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
