"""What can be done with the rows of a result, declared for the menus, the shortcuts and the palette."""

from PySide6.QtCore import QCoreApplication

from intacct_desktop.ui.actions import Actions


def _tr(text: str) -> str:
    return QCoreApplication.translate("ResultActions", text)


def declare(actions: Actions) -> None:
    """Make the actions known, once a window. Each page with rows handles them while it is in front: `ResultView.serve`."""
