"""Where Tab goes next in a form: controls that are made later come where they are seen, not at the window's end where Qt puts them."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def follow_in_tab_order(place: QWidget, *parts: QWidget) -> None:
    """Let the controls within ``parts`` come after ``place``, in this order."""
    before = place
    for part in parts:
        for control in (part, *part.findChildren(QWidget)):
            takes_focus = control.focusPolicy() & Qt.FocusPolicy.TabFocus and control.focusProxy() is None
            if takes_focus and control.window() is place.window():  # a list that pops up is a window of its own
                QWidget.setTabOrder(before, control)
                before = control
