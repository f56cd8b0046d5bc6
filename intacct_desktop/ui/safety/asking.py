"""Asks what the safety level wants to know before something is written; see `confirmation_for`."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from intacct_desktop.api.records.writes import Write
from intacct_desktop.connections.safety import Asking, Confirmation, Safety
from intacct_desktop.ui.asking import accepted
from intacct_desktop.ui.buttons import flat_button
from intacct_desktop.ui.library.growing import GrowingDialog
from intacct_desktop.ui.request_text import RequestText
from intacct_desktop.ui.safety.company_box import CompanyBox, agreeing_buttons
from intacct_desktop.ui.theme import Role


class AskDialog(GrowingDialog):
    """The question, the difference, the exact requests, and the `box` for the company's id where `safety` is to be told it."""

    def __init__(
        self, writes: Sequence[Write], safety: Safety, asking: Asking, summary: str, detail: QWidget | None, verb: str, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(summary)
        self.setMinimumWidth(560)
        self.requests = RequestText(self)
        self.requests.show_writes(*writes)
        self.copy = flat_button("copy", self.tr("Copy"), self._copy, self, Role.MUTED)
        self.copy.setAccessibleName(self.tr("Copy the request"))
        self.box = CompanyBox(safety.company, safety.is_company, self) if asking is Asking.TYPE_COMPANY else None
        self.cancel, self.agree = agreeing_buttons(verb, self.box, self)
        self.cancel.clicked.connect(self.reject)
        self.agree.clicked.connect(self.accept)

        title = QLabel(summary, self)
        title.setProperty("role", "heading")
        title.setTextFormat(Qt.TextFormat.PlainText)
        title.setWordWrap(True)
        exactly = QLabel(self.tr("Exactly this is sent"), self)
        exactly.setProperty("role", "strong")
        exactly.setBuddy(self.requests)
        self.requests.setAccessibleName(exactly.text())
        above = QHBoxLayout()
        above.addWidget(exactly, 1)
        above.addWidget(self.copy)
        shown = QVBoxLayout()
        shown.setSpacing(4)
        shown.addLayout(above)
        shown.addWidget(self.requests, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.agree)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 16)
        column.setSpacing(12)
        column.addWidget(title)
        if detail is not None:
            grows = detail.sizePolicy().expandingDirections() & Qt.Orientation.Vertical
            column.addWidget(detail, 2 if grows else 0)
        column.addLayout(shown, 1)
        if self.box is not None:
            column.addWidget(self.box)
        column.addLayout(buttons)
        (self.box or self.cancel).setFocus()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.requests.toPlainText())


async def confirmation_for(
    writes: Sequence[Write], safety: Safety, parent: QWidget, *, summary: str, detail_widget: QWidget | None = None, verb: str
) -> Confirmation | None:
    """What the person agrees to, for `Safety.permit`; None where nothing is asked.

    `summary` is the question in a line, `detail_widget` the difference, which goes with the dialog, `verb` what the button says. Raises
    `Declined`, and `WriteRefused` at once where the level lets nothing through.
    """
    asking = safety.asks(writes)
    if asking is Asking.NOTHING:
        return None
    shown = Confirmation.of(writes)
    dialog = AskDialog(writes, safety, asking, summary, detail_widget, verb, parent)
    typed: list[str] = []
    dialog.accepted.connect(lambda: typed.append(dialog.box.text if dialog.box is not None else ""))
    await accepted(dialog)
    return replace(shown, typed=typed[0])
