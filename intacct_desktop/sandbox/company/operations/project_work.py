"""Who works on what: types and states of projects, their tasks, and the time sheets of the last quarter."""

import random
from datetime import date, timedelta

from intacct_desktop.sandbox.company.books import WHOLE, Books, Record, stamp
from intacct_desktop.sandbox.company.names import words
from intacct_desktop.sandbox.company.people import ADMIN, FOUNDED, PUBLIC_ENTITIES
from intacct_desktop.sandbox.store import ENTITY

PROJECT = "projects/project"
TASK = "projects/task"
TIMESHEET = "time/timesheet"
WORKERS = 18
WEEKS = 13


def add_project_work(books: Books) -> None:
    """Must come after the projects and the chart of accounts."""
    founding = stamp(books.chance("work"), ADMIN, FOUNDED)
    for type_id, parent in words("operations")["project_types"]:
        above = books.key("projects/project-type", parent) if parent else None
        books.add("projects/project-type", {"id": type_id, "status": "active", "parent.key": above, **founding})
    for status_id, no_time, no_invoice in words("operations")["project_statuses"]:
        books.add(
            "projects/project-status",
            {
                "id": status_id,
                "status": "active",
                "disableExpenseEntry": no_time,
                "disableGenerateInvoice": no_invoice,
                "disablePurchasingAPEntry": no_time,
                "disableTimesheetEntry": no_time,
                **founding,
            },
        )
    wages = books.key("general-ledger/account", "6000")
    for earning_id, multiplier, method in words("operations")["earning_types"]:
        books.add(
            "company-config/earning-type",
            {
                "id": earning_id,
                "rateMultiplier": multiplier,
                "calculationMethod": method,
                "billableGLAccount.key": wages,
                "nonBillableGLAccount.key": wages,
                **founding,
            },
        )
    for type_id, earning in words("operations")["time_types"]:
        books.add(
            "time/time-type",
            {
                "id": type_id,
                "status": "active",
                "earningType.key": books.key("company-config/earning-type", earning),
                "glAccount.key": wages,
            },
        )
    for project in books.records(PROJECT):
        _add_tasks(books, project)
    _add_timesheets(books)


def _add_tasks(books: Books, project: Record) -> None:
    """One after the other over the project's time."""
    chance = books.chance(f"tasks {project['key']}")
    start, end = date.fromisoformat(str(project["startDate"])), date.fromisoformat(str(project["endDate"]))
    project["projectType.key"] = chance.randint(2, 3)
    is_done = end <= books.today
    project["projectStatus.key"] = books.key("projects/project-status", "Completed" if is_done else "In progress")
    chosen = [task for task in words("operations")["tasks"] if chance.random() < 0.7] or words("operations")["tasks"][:1]
    before = None
    for at, (name, hours) in enumerate(chosen):
        begins = start + (end - start) * at // len(chosen)
        ends = start + (end - start) * (at + 1) // len(chosen) - timedelta(days=1)
        status = "completed" if ends < books.today else "inProgress" if begins <= books.today else "notStarted"
        percent = {"completed": 10_000, "notStarted": 0}.get(status, chance.randint(5, 95) * 100)
        before = books.add(
            TASK,
            {
                ENTITY: project[ENTITY],
                "name": name,
                "description": f"{name}, {project['name']}"[:200] if chance.random() < 0.5 else None,
                "taskStatus": status,
                "isBillable": int(project["billingType"] == "timeAndMaterial"),
                "isMilestone": int(at == len(chosen) - 1),
                "isUtilized": 1,
                "priority": (at + 1) * WHOLE,
                "wbsCode": f"{int(str(project['key'])):03}.{at + 1}",
                "percentComplete": percent,
                "planned.startDate": begins.isoformat(),
                "planned.endDate": ends.isoformat(),
                "actual.startDate": begins.isoformat() if status != "notStarted" else None,
                "actual.endDate": ends.isoformat() if status == "completed" else None,
                "duration.planned": hours * WHOLE,
                "duration.estimated": hours * WHOLE,
                "project.key": project["key"],
                "customer.key": project["customer.key"],
                "dependentOn.key": before,
                "timeType.key": books.key("time/time-type", "Project work"),
                **stamp(chance, ADMIN, min(start, books.today)),
            },
        )


def _add_timesheets(books: Books) -> None:
    chance = books.chance("timesheets")
    public = {entity.key for entity in PUBLIC_ENTITIES}
    places = books.records("company-config/location")
    # Those of operations and engineering work on projects.
    crews = {department["key"] for department in books.records("company-config/department") if str(department["id"])[:2] in {"03", "04"}}
    workers = [
        employee
        for employee in books.records("company-config/employee")
        if employee["status"] == "active"
        and employee["department.key"] in crews
        and places[int(str(employee["location.key"])) - 1]["entity.key"] in public
    ]
    tasks: dict[object, list[Record]] = {}
    for task in books.records(TASK):
        if task["taskStatus"] in {"inProgress", "completed"}:
            tasks.setdefault(task[ENTITY], []).append(task)
    monday = books.today - timedelta(days=books.today.weekday() + 7 * (WEEKS - 1))
    chosen = chance.sample(workers, k=min(WORKERS, len(workers)))
    for week in range(WEEKS):
        for employee in sorted(chosen, key=lambda each: str(each["id"])):
            entity = places[int(str(employee["location.key"])) - 1]["entity.key"]
            _add_timesheet(books, chance, employee, entity, monday + timedelta(weeks=week), tasks.get(entity, []))


def _add_timesheet(books: Books, chance: random.Random, employee: Record, entity: object, monday: date, tasks: list[Record]) -> None:
    if monday.isoformat() < str(employee["startDate"]):
        return
    sunday = monday + timedelta(days=6)
    is_current = sunday >= books.today
    state = "draft" if is_current else "submitted" if (books.today - sunday).days <= 8 and chance.random() < 0.6 else "approved"
    made = min(sunday, books.today)
    audit = stamp(chance, ADMIN, monday, made, ADMIN)
    key = books.add(
        TIMESHEET,
        {
            "beginDate": monday.isoformat(),
            "endDate": sunday.isoformat(),
            "postingDate": sunday.isoformat(),
            "description": f"Week {monday:%V}, {employee['name']}",
            "calculationMethod": "hourly",
            "hoursInDay": 8 * WHOLE,
            "unitOfMeasure": "hours",
            "postActualLaborCost": 0,
            "state": state,
            "employee.key": employee["key"],
            "employeeContact.key": employee["primaryContact.key"],
            "entity.key": int(str(entity)),
            **audit,
        },
    )
    for day in range(5):
        worked = monday + timedelta(days=day)
        if worked > books.today:
            break
        task = chance.choice(tasks) if tasks and chance.random() < 0.85 else None
        hours = chance.randint(12, 18) * WHOLE // 2
        is_billable = bool(task and task["isBillable"])
        approved = hours if state == "approved" else 0
        books.add(
            "time/timesheet-line",
            {
                ENTITY: int(str(entity)),
                "lineNumber": (day + 1) * WHOLE,
                "entryDate": worked.isoformat(),
                "quantity": hours,
                "description": task["name"] if task else "Office",
                "notes": 'Waited an hour for the crane;\nsee "Daily log"' if chance.random() < 0.02 else None,
                "isBillable": int(is_billable),
                "isBilled": "false",
                "state": state,
                "hours.billable": hours if is_billable else 0,
                "hours.nonBillable": 0 if is_billable else hours,
                "hours.approved": approved,
                "hours.approvedBillable": approved if is_billable else 0,
                "hours.approvedNonBillable": 0 if is_billable else approved,
                "timesheet.key": key,
                "timeType.key": books.key(
                    "time/time-type", "Project work" if task else chance.choice(("Holiday", "Sick leave", "Travel time"))
                ),
                "dimensions.employee.key": employee["key"],
                "dimensions.department.key": employee["department.key"],
                "dimensions.location.key": employee["location.key"],
                "dimensions.project.key": task["project.key"] if task else None,
                "dimensions.task.key": task["key"] if task else None,
                "dimensions.customer.key": task["customer.key"] if task else None,
                **audit,
            },
        )
