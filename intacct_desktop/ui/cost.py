"""What calls cost: words for before the click and after it, and the page where a person sees the months and draws a line."""

from datetime import date

from PySide6.QtCore import QCoreApplication, QLocale, Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QFrame,
    QGridLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from intacct_desktop.ui import tasks
from intacct_desktop.ui.builder.entry import EntryError, IntegerCodec
from intacct_desktop.ui.builder.words import notation_of
from intacct_desktop.ui.notice import NoticeArea
from intacct_desktop.ui.results import words as result_words
from intacct_desktop.ui.results.words import number
from intacct_desktop.ui.theme import SPACE, number_font, set_invalid, set_role
from intacct_desktop.workspace.tally import Tally

_MONTHS = 12
_WIDTH = 460
_MOST = 10**12


def _tr(text: str) -> str:
    return QCoreApplication.translate("Cost", text)


def tally_words(count: int, budget: int | None) -> str:
    """``3,210 of 10,000 this month``."""
    if budget is None:
        return _tr("1 call this month") if count == 1 else _tr("{count} calls this month").format(count=number(count))
    words = _tr("{count} of {budget} this month") if count <= budget else _tr("{count} of {budget} this month: over the line")
    return words.format(count=number(count), budget=number(budget))


def crossing_words(calls: int, count: int, budget: int | None) -> str:
    """What to say before ``calls`` more, where they would cross the line; empty where they would not."""
    if budget is None or count + calls <= budget:
        return ""
    if count > budget:
        words = _tr("This takes {calls}, and this month is over your line of {budget} already: {count} were made.")
    else:
        words = _tr("This takes {calls}. With them this month comes to {sum}, over your line of {budget}.")
    return words.format(calls=result_words.calls(calls), budget=number(budget), count=number(count), sum=number(count + calls))


class CostDialog(QDialog):
    """The calls of one company by month, and the line; show it with `open`. ``title`` is the company's name."""

    changed = Signal()
    """The line is another one, and saved."""

    def __init__(self, tally: Tally, company: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Calls of {company}").format(company=title))
        self.setMinimumWidth(_WIDTH)
        self._tally = tally
        self._company = company
        self.notices = NoticeArea(self)
        self.present = QLabel(self)
        self.present.setProperty("role", "heading")
        self.bar = QProgressBar(self)
        self.bar.setAccessibleName(self.tr("Calls of this month, as a part of the line"))
        self.bar.setTextVisible(False)
        self.line = QLineEdit(self)
        self.line.setAccessibleName(self.tr("Line: calls a month"))
        self.line.setPlaceholderText(self.tr("No line"))
        self.line.textEdited.connect(self._judge)
        self.complaint = QLabel(self)
        self.complaint.setProperty("role", "negative")
        self.complaint.setWordWrap(True)
        self.complaint.hide()
        self.months = QFrame(self)
        self.months.setProperty("role", "card")
        self._grid = QGridLayout(self.months)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel, self)
        self.buttons.accepted.connect(self.save)
        self.buttons.rejected.connect(self.reject)
        self._save = self.buttons.button(QDialogButtonBox.StandardButton.Save)
        self._save.setEnabled(False)
        self._lay_out()
        tasks.run(self, self._load(), name=self.tr("Read the calls"))

    @property
    def budget(self) -> int | None:
        """The line as it is entered. Raises `EntryError`."""
        read = IntegerCodec(notation_of(self.locale())).read(self.line.text())
        if read == "":
            return None
        if not isinstance(read, int) or not 0 <= read <= _MOST:
            raise EntryError("not-a-number", self.line.text())
        return read

    def save(self) -> None:
        """Keep the line and close; a line that cannot be kept is said, and the dialog stays."""
        if not self._judge():
            self.line.setFocus()
            return
        self._save.setEnabled(False)
        tasks.run(self, self._keep(self.budget), name=self.tr("Save the line"), on_error=self._failed)

    async def _load(self) -> None:
        months, budget = await tasks.in_thread(lambda: (self._tally.months(self._company), self._tally.budget(self._company)))
        count = await tasks.in_thread(self._tally.of, self._company)
        self.present.setText(tally_words(count, budget))
        set_role(self.present, "negative" if budget is not None and count > budget else "heading")
        self.bar.setVisible(budget is not None)
        self.bar.setRange(0, 1_000)
        self.bar.setValue(min(1_000, count * 1_000 // budget) if budget else 1_000)
        if budget is not None:
            self.line.setText(IntegerCodec(notation_of(self.locale())).write(budget))
        for row, (month, calls) in enumerate(months[:_MONTHS]):
            self._grid.addWidget(QLabel(_month_words(month), self.months), row, 0)
            amount = QLabel(number(calls), self.months)
            amount.setFont(number_font())
            self._grid.addWidget(amount, row, 1, Qt.AlignmentFlag.AlignRight)
        self.months.setVisible(bool(months))
        self._save.setEnabled(True)

    async def _keep(self, budget: int | None) -> None:
        self._tally.set_budget(self._company, budget)
        await tasks.finish_in_thread(self._tally.save)
        self.changed.emit()
        self.accept()

    def _failed(self, error: BaseException) -> None:
        self._save.setEnabled(True)
        self.notices.show_error(error)

    def _judge(self) -> bool:
        good = True
        try:
            _ = self.budget
        except EntryError:
            good = False
        set_invalid(self.line, not good)
        self.complaint.setText("" if good else self.tr("This is not a number of calls. Enter digits, or nothing for no line."))
        self.complaint.setVisible(not good)
        self.line.setAccessibleDescription(self.complaint.text())
        return good

    def _lay_out(self) -> None:
        hint = QLabel(
            self.tr(
                "Each page of a query, each request for records and each record that is written counts as one call. This is an estimate."
            ),
            self,
        )
        hint.setProperty("role", "muted")
        hint.setWordWrap(True)
        form = QFormLayout()
        form.addRow(self.tr("&Warn above, calls a month:"), self.line)
        self._grid.setContentsMargins(SPACE[2], SPACE[1], SPACE[2], SPACE[1])
        self._grid.setVerticalSpacing(SPACE[1])
        self._grid.setColumnStretch(0, 1)
        column = QVBoxLayout(self)
        column.setSpacing(SPACE[2])
        column.addWidget(self.notices)
        column.addWidget(self.present)
        column.addWidget(self.bar)
        column.addWidget(hint)
        column.addLayout(form)
        column.addWidget(self.complaint)
        column.addWidget(self.months)
        column.addStretch(1)
        column.addWidget(self.buttons)


def _month_words(month: str) -> str:
    """``2026-11`` as the person's language has it."""
    first = date.fromisoformat(f"{month}-01")
    return f"{QLocale().standaloneMonthName(first.month)} {first.year}"
