"""A client as a stranger would write it: from the API's published facts alone, with nothing but Python's standard library.

It shares no line with the project. What it reads has to be what the project's own client reads, or one of the two is wrong, or the
practice company is.
"""

import http.client
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

Json = Any


@dataclass(frozen=True)
class Answer:
    """What came back: ``body`` is the decoded JSON, amounts as texts or `Decimal`; None where there was none."""

    status: int
    headers: Mapping[str, str]
    body: Json

    @property
    def result(self) -> Json:
        return self.body["ia::result"]


class NaiveClient:
    """One connection, one token, no retries. ``entity`` scopes every request to one entity."""

    def __init__(self, base_url: str) -> None:
        address = urlsplit(base_url)
        self.entity: str | None = None
        self._root = address.path
        self._connection = http.client.HTTPConnection(address.netloc, timeout=30)
        self._token: str | None = None

    def close(self) -> None:
        self._connection.close()

    def sign_in(self, client_id: str, client_secret: str, username: str) -> None:
        form = {"grant_type": "client_credentials", "client_id": client_id, "client_secret": client_secret, "username": username}
        answer = self._send("POST", "/oauth2/token", urlencode(form).encode(), {"Content-Type": "application/x-www-form-urlencoded"})
        assert answer.status == 200, answer
        self._token = answer.body["access_token"]

    def call(self, method: str, path: str, body: Json = None, **headers: str) -> Answer:
        """One request; an underscore in the name of a header stands for a hyphen."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.entity:
            sent.setdefault("X-IA-API-Param-Entity", self.entity)
        if body is not None:
            sent["Content-Type"] = "application/json"
        return self._send(method, path, None if body is None else json.dumps(body).encode(), sent)

    def models(self) -> list[dict[str, Json]]:
        models: list[dict[str, Json]] = self._good("GET", "/services/core/model").result
        return models

    def model(self, name: str) -> dict[str, Json]:
        model: dict[str, Json] = self._good("GET", f"/services/core/model?name={quote(name)}&schema=true").result
        return model

    def pages(self, query: dict[str, Json]) -> Iterator[list[dict[str, Json]]]:
        """The pages of a query, one after the other, as long as ``next`` names one."""
        start: int | None = query.get("start", 1)
        while start is not None:
            answer = self._good("POST", "/services/core/query", {**query, "start": start})
            yield answer.result
            start = answer.body["ia::meta"]["next"]

    def rows(self, query: dict[str, Json]) -> list[dict[str, Json]]:
        return [row for page in self.pages(query) for row in page]

    def listed(self, object_name: str) -> list[dict[str, str]]:
        references: list[dict[str, str]] = self._good("GET", f"/objects/{object_name}").result
        return references

    def record(self, object_name: str, key: str) -> dict[str, Json]:
        record: dict[str, Json] = self._good("GET", f"/objects/{object_name}/{key}").result
        return record

    def _good(self, method: str, path: str, body: Json = None) -> Answer:
        answer = self.call(method, path, body)
        assert answer.status == 200, answer
        return answer

    def _send(self, method: str, path: str, content: bytes | None, headers: dict[str, str]) -> Answer:
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        self._connection.request(method, self._root + path, content, headers)
        response = self._connection.getresponse()
        body = response.read()
        return Answer(response.status, dict(response.getheaders()), json.loads(body, parse_float=Decimal) if body else None)
