"""The company's own model, asked for once and kept for the connection (facts 2)."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import replace
from typing import Any, TypeVar

import msgspec

from intacct_desktop.api.client import Client
from intacct_desktop.api.errors import RequestError, error_within, unexpected
from intacct_desktop.api.model import Field, ModelEntry, ObjectModel, ServiceModel, parse_entry, parse_model, parse_service
from intacct_desktop.api.naming import without_prefix

_PATH = "/services/core/model"
_T = TypeVar("_T")


class _Answer(msgspec.Struct):
    result: Any = msgspec.field(name="ia::result")


_ANSWER = msgspec.json.Decoder(_Answer)


class UnknownObject(RequestError):
    """The company has no object of this name; the service says so with an empty 200 (facts 2.2)."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class UnknownService(RequestError):
    """The company has no service or workflow action of this name."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class ModelService:
    """Models of one company. Every answer is kept; several who wait for the same one share one request."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._entries: tuple[ModelEntry, ...] | None = None
        self._models: dict[str, ObjectModel] = {}
        self._services: dict[str, ServiceModel] = {}
        self._under_way: dict[str, asyncio.Task[Any]] = {}

    async def entries(self) -> tuple[ModelEntry, ...]:
        """All objects, owned objects, services and workflows of the company, by name."""
        if self._entries is not None:
            return self._entries
        entries: tuple[ModelEntry, ...] = await self._once("", self._fetch_entries)
        return entries

    def entry(self, name: str) -> ModelEntry | None:
        """The line of the list for a name, if the list is here already and has one."""
        return next((entry for entry in self._entries or () if entry.name == name), None)

    async def model(self, name: str) -> ObjectModel:
        """One object. Raises `UnknownObject` or what the client raises."""
        if name in self._models:
            return self._models[name]
        model: ObjectModel = await self._once(name, lambda: self._fetch_model(name))
        return model

    async def service(self, name: str) -> ServiceModel:
        """One service or workflow action, by its prefixed name. Raises `UnknownService` or what the client raises."""
        if name in self._services:
            return self._services[name]
        service: ServiceModel = await self._once(name, lambda: self._fetch_service(name))
        return service

    async def load_all(self) -> None:
        """Every object's model in one request (``schema=true`` without a name); what the answer lacks stays unloaded."""
        await self._once("*", self._fetch_all)

    def loaded(self, name: str) -> ObjectModel | None:
        """The model if it is here already."""
        return self._models.get(name)

    async def aclose(self) -> None:
        """End what is under way; whoever waits for it is cancelled."""
        under_way = tuple(self._under_way.values())
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)

    def forget(self) -> None:
        """Ask the company again next time. An answer that is on its way still goes to who waits for it, and is not kept."""
        self._entries = None
        self._models = {}
        self._services = {}
        self._under_way = {}

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

    async def _once(self, key: str, fetch: Callable[[], Coroutine[Any, Any, _T]]) -> _T:
        """Run ``fetch`` unless it is under way for ``key``, and wait for it; it goes on when one who waits is cancelled."""
        under_way = self._under_way
        task = under_way.get(key)
        if task is None:
            task = under_way[key] = asyncio.create_task(fetch(), name=f"model {key}")

            def landed(done: asyncio.Task[_T]) -> None:
                del under_way[key]
                if not done.cancelled():
                    done.exception()  # marks it as seen where nobody waits any more

            task.add_done_callback(landed)
        return await asyncio.shield(task)

    # What is asked for is kept where it belonged when it was asked for: after `forget` that is nobody's any more.

    async def _fetch_entries(self) -> tuple[ModelEntry, ...]:
        asked_for = self._models
        answers = _answers(await self._result({"version": "v1"}))
        entries = tuple(sorted(map(parse_entry, answers), key=lambda entry: entry.name))
        if asked_for is self._models:
            self._entries = entries
        return entries

    async def _fetch_model(self, name: str) -> ObjectModel:
        models = self._models
        answers = _answers([await self._result({"version": "v1", "name": name, "schema": "true"})])
        if not answers:
            raise UnknownObject(name)
        models[name] = await asyncio.to_thread(parse_model, answers[0])
        return models[name]

    async def _fetch_service(self, name: str) -> ServiceModel:
        services = self._services
        # Asked for without its prefix (facts 2.1), it may share its name with an object.
        result = await self._result({"version": "v1", "name": without_prefix(name), "schema": "true"})
        found = [parse_service(answer) for answer in _answers(result if isinstance(result, list) else [result])]
        service = next((service for service in found if service.name == name), None)
        if service is None:
            raise UnknownService(name)
        services[name] = service
        return service

    async def _fetch_all(self) -> None:
        models = self._models
        answers = _answers(await self._result({"version": "v1", "type": "object", "schema": "true"}))
        for model in await asyncio.to_thread(lambda: [parse_model(answer) for answer in answers if "fields" in answer]):
            models.setdefault(model.name, model)

    async def _result(self, parameters: Mapping[str, str]) -> Any:
        answer = await self._client.request("GET", _PATH, parameters=parameters)
        try:
            result = (await asyncio.to_thread(_ANSWER.decode, answer.body)).result
        except ValueError as error:
            raise unexpected(answer.status, answer.body, "not-a-model") from error
        if (found := error_within(answer.status, {"ia::result": result})) is not None:
            raise found
        return result


def _answers(result: object) -> list[Mapping[str, Any]]:
    """The entries of a list, or of a map by name (facts 2.2); what is none is passed over."""
    answers = result.values() if isinstance(result, Mapping) else result if isinstance(result, list) else ()
    return [answer for answer in answers if isinstance(answer, Mapping) and isinstance(answer.get("apiObject"), str)]
