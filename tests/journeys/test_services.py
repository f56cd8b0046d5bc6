"""The way to services and workflow actions, and on to the objects that they are about."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from intacct_desktop.ui.explorer.object_page import ObjectPage
from intacct_desktop.ui.explorer.service_page import ServicePage
from intacct_desktop.ui.search_box import SearchBox
from intacct_desktop.ui.tour.hands import until
from tests.journeys.conftest import Desk, press, settled
from tests.journeys.test_accessibility import nameless

APPROVE = "workflows/accounts-payable/bill/approve"


async def test_from_the_palette_and_the_tree_to_a_page_and_from_it_to_its_object(desk: Desk) -> None:
    window, tree = desk.window, desk.workbench.explorer.tree
    window.command_palette.open_palette()
    line = window.command_palette.findChild(SearchBox)
    assert line is not None
    QTest.keyClicks(line, "composite")
    QTest.keyClick(line, Qt.Key.Key_Return)
    await settled()
    composite = window.tabs.current()
    assert isinstance(composite, ServicePage)
    assert composite.path.text() == "/services/core/composite"

    tree.reveal(APPROVE)
    window.registry.action("object.page").trigger()
    await settled()
    approve = window.tabs.current()
    assert isinstance(approve, ServicePage)
    await until(lambda: approve.state.is_content, "the action's members are shown")
    assert list(nameless()) == []

    press(approve, "Open Bill")
    await settled()
    bill = window.tabs.current()
    assert isinstance(bill, ObjectPage)
    assert (bill.name, len(window.tabs.pages)) == ("accounts-payable/bill", 3)
    desk.workbench.explorer.open_object(APPROVE)
    assert window.tabs.current() is approve
    assert len(window.tabs.pages) == 3

    tree.reveal(APPROVE)
    window.registry.action("tab.new").trigger()
    assert window.focusWidget() is tree.filter, "a query needs an object: the tree asks for it"
    await settled()
