"""``/services/bulk/job/...``: many records from one file, written one after the other while the client asks how far it is (facts 8)."""

import asyncio
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from starlette.responses import Response

from intacct_desktop.sandbox.errors import ApiError, error_object, invalid_request, json_response, meta, not_found
from intacct_desktop.sandbox.facts import definitions_of, split_document
from intacct_desktop.sandbox.recent import Recent
from intacct_desktop.sandbox.requests import Access, decoded, raw_body
from intacct_desktop.sandbox.services import payload
from intacct_desktop.sandbox.services.catalogue import SERVICES
from intacct_desktop.sandbox.services.endpoint import Call, Company, Handler, answered
from intacct_desktop.sandbox.services.multipart import Part, parts
from intacct_desktop.sandbox.writing.change import Operation
from intacct_desktop.sandbox.writing.objects import ItemResult
from intacct_desktop.sandbox.writing.refusals import forbidden

REQUEST_PART = "ia::requestBody"
MAX_FORM = 20_000_000  # bytes

_METHODS = {"create": "POST", "update": "PATCH", "delete": "DELETE"}

# Records that are written before others get their turn.
_STEP = 50

# Seconds after the job was made.
_PREPROCESSING, _PROCESSING, _POSTPROCESSING, _COMPLETED = 1.0, 2.0, 4.0, 5.0

# Jobs that can be asked about; the oldest go, and what they still have to write is written all the same.
_KEPT = 50

# How long a question for the status waits for work that is late.
_PATIENCE = 5.0


@dataclass(slots=True, eq=False)
class _Job:
    """A job. ``records`` are those still to be written, ``total`` how many there were; None for a file that holds none."""

    id: str
    access: Access
    object_name: str
    operation: Operation
    begun: float
    records: list[Any]
    total: int | None
    results: list[ItemResult] = field(default_factory=list)
    work: asyncio.Task[None] | None = None

    @property
    def file_name(self) -> str:
        return f"{self.id}-response.json"

    @property
    def href(self) -> str:
        return f"/services/bulk/job/status?jobId={self.id}"


class Bulk:
    """The jobs of one company. They move by its clock; a job's records are written when it begins to be processed."""

    def __init__(self, company: Company) -> None:
        self._company = company
        self._jobs: Recent[str, _Job] = Recent(_KEPT)

    @property
    def handlers(self) -> Mapping[str, Handler]:
        return {"bulk/job/create": self.create, "bulk/job/status": self.status}

    async def create(self, call: Call) -> Response:
        """Take a job in. Its file may be broken: that shows when it is looked at."""
        if call.access.user.is_read_only:
            raise forbidden()
        body = await raw_body(call.request, MAX_FORM)
        order, records = await asyncio.to_thread(self._read, call.request.headers.get("content-type", ""), body)
        total = None if records is None else len(records)
        operation = Operation(order["operation"])
        job = _Job(str(uuid.uuid4()), call.access, order["objectName"], operation, self._company.clock(), records or [], total)
        self._jobs[job.id] = job
        # For those who never ask; by another clock than the computer's only those who ask move a job.
        asyncio.get_running_loop().call_later(_PROCESSING, self._move, job)
        created = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        return answered({"jobId": job.id, "statusURL": job.href, "createdDateTime": created})

    async def status(self, call: Call) -> Response:
        """How far a job is, or its file. A job of another user is none."""
        job = self._jobs.get(call.payload["jobId"])
        if job is None or job.access.user != call.access.user:
            raise not_found("bulk job with this jobId")
        self._move(job)
        if job.work:
            await asyncio.wait({job.work}, timeout=_PATIENCE)
        status, percent = self._progress(job)
        if call.payload.get("download"):
            return _file(job, status)
        is_over = status in ("completed", "failed")
        return answered(
            {
                "jobId": job.id,
                "status": status,
                "percentComplete": percent,
                "downloadURL": f"{job.href}&download=true" if status == "completed" else None,
                "jobStatusFile": job.file_name if is_over else None,
            }
        )

    def _read(self, content_type: str, body: bytes) -> tuple[dict[str, Any], list[Any] | None]:
        """The order and the records of its file; None for a file that is no list."""
        order, file = _form(parts(content_type, body))
        self._check(order)
        try:
            records = decoded(file.content)
        except ApiError:
            records = None
        return order, records if isinstance(records, list) else None

    def _check(self, order: Mapping[str, Any]) -> None:
        name, operation = order["objectName"], order["operation"]
        object_name, document_type = split_document(name)
        known = self._company.store.facts.objects.get(object_name)
        types = () if document_type is None else self._company.store.records(definitions_of(object_name), id=document_type)
        if known is None or (document_type is not None and not types):
            raise payload.wrong(f"There is no object {name}", "/objectName")
        # Documents are written by their type only (facts 5.10).
        if not types and _METHODS[operation] not in known.http_methods:
            raise payload.wrong(f"{name} cannot be used to {operation} records", "/operation")
        if not _is_https(order.get("callbackURL") or "https://none"):
            raise payload.wrong("callbackURL is an https address", "/callbackURL")

    def _move(self, job: _Job) -> None:
        if job.total is not None and job.work is None and self._company.clock() - job.begun >= _PROCESSING:
            job.work = asyncio.create_task(self._write(job), name=f"bulk job {job.id}")

    async def _write(self, job: _Job) -> None:
        """Each record by itself: one that fails stops none of the others."""
        while job.records:
            step, job.records = job.records[:_STEP], job.records[_STEP:]
            job.results += await asyncio.to_thread(self._company.objects.write_many, job.operation, job.object_name, step, job.access)

    def _progress(self, job: _Job) -> tuple[str, int]:
        """Status and percentage. The clock alone does not make a job ready: its records must be written."""
        elapsed = self._company.clock() - job.begun
        if elapsed < _PREPROCESSING:
            return "queued", 0
        if elapsed < _PROCESSING:
            return "preprocessing", 0
        if job.total is None:
            return "failed", 0
        if elapsed < _POSTPROCESSING or len(job.results) < job.total:
            by_clock = min((elapsed - _PROCESSING) / (_POSTPROCESSING - _PROCESSING), 0.99)
            return "processing", int(100 * min(by_clock, len(job.results) / max(1, job.total)))
        return ("postprocessing" if elapsed < _COMPLETED else "completed"), 100


def _form(form: list[Part]) -> tuple[dict[str, Any], Part]:
    """The order and the file that it names: by the name of the part, or by the name of the file in it."""
    order_part = next((part for part in form if part.name == REQUEST_PART), None)
    if order_part is None:
        raise payload.wrong(f"The form has no part {REQUEST_PART}", f"/{REQUEST_PART}")
    order = decoded(order_part.content)
    payload.check(order, SERVICES["bulk/job/create"])
    name = order["jobFile"]
    file = next((part for part in form if part is not order_part and name in (part.name, part.filename)), None)
    if file is None:
        raise payload.wrong(f"The form has no file {name}", "/jobFile")
    return order, file


def _is_https(address: str) -> bool:
    try:
        return urlsplit(address).scheme == "https" and bool(urlsplit(address).hostname)
    except ValueError:
        return False


def _file(job: _Job, status: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{job.file_name}"'}
    if status == "failed":
        error = error_object("invalidRequest", "The file of the job is no JSON list of records")
        return json_response({"ia::result": {"ia::error": error}, "ia::meta": meta(1, 0)}, 200, headers)
    if status != "completed":
        raise invalid_request(f"The job is {status}: it has no result yet")
    good = sum(result.error is None for result in job.results)
    results = [result.body for result in job.results]
    return json_response({"ia::result": results, "ia::meta": meta(len(results), good)}, 200, headers)
