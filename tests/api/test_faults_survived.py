"""Every fault of the practice company's language, met by the client: nothing is lost, nothing is taken for what it is not."""

from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import TypeAlias

import pytest
import stamina

from intacct_desktop.api.client import Client
from intacct_desktop.api.errors import IntacctError, NotSignedIn
from intacct_desktop.api.export_service import ExportFormat, export
from intacct_desktop.api.model_service import ModelService
from intacct_desktop.api.query import Order, Query
from intacct_desktop.api.query_service import fetch_page, query_pages
from intacct_desktop.api.records import reading as records
from tests.practice import Company

VENDORS = Query(
    "accounts-payable/vendor", ("key", "id", "name", "creditLimit", "audit.modifiedDateTime"), order_by=(Order("key"),), size=25
)

# What the client gets over by itself, and what it may only report: by the status and the code of the error.
SURVIVED = ["latency=1ms..20ms", "429=10ms", "429", "503=10ms", "503", "drop", "drop=0b", "drop=100b", "drip=500kb/s", "expired-token"]
REPORTED = {
    "500": (500, "operationFailed"),
    "html": (502, ""),
    "html=200": (200, "not-a-page"),
    "error-in-200": (200, "operationFailed"),
    "truncated-json": (200, "not-a-page"),
    "truncated-json=0b": (200, "not-a-page"),
    "invalid-json": (200, "not-a-page"),
}


@pytest.fixture(autouse=True)
def at_once() -> Iterator[None]:
    """A repeated request is sent without the pause before it."""
    stamina.set_testing(True, attempts=4, cap=True)
    yield
    stamina.set_testing(False)


async def all_rows(client: Client) -> list[bytes]:
    return [bytes(row) async for page in query_pages(client, VENDORS) for row in page.rows]


@pytest.mark.parametrize("fault", SURVIVED)
async def test_all_pages_come_all_the_same(client: Client, company: Company, fault: str) -> None:
    expected = await all_rows(client)
    assert len(expected) > 10 * (VENDORS.size or 0)
    company.lets(f"services/core/query {fault} p=0.4 times={1 if fault == 'expired-token' else 3}")
    assert await all_rows(client) == expected
    assert company.faults_in_force == [], "it was met as often as was ordered"


@pytest.mark.parametrize("fault", REPORTED)
async def test_what_cannot_be_repeated_is_said_and_all_pages_come_at_another_try(client: Client, company: Company, fault: str) -> None:
    expected = await all_rows(client)
    company.lets(f"services/core/query {fault} p=0.2 times=2")
    tries = 0
    while company.faults_in_force:
        tries += 1
        with pytest.raises(IntacctError) as caught:
            await all_rows(client)
        assert (caught.value.status, caught.value.code) == REPORTED[fault]
    assert tries in (1, 2)
    assert await all_rows(client) == expected


async def test_many_kinds_at_once(client: Client, company: Company) -> None:
    expected = await all_rows(client)
    company.lets("""
        *   latency=1ms..20ms  p=0.3
        *   429=10ms           p=0.3   times=1
        *   503                p=0.3   times=1
        *   drop=2000b         after=5 times=1
        *   expired-token      after=9 times=1
        *   drip=200kb/s       p=0.5
    """)
    for _ in range(3):
        assert await all_rows(client) == expected
    assert len(company.faults_in_force) == 2, "each that was to be met so many times was"


Ask: TypeAlias = Callable[[Client, Path], Awaitable[object]]


async def entries(client: Client, _: Path) -> object:
    return await ModelService(client).entries()


async def references(client: Client, _: Path) -> object:
    return await records.list_objects(client, "accounts-payable/vendor")


async def record(client: Client, _: Path) -> object:
    models = ModelService(client)
    return await records.get_record(client, await models.model("company-config/department"), "1")


async def file(client: Client, folder: Path) -> object:
    target = folder / "vendors.csv"
    target.unlink(missing_ok=True)
    size = await export(client, VENDORS, ExportFormat.CSV, target)
    assert target.stat().st_size == size
    return target.read_bytes()


SERVICES: list[tuple[Ask, str, str]] = [
    (entries, "services/core/model", "not-a-model"),
    (references, "objects/accounts-payable/vendor", "not-a-record"),
    (record, "objects/company-config/department/*", "not-a-record"),
    (file, "services/core/export", "not-a-file"),
]


@pytest.mark.parametrize(("ask", "path", "code"), SERVICES, ids=[ask.__name__ for ask, _, _ in SERVICES])
async def test_every_other_service(client: Client, company: Company, tmp_path: Path, ask: Ask, path: str, code: str) -> None:
    expected = await ask(client, tmp_path)
    for fault in (*SURVIVED, *REPORTED):
        company.lets(f"{path} {fault} times=1")
        if fault in SURVIVED or (ask is file and "-json" in fault):
            assert await ask(client, tmp_path) == expected, fault
        else:
            with pytest.raises(IntacctError) as caught:
                await ask(client, tmp_path)
            status, its_code = REPORTED[fault]
            assert (caught.value.status, caught.value.code) == (status, its_code.replace("not-a-page", code)), fault
        assert company.faults_in_force == [], fault
        assert await ask(client, tmp_path) == expected, fault


@pytest.mark.parametrize("fault", ["latency=20ms", "drip=10kb/s", "429=10ms times=3", "503 times=3", "drop times=3"])
async def test_a_renewal_of_the_token_is_tried_again(client: Client, company: Company, fault: str) -> None:
    expected = await fetch_page(client, VENDORS)
    company.expires_tokens()
    company.lets(f"oauth2/token {fault}")
    assert (await fetch_page(client, VENDORS)).rows == expected.rows


@pytest.mark.parametrize(("fault", "status"), [("500", 500), ("html", 502), ("error-in-200", 200)])
async def test_a_token_that_cannot_be_renewed_now_can_be_later(client: Client, company: Company, fault: str, status: int) -> None:
    expected = await fetch_page(client, VENDORS)
    company.expires_tokens()
    company.lets(f"oauth2/token {fault} times=1")
    with pytest.raises(IntacctError) as caught:
        await fetch_page(client, VENDORS)
    assert caught.value.status == status
    assert (await fetch_page(client, VENDORS)).rows == expected.rows


@pytest.mark.parametrize("fault", ["drop=10b", "truncated-json", "invalid-json"])
async def test_a_new_token_that_got_lost_ends_the_sign_in(client: Client, company: Company, fault: str) -> None:
    """The refresh token is spent, and nobody has the next one: asking again cannot help, and the user has to be told."""
    company.expires_tokens()
    company.lets(f"oauth2/token {fault} times=1")
    with pytest.raises((IntacctError, NotSignedIn)):
        await fetch_page(client, VENDORS)
    with pytest.raises(NotSignedIn):
        await fetch_page(client, VENDORS)
