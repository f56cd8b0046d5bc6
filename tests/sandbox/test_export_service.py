"""The export service's files, read back by other libraries: the same rows and the same sums as the query."""

import asyncio
import csv
import io
import itertools
import re
import tempfile
import threading
from collections.abc import Callable, Generator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import docx
import httpx
import openpyxl
import pypdf
import pytest

from intacct_desktop.sandbox.exports import Sheet
from intacct_desktop.sandbox.exports.service import Download, Exported
from intacct_desktop.sandbox.exports.tables import write_xlsx
from intacct_desktop.sandbox.store import Kind

Row = dict[str, Any]

QUERY = {
    "object": "accounts-payable/bill",
    "fields": [
        "key",
        "billNumber",
        "vendor.id",
        "vendor.name",
        "totalTxnAmount",
        "dueDate",
        "isOnHold",
        "nsp::region",
        "currency.exchangeRate.rate",
    ],
    "filters": [{"$in": {"state": ["posted", "draft"]}}],
    "orderBy": [{"vendor.name": "asc"}],
}
LINES = {"object": "general-ledger/journal-entry-line", "fields": ["key", "glAccount.id", "txnAmount"]}
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "pdf": "application/pdf",
    "word": "application/vnd.ms-word",
    "xlsx": "application/vnd.ms-excel",
    "xml": "text/xml; charset=utf-8",
}

SUFFIXES = {"word": "docx"}


@pytest.fixture(scope="module")
def export(api: httpx.Client) -> Callable[..., bytes]:
    def run(kind: str, **query: Any) -> bytes:
        answer = api.post("/services/core/export", json={"fileType": kind, "query": QUERY | query})
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-type"] == TYPES[kind]
        name = (QUERY | query)["object"].rpartition("/")[2]
        assert answer.headers["content-disposition"] == f'attachment; filename="{name}.{SUFFIXES.get(kind, kind)}"'
        return answer.content

    return run


@pytest.fixture(scope="module")
def rows(all_rows: Callable[..., list[Row]]) -> list[Row]:
    found = all_rows(QUERY["object"], QUERY["fields"], filters=QUERY["filters"], orderBy=QUERY["orderBy"])
    assert len(found) > 200
    return found


def text(value: Any) -> str:
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def test_csv(export: Callable[..., bytes], rows: list[Row]) -> None:
    content = export("csv")
    assert content.count(b"\r\n") == len(rows) + 1
    [heading, *lines] = csv.reader(io.StringIO(content.decode("utf-8"), newline=""))
    assert heading == QUERY["fields"]
    assert lines == [[text(value) for value in row.values()] for row in rows]


def test_xml(export: Callable[..., bytes], rows: list[Row]) -> None:
    root = ElementTree.fromstring(export("xml"))  # noqa: S314 - our own file
    assert root.attrib == {"object": "accounts-payable/bill", "records": str(len(rows))}
    assert [{field.get("name"): field.text or "" for field in record} for record in root] == [
        {name: text(value) for name, value in row.items()} for row in rows
    ]
    nulls = root.findall("record/field[@null='true']")
    assert len(nulls) == sum(value is None for row in rows for value in row.values())


def test_xlsx(export: Callable[..., bytes], rows: list[Row]) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(export("xlsx"))).active
    [heading, *lines] = sheet.iter_rows()
    assert [cell.value for cell in heading] == QUERY["fields"]
    assert len(lines) == len(rows)
    for cells, row in zip(lines, rows, strict=True):
        key, number, vendor, name, amount, due, hold, region, rate = cells
        assert [key.value, number.value, vendor.value, name.value] == [row["key"], row["billNumber"], row["vendor.id"], row["vendor.name"]]
        assert {key.data_type, number.data_type, vendor.data_type, name.data_type} == {"s"}
        assert Decimal(str(amount.value)) == Decimal(row["totalTxnAmount"])
        assert (amount.data_type, amount.number_format) == ("n", "#,##0.00")
        assert due.value.date() == date.fromisoformat(row["dueDate"])
        assert hold.value is row["isOnHold"]
        assert region.value == row["nsp::region"]
        assert Decimal(str(rate.value)) == row["currency.exchangeRate.rate"]


def test_word(export: Callable[..., bytes], rows: list[Row]) -> None:
    [table] = docx.Document(io.BytesIO(export("word"))).tables
    [heading, *lines] = [[cell.text for cell in row.cells] for row in table.rows]
    assert heading == QUERY["fields"]
    assert lines == [[text(value) for value in row.values()] for row in rows]


def test_pdf(export: Callable[..., bytes], rows: list[Row]) -> None:
    document = pypdf.PdfReader(io.BytesIO(export("pdf", fields=["key", "vendor.id", "vendor.name", "totalTxnAmount"])))
    content = "\n".join(page.extract_text() for page in document.pages)
    found = re.findall(r"^(\d+)\s+(V-\d{5})\s.*?(-?\d+\.\d\d)$", content, re.MULTILINE | re.DOTALL)
    assert len(document.pages) > 2
    assert [(key, vendor, amount) for key, vendor, amount in found] == [
        (row["key"], row["vendor.id"], row["totalTxnAmount"]) for row in rows
    ]
    accented = next(row["vendor.name"] for row in rows if "é" in row["vendor.name"])
    assert accented in content
    assert content.count("totalTxnAmount") == len(document.pages), "the heading is on every page"


@pytest.mark.parametrize("kind", TYPES)
def test_every_name_can_be_written(export: Callable[..., bytes], kind: str) -> None:
    """Quotes, accents, right-to-left, a formula, 200 characters: all customers and vendors in all kinds of file."""
    for name in ("accounts-receivable/customer", "accounts-payable/vendor"):
        assert export(kind, object=name, fields=["id", "name", "status"], filters=[], orderBy=[])


def test_long_names_wrap_and_are_not_cut_off(export: Callable[..., bytes], all_rows: Callable[..., list[Row]]) -> None:
    longest = max((row["name"] for row in all_rows("accounts-receivable/customer", ["name"])), key=len)
    content = export("pdf", object="accounts-receivable/customer", fields=["id", "name"], filters=[{"$eq": {"name": longest}}], orderBy=[])
    page = pypdf.PdfReader(io.BytesIO(content)).pages[0].extract_text()
    assert longest.replace(" ", "") in page.replace("\n", "").replace(" ", "")


def test_formulas_stay_text(export: Callable[..., bytes]) -> None:
    content = export("xlsx", object="accounts-payable/vendor", fields=["name"], filters=[{"$startsWith": {"name": "="}}], orderBy=[])
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    [_, *lines] = sheet.iter_rows()
    assert lines
    assert {line[0].data_type for line in lines} == {"s"}


@pytest.mark.parametrize("kind", TYPES)
def test_no_rows_and_named_pages(export: Callable[..., bytes], kind: str) -> None:
    assert export(kind, filters=[{"$eq": {"key": "0"}}])
    part = export("csv", start=11, size=5).decode().splitlines()
    assert len(part) == 6


def test_aggregates_can_be_exported(export: Callable[..., bytes], rows: list[Row]) -> None:
    [line] = list(csv.DictReader(io.StringIO(export("csv", fields=["sum:totalTxnAmount", "count:id"], orderBy=[]).decode())))
    assert line == {"sum:totalTxnAmount": str(sum(Decimal(row["totalTxnAmount"]) for row in rows)), "count:id": str(len(rows))}


@pytest.mark.parametrize(
    ("body", "target"),
    [
        ({"fileType": "doc", "query": QUERY}, "/fileType"),
        ({"fileType": ["csv"], "query": QUERY}, "/fileType"),
        ({"query": QUERY}, "/fileType"),
        ({"fileType": "csv", "query": QUERY, "name": "x"}, "/name"),
        ({"fileType": "csv", "query": QUERY | {"size": 5000}}, "/size"),
        ({"fileType": "pdf", "query": LINES}, "/fileType"),
        ({"fileType": "word", "query": LINES}, "/fileType"),
        ({"fileType": "csv"}, ""),
        ([], ""),
    ],
)
def test_refusals(api: httpx.Client, body: Any, target: str) -> None:
    answer = api.post("/services/core/export", json=body)
    assert answer.status_code == 400
    assert answer.json()["ia::result"]["ia::error"]["details"][0]["target"] == target


def test_many_rows_come_in_many_parts(api: httpx.Client, all_rows: Callable[..., list[Row]]) -> None:
    with api.stream("POST", "/services/core/export", json={"fileType": "csv", "query": LINES}) as answer:
        assert "content-length" not in answer.headers
        lines = list(csv.reader(answer.iter_lines()))
    rows = all_rows(LINES["object"], LINES["fields"])
    assert len(rows) > 20_000
    assert lines[1:] == [list(row.values()) for row in rows]


def test_a_spreadsheet_nobody_waits_for_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    endless = Sheet("a/b", [("key", Kind.KEY, 0)], 0, itertools.repeat([("1",)] * 100))
    parts = write_xlsx(endless)
    assert [next(parts) for _ in range(50)] == [b""] * 50
    assert list(tmp_path.iterdir())
    parts.close()
    assert not list(tmp_path.iterdir())


async def test_when_the_client_goes_the_making_ends() -> None:
    """Also while a thread is at it."""
    goes_on, is_made, ended = threading.Event(), asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()

    def parts() -> Generator[bytes, None, None]:
        try:
            yield b"first"
            loop.call_soon_threadsafe(is_made.set)
            goes_on.wait()
            yield b"second"
            raise AssertionError("nobody asked for a third part")
        finally:
            loop.call_soon_threadsafe(ended.set)

    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message.get("body"))

    async def receive() -> Any:
        await is_made.wait()
        return {"type": "http.disconnect"}

    await Download(Exported("x.csv", "text/csv", parts()))({"type": "http", "asgi": {"spec_version": "2.3"}}, receive, send)
    assert sent == [None, b"first"]
    assert not ended.is_set()
    goes_on.set()
    await ended.wait()
