"""What one does with one entry besides entering it: copy it, open what it refers to, take a change back."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from intacct_desktop.api.exact_json import ENCODER
from intacct_desktop.api.records.form import Entry
from intacct_desktop.api.records.values import is_empty
from intacct_desktop.ui.icons import icon
from intacct_desktop.ui.record.form.words import plain


def _tr(text: str) -> str:
    return QCoreApplication.translate("EntryMenu", text)


def entry_menu(
    parent: QWidget, entry: Entry, value: object, *, follow: Callable[[], object] | None, put_back: Callable[[], object] | None
) -> QMenu:
    """The menu of an entry with this value; it goes when it is closed. ``follow`` opens the record that it leads to."""
    menu = QMenu(parent)
    menu.setAccessibleName(_tr("Actions for {path}").format(path=entry.path))
    menu.aboutToHide.connect(menu.deleteLater)
    if follow is not None:
        menu.addAction(_action(menu, "link", _tr("Open"), follow))
        menu.addSeparator()
    copy_value = _action(menu, "copy", _tr("Copy value"), lambda: _copy(plain(value)))
    copy_value.setEnabled(not is_empty(value))
    menu.addAction(copy_value)
    menu.addAction(_action(menu, "json", _tr("Copy as JSON"), lambda: _copy(ENCODER.encode(value).decode())))
    menu.addSeparator()
    menu.addAction(_action(menu, "key", _tr("Copy path {path}").format(path=entry.path), lambda: _copy(entry.path)))
    menu.addAction(_action(menu, "code", _tr("Copy JSON pointer {place}").format(place=entry.place), lambda: _copy(entry.place)))
    if put_back is not None:
        menu.addSeparator()
        menu.addAction(_action(menu, "undo", _tr("Put the old value back"), put_back))
    return menu


def _action(menu: QMenu, sign: str, words: str, slot: Callable[[], object]) -> QAction:
    action = QAction(icon(sign), words.replace("&", "&&"), menu)
    action.triggered.connect(lambda: slot())
    return action


def _copy(text: str) -> None:
    QGuiApplication.clipboard().setText(text)
