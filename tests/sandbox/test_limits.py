"""How many requests the practice company takes, and what its answers say about that."""

from collections.abc import Iterator

import httpx
import pytest

from intacct_desktop.sandbox.faults import parse_faults
from intacct_desktop.sandbox.settings import Settings
from tests.practice import practice_company
from tests.sandbox.conftest import TODAY, Clock, fetch_token

MODEL = "/services/core/model?name=x"


@pytest.fixture(scope="module")
def limited(clock: Clock) -> Iterator[httpx.Client]:
    """A client of a company that takes two requests at once and five a minute, and whose entities are slow to read."""
    faults = parse_faults("objects/company-config/entity drip=20b/s")
    with practice_company(today=TODAY, settings=Settings(concurrency=2, requests_per_minute=5, clock=clock, faults=faults)) as server:
        token = fetch_token(server.ready, grant_type="client_credentials", username=server.ready.username).json()["access_token"]
        headers = {"Authorization": f"Bearer {token}"}
        with httpx.Client(base_url=server.ready.base_url, headers=headers, trust_env=False) as client:
            yield client


def rates(answer: httpx.Response) -> dict[str, str]:
    prefix = "x-ia-"
    return {name.removeprefix(prefix): value for name, value in answer.headers.items() if name.startswith(prefix)}


def test_without_a_minute_limit(api: httpx.Client) -> None:
    assert rates(api.get(MODEL)) == {
        "throttle-limit": "8",
        "throttle-remaining": "7",
        "minute-rate-limit": "-1",
        "minute-rate-limit-remaining": "-1",
        "hour-rate-limit": "-1",
        "hour-rate-limit-remaining": "-1",
    }
    assert "retry-after" not in api.get(MODEL).headers


@pytest.mark.parametrize("path", ["/services/core/nothing", "/objects/a/b", "/services/core/query"])
def test_refusals_say_it_too(api: httpx.Client, path: str) -> None:
    answer = api.get(path)
    assert answer.status_code >= 400
    assert rates(answer)["throttle-remaining"] == "7"


def test_signing_in_is_no_api_request(limited: httpx.Client, clock: Clock) -> None:
    clock.advance(60)
    answers = [limited.get("/oauth2/authorize") for _ in range(6)]
    assert {answer.status_code for answer in answers} == {400}
    assert not any(map(rates, answers))


def test_so_many_a_minute(limited: httpx.Client, clock: Clock) -> None:
    clock.advance(60)
    for left in (4, 3):
        assert rates(limited.get(MODEL))["minute-rate-limit-remaining"] == str(left)
    clock.advance(20.5)
    for left in (2, 1, 0):
        assert rates(limited.get(MODEL))["minute-rate-limit-remaining"] == str(left)
    for _ in range(2):
        refused = limited.get(MODEL)
        assert (refused.status_code, refused.json()["ia::error"]["code"]) == (429, "GW-0010")
        assert refused.headers["retry-after"] == refused.headers["x-ia-throttle-retry-after"] == "40"
        assert rates(refused)["minute-rate-limit-remaining"] == "0"
    clock.advance(39)
    assert limited.get(MODEL).headers["retry-after"] == "1"
    clock.advance(0.5)
    for left in (1, 0):
        answer = limited.get(MODEL)
        assert (answer.status_code, rates(answer)["minute-rate-limit-remaining"]) == (200, str(left))
    assert limited.get(MODEL).headers["retry-after"] == "21"


def test_an_answer_on_its_way_is_in_flight(limited: httpx.Client, clock: Clock) -> None:
    clock.advance(60)
    slow = "/objects/company-config/entity"
    with limited.stream("GET", slow) as first:
        assert rates(first)["throttle-remaining"] == "1"
        with limited.stream("GET", slow) as second:
            assert rates(second)["throttle-remaining"] == "0"
            refused = limited.get(MODEL)
            assert (refused.status_code, refused.json()["ia::error"]["code"]) == (429, "GW-0010")
            assert refused.headers["retry-after"] == refused.headers["x-ia-throttle-retry-after"] == "1"
            assert rates(refused)["throttle-remaining"] == "0"
            assert rates(refused)["minute-rate-limit-remaining"] == "3", "what is refused does not count"
