"""What the company does beyond showing its records: changes, workflow actions, services, exports. Loaded when it is first asked for."""

from collections.abc import Callable
from datetime import date, datetime

from starlette.routing import Route

from intacct_desktop.sandbox.exports.service import ExportService
from intacct_desktop.sandbox.query.dates import local_today
from intacct_desktop.sandbox.query.service import QueryService
from intacct_desktop.sandbox.requests import Gate
from intacct_desktop.sandbox.rules import rules_of
from intacct_desktop.sandbox.services.endpoint import Company
from intacct_desktop.sandbox.services.routes import service_routes
from intacct_desktop.sandbox.store import Store
from intacct_desktop.sandbox.workflows.service import Workflows
from intacct_desktop.sandbox.writing.change import utc_now
from intacct_desktop.sandbox.writing.objects import Objects
from intacct_desktop.sandbox.writing.service import WritingService


def routes(store: Store, gate: Gate, queries: QueryService, today: Callable[[], date], clock: Callable[[], float]) -> list[Route]:
    """All routes below ``/objects``, ``/services`` and ``/workflows`` but those that only read. Jobs move by ``clock`` (seconds)."""
    now = utc_now if today is local_today else _on(today)
    objects = Objects(store, rules_of, today, now)
    company = Company(store, queries, objects, today, clock)
    return [
        *ExportService(gate, queries).routes,
        *Workflows(store, gate, rules_of, today, now).routes,
        *service_routes(gate, company),
        *WritingService(store, gate, objects).routes,
    ]


def _on(today: Callable[[], date]) -> Callable[[], datetime]:
    """The time of day, on a day that is not the real one."""
    return lambda: datetime.combine(today(), utc_now().timetz())
