"""What comes into the warehouses and leaves them other than by purchase and sale: receipts, adjustments, scrap."""

from datetime import date, timedelta

from intacct_desktop.sandbox.company.books import WHOLE, Books, Record, converted, stamp
from intacct_desktop.sandbox.company.names import words
from intacct_desktop.sandbox.company.people import ADMIN, ENTITIES, FOUNDED
from intacct_desktop.sandbox.facts import OWNER
from intacct_desktop.sandbox.store import ENTITY

MOVEMENT = "inventory-control/document"
DEFINITION = "inventory-control/txn-definition"
MOVEMENTS = 60

# Of a cent in costs, and of one in quantities, with ten digits.
_CENT, _ONE = 10**8, 10**10
_STOREKEEPER = 2


def add_stock_movements(books: Books) -> None:
    """Must come after the items, units and warehouses."""
    founding = stamp(books.chance("movement definitions"), ADMIN, FOUNDED)
    kinds = words("operations")["movements"]
    for name, prefix, category, reporting, direction in kinds:
        books.add(
            DEFINITION,
            {
                "id": name,
                "description": f"{name}, numbered {prefix}-0001 and on",
                "templateType": "adjustment",
                "workflowCategory": category,
                "reportingCategory": reporting,
                "status": "active",
                "enableUserOrGroupPermission": 0,
                "accounting.txnPosting": "postToGeneralLedger",
                "documentPermissions.createPolicy": "newDocumentOrConvert",
                "documentPermissions.deletePolicy": "noDelete",
                "documentPermissions.editPolicy": "noEdit",
                "inventoryControl.increaseOrDecreaseInventory": direction,
                "inventoryControl.updatesInventory": "quantityAndValue",
                "inventoryControl.updatesCost": 1,
                **founding,
            },
        )
    chance = books.chance("movements")
    days = sorted(chance.choice(chance.choice([month for month in books.months if month.workdays]).workdays) for _ in range(MOVEMENTS))
    numbers: dict[str, int] = {}
    for day in days:
        kind = chance.choices(range(len(kinds)), weights=(6, 3, 1))[0]
        prefix = kinds[kind][1]
        numbers[prefix] = numbers.get(prefix, 0) + 1
        _add_movement(books, kind, f"{prefix}-{numbers[prefix]:04}", day)


def _add_movement(books: Books, kind: int, number: str, day: date) -> None:
    chance = books.chance(f"movement {number}")
    name = words("operations")["movements"][kind][0]
    warehouse = chance.choice(books.records("inventory-control/warehouse"))
    place = books.records("company-config/location")[int(str(warehouse["location.key"])) - 1]
    entity = ENTITIES[int(str(place["entity.key"])) - 1]
    stocked = [item for item in books.records("inventory-control/item") if item["itemType"] == "inventory"]
    rate = books.rate("USD", entity.currency, day)
    audit = stamp(chance, _STOREKEEPER, day, min(day + timedelta(days=1), books.today))
    header: Record = {
        "id": f"{name}-{number}",
        "documentId": f"{name}-{number}",
        "documentNumber": number,
        "documentType": name,
        "memo": chance.choice(words("operations")["movement_memos"]),
        "state": "closed",
        "status": "active",
        "transactionDate": day.isoformat(),
        "baseCurrency": entity.currency,
        "txnCurrency": entity.currency,
        "exchangeRate.date": day.isoformat(),
        "exchangeRate.rate": 10**4,
        "isAdjustmentDocument": int(kind > 0),
        "isPrinted": 0,
        "txnDefinition.key": kind + 1,
        "warehouse.key": warehouse["key"],
        "entity.key": entity.key,
        **audit,
    }
    key = books.add(MOVEMENT, header)
    total = 0
    for at, item in enumerate(chance.sample(stocked, k=chance.randint(1, 4)), 1):
        quantity = chance.randint(1, 30)
        cost = converted(int(str(item["purchasing.standardCost"])) // _CENT, rate)
        total += quantity * cost
        books.add(
            f"{MOVEMENT}-line",
            {
                ENTITY: entity.key,
                "sourceDocument.key": key,
                "documentHeader.key": str(key),
                "documentHeader.id": header["id"],
                "documentHeader.documentNumber": number,
                "documentHeader.documentType": name,
                "documentType": name,
                "lineNumber": at * WHOLE,
                "status": "active",
                "quantity": quantity * _ONE,
                "unitQuantity": quantity * _ONE,
                "unitCost": cost * _CENT,
                "cost": cost * _CENT,
                "extendedCost": quantity * cost * _CENT,
                "totalCost": quantity * cost * _CENT,
                "baseCurrency": entity.currency,
                "txnCurrency": entity.currency,
                "unitOfMeasure.key": books.key("inventory-control/unit-of-measure", "Each"),
                "dimensions.item.key": item["key"],
                "dimensions.warehouse.key": warehouse["key"],
                "dimensions.location.key": place["key"],
                "dimensions.department.key": books.key("company-config/department", "0310"),
                **audit,
            },
        )
    carriage = chance.randint(10, 90) * 100 if name.endswith("Receipt") and chance.random() < 0.3 else 0
    if carriage:
        books.add(
            f"{MOVEMENT}-subtotal",
            {
                OWNER: key,
                ENTITY: entity.key,
                "documentHeader.key": str(key),
                "documentHeader.id": header["id"],
                "documentHeader.documentType": name,
                "description": "Carriage inwards",
                "absoluteValue": carriage,
                "txnAbsoluteValue": carriage,
                "total": carriage * 10**12,
                "txnTotal": carriage * 10**12,
                "dimensions.location.key": place["key"],
                **audit,
            },
        )
    header |= {"subTotal": total, "subtotalInTxnCurrency": total, "total": total + carriage, "totalInTxnCurrency": total + carriage}
