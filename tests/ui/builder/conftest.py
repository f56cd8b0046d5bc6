"""The practice company's models, that of the bill loaded, and the filters of a query by themselves."""

from collections.abc import Awaitable, Callable, Iterator

import pytest

from intacct_desktop.api.model_service import ModelService
from intacct_desktop.api.query import Query
from tests.ui.builder.filter_form import FilterForm
from tests.ui.conftest import Until


@pytest.fixture
async def models(models: ModelService) -> ModelService:
    await models.model("accounts-payable/bill")
    return models


@pytest.fixture
def make_form(models: ModelService, until: Until) -> Iterator[Callable[..., Awaitable[FilterForm]]]:
    forms: list[FilterForm] = []

    async def made(query: Query, width: int = 900) -> FilterForm:
        form = FilterForm(models, query, width)
        forms.append(form)
        await until(form.window.isActiveWindow)
        return form

    yield made
    for form in forms:
        form.window.close()
        form.window.deleteLater()
