"""What a person made outlives the tab, the window and a crash: open tabs, files, the history, refused fields, the count of calls."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from intacct_desktop.api.operators import Operator
from intacct_desktop.api.query import Filter, Order, Query
from intacct_desktop.sandbox.server import SandboxServer
from intacct_desktop.ui.cost import CostDialog
from intacct_desktop.ui.explorer.field_words import refused_words
from intacct_desktop.ui.library.save_dialog import SaveDialog
from intacct_desktop.ui.tour.hands import click, showing, until, write
from intacct_desktop.workspace import query_file
from intacct_desktop.workspace.drafts import Drafts
from intacct_desktop.workspace.history import Outcome
from intacct_desktop.workspace.query_file import SavedQuery
from tests.journeys.conftest import BILLS, VENDORS, Desk, at_desk, press, said, settled, sign_in
from tests.journeys.working import drop, front, picker_on

EDITED = replace(VENDORS, filters=(Filter(Operator.CONTAINS, "name", "a"),), size=20)


async def saved_as(desk: Desk, name: str) -> Path:
    """Save the query in front under a name, through the dialog."""
    tab = front(desk)
    desk.window.registry.action("query.save").trigger()
    dialog = await until(lambda: showing(SaveDialog), "the dialog opens")
    write(dialog.name, name)
    click(dialog.save)
    await until(lambda: tab.document.path, "the query is saved")
    await settled()
    assert tab.document.path is not None
    return tab.document.path


async def written_down(desk: Desk) -> None:
    """What is open now is on the disk."""
    tabs = desk.workbench.library.queries.tabs

    def holds() -> bool:
        kept = Drafts(desk.places.drafts).load("machine")
        current = desk.workbench.library.queries.front
        return [draft.query for draft in kept.drafts] == [tab.query for tab in tabs] and (
            current is None or kept.current == current.document.draft_id
        )

    await until(holds, "what is open is written down")
    await settled()


async def test_a_crash_takes_nothing_that_was_open(practice: SandboxServer, tmp_path: Path) -> None:
    async with at_desk(practice.ready, tmp_path / "before") as desk:
        await sign_in(desk, practice.ready)
        desk.workbench.open_query(VENDORS)
        path = await saved_as(desk, "Vendors by key")
        saved = front(desk)
        saved.set_query(EDITED)
        other = desk.workbench.open_query(BILLS)
        other.set_query(replace(BILLS, size=7))
        desk.workbench.open_query(replace(BILLS, size=9))
        desk.window.tabs.bring(other)
        await written_down(desk)
        (tmp_path / "after").mkdir()
        shutil.copytree(tmp_path / "before" / "places", tmp_path / "after" / "places")  # the disk as a crash leaves it
    async with at_desk(practice.ready, tmp_path / "after") as desk:
        await sign_in(desk, practice.ready)
        tabs = desk.workbench.library.queries.tabs
        assert [tab.query for tab in tabs] == [EDITED, replace(BILLS, size=7), replace(BILLS, size=9)]
        assert front(desk) is tabs[1]
        assert (tabs[0].title, tabs[0].document.path, tabs[0].document.is_changed) == ("Vendors by key", path, True)
        assert not desk.window.notices.notices
        assert not any(tab.busy or tab.result_set for tab in tabs), "nothing runs by itself"
        await settled()


async def test_the_tabs_come_back_as_they_were_left(practice: SandboxServer, tmp_path: Path) -> None:
    async with at_desk(practice.ready, tmp_path) as desk:
        await sign_in(desk, practice.ready)
        desk.workbench.open_query(VENDORS)
        await saved_as(desk, "Vendors")
        front(desk).set_query(EDITED)
        desk.workbench.open_query(BILLS)
        await desk.closed()  # at once: nothing waits for the pause
    async with at_desk(practice.ready, tmp_path) as desk:
        await sign_in(desk, practice.ready)
        tabs = desk.workbench.library.queries.tabs
        assert [(tab.query, tab.document.is_changed) for tab in tabs] == [(EDITED, True), (BILLS, False)]
        assert front(desk) is tabs[1]
        desk.workbench.leave()
        await settled()
        assert not desk.window.tabs.pages
        await sign_in(desk, practice.ready)
        assert [tab.query for tab in desk.workbench.library.queries.tabs] == [EDITED, BILLS], "disconnecting is no closing"
        await settled()


async def test_a_closed_tab_comes_back_with_its_edits(desk: Desk) -> None:
    desk.workbench.open_query(VENDORS)
    path = await saved_as(desk, "Vendors")
    front(desk).set_query(EDITED)
    desk.window.activateWindow()
    await until(desk.window.isActiveWindow, "keys come to the window")
    QTest.keyClick(desk.window, Qt.Key.Key_W, Qt.KeyboardModifier.ControlModifier)
    await until(lambda: not desk.window.tabs.pages, "the tab is closed")
    assert query_file.read(path).query == VENDORS
    QTest.keyClick(desk.window, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    await until(lambda: desk.window.tabs.pages, "the tab comes back")
    tab = front(desk)
    await settled()
    assert (tab.query, tab.document.path, tab.title) == (EDITED, path, "Vendors")
    assert tab.document.is_changed, "what the file does not have yet is marked"
    await settled()


async def test_a_file_is_never_in_two_tabs(desk: Desk) -> None:
    desk.workbench.open_query(VENDORS)
    path = await saved_as(desk, "Vendors")
    front(desk).set_query(EDITED)
    desk.window.registry.action("tab.close").trigger()
    await until(lambda: not desk.window.tabs.pages, "the tab is closed")
    drop(desk.window, path)
    await until(lambda: desk.window.tabs.pages, "the file opens")
    drop(desk.window, path)
    await settled()
    assert len(desk.window.tabs.pages) == 1
    desk.window.registry.action("tab.reopen").trigger()
    await settled()
    paths = [tab.document.path for tab in desk.workbench.library.queries.tabs]
    assert paths.count(path) == 1, "a tab that comes back after its file was opened again"

    desk.workbench.open_query(BILLS)
    desk.window.registry.action("query.save").trigger()
    dialog = await until(lambda: showing(SaveDialog), "the dialog opens")
    write(dialog.name, "Vendors")
    click(dialog.save)
    await until(dialog.clash.isVisible, "there is such a query")
    click(dialog.clash.replace)
    await settled()
    paths = [tab.document.path for tab in desk.workbench.library.queries.tabs]
    assert paths.count(path) == 1, "a tab whose file another one has replaced"
    await settled()


async def test_files_that_are_dropped_on_the_window(desk: Desk, tmp_path: Path) -> None:
    ours, raw, postman = tmp_path / "ours.iaq", tmp_path / "raw.json", tmp_path / "collection.json"
    query_file.write(ours, SavedQuery("Ours", VENDORS))
    raw.write_text(BILLS.to_json())
    url = {"raw": "https://api.intacct.com/ia/api/v1/services/core/query"}
    body = {"mode": "raw", "raw": EDITED.to_json()}
    item = {"name": "Vendors with a", "request": {"method": "POST", "url": url, "body": body}}
    schema = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
    postman.write_text(json.dumps({"info": {"name": "Mine", "schema": schema}, "item": [item]}))
    drop(desk.window, ours, raw, postman)
    await settled()
    tabs = desk.workbench.library.queries.tabs
    assert sorted((tab.title, tab.query.size) for tab in tabs) == [("Ours", 50), ("Vendors with a", 20), ("raw", 50)]
    assert [tab.document.path for tab in tabs if tab.title == "Ours"] == [ours]
    assert not desk.window.notices.notices

    newer, damaged, huge = tmp_path / "newer.iaq", tmp_path / "damaged.iaq", tmp_path / "huge.json"
    newer.write_text(json.dumps({**json.loads(ours.read_text()), "version": 99}))
    damaged.write_text('{"format": "intacct-desktop-query", "version": 1, "query": {"object"')
    huge.write_bytes(b" " * 10_000_000)
    for file, words in ((newer, "99"), (damaged, "damaged.iaq"), (huge, "huge.json"), (tmp_path / "none.iaq", "none.iaq")):
        drop(desk.window, file)
        await settled()
        notice = await said(desk.window.notices)
        text = " ".join((notice.message.happened, notice.message.means, notice.message.todo, notice.message.details))

        assert words in text, notice.message
        desk.window.notices.clear()
    assert len(desk.workbench.library.queries.tabs) == 3
    await settled()


async def test_a_file_waits_for_the_company(empty_desk: Desk, practice: SandboxServer, tmp_path: Path) -> None:
    file = tmp_path / "ours.iaq"
    query_file.write(file, SavedQuery("Ours", VENDORS))
    drop(empty_desk.window, file)
    assert "ours.iaq" in empty_desk.window.notices.notices[0].message.happened
    await sign_in(empty_desk, practice.ready)
    await settled()
    assert (front(empty_desk).title, front(empty_desk).document.path) == ("Ours", file)
    assert not empty_desk.window.notices.notices, "what it waited for has come"
    await settled()


async def test_a_file_that_somebody_else_changed(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "ours.iaq"
    query_file.write(file, SavedQuery("Ours", VENDORS))
    drop(desk.window, file)
    await until(lambda: desk.window.tabs.pages, "the file opens")
    tab = front(desk)
    tab.set_query(EDITED)
    query_file.write(file, SavedQuery("Theirs", BILLS))
    click(tab.bar.save)
    notice = await said(tab.notices)
    await settled()
    assert query_file.read(file).query == BILLS
    press(notice, "Replace the file")
    await settled()
    assert query_file.read(file).query == EDITED
    assert not tab.document.is_changed
    assert not tab.notices.notices
    tab.set_query(VENDORS)
    query_file.write(file, SavedQuery("Theirs", BILLS))
    click(tab.bar.save)
    press(await said(tab.notices), "Save as…")
    dialog = await until(lambda: showing(SaveDialog), "the dialog opens")
    write(dialog.name, "Mine")
    click(dialog.save)
    await until(lambda: tab.document.path != file, "it is saved elsewhere")
    await settled()
    assert query_file.read(file).query == BILLS
    assert not tab.notices.notices, "the message is about what is no longer so"


async def test_runs_are_in_the_history(desk: Desk) -> None:
    await desk.opened(VENDORS)
    bad = desk.workbench.open_query(replace(BILLS, fields=("key", "noSuchField")))
    bad.start_run_anyway()
    await settled()
    desk.window.registry.action("view.history").trigger()
    history = desk.workbench.library.history
    await until(lambda: len(history.model.entries) == 2, "both runs are there")
    failed, done = history.model.entries
    assert (failed.outcome, done.outcome) == (Outcome.FAILED, Outcome.DONE)
    assert (done.rows, done.query) == (50, VENDORS)
    assert "noSuchField" in failed.detail
    history.search.setFocus()
    QTest.keyClicks(history.search, "vendor")
    await until(lambda: [entry.query for entry in history.model.entries] == [VENDORS], "the run is found")
    place = history.table.visualRect(history.model.index(0, 1)).center()
    QTest.mouseClick(history.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    QTest.mouseDClick(history.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    await until(lambda: len(desk.window.tabs.pages) == 3, "the query opens")
    assert front(desk).query == VENDORS
    await settled()


async def test_a_refused_field_is_remembered_over_a_restart(practice: SandboxServer, tmp_path: Path) -> None:
    refused = "mailingAddress.country"
    asked = Query("company-config/contact", ("key", refused), order_by=(Order("key"),), size=5)
    async with at_desk(practice.ready, tmp_path) as desk:
        await sign_in(desk, practice.ready)
        tab = desk.workbench.open_query(asked)
        await settled()
        assert tab.faces.findings == ()
        click(tab.bar.run)
        notice = await said(tab.notices)
        await settled()
        press(notice, "Leave it out and run again")
        await until(lambda: tab.result_set and not tab.busy, "it ran")
        await settled()
        assert tab.query.fields == ("key",)
        await desk.closed()
    async with at_desk(practice.ready, tmp_path) as desk:
        await sign_in(desk, practice.ready)
        tab = desk.workbench.open_query(asked)
        await settled()
        assert [finding.place for finding in tab.faces.findings] == ["/fields/1"], "said before the run"
        click(tab.bar.run)
        await said(tab.notices)
        assert tab.result_set is None, "and not sent"
        picker = await picker_on(tab.editor.columns.add)
        assert picker.fields.is_refused(refused)
        write(picker.search, refused)
        await until(lambda: picker.found.rowCount() and picker.hint.text() == refused_words(), "the picker says so")
        picker.close()
        await settled()


async def test_calls_are_counted_and_the_line_is_said(practice: SandboxServer, tmp_path: Path) -> None:
    async with at_desk(practice.ready, tmp_path) as desk:
        await sign_in(desk, practice.ready)
        await desk.opened(VENDORS)
        company = desk.workbench.library.company
        assert company is not None
        before = company.calls_this_month
        assert before > 0
        desk.window.registry.action("tools.calls").trigger()
        dialog = await until(lambda: showing(CostDialog), "the calls show")
        await settled()
        write(dialog.line, str(before + 2))
        click(dialog.buttons.button(dialog.buttons.StandardButton.Save))
        await until(lambda: company is not None and company.budget == before + 2, "the line is drawn")
        await settled()
    async with at_desk(practice.ready, tmp_path) as desk:
        await sign_in(desk, practice.ready)
        company = desk.workbench.library.company
        assert company is not None
        assert company.budget == before + 2
        assert company.calls_this_month > before
        tab = front(desk)
        tab.set_query(BILLS)
        await until(lambda: company.calls_this_month >= before + 2, "signing in took the rest")
        assert "over the budget" in tab.bar.calls.text(), tab.bar.calls.text()
        await settled()
