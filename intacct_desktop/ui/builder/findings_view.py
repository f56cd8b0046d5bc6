"""What is wrong with the query, as a short list: errors first, each with a button that puts it right and a way to the place."""

from collections.abc import Iterable

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from intacct_desktop.api.checks import Finding
from intacct_desktop.api.problems import Severity
from intacct_desktop.ui.builder.finding_words import finding_text, mend_text
from intacct_desktop.ui.builder.limited_height import LimitedHeight
from intacct_desktop.ui.icons import icon
from intacct_desktop.ui.results.words import number
from intacct_desktop.ui.theme import ROW, Role, set_role, theme

_ROWS = 3
_MOST = 50
"""Findings that get a line; more are counted. A query of hundreds of wrong filters is mended in the JSON."""
_ROOM_FOR_THE_COUNT = 560
_SIGN = 14
_PAD = 4


class FindingsView(QFrame):
    """Shows findings and takes no room without any."""

    mended = Signal(object)
    """The query with one finding put right."""
    wanted = Signal(str)
    """The place of a finding that was pressed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: list[FindingLine] = []
        self._count = QLabel(self)
        self._more = QLabel(self)
        self._more.setProperty("role", "muted")
        self._more.setContentsMargins(_PAD, 0, 0, 0)
        content = QWidget(self)
        self._column = QVBoxLayout(content)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self._more)
        self._parts = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._parts.setContentsMargins(12, 4, 12, 4)
        self._parts.setSpacing(8)
        self._count.setFixedHeight(ROW)
        self._parts.addWidget(self._count, 0, Qt.AlignmentFlag.AlignTop)
        self._parts.addWidget(LimitedHeight(content, _ROWS * ROW, self), 1, Qt.AlignmentFlag.AlignTop)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.hide()

    @property
    def lines(self) -> "list[FindingLine]":
        """The lines that are shown, in their order."""
        return [line for line in self._lines if not line.isHidden()]

    def show_findings(self, findings: Iterable[Finding]) -> None:
        """Show these. The focus stays in the list while it has lines."""
        ordered = sorted(findings, key=lambda finding: finding.severity is not Severity.ERROR)
        focused = next((at for at, line in enumerate(self._lines) if line.isAncestorOf(QApplication.focusWidget() or self)), None)
        shown = ordered[:_MOST]
        while len(self._lines) < len(shown):
            self._add_line()
        for line, finding in zip(self._lines, shown, strict=False):
            line.show_finding(finding)
        for at, line in enumerate(self._lines):
            line.setVisible(at < len(shown))
        self._more.setText(self.tr("And {count} more").format(count=number(len(ordered) - len(shown))))
        self._more.setVisible(len(ordered) > len(shown))
        self._sum_up(ordered)
        self.setVisible(bool(ordered))
        if focused is not None and shown:
            self._lines[min(focused, len(shown) - 1)].take_focus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where it is narrow, the count stands above the lines."""
        super().resizeEvent(event)
        narrow = event.size().width() < _ROOM_FOR_THE_COUNT
        self._parts.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)
        self._parts.setSpacing(0 if narrow else 8)

    def _sum_up(self, findings: list[Finding]) -> None:
        errors = sum(finding.severity is Severity.ERROR for finding in findings)
        warnings = len(findings) - errors
        parts = []
        if errors:
            parts.append(self.tr("1 error") if errors == 1 else self.tr("{count} errors").format(count=number(errors)))
        if warnings:
            parts.append(self.tr("1 warning") if warnings == 1 else self.tr("{count} warnings").format(count=number(warnings)))
        words = ", ".join(parts)
        self._count.setText(words)
        self._count.setVisible(len(findings) > 1)
        set_role(self._count, "negative" if errors else "warning")
        self.setAccessibleName(self.tr("What is wrong with the query: {count}").format(count=words) if words else "")

    def _add_line(self) -> None:
        line = FindingLine(self)
        line.mended.connect(self.mended)
        line.wanted.connect(self.wanted)
        self._column.insertWidget(len(self._lines), line)
        if self._lines:
            QWidget.setTabOrder(self._lines[-1].mend, line.words)
        QWidget.setTabOrder(line.words, line.mend)
        self._lines.append(line)


class FindingLine(QWidget):
    """One finding: its words, which lead to the place, and the button that puts it right."""

    mended = Signal(object)
    wanted = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._finding: Finding | None = None
        self.words = _Words(self)
        self.words.clicked.connect(self._want)
        self.mend = QPushButton(self)
        self.mend.setProperty("role", "link")
        self.mend.clicked.connect(self._mend)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.words, 1)
        row.addWidget(self.mend)
        row.addStretch(0)
        self.setFixedHeight(ROW)

    @property
    def finding(self) -> Finding | None:
        return self._finding

    def show_finding(self, finding: Finding) -> None:
        self._finding = finding
        text, remedy = finding_text(finding), mend_text(finding)
        is_error = finding.severity is Severity.ERROR
        kind = self.tr("Error") if is_error else self.tr("Warning")
        self.words.show_words(text, f"{kind}: {text}", Role.NEGATIVE if is_error else Role.WARNING, "error" if is_error else "warning")
        self.mend.setText(remedy)
        self.mend.setAccessibleName(remedy)
        self.mend.setAccessibleDescription(text)
        self.mend.setVisible(bool(remedy))

    def take_focus(self) -> None:
        (self.mend if not self.mend.isHidden() else self.words).setFocus()

    def _mend(self) -> None:
        if self._finding is not None and (query := self._finding.mend) is not None:
            self.mended.emit(query)

    def _want(self) -> None:
        if self._finding is not None:
            self.wanted.emit(self._finding.place)


class _Words(QAbstractButton):
    """A sign and words that give way where there is no room; the tool tip has them whole."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._role, self._sign = Role.WARNING, "warning"
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def show_words(self, text: str, name: str, role: Role, sign: str) -> None:
        self._role, self._sign = role, sign
        self.setText(text)
        self.setAccessibleName(name)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(_SIGN + 4 * _PAD + self.fontMetrics().horizontalAdvance(self.text()), ROW)

    def minimumSizeHint(self) -> QSize:
        return QSize(80, ROW)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = self.rect().toRectF().adjusted(0.5, 1.5, -0.5, -1.5)
        if self.hasFocus() or self.underMouse():
            painter.setPen(theme().color(Role.FOCUS) if self.hasFocus() else Qt.PenStyle.NoPen)
            painter.setBrush(theme().color(Role.HOVER) if self.underMouse() else Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box, 3, 3)
        icon(self._sign, self._role).paint(painter, QRect(_PAD, (self.height() - _SIGN) // 2, _SIGN, _SIGN))
        left = _SIGN + 2 * _PAD
        words = QRect(left, 0, self.width() - left - _PAD, self.height())
        fitted = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, words.width())
        self.setToolTip(self.text() if fitted != self.text() else "")
        painter.setPen(theme().color(Role.TEXT))
        painter.drawText(words, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), fitted)
