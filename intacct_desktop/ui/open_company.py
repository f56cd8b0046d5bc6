"""The company that is signed in to, as query tabs see it: whom to ask, and what this person keeps of it."""

import asyncio
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from PySide6.QtCore import QObject, QTimer, Signal

from intacct_desktop.api.client import Client
from intacct_desktop.api.exchange import Exchange
from intacct_desktop.api.model_service import ModelService
from intacct_desktop.api.query import Query
from intacct_desktop.connections.profile import Profile
from intacct_desktop.connections.safety import Safety
from intacct_desktop.results.result_set import ResultSet
from intacct_desktop.ui import tasks
from intacct_desktop.ui.builder.value_lookup import ValueLookup
from intacct_desktop.workspace.grid_layouts import GridLayouts
from intacct_desktop.workspace.history import HistoryEntry, Outcome
from intacct_desktop.workspace.kept import Kept
from intacct_desktop.workspace.refusals import Source
from intacct_desktop.workspace.tally import billed
from intacct_desktop.workspace.writer import Writer

_SAVE_MS = 2_000


@dataclass
class RunReport:
    """One run for the history, from the click to its end."""

    query: Query
    entity: str | None
    title: str
    at: datetime = field(default_factory=lambda: datetime.now(UTC))
    began: float = field(default_factory=time.monotonic)
    rows: int | None = None
    total: int | None = None
    outcome: Outcome = Outcome.DONE
    detail: str = ""

    def of(self, result_set: ResultSet) -> "RunReport":
        self.rows, self.total = result_set.count, result_set.total_count
        return self

    def ended_by(self, error: BaseException) -> None:
        self.outcome = Outcome.STOPPED if isinstance(error, asyncio.CancelledError) else Outcome.FAILED
        self.detail = "" if self.outcome is Outcome.STOPPED else str(error)


class OpenCompany(QObject):
    """One company, as long as it is signed in to.

    What has to be read from files is read by `prepare`; what is written to them is written behind the person's back, and an error of
    that reaches the window's messages.
    """

    recorded = Signal(object)
    """A `HistoryEntry` was added to the history."""
    calls_changed = Signal()

    def __init__(
        self,
        client: Client,
        models: ModelService,
        profile: Profile,
        kept: Kept,
        parent: QObject | None = None,
        *,
        safety: Safety | None = None,
        user: Callable[[], str] = str,
    ) -> None:
        super().__init__(parent)
        self.client = client
        self.models = models
        self.profile = profile
        self.user = user
        """Says who is signed in."""
        self.safety = safety or Safety(profile.starting_level, lambda: profile.company)
        """What its writes have to pass: the session's, and one of its own where there is only a client."""
        self.writer = Writer(client, self.safety, kept.journal, profile, user)
        """Through whom this program writes to it."""
        self.lookup = ValueLookup(client, models)
        """Values of the company, to offer while one is typed."""
        self._kept = kept
        self._month = 0
        self._budget: int | None = None
        self._refusals_read = False
        self._usual: dict[str, tuple[str, ...]] = {}
        self._unsubscribe = client.subscribe(self._count)
        self._save = QTimer(self)
        self._save.setSingleShot(True)
        self._save.setInterval(_SAVE_MS)
        self._save.timeout.connect(self._save_calls)

    async def prepare(self) -> None:
        """Read what is kept of this company. Raises OSError."""
        await tasks.in_thread(self._kept.refusals.of, self.profile.id, "")
        await tasks.in_thread(self._kept.layouts.read)
        self._refusals_read = True
        await self._read_calls()

    async def aclose(self) -> None:
        """Wait for what is being written, count no more, and keep what was counted. Raises OSError."""
        await self.writer.aclose()
        self._unsubscribe()
        self._save.stop()
        if self._kept.calls.dirty:
            await tasks.in_thread(self._kept.calls.save)

    # fields

    def refused(self, object_name: str) -> Mapping[str, Source]:
        """The paths that queries of an object are known to refuse."""
        return self._kept.refusals.of(self.profile.id, object_name) if self._refusals_read else {}

    async def learn_refusal(self, object_name: str, paths: Iterable[str]) -> None:
        """Remember that the company refused these. Raises OSError."""
        for path in paths:
            await tasks.in_thread(self._kept.refusals.learn, self.profile.id, object_name, path)

    async def usual_fields(self, object_name: str) -> Sequence[str]:
        """The fields of an object that this person asks for most, the most usual first."""
        return await tasks.in_thread(self._kept.history.fields_used, object_name)

    # values

    def target(self, object_name: str, path: str) -> str | None:
        """The object whose records the field at a path tells apart: the vendor, for ``vendor.id`` of a bill."""
        found = self.lookup.target(object_name, path)
        return found.object if found is not None else None

    # rows

    @property
    def layouts(self) -> GridLayouts:
        """How this person likes to see the rows of queries."""
        return self._kept.layouts

    # runs

    def report(self, report: RunReport) -> None:
        """Add a run that has ended to the history."""
        entry = HistoryEntry(
            at=report.at,
            profile_id=self.profile.id,
            company=self.profile.name,
            environment=self.profile.environment,
            entity=report.entity,
            title=report.title,
            query=report.query,
            rows=report.rows,
            total=report.total,
            seconds=time.monotonic() - report.began,
            outcome=report.outcome,
            detail=report.detail,
        )

        async def add() -> None:
            await tasks.finish_in_thread(self._kept.history.add, entry)
            self.recorded.emit(entry)

        tasks.run(self, add(), name=self.tr("Keep the run in the history"))

    # calls

    @property
    def calls_this_month(self) -> int:
        return self._month

    @property
    def budget(self) -> int | None:
        """The calls a month that the person has set as the line."""
        return self._budget

    def reload_calls(self) -> None:
        """Read the count and the line again, which the person may have drawn elsewhere."""
        tasks.run(self, self._read_calls(), name=self.tr("Read the calls"))

    def _count(self, exchange: Exchange) -> None:
        if (calls := billed(exchange)) > 0:
            self._kept.calls.add(self.profile.id, calls)
            self._month += calls
            if not self._save.isActive():
                self._save.start()
        self.calls_changed.emit()

    def _save_calls(self) -> None:
        async def save() -> None:
            await tasks.finish_in_thread(self._kept.calls.save)
            await self._read_calls()

        tasks.run(self, save(), name=self.tr("Keep the count of calls"))

    async def _read_calls(self) -> None:
        self._month = await tasks.in_thread(self._kept.calls.of, self.profile.id)
        self._budget = await tasks.in_thread(self._kept.calls.budget, self.profile.id)
        self.calls_changed.emit()
