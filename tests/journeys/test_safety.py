"""The safety level from the window to the wire, with the writes that the library of queries makes."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from intacct_desktop.api import view_service
from intacct_desktop.connections.safety import SafetyLevel
from intacct_desktop.ui.library.save_dialog import SaveDialog
from intacct_desktop.ui.safety.asking import AskDialog
from intacct_desktop.ui.safety.level_button import LevelButton
from intacct_desktop.ui.safety.raise_dialog import RaiseDialog
from intacct_desktop.ui.tour.hands import click, showing, until, write
from tests.journeys.conftest import VENDORS, Desk, press, said, settled
from tests.journeys.working import node_of, panel_row

VIEWS = "/objects/core/user-view"


async def test_nothing_is_written_before_the_level_allows_it(desk: Desk) -> None:
    assert desk.window.windowTitle().endswith("· Ask · Intacct Desktop")
    desk.window.registry.action("safety.view-only").trigger()
    assert desk.session.safety.level is SafetyLevel.VIEW_ONLY
    tab = desk.workbench.open_query(replace(VENDORS, size=20))
    click(tab.bar.save)
    dialog = await until(lambda: showing(SaveDialog), "the dialog opens")
    write(dialog.name, "Guarded vendors")
    click(dialog.there)
    click(dialog.save)
    notice = await said(dialog.notices)
    assert "View only" in notice.message.happened
    assert desk.company.count(f"POST {VIEWS}") == 0
    press(notice, "Change the safety level")
    menu = desk.window.banner.findChildren(LevelButton)[0].menu()
    assert menu.isVisible()
    QTest.keyClick(menu, Qt.Key.Key_Down)
    QTest.keyClick(menu, Qt.Key.Key_Down)
    QTest.keyClick(menu, Qt.Key.Key_Return)  # Ask twice: it was already checked, View only is the first
    question = await until(lambda: showing(RaiseDialog), "it asks")
    click(question.agree)
    await until(lambda: desk.session.safety.level is SafetyLevel.ASK_TWICE, "it is raised")
    click(dialog.save)
    await until(lambda: tab.document.view, "the company has the view")
    await settled()
    assert desk.company.count(f"POST {VIEWS}") == 1

    panel, index = await panel_row(desk, "Guarded vendors")
    panel.view.setCurrentIndex(index)
    panel.delete_current()
    asked = await until(lambda: showing(AskDialog), "it asks")
    QTest.keyClick(asked, Qt.Key.Key_Escape)
    await settled()
    assert node_of(panel, "Guarded vendors") is not None
    panel.delete_current()
    asked = await until(lambda: showing(AskDialog), "it asks again")
    assert asked.box is not None
    assert "DELETE /objects/core/user-view/" in asked.requests.toPlainText()
    write(asked.box.line, "riverside")
    click(asked.agree)
    await settled()
    assert "Guarded vendors" not in [entry.title for entry in await view_service.list_user_views(desk.session.client)]
    await settled()
