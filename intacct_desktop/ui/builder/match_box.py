"""The expression line: which filters must match, by number. Text that does not parse stays in the line and out of the query."""

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtGui import QColor, QInputMethodEvent, QTextCharFormat
from PySide6.QtWidgets import QLineEdit, QWidget

from intacct_desktop.api import expression
from intacct_desktop.api.expression import Node
from intacct_desktop.ui.builder.entry_boxes import mark_invalid
from intacct_desktop.ui.builder.words import expression_problem
from intacct_desktop.ui.theme import Role, theme


class MatchBox(QLineEdit):
    """Shows a filter expression. `expression` is the last one that parsed, None for none; `problem` says in words why the text is none."""

    entered = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._expression: str | None = None
        self._count = 0
        self._problem = ""
        self._fault: tuple[int, int] | None = None
        self._node: Node | None = None
        self.setProperty("role", "mono")
        self.setPlaceholderText(self.tr("all of them (and)"))
        self.setAccessibleName(self.tr("Filter expression"))
        self.textEdited.connect(self._read)
        theme().changed.connect(self._recolour)

    @property
    def expression(self) -> str | None:
        return self._expression

    @property
    def problem(self) -> str:
        return self._problem

    @property
    def fault(self) -> tuple[int, int] | None:
        """The characters that are underlined: the first one, from 0, and how many. None without a problem."""
        return self._fault

    @property
    def node(self) -> Node | None:
        """The tree of what stands in the line; None without filters and while the text is no expression."""
        return self._node

    def show_expression(self, text: str | None, count: int, *, typed_here: bool) -> None:
        """Show the expression of a query with ``count`` filters.

        While the expression stays the same, text that does not parse stays in the line; when it parses with the filters there are
        now, it counts. With ``typed_here`` false the query came from elsewhere, and another count of filters discards such text.
        """
        if text != self._expression or (count != self._count and not typed_here):
            self._expression = text
            self.setText(text or "")
            self.setCursorPosition(0)
        self._count = count
        self._check(self.text())

    def _read(self, text: str) -> None:
        self._check(text)
        self.entered.emit()

    def _recolour(self) -> None:
        self._check(self.text())

    def _check(self, text: str) -> None:
        self._problem, self._node, self._fault = "", None, None
        typed = text.strip()
        if not typed:
            self._expression = None
            self._node = expression.parse("and", self._count) if self._count else None
        else:
            try:
                self._node = expression.parse(text, self._count)
            except expression.ExpressionError as error:
                self._problem = expression_problem(error, self._count)
                at = min(error.position, len(text) - 1)
                self._fault = (at, max(1, min(len(error.found), len(text) - at)))
            else:
                self._expression = self._expression if self._expression is not None and self._expression.strip() == typed else typed
        mark_invalid(self, bool(self._problem))
        self.setAccessibleDescription(self._problem)
        self._mark(self._fault)

    def _mark(self, mark: tuple[int, int] | None) -> None:
        """Underline the characters at fault. A line edit takes formats only from an input method."""
        attributes = []
        if mark is not None:
            wave = QTextCharFormat()
            wave.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
            wave.setUnderlineColor(QColor(theme().color(Role.NEGATIVE)))
            wave.setForeground(theme().color(Role.NEGATIVE))
            start = mark[0] - self.cursorPosition()
            attributes.append(QInputMethodEvent.Attribute(QInputMethodEvent.AttributeType.TextFormat, start, mark[1], wave))
        QCoreApplication.sendEvent(self, QInputMethodEvent("", attributes))
