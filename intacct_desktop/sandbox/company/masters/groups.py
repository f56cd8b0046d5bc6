"""Groups of departments, locations, classes, vendors and customers, kinds of employees, and further contacts of vendors and customers."""

import json

from intacct_desktop.sandbox.company.books import WHOLE, Books, Record, stamp
from intacct_desktop.sandbox.company.masters.partners import CUSTOMER, VENDOR
from intacct_desktop.sandbox.company.names import words
from intacct_desktop.sandbox.company.people import ADMIN, FOUNDED
from intacct_desktop.sandbox.store import ENTITY, LISTS

CONTACT = "company-config/contact"


def add_groups(books: Books) -> None:
    """Must come after the invoices and bills: the groups of partners follow what they owe."""
    founding = stamp(books.chance("groups"), ADMIN, FOUNDED)
    _add_employee_types(books, founding)
    for kind, groups in words("operations")["groups"].items():
        for group_id, name, members in groups:
            _add_group(books, f"company-config/{kind}", group_id, name, [books.key(f"company-config/{kind}", each) for each in members])
    for partner, group_id, name in ((VENDOR, "VG-TOP", "Ten largest vendors"), (CUSTOMER, "CG-TOP", "Ten customers who owe most")):
        shared = [each for each in books.records(partner) if each[ENTITY] is None]
        largest = sorted(shared, key=lambda each: -int(str(each["totalDue"])))[:10]
        _add_group(books, partner, group_id, name, [int(str(each["key"])) for each in largest])
    _add_contacts(books)


def _add_employee_types(books: Books, founding: Record) -> None:
    chance = books.chance("employee types")
    for type_id, parent in words("operations")["employee_types"]:
        above = books.key("company-config/employee-type", parent) if parent else None
        books.add("company-config/employee-type", {"id": type_id, "status": "active", "parent.key": above, **founding})
    for employee in books.records("company-config/employee"):
        employee["employeeType.key"] = chance.choices((1, 2, 3, 4), weights=(80, 12, 6, 2))[0]


def _add_group(books: Books, member: str, group_id: str, name: str, keys: list[int]) -> None:
    founding = stamp(books.chance(f"group {group_id}"), ADMIN, FOUNDED)
    has_own_members = member == "company-config/location"
    listed = [{"key": str(key), "id": books.records(member)[key - 1]["id"], "sortOrder": str(at)} for at, key in enumerate(keys, 1)]
    if member in {VENDOR, "company-config/department"}:
        listed = [each | {"name": books.records(member)[key - 1]["name"]} for each, key in zip(listed, keys, strict=True)]
    group = books.add(
        f"{member}-group",
        {
            "id": group_id,
            "name": name,
            "description": None,
            "groupType": "specificMembers" if member == VENDOR else "specific",
            "isDimensionStructure": int(not has_own_members),
            LISTS: None if has_own_members else json.dumps({"groupMembers": listed}, ensure_ascii=False),
            **founding,
        },
    )
    kind = member.rpartition("/")[2]
    if kind in {"location", "department"}:
        owner = f"{kind}Group.key"
        for at, key in enumerate(keys, 1):
            books.add(f"{member}-group-member", {"sortOrder": at * WHOLE, f"{kind}.key": key, owner: group, **founding})


def _add_contacts(books: Books) -> None:
    """A second use of the contact of every fifth partner, and what some contacts were before they moved."""
    chance = books.chance("further contacts")
    for name, partner, member in (
        ("accounts-payable/vendor-contact", VENDOR, "vendor"),
        ("accounts-receivable/customer-contact", CUSTOMER, "customer"),
    ):
        for record in books.records(partner)[::5]:
            books.add(
                name,
                {
                    ENTITY: record[ENTITY],
                    "categoryName": chance.choice(("Remittance", "Purchasing", "Technical, on site", "Réclamations")),
                    "contact.key": record["contacts.default.key"],
                    f"{member}.key": record["key"],
                    **stamp(chance, ADMIN, FOUNDED),
                },
            )
    public = [contact for contact in books.records(CONTACT) if contact[ENTITY] is None]
    for contact in chance.sample(public, k=15):
        kept = {path: value for path, value in contact.items() if path not in {"id", "key", ENTITY, "entity.key"}}
        books.add(
            "company-config/contact-version",
            kept | {"mailingAddress.addressLine1": f"{chance.randint(1, 90)} Old Mill Lane", "contact.key": contact["key"]},
        )
