"""A result that is kept for a comparison, whatever becomes of the tab that it came from."""

from dataclasses import dataclass
from datetime import datetime

from intacct_desktop.api.query import Query
from intacct_desktop.results.result_set import ResultSet
from intacct_desktop.ui import tasks


@dataclass(frozen=True, slots=True)
class Origin:
    """Where rows came from, as their comparison says it: ``company`` and ``entity`` in words, ``at`` the time of the run, with its zone."""

    title: str
    query: Query
    company: str
    entity: str
    at: datetime


class PinnedResult:
    """Rows of one moment, in a file of their own: the tab may run again or close, and the company be left. `pin` makes one.

    Whoever pinned it owns it, and ends it with `aclose`, also while it is being compared: a comparison takes copies.
    """

    def __init__(self, origin: Origin, result_set: ResultSet) -> None:
        """``result_set`` is this one's own from now on."""
        self.origin = origin
        self.result_set = result_set

    async def aclose(self) -> None:
        """Delete the rows."""
        await tasks.finish_in_thread(self.result_set.close)


async def pin(origin: Origin, result_set: ResultSet) -> PinnedResult:
    """Pin a copy of the rows as they are now; ``result_set`` stays its owner's. Cancelled, it leaves nothing behind.

    Raises OSError when there is no room, `ResultClosed` when the rows are gone already.
    """
    return PinnedResult(origin, await tasks.make_in_thread(ResultSet.close, result_set.copy))
