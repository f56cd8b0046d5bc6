"""The company's own model, asked for once and kept for the connection (facts 2)."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import replace
from typing import Any

import msgspec

from intacct_desktop.api.client import Client
from intacct_desktop.api.errors import IntacctError, RequestError, error_within
from intacct_desktop.api.model import Field, ModelEntry, ObjectModel, parse_entry, parse_model

_PATH = "/services/core/model"


class UnknownObject(RequestError):
    """The company has no object of this name; the service says so with an empty 200 (facts 2.2)."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class ModelService:
    """Models of one company. Every answer is kept; several who wait for the same one share one request."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._entries: tuple[ModelEntry, ...] | None = None
        self._models: dict[str, ObjectModel] = {}
        self._under_way: dict[str, asyncio.Task[Any]] = {}

    async def entries(self) -> tuple[ModelEntry, ...]:
        """All objects, owned objects, services and workflows of the company, by name."""
        if self._entries is None:
            await self._once("", self._fetch_entries)
        return self._entries or ()

    async def model(self, name: str) -> ObjectModel:
        """One object. Raises `UnknownObject` or what the client raises."""
        if name not in self._models:
            await self._once(name, lambda: self._fetch_model(name))
        return self._models[name]

    async def load_all(self) -> None:
        """Every object's model in one request (``schema=true`` without a name); what the answer lacks stays unloaded."""
        await self._once("*", self._fetch_all)

    def loaded(self, name: str) -> ObjectModel | None:
        """The model if it is here already."""
        return self._models.get(name)

    def forget(self) -> None:
        """Ask the company again next time."""
        self._entries = None
        self._models.clear()

    async def field(self, object_name: str, path: str) -> Field | None:
        """The field at a dotted path, through references to any depth; None where the model has none.

        The field's ``path`` is the whole path from ``object_name``.
        """
        model = await self.model(object_name)
        if path in model.fields:
            return model.fields[path]
        above = model.reference_above(path)
        if above is None or above[0].object is None:
            return None
        reference, rest = above
        try:
            found = await self.field(reference.object or "", rest)
        except UnknownObject:
            return None
        return None if found is None else replace(found, path=path)

    async def _once(self, key: str, fetch: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Run ``fetch`` unless it is under way for ``key``, and wait for it; it goes on when one who waits is cancelled."""
        task = self._under_way.get(key)
        if task is None:
            task = asyncio.create_task(fetch(), name=f"model {key}")
            self._under_way[key] = task

            def landed(done: asyncio.Task[None]) -> None:
                del self._under_way[key]
                if not done.cancelled():
                    done.exception()  # marks it as seen where nobody waits any more

            task.add_done_callback(landed)
        await asyncio.shield(task)

    async def _fetch_entries(self) -> None:
        result = await self._result({"version": "v1"})
        entries = result if isinstance(result, list) else []
        self._entries = tuple(sorted((parse_entry(entry) for entry in entries), key=lambda entry: entry.name))

    async def _fetch_model(self, name: str) -> None:
        result = await self._result({"version": "v1", "name": name, "schema": "true"})
        if not isinstance(result, Mapping):
            raise UnknownObject(name)
        self._models[name] = await asyncio.to_thread(parse_model, result)

    async def _fetch_all(self) -> None:
        result = await self._result({"version": "v1", "type": "object", "schema": "true"})
        answers = list(result.values()) if isinstance(result, Mapping) else result
        models = await asyncio.to_thread(lambda: [parse_model(answer) for answer in answers if "fields" in answer])
        for model in models:
            self._models.setdefault(model.name, model)

    async def _result(self, parameters: Mapping[str, str]) -> Any:
        answer = await self._client.request("GET", _PATH, parameters=parameters)
        decoded = await asyncio.to_thread(msgspec.json.decode, answer.body)
        if (error := error_within(answer.status, decoded)) is not None:
            raise error
        if not isinstance(decoded, Mapping) or "ia::result" not in decoded:
            raise IntacctError(answer.status, "", code="not-a-model")
        return decoded["ia::result"]
