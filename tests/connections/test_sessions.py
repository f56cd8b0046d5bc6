"""Signing in, going on, changing entity and signing out, against the practice company over HTTP."""

import asyncio
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode, urljoin
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, Request, build_opener

import keyring
import pytest
from keyring.core import load_keyring

from intacct_desktop.api.errors import IntacctError, NoAnswer, NotSignedIn
from intacct_desktop.api.oauth import Authorization, AuthorizationRefused, ForgedCallback
from intacct_desktop.connections import session as sessions
from intacct_desktop.connections.profile import Profile
from intacct_desktop.connections.session import SecretMissing, Session
from intacct_desktop.connections.vault import Secrets, Vault
from intacct_desktop.sandbox.server import SandboxServer
from tests.connections.rings import Ring
from tests.practice import Company, governed, machine_profile, person_profile


class _NotFollowed(HTTPRedirectHandler):
    """The redirect URI has nobody behind it: the browser of these tests stops there, as the window's does."""

    def redirect_request(self, req: Request, *rest: object) -> Request | None:
        address = str(rest[-1])
        return None if address.startswith("https://") else super().redirect_request(req, *rest)  # type: ignore[arg-type]


def sign_in_page(authorization: Authorization, ready: SandboxServer, decision: str, user: str = "viewer") -> str:
    """Fill the practice company's two forms as a person would; the address that the browser is sent back to."""
    opener = build_opener(HTTPCookieProcessor(CookieJar()), _NotFollowed())
    (password,) = {entry.password for entry in ready.ready.users if entry.user_id == user}

    def submit(page_address: str, page: str, **typed: str) -> tuple[str, str]:
        found = re.search(r'action="([^"]+)"', page)
        assert found, page
        hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page))
        address = urljoin(page_address, found[1])
        with opener.open(address, urlencode(hidden | typed).encode()) as answer:
            return answer.url, answer.read().decode()

    with opener.open(authorization.url) as answer:
        page_address, page = answer.url, answer.read().decode()
    page_address, page = submit(page_address, page, company=ready.ready.company.id, user=user, password=password)
    with pytest.raises(HTTPError) as stopped:
        submit(page_address, page, decision=decision)
    stopped.value.close()
    assert stopped.value.status == 302
    return str(stopped.value.headers["Location"])


@pytest.fixture(autouse=True)
def no_keyring() -> None:
    keyring.set_keyring(load_keyring("keyring.backends.fail.Keyring"))


@pytest.fixture
def vault() -> Vault:
    return Vault(None)


@pytest.fixture
def person(practice: SandboxServer) -> Profile:
    """A profile of a client without a secret: PKCE alone."""
    return person_profile(practice.ready)


@pytest.fixture
async def machine(practice: SandboxServer, vault: Vault) -> Profile:
    await vault.write("machine", Secrets(client_secret=practice.ready.client_secret))
    return machine_profile(practice.ready)


async def signed_in(profile: Profile, vault: Vault, practice: SandboxServer) -> Session:
    authorization = await sessions.begin(profile, vault)
    return await sessions.sign_in_with_code(profile, vault, authorization, sign_in_page(authorization, practice, "allow"))


async def test_a_person_signs_in_and_goes_on_without_being_asked(person: Profile, vault: Vault, practice: SandboxServer) -> None:
    session = await signed_in(person, vault, practice)
    assert (session.user, session.company, session.token_entity) == ("viewer", "riverside", None)
    assert session.profile == replace(person, company="riverside")
    assert any(entry.name == "accounts-payable/bill" for entry in await session.models.entries())
    await session.aclose()

    resumed = await sessions.resume(person, vault)
    assert (resumed.user, resumed.company) == ("viewer", "riverside")
    assert resumed.client.calls == 1  # the model, which the window needs anyway: the token was still good
    await resumed.aclose()


async def test_a_stored_token_that_has_ended_is_renewed_and_the_new_one_kept(
    person: Profile, vault: Vault, practice: SandboxServer
) -> None:
    session = await signed_in(person, vault, practice)
    await session.aclose()
    old = await vault.read("person")
    assert old is not None
    await vault.write("person", replace(old, expires_at=datetime.now(UTC)))

    resumed = await sessions.resume(person, vault)
    new = await vault.read("person")
    assert new is not None
    assert new.access_token == resumed.tokens.token.access_token != old.access_token
    assert new.refresh_token != old.refresh_token
    await resumed.aclose()


async def test_two_windows_do_not_take_the_grant_from_each_other(person: Profile, vault: Vault, practice: SandboxServer) -> None:
    first = await signed_in(person, vault, practice)
    second = await sessions.resume(person, vault)
    await second.tokens.access_token(refused=second.tokens.token.access_token)
    assert first.tokens.token != second.tokens.token
    taken = await first.tokens.access_token(refused=first.tokens.token.access_token)
    assert taken == second.tokens.token.access_token
    # and where the other window's token has ended too, its refresh token is the one that counts
    kept = await vault.read("person")
    assert kept is not None
    await second.tokens.access_token(refused=taken)
    renewed = await vault.read("person")
    assert renewed is not None
    await vault.write("person", replace(renewed, expires_at=datetime.now(UTC) + timedelta(minutes=1)))
    assert await first.tokens.access_token(refused=taken) not in (taken, renewed.access_token)
    await first.aclose()
    await second.aclose()


async def test_the_window_that_renews_a_moment_later_takes_the_other_ones_token(
    person: Profile, vault: Vault, practice: SandboxServer, company: Company
) -> None:
    first = await signed_in(person, vault, practice)
    old = await vault.read("person")
    assert old is not None
    theirs = replace(old, access_token="a.b.c", refresh_token="theirs")
    company.fails("/oauth2/token", status=400, body={"error": "invalid_grant"}, delay=0.1)
    renewing = asyncio.create_task(first.tokens.access_token(refused=first.tokens.token.access_token))
    await governed(first.client.governor, lambda: first.client.governor.in_flight > 0)
    await vault.write("person", theirs)
    assert await renewing == "a.b.c"
    assert first.tokens.token.refresh_token == "theirs"
    await first.aclose()


async def test_closing_keeps_the_token_of_a_renewal_that_is_under_way(
    person: Profile, practice: SandboxServer, company: Company, tmp_path: Path
) -> None:
    keyring.set_keyring(Ring())
    vault = Vault(tmp_path)
    session = await signed_in(person, vault, practice)
    old = session.tokens.token
    company.fails("/oauth2/token", delay=0.1)
    renewing = asyncio.create_task(session.tokens.access_token(refused=old.access_token))
    await governed(session.client.governor, lambda: session.client.governor.in_flight > 0)
    renewing.cancel()
    await session.aclose()
    kept = await Vault(tmp_path).read("person")
    assert kept is not None
    assert kept.access_token == session.tokens.token.access_token != old.access_token


async def test_nothing_stored_or_a_grant_that_has_ended_is_not_signed_in(person: Profile, vault: Vault, practice: SandboxServer) -> None:
    with pytest.raises(NotSignedIn):
        await sessions.resume(person, vault)
    earlier = await signed_in(person, vault, practice)
    await earlier.aclose()
    stale = await vault.read("person")
    assert stale is not None
    later = await signed_in(replace(person, id="later"), vault, practice)  # one user and company have one live grant
    await later.aclose()
    await vault.write("person", replace(stale, expires_at=datetime.now(UTC)))
    with pytest.raises(NotSignedIn):
        await sessions.resume(person, vault)


async def test_deny_and_forgery_are_refused(person: Profile, vault: Vault, practice: SandboxServer) -> None:
    authorization = await sessions.begin(person, vault)
    callback = sign_in_page(authorization, practice, "deny")
    with pytest.raises(AuthorizationRefused) as refused:
        await sessions.sign_in_with_code(person, vault, authorization, callback)
    assert refused.value.error == "access_denied"
    with pytest.raises(ForgedCallback):
        await sessions.sign_in_with_code(person, vault, await sessions.begin(person, vault), callback)
    assert await vault.read("person") is None


async def test_a_code_works_once(person: Profile, vault: Vault, practice: SandboxServer) -> None:
    authorization = await sessions.begin(person, vault)
    callback = sign_in_page(authorization, practice, "allow")
    session = await sessions.sign_in_with_code(person, vault, authorization, callback)
    await session.aclose()
    with pytest.raises(IntacctError) as refused:
        await sessions.sign_in_with_code(person, vault, authorization, callback)
    assert refused.value.code == "invalid_grant"


async def test_client_credentials(machine: Profile, vault: Vault, practice: SandboxServer) -> None:
    session = await sessions.sign_in_with_client_credentials(machine, vault)
    assert (session.user, session.token_entity) == (practice.ready.username.partition("@")[0], None)
    await session.aclose()
    bound = await sessions.sign_in_with_client_credentials(replace(machine, username=f"{machine.username}|200"), vault)
    assert bound.token_entity == "200"
    await bound.aclose()
    kept = await vault.read("machine")
    assert kept is not None
    assert kept.client_secret == practice.ready.client_secret  # beside the tokens, for next time


async def test_client_credentials_come_back_when_the_refresh_token_is_gone(machine: Profile, vault: Vault) -> None:
    session = await sessions.sign_in_with_client_credentials(machine, vault)
    await session.aclose()
    kept = await vault.read("machine")
    assert kept is not None
    await vault.write("machine", replace(kept, refresh_token="gone", expires_at=datetime.now(UTC)))
    resumed = await sessions.resume(machine, vault)
    assert resumed.user
    await resumed.aclose()


async def test_a_lost_secret_is_named(machine: Profile, person: Profile, vault: Vault) -> None:
    await vault.forget("machine")
    with pytest.raises(SecretMissing) as missing:
        await sessions.sign_in_with_client_credentials(machine, vault)
    assert missing.value.profile is machine
    with pytest.raises(SecretMissing):
        await sessions.begin(replace(person, has_secret=True), vault)


async def test_a_wrong_secret_is_intaccts_refusal(machine: Profile, vault: Vault) -> None:
    await vault.write("machine", Secrets(client_secret="wrong"))
    with pytest.raises(IntacctError) as refused:
        await sessions.sign_in_with_client_credentials(machine, vault)
    assert refused.value.error_id == "REST-1216"


async def test_the_entities_are_asked_for_at_the_top_level_and_every_other_request_goes_to_the_entity(
    machine: Profile, vault: Vault
) -> None:
    session = await sessions.sign_in_with_client_credentials(replace(machine, entity="200"), vault)
    headers: list[str | None] = []
    session.client.subscribe(lambda exchange: headers.append(exchange.request_headers.get("X-IA-API-Param-Entity")))
    entities = await session.entities()
    assert [entity.id for entity in entities] == ["100", "200", "300", "400"]
    assert entities[1].name == "Riverside Instruments Ltd"
    await session.models.entries()
    told: list[str | None] = []
    session.subscribe(lambda: told.append(session.entity))
    session.switch_entity("300")
    session.switch_entity("300")
    await session.models.model("accounts-payable/bill")
    session.switch_entity(None)
    assert headers == [None, "200", "300"]
    assert told == ["300", None]
    assert session.profile.entity is None
    await session.aclose()


async def test_signing_out_ends_the_grant_and_keeps_the_client_secret(machine: Profile, vault: Vault, practice: SandboxServer) -> None:
    session = await sessions.sign_in_with_client_credentials(machine, vault)
    token = session.tokens.token
    await session.sign_out()
    assert await vault.read("machine") == Secrets(client_secret=practice.ready.client_secret)
    await vault.write("machine", Secrets(access_token=token.access_token, expires_at=token.expires_at))
    with pytest.raises(NotSignedIn):
        await sessions.resume(machine, vault)


async def test_signing_out_of_a_client_without_a_secret_forgets_the_tokens(person: Profile, vault: Vault, practice: SandboxServer) -> None:
    session = await signed_in(person, vault, practice)
    await session.sign_out()
    assert await vault.read("person") is None


async def test_signing_out_without_a_network_still_forgets(machine: Profile, vault: Vault) -> None:
    session = await sessions.sign_in_with_client_credentials(machine, vault)
    session.client.base_url = "http://127.0.0.1:9/ia/api/v1"
    with pytest.raises(NoAnswer):
        await session.sign_out()
    kept = await vault.read("machine")
    assert kept is not None
    assert kept.refresh_token is None


async def test_nobody_there_is_no_answer(person: Profile, vault: Vault) -> None:
    gone = replace(person, base_url="http://127.0.0.1:9/ia/api/v1")
    await vault.write("person", Secrets(None, "refresh", "a.b.c", datetime.now(UTC)))
    with pytest.raises(NoAnswer):
        await sessions.resume(gone, vault)


async def test_tokens_stand_on_disk_before_anyone_uses_them(
    machine: Profile, practice: SandboxServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keyring.set_keyring(Ring())
    vault = Vault(tmp_path)
    await vault.write("machine", Secrets(client_secret=practice.ready.client_secret))
    session = await sessions.sign_in_with_client_credentials(machine, vault)
    old = session.tokens.token
    seen: list[tuple[str, bool]] = []

    def look(exchange: object) -> None:
        seen.append((getattr(exchange, "path", ""), session.tokens.token is old))

    session.client.subscribe(look)
    new = await session.tokens.access_token(refused=old.access_token)
    assert seen == [("/oauth2/token", True)]
    again = await Vault(tmp_path).read("machine")
    assert again is not None
    assert again.access_token == new
    await session.aclose()
