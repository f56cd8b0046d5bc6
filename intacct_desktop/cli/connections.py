"""``intacct-desktop connections``: which there are, and whether one works. Secrets are neither read for the list nor shown by the test."""

import argparse
import sys
from collections.abc import Coroutine
from typing import Any

from intacct_desktop.cli.exits import Exit
from intacct_desktop.cli.loop import carry_out
from intacct_desktop.cli.progress import Progress, number
from intacct_desktop.cli.report import Report
from intacct_desktop.cli.signing_in import places_of, signed_in
from intacct_desktop.connections.profile import Profile, ProfileStore


def list_all(arguments: argparse.Namespace) -> int:
    """Print the saved connections; the exit status."""
    report = Report("connections", "seconds")

    def work() -> Coroutine[Any, Any, Exit]:
        profiles = ProfileStore(places_of(arguments).profiles).load()
        report.tell(connections=[_shown(profile) for profile in profiles])
        return _done()

    return carry_out(report, Progress(sys.stderr), work)


def test(arguments: argparse.Namespace) -> int:
    """Sign in to one, and ask the company for its entities; the exit status."""
    report = Report("connection", "environment", "company", "user", "entity", "entities", "safety", "objects", "seconds", "calls")
    progress = Progress(sys.stderr, quiet=arguments.quiet)

    async def work() -> Exit:
        async with signed_in(arguments, report, progress) as company:
            session = company.session
            entities = await session.entities()
            objects = await session.models.entries()
            report.tell(
                environment=session.profile.environment,
                company=session.company,
                user=session.user,
                entities=[{"id": entity.id, "name": entity.name} for entity in entities],
                safety=session.safety.level,
                objects=len(objects),
            )
            progress.under_way(f"{company.name}: signed in as {session.user or 'somebody'}, {number(len(entities))} entities.", last=True)
        return Exit.COMPLETE

    return carry_out(report, progress, work)


async def _done() -> Exit:
    return Exit.COMPLETE


def _shown(profile: Profile) -> dict[str, Any]:
    return {
        "name": profile.name,
        "id": profile.id,
        "environment": profile.environment,
        "company": profile.company,
        "entity": profile.entity,
        "base_url": profile.base_url,
        "grant": profile.grant,
        "username": profile.username or None,
        "safety": profile.starting_level,
    }
