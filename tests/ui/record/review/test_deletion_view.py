"""What goes and what refers to it, asked of the practice company before anything is deleted."""

from collections.abc import Callable

import msgspec
import pytest
from PySide6.QtWidgets import QLabel, QListWidget, QWidget

from intacct_desktop.api.client import Client
from intacct_desktop.api.model_service import ModelService
from intacct_desktop.api.query import Query
from intacct_desktop.api.query_service import query_pages
from intacct_desktop.api.records.writes import Write, delete_of, send
from intacct_desktop.ui import tasks
from intacct_desktop.ui.record.review.deletion_view import DeletionView
from intacct_desktop.ui.tour.hands import click
from tests.practice import Company
from tests.ui.conftest import Until

VENDOR = "accounts-payable/vendor"
COUNT = "POST /services/core/query"
Shows = Callable[[QWidget], None]


@pytest.fixture(autouse=True)
async def loaded(models: ModelService) -> None:
    """All models are at hand, as they are when a record is shown."""
    await models.load_all()


async def used_vendor(client: Client) -> str:
    page = await anext(query_pages(client, Query("accounts-payable/bill", ("vendor.key",), size=1)))
    key: str = msgspec.json.decode(page.rows[0])["vendor.key"]
    return key


async def test_a_vendor_with_bills_will_not_go(client: Client, models: ModelService, company: Company, shows: Shows, until: Until) -> None:
    key = await used_vendor(client)
    company.forget()
    view = DeletionView(client, models, VENDOR, (key,), ("Vendor V-1",))
    shows(view)
    assert view.uses.text() == "Looking for what refers to it…"
    assert isinstance(view.records, QLabel)
    assert view.records.text() == "Vendor V-1"
    await until(view.more.isVisible)
    assert view.uses.text().startswith("It is used by ")
    assert "Bills: " in view.uses.text()
    assert view.uses.text().endswith("Intacct will refuse to delete it.")
    assert view.uses.property("role") == "warning"
    asked = company.count(COUNT)
    assert asked == 6, "the rest is asked for only when it is wished"
    rest = int(view.more.text().split()[2])
    click(view.more)
    await until(lambda: company.count(COUNT) == asked + rest)
    await until(lambda: "used by" in view.uses.text())
    await tasks.shutdown()
    assert not view.more.isVisible()


async def test_what_nothing_refers_to(client: Client, models: ModelService, shows: Shows, until: Until) -> None:
    (made,) = await send(client, Write("POST", f"/objects/{VENDOR}", VENDOR, (), {"id": "V-ALONE", "name": "Nobody's"}))
    view = DeletionView(client, models, VENDOR, (made.reference.key,), ("Vendor V-ALONE",))
    shows(view)
    await until(view.more.isVisible)
    assert view.uses.text() == "Nothing that refers to it was found so far."
    click(view.more)
    await until(lambda: view.uses.text() == "Nothing was found that refers to it.")
    assert view.uses.property("role") == "muted"
    await send(client, delete_of(VENDOR, made.reference.key))


async def test_where_intacct_does_not_let_one_look(
    client: Client, models: ModelService, company: Company, shows: Shows, until: Until
) -> None:
    company.fails("/services/core/query", status=403, body={"ia::error": {"code": "GW-0042", "message": "Forbidden"}})
    view = DeletionView(client, models, VENDOR, ("1",), ("Vendor V-1",))
    shows(view)
    await until(view.more.isVisible)
    assert "Not looked in, for Intacct refused: " in view.uses.text()


async def test_a_company_that_does_not_answer(client: Client, models: ModelService, shows: Shows, company: Company, until: Until) -> None:
    company.fails("/services/core/query", status=401, body={"ia::error": {"code": "GW-0040", "message": "Expired token"}}, times=20)
    view = DeletionView(client, models, VENDOR, ("1",), ("Vendor V-1",))
    shows(view)
    await until(lambda: view.uses.text().startswith("What refers to it could not be found out: "))
    assert view.uses.property("role") == "warning"


async def test_three_hundred_are_all_named_and_what_refers_to_any_is_counted(
    client: Client, models: ModelService, company: Company, shows: Shows, until: Until
) -> None:
    company.forget()
    keys, titles = [str(key) for key in range(1, 301)], [f"Vendor V-{key}" for key in range(1, 301)]
    view = DeletionView(client, models, VENDOR, keys, titles)
    shows(view)
    view.warn("It was changed since you opened it.")
    assert isinstance(view.records, QListWidget)
    assert [view.records.item(row).text() for row in range(view.records.count())] == titles
    assert view.sizeHint().height() < 350
    assert any(label.text() == "It was changed since you opened it." for label in view.findChildren(QLabel))
    await until(view.more.isVisible)
    assert view.uses.text().startswith("Some of them are used by ")
    assert company.count(COUNT) == 6
