"""Reports: asked for, pending by the clock, downloaded in five kinds of file, with figures that an accountant can check."""

import csv
import io
from collections import defaultdict
from collections.abc import Callable
from decimal import Decimal
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import httpx
import openpyxl
import pypdf
import pytest

if TYPE_CHECKING:
    from tests.sandbox.conftest import Clock

Answered = dict[str, Any]
ClientOf = Callable[[str], httpx.Client]
AllRows = Callable[..., list[Answered]]

TRIAL_BALANCE = "general-ledger/trial-balance"
OCTOBER = {"timePeriod": {"dateRange": {"startDate": "2026-10-01", "endDate": "2026-10-31"}}}


def submit(api: httpx.Client, name: str, parameters: Answered | None = None, **members: Any) -> httpx.Response:
    headers = members.pop("headers", None)
    body = {"outputType": "csv"} | members | ({} if parameters is None else {"parameters": parameters})
    return api.post(f"/services/reports/{name}", json=body, headers=headers)


def job_of(answer: httpx.Response) -> Answered:
    assert answer.status_code == 202, answer.text
    result = answer.json()["ia::result"]
    return {name: result[name] for name in ("reportId", "outputType", "outputLocation")}


def download(api: httpx.Client, job: Answered) -> httpx.Response:
    return api.get("/services/reports/download", params={name: job[name] for name in ("reportId", "outputType")})


def report(api: httpx.Client, clock: "Clock", name: str, parameters: Answered | None = None, **members: Any) -> list[Answered]:
    """The lines of a report as CSV."""
    job = job_of(submit(api, name, parameters, **members))
    clock.advance(3)
    answer = download(api, job)
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.content.decode())))


def test_a_report_goes_its_way(api: httpx.Client, clock: "Clock") -> None:
    answer = submit(api, TRIAL_BALANCE, OCTOBER, reportName="October", outputType="html")
    result = answer.json()["ia::result"]
    assert (answer.status_code, result["status"], result["name"]) == (202, "submitted", "October")
    assert answer.headers["location"] == f"/ia/api/v1{result['href']}"
    assert int(answer.headers["retry-after"]) > 0
    job = job_of(answer)
    for _ in range(3):
        running = api.get(result["href"])
        assert (running.status_code, running.json()["ia::result"]["status"]) == (200, "pending")
        assert download(api, job).status_code == 404
        clock.advance(0.75)
    clock.advance(0.75)
    ready = api.get(result["href"])
    assert (ready.status_code, ready.json()["ia::result"]["status"]) == (303, "completed")
    assert ready.headers["location"] == f"/ia/api/v1{ready.json()['ia::result']['downloadURL']}"
    assert api.get(ready.json()["ia::result"]["downloadURL"]).headers["content-type"] == "text/html; charset=utf-8"
    stored = api.get(f"/objects/reports/stored-report/{job['reportId']}").json()["ia::result"]
    assert (stored["reportTitle"], stored["localStore"]["html"]["status"], stored["user"]["id"]) == ("Trial balance", "success", "api.user")


def test_the_trial_balance_is_that_of_the_entries(api: httpx.Client, clock: "Clock", all_rows: AllRows) -> None:
    lines = all_rows(
        "general-ledger/journal-entry-line",
        ["glAccount.id", "currency.baseCurrency", "txnType", "baseAmount", "entryDate"],
        filters=[{"$eq": {"state": "posted"}}, {"$lte": {"entryDate": "2026-10-31"}}],
    )
    closed = {row["id"] for row in all_rows("general-ledger/account", ["id"], filters=[{"$eq": {"closingType": "closingAccount"}}])}
    expected: dict[tuple[str, str], list[Decimal]] = defaultdict(lambda: [Decimal(0)] * 3)
    for line in lines:
        account, amount = line["glAccount.id"], Decimal(line["baseAmount"])
        is_debit = line["txnType"] == "debit"
        if line["entryDate"] >= "2026-10-01":
            expected[account, line["currency.baseCurrency"]][1 if is_debit else 2] += amount
        else:
            # The results of former years are retained earnings.
            kept = "3900" if account in closed and line["entryDate"] < "2026-01-01" else account
            expected[kept, line["currency.baseCurrency"]][0] += amount if is_debit else -amount
    rows = report(api, clock, TRIAL_BALANCE, OCTOBER | {"showZeroBalanceAccounts": "all"})
    told = {
        (row["Account"], row["Currency"]): [Decimal(row[name]) for name in ("Opening balance", "Debits", "Credits")]
        for row in rows
        if row["Account"]
    }
    assert told == expected
    assert all(
        Decimal(row["Opening balance"]) + Decimal(row["Debits"]) - Decimal(row["Credits"]) == Decimal(row["Closing balance"])
        for row in rows
    )
    totals = [row for row in rows if row["Account title"] == "Total"]
    assert [row["Currency"] for row in totals] == ["CAD", "GBP", "USD"]
    for row in totals:
        assert row["Debits"] == row["Credits"] != "0.00"
        assert row["Opening balance"] == row["Closing balance"] == "0.00"


def test_every_report_tells_the_same(api: httpx.Client, clock: "Clock") -> None:
    trial = {(row["Account"], row["Currency"]): row for row in report(api, clock, TRIAL_BALANCE, OCTOBER) if row["Account"]}
    balances = {(row["Account"], row["Currency"]): row for row in report(api, clock, "general-ledger/account-balance", OCTOBER)}
    assert balances.keys() == trial.keys()
    assert all(balances[place]["Closing balance"] == row["Closing balance"] for place, row in trial.items())
    split: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for row in report(api, clock, "general-ledger/account-balance-by-dimension", OCTOBER):
        split[row["Account"], row["Currency"]] += Decimal(row["Closing balance"])
    assert {place: Decimal(row["Closing balance"]) for place, row in trial.items()} == {place: split[place] for place in trial}
    debits: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    last: dict[tuple[str, str], str] = {}
    for row in report(api, clock, "general-ledger/details", OCTOBER):
        place = (row["Account"], row["Currency"])
        debits[place] += Decimal(row["Debit"] or 0)
        last[place] = row["Balance"]
    for place, balance in last.items():
        assert (trial[place]["Closing balance"], Decimal(trial[place]["Debits"])) == (balance, debits[place])


def test_filters_narrow_a_report(api: httpx.Client, clock: "Clock") -> None:
    everything = report(api, clock, TRIAL_BALANCE, OCTOBER)
    cash = {"glAccountRange": [{"startingAccount": {"id": "1000"}, "endingAccount": {"id": "1030"}}]}
    assert {row["Account"] for row in report(api, clock, TRIAL_BALANCE, OCTOBER | cash)} == {"", "1000", "1010", "1015", "1020", "1030"}
    # A location stands for all below it: that of an entity for the entity.
    british = report(api, clock, TRIAL_BALANCE, OCTOBER | {"dimensions": {"location": {"id": "200"}}})
    assert british == [row for row in everything if row["Currency"] == "GBP"]
    assert report(api, clock, TRIAL_BALANCE, OCTOBER, headers={"X-IA-API-Param-Entity": "200"}) == british
    only_open = report(api, clock, TRIAL_BALANCE, OCTOBER | {"showZeroBalanceAccounts": "doNotShow"})
    assert 0 < len(only_open) < len(everything)
    assert all(row["Closing balance"] != "0.00" for row in only_open if row["Account"])


def test_periods(api: httpx.Client, clock: "Clock") -> None:
    names = {"reportingPeriod": {"key": "1"}}
    stored = api.get("/objects/general-ledger/reporting-period/1").json()["ia::result"]
    if stored["startDate"]:
        dates = {"timePeriod": {"dateRange": {"startDate": stored["startDate"], "endDate": stored["endDate"]}}}
        assert report(api, clock, TRIAL_BALANCE, {"timePeriod": {"periodToDate": names}}) == report(api, clock, TRIAL_BALANCE, dates)
    year = {"timePeriod": {"dateRange": {"startDate": "2026-01-01", "endDate": "2026-11-20"}}}
    assert report(api, clock, TRIAL_BALANCE) == report(api, clock, TRIAL_BALANCE, year)
    to_date = {"timePeriod": {"periodToDate": {"asOfDate": "2026-11-20"}}}
    assert report(api, clock, TRIAL_BALANCE, to_date) == report(api, clock, TRIAL_BALANCE, year)


def test_inventory_reports(api: httpx.Client, clock: "Clock", all_rows: AllRows) -> None:
    rows = report(api, clock, "inventory-control/inventory-valuation")
    *stock, total = rows
    assert sum(Decimal(row["Value"]) for row in stock) == Decimal(total["Value"]) > 0
    on_hand = all_rows("inventory-control/item-warehouse-inventory", ["onHand", "item.id", "warehouse.id"])
    assert {(row["Item"], row["Warehouse"]): Decimal(row["On hand"]) for row in stock} == {
        (row["item.id"], row["warehouse.id"]): row["onHand"] for row in on_hand
    }
    item = stock[0]["Item"]
    filtered = report(api, clock, "inventory-control/inventory-valuation", {"dimensions": {"item": {"id": item}}})
    assert filtered[:-1] == [row for row in stock if row["Item"] == item]
    this_year = [{"$between": {"transactionDate": ["2026-01-01", "2026-11-20"]}}]
    documents = [row["key"] for row in all_rows("inventory-control/document", ["key"], filters=this_year)]
    lines = all_rows("inventory-control/document-line", ["key"], filters=[{"$in": {"documentHeader.key": documents}}])
    moves = report(api, clock, "inventory-control/item-activity")
    assert len(moves) == len(lines) > 0
    # What is scrapped leaves.
    assert {(row["Type"] == "Inventory Scrap") == (Decimal(row["Quantity"]) < 0) for row in moves} == {True}
    assert {(Decimal(row["Value"]) < 0) == (Decimal(row["Quantity"]) < 0) for row in moves} == {True}


def test_account_groups_stand_below_each_other(api: httpx.Client, clock: "Clock") -> None:
    rows = report(api, clock, "general-ledger/account-group-hierarchy")
    at = next(at for at, row in enumerate(rows) if row["Account group"] == "Net income")
    assert (rows[at]["Level"], rows[at + 1]["Level"]) == ("1", "2")
    below = report(api, clock, "general-ledger/account-group-hierarchy", {"glAccountGroup": {"id": "Net income"}})
    assert below == rows[at : at + len(below)]
    assert len(below) == 5


class Cells(HTMLParser):
    """The lines of the table of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self._in_cell = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_cell = tag in ("td", "th")
        if tag == "tr":
            self.rows.append([])
        if self._in_cell:
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        self._in_cell = False

    def handle_data(self, data: str) -> None:
        if self._in_cell:
            self.rows[-1][-1] += data


def test_the_same_figures_in_all_five_files(api: httpx.Client, clock: "Clock") -> None:
    job = job_of(submit(api, TRIAL_BALANCE, OCTOBER, title1="Balances <October>", title2="Line 2"))
    clock.advance(3)
    files = {"csv": download(api, job)}
    for output in ("html", "pdf", "excel", "text"):
        again = api.post("/services/reports/stored-reports", json=job | {"outputType": output})
        assert job_of(again) == job | {"outputType": output}
        clock.advance(3)
        files[output] = download(api, job_of(again))
    types = {output: answer.headers["content-type"].partition(";")[0] for output, answer in files.items()}
    assert types == {
        "csv": "application/octet-stream",
        "html": "text/html",
        "pdf": "application/pdf",
        "excel": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "text": "text/plain",
    }
    rows = list(csv.reader(io.StringIO(files["csv"].content.decode())))
    assert Cells(files["html"].text).rows == rows
    assert "<h1>Balances &lt;October&gt;</h1>" in files["html"].text
    sheet = openpyxl.load_workbook(io.BytesIO(files["excel"].content)).active
    written = [[None if cell == "" else cell for cell in row] for row in rows[1:]]
    for told, row in zip(sheet.iter_rows(min_row=2, values_only=True), written, strict=True):
        assert list(told[:3]) == row[:3]
        assert [Decimal(str(cell)) for cell in told[3:]] == [Decimal(str(cell)) for cell in row[3:]]
    lines = files["text"].content.decode().split("\r\n")
    assert lines[:4] == ["Balances <October>", "Line 2", "Riverside Group - practice company", ""]
    assert len(lines) == len(rows) + 5
    assert all(line.split()[-1] == row[-1] for line, row in zip(lines[5:], rows[1:], strict=False))
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(files["pdf"].content)).pages)
    assert "practice company" in text
    assert all(row[-1] in text for row in rows)


def test_only_what_waits_can_be_canceled(api: httpx.Client, clock: "Clock") -> None:
    job = job_of(submit(api, TRIAL_BALANCE))
    canceled = api.post("/services/reports/cancel", json=job)
    assert (canceled.status_code, canceled.json()["ia::result"]["status"]) == (200, "canceled")
    clock.advance(9)
    assert api.get("/services/reports/status", params=job).json()["ia::result"]["status"] == "canceled"
    assert download(api, job).status_code == 404
    assert api.post("/services/reports/cancel", json=job).status_code == 422
    running = job_of(submit(api, TRIAL_BALANCE))
    clock.advance(1.5)
    assert api.post("/services/reports/cancel", json=running).status_code == 422
    assert api.post("/services/reports/stored-reports", json=running | {"outputType": "pdf"}).status_code == 422
    clock.advance(1.5)
    assert api.post("/services/reports/stored-reports", json=running).status_code == 422


def test_a_report_is_its_users_until_it_is_deleted(api: httpx.Client, clock: "Clock", client_of: ClientOf) -> None:
    job = job_of(submit(client_of("viewer"), TRIAL_BALANCE))
    clock.advance(3)
    assert download(client_of("viewer"), job).status_code == 200
    assert download(api, job).status_code == 404
    assert api.get("/services/reports/status", params=job | {"reportId": "none"}).status_code == 404
    mine = job_of(submit(api, TRIAL_BALANCE))
    clock.advance(3)
    assert download(api, mine | {"outputType": "pdf"}).status_code == 404
    assert api.delete(f"/objects/reports/stored-report/{mine['reportId']}").status_code == 204
    assert download(api, mine).status_code == 404


def test_an_entitys_user_sees_the_entity_only(client_of: ClientOf, clock: "Clock") -> None:
    rows = report(client_of("uk.clerk"), clock, TRIAL_BALANCE, OCTOBER)
    assert {row["Currency"] for row in rows} == {"GBP"}


@pytest.mark.parametrize(
    ("parameters", "place"),
    [
        ({"timePeriod": {"dateRange": {"startDate": "2026-10-01"}}}, "/parameters/timePeriod/dateRange"),
        ({"timePeriod": {"dateRange": {"startDate": "2026-10-02", "endDate": "2026-10-01"}}}, "/parameters/timePeriod"),
        (
            {"timePeriod": {"dateRange": {"startDate": "2026-10-01", "endDate": "2026-10-02"}, "periodToDate": {"asOfDate": "2026-10-01"}}},
            "/parameters/timePeriod",
        ),
        ({"timePeriod": {"dateRange": {"startDate": "1.10.2026"}}}, "/parameters/timePeriod/dateRange/startDate"),
        ({"timePeriod": {"periodToDate": {"reportingPeriod": {"id": "None"}}}}, "/parameters/timePeriod/periodToDate/reportingPeriod"),
        ({"dimensions": {"location": {"id": "None"}}}, "/parameters/dimensions/location"),
        ({"dimensions": {"planet": {"id": "3"}}}, "/parameters/dimensions/planet"),
        ({"glAccountRange": [{"startingAccount": {"key": "x"}}]}, "/parameters/glAccountRange/0/startingAccount"),
        ({"reportingBook": "CASH"}, "/parameters/reportingBook"),
        ({"showZeroBalanceAccounts": True}, "/parameters/showZeroBalanceAccounts"),
    ],
)
def test_parameters_that_mean_nothing_are_refused_at_once(api: httpx.Client, parameters: Answered, place: str) -> None:
    answer = submit(api, TRIAL_BALANCE, parameters)
    assert answer.status_code == 400
    assert [detail["target"] for detail in answer.json()["ia::result"]["ia::error"]["details"]] == [place]


def test_there_is_no_cloud(api: httpx.Client, clock: "Clock") -> None:
    assert submit(api, TRIAL_BALANCE, outputLocation="cloud").status_code == 422
    job = job_of(submit(api, TRIAL_BALANCE))
    clock.advance(3)
    assert api.post("/services/reports/stored-reports", json=job | {"outputType": "pdf", "outputLocation": "cloud"}).status_code == 422
    assert submit(api, TRIAL_BALANCE, outputType="docx").status_code == 400
    assert submit(api, "inventory-control/inventory-valuation", {"dimensions": {"customer": {"key": "1"}}}).status_code == 400
