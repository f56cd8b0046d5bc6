"""Contracts, their lines, their expenses and their schedules."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from intacct_desktop.sandbox.company.ledger.postings import Posted
from intacct_desktop.sandbox.rules.contracts import CONTRACT, CONTRACT_LINE
from intacct_desktop.sandbox.rules.ledger import post
from intacct_desktop.sandbox.rules.rule import day_of, number
from intacct_desktop.sandbox.store import ENTITY, LISTS, Record
from intacct_desktop.sandbox.workflows.moves import Move, flags, states
from intacct_desktop.sandbox.workflows.task import Task, check_day
from intacct_desktop.sandbox.writing.change import Operation, Problem

ALLOCATION = "contracts/contract-mea-allocation"
EXPENSE_LINE = "contracts/expense-schedule-line"
REVENUE_LINE = "contracts/revenue-schedule-line"

_HOLDS = {"holdBilling": "billing", "holdRevenue": "revenue", "holdExpense": "expense"}
_RESUMES = {"resumeBilling": "billing", "resumeRevenue": "revenue", "resumeExpense": "expense"}
_CONTRACT_HOLDS = {"billing": "holdBilling", "revenue": "holdRevenue", "expense": "holdExpense"}

_LAST_YEAR = 4_000

# Where a schedule's amounts go when they are posted: account debited, account credited, title of the entry.
_SCHEDULES = {REVENUE_LINE: ("2300", "4200", "Revenue recognized"), EXPENSE_LINE: ("6210", "1310", "Expenses recognized")}


def _lines(task: Task) -> list[Record]:
    return task.store.records(CONTRACT_LINE, **{"contract.key": task.root.values["key"]})


def post_contract() -> Move:
    """A contract comes into effect, with its lines that are still drafts."""

    def act(task: Task) -> None:
        if memo := task.body.get("postMemo"):
            task.root.values["postMemo"] = memo

    def then(task: Task) -> None:
        for line in _lines(task):
            if line["state"] == "draft":
                posted_on = task.body.get("glPostingDate") or line["postingDate"] or task.today.isoformat()
                task.store.update(CONTRACT_LINE, int(line["key"] or 0), {"state": "inProgress", "postingDate": posted_on})

    return Move(start=states("draft"), end="inProgress", refuse=_check_posting, act=act, then=then)


def post_line() -> Move:
    """A contract line, or an expense, comes into effect."""

    def act(task: Task) -> None:
        if day := task.body.get("glPostingDate"):
            task.root.values["postingDate"] = day
        if memo := task.body.get("postMemo"):
            task.root.values["memo"] = memo

    return Move(start=states("draft"), end="inProgress", refuse=_check_posting, act=act)


def _check_posting(task: Task) -> Iterator[Problem]:
    yield from check_day(task, "glPostingDate")


def expire() -> Move:
    """A contract that has come to its end is not renewed."""

    def refuse(task: Task) -> Iterator[Problem]:
        end = day_of(task.root, "endDate")
        if end and end >= task.today:
            yield Problem("/key", f"The contract runs until {end}")

    def then(task: Task) -> None:
        for line in _lines(task):
            if line["state"] == "inProgress":
                task.store.update(CONTRACT_LINE, int(line["key"] or 0), {"state": "notRenewed"})

    return Move(start=states("inProgress"), end="notRenewed", refuse=refuse, then=then)


def renew() -> Move:
    """The next contract begins where this one ends, for as long, with the same lines, as a draft."""

    def refuse(task: Task) -> Iterator[Problem]:
        if not task.root.values.get("isRenewable"):
            yield Problem("/key", "The contract is not renewable")
        elif day_of(task.root, "endDate") is None or day_of(task.root, "startDate") is None:
            yield Problem("/key", "The contract has no end to be renewed at")
        elif int(str(task.root.values["endDate"])[:4]) > _LAST_YEAR:
            yield Problem("/key", "The contract ends too late to be renewed")

    def act(task: Task) -> None:
        begin, end = _following(task.root.values["startDate"], task.root.values["endDate"])
        kept = {path: value for path, value in task.root.values.items() if path not in ("key", LISTS) and not path.startswith("audit.")}
        values = kept | {"id": _next_id(task), "state": "draft", "startDate": begin, "endDate": end, "billedAmount": 0}
        key = task.create(CONTRACT, values | {"renewedContract.key": None, "parent.key": task.root.values.get("parent.key")})
        task.root.values["renewedContract.key"] = key
        for line in _lines(task):
            if line["state"] in ("canceled", "draft"):
                continue
            copied = {path: value for path, value in line.items() if path not in ("key", "id") and not path.startswith("audit.")}
            task.create(
                CONTRACT_LINE, copied | {"contract.key": key, "state": "draft", "startDate": begin, "endDate": end, "postingDate": begin}
            )

    return Move(start=states("inProgress"), end="renewed", refuse=refuse, act=act)


def _following(start: object, end: object) -> tuple[str, str]:
    first, last = date.fromisoformat(str(start)), date.fromisoformat(str(end))
    begin = last + timedelta(days=1)
    return begin.isoformat(), (begin + (last - first)).isoformat()


def _next_id(task: Task) -> str:
    base = str(task.root.values.get("id"))
    number_ = 2
    while task.store.records(CONTRACT, id=f"{base}-{number_}"):
        number_ += 1
    return f"{base}-{number_}"


def uncancel(path: str) -> Move:
    """A canceled contract or line goes on; ``path`` is the day it was canceled."""

    def act(task: Task) -> None:
        task.root.values[path] = None

    def then(task: Task) -> None:
        for line in _lines(task) if task.root.name == CONTRACT else ():
            if line["state"] == "canceled":
                task.store.update(CONTRACT_LINE, int(line["key"] or 0), {"state": "inProgress", "cancelationDate": None})

    return Move(start=states("canceled"), end="inProgress", act=act, then=then)


def deliver() -> Move:
    """What a contract line promises is delivered."""

    def refuse(task: Task) -> Iterator[Problem]:
        if task.root.values["state"] not in ("draft", "inProgress"):
            yield Problem("/key", f"The contract line is {task.root.values['state']}")
        start = day_of(task.root, "startDate")
        if start and (day := task.day("deliveryDate")) and day < start:
            yield Problem("/deliveryDate", f"{day} is before the line begins, {start}")

    def act(task: Task) -> None:
        task.root.values["deliveryDate"] = task.body["deliveryDate"]

    return Move(path="deliveryStatus", start=states("undelivered", None), end="delivered", refuse=refuse, act=act)


def revalue() -> Move:
    """What is left of an estimate is closed, or estimated anew."""

    def refuse(task: Task) -> Iterator[Problem]:
        method = task.root.values.get("billing.method")
        if method != "projectTime":
            yield Problem("/key", f"The line is billed by {method}: only projectTime is estimated")
        yield from check_day(task, "revaluedDate")

    def act(task: Task) -> None:
        for name in ("quantity", "rate"):
            if name in task.body:
                task.root.values[f"billing.{name}"] = task.body[name]
        if amount := task.body.get("flatFixedAmount"):
            task.root.values["billing.flatFixedAmount"] = _cents(amount)

    return Move(start=states("inProgress"), end="revalued", refuse=refuse, act=act)


def _cents(text: str) -> int:
    whole, _, rest = text.partition(".")
    return int(whole) * 100 + int(f"{rest:0<2}"[:2] or 0) * (-1 if text.startswith("-") else 1)


def hold_line() -> Move:
    """The schedules of a contract line stop from a day on."""

    def refuse(task: Task) -> Iterator[Problem]:
        yield from _check_switches(task, _HOLDS)
        for name, schedule in _HOLDS.items():
            if task.body.get(name) and _is_held(task.root.values, schedule):
                yield Problem(f"/{name}", f"The {schedule} schedule is on hold already")

    def act(task: Task) -> None:
        task.root.values |= _held(task)

    return Move(start=states("inProgress"), end=None, refuse=refuse, act=act)


def resume_line() -> Move:
    """The schedules of a contract line go on from a day on."""

    def refuse(task: Task) -> Iterator[Problem]:
        yield from _check_switches(task, _RESUMES)
        for name, schedule in _RESUMES.items():
            if task.body.get(name) and not _is_held(task.root.values, schedule):
                yield Problem(f"/{name}", f"The {schedule} schedule is not on hold")

    def act(task: Task) -> None:
        task.root.values |= _resumed(task)

    return Move(start=states("inProgress"), end=None, refuse=refuse, act=act)


def hold_contract() -> Move:
    """The schedules of some lines of a contract stop from a day on."""

    def refuse(task: Task) -> Iterator[Problem]:
        yield from _check_switches(task, _HOLDS)
        yield from _check_lines(task)

    def act(task: Task) -> None:
        task.root.values |= {_CONTRACT_HOLDS[schedule]: 1 for schedule in flags(task, _HOLDS)}

    def then(task: Task) -> None:
        for line in _chosen(task):
            task.store.update(CONTRACT_LINE, int(line["key"] or 0), _held(task))

    return Move(start=states("inProgress"), end=None, refuse=refuse, act=act, then=then)


def resume_contract() -> Move:
    """The schedules of some lines of a contract go on from a day on."""

    def refuse(task: Task) -> Iterator[Problem]:
        yield from _check_switches(task, _RESUMES)
        yield from _check_lines(task)

    def act(task: Task) -> None:
        task.root.values |= {_CONTRACT_HOLDS[schedule]: 0 for schedule in flags(task, _RESUMES)}

    def then(task: Task) -> None:
        for line in _chosen(task):
            task.store.update(CONTRACT_LINE, int(line["key"] or 0), _resumed(task))

    return Move(start=states("inProgress"), end=None, refuse=refuse, act=act, then=then)


def _check_switches(task: Task, switches: Mapping[str, str]) -> Iterator[Problem]:
    if not flags(task, switches):
        first = next(iter(switches))
        yield Problem(f"/{first}", "Choose at least one schedule")


def _check_lines(task: Task) -> Iterator[Problem]:
    known = {str(line["key"]) for line in _lines(task) if line["state"] == "inProgress"}
    wanted = [key.strip() for key in task.body["contractLineKeys"].split(",")]
    if strange := [key for key in wanted if key not in known]:
        yield Problem("/contractLineKeys", f"The contract has no line in progress with the key {', '.join(strange)}")


def _chosen(task: Task) -> list[Record]:
    keys = {key.strip() for key in task.body["contractLineKeys"].split(",")}
    return [line for line in _lines(task) if str(line["key"]) in keys]


def _is_held(values: Record, schedule: str) -> bool:
    return bool(values.get(f"{schedule}.holdDate")) and not values.get(f"{schedule}.resumeDate")


def _held(task: Task) -> Record:
    members: Record = {}
    for schedule in flags(task, _HOLDS):
        members |= {f"{schedule}.holdDate": task.body["asOfDate"], f"{schedule}.resumeDate": None, f"{schedule}.memo": task.body["memo"]}
    return members


def _resumed(task: Task) -> Record:
    members: Record = {}
    for schedule in flags(task, _RESUMES):
        members |= {f"{schedule}.resumeDate": task.body["asOfDate"], f"{schedule}.memo": task.body["memo"]}
    return members


def clear_allocations(*, only_last: bool) -> Move:
    """The contract's multi-element allocations end: all that are active, or the last of them."""

    def active(task: Task) -> list[Record]:
        found = task.store.records(ALLOCATION, status="active", **{"contract.key": task.root.values["key"]})
        return sorted(found, key=lambda each: (str(each["effectiveDate"]), int(each["key"] or 0)))

    def refuse(task: Task) -> Iterator[Problem]:
        if not active(task):
            yield Problem("/key", "The contract has no active allocation")

    def then(task: Task) -> None:
        for allocation in active(task)[-1:] if only_last else active(task):
            task.store.update(ALLOCATION, int(allocation["key"] or 0), {"status": "inactive"})

    return Move(start=states("draft", "inProgress"), end=None, refuse=refuse, then=then)


def move_schedule(start: str, end: str) -> Move:
    """The open lines of an expense's schedule from a day on are held, or the held ones go on."""

    def lines(task: Task) -> list[Record]:
        schedules = {str(task.root.values.get(f"templates.expenseJournal{at}.schedule.key")) for at in (1, 2)} - {"None"}
        return [
            line
            for line in task.store.records(EXPENSE_LINE, state=start)
            if str(line["contractExpenseSchedule.key"]) in schedules and str(line["scheduledPostingDate"] or "") >= task.body["asOfDate"]
        ]

    def then(task: Task) -> None:
        for line in lines(task):
            task.store.update(EXPENSE_LINE, int(line["key"] or 0), {"state": end})

    return Move(start=states("inProgress"), end=None, then=then)


def post_schedule() -> Move:
    """A line of a schedule is posted to the ledger."""

    def refuse(task: Task) -> Iterator[Problem]:
        yield from check_day(task, "actualPostingDate")

    def act(task: Task) -> None:
        day = task.day("actualPostingDate") or task.today
        entry = _post(task, day, 1)
        task.root.values |= {"posted": 1, "actualPostingDate": day.isoformat(), "journalEntry.key": entry}
        if "postedBaseAmount" in task.store.table(task.root.name).columns:
            task.root.values["postedBaseAmount"] = task.root.values["scheduledBaseAmount"]

    return Move(start=states("open"), end="posted", refuse=refuse, act=act)


def unpost_schedule() -> Move:
    """The posting of a line of a schedule is taken back by a second entry."""

    def act(task: Task) -> None:
        _post(task, task.today, -1)
        task.root.values |= {"posted": 0, "actualPostingDate": None, "journalEntry.key": None}
        if "postedBaseAmount" in task.store.table(task.root.name).columns:
            task.root.values["postedBaseAmount"] = 0

    return Move(start=states("posted"), end="open", act=act)


def _post(task: Task, day: date, sign: int) -> int | None:
    debit, credit, title = _SCHEDULES[task.root.name]
    amount = number(task.root, "scheduledBaseAmount") * sign
    change = task.change(Operation.UPDATE, task.root)

    def fill(entry: Posted) -> None:
        entry.add_base(debit, amount)
        entry.add_base(credit, -amount)

    return post(change, day, task.root.values.get(ENTITY) or task.scope.entity, "GJ", title, fill)
