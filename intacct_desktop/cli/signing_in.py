"""Signing in without a window: with what the vault keeps, with a client secret of the environment, or to the practice company."""

import argparse
import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace

from intacct_desktop.api.errors import IntacctError, NotSignedIn
from intacct_desktop.api.exchange import Exchange
from intacct_desktop.cli.exits import Exit
from intacct_desktop.cli.failures import CannotGoOn, members_of
from intacct_desktop.cli.progress import Progress
from intacct_desktop.cli.report import Report
from intacct_desktop.connections.profile import Environment, Grant, Profile, ProfileStore
from intacct_desktop.connections.session import OnExchange, SecretMissing, Session, resume, sign_in_with_client_credentials
from intacct_desktop.connections.vault import Keeping, Secrets, Vault
from intacct_desktop.sandbox.process import PracticeCompany
from intacct_desktop.sandbox.ready import Ready
from intacct_desktop.workspace.kept import Kept
from intacct_desktop.workspace.places import Places
from intacct_desktop.workspace.tally import billed

SECRET = "INTACCT_DESKTOP_CLIENT_SECRET"  # noqa: S105  the name of a variable
"""The variable of the environment that has the client secret where no keyring can be asked, as in a job of cron."""

_PRACTICE = "practice"
_LEAVING = 2.0
_LEAVING_AT_ONCE = 0.0
"""Seconds for answers that are still to come when a command has ended, and when it was interrupted."""
_RENEWING = 5.0
"""Seconds for a renewal that is under way: a rotated refresh token that is lost signs the person out."""
_WITHOUT_KEYRING = {
    Keeping.NO_KEYRING: "This computer has no keyring that this program could ask.",
    Keeping.TIMED_OUT: "The keyring of this computer did not answer in time.",
    Keeping.LOCKED: "The keyring of this computer is locked.",
    Keeping.FAILED: "The keyring of this computer failed.",
}


@dataclass(frozen=True, slots=True)
class Company:
    """A company that is signed in to, and what this person keeps of it."""

    session: Session
    kept: Kept

    @property
    def name(self) -> str:
        return self.session.profile.name


def places_of(arguments: argparse.Namespace) -> Places:
    """The user's own, or those below ``--profile-dir``."""
    folder = getattr(arguments, "profile_dir", None)
    return Places.below(folder.resolve()) if folder else Places.of_user()


def profile_named(profiles: tuple[Profile, ...], name: str) -> Profile:
    """The profile of this name or id; letters' case does not count in a name. Raises `CannotGoOn`."""
    found = [profile for profile in profiles if name == profile.id or name.strip().casefold() == profile.name.strip().casefold()]
    if len(found) == 1:
        return found[0]
    known = ", ".join(profile.name for profile in profiles) or "none; make one in the window, or use --demo"
    happened = f"There are {len(found)} connections called “{name}”." if found else f"There is no connection “{name}”."
    raise CannotGoOn(Exit.USAGE, happened, f"Saved connections: {known}.")


@asynccontextmanager
async def signed_in(arguments: argparse.Namespace, report: Report, progress: Progress) -> AsyncIterator[Company]:
    """The company of ``--connection`` or ``--demo``; its calls are counted, in the report too. Raises as a session does."""
    places = places_of(arguments)
    kept = Kept.at(places)
    demo = getattr(arguments, "demo", False)
    if demo == (arguments.connection is not None):
        raise CannotGoOn(
            Exit.USAGE, "Which company?", "Name a saved connection with --connection, or take the practice company with --demo."
        )
    if demo:
        async with _practice(places, progress) as ready:
            vault = await _vault_with(_PRACTICE, ready.client_secret)
            async with _company(_practice_profile(ready), vault, kept, arguments, report) as company:
                yield company
        return
    profile = profile_named(await asyncio.to_thread(ProfileStore(places.profiles).load), arguments.connection)
    secret = os.environ.get(SECRET) if profile.grant is Grant.CLIENT_CREDENTIALS else None
    vault = await _vault_with(profile.id, secret) if secret else Vault(places.vault)
    async with _company(profile, vault, kept, arguments, report) as company:
        yield company


async def _vault_with(profile_id: str, secret: str) -> Vault:
    """One that keeps a client secret in memory, and writes nothing down."""
    vault = Vault(None)
    await vault.write(profile_id, Secrets(client_secret=secret))
    return vault


@asynccontextmanager
async def _company(profile: Profile, vault: Vault, kept: Kept, arguments: argparse.Namespace, report: Report) -> AsyncIterator[Company]:
    entity = getattr(arguments, "entity", None)
    if entity is not None:
        profile = replace(profile, entity=entity or None)
    report.tell(connection=profile.name, calls=0)
    calls = 0

    def count(exchange: Exchange) -> None:
        nonlocal calls
        calls += billed(exchange)
        report.tell(calls=calls)

    try:
        session = await _session(profile, vault, count)
        report.tell(entity=session.entity)
        patience = _LEAVING
        try:
            yield Company(session, kept)
        except asyncio.CancelledError:
            patience = _LEAVING_AT_ONCE
            raise
        finally:
            await _leave(session, patience)
    finally:
        kept.calls.add(profile.id, calls)
        if kept.calls.dirty:
            # The count is an estimate, and no reason to call a file that is there a failure.
            with suppress(OSError):
                await asyncio.to_thread(kept.calls.save)


async def _session(profile: Profile, vault: Vault, on_exchange: OnExchange) -> Session:
    """Raises `CannotGoOn` where somebody has to sign in first."""
    todo = f"Sign in to “{profile.name}” in the window first, on this computer and as this user."
    try:
        if profile.grant is Grant.CLIENT_CREDENTIALS:
            return await sign_in_with_client_credentials(profile, vault, on_exchange)
        return await resume(profile, vault, on_exchange)
    except SecretMissing:
        happened = f"The secret of “{profile.name}” is not kept on this computer."
        if profile.grant is Grant.CLIENT_CREDENTIALS:
            todo += f" Or give the client secret in the variable {SECRET}."
        raise CannotGoOn(Exit.NOT_SIGNED_IN, _with_reason(happened, vault), todo) from None
    except NotSignedIn as error:
        happened = f"Nobody is signed in to “{profile.name}”, or the sign-in has ended."
        members = members_of(error.__cause__) if isinstance(error.__cause__, IntacctError) else {}
        raise CannotGoOn(Exit.NOT_SIGNED_IN, _with_reason(happened, vault), todo, **members) from error
    except IntacctError as error:
        # Only Intacct's own words say that the sign-in is wrong: the page of a proxy says nothing about it.
        if profile.grant is Grant.CLIENT_CREDENTIALS and 400 <= error.status < 500 and not error.is_overload and error.code:
            happened = f"Intacct did not take the sign-in of “{profile.name}”: {error.message or error.code}"
            raise CannotGoOn(
                Exit.NOT_SIGNED_IN, happened, "Check its client id, secret and user in the window.", **members_of(error)
            ) from error
        raise


def _with_reason(happened: str, vault: Vault) -> str:
    reason = _WITHOUT_KEYRING.get(vault.state.keeping)
    return f"{happened} {reason}" if reason else happened


async def _leave(session: Session, patience: float) -> None:
    with suppress(TimeoutError):
        await asyncio.wait_for(session.tokens.aclose(), _RENEWING)
    await session.models.aclose()
    await session.client.aclose(patience)
    await session.aclose()


@asynccontextmanager
async def _practice(places: Places, progress: Progress) -> AsyncIterator[Ready]:
    """The practice company as long as the block runs."""
    progress.under_way("Starting the practice company…", last=True)
    practice = PracticeCompany(places.companies)
    starting = asyncio.ensure_future(asyncio.to_thread(practice.start))
    try:
        ready = await asyncio.shield(starting)
        yield ready
    finally:
        practice.stop()  # blocks, which keeps a second Ctrl+C from leaving it running
        await asyncio.wait({starting})
        if not starting.cancelled():
            starting.exception()


def _practice_profile(ready: Ready) -> Profile:
    """Its Web Services user: nobody types a password here."""
    return Profile(
        id=_PRACTICE,
        name=ready.company.name,
        environment=Environment.PRACTICE,
        base_url=ready.base_url,
        client_id=ready.client_id,
        grant=Grant.CLIENT_CREDENTIALS,
        username=ready.username,
        has_secret=True,
    )
