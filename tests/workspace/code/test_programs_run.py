"""Generated programs do what they say: run against the practice company, they bring the rows that the program's own client brings."""

import asyncio
import json
import os
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

from intacct_desktop.api.client import Client
from intacct_desktop.api.query import Query
from intacct_desktop.api.query_service import fetch_page, query_pages
from intacct_desktop.sandbox.server import SandboxServer
from intacct_desktop.workspace.code.languages import generate, language
from intacct_desktop.workspace.code.place import CodePlace
from tests.practice import Company
from tests.workspace.code.queries import AWKWARD

_VENV = Path(sys.executable).parent
PAGES = Query.from_json(
    '{"object": "accounts-payable/vendor", "fields": ["id", "name", "creditLimit"], "orderBy": [{"id": "asc"}], "size": 70}'
)
DIGITS = Query.from_json(
    '{"start": 5, "object": "accounts-payable/bill", "fields": ["key", "vendor.name", "totalTxnAmount", "dueDate"], "size": 90, '
    '"filters": [{"$gte": {"totalTxnAmount": 250.00}}, {"$eq": {"state": "draft"}}, {"$lt": {"totalTxnAmount": 1.0E+3}}], '
    '"filterExpression": "(1 and 3) or 2", "orderBy": [{"key": "asc"}]}'
)
TEXTS = Query.from_body(
    {
        "object": "accounts-payable/vendor",
        "fields": ["id", "name"],
        "filters": [{"$in": {"name": [*AWKWARD, "=SUM(A1:A9) Data Services", "شركة النهر الأزرق للتجارة"]}}],
        "orderBy": [{"id": "asc"}],
        "size": 2,
    }
)
ONE_PAGE = ("curl", "httpie")
ALL_ROWS = ("python", "javascript")


def command_of(language_id: str, path: Path) -> tuple[str, ...]:
    match language_id:
        case "python":
            return sys.executable, str(path)
        case "javascript":
            return found("node"), str(path)
        case "curl":
            found("curl")
    return found("bash"), str(path)


def found(program: str) -> str:
    where = shutil.which(program)
    assert where is not None, f"These tests run generated programs and need {program}: install it."
    return where


async def run(language_id: str, query: Query, place: CodePlace, folder: Path, **environment: str) -> tuple[int, str, str]:
    """Save the program as the window does, start it, and tell how it ended and what it wrote."""
    chosen = language(language_id)
    path = folder / f"query{chosen.suffix}"
    path.write_text(generate(language_id, query, place), encoding=chosen.encoding)
    inherited = {name: value for name, value in os.environ.items() if name in ("HOME", "SYSTEMROOT", "LANG")}
    path_variable = f"{_VENV}{os.pathsep}{os.environ['PATH']}"
    process = await asyncio.create_subprocess_exec(
        *command_of(language_id, path),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={**inherited, "PATH": path_variable, "HTTPIE_CONFIG_DIR": str(folder), "NO_PROXY": "127.0.0.1", **environment},
    )
    written, complained = await process.communicate()
    assert process.returncode is not None
    return process.returncode, written.decode(), complained.decode()


def rows_in(language_id: str, written: str) -> list[Any]:
    if language_id in ONE_PAGE:
        answer: list[Any] = json.loads(written)["ia::result"]
        return answer
    return [json.loads(line) for line in written.splitlines()]


async def rows_of(client: Client, language_id: str, query: Query) -> list[Any]:
    pages = [await fetch_page(client, query)] if language_id in ONE_PAGE else [page async for page in query_pages(client, query)]
    return [json.loads(bytes(row)) for page in pages for row in page.rows]


async def token_of(client: Client) -> str:
    assert client.tokens is not None
    return await client.tokens.access_token()


@pytest.mark.parametrize("language_id", [*ONE_PAGE, *ALL_ROWS])
@pytest.mark.parametrize(("query", "entity"), [(PAGES, None), (DIGITS, "300"), (TEXTS, None)], ids=["pages", "digits", "texts"])
async def test_a_program_brings_the_rows_of_the_client(
    practice: SandboxServer, client: Client, tmp_path: Path, language_id: str, query: Query, entity: str | None
) -> None:
    client.entity = entity
    expected = await rows_of(client, language_id, query)
    place = CodePlace(practice.ready.base_url, entity)
    status, written, complained = await run(language_id, query, place, tmp_path, INTACCT_TOKEN=await token_of(client))
    assert (status, complained) == (0, "")
    assert rows_in(language_id, written) == expected
    assert len(expected) >= 2


async def test_pages_and_entity_are_no_accident(client: Client) -> None:
    """What the test above compares would be the same without paging, or without the entity, otherwise."""
    assert len([page async for page in query_pages(client, PAGES)]) == 5
    everywhere = await rows_of(client, "python", DIGITS)
    client.entity = "300"
    assert 90 < len(await rows_of(client, "python", DIGITS)) < len(everywhere)


@pytest.mark.parametrize("language_id", [*ONE_PAGE, *ALL_ROWS])
async def test_a_refusal_is_said_and_is_a_failure(practice: SandboxServer, client: Client, tmp_path: Path, language_id: str) -> None:
    refused = Query("accounts-payable/bill", ("noSuchField",))
    place = CodePlace(practice.ready.base_url)
    status, written, complained = await run(language_id, refused, place, tmp_path, INTACCT_TOKEN=await token_of(client))
    assert status != 0
    assert "noSuchField" in written + complained


async def test_python_signs_in_by_itself_and_waits_when_told_to(
    practice: SandboxServer, company: Company, client: Client, tmp_path: Path
) -> None:
    expected = await rows_of(client, "python", PAGES)
    company.forget()
    company.lets("services/core/query 429=0s times=1\nservices/core/query 503=0s times=1")
    ready = practice.ready
    secrets = {
        "INTACCT_CLIENT_ID": ready.client_id,
        "INTACCT_CLIENT_SECRET": ready.client_secret,
        "INTACCT_USERNAME": ready.username,
    }
    status, written, complained = await run("python", PAGES, CodePlace(ready.base_url), tmp_path, **secrets)
    assert (status, complained) == (0, "")
    assert rows_in("python", written) == expected
    assert company.count("POST /services/core/query") == 5 + 2
