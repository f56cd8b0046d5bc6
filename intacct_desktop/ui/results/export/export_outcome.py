"""What became of an export: whether the file has every row, its sums, and what it can be recognised by."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QLineEdit, QPushButton, QWidget

from intacct_desktop.results.formats.parquet_file import MOST_PARTS, TooManyParts
from intacct_desktop.results.provenance import State
from intacct_desktop.ui.results import words
from intacct_desktop.ui.results.export.export_job import Made
from intacct_desktop.ui.theme import SPACE, set_role
from intacct_desktop.ui.wording import Message, Severity, describe

_MOST_SUMS = 3

_ROLES = {State.COMPLETE: "success", State.INCOMPLETE: "warning", State.CHANGED: "warning"}


def _tr(text: str) -> str:
    return QCoreApplication.translate("ExportOutcome", text)


class OutcomeBox(QFrame):
    """The facts of the last file, for the person to compare with others. `digest` can be copied."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("What became of it"))
        self.state = QLabel(self)
        self.rows = _value(self)
        self.sums = _value(self)
        self.rest = _value(self)
        self.digest = QLineEdit(self)
        self.digest.setReadOnly(True)
        self.digest.setProperty("role", "mono")
        self.digest.setAccessibleName(self.tr("SHA-256 of the file"))
        self.copy = QPushButton(self.tr("Copy"), self)
        self.copy.setAccessibleName(self.tr("Copy the SHA-256"))
        self.copy.setAutoDefault(False)
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.digest.text()))
        digest = QHBoxLayout()
        digest.setSpacing(SPACE[1])
        digest.addWidget(self.digest, 1)
        digest.addWidget(self.copy)
        self._lines = (
            (_caption(self.tr("State"), self), self.state),
            (_caption(self.tr("Rows"), self), self.rows),
            (_caption(self.tr("Sums"), self), self.sums),
            (_caption(self.tr("Besides"), self), self.rest),
        )
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(SPACE[2])
        grid.setVerticalSpacing(SPACE[1])
        grid.setColumnStretch(1, 1)
        for at, (caption, value) in enumerate(self._lines):
            grid.addWidget(caption, at, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(value, at, 1)
        grid.addWidget(_caption(self.tr("SHA-256"), self), len(self._lines), 0)
        grid.addLayout(digest, len(self._lines), 1)

    def show_made(self, made: Made) -> None:
        outcome = made.outcome
        set_role(self.state, _ROLES[outcome.state] if outcome is not None else "")
        self.state.setText(state_name(outcome.state) if outcome is not None else _tr("Not known: Intacct does not say what is in it"))
        rows, sums, rest = [], [], []
        if outcome is not None:
            rows.append(words.rows(outcome.rows))
            if outcome.total_before is not None:
                rows.append(_tr("{count} matched before").format(count=words.number(outcome.total_before)))
            if outcome.total_after is not None:
                rows.append(_tr("{count} after").format(count=words.number(outcome.total_after)))
            sums = [f"{path} {words.amount(total)}" for path, total in outcome.sums.items()]
            rest = list(_besides(outcome.misfits, outcome.shortened))
            if outcome.manifest is not None:
                rest.append(_tr("All this stands in {name}, too.").format(name=outcome.manifest.name))
        _say(self.rows, rows)
        _say(self.sums, sums[:_MOST_SUMS] + ([_tr("{count} more").format(count=len(sums) - _MOST_SUMS)] if len(sums) > _MOST_SUMS else []))
        self.sums.setToolTip("\n".join(sums) if len(sums) > _MOST_SUMS else "")
        _say(self.rest, rest, " ")
        self.digest.setText(made.sha256)
        self.digest.setCursorPosition(0)
        for caption, value in self._lines:
            caption.setVisible(bool(value.text()))
            value.setVisible(bool(value.text()))


def state_name(state: State) -> str:
    """The state in capitals, as files have it, in the person's language."""
    return {
        State.COMPLETE: _tr("COMPLETE"),
        State.INCOMPLETE: _tr("INCOMPLETE"),
        State.CHANGED: _tr("CHANGED WHILE READING"),
    }[state]


def words_of(made: Made, *, filtered: bool = False) -> Message:
    """What was made, and what it holds as far as anybody can say. ``filtered``: rows were left out on purpose."""
    name, size = made.path.name, words.size(made.bytes)
    if made.rows is None or made.outcome is None:
        return Message(
            Severity.SUCCESS,
            _tr("{name} is saved: {size}.").format(name=name, size=size),
            _tr("Intacct made it of everything that matches, and does not say how many rows are in it."),
        )
    happened = _tr("{name} is saved: {rows}, {size}.").format(name=name, rows=words.rows(made.rows), size=size)
    state = state_name(made.outcome.state)
    if made.shortened:
        cut = _tr("{count} texts were longer than a cell can be and end in …").format(count=words.number(made.shortened))
        return Message(Severity.WARNING, happened, f"{state}. {cut}", _tr("Export to CSV or JSON to have them whole."))
    match made.outcome.state:
        case State.COMPLETE:
            return Message(Severity.SUCCESS, happened, _tr("{state}: it holds every row that matches.").format(state=state))
        case State.CHANGED:
            return Message(
                Severity.WARNING,
                happened,
                _tr("{state}: the company changed while the rows were loaded; some may be missing or stand twice.").format(state=state),
                _tr("Export again when nobody is posting, or order by key."),
            )
    if made.total is None:
        return Message(Severity.INFO, happened, _tr("{state}: nobody said how many rows match.").format(state=state))
    template = (
        _tr("{state}: it holds the rows as they are filtered here, not all {total} that match.")
        if filtered
        else _tr("{state}: it holds the rows that were loaded, not all {total} that match.")
    )
    return Message(Severity.INFO, happened, template.format(state=state, total=words.number(made.total)))


def _besides(misfits: int, shortened: int) -> Sequence[str]:
    found = []
    if misfits:
        found.append(_tr("{count} values are not of their column's type and stand as they came.").format(count=words.number(misfits)))
    if shortened:
        found.append(_tr("{count} texts are cut.").format(count=words.number(shortened)))
    return found


def _say(label: QLabel, parts: Sequence[str], between: str = " · ") -> None:
    label.setText(between.join(parts))


def _value(parent: QWidget) -> QLabel:
    label = QLabel(parent)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard)
    return label


def _caption(text: str, parent: QWidget) -> QLabel:
    label = QLabel(text, parent)
    label.setProperty("role", "muted")
    return label


@describe.register
def _(error: TooManyParts) -> Message:
    return Message(
        Severity.WARNING,
        _tr("{column} has {count} different values: too many for a folder each.").format(
            column=error.path, count=words.number(error.parts)
        ),
        _tr("No file was made. {most} folders are the most.").format(most=words.number(MOST_PARTS)),
        _tr("Choose another column, years or months of a date, or one file."),
    )
