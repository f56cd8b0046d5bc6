"""A failure anywhere is a message with what to do next, and the window goes on working."""

import asyncio
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, AsyncExitStack
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QMenu

from intacct_desktop.api import paging
from intacct_desktop.api.exchange import Exchange
from intacct_desktop.api.export_service import ExportFormat
from intacct_desktop.connections.profile import Profile, ProfileStore
from intacct_desktop.results.writers import FileFormat
from intacct_desktop.sandbox.server import SandboxServer
from intacct_desktop.ui.explorer.object_page import ObjectPage
from intacct_desktop.ui.query.query_tab import QueryTab
from intacct_desktop.ui.results.export.export_dialog import ExportDialog
from intacct_desktop.ui.tour.hands import click, until
from intacct_desktop.workspace.history import Outcome
from intacct_desktop.workspace.settings import SettingsFile
from tests.journeys.conftest import BILLS, INVOICE_LINES, VENDORS, Desk, at_desk, keys, press, said, settled, sign_in
from tests.practice import practice_company

QUERY = "/services/core/query"
EXPORT = "/services/core/export"

has_small_disks = pytest.mark.skipif(sys.platform == "win32", reason="no limit of this sort on Windows")
SmallDisk = Callable[[int], AbstractContextManager[None]]
Choice = FileFormat | ExportFormat


def nth_query(desk: Desk, number: int, then: Callable[[], None]) -> None:
    """Call ``then`` when the ``number``-th answer of the query service from now on is here."""
    seen: list[Exchange] = []

    def hear(exchange: Exchange) -> None:
        if exchange.path == QUERY:
            seen.append(exchange)
            if len(seen) == number:
                then()

    desk.session.client.subscribe(hear)


def choose_entity(desk: Desk, entity: str) -> None:
    """In the menu at the top of the window."""
    actions = [action for menu in desk.window.banner.findChildren(QMenu) for action in menu.actions()]
    next(action for action in actions if action.data() == entity).trigger()


def faded(tab: QueryTab) -> bool:
    """The rows are marked as not those that were asked for."""
    return tab.view.grid.cells.faded


def id_of(choice: Choice) -> str:
    return f"{choice} {'here' if isinstance(choice, FileFormat) else 'by the server'}"


async def in_flight(desk: Desk, count: int = 1) -> None:
    await until(lambda: desk.session.client.governor.in_flight >= count, "a request is on the wire")


def export(tab: QueryTab, choice: Choice, path: Path) -> ExportDialog:
    """The export dialog as far as the button that starts it."""
    click(tab.bar.export)
    dialog = tab.findChildren(ExportDialog)[-1]
    dialog.set_format(choice)
    dialog.path.setText(str(path))
    return dialog


def files_in(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


def made(choice: Choice, name: str) -> list[str]:
    """The file, and the one beside it that describes it: a workbook has that on a sheet, and the server makes none."""
    is_described = isinstance(choice, FileFormat) and choice is not FileFormat.XLSX
    return [name, f"{name}.manifest.json"] if is_described else [name]


# the network


@pytest.mark.usefixtures("at_once")
async def test_a_connection_that_breaks_during_a_run(desk: Desk) -> None:
    tab = await desk.opened()
    before = keys(tab)
    desk.company.fails(QUERY, drop=True, times=4)
    tab.bar.run.click()
    notice = await said(tab.notices)
    assert "broke before the answer was whole" in notice.message.happened
    await settled()
    assert keys(tab) == before
    assert faded(tab)
    assert "Not renewed" in tab.view.status.state.text()
    press(notice, "Try again")
    await settled()
    assert not tab.notices.notices
    assert not faded(tab)
    await settled()


@pytest.mark.usefixtures("at_once")
async def test_a_company_that_is_gone(tmp_path: Path) -> None:
    async with AsyncExitStack() as stack:
        server = await asyncio.to_thread(practice_company().__enter__)
        stack.push_async_callback(asyncio.to_thread, server.__exit__, None, None, None)
        desk = await stack.enter_async_context(at_desk(server.ready, tmp_path))
        await sign_in(desk, server.ready)
        tab = await desk.opened()
        await asyncio.to_thread(server.__exit__, None, None, None)

        tab.bar.run.click()
        assert "cannot be reached" in (await said(tab.notices)).message.happened
        assert tab.view.shows_rows

        desk.workbench.explorer.open_object(BILLS.object)
        page = desk.window.tabs.current()
        assert isinstance(page, ObjectPage)
        await until(lambda: page.state.is_content, "the fields are shown from the model that is here")

        desk.workbench.explorer.open_object("accounts-payable/vendor")
        unknown = desk.window.tabs.current()
        assert isinstance(unknown, ObjectPage)
        await until(lambda: "cannot be reached" in unknown.state.heading.text(), "a model that is not here says why")

        desk.workbench.sign_in_again()
        assert "cannot be reached" in (await said(desk.window.notices)).message.happened
        desk.workbench.leave()
        await settled()
        assert not desk.window.tabs.pages
        await settled()


async def test_a_page_that_breaks_off_during_load_all(desk: Desk) -> None:
    tab = await desk.opened(INVOICE_LINES)
    assert tab.result_set is not None
    total = tab.result_set.total_count
    nth_query(desk, 1, lambda: desk.company.fails(QUERY, truncate=20_000, times=1))
    with_retries = desk.company.count(f"POST {QUERY}")
    tab.bar.load_all.click()
    await settled()
    assert not tab.notices.notices
    assert tab.result_set.complete
    assert len(set(keys(tab))) == total
    assert desk.company.count(f"POST {QUERY}") - with_retries == 5
    await settled()


@pytest.mark.usefixtures("at_once")
async def test_pages_that_keep_breaking_off(desk: Desk) -> None:
    tab = await desk.opened(INVOICE_LINES)
    assert tab.result_set is not None
    nth_query(desk, 1, lambda: desk.company.fails(QUERY, truncate=20_000, times=12))
    tab.bar.load_all.click()
    notice = await said(tab.notices)
    assert tab.result_set.count == 4_000
    assert not tab.result_set.complete
    assert tab.view.status.loaded.text() == "4,000 rows loaded"
    assert tab.view.grid.rows.rowCount() == 4_000
    assert tab.bar.load_all.isEnabled()
    press(notice, "Try again")
    await settled()
    assert tab.view.status.loaded.text().endswith("complete")
    assert len(set(keys(tab))) == tab.result_set.total_count
    await settled()


# the token


async def test_a_token_that_ends_during_load_all_is_renewed_without_a_word(desk: Desk) -> None:
    tab = await desk.opened(INVOICE_LINES)
    renewals = desk.company.count("POST /oauth2/token")
    nth_query(desk, 1, desk.company.expires_tokens)
    tab.bar.load_all.click()
    await settled()
    assert tab.result_set is not None
    assert tab.result_set.complete
    assert len(set(keys(tab))) == tab.result_set.total_count
    assert desk.company.count("POST /oauth2/token") == renewals + 1
    assert not tab.notices.notices
    assert not desk.window.notices.notices
    await settled()


async def test_a_grant_that_ended_is_told_once_and_the_work_goes_on_after_a_new_sign_in(desk: Desk) -> None:
    tab = await desk.opened(INVOICE_LINES)
    desk.company.fails("/oauth2/token", status=400, body={"error": "invalid_grant"}, times=50)
    nth_query(desk, 1, desk.company.expires_tokens)
    tab.bar.load_all.click()
    notice = await said(desk.window.notices)
    await settled()
    assert notice.message.happened == "Your sign-in has ended."
    assert len(desk.window.notices.notices) == 1
    assert tab.query == INVOICE_LINES
    assert keys(tab)[:50] == sorted(set(keys(tab)), key=int)[:50]
    assert len(keys(tab)) == 4_000
    desk.company.forget()
    press(notice, "Sign in again")
    await settled()
    assert not desk.window.notices.notices
    press(await said(tab.notices), "Try again")
    await settled()
    assert tab.result_set is not None
    assert tab.result_set.complete
    assert not tab.notices.notices
    await settled()


# the company


async def test_a_busy_company_is_waited_for(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "MAX_SIZE", 2_000)  # so that there are more pages than lanes
    tab = await desk.opened(INVOICE_LINES)
    nth_query(desk, 1, lambda: desk.company.fails(QUERY, status=429, headers={"Retry-After": "0.4"}, times=2))
    tab.bar.load_all.click()
    began = asyncio.get_running_loop().time()
    await settled()
    assert asyncio.get_running_loop().time() - began >= 0.4
    assert tab.result_set is not None
    assert tab.result_set.complete
    assert len(set(keys(tab))) == tab.result_set.total_count
    assert desk.company.most_in_flight <= 3
    assert not tab.notices.notices
    await settled()


async def test_a_refused_field_is_named_and_can_be_left_out(desk: Desk) -> None:
    tab = desk.workbench.open_query(replace(BILLS, fields=("key", "webURL", "dueDate")))
    tab.start_run()
    notice = await said(tab.notices)
    assert "webURL" in notice.message.todo
    press(notice, "Leave it out and run again")
    await settled()
    assert tab.query.fields == ("key", "dueDate")
    assert tab.view.grid.rows.rowCount() == 50
    press(tab.notices.notices[0], "Fetch it")
    await settled()
    assert not tab.notices.notices
    assert tab.view.grid.rows.columnCount() == 3
    await settled()


@pytest.mark.parametrize(
    ("fault", "happened"),
    [
        (
            {"status": 200, "body": {"ia::result": {"ia::error": {"code": "operationFailed", "message": "Closed for today"}}}},
            "Closed for today",
        ),
        (
            {"status": 200, "body": "<html><body>Welcome to the hotel</body></html>", "headers": {"Content-Type": "text/html"}},
            "not come from Intacct",
        ),
        ({"status": 403, "body": "<html><body>Blocked</body></html>", "headers": {"Content-Type": "text/html"}}, "not come from Intacct"),
        ({"status": 500}, "error of its own"),
    ],
    ids=["error in a 200", "hotel", "filter", "500"],
)
async def test_an_answer_that_is_none(desk: Desk, fault: dict[str, object], happened: str) -> None:
    tab = await desk.opened()
    before = keys(tab)
    desk.company.fails(QUERY, **fault)
    tab.bar.run.click()
    notice = await said(tab.notices)
    assert happened in notice.message.happened
    assert keys(tab) == before
    press(notice, "Try again")
    await settled()
    assert not tab.notices.notices
    await settled()


async def test_entities_that_do_not_come(empty_desk: Desk, practice: SandboxServer) -> None:
    empty_desk.company.fails(QUERY, status=500)
    await sign_in(empty_desk, practice.ready)
    notice = await said(empty_desk.window.notices)
    press(notice, "Try again")
    await settled()
    assert not empty_desk.window.notices.notices
    await settled()


async def test_a_page_that_does_not_follow_the_one_before(desk: Desk) -> None:
    """It is passed over, and what was to stand there is asked for again."""
    tab = await desk.opened(INVOICE_LINES)
    assert tab.result_set is not None
    total = tab.result_set.total_count
    assert total is not None
    page = {
        "ia::result": [{"key": "1", "txnAmount": "1.00"}],
        "ia::meta": {"totalCount": total + 1, "start": 51, "pageSize": 4000, "next": None},
    }
    nth_query(desk, 1, lambda: desk.company.fails(QUERY, status=200, body=page))
    tab.bar.load_all.click()
    await settled()
    assert tab.result_set.complete
    assert keys(tab) == sorted(set(keys(tab)), key=int)
    assert len(keys(tab)) == total
    await settled()


# files


@has_small_disks
@pytest.mark.parametrize("choice", [FileFormat.CSV, FileFormat.XLSX, FileFormat.JSON, ExportFormat.CSV], ids=id_of)
async def test_a_full_disk_during_an_export(desk: Desk, tmp_path: Path, small_disk: SmallDisk, choice: Choice) -> None:
    tab = await desk.opened(VENDORS)
    tab.bar.load_all.click()
    await settled()
    folder = tmp_path / "files"
    folder.mkdir()
    path = folder / f"vendors{choice.suffix}"
    path.write_text("before")
    dialog = export(tab, choice, path)
    with small_disk(4_000):
        dialog.start.click()
        notice = await said(dialog.notices)
        await settled()
    assert f"no room left on the disk for {path.name}" in notice.message.happened
    assert files_in(folder) == [path.name]
    assert path.read_text() == "before"
    press(notice, "Try again")
    await settled()
    assert dialog.made is not None
    assert dialog.made.bytes == path.stat().st_size > 4_000
    dialog.reject()
    await settled()


@has_small_disks
async def test_a_full_disk_during_load_all(desk: Desk, small_disk: SmallDisk) -> None:
    tab = await desk.opened(INVOICE_LINES)
    before = keys(tab)
    with small_disk(100_000):
        tab.bar.load_all.click()
        notice = await said(tab.notices)
        await settled()
    assert "no room" in notice.message.happened
    assert keys(tab) == before
    press(notice, "Try again")
    await settled()
    assert tab.result_set is not None
    assert tab.result_set.complete
    await settled()


@has_small_disks
async def test_a_full_disk_during_a_run(desk: Desk, small_disk: SmallDisk) -> None:
    tab = await desk.opened(VENDORS)
    before = keys(tab)
    with small_disk(1_000):
        tab.bar.run.click()
        notice = await said(tab.notices)
        await settled()
    assert "no room" in notice.message.happened
    assert keys(tab) == before
    assert len(list(desk.rows.iterdir())) == 1
    press(notice, "Try again")
    await settled()
    assert not tab.notices.notices
    await settled()


@pytest.mark.parametrize("choice", [FileFormat.CSV, ExportFormat.PDF])
async def test_a_place_that_takes_no_file(desk: Desk, tmp_path: Path, choice: Choice) -> None:
    tab = await desk.opened(VENDORS)
    folder = tmp_path / "files"
    (folder / "a-folder").mkdir(parents=True)
    (folder / "a-file").write_text("before")
    calls = desk.session.client.calls
    dialog = export(tab, choice, folder)
    for where in ("nowhere/vendors.out", "a-file/vendors.out", "a-folder", "n" * 300):
        dialog.path.setText(str(folder / where))
        dialog.start.click()
        await settled()
        await said(dialog.notices)
        assert files_in(folder) == ["a-file", "a-folder"]
        assert files_in(folder / "a-folder") == []
    assert desk.session.client.calls == calls
    dialog.path.setText(str(folder / "vendors.out"))
    dialog.start.click()
    await settled()
    assert dialog.made is not None
    assert files_in(folder) == ["a-file", "a-folder", *made(choice, "vendors.out")]
    dialog.reject()
    await settled()


@pytest.mark.parametrize("choice", [FileFormat.CSV, ExportFormat.PDF])
@pytest.mark.parametrize("presses", [1, 2])
async def test_an_export_that_is_called_off(desk: Desk, tmp_path: Path, choice: Choice, presses: int) -> None:
    tab = await desk.opened(VENDORS)
    folder = tmp_path / "files"
    folder.mkdir()
    path = folder / f"vendors{choice.suffix}"
    desk.company.fails(QUERY if choice is FileFormat.CSV else EXPORT, delay=0.3)
    dialog = export(tab, choice, path)
    dialog.start.click()
    await in_flight(desk)
    for _ in range(presses):
        dialog.cancel.click()
        await asyncio.sleep(0)
    await settled()
    assert files_in(folder) == []
    assert len(list(desk.rows.iterdir())) == 1
    assert dialog.start.isEnabled()
    assert dialog.isVisible() or presses == 2
    dialog.start.click()
    await settled()
    assert dialog.made is not None
    assert files_in(folder) == made(choice, path.name)
    dialog.reject()
    await settled()


@pytest.mark.parametrize("choice", [FileFormat.CSV, FileFormat.XLSX, ExportFormat.CSV], ids=id_of)
async def test_an_export_that_is_called_off_at_any_moment(desk: Desk, tmp_path: Path, choice: Choice) -> None:
    tab = await desk.opened(VENDORS)
    folder = tmp_path / "files"
    folder.mkdir()
    dialog = export(tab, choice, folder / "vendors")
    dialog.loaded_rows.setChecked(True)
    for steps in (*range(12), 20, 40, 80):
        handle = dialog.begin()
        for _ in range(steps):
            await asyncio.sleep(0)
        if dialog.busy:
            dialog.cancel.click()
        await handle.wait()
        assert files_in(folder) == (made(choice, "vendors") if dialog.made is not None else [])
        for entry in list(folder.iterdir()):
            entry.unlink()
    dialog.reject()
    await settled()


@pytest.mark.parametrize(
    "answer",
    [
        {"body": {"ia::result": {"ia::error": {"code": "operationFailed", "message": "Closed for today"}}}},
        {"body": "<html><body>Welcome to the hotel</body></html>", "headers": {"Content-Type": "text/html"}},
    ],
    ids=["error in a 200", "hotel"],
)
async def test_a_server_that_sends_something_else_than_a_file(desk: Desk, tmp_path: Path, answer: dict[str, object]) -> None:
    tab = await desk.opened(VENDORS)
    folder = tmp_path / "files"
    folder.mkdir()
    desk.company.fails(EXPORT, status=200, **answer)
    dialog = export(tab, ExportFormat.PDF, folder / "vendors.pdf")
    dialog.start.click()
    notice = await said(dialog.notices)
    assert files_in(folder) == []
    press(notice, "Try again")
    await settled()
    assert (folder / "vendors.pdf").read_bytes().startswith(b"%PDF")
    dialog.reject()
    await settled()


@pytest.mark.usefixtures("at_once")
async def test_a_download_that_breaks_off(desk: Desk, tmp_path: Path) -> None:
    tab = await desk.opened(VENDORS)
    folder = tmp_path / "files"
    folder.mkdir()
    desk.company.fails(EXPORT, truncate=2_000, times=4)
    dialog = export(tab, ExportFormat.CSV, folder / "vendors.csv")
    dialog.start.click()
    notice = await said(dialog.notices)
    assert files_in(folder) == []
    press(notice, "Try again")
    await settled()
    assert (folder / "vendors.csv").stat().st_size > 2_000
    dialog.reject()
    await settled()


# closing


async def test_closing_a_tab_while_it_loads(desk: Desk) -> None:
    tab = await desk.opened(INVOICE_LINES)
    desk.company.fails(QUERY, delay=0.2, times=4)
    tab.bar.load_all.click()
    await in_flight(desk)
    for _ in range(2):  # a key that is held
        desk.window.registry.action("tab.close").trigger()
    await settled()
    assert not desk.window.tabs.pages
    assert not desk.window.notices.notices
    assert not list(desk.rows.iterdir())
    await desk.opened()
    await settled()


async def test_disconnecting_while_a_tab_loads(desk: Desk) -> None:
    tab = await desk.opened(INVOICE_LINES)
    desk.company.fails(QUERY, delay=0.2, times=4)
    tab.bar.load_all.click()
    await in_flight(desk)
    desk.workbench.leave()
    await settled()
    assert not desk.window.tabs.pages
    assert not desk.window.notices.notices
    assert not list(desk.rows.iterdir())
    history = desk.workbench.library.history
    desk.window.registry.action("view.history").trigger()
    await until(lambda: [entry.outcome for entry in history.model.entries] == [Outcome.STOPPED, Outcome.DONE], "what was stopped is kept")
    await settled()


async def test_closing_the_window_while_it_loads(desk: Desk) -> None:
    tab = await desk.opened(INVOICE_LINES)
    desk.company.fails(QUERY, delay=0.2, times=4)
    tab.bar.load_all.click()
    await in_flight(desk)
    desk.window.resize(1_000, 700)
    await desk.closed()
    assert not list(desk.rows.iterdir())
    assert SettingsFile(desk.places.settings).load().layout["geometry"]
    await settled()


@pytest.mark.parametrize("choice", [FileFormat.CSV, ExportFormat.PDF])
async def test_closing_the_window_while_it_exports(desk: Desk, tmp_path: Path, choice: Choice) -> None:
    tab = await desk.opened(VENDORS)
    folder = tmp_path / "files"
    folder.mkdir()
    desk.company.fails(QUERY if choice is FileFormat.CSV else EXPORT, delay=0.2)
    dialog = export(tab, choice, folder / "bills.out")
    dialog.start.click()
    await in_flight(desk)
    await desk.closed()
    assert files_in(folder) == []
    assert not list(desk.rows.iterdir())
    assert desk.places.settings.exists()
    await settled()


async def test_disconnecting_while_the_company_is_busy(empty_desk: Desk, practice: SandboxServer) -> None:
    for path in ("/services/core/model", QUERY):
        empty_desk.company.fails(path, status=429, headers={"Retry-After": "30"}, times=4)
    signing_in = asyncio.create_task(sign_in(empty_desk, practice.ready))
    await until(lambda: empty_desk.workbench.session, "signed in")
    desk = empty_desk
    client = desk.session.client
    await until(lambda: client.calls >= 3 and not client.governor.in_flight, "the list and the entities were refused, and wait")
    desk.workbench.leave()
    await settled()
    with pytest.raises(AssertionError):
        await signing_in
    assert not desk.window.notices.notices
    assert desk.workbench.explorer.tree.state.heading.text() == "No company yet"
    await settled()


# starting


@pytest.mark.parametrize("content", [b"{", b"[1, 2]", b'{"theme": "pink"}', b"\xff\xfe", b'{"layout": {"geometry": "AAAA", "sides": "?"}}'])
async def test_settings_that_are_damaged(practice: SandboxServer, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "places").mkdir()
    (tmp_path / "places" / "settings.json").write_bytes(content)
    async with at_desk(practice.ready, tmp_path) as desk:
        await sign_in(desk, practice.ready)
        await desk.opened()
        await settled()
    assert SettingsFile(desk.places.settings).load().objects


async def test_places_that_cannot_be_used(practice: SandboxServer, tmp_path: Path, expect_log: Callable[[str], None]) -> None:
    """A file stands where the folder should be: whoever runs this, nothing can be read or written there."""
    expect_log("settings cannot be read")
    expect_log("settings could not be saved")
    expect_log("could not be kept")
    (tmp_path / "places").write_text("in the way")
    async with at_desk(practice.ready, tmp_path) as desk:
        notice = await said(desk.workbench.start_page.notices)
        assert "connections.json" in notice.message.happened
        await sign_in(desk, practice.ready)
        await desk.opened()
        await settled()
    assert (tmp_path / "places").read_text() == "in the way"


async def test_connections_that_cannot_be_read_are_not_replaced(practice: SandboxServer, tmp_path: Path) -> None:
    (tmp_path / "places" / "connections.json").mkdir(parents=True)
    async with at_desk(practice.ready, tmp_path) as desk:
        page = desk.workbench.start_page
        notice = await said(page.notices)
        profile = Profile(id="mine", name="Mine", client_id="x.app.sage.com")
        (tmp_path / "places" / "connections.json").rmdir()
        with pytest.raises(IsADirectoryError):
            await page._save((profile,))
        ProfileStore(desk.places.profiles).save([profile])
        press(notice, "Try again")
        await settled()
        assert page.profiles == (profile,)
        assert not page.notices.notices
        await settled()


@pytest.mark.parametrize(("python", "home"), [("/nowhere/python", ""), (sys.executable, "/nowhere")], ids=["no program", "ends at once"])
async def test_a_practice_company_that_does_not_start(empty_desk: Desk, monkeypatch: pytest.MonkeyPatch, python: str, home: str) -> None:
    monkeypatch.setattr(sys, "executable", python)
    monkeypatch.setenv("PYTHONHOME", home)
    page = empty_desk.workbench.start_page
    click(page.practice_button)
    notice = await said(page.notices)
    assert notice.message.happened == "The practice company did not start."
    assert notice.message.details
    await settled()
    assert page.practice_button.isEnabled()
    await settled()


async def test_closing_the_window_while_the_practice_company_starts(empty_desk: Desk) -> None:
    click(empty_desk.workbench.start_page.practice_button)
    started = empty_desk.workbench._practice
    await until(lambda: started._process, "the process was started")
    process = started._process
    assert process is not None
    await empty_desk.closed()
    assert process.poll() is not None
    assert empty_desk.workbench.practice_ready is None
    await settled()


# the entity


async def test_an_entity_that_is_chosen_during_load_all(desk: Desk) -> None:
    tab = await desk.opened(INVOICE_LINES)
    assert tab.result_set is not None
    total = tab.result_set.total_count
    nth_query(desk, 1, lambda: choose_entity(desk, "100"))
    tab.bar.load_all.click()
    await settled()
    rows = tab.result_set
    assert rows.complete, "the rows of two entities are not mixed"
    assert rows.total_count == total
    assert faded(tab)
    assert "entity" in tab.view.status.state.text()
    desk.window.registry.action("query.run").trigger()
    await settled()
    assert tab.result_set is not None
    assert tab.result_set is not rows
    assert tab.result_set.total_count is not None
    assert total is not None
    assert 0 < tab.result_set.total_count < total
    assert not faded(tab)
    choose_entity(desk, "200")
    assert faded(tab)
    choose_entity(desk, "100")
    assert not faded(tab)
    await settled()


async def test_the_folder_of_the_last_export_is_remembered(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "month end"
    folder.mkdir()
    tab = await desk.opened(VENDORS)
    dialog = export(tab, FileFormat.CSV, folder / "vendors.csv")
    dialog.start.click()
    await settled()
    dialog.reject()
    await desk.closed()
    assert SettingsFile(desk.places.settings).load().export_folder == str(folder)
