"""Waiting for what widgets have begun."""

from intacct_desktop.ui import tasks


async def settled() -> None:
    """Every task has ended."""
    while tasks.running():
        for handle in tasks.running():
            await handle.wait()
