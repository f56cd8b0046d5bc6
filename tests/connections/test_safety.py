"""The safety level: what it lets through, for how long, and that nothing else reaches the wire."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path
from typing import cast

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from intacct_desktop.api.client import Client, Method
from intacct_desktop.api.errors import NoAnswer
from intacct_desktop.api.exchange import Exchange
from intacct_desktop.api.query import Query
from intacct_desktop.api.reading import only_reads
from intacct_desktop.api.records.reading import record_path
from intacct_desktop.api.records.writes import Write, delete_of, send
from intacct_desktop.connections.profile import Environment, Profile, ProfileStore
from intacct_desktop.connections.safety import (
    RAISED_FOR,
    Asking,
    Confirmation,
    Refusal,
    Safety,
    SafetyLevel,
    TimePassed,
    WriteRefused,
)
from intacct_desktop.connections.session import Session, sign_in_with_client_credentials
from intacct_desktop.connections.vault import Secrets, Vault
from intacct_desktop.resources import resource
from intacct_desktop.sandbox.server import SandboxServer
from tests.practice import Company, governed, machine_profile

DEPARTMENT = "company-config/department"
PATH = f"/objects/{DEPARTMENT}"
KEPT = msgspec.json.decode(resource("model", "facts.json").read_bytes())
READING = {
    "core/query", "core/model", "core/export", "core/view", "core/allowed-operations/list", "core/session/id",
    *(name for name in KEPT["services"] if name.startswith("reports/")),
}  # fmt: skip


def creation(name: str = "Made", key: str = "k1", entity: str | None = None) -> Write:
    return Write("POST", PATH, DEPARTMENT, (), {"id": name, "name": name}, key, entity)


def change(name: str = "Changed", key: str = "k2") -> Write:
    return Write("PATCH", f"{PATH}/1", DEPARTMENT, ("1",), {"name": name}, key)


def admit(safety: Safety, write: Write) -> None:
    safety.admit(write.method, write.path, write.content, write.idempotency_key, write.entity)


def refused(safety: Safety, write: Write) -> Refusal:
    with pytest.raises(WriteRefused) as caught:
        admit(safety, write)
    assert caught.value.level is safety.level
    return caught.value.reason


def state(safety: Safety) -> tuple[SafetyLevel, float | None]:
    return safety.level, safety.ends_in


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def safety_at(level: SafetyLevel, start: SafetyLevel = SafetyLevel.ASK, clock: Clock | None = None) -> Safety:
    safety = Safety(start, lambda: "Riverside", clock or Clock())
    safety.set_level(level)
    return safety


# which requests only read


def test_every_service_and_workflow_of_the_facts_is_a_write_but_for_those_that_ask() -> None:
    services = {f"/services/{name}": method for name, method in KEPT["services"].items()}
    workflows = {f"/workflows/{name}": method for name, method in KEPT["workflows"].items()}
    assert len(services) > 40
    assert len(workflows) > 70
    reading = {path for path, method in (services | workflows).items() if only_reads(method, path)}
    getting = {path for path, method in services.items() if method == "GET"}
    assert reading == getting | {f"/services/{name}" for name in READING}


@pytest.mark.parametrize(
    "path",
    [
        "/services/core/query/../composite", "/services/reports/../core/composite", "/services/reports/%2e%2e/core/composite",
        "/oauth2/../objects/a/b", "//services/core/query", "/services/core/query\n", "/services/core/queryx", "/services/core/Query",
        "/services/core/query/", "/services/core/query#", "/services/core/query;x", "services/core/query", "", "/oauth2",
        "/services/reports/",
        "/services/core/novel",
    ],
)  # fmt: skip
def test_a_path_that_only_looks_like_a_reading_one_is_a_write(path: str) -> None:
    assert not only_reads("POST", path)


@given(st.sampled_from(["POST", "PATCH", "DELETE", "PUT", "get", ""]), st.text(max_size=40))
def test_nothing_unknown_reads(method: str, path: str) -> None:
    assert not only_reads(method, f"/objects/{path}")
    assert not only_reads("PATCH", f"/services/core/query{path}")
    assert not only_reads("DELETE", f"/services/core/query{path}")


# the level


def test_a_raised_level_ends_by_itself_and_says_so_once(clock: Clock) -> None:
    safety = Safety(SafetyLevel.VIEW_ONLY, lambda: "riverside", clock)
    told: list[tuple[SafetyLevel, float | None]] = []
    unsubscribe = safety.subscribe(lambda: told.append(state(safety)))
    safety.set_level(SafetyLevel.FREE)
    clock.now += RAISED_FOR - 1
    safety.refresh()
    assert state(safety) == (SafetyLevel.FREE, 1.0)
    clock.now += 1
    assert state(safety) == (SafetyLevel.VIEW_ONLY, None)  # also before anybody looks
    assert refused(safety, creation()) is Refusal.VIEW_ONLY
    safety.refresh()
    safety.refresh()
    assert told == [(SafetyLevel.FREE, RAISED_FOR), (SafetyLevel.VIEW_ONLY, None)]
    unsubscribe()
    safety.set_level(SafetyLevel.ASK)
    assert len(told) == 2


def test_time_passes_while_the_computer_sleeps_and_is_not_set_back() -> None:
    running, calendar = Clock(), Clock()
    passed = TimePassed(running, calendar)
    running.now, calendar.now = running.now + 10, calendar.now + 10
    assert passed() == 10
    calendar.now += 3_600  # asleep
    assert passed() == 3_610
    calendar.now -= 100_000  # somebody sets the clock
    assert passed() == 3_610
    running.now += 4_000
    assert passed() == 4_010


def test_going_down_is_at_once_lasts_and_puts_no_end_off(clock: Clock) -> None:
    safety = Safety(SafetyLevel.ASK_TWICE, lambda: "riverside", clock)
    safety.set_level(SafetyLevel.FREE)
    clock.now += 600
    safety.set_level(SafetyLevel.ASK)
    assert safety.ends_in == RAISED_FOR - 600
    safety.set_level(SafetyLevel.ASK)  # chosen again: another quarter of an hour
    assert safety.ends_in == RAISED_FOR
    safety.set_level(SafetyLevel.VIEW_ONLY)
    clock.now += 100_000
    assert state(safety) == (SafetyLevel.VIEW_ONLY, None)
    safety.set_level(SafetyLevel.ASK_TWICE)  # back where it started: that lasts too
    clock.now += 100_000
    assert state(safety) == (SafetyLevel.ASK_TWICE, None)


@given(st.lists(st.tuples(st.sampled_from(SafetyLevel), st.integers(0, 2_000)), max_size=12), st.sampled_from(SafetyLevel))
def test_no_level_above_the_first_outlives_a_quarter_of_an_hour(steps: list[tuple[SafetyLevel, float]], start: SafetyLevel) -> None:
    clock = Clock()
    safety = Safety(start, lambda: "riverside", clock)
    for level, seconds in steps:
        safety.set_level(level)
        assert safety.level is level
        assert (safety.ends_in is not None) == level.is_above(start)
        clock.now += seconds
        assert 0 < (safety.ends_in or 1) <= RAISED_FOR
    clock.now += RAISED_FOR
    assert not safety.level.is_above(start)


# what is asked


@pytest.mark.parametrize(
    ("level", "single", "grave"),
    [
        (SafetyLevel.ASK, Asking.CONFIRM, Asking.CONFIRM),
        (SafetyLevel.ASK_TWICE, Asking.CONFIRM, Asking.TYPE_COMPANY),
        (SafetyLevel.FREE, Asking.NOTHING, Asking.NOTHING),
    ],
)
def test_what_a_level_asks(level: SafetyLevel, single: Asking, grave: Asking) -> None:
    safety = safety_at(level)
    assert safety.asks([creation()]) is safety.asks([change()]) is single
    several = Write("PATCH", f"{PATH}/1,2", DEPARTMENT, ("1", "2"), [{"name": "a"}, {"name": "b"}], "k")
    for writes in ([delete_of(DEPARTMENT, "1")], [several], [creation(), change()]):
        assert safety.asks(writes) is grave


def test_view_only_asks_nothing_and_lets_nothing_through() -> None:
    safety, writes = safety_at(SafetyLevel.VIEW_ONLY), [creation()]
    with pytest.raises(WriteRefused) as caught:
        safety.asks(writes)
    assert (caught.value.reason, caught.value.level) == (Refusal.VIEW_ONLY, SafetyLevel.VIEW_ONLY)
    with pytest.raises(WriteRefused), safety.permit(writes, Confirmation.of(writes, "riverside")):
        pytest.fail("was let in")


@given(
    st.sampled_from(["POST", "PATCH", "DELETE"]), st.text(max_size=30), st.none() | st.binary(max_size=20), st.none() | st.text(max_size=9)
)
def test_without_a_permit_only_free_writes(method: str, path: str, content: bytes | None, key: str | None) -> None:
    for level in SafetyLevel:
        safety = safety_at(level)
        if level is SafetyLevel.FREE:
            safety.admit(method, f"/objects/{path}", content, key, None)
        else:
            with pytest.raises(WriteRefused):
                safety.admit(method, f"/objects/{path}", content, key, None)


# permits


def test_a_permit_lets_exactly_what_was_confirmed_through() -> None:
    safety, write = safety_at(SafetyLevel.ASK), creation()
    assert refused(safety, write) is Refusal.NOT_CONFIRMED
    with safety.permit([write], Confirmation.of([write])):
        for other in (
            replace(write, body={"id": "Made", "name": "Else"}),
            replace(write, path=f"{PATH}/7"),
            replace(write, method="PATCH"),
            replace(write, idempotency_key="k9"),
            replace(write, idempotency_key=None),
            replace(write, entity="Lyon"),
            replace(write, path=f"{PATH}?novel=1"),
        ):
            assert refused(safety, other) is Refusal.OTHER_THAN_CONFIRMED
        admit(safety, write)
    assert refused(safety, write) is Refusal.NOT_CONFIRMED


def test_a_confirmation_of_something_else_opens_nothing() -> None:
    safety, write = safety_at(SafetyLevel.ASK), creation()
    for confirmation, reason in (
        (None, Refusal.NOT_CONFIRMED),
        (Confirmation(()), Refusal.OTHER_THAN_CONFIRMED),
        (Confirmation.of([change()]), Refusal.OTHER_THAN_CONFIRMED),
    ):
        with pytest.raises(WriteRefused) as caught, safety.permit([write], confirmation):
            pytest.fail("was let in")
        assert caught.value.reason is reason
    twice = [replace(write, idempotency_key=None)] * 2
    with pytest.raises(WriteRefused), safety.permit(twice, Confirmation.of(twice[:1])):
        pytest.fail("was let in")


def test_once_and_again_only_under_its_own_key() -> None:
    safety = safety_at(SafetyLevel.ASK)
    keyed, keyless, gone = creation(), replace(creation(), idempotency_key=None), delete_of(DEPARTMENT, "1")
    writes = [keyed, keyless, keyless, gone]
    with safety.permit(writes, Confirmation.of(writes)):
        for _ in range(3):
            admit(safety, keyed)
        admit(safety, keyless)
        admit(safety, keyless)
        admit(safety, gone)
        assert refused(safety, keyless) is Refusal.OTHER_THAN_CONFIRMED
        assert refused(safety, gone) is Refusal.OTHER_THAN_CONFIRMED
    keyed_delete = replace(gone, idempotency_key="k")
    with safety.permit([keyed_delete], Confirmation.of([keyed_delete])):
        admit(safety, keyed_delete)
        assert refused(safety, keyed_delete) is Refusal.OTHER_THAN_CONFIRMED


@pytest.mark.parametrize(
    ("typed", "right"), [("riverside", True), ("  RIVERSIDE\n", True), ("river side", False), ("", False), ("Rivers", False)]
)
def test_the_company_has_to_be_typed_for_what_is_grave(typed: str, right: bool) -> None:
    safety, write = safety_at(SafetyLevel.ASK_TWICE), delete_of(DEPARTMENT, "1")
    assert safety.is_company(typed) is right
    if right:
        with safety.permit([write], Confirmation.of([write], typed)):
            admit(safety, write)
    else:
        with pytest.raises(WriteRefused) as caught, safety.permit([write], Confirmation.of([write], typed)):
            pytest.fail("was let in")
        assert caught.value.reason is Refusal.COMPANY_NOT_TYPED


def test_a_company_without_a_name_is_never_typed_right() -> None:
    assert not Safety(SafetyLevel.ASK_TWICE, lambda: "").is_company("")


def test_a_level_that_ends_meanwhile_ends_the_permit(clock: Clock) -> None:
    safety, writes = safety_at(SafetyLevel.FREE, SafetyLevel.VIEW_ONLY, clock), [creation(), change()]
    with safety.permit(writes, None):
        admit(safety, writes[0])
        safety.set_level(SafetyLevel.ASK)
        assert refused(safety, writes[1]) is Refusal.NOT_CONFIRMED
        clock.now += RAISED_FOR
        assert refused(safety, writes[1]) is Refusal.VIEW_ONLY
    safety = safety_at(SafetyLevel.ASK, SafetyLevel.ASK, clock)
    with safety.permit(writes, Confirmation.of(writes)):
        safety.set_level(SafetyLevel.ASK_TWICE)
        assert refused(safety, writes[0]) is Refusal.COMPANY_NOT_TYPED


def test_two_permits_stand_side_by_side_and_an_error_ends_its_own() -> None:
    safety, first, second = safety_at(SafetyLevel.ASK), creation(), change()
    with safety.permit([first], Confirmation.of([first])):
        with pytest.raises(WriteRefused), safety.permit([second], Confirmation.of([second])):
            admit(safety, replace(second, path="/objects/a/b"))
        assert refused(safety, second) is Refusal.OTHER_THAN_CONFIRMED
        admit(safety, first)


# profiles


def test_where_a_profile_starts(practice: SandboxServer) -> None:
    profile = machine_profile(practice.ready)
    for environment in (Environment.PRACTICE, Environment.SANDBOX):
        assert replace(profile, environment=environment).starting_level is SafetyLevel.ASK
        for level in SafetyLevel:
            assert replace(profile, environment=environment, safety=level).starting_level is level
    for chosen in (None, *SafetyLevel):
        assert replace(profile, environment=Environment.PRODUCTION, safety=chosen).starting_level is SafetyLevel.VIEW_ONLY


def test_a_profile_keeps_its_level_and_an_old_file_still_loads(practice: SandboxServer, tmp_path: Path) -> None:
    store, profile = ProfileStore(tmp_path / "profiles.json"), machine_profile(practice.ready)
    store.save([replace(profile, safety=SafetyLevel.ASK_TWICE)])
    assert store.load() == (replace(profile, safety=SafetyLevel.ASK_TWICE),)
    saved = msgspec.json.decode(store.path.read_bytes())
    assert saved["profiles"][0].pop("safety") == "ask-twice"
    store.path.write_bytes(msgspec.json.encode(saved))
    assert store.load() == (profile,)


# on the wire


@pytest.fixture
async def session(practice: SandboxServer) -> AsyncIterator[Session]:
    profile = machine_profile(practice.ready)
    vault = Vault(None)
    await vault.write(profile.id, Secrets(client_secret=practice.ready.client_secret))
    session = await sign_in_with_client_credentials(profile, vault)
    yield session
    await session.aclose()


@pytest.fixture
def exchanges(session: Session) -> Iterator[list[Exchange]]:
    seen: list[Exchange] = []
    unsubscribe = session.client.subscribe(seen.append)
    yield seen
    unsubscribe()


def paths() -> Iterator[tuple[str, str]]:
    """Every method of every object, service and workflow of the facts, and some that no fact knows."""
    for name in KEPT["objects"]:
        path = record_path(name)
        yield from (("POST", path), ("PATCH", f"{path}/1"), ("DELETE", f"{path}/1"))
    yield from ((method, f"/services/{name}") for name, method in KEPT["services"].items())
    yield from ((method, f"/workflows/{name}") for name, method in KEPT["workflows"].items())
    yield from (("POST", "/services/core/composite/novel"), ("PATCH", "/services/core/query"), ("DELETE", "/services/reports/status"))


@pytest.mark.parametrize("level", [SafetyLevel.VIEW_ONLY, SafetyLevel.ASK_TWICE, SafetyLevel.ASK])
async def test_no_write_leaves_a_session_without_a_permit(session: Session, exchanges: list[Exchange], level: SafetyLevel) -> None:
    session.safety.set_level(level)
    calls, count = session.client.calls, 0
    for method, path in paths():
        if method == "GET" or (method == "POST" and path.removeprefix("/services/") in READING):
            continue
        count += 1
        with pytest.raises(WriteRefused):
            await session.client.request(cast("Method", method), path, json=b"{}", idempotency_key="k")
    assert count > 1_000
    assert session.client.calls == calls
    assert exchanges == []


async def test_what_reaches_the_company_at_each_level(session: Session, company: Company) -> None:
    assert session.safety.level is SafetyLevel.ASK
    await session.client.request("POST", "/services/core/query", json=Query(DEPARTMENT, ("key",), size=1).to_json().encode())
    assert company.count("POST /services/core/query") == 1
    session.safety.set_level(SafetyLevel.VIEW_ONLY)
    with pytest.raises(WriteRefused):
        await send(session.client, creation("S1"))
    session.safety.set_level(SafetyLevel.ASK)
    with pytest.raises(WriteRefused):
        await send(session.client, creation("S1"))
    assert company.count(f"POST {PATH}") == 0

    made = creation("S1", "safety-1")
    with session.safety.permit([made], Confirmation.of([made])):
        (written,) = await send(session.client, made)
        with pytest.raises(WriteRefused):
            await send(session.client, creation("S2", "safety-1"))
    assert company.count(f"POST {PATH}") == 1

    session.safety.set_level(SafetyLevel.ASK_TWICE)
    gone = delete_of(DEPARTMENT, written.reference.key)
    with pytest.raises(WriteRefused), session.safety.permit([gone], Confirmation.of([gone])):
        await send(session.client, gone)
    assert company.count(f"DELETE {gone.path}") == 0
    with session.safety.permit([gone], Confirmation.of([gone], "Riverside ")):
        await send(session.client, gone)
        with pytest.raises(WriteRefused):
            await send(session.client, gone)
    assert company.count(f"DELETE {gone.path}") == 1

    session.safety.set_level(SafetyLevel.FREE)
    (written,) = await send(session.client, creation("S3", "safety-3"))
    await send(session.client, delete_of(DEPARTMENT, written.reference.key))
    assert company.count(f"POST {PATH}") == 2


async def test_a_write_whose_answer_was_lost_is_sent_again_under_its_key(session: Session, company: Company) -> None:
    made = creation("S4", "safety-4")
    company.fails(PATH, drop=True)
    with session.safety.permit([made], Confirmation.of([made])):
        with pytest.raises(NoAnswer):
            await send(session.client, made)
        (written,) = await send(session.client, made)
    assert company.count(f"POST {PATH}") == 2
    gone = delete_of(DEPARTMENT, written.reference.key)
    with session.safety.permit([gone], Confirmation.of([gone])):
        await send(session.client, gone)


async def test_what_waits_for_its_turn_is_stopped_by_going_down(session: Session, company: Company, exchanges: list[Exchange]) -> None:
    governor, made = session.client.governor, creation("S5", "safety-5")
    async with AsyncExitStack() as lanes:
        for _ in range(governor.lanes):
            await lanes.enter_async_context(governor.lane())
        with session.safety.permit([made], Confirmation.of([made])):
            sending = asyncio.create_task(send(session.client, made))
            await governed(governor, lambda: governor.waiting > 0)
            session.safety.set_level(SafetyLevel.VIEW_ONLY)
            await lanes.aclose()
            with pytest.raises(WriteRefused):
                await sending
    assert company.count(f"POST {PATH}") == 0
    assert exchanges == []


async def test_a_download_has_to_pass_too(session: Session, tmp_path: Path) -> None:
    with pytest.raises(WriteRefused):
        await session.client.download(PATH, json=b"{}", target=tmp_path / "none", on_bytes=lambda count: None)
    assert not (tmp_path / "none").exists()


async def test_a_bare_client_has_no_guard(client: Client) -> None:
    assert client.guard is None


def test_a_session_starts_where_its_profile_says(session: Session, practice: SandboxServer) -> None:
    assert session.client.guard is session.safety
    assert session.safety.company == session.company == "riverside"
    production: Profile = replace(machine_profile(practice.ready), environment=Environment.PRODUCTION, safety=SafetyLevel.FREE)
    assert Session(production, session.client, session.tokens, Vault(None)).safety.level is SafetyLevel.VIEW_ONLY
