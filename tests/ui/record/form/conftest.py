"""Forms and records of the practice company, fetched once for all tests of the form, and the form in a window."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from intacct_desktop.api.client import Client
from intacct_desktop.api.exact_json import DECODER
from intacct_desktop.api.model_service import ModelService
from intacct_desktop.api.records.draft import RecordDraft, draft_of
from intacct_desktop.api.records.form import Form, Purpose, load_form
from intacct_desktop.api.records.reading import record_path
from intacct_desktop.api.records.source import ValueSource
from intacct_desktop.sandbox.server import SandboxServer
from intacct_desktop.ui.record.form.form_view import FormView
from tests.practice import signed_in_client
from tests.ui.conftest import Until

BILL, VENDOR, ITEM = "accounts-payable/bill", "accounts-payable/vendor", "inventory-control/item"
PROJECT, USER = "projects/project", "company-config/user"


@dataclass(frozen=True)
class Known:
    """An object's forms and one record of it."""

    forms: Mapping[Purpose, Form]
    record: Mapping[str, Any]

    @property
    def form(self) -> Form:
        return self.forms[Purpose.CHANGE]

    @property
    def draft(self) -> RecordDraft:
        return draft_of(self.form, self.record)


async def _known(client: Client, models: ModelService, name: str) -> Known:
    forms = {purpose: await load_form(models, name, purpose) for purpose in Purpose}
    answer = await client.request("GET", record_path(name, "1"))
    return Known(forms, DECODER.decode(answer.body)["ia::result"])


@pytest.fixture(scope="session")
def known(practice: SandboxServer) -> Mapping[str, Known]:
    """By object."""

    async def fetch() -> dict[str, Known]:
        async with signed_in_client(practice.ready) as client:
            models = ModelService(client)
            return {name: await _known(client, models, name) for name in (BILL, VENDOR, ITEM, PROJECT, USER)}

    return asyncio.run(fetch())


@pytest.fixture
def bill(known: Mapping[str, Known]) -> Known:
    return known[BILL]


@pytest.fixture
def vendor(known: Mapping[str, Known]) -> Known:
    return known[VENDOR]


@pytest.fixture
def make_view(until: Until) -> Iterator[Callable[..., Awaitable[FormView]]]:
    """A form in a window of its own that is active: ``await make_view(known.form, known.draft)``."""
    views: list[FormView] = []

    async def made(form: Form, draft: RecordDraft, width: int = 1000, height: int = 900, source: ValueSource | None = None) -> FormView:
        view = FormView(source)
        views.append(view)
        view.resize(width, height)
        view.show_record(form, draft)
        view.show()
        view.activateWindow()
        await until(view.isActiveWindow)
        return view

    yield made
    for view in views:
        view.close()
        view.deleteLater()
