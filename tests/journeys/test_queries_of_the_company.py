"""What is shared with the company or held against it: its views, and results compared over time and between entities."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from intacct_desktop.api import view_service
from intacct_desktop.api.operators import Operator
from intacct_desktop.api.query import Filter
from intacct_desktop.api.records.reading import record_path
from intacct_desktop.api.records.writes import Write, send
from intacct_desktop.connections.safety import SafetyLevel
from intacct_desktop.results.comparing import Change
from intacct_desktop.sandbox.server import SandboxServer
from intacct_desktop.ui.compare.page import ComparePage
from intacct_desktop.ui.library.save_dialog import SaveDialog
from intacct_desktop.ui.safety.asking import AskDialog
from intacct_desktop.ui.tour.hands import click, showing, until, write
from intacct_desktop.workspace.journal import Action, Outcome
from tests.journeys.conftest import BILLS, VENDORS, Desk, keys, press, settled, sign_in
from tests.journeys.records_at_hand import journal
from tests.journeys.test_faults import choose_entity
from tests.journeys.working import double_click_row, front, node_of, panel_row, rows_of
from tests.practice import machine_profile, practice_company, signed_in_client
from tests.views import create_view, delete_view, update_view

VIEW, QUERY = "POST /services/core/view", "POST /services/core/query"
SOME = replace(VENDORS, filters=(Filter(Operator.CONTAINS, "name", "a"),), size=20)


async def test_a_view_of_the_company_from_first_to_last(desk: Desk) -> None:
    tab = desk.workbench.open_query(SOME)
    click(tab.bar.save)
    dialog = await until(lambda: showing(SaveDialog), "the dialog opens")
    write(dialog.name, "Vendors with an a")
    click(dialog.there)
    assert dialog.there.isChecked()
    click(dialog.save)
    await until(lambda: tab.document.view, "the company has the view")
    await settled()
    desk.window.registry.action("tab.close").trigger()
    await until(lambda: not desk.window.tabs.pages, "the tab is closed")

    panel, index = await panel_row(desk, "Vendors with an a")
    double_click_row(panel.view, index)
    await until(lambda: desk.window.tabs.pages, "the view opens")
    await settled()
    tab = front(desk)
    desk.company.forget()
    click(tab.bar.run)
    await settled()
    assert not tab.notices.notices, tab.notices.notices[0].message
    assert (desk.company.count(VIEW), desk.company.count(QUERY)) == (1, 0)
    of_view = rows_of(tab)
    assert len(of_view) == 20
    tab.set_query(replace(tab.query, filters=(Filter(Operator.CONTAINS, "name", "e"),)))
    click(tab.bar.run)
    await settled()
    assert (desk.company.count(VIEW), desk.company.count(QUERY)) == (1, 1)
    assert rows_of(tab) != of_view

    panel, index = await panel_row(desk, "Vendors with an a")
    panel.view.setCurrentIndex(index)
    panel.rename_current()
    line = await until(lambda: panel.view.findChild(QLineEdit), "the name can be typed")
    write(line, "Vendors, renamed")
    QTest.keyClick(line, Qt.Key.Key_Return)
    question = await until(lambda: showing(AskDialog), "it asks")
    assert "Vendors with an a" in question.windowTitle()
    press(question, "Rename the view")
    await until(lambda: node_of(panel, "Vendors, renamed"), "it is renamed")
    titles = [entry.title for entry in await view_service.list_user_views(desk.session.client)]
    assert "Vendors, renamed" in titles
    assert "Vendors with an a" not in titles
    panel, index = await panel_row(desk, "Vendors, renamed")
    panel.view.setCurrentIndex(index)
    panel.delete_current()
    question = await until(lambda: showing(AskDialog), "it asks")
    assert "Vendors, renamed" in question.windowTitle()
    desk.window.registry.action("view.journal").trigger()
    press(question, "Delete the view")
    await settled()
    assert "Vendors, renamed" not in [entry.title for entry in await view_service.list_user_views(desk.session.client)]
    deleted, renamed, made = journal(desk)
    assert [entry.action for entry in (made, renamed, deleted)] == [Action.CREATE, Action.CHANGE, Action.DELETE]
    assert {entry.outcome for entry in (made, renamed, deleted)} == {Outcome.DONE}
    assert (renamed.title, renamed.changed) == ("View “Vendors with an a”", "name")
    assert made.after is not None
    assert renamed.before is not None
    assert deleted.before is not None
    assert [entry["name"] for entry in (made.after, renamed.before, deleted.before)] == [
        *("Vendors with an a", "Vendors with an a"),
        "Vendors, renamed",
    ]
    page = desk.workbench.records.journal
    await until(lambda: page.table.model().rowCount() == 3, "the journal shows it")
    await settled()


async def test_a_view_whose_field_is_gone_says_so(desk: Desk) -> None:
    client = desk.session.client
    desk.session.safety.set_level(SafetyLevel.FREE)
    key = await create_view(client, SOME, "Vendors of yore")
    view = await view_service.get_view(client, view_service.ViewKind.USER, key)
    assert view.query is not None
    broken = replace(view.query, fields=(*view.query.fields, "shoeSize"))
    await update_view(client, view, query=broken)
    panel, index = await panel_row(desk, "Vendors of yore")
    double_click_row(panel.view, index)
    await until(lambda: desk.window.tabs.pages, "the view opens")
    await settled()
    tab = front(desk)
    assert "shoeSize" in tab.notices.notices[0].message.happened
    assert "shoeSize" in tab.query.fields, "kept as it is"
    await delete_view(client, key)
    await settled()


async def test_what_differs_between_entities(desk: Desk) -> None:
    tab = desk.workbench.open_query(replace(BILLS, size=4000))
    click(tab.bar.run)
    await settled()
    before = {row[0]: row for row in rows_of(tab)}
    desk.window.registry.action("query.pin").trigger()
    await settled()
    assert "pinned" in tab.notices.notices[0].message.happened
    choose_entity(desk, "100")
    await settled()
    press(tab.notices, "Run again and compare")
    page = await until(lambda: next((p for p in desk.window.tabs.pages if isinstance(p, ComparePage)), None), "the page opens")
    await until(lambda: page.comparison is not None and not page._busy, "it is compared")
    after = {row[0]: row for row in rows_of(tab)}
    assert page.comparison is not None
    assert page.comparison.counts == {
        Change.ADDED: len(after.keys() - before.keys()),
        Change.REMOVED: len(before.keys() - after.keys()),
        Change.CHANGED: sum(before[key] != after[key] for key in before.keys() & after.keys()),
        Change.SAME: sum(before[key] == after[key] for key in before.keys() & after.keys()),
    }
    assert 0 < page.comparison.counts[Change.REMOVED] < len(before)
    await settled()


async def test_a_pinned_result_outlives_the_connection(desk: Desk, practice: SandboxServer) -> None:
    tab = await desk.opened(VENDORS)
    desk.window.registry.action("query.pin").trigger()
    await settled()
    desk.workbench.leave()
    await settled()
    assert desk.workbench.library.comparisons.pinned is not None
    await sign_in(desk, practice.ready)
    tab = front(desk)
    click(tab.bar.run)
    await settled()
    desk.window.registry.action("query.compare").trigger()
    page = await until(lambda: next((p for p in desk.window.tabs.pages if isinstance(p, ComparePage)), None), "the page opens")
    await until(lambda: page.comparison is not None and not page._busy, "it is compared")
    assert page.comparison is not None
    assert page.comparison.counts[Change.SAME] == len(keys(tab))
    await settled()


async def test_the_same_query_in_another_company(desk: Desk) -> None:
    """The pinned rows are of one company; the other one has a vendor of another name."""
    # Not those that other tests have made.
    tab = await desk.opened(replace(VENDORS, filters=(Filter(Operator.LTE, "key", "250"),), size=4000))
    desk.window.registry.action("query.pin").trigger()
    await settled()
    known = len(keys(tab))
    desk.workbench.leave()
    await settled()
    with practice_company() as other:
        async with signed_in_client(other.ready) as client:
            renamed = {"name": "Renamed over there"}
            await send(client, Write("PATCH", record_path(VENDORS.object, "1"), VENDORS.object, ("1",), renamed))
        await sign_in(desk, other.ready, replace(machine_profile(other.ready), id="other", name="The other company"))
        press(desk.window.notices, "Open its query here")
        tab = front(desk)
        click(tab.bar.run)
        await settled()
        desk.window.registry.action("query.compare").trigger()
        page = await until(lambda: next((p for p in desk.window.tabs.pages if isinstance(p, ComparePage)), None), "the page opens")
        await until(lambda: page.comparison is not None and not page._busy, "it is compared")
        assert page.comparison is not None
        assert page.comparison.key == ("id",), "keys are a company's own"
        assert page.comparison.counts == {Change.ADDED: 0, Change.REMOVED: 0, Change.CHANGED: 1, Change.SAME: known - 1}
        (changed,) = page.comparison.window(0, 10, frozenset({Change.CHANGED}))
        assert changed.after is not None
        assert "Renamed over there" in changed.after
        await settled()
        desk.workbench.leave()
        await settled()
