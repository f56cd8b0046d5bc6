"""Many clients at once: nothing is lost, nothing is seen half, and the books stay right."""

import socket
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any, TypeVar
from urllib.parse import urlsplit

import httpx
import pytest

from intacct_desktop.sandbox.ready import Ready
from intacct_desktop.sandbox.server import SandboxServer
from intacct_desktop.sandbox.settings import Settings
from tests.practice import practice_company
from tests.sandbox.accounting import Accountant
from tests.sandbox.conftest import TODAY, fetch_token

T = TypeVar("T")

VENDOR = "/objects/accounts-payable/vendor"
BILL = "/objects/accounts-payable/bill"
CLIENTS = 6


@pytest.fixture(scope="module")
def server() -> Iterator[SandboxServer]:
    with practice_company(today=TODAY, settings=Settings(concurrency=100)) as running:
        yield running


def together(work: Callable[[int], T], count: int = CLIENTS) -> list[T]:
    """What ``work`` gives in as many threads, all of which begin at the same moment."""
    gate = threading.Barrier(count)

    def begin(number: int) -> T:
        gate.wait()
        return work(number)

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(begin, range(count)))


def draft(lines: int, number: str) -> dict[str, Any]:
    line = {"glAccount": {"id": "6100"}, "txnAmount": "10.00", "dimensions": {"location": {"id": "100"}}}
    return {
        "billNumber": number,
        "vendor": {"id": "V-00001"},
        "createdDate": "2026-11-02",
        "dueDate": "2026-11-30",
        "currency": {"txnCurrency": "USD"},
        "state": "draft",
        "lines": [line] * lines,
    }


@pytest.fixture(scope="module", autouse=True)
def books_are_right(books: Accountant, all_rows: Callable[..., list[dict[str, Any]]]) -> Iterator[None]:
    """After all of it, debits equal credits, and what is due is the total less what was paid."""
    yield
    lines = all_rows("general-ledger/journal-entry-line", ["txnType", "baseAmount"], filters=[{"$eq": {"state": "posted"}}])
    signs = {"debit": 1, "credit": -1}
    assert sum(signs[line["txnType"]] * Decimal(line["baseAmount"]) for line in lines) == 0
    amounts = ["totalTxnAmount", "totalTxnAmountDue", "paymentInformation.totalTxnAmountPaid"]
    for bill in all_rows("accounts-payable/bill", amounts, filters=[{"$notIn": {"state": ["reversed", "reversal"]}}]):
        total, due, paid = (Decimal(bill[name] or 0) for name in amounts)
        assert due == total - paid


def test_lines_of_one_bill_are_changed_by_many_and_none_is_lost(api: httpx.Client, books: Accountant) -> None:
    address = books.make("accounts-payable/bill", draft(CLIENTS, "at-once-lines"))
    keys = [line["key"] for line in books.read(address)["lines"]]
    new = draft(1, "")["lines"]

    def change(number: int) -> list[int]:
        named = {"lines": [{"key": keys[number], "memo": f"by {number}", "txnAmount": f"{number + 1}.00"}]}
        return [api.patch(address, json=body).status_code for body in (named, {"lines": new})]

    assert together(change) == [[200, 200]] * CLIENTS
    bill = books.read(address)
    assert [line["memo"] for line in bill["lines"][:CLIENTS]] == [f"by {number}" for number in range(CLIENTS)]
    assert [line["lineNumber"] for line in bill["lines"]] == [str(number) for number in range(1, 2 * CLIENTS + 1)]
    assert Decimal(bill["totalTxnAmount"]) == sum(range(1, CLIENTS + 1)) + 10 * CLIENTS


def test_a_batch_is_seen_whole_or_not_at_all(api: httpx.Client, query: Callable[..., Any]) -> None:
    """One writes batches of 20, every other of which fails at its last record; the others look on."""
    whole = {"X-IA-API-Param-Transaction": "true"}
    writing = threading.Event()
    writing.set()

    def write() -> list[int]:
        try:
            seen = []
            for batch in range(8):
                vendors = [{"id": f"ONCE-{batch}-{number}", "name": "At once"} for number in range(20)]
                if batch % 2:
                    vendors[-1] = {"id": "ONCE-0-0", "name": "At once"}
                seen.append(api.post(VENDOR, json=vendors, headers=whole).status_code)
            return seen
        finally:
            writing.clear()

    def look() -> list[int]:
        counts = []
        while writing.is_set():
            page = query("accounts-payable/vendor", ["key"], filters=[{"$startsWith": {"id": "ONCE-"}}], size=1)
            counts.append(page["ia::meta"]["totalCount"])
        return counts

    first, *others = together(lambda number: look() if number else write(), 4)
    assert first == [201, 400] * 4
    assert all(counts == sorted(counts) and all(count % 20 == 0 for count in counts) for counts in others)
    assert any(others)


def test_the_same_request_sent_many_times_at_once_is_done_once(api: httpx.Client, query: Callable[..., Any]) -> None:
    headers = {"Idempotency-Key": "once and for all"}
    answers = together(lambda _: api.post(BILL, json=draft(1, "at-once-same"), headers=headers))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    page = query("accounts-payable/bill", ["key"], filters=[{"$eq": {"billNumber": "at-once-same"}}])
    assert page["ia::meta"]["totalCount"] == 1


def test_an_action_is_carried_out_once(api: httpx.Client, books: Accountant) -> None:
    """A posted bill is reversed by many: one of them does it."""
    bill = draft(1, "at-once-reversed")
    del bill["state"]
    key = books.make("accounts-payable/bill", bill).rpartition("/")[2]
    body = {"key": key, "reverseDate": "2026-11-20", "notes": "Taken back"}
    answers = together(lambda _: api.post("/workflows/accounts-payable/bill/reverse", json=body))
    assert Counter(answer.status_code for answer in answers) == {200: 1, 422: CLIENTS - 1}


def test_a_refresh_token_is_exchanged_once(ready: Ready) -> None:
    token = fetch_token(ready, grant_type="client_credentials", username=ready.username).json()["refresh_token"]
    answers = together(lambda _: fetch_token(ready, grant_type="refresh_token", refresh_token=token))
    assert Counter(answer.status_code for answer in answers) == {200: 1, 400: CLIENTS - 1}


def test_a_token_is_revoked_while_it_is_used(ready: Ready, client_of: Callable[[str], httpx.Client]) -> None:
    """What is under way ends well or with 401; nothing begins afterwards."""
    clerk = client_of("viewer")
    token = clerk.headers["authorization"].removeprefix("Bearer ")
    secret = {"client_id": ready.client_id, "client_secret": ready.client_secret}

    def work(number: int) -> set[int]:
        if number == 0:
            return {clerk.post("/oauth2/revoke", data={"token": token, **secret}).status_code}
        return {clerk.get(f"{VENDOR}/{key}").status_code for key in range(1, 15)}

    revoked, *others = together(work)
    assert revoked == {200}
    assert set.union(*others) <= {200, 401}
    assert clerk.get(f"{VENDOR}/1").status_code == 401


def test_clients_that_go_away_leave_nothing_behind(api: httpx.Client, control: httpx.Client, query: Callable[..., Any]) -> None:
    """In the middle of a body, of a file that is being made, and of one that is being sent."""
    address = urlsplit(str(api.base_url))
    export = b'{"fileType": "%s", "query": {"object": "general-ledger/journal-entry-line", "fields": ["key", "id", "description"]}}'
    files = [export % kind for kind in (b"csv", b"xml", b"xlsx")]
    requests = [
        (VENDOR, b'[{"id": "HALF-1", "name": "Half"}, {"id": "HALF-2", "na', 500_000),
        ("/services/bulk/job/create", b"--x\r\nContent-Disp", 500_000),
        *(("/services/core/export", file, len(file)) for file in files),
    ]
    for path, body, length in requests * 2:
        head = f"POST /ia/api/v1{path} HTTP/1.1\r\nHost: {address.netloc}\r\nContent-Length: {length}\r\n"
        head += f"Authorization: {api.headers['authorization']}\r\n\r\n"
        with socket.create_connection((str(address.hostname), address.port or 0)) as connection:
            connection.sendall(head.encode() + body)
            if body in files[:2]:
                assert connection.recv(15) == b"HTTP/1.1 200 OK"
    while control.get("/requests").json()["inFlight"]:
        assert api.get(f"{VENDOR}/1").status_code == 200
    assert query("accounts-payable/vendor", ["key"], filters=[{"$startsWith": {"id": "HALF"}}])["ia::meta"]["totalCount"] == 0


def test_an_export_goes_on_while_changes_are_taken_back(api: httpx.Client) -> None:
    """Asking what is allowed makes changes and takes them back, and with them the table of an object that nobody has asked for yet."""
    fields = ["key", "txnAmount", "description", "glAccount.id", "glAccount.name", "dimensions.location.id", "dimensions.vendor.name"]
    file = {"fileType": "csv", "query": {"object": "general-ledger/journal-entry-line", "fields": fields}}
    models = [entry["apiObject"].removeprefix("objects/") for entry in api.get("/services/core/model?type=rootObject").json()["ia::result"]]
    with api.stream("POST", "/services/core/export", json=file) as answer:
        parts = answer.iter_bytes()
        received = [next(parts)]
        for name in [name for name in models if name.startswith(("construction/", "fixed-assets/", "consolidation/"))]:
            asked = api.post("/services/core/allowed-operations/list", json={"object": name, "keys": ["1", "2"]})
            assert asked.status_code == 200, asked.text
        received += parts
    keys = [line.partition(b",")[0] for line in b"".join(received).splitlines()[1:]]
    assert len(keys) == len(set(keys)) > 40_000
