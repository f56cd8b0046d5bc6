"""Safety levels in words, and their colours. Colour never stands alone: the name is always beside it."""

import math

from PySide6.QtCore import QCoreApplication

from intacct_desktop.connections.safety import SafetyLevel
from intacct_desktop.ui.theme import Role

LEVELS = (SafetyLevel.VIEW_ONLY, SafetyLevel.ASK_TWICE, SafetyLevel.ASK, SafetyLevel.FREE)
"""In the order in which they are offered: the strictest first."""


def _tr(text: str) -> str:
    return QCoreApplication.translate("Safety", text)


def level_name(level: SafetyLevel) -> str:
    return {
        SafetyLevel.VIEW_ONLY: _tr("View only"),
        SafetyLevel.ASK_TWICE: _tr("Ask twice"),
        SafetyLevel.ASK: _tr("Ask"),
        SafetyLevel.FREE: _tr("Free"),
    }[level]


def level_meaning(level: SafetyLevel) -> str:
    """What the level does, in one line."""
    return {
        SafetyLevel.VIEW_ONLY: _tr("Nothing in the company can be changed."),
        SafetyLevel.ASK_TWICE: _tr("As Ask; for a delete or several records at once you also type the company's id."),
        SafetyLevel.ASK: _tr("Each change is shown, and sent when you confirm it."),
        SafetyLevel.FREE: _tr("Changes are sent at once, and nothing is asked."),
    }[level]


def level_role(level: SafetyLevel) -> Role:
    return {
        SafetyLevel.VIEW_ONLY: Role.MUTED,
        SafetyLevel.ASK_TWICE: Role.ACCENT,
        SafetyLevel.ASK: Role.WARNING,
        SafetyLevel.FREE: Role.NEGATIVE,
    }[level]


def level_icon(level: SafetyLevel) -> str:
    """The name of its icon, so that no two look alike without their colours."""
    return {
        SafetyLevel.VIEW_ONLY: "lock",
        SafetyLevel.ASK_TWICE: "shield",
        SafetyLevel.ASK: "edit",
        SafetyLevel.FREE: "warning",
    }[level]


def minutes_left(ends_in: float) -> int:
    """Minutes as they are said of ``ends_in`` seconds: begun ones count whole, so that the last is 1."""
    return max(1, math.ceil(ends_in / 60))


def level_words(level: SafetyLevel, ends_in: float | None = None) -> str:
    """The level, and the time left where it ends: "Ask · 14 min left"."""
    if ends_in is None:
        return level_name(level)
    return _tr("{level} · {minutes} min left").format(level=level_name(level), minutes=minutes_left(ends_in))
