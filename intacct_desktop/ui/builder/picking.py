"""Choosing fields for a part of the builder, and the button that begins it."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import QCoreApplication, QSize
from PySide6.QtWidgets import QPushButton, QWidget

from intacct_desktop.ui.builder.query_fields import QueryFields
from intacct_desktop.ui.explorer.field_picker import FieldPicker
from intacct_desktop.ui.icons import icon
from intacct_desktop.ui.theme import Role


def pick_fields(
    fields: QueryFields,
    anchor: QWidget,
    take: Callable[[list[str]], None],
    *,
    present: Iterable[str] = (),
    multiple: bool = True,
) -> None:
    """Open the picker below `anchor` on the fields of the query's object; `take` gets the paths that were chosen."""
    picker = FieldPicker(fields.models, anchor.window(), multiple=multiple)
    picker.closed.connect(picker.deleteLater)
    picker.set_object(fields.object)
    picker.set_refused(fields.refused)
    if multiple:
        picker.set_present(present)
    picker.picked.connect(take)
    picker.open_below(anchor)


def add_button(parent: QWidget, name: str, slot: Callable[[], None], words: str | None = None) -> QPushButton:
    """A link with a plus: "Add", unless other words are given."""
    button = QPushButton(icon("plus", Role.ACCENT), QCoreApplication.translate("Builder", "Add") if words is None else words, parent)
    button.setIconSize(QSize(12, 12))
    button.setProperty("role", "link")
    button.setAccessibleName(name)
    button.setToolTip(name)
    button.clicked.connect(slot)
    return button
