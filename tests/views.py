"""Views that tests make in a company, and change and delete there: written as they are, for no level is asked."""

from typing import Any

from intacct_desktop.api import view_service
from intacct_desktop.api.client import Client
from intacct_desktop.api.query import Query
from intacct_desktop.api.records.writes import delete_of, send
from intacct_desktop.api.view_service import USER_VIEW, View


async def create_view(client: Client, query: Query, name: str, **said: Any) -> str:
    """The key of the view that was made; ``said`` is for `view_service.view_creation`."""
    (written,) = await send(client, view_service.view_creation(query, name, **said))
    return written.reference.key


async def update_view(client: Client, view: View, query: Query | None = None, **said: Any) -> View:
    """The view as it is after the change; ``said`` is for `view_service.view_change`."""
    await view_service.unchanged_view(client, view)
    await send(client, view_service.view_change(view, query, **said))
    return await view_service.get_view(client, view.kind, view.key)


async def delete_view(client: Client, key: str) -> None:
    await send(client, delete_of(USER_VIEW, key))
