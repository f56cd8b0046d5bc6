"""The colours, fonts and style sheet of the window, by role, in light and dark.

Nobody sets a colour, font or margin on a widget by hand. A widget says what it is, and the style sheet does the rest::

    set_role(widget, "primary")        # or widget.setProperty("role", "primary") before it is first shown

==============  ==========================  =====================================================================
role            on                          looks like
==============  ==========================  =====================================================================
``primary``     QPushButton, QToolButton    filled with the accent; one a page: what the user came to do
``danger``      QPushButton, QToolButton    destroys something; red words, red edge
``flat``        QPushButton, QToolButton    no edge until the mouse is over it
``link``        QPushButton, QToolButton    words in the accent, no box ("+ Add", "Groups")
``menu``        QPushButton, QToolButton    flat, with a chevron after its words; opens a menu
``title``       QLabel                      18 px semibold: the name of an empty page or of a dialog
``heading``     QLabel                      15 px semibold: the name of a section or page
``strong``      QLabel                      13 px semibold
``muted``       QLabel                      12 px, muted: captions, counts, hints
``chip``        QLabel, QPushButton,        small grey box: an enum value, a column; on a button it can be pressed
                QToolButton
``badge``       QLabel                      round number on the selection colour: a filter's number
``mono``        QLabel, QLineEdit,          monospace: API names, keys, JSON
                QPlainTextEdit, QComboBox
``negative``    QLabel                      words in the colour (also ``warning``, ``success``); never colour alone
``page``        QWidget, QFrame             base background: what holds content
``bar``         QFrame                      base background, hairline below: a tool bar or a pane's header
``footer``      QFrame                      base background, hairline above: a grid's status line
``panel``       QFrame                      window background, no line
``card``        QFrame                      raised background, hairline around, corners 4
``line``        QFrame                      a hairline itself; see `hairline`
==============  ==========================  =====================================================================

A subclass of QWidget paints the background of its role only with ``setAttribute(Qt.WA_StyledBackground)``; QFrame and its like always do.
A line edit, combo box or spin box with ``setProperty("invalid", True)`` has an edge in the negative colour: use `set_invalid`, and say why
in words beside it. A QPlainTextEdit with ``setProperty("pane", True)`` fills its pane without an edge.

Rows are 26 high: trees and lists by the style sheet, tables by ``verticalHeader().setDefaultSectionSize(ROW)``. A tree with uniform row
heights measures once: call its ``ensurePolished()`` before filling it, or give its delegate the height.

Numbers: `SPACE` (4, 8, 12, 16, 24), `ROW` (26), `CONTROL` (28). Colours for painting: ``theme().color(Role.MUTED)``; connect to
``theme().changed`` only if something was computed from them beforehand.
"""

import functools
import re
from enum import Enum
from pathlib import Path
from typing import Literal, get_args

from PySide6.QtCore import QDir, QObject, Qt, QTemporaryDir, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontInfo, QPalette
from PySide6.QtWidgets import QApplication, QFrame, QWidget

from intacct_desktop.resources import resource

Scheme = Literal["system", "light", "dark"]

SPACE = (4, 8, 12, 16, 24)
ROW = 26
CONTROL = 28
BODY_PX = 13
SMALL_PX = 12


class Role(Enum):
    """What a colour is for; the value is its name in ``resources/style/app.qss`` (written ``@name``)."""

    WINDOW = "window"
    BASE = "base"
    RAISED = "raised"
    TEXT = "text"
    MUTED = "muted"
    DISABLED = "disabled"
    LINE = "line"
    EDGE = "edge"  # the outline of a control: a little stronger than a hairline
    HOVER = "hover"
    CHIP = "chip"
    ACCENT = "accent"
    ACCENT_HOVER = "accent_hover"
    ON_ACCENT = "on_accent"  # words on the accent or on an environment's colour
    SELECTION = "selection"
    FOCUS = "focus"
    NEGATIVE = "negative"
    WARNING = "warning"
    SUCCESS = "success"
    PRODUCTION = "production"
    SANDBOX = "sandbox"
    PRACTICE = "practice"


_LIGHT: dict[Role, str] = {
    Role.WINDOW: "#f4f5f7",
    Role.BASE: "#ffffff",
    Role.RAISED: "#fbfbfc",
    Role.TEXT: "#1a1f26",
    Role.MUTED: "#5b6573",
    Role.DISABLED: "#8b94a0",
    Role.LINE: "#dde1e6",
    Role.EDGE: "#d0d5dc",
    Role.HOVER: "#eceff3",
    Role.CHIP: "#eceff3",
    Role.ACCENT: "#1556c0",
    Role.ACCENT_HOVER: "#1149a6",
    Role.ON_ACCENT: "#ffffff",
    Role.SELECTION: "#dbe8fd",
    Role.FOCUS: "#1556c0",
    Role.NEGATIVE: "#b3261e",
    Role.WARNING: "#8a5300",
    Role.SUCCESS: "#1e6b3a",
    Role.PRODUCTION: "#b3261e",
    Role.SANDBOX: "#0b5fa5",
    Role.PRACTICE: "#1e6b3a",
}

_DARK: dict[Role, str] = {
    Role.WINDOW: "#1b1e23",
    Role.BASE: "#15181c",
    Role.RAISED: "#20242a",
    Role.TEXT: "#e7eaee",
    Role.MUTED: "#9aa4b1",
    Role.DISABLED: "#6d7682",
    Role.LINE: "#313740",
    Role.EDGE: "#3b424c",
    Role.HOVER: "#272c33",
    Role.CHIP: "#272c33",
    Role.ACCENT: "#7fb0ff",
    Role.ACCENT_HOVER: "#9cc2ff",
    Role.ON_ACCENT: "#15181c",
    Role.SELECTION: "#223a60",
    Role.FOCUS: "#7fb0ff",
    Role.NEGATIVE: "#ff8a80",
    Role.WARNING: "#f0b45a",
    Role.SUCCESS: "#7ed29b",
    Role.PRODUCTION: "#ff8a80",
    Role.SANDBOX: "#7cc0ff",
    Role.PRACTICE: "#7ed29b",
}

_TINT = "tint"  # the search path under which the style sheet finds icons tinted for the present palette


class Theme(QObject):
    """The palette in force. There is one: `theme`."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._scheme: Scheme = "system"
        self._dark = False
        self._app: QApplication | None = None
        self._tinted = QTemporaryDir()
        QDir.addSearchPath(_TINT, self._tinted.path())

    @property
    def scheme(self) -> Scheme:
        """What was asked for, not what it came to (see `is_dark`)."""
        return self._scheme

    @property
    def is_dark(self) -> bool:
        return self._dark

    def color(self, role: Role) -> QColor:
        return QColor(self.hex(role))

    def hex(self, role: Role) -> str:
        """The colour as ``#rrggbb``, for rich text and SVG."""
        return (_DARK if self._dark else _LIGHT)[role]

    def apply(self, app: QApplication, scheme: Scheme = "system") -> None:
        """Put style, palette, font and style sheet on `app`; with ``"system"``, again each time the desktop changes its mind."""
        if scheme not in get_args(Scheme):
            raise ValueError(f"no such colour scheme: {scheme!r}")
        hints = app.styleHints()
        if self._app is None:
            app.setStyle("Fusion")
            app.setFont(ui_font())
            hints.colorSchemeChanged.connect(self._follow)
        self._app = app
        self._scheme = scheme
        wanted = {"system": Qt.ColorScheme.Unknown, "light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}[scheme]
        hints.setColorScheme(wanted)  # native title bars and menus follow; some platforms ignore it, hence `_dark`
        self._dark = (hints.colorScheme() if scheme == "system" else wanted) == Qt.ColorScheme.Dark
        app.setPalette(self._palette())
        app.setStyleSheet(self._style_sheet())
        self.changed.emit()

    def _follow(self, reported: Qt.ColorScheme) -> None:
        if self._scheme == "system" and self._app is not None and (reported == Qt.ColorScheme.Dark) != self._dark:
            self.apply(self._app, "system")

    def _palette(self) -> QPalette:
        palette = QPalette()
        ink = QPalette.ColorRole
        for color_role, role in {
            ink.Window: Role.WINDOW,
            ink.WindowText: Role.TEXT,
            ink.Base: Role.BASE,
            ink.AlternateBase: Role.RAISED,
            ink.Text: Role.TEXT,
            ink.PlaceholderText: Role.MUTED,
            ink.Button: Role.RAISED,
            ink.ButtonText: Role.TEXT,
            ink.BrightText: Role.NEGATIVE,
            ink.ToolTipBase: Role.RAISED,
            ink.ToolTipText: Role.TEXT,
            ink.Highlight: Role.SELECTION,
            ink.HighlightedText: Role.TEXT,
            ink.Accent: Role.ACCENT,
            ink.Link: Role.ACCENT,
            ink.LinkVisited: Role.ACCENT,
            ink.Light: Role.RAISED,
            ink.Midlight: Role.HOVER,
            ink.Mid: Role.LINE,
            ink.Dark: Role.EDGE,
            ink.Shadow: Role.EDGE,
        }.items():
            palette.setColor(color_role, self.color(role))
        for color_role in (ink.WindowText, ink.Text, ink.ButtonText, ink.HighlightedText, ink.PlaceholderText):
            palette.setColor(QPalette.ColorGroup.Disabled, color_role, self.color(Role.DISABLED))
        palette.setColor(QPalette.ColorGroup.Disabled, ink.Base, self.color(Role.WINDOW))
        return palette

    def _style_sheet(self) -> str:
        template = re.sub(r"/\*.*?\*/", "", resource("style", "app.qss").read_text(encoding="utf-8"), flags=re.DOTALL)
        template = re.sub(r"tint\((?P<icon>[a-z-]+), *@(?P<role>[a-z_]+)\)", self._tint, template)
        mono = QFontInfo(mono_font()).family()
        return re.sub(r"@([a-z_]+)", lambda m: f'"{mono}"' if m[1] == "mono" else self.hex(Role(m[1])), template)

    def _tint(self, match: re.Match[str]) -> str:
        """Style sheets cannot tint an image, so a tinted copy is written beside the others of this run."""
        color = self.hex(Role(match["role"]))
        name = f"{match['icon']}-{color[1:]}.svg"
        Path(self._tinted.filePath(name)).write_text(tinted_svg(match["icon"], color), encoding="utf-8")
        return f"url({_TINT}:{name})"


@functools.cache
def theme() -> Theme:
    """The one theme of the program."""
    return Theme()


@functools.cache
def _svg(name: str) -> str:
    return resource("icons", f"{name}.svg").read_text(encoding="utf-8")


def tinted_svg(name: str, color: str) -> str:
    """The icon's SVG with its stroke in `color` (``#rrggbb``)."""
    return _svg(name).replace("currentColor", color)


def ui_font(pixels: int = BODY_PX, *, strong: bool = False) -> QFont:
    """The system's interface font."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    font.setPixelSize(pixels)
    font.setWeight(QFont.Weight.DemiBold if strong else QFont.Weight.Normal)
    return font


def mono_font(pixels: int = SMALL_PX) -> QFont:
    """The system's monospace font: API names, keys, JSON."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    font.setStyleHint(QFont.StyleHint.Monospace)
    font.setPixelSize(pixels)
    return font


def number_font(pixels: int = BODY_PX) -> QFont:
    """The interface font with figures of one width, so that right-aligned amounts line up."""
    font = ui_font(pixels)
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


def set_role(widget: QWidget, role: str) -> None:
    """Give `widget` a role of the table above, also after it was shown."""
    set_property(widget, "role", role)


def set_invalid(widget: QWidget, invalid: bool) -> None:
    """Mark what the person wrote as refused, or as good again."""
    set_property(widget, "invalid", invalid)


def set_property(widget: QWidget, name: str, value: object) -> None:
    """Set a property by which the style sheet chooses, also after `widget` was shown."""
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)
    widget.update()


def hairline(orientation: Qt.Orientation = Qt.Orientation.Horizontal, parent: QWidget | None = None) -> QFrame:
    """A one-pixel line in the palette's line colour."""
    line = QFrame(parent)
    line.setProperty("role", "line")
    if orientation == Qt.Orientation.Horizontal:
        line.setFixedHeight(1)
    else:
        line.setFixedWidth(1)
    return line
