"""The audit trail: who made, changed and paid the latest documents, and who looked at personal data; told by the records' own stamps."""

import random
from collections.abc import Iterator

from intacct_desktop.sandbox.company.books import Books, Record, stamp
from intacct_desktop.sandbox.company.masters.partners import CUSTOMER, VENDOR
from intacct_desktop.sandbox.company.people import PUBLIC_ENTITIES, USERS
from intacct_desktop.sandbox.store import ENTITY

# Objects whose trail is kept, and how many of their latest records.
_TRAILED = (
    ("accounts-payable/bill", 160),
    ("accounts-receivable/invoice", 160),
    ("general-ledger/journal-entry", 60),
    (VENDOR, 60),
    (CUSTOMER, 60),
    ("order-entry/document", 40),
    ("purchasing/document", 40),
)
LOOKS = 60


def add_history(books: Books) -> None:
    """Must come after everything whose history it tells."""
    chance = books.chance("audit history")
    events = [event for name, count in _TRAILED for event in _events(books, chance, name, count)]
    for at, event in enumerate(sorted(events, key=lambda event: str(event["changeSource.accessDateTime"])), 1):
        books.add("company-config/audit-history", event | {"id": f"{at:08}"})
    looks = []
    for _ in range(LOOKS):
        partner = chance.choice((VENDOR, CUSTOMER, "company-config/contact"))
        record = chance.choice([each for each in books.records(partner)[:300] if each[ENTITY] is None])
        day = chance.choice(chance.choice([month for month in books.months[-4:] if month.workdays]).workdays)
        user = chance.choice(USERS[:5])
        looks.append(
            {
                "accessDetails.objectId": record["id"],
                "accessDetails.objectName": partner,
                "accessSource.accessDateTime": stamp(chance, user.key, day)["audit.createdDateTime"],
                "accessSource.actionPerformed": "personalDataAccess",
                "accessSource.clientIPAddress": _address(user.key),
                "accessSource.completedBy": user.id,
                "accessSource.source": "api" if user.web_services else "userInterface",
            }
        )
    for at, look in enumerate(sorted(looks, key=lambda look: str(look["accessSource.accessDateTime"])), 1):
        books.add("company-config/advanced-audit-history", look | {"id": f"{at:08}"})


def _events(books: Books, chance: random.Random, name: str, count: int) -> Iterator[Record]:
    public_keys = {None, *(entity.key for entity in PUBLIC_ENTITIES)}
    public = [record for record in books.records(name) if record[ENTITY] in public_keys]
    for record in public[-count:]:
        made, changed = str(record["audit.createdDateTime"]), str(record["audit.modifiedDateTime"])
        yield _event(chance, name, record, "create", made, record["audit.createdByUser.key"])
        if changed != made:
            is_paid = record.get("state") in {"paid", "partiallyPaid"}
            action = "workflow" if is_paid else "modify"
            event = _event(chance, name, record, action, changed, record["audit.modifiedByUser.key"])
            field, before, after = _change(books, name, record, is_paid=is_paid)
            yield event | {
                "changeDetails.fieldName": field,
                "changeDetails.previousValue": before,
                "changeDetails.newValue": after,
                "changeSource.workflowAction": "pay" if is_paid else None,
            }


def _change(books: Books, name: str, record: Record, *, is_paid: bool) -> tuple[str, str, str]:
    """A member that the last change of ``record`` may have been about, with its value before and after."""
    state = str(record.get("state"))
    if is_paid:
        return "state", "posted", state
    if state == "draft":
        return "dueDate", str(record["audit.createdDateTime"])[:10], str(record["dueDate"])
    if "documentType" in record:
        return "state", "draft" if state == "pending" else "pending", state
    if record["status"] == "inactive":
        return "status", "active", "inactive"
    if record["isOnHold"]:
        return "isOnHold", "false", "true"
    terms = books.records(f"{name.partition('/')[0]}/term")
    place = int(str(record["term.key"])) - 1
    return "term", str(terms[place - 1]["id"]), str(terms[place]["id"])


def _event(chance: random.Random, name: str, record: Record, action: str, moment: str, user_key: object) -> Record:
    user = USERS[int(str(user_key)) - 1]
    return {
        "notes": 'Corrected after a telephone call,\n"as agreed"' if action == "modify" and chance.random() < 0.1 else None,
        "changeDetails.objectName": name,
        "changeDetails.objectId": record["id"],
        "changeSource.accessDateTime": moment,
        "changeSource.actionPerformed": action,
        "changeSource.clientIPAddress": _address(user.key),
        "changeSource.clientId": None,
        "changeSource.completedBy": user.id,
        "changeSource.source": "api" if user.web_services else chance.choices(("userInterface", "csvImport"), (95, 5))[0],
    }


def _address(user: int) -> str:
    # 192.0.2.0/24 is kept free for examples.
    return f"192.0.2.{10 + user}"
