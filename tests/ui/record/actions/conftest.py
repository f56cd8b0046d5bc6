"""A company of these tests' own, whose records change, and the forms of its actions."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import TypeAlias

import msgspec
import pytest

from intacct_desktop.api.client import Client
from intacct_desktop.api.model_service import ModelService
from intacct_desktop.api.operators import Operator
from intacct_desktop.api.query import Direction, Filter, Order, Query
from intacct_desktop.api.query_service import fetch_page
from intacct_desktop.api.records.allowed_operations import AllowedOperations
from intacct_desktop.api.records.form import Form
from intacct_desktop.api.records.workflow_actions import WorkflowAction, actions_of, load_parameters
from intacct_desktop.sandbox.server import SandboxServer
from intacct_desktop.ui import tasks
from tests.practice import practice_company

LoadAction: TypeAlias = Callable[[str], Awaitable[tuple[WorkflowAction, Form]]]
LatestIn: TypeAlias = Callable[[str, str], Awaitable[str]]


@pytest.fixture(scope="module")
def practice() -> Iterator[SandboxServer]:
    with practice_company() as server:
        yield server


@pytest.fixture
async def allowed(client: Client) -> AsyncIterator[AllowedOperations]:
    yield AllowedOperations(client)
    await tasks.shutdown()


@pytest.fixture
def load_action(models: ModelService) -> LoadAction:
    """An action by its name without prefix, and its parameters."""

    async def load(name: str) -> tuple[WorkflowAction, Form]:
        found = actions_of(await models.entries(), name.rpartition("/")[0])
        action = next(each for each in found if each.name == f"workflows/{name}")
        return action, await load_parameters(models, action)

    return load


@pytest.fixture
def latest_in(client: Client) -> LatestIn:
    """The key of the latest record of an object in a state."""

    async def find(object_name: str, state: str) -> str:
        latest = (Order("key", Direction.DESCENDING),)
        [row] = (
            await fetch_page(client, Query(object_name, ("key",), (Filter(Operator.EQ, "state", state),), order_by=latest, size=1))
        ).rows
        return str(msgspec.json.decode(row)["key"])

    return find
