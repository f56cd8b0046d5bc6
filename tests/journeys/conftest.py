"""The whole window, signed in to the practice company, with the company's own controls at hand."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
import stamina
from PySide6.QtCore import QCoreApplication, QEvent, QLocale
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from intacct_desktop.api.query import Order, Query
from intacct_desktop.connections.profile import Profile
from intacct_desktop.connections.session import Session, sign_in_with_client_credentials
from intacct_desktop.connections.vault import Secrets, Vault
from intacct_desktop.results import scratch
from intacct_desktop.sandbox.ready import Ready
from intacct_desktop.sandbox.server import SandboxServer
from intacct_desktop.ui import tasks
from intacct_desktop.ui.app import _settings
from intacct_desktop.ui.notice import Notice, NoticeArea
from intacct_desktop.ui.query.query_tab import QueryTab
from intacct_desktop.ui.theme import theme
from intacct_desktop.ui.tour.hands import until
from intacct_desktop.ui.workbench import Workbench
from intacct_desktop.workspace.places import Places
from tests.practice import COMPANIES, Company, machine_profile

BILLS = Query("accounts-payable/bill", ("key", "id", "dueDate", "state", "totalTxnAmount"), order_by=(Order("key"),), size=50)
VENDORS = Query("accounts-payable/vendor", ("key", "id", "name"), order_by=(Order("key"),), size=50)
# Of all objects the most rows: "load all" takes four calls, three of them at once.
INVOICE_LINES = Query("accounts-receivable/invoice-line", ("key", "txnAmount"), order_by=(Order("key"),), size=50)


class Desk:
    """A person at the window: what they see and press, and the company at the other end."""

    def __init__(self, workbench: Workbench, ready: Ready, folder: Path) -> None:
        self.workbench = workbench
        self.window = workbench.window
        self.company = Company(ready)
        self.places = Places.below(folder / "places")
        self.rows = folder / "rows"

    @property
    def session(self) -> Session:
        assert self.workbench.session is not None
        return self.workbench.session

    async def opened(self, query: Query = BILLS) -> QueryTab:
        """A tab on a query whose first page is loaded."""
        tab = self.workbench.open_query(query)
        tab.start_run()
        await settled()
        assert tab.view.shows_rows
        return tab

    async def closed(self) -> None:
        """The person closes the window, and the program ends as `ui.app` ends it."""
        self.window.close()
        await self.workbench.aclose()


_open: list[Workbench] = []


async def settled() -> None:
    """Every task has ended, and what the window writes down after a pause is written."""
    while tasks.running() or any(_hurried(workbench) for workbench in _open):
        for handle in tasks.running():
            await handle.wait()


def _hurried(workbench: Workbench) -> bool:
    """Let what is open be written down now; false where nothing waits for it."""
    waiting = [each.pause for each in (workbench.library.queries._keeping, workbench.records.tabs._keeping) if each.pause.isActive()]
    for pause in waiting:
        pause.stop()
        pause.timeout.emit()
    return bool(waiting)


async def said(area: NoticeArea) -> Notice:
    """The newest message, which has all three parts, as soon as there is one."""
    await until(lambda: area.notices, "there is a message")
    notice = area.notices[0]
    assert all((notice.message.happened, notice.message.means, notice.message.todo)), notice.message
    return notice


def press(parent: QWidget, text: str) -> None:
    """Press the button with these words."""
    buttons = {button.text(): button for button in parent.findChildren(QPushButton)}
    assert text in buttons, list(buttons)
    assert buttons[text].isEnabled()
    buttons[text].click()


def keys(tab: QueryTab) -> list[str]:
    """The first column of every row that is loaded."""
    assert tab.result_set is not None
    return [row[0] for row in tab.result_set.window(0, tab.result_set.count)]


@asynccontextmanager
async def at_desk(ready: Ready, folder: Path) -> AsyncIterator[Desk]:
    """The window, with nobody signed in."""
    places = replace(Places.below(folder / "places"), companies=COMPANIES)
    workbench = Workbench(places, _settings(places), Vault(None))
    desk = Desk(workbench, ready, folder)
    desk.company.forget()
    workbench.window.show()
    await workbench.begin()
    _open.append(workbench)
    try:
        yield desk
    finally:
        with suppress(httpx.ConnectError):  # the company is gone, where that is what the test is about
            desk.company.close()
        _open.remove(workbench)
        await workbench.aclose()
        workbench.window.deleteLater()
        workbench.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


async def sign_in(desk: Desk, ready: Ready, profile: Profile | None = None) -> None:
    """Sign in with client credentials, as a connection of the list does, and wait until the company is there."""
    profile = profile or machine_profile(ready)
    vault = Vault(None)
    await vault.write(profile.id, Secrets(client_secret=ready.client_secret))
    session = await sign_in_with_client_credentials(profile, vault, desk.window.requests.add)
    desk.workbench.start_page.signed_in.emit(session)
    if (company := desk.workbench.library.company) is not None:
        company._save.setInterval(1_000_000)  # when it is left: Qt goes on without a running loop between a test and its fixtures
    await settled()
    assert desk.workbench.explorer.tree.entries


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Results live in the test's own folder."""
    monkeypatch.setattr(scratch, "default_root", lambda: tmp_path / "rows")


@pytest.fixture(autouse=True)
def looks(qapp: QApplication) -> None:
    QLocale.setDefault(QLocale("en_US"))
    theme().apply(qapp, "light")


@pytest.fixture
async def empty_desk(practice: SandboxServer, tmp_path: Path) -> AsyncIterator[Desk]:
    """The window as it starts."""
    async with at_desk(practice.ready, tmp_path) as desk:
        yield desk


@pytest.fixture
async def desk(empty_desk: Desk, practice: SandboxServer) -> Desk:
    """The window, signed in."""
    await sign_in(empty_desk, practice.ready)
    return empty_desk


@pytest.fixture
def at_once() -> Iterator[None]:
    """A repeated request is sent without the pause before it, which nothing here is about."""
    stamina.set_testing(True, attempts=4, cap=True)
    yield
    stamina.set_testing(False)


@pytest.fixture
def small_disk() -> Callable[[int], AbstractContextManager[None]]:
    """``with small_disk(n):`` no file of this process grows beyond ``n`` bytes."""

    import resource  # not on Windows

    @contextmanager
    def limited(size: int) -> Iterator[None]:
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)

    return limited
