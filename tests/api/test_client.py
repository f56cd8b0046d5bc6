"""The one door for HTTP, against the practice company over real loopback connections."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from intacct_desktop.api.client import Client
from intacct_desktop.api.errors import IntacctError, NoAnswer, NoAnswerReason, NotSignedIn
from intacct_desktop.api.exchange import Exchange
from intacct_desktop.api.query import Query
from tests.practice import Company, governed
from tests.ui.sign_in.site import self_signed, site

EXPORT = "/services/core/export"
QUERY = "/services/core/query"
DEPARTMENTS = Query("company-config/department", ("key", "id"), size=2).to_json().encode()
DEPARTMENTS_AS_CSV = b'{"fileType":"csv","query":%b}' % DEPARTMENTS


async def ask(client: Client) -> bytes:
    return (await client.request("POST", QUERY, json=DEPARTMENTS, repeatable=True)).body


async def test_an_overload_is_waited_out_and_asked_again(client: Client, company: Company) -> None:
    company.fails(QUERY, status=429, headers={"Retry-After": "0.05"}, times=2)
    seen: list[Exchange] = []
    client.subscribe(seen.append)
    assert b"ia::result" in await ask(client)
    assert [(exchange.status, exchange.attempt) for exchange in seen] == [(429, 1), (429, 2), (200, 3)]


async def test_the_longest_of_the_rate_headers_counts(client: Client, company: Company) -> None:
    company.fails(
        QUERY, status=429, headers={"Retry-After": "0", "X-IA-Throttle-Retry-After": "0.3", "X-IA-Hour-Rate-Limit-Retry-After": "-1"}
    )
    began = asyncio.get_running_loop().time()
    await ask(client)
    assert asyncio.get_running_loop().time() - began >= 0.3


async def test_a_wait_that_is_too_long_is_the_users_to_decide(client: Client, company: Company) -> None:
    company.fails(QUERY, status=429, headers={"Retry-After": "3600"})
    with pytest.raises(IntacctError) as caught:
        await ask(client)
    assert caught.value.retry_after == 3600
    assert company.count(f"POST {QUERY}") == 1


async def test_a_broken_connection_is_tried_again(client: Client, company: Company) -> None:
    company.fails(QUERY, drop=True)
    company.fails(QUERY, truncate=20)
    assert b"ia::result" in await ask(client)


async def test_what_may_not_be_repeated_is_sent_once(client: Client, company: Company) -> None:
    company.fails(QUERY, drop=True)
    with pytest.raises(NoAnswer) as caught:
        await client.request("POST", QUERY, json=DEPARTMENTS)
    assert caught.value.reason is NoAnswerReason.INTERRUPTED
    assert company.count(f"POST {QUERY}") == 1


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (401, {"ia::error": {"code": "GW-0040", "message": "Expired token"}}),
        (400, {"error": {"code": "invalidRequest", "message": "The token is not valid", "errorId": "REST-1206"}}),
    ],
)
async def test_a_refused_token_is_renewed_once(client: Client, company: Company, status: int, body: object) -> None:
    company.fails(QUERY, status=status, body=body)
    await ask(client)
    assert company.count("POST /oauth2/token") == 1
    company.fails(QUERY, status=status, body=body, times=2)
    with pytest.raises(IntacctError):
        await ask(client)
    assert company.count("POST /oauth2/token") == 2


async def test_many_who_meet_an_expired_token_share_one_renewal(client: Client, company: Company) -> None:
    company.expires_tokens()
    await asyncio.gather(*(ask(client) for _ in range(20)))
    assert company.count("POST /oauth2/token") == 1


async def test_no_more_requests_than_lanes(client: Client, company: Company) -> None:
    company.fails(QUERY, delay=0.05, times=12)
    counts: list[int] = []
    client.governor.subscribe(lambda: counts.append(client.governor.in_flight))
    await asyncio.gather(*(ask(client) for _ in range(12)))
    assert max(counts) == company.most_in_flight == 3
    assert client.governor.in_flight == client.governor.waiting == 0


async def test_a_request_in_flight_outlives_its_owner(client: Client, company: Company) -> None:
    company.fails(QUERY, delay=0.1)
    landed: asyncio.Future[Exchange] = asyncio.get_running_loop().create_future()
    client.subscribe(landed.set_result)
    task = asyncio.create_task(ask(client))
    await governed(client.governor, lambda: client.governor.in_flight > 0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert (await landed).status == 200


async def test_waiting_for_a_lane_can_be_cancelled(client: Client, company: Company) -> None:
    company.fails(QUERY, delay=0.1, times=3)
    first = [asyncio.create_task(ask(client)) for _ in range(3)]
    late = asyncio.create_task(ask(client))
    await governed(client.governor, lambda: client.governor.waiting > 0 and client.governor.in_flight == 3)
    late.cancel()
    await asyncio.gather(*first, late, return_exceptions=True)
    assert late.cancelled()
    assert company.count(f"POST {QUERY}") == 3


async def test_cancelling_without_end_does_not_wear_the_pool_out(client: Client) -> None:
    for _ in range(100):
        tasks = [asyncio.create_task(ask(client)) for _ in range(4)]
        await governed(client.governor, lambda: client.governor.waiting > 0)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    assert b"ia::result" in await ask(client)


async def test_every_attempt_has_a_number_of_its_own(client: Client, company: Company) -> None:
    company.fails(QUERY, delay=0.05, times=3)
    seen: list[int] = []
    client.subscribe(lambda exchange: seen.append(exchange.number))
    before = client.calls
    await asyncio.gather(*(ask(client) for _ in range(3)))
    assert sorted(seen) == [before + 1, before + 2, before + 3]


async def test_an_answer_that_broke_off_is_a_failure_in_the_log(client: Client, company: Company) -> None:
    company.fails(QUERY, truncate=20)
    seen: list[Exchange] = []
    client.subscribe(seen.append)
    with pytest.raises(NoAnswer):
        await client.request("POST", QUERY, json=DEPARTMENTS)
    assert [(exchange.status, exchange.failed) for exchange in seen] == [(200, True)]


async def test_a_listener_that_breaks_does_not_cost_the_answer(client: Client, expect_log: Callable[[str], None]) -> None:
    def broken(exchange: Exchange) -> None:
        raise LookupError(exchange.path)

    expect_log("A listener of POST /services/core/query failed")
    client.subscribe(broken)
    assert b"ia::result" in await ask(client)


@pytest.mark.parametrize(("length", "code"), [(900_000, "x"), (3_000_000, "")])
async def test_no_more_of_a_refusal_is_kept_than_an_envelope_needs(client: Client, company: Company, length: int, code: str) -> None:
    company.fails(QUERY, status=502, body={"error": {"code": "x", "message": "y" * length}})
    with pytest.raises(IntacctError) as caught:
        await ask(client)
    assert (caught.value.status, caught.value.code) == (502, code)
    assert b"ia::result" in await ask(client)


async def test_closing_answers_who_still_waits(client: Client, company: Company) -> None:
    company.fails(QUERY, delay=30)
    seen: list[Exchange] = []
    client.subscribe(seen.append)
    waiting = asyncio.create_task(ask(client))
    await governed(client.governor, lambda: client.governor.in_flight > 0)
    await client.aclose(patience=0.05)
    with pytest.raises(NoAnswer):
        await waiting
    assert [(exchange.status, exchange.error) for exchange in seen] == [(None, "the connection was closed")]
    with pytest.raises(NotSignedIn):
        await ask(client)
    assert client.governor.in_flight == client.governor.waiting == 0


async def test_closing_sends_nothing_that_still_waits_for_a_lane(client: Client, company: Company) -> None:
    company.fails(QUERY, delay=0.1, times=3)
    asked = [asyncio.create_task(ask(client)) for _ in range(5)]
    await governed(client.governor, lambda: client.governor.in_flight == 3 and client.governor.waiting == 2)
    await client.aclose()
    outcomes = await asyncio.gather(*asked, return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [bytes] * 3 + [NotSignedIn] * 2
    assert company.count(f"POST {QUERY}") == 3


async def test_the_id_of_an_entity_may_have_accents(client: Client) -> None:
    client.entity = "Québec"
    with pytest.raises(IntacctError) as caught:
        await ask(client)
    assert caught.value.status == 400


async def test_a_token_that_cannot_be_a_header_is_not_repeated() -> None:
    class Broken:
        async def access_token(self, refused: str | None = None) -> str:
            return "never-show-this\n"

    client = Client("http://127.0.0.1:9/ia/api/v1", tokens=Broken())
    seen: list[Exchange] = []
    client.subscribe(seen.append)
    with site({}) as running:
        client.base_url = running.address
        with pytest.raises(NoAnswer) as caught:
            await client.request("POST", QUERY, json=DEPARTMENTS)
    assert "never-show-this" not in f"{caught.value} {caught.value.detail} {seen!r}"
    await client.aclose()


async def test_the_proxy_of_the_system_is_for_the_world_outside_only(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    with site({"http://company.example/ia/api/v1/oauth2/token": "by proxy"}) as proxy:
        monkeypatch.setenv("http_proxy", proxy.address)
        outside, here = Client("http://company.example/ia/api/v1"), Client("http://127.0.0.1:9/ia/api/v1")
        assert (await outside.request("POST", "/oauth2/token", form=b"", authorized=False)).body == b"by proxy"
        with pytest.raises(NoAnswer):
            await here.request("POST", "/oauth2/token", form=b"", authorized=False)
        await outside.aclose()
        await here.aclose()
        assert proxy.asked == ["http://company.example/ia/api/v1/oauth2/token"]


async def test_a_certificate_that_the_system_does_not_know(tmp_path: Path) -> None:
    with site({}, certificate=self_signed(tmp_path / "certificate.pem")) as running:
        client = Client(running.address)
        seen: list[Exchange] = []
        client.subscribe(seen.append)
        with pytest.raises(NoAnswer) as caught:
            await client.request("POST", "/oauth2/token", form=b"", authorized=False)
        await client.aclose()
    assert caught.value.reason is NoAnswerReason.NOT_TRUSTED
    assert len(seen) == 1


async def test_secrets_never_reach_an_exchange(client: Client, company: Company) -> None:
    seen: list[Exchange] = []
    client.subscribe(seen.append)
    company.expires_tokens()
    await ask(client)
    token = await client.tokens.access_token() if client.tokens else ""
    assert {exchange.path for exchange in seen} == {QUERY, "/oauth2/token"}
    assert token
    assert token not in repr(seen)
    assert "refresh_token" not in repr(seen)


async def test_the_entity_goes_with_every_request_that_is_not_for_the_top_level(client: Client) -> None:
    seen: list[Exchange] = []
    client.subscribe(seen.append)
    client.entity = "100"
    await ask(client)
    await client.request("POST", QUERY, json=DEPARTMENTS, repeatable=True, entity=None)
    assert [exchange.request_headers.get("X-IA-API-Param-Entity") for exchange in seen] == ["100", None]


async def test_a_download_goes_to_its_file(client: Client, tmp_path: Path) -> None:
    sizes: list[int] = []
    written = await client.download(EXPORT, json=DEPARTMENTS_AS_CSV, target=tmp_path / "rows", on_bytes=sizes.append)
    assert written == sizes[-1] == (tmp_path / "rows").stat().st_size


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ({"status": 200, "body": {"ia::result": {"ia::error": {"code": "x", "message": "inside"}}}}, "x"),
        ({"status": 200, "body": "<html>sign in to the network</html>", "headers": {"Content-Type": "text/html"}}, "not-a-file"),
        ({"status": 302, "body": "", "headers": {"Location": "http://127.0.0.1:9/"}}, "not-a-file"),
    ],
)
async def test_a_success_without_a_file_leaves_none(
    client: Client, company: Company, tmp_path: Path, fault: dict[str, object], code: str
) -> None:
    company.fails(EXPORT, **fault)
    with pytest.raises(IntacctError) as caught:
        await client.download(EXPORT, json=DEPARTMENTS_AS_CSV, target=tmp_path / "rows", on_bytes=lambda _count: None)
    assert caught.value.code == code
    assert not (tmp_path / "rows").exists()


async def test_a_target_that_cannot_be_opened_keeps_no_lane(client: Client, tmp_path: Path) -> None:
    seen: list[Exchange] = []
    client.subscribe(seen.append)
    for _ in range(client.governor.lanes + 1):
        with pytest.raises(FileNotFoundError):
            await client.download(EXPORT, json=DEPARTMENTS_AS_CSV, target=tmp_path / "nowhere" / "rows", on_bytes=lambda _count: None)
    assert client.governor.in_flight == 0
    assert [exchange.status for exchange in seen] == [200] * (client.governor.lanes + 1)


async def test_a_cancelled_download_lets_go_of_its_file(client: Client, company: Company, tmp_path: Path) -> None:
    company.fails(EXPORT, delay=0.2)
    target = tmp_path / "rows"
    task = asyncio.create_task(client.download(EXPORT, json=DEPARTMENTS_AS_CSV, target=target, on_bytes=lambda _count: None))
    await governed(client.governor, lambda: client.governor.in_flight > 0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await client.aclose()
    assert not target.exists()


async def test_a_download_that_is_under_way_ends_at_its_next_part(client: Client, tmp_path: Path) -> None:
    everything = Query("accounts-payable/bill-line", ("key", "memo", "bill.vendor.name", "bill.description", "glAccount.name"))
    body = b'{"fileType":"xml","query":%b}' % everything.to_json().encode()
    ended: asyncio.Future[Exchange] = asyncio.get_running_loop().create_future()
    unsubscribe = client.subscribe(ended.set_result)
    begun = asyncio.Event()
    sizes: list[int] = []

    def on_bytes(count: int) -> None:
        sizes.append(count)
        begun.set()

    task = asyncio.create_task(client.download(EXPORT, json=body, target=tmp_path / "rows", on_bytes=on_bytes))
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    (tmp_path / "rows").unlink()
    assert (await ended).failed
    unsubscribe()
    assert len(sizes) < 10, "the file has some fifty parts"
    assert client.governor.in_flight == 0
    assert b"ia::result" in await ask(client)


async def test_nobody_there() -> None:
    client = Client("http://127.0.0.1:9/ia/api/v1")
    with pytest.raises(NoAnswer) as caught:
        await client.request("POST", "/oauth2/token", form=b"", authorized=False)
    assert caught.value.reason is NoAnswerReason.UNREACHABLE
    await client.aclose()


async def test_no_token_no_request(company: Company) -> None:
    client = Client("http://127.0.0.1:9/ia/api/v1")
    with pytest.raises(NotSignedIn):
        await client.request("GET", "/services/core/model")
    assert client.calls == 0
    await client.aclose()
