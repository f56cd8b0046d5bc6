"""What can be done with one filter: the words, the keys, and the menu of its row."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from intacct_desktop.api.model import ValueKind
from intacct_desktop.api.operators import Operator
from intacct_desktop.ui.builder.comparison import Comparison
from intacct_desktop.ui.builder.words import comparison_words
from intacct_desktop.ui.icons import icon
from intacct_desktop.ui.theme import Role


class RowAct(Enum):
    MUTE = auto()
    """Keep the filter and do not send it, or send it again."""
    DUPLICATE = auto()
    NEGATE = auto()
    ASK = auto()
    """Ask for the value when the query is run, or no longer."""
    UP = auto()
    DOWN = auto()
    REMOVE = auto()


KEYS = {
    RowAct.MUTE: "Ctrl+M",
    RowAct.DUPLICATE: "Ctrl+D",
    RowAct.NEGATE: "Ctrl+Shift+I",
    RowAct.ASK: "Ctrl+Shift+A",
    RowAct.UP: "Ctrl+Shift+Up",
    RowAct.DOWN: "Ctrl+Shift+Down",
}
"""Alt+Up and Alt+Down move, too, where they do not open a control's own list; Delete removes, outside of what one writes in."""

_ICONS = {RowAct.DUPLICATE: "copy", RowAct.UP: "arrow-up", RowAct.DOWN: "arrow-down", RowAct.REMOVE: "trash"}


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that a row offers; ``refusal`` says why it cannot be done now."""

    act: RowAct
    words: str
    refusal: str = ""


def _tr(text: str) -> str:
    return QCoreApplication.translate("Builder", text)


def negation_words(operator: Operator, opposite: Comparison | None, kind: ValueKind | None) -> tuple[str, str]:
    """What turning the operator round would make of it, and why it cannot be done."""
    if opposite is None:
        refusal = _tr("“{operator}” has no opposite").format(operator=comparison_words(Comparison(operator), kind))
        return _tr("Turn into its opposite"), refusal
    return _tr("Turn into “{operator}”").format(operator=comparison_words(opposite, kind)), ""


def row_menu(choices: list[Choice], act: Callable[[RowAct], None], parent: QWidget) -> QMenu:
    """The menu; what cannot be done is shown with the reason. Removing stands apart."""
    menu = QMenu(parent)
    menu.aboutToHide.connect(menu.deleteLater)
    for choice in choices:
        if choice.act is RowAct.REMOVE:
            menu.addSeparator()
        words = f"{choice.words} ({choice.refusal})" if choice.refusal else choice.words
        action = menu.addAction(words)
        if choice.act in _ICONS:
            action.setIcon(icon(_ICONS[choice.act], Role.MUTED))
        action.setShortcut(QKeySequence(KEYS.get(choice.act, "Del")))
        action.setEnabled(not choice.refusal)
        action.triggered.connect(lambda _=False, chosen=choice.act: act(chosen))
    return menu
