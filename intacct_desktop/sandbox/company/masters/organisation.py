"""The company itself: entities, locations, departments, classes, people and users."""

from datetime import date, timedelta

from intacct_desktop.sandbox.company.books import Books, Record, stamp
from intacct_desktop.sandbox.company.names import COUNTRIES, Names, words
from intacct_desktop.sandbox.company.people import ADMIN, ENTITIES, FOUNDED, USERS
from intacct_desktop.sandbox.customisation import ASSET_CHECKOUT

EMPLOYEES = 124


def add_organisation(books: Books) -> None:
    """Must come first: everything else refers to its entities, departments, employees and users."""
    chance = books.chance("organisation")
    names = Names(books.chance("people"))
    founding = stamp(chance, ADMIN, FOUNDED)
    _add_entities(books, names, founding)
    _add_departments(books, founding)
    for class_id, name in words("organisation")["classes"]:
        books.add("company-config/class", {"id": class_id, "name": name, "status": "active", **founding})
    _add_employees(books, names)
    _add_users(books, names)
    _add_checkouts(books)


def _add_entities(books: Books, names: Names, founding: Record) -> None:
    private_names = Names(books.chance("private people"))
    for entity in ENTITIES:
        own = private_names if entity.private else names
        # It resides where its first office is.
        town = next((name.partition(" ")[0] for _, name, owner in words("organisation")["locations"] if owner == entity.id), None)
        contact = books.add(
            "company-config/contact",
            own.contact(f"{entity.name} ({entity.id})", entity.name, entity.country, company=entity.name, town=town),
        )
        books.add(
            "company-config/entity",
            {
                "id": entity.id,
                "name": entity.name,
                "accountingType": "entity",
                "status": "active",
                "isRoot": 0,
                "isLimitedEntity": 0,
                "enableInterEntityRelationships": 1,
                "federalId": f"{entity.id}-{4400719 + entity.key}",
                "operatingCountry": COUNTRIES[entity.country],
                "businessDays": '["monday","tuesday","wednesday","thursday","friday"]',
                "weekendDays": '["saturday","sunday"]',
                "weekStart": "monday",
                "firstFiscalMonth": "january",
                "firstTaxMonth": "january",
                "startDate": FOUNDED.isoformat(),
                "openBooksStartDate": books.opening.isoformat(),
                "baseCurrency.id": entity.currency,
                "baseCurrency.key": str(entity.key),
                "contacts.primary.key": contact,
                **founding,
            },
        )
        # In Intacct every entity is a location too, with the same id and key.
        books.add(
            "company-config/location",
            {
                "id": entity.id,
                "name": entity.name,
                "locationType": "entity",
                "printAs": entity.name,
                **_place(entity.key, contact),
                **founding,
            },
        )
    currencies = {entity.id: entity for entity in ENTITIES}
    for location_id, name, entity_id in words("organisation")["locations"]:
        entity = currencies[entity_id]
        town = name.partition(" ")[0]
        person = names.contact(f"{name} ({location_id})", name, entity.country, company=entity.name, town=town)
        books.add(
            "company-config/location",
            {
                "id": location_id,
                "name": name,
                "locationType": "location",
                "printAs": name,
                "parent.key": entity.key,
                **_place(entity.key, books.add("company-config/contact", person)),
                **founding,
            },
        )


def _place(entity: int, contact: int) -> Record:
    return {
        "status": "active",
        "baseCurrency": ENTITIES[entity - 1].currency,
        "startDate": FOUNDED.isoformat(),
        "entity.key": entity,
        "contacts.primary.key": contact,
    }


def _add_departments(books: Books, founding: Record) -> None:
    for department_id, name, parent in words("organisation")["departments"]:
        above = books.key("company-config/department", parent) if parent else None
        books.add(
            "company-config/department",
            {"id": department_id, "name": name, "reportTitle": name, "status": "active", "parent.key": above, **founding},
        )


def _add_employees(books: Books, names: Names) -> None:
    chance = books.chance("employees")
    departments = books.records("company-config/department")
    locations = range(len(ENTITIES) + 1, len(books.keys("company-config/location")) + 1)
    for number in range(1, EMPLOYEES + 1):
        location = chance.choice(locations)
        entity = ENTITIES[int(str(books.records("company-config/location")[location - 1]["entity.key"])) - 1]
        contact = names.contact(f"E-{number:04}", "", entity.country)
        contact["printAs"] = name = f"{contact['firstName']} {contact['lastName']}"
        contact["email1"] = f"e{number:04}@riverside.example"
        contact["URL1"] = None
        hired = FOUNDED + timedelta(days=int(chance.random() * (books.today - FOUNDED).days))
        department = chance.choice(departments)
        left = chance.random() < 0.08 and (books.today - hired).days > 200
        gone = hired + timedelta(days=chance.randint(120, (books.today - hired).days)) if left else None
        books.add(
            "company-config/employee",
            {
                "id": f"E-{number:04}",
                "name": name,
                "jobTitle": chance.choice(words("organisation")["titles"][department["id"]]),
                "startDate": hired.isoformat(),
                "endDate": gone.isoformat() if gone else None,
                "terminationType": chance.choice(("voluntary", "retired")) if gone else None,
                "status": "inactive" if gone else "active",
                "birthDate": date(chance.randint(1962, 2003), chance.randint(1, 12), chance.randint(1, 28)).isoformat(),
                "gender": chance.choice(("female", "male", None)),
                "defaultCurrency": entity.currency,
                "preferredPaymentMethod": "ach",
                "filePaymentService": "none",
                "isPlaceholderResource": 0,
                "mergePaymentRequests": 1,
                "primaryContact.key": books.add("company-config/contact", contact),
                "department.key": department["key"],
                "location.key": location,
                "manager.key": chance.randint(1, 12) if number > 12 else (1 if number > 1 else None),
                **stamp(chance, ADMIN, hired, gone),
            },
        )
    for department in books.records("company-config/department"):
        department["supervisor.key"] = department["key"]
    for place in books.records("company-config/location"):
        place["manager.key"] = int(str(place["key"])) + len(departments)


def _add_users(books: Books, names: Names) -> None:
    chance = books.chance("users")
    countries = {entity.id: entity.country for entity in ENTITIES}
    for user in USERS:
        contact = names.contact(user.id, user.name, countries.get(user.entity or "", "US"))
        contact["firstName"], _, contact["lastName"] = user.name.partition(" ")
        contact["email1"] = user.email
        books.add(
            "company-config/user",
            {
                "id": user.id,
                "userName": user.name,
                "accountEmail": user.email,
                "userType": user.type,
                "adminPrivileges": user.admin,
                "status": "active",
                "trustedDevices": "companyDefault",
                "hideOtherDepartmentTransactions": 0,
                "isChatterDisabled": 0,
                "contact.key": books.add("company-config/contact", contact),
                "entityAccess.allowTopLevelAccess": int(user.entity is None),
                "entityAccess.allowUnrestrictedAccess": int(user.entity is None),
                "password.disablePassword": 0,
                "password.neverExpires": int(user.web_services),
                "password.requiresReset": 0,
                "sso.isSSOEnabled": 0,
                "webServices.isEnabled": int(user.web_services),
                "webServices.isRestricted": int(user.web_services),
                **stamp(chance, ADMIN, FOUNDED, books.opening),
            },
        )


def _add_checkouts(books: Books) -> None:
    chance = books.chance("checkouts")
    things = ("Thermal camera", "Calibration bench", "Loan flow meter", "Survey drone", "Laptop", "Gas detector")
    for number in range(1, 25):
        month = chance.choice(books.months[-9:-1])
        taken = chance.choice(month.workdays)
        due = taken + timedelta(days=chance.choice((14, 30, 60)))
        returned = taken + timedelta(days=chance.randint(3, 70))
        is_back = returned <= books.today
        employee = chance.choice([each for each in books.records("company-config/employee") if str(each["startDate"]) <= taken.isoformat()])
        books.add(
            ASSET_CHECKOUT,
            {
                "id": f"CO-{number:04}",
                "name": f"{chance.choice(things)} {chance.randint(1, 9)}",
                "condition": chance.choice(("new", "good", "good", "worn", "damaged", None)),
                "deposit": chance.choice((0, 5000, 12500, None)),
                "takenOn": taken.isoformat(),
                "dueBack": due.isoformat(),
                "isReturned": int(is_back),
                "returnedOn": returned.isoformat() if is_back else None,
                "employee.key": employee["key"],
                "location.key": employee["location.key"],
                **stamp(chance, ADMIN, taken, returned if is_back else None),
            },
        )
