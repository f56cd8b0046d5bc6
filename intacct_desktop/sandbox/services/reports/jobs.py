"""``/services/reports/...``: a report is asked for, pending for a while by the clock, and then a file (facts 9)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from starlette.responses import Response

from intacct_desktop.sandbox.company.people import User
from intacct_desktop.sandbox.errors import json_response, meta, not_found, refused
from intacct_desktop.sandbox.exports.pages import MOST_ROWS_ON_PAGES
from intacct_desktop.sandbox.recent import Recent
from intacct_desktop.sandbox.requests import ROOT
from intacct_desktop.sandbox.services.endpoint import Call, Company, Handler, answered, threaded
from intacct_desktop.sandbox.services.reports.contents import CONTENTS, Order
from intacct_desktop.sandbox.services.reports.table import WRITERS, Table
from intacct_desktop.sandbox.store import Record
from intacct_desktop.sandbox.writing.change import utc_now

STORED = "reports/stored-report"

# Seconds: until the work begins, and until it is done.
_QUEUED, _DONE = 1.0, 3.0
_RETRY_AFTER = 1

# Reports whose figures are kept; the oldest go.
_KEPT = 50

_MODULES = {"general-ledger": "2.GL", "inventory-control": "7.INV"}


@dataclass(slots=True, eq=False)
class _Report:
    """One report in all the forms it was asked for: by output type, when."""

    id: str
    user: User
    name: str | None
    table: Table
    begun: dict[str, float] = field(default_factory=dict)
    canceled: set[str] = field(default_factory=set)


class Reports:
    """The report services of one company. A report shows the figures of the moment in which it was asked for."""

    def __init__(self, company: Company) -> None:
        self._company = company
        self._reports: Recent[str, _Report] = Recent(_KEPT)

    @property
    def handlers(self) -> Mapping[str, Handler]:
        makers = {name: threaded(self._submitting(name)) for name in CONTENTS}
        return makers | {
            "reports/cancel": threaded(self.cancel),
            "reports/download": threaded(self.download),
            "reports/status": threaded(self.status),
            "reports/stored-reports": threaded(self.in_another_form),
        }

    def _submitting(self, name: str) -> Callable[[Call], Response]:
        def submit(call: Call) -> Response:
            asked = call.payload
            output = asked.get("outputType", "html")
            if asked.get("outputLocation", "intacct") == "cloud" or "cloudStoreParameters" in asked:
                raise refused(422, "operationFailed", "This company has no cloud storage")
            table = CONTENTS[name](Order(self._company, call.access.scope, asked.get("parameters", {})))
            titles = tuple(asked[title] for title in ("title1", "title2") if asked.get(title))
            if titles:
                table = replace(table, titles=titles)
            _check_size(table, output)
            report = _Report(self._stored(call, name, table), call.access.user, asked.get("reportName"), table)
            with self._company.store.lock:
                self._reports[report.id] = report
            return self._begin(report, output)

        return submit

    def status(self, call: Call) -> Response:
        """200 while it is worked on, 303 to the file once it is there."""
        report, output = self._found(call)
        state = self._state(report, output)
        body = self._described(report, output, "pending" if state == "queued" else state)
        if state != "completed":
            return answered(body)
        download = f"/services/reports/download?reportId={report.id}&outputType={output}"
        result = {"ia::result": body | {"downloadURL": download}, "ia::meta": meta(1)}
        return json_response(result, 303, {"Location": ROOT + download})

    def download(self, call: Call) -> Response:
        """The file. Raises 404 while there is none."""
        report, output = self._found(call)
        if self._state(report, output) != "completed":
            raise not_found(f"report {report.id} as {output} yet")
        media_type, write = WRITERS[output]
        return Response(write(report.table), media_type=media_type)

    def cancel(self, call: Call) -> Response:
        """End a report that nobody has begun to work on."""
        report, output = self._found(call)
        state = self._state(report, output)
        if state != "queued":
            raise refused(422, "operationFailed", f"A report that is {state} cannot be canceled")
        report.canceled.add(output)
        self._mark(report, output, "canceled")
        return answered(self._described(report, output, "canceled"))

    def in_another_form(self, call: Call) -> Response:
        """A report that is there, once more in a form that nobody asked for yet."""
        asked = call.payload
        report = self._of(call)
        if asked["outputLocation"] == "cloud":
            raise refused(422, "operationFailed", "This company has no cloud storage")
        if asked["outputType"] in report.begun:
            raise refused(422, "operationFailed", f"The report was asked for as {asked['outputType']} before")
        if not any(self._state(report, output) == "completed" for output in report.begun):
            raise refused(422, "operationFailed", "The report is not completed")
        _check_size(report.table, asked["outputType"])
        return self._begin(report, asked["outputType"])

    def _begin(self, report: _Report, output: str) -> Response:
        report.begun[output] = self._company.clock()
        self._mark(report, output, "pending")
        body = self._described(report, output, "submitted")
        headers = {"Location": ROOT + body["href"], "Retry-After": str(_RETRY_AFTER)}
        return json_response({"ia::result": body, "ia::meta": meta(1)}, 202, headers)

    def _described(self, report: _Report, output: str, status: str) -> dict[str, Any]:
        return {
            "reportId": report.id,
            "status": status,
            "name": report.name,
            "outputType": output,
            "outputLocation": "intacct",
            "href": f"/services/reports/status?reportId={report.id}&outputType={output}&outputLocation=intacct",
        }

    def _of(self, call: Call) -> _Report:
        """The report, unless it is another user's or was deleted."""
        report = self._reports.get(call.payload["reportId"])
        if report is None or report.user != call.access.user or self._company.store.record(STORED, int(report.id)) is None:
            raise not_found(f"report {call.payload['reportId']}")
        return report

    def _found(self, call: Call) -> tuple[_Report, str]:
        report, output = self._of(call), str(call.payload["outputType"])
        if output not in report.begun or call.payload.get("outputLocation", "intacct") != "intacct":
            raise not_found(f"report {report.id} as {output}")
        return report, output

    def _state(self, report: _Report, output: str) -> str:
        elapsed = self._company.clock() - report.begun[output]
        if output in report.canceled:
            return "canceled"
        if elapsed < _QUEUED:
            return "queued"
        if elapsed < _DONE:
            return "pending"
        self._mark(report, output, "success")
        return "completed"

    def _stored(self, call: Call, name: str, table: Table) -> str:
        """The key of a new stored report, which is the report's id."""
        _, module, report_type = name.split("/")
        now = utc_now().strftime("%Y-%m-%dT%H:%M:%SZ")
        record: Record = {
            "reportType": report_type,
            "reportTitle": table.name,
            "moduleKey": _MODULES[module],
            "user.key": call.access.user.key,
            "audit.createdDateTime": now,
            "audit.modifiedDateTime": now,
        }
        store = self._company.store
        columns = store.table(STORED).columns
        with store.transaction():
            key = store.add(STORED, {path: value for path, value in record.items() if path in columns})
            store.update(STORED, key, {"id": str(key)})
        return str(key)

    def _mark(self, report: _Report, output: str, status: str) -> None:
        self._company.store.update(STORED, int(report.id), {f"localStore.{output}.status": status})


def _check_size(table: Table, output: str) -> None:
    if output == "pdf" and len(table.rows) > MOST_ROWS_ON_PAGES:
        raise refused(422, "operationFailed", f"The report has more than the {MOST_ROWS_ON_PAGES} lines that a PDF holds")
