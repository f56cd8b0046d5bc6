"""Asks before a safety level is raised: what it means, and for how long."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from intacct_desktop.connections.profile import Environment
from intacct_desktop.connections.safety import RAISED_FOR, Safety, SafetyLevel
from intacct_desktop.ui.environment import EnvironmentLabel
from intacct_desktop.ui.icons import IconSign
from intacct_desktop.ui.safety.company_box import CompanyBox, agreeing_buttons
from intacct_desktop.ui.safety.words import level_icon, level_meaning, level_name, level_role, minutes_left


class RaiseDialog(QDialog):
    """`company` is its name as the window shows it. In production the company's id has to be typed into `box`."""

    def __init__(self, safety: Safety, level: SafetyLevel, environment: Environment, company: str, parent: QWidget) -> None:
        super().__init__(parent)
        name = level_name(level)
        self.setWindowTitle(self.tr("Change the safety level to {level}?").format(level=name))
        self.setFixedWidth(460)
        self.box = CompanyBox(safety.company, safety.is_company, self) if environment is Environment.PRODUCTION else None
        self.cancel, self.agree = agreeing_buttons(self.tr("Change to {level}").format(level=name), self.box, self)
        self.cancel.clicked.connect(self.reject)
        self.agree.clicked.connect(self.accept)

        where = QHBoxLayout()
        where.setSpacing(8)
        where.addWidget(EnvironmentLabel(environment, self), 0, Qt.AlignmentFlag.AlignVCenter)
        where.addWidget(self._label(company, "strong"), 1)
        title = QHBoxLayout()
        title.setSpacing(8)
        title.addWidget(IconSign(level_icon(level), level_role(level), name, self), 0, Qt.AlignmentFlag.AlignVCenter)
        title.addWidget(self._label(self.windowTitle(), "heading"), 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.agree)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 16)
        column.setSpacing(12)
        column.addLayout(where)
        column.addLayout(title)
        column.addWidget(self._label(level_meaning(level)))
        column.addWidget(self._label(self._duration(safety, level)))
        if self.box is not None:
            column.addWidget(self.box)
            self.box.setFocus()
        column.addSpacing(4)
        column.addLayout(buttons)

    def _duration(self, safety: Safety, level: SafetyLevel) -> str:
        if not level.is_above(safety.start):
            return self.tr("It stays so until you choose another, or leave the company.")
        words = self.tr("It ends by itself after {minutes} minutes: the level is {level} again then. You can lower it at any time.")
        return words.format(minutes=minutes_left(RAISED_FOR), level=level_name(safety.start))

    def _label(self, text: str, role: str = "") -> QLabel:
        label = QLabel(text, self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        if role:
            label.setProperty("role", role)
        return label
