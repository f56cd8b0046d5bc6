"""Help's two pages: what this program is, and its keyboard shortcuts."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QDialogButtonBox, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from intacct_desktop.ui.actions import Actions
from intacct_desktop.ui.theme import hairline

_LIBRARIES = (
    ("Qt, Qt WebEngine, PySide6", "LGPL-3.0"),
    ("qasync", "BSD-2-Clause"),
    ("HTTPX, Starlette, Uvicorn", "BSD-3-Clause"),
    ("msgspec", "BSD-3-Clause"),
    ("DuckDB, RapidFuzz, Lark, keyring, truststore, stamina, platformdirs", "MIT"),
    ("cryptography, python-multipart", "Apache-2.0"),
    ("XlsxWriter", "BSD-2-Clause"),
    ("fpdf2", "LGPL-3.0"),
    ("python-docx", "MIT"),
)


class AboutDialog(QDialog):
    """What the program is, whose it is not, and what it is made of."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("About Intacct Desktop"))
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 16)
        column.setSpacing(8)
        column.addWidget(_label("Intacct Desktop", "title"))
        column.addWidget(_label(self.tr("Version {version}").format(version=QApplication.applicationVersion()), "muted"))
        column.addSpacing(8)
        column.addWidget(_label(self.tr("Explore and administer a Sage Intacct company through its REST API.")))
        column.addWidget(
            _label(
                self.tr(
                    "Not made by, endorsed by or affiliated with Sage. Sage and Intacct are trademarks of The Sage Group plc or its "
                    "affiliates. What you see and change is your company's own."
                )
            )
        )
        column.addSpacing(8)
        column.addWidget(_label(self.tr("Licence: MIT. Made with:"), "strong"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(4)
        for row, (name, licence) in enumerate(_LIBRARIES):
            grid.addWidget(_label(name), row, 0)
            grid.addWidget(_label(licence, "muted"), row, 1)
        grid.setColumnStretch(0, 1)
        column.addLayout(grid)
        column.addSpacing(8)
        column.addWidget(_close_box(self))
        self.setMinimumWidth(560)


class ShortcutsDialog(QDialog):
    """Every shortcut there is, read from the registry of actions."""

    def __init__(self, actions: Actions, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Keyboard shortcuts"))
        page = QWidget(self)
        page.setProperty("role", "page")
        grid = QGridLayout(page)
        grid.setContentsMargins(24, 16, 24, 16)
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(8)
        row = 0
        before = ""
        for menu, text, shortcut in actions.shortcuts():
            if menu != before:
                heading = _label(menu, "heading")
                heading.setContentsMargins(0, 8 if before else 0, 0, 0)
                grid.addWidget(heading, row, 0, 1, 2)
                grid.addWidget(hairline(), row + 1, 0, 1, 2)
                row += 2
                before = menu
            grid.addWidget(_label(text), row, 0)
            grid.addWidget(_label(shortcut, "chip"), row, 1, Qt.AlignmentFlag.AlignLeft)
            row += 1
        grid.setColumnStretch(0, 1)
        grid.setRowStretch(row, 1)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setAccessibleName(self.windowTitle())
        area.setWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(area, 1)
        column.addWidget(hairline())
        box = _close_box(self)
        box.setContentsMargins(16, 12, 16, 12)
        column.addWidget(box)
        self.resize(520, 560)


def _label(text: str, role: str = "") -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(role not in ("chip", "muted", "title"))
    if role:
        label.setProperty("role", role)
    return label


def _close_box(dialog: QDialog) -> QDialogButtonBox:
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, dialog)
    box.rejected.connect(dialog.reject)
    return box
