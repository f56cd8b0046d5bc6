"""What the company sells and where it keeps it: items, warehouses, and the projects it works on."""

from dataclasses import dataclass
from datetime import timedelta

from intacct_desktop.sandbox.company.books import Books, stamp
from intacct_desktop.sandbox.company.names import words
from intacct_desktop.sandbox.company.people import ADMIN, ENTITIES, FOUNDED

PROJECTS = 45


@dataclass(frozen=True, slots=True)
class Item:
    """An item with its list price in US cents."""

    key: int
    name: str
    price: int
    revenue_account: str
    is_subscription: bool


def add_items(books: Books) -> tuple[Item, ...]:
    """The items, cheapest variant of a family first."""
    chance = books.chance("items")
    items = []
    for prefix, family, account, kind, (low, high), variants in words("trade")["items"]:
        for number, variant in enumerate(variants, 1):
            price = low * 100 + (high - low) * 100 * (number - 1) // max(len(variants) - 1, 1) // 500 * 500
            name = f"{family} {variant}"
            is_stocked = kind == "inventory"
            key = books.add(
                "inventory-control/item",
                {
                    "id": f"{prefix}-{number:03}",
                    "name": name,
                    "itemType": kind,
                    "costMethod": "average" if is_stocked else "standard",
                    "status": "inactive" if chance.random() < 0.04 else "active",
                    "extendedDescription": f"{name}, supplied by Riverside" if chance.random() < 0.5 else None,
                    "soDescription": name,
                    "purchasing.standardCost": price * 58 * 10**6 if is_stocked else None,
                    "sales.basePrice": price * 10**8,
                    "sales.isTaxable": int(is_stocked),
                    "quantityOnHand": str(chance.randint(0, 900)) if is_stocked else None,
                    "inventory.shippingWeight": chance.randint(2, 400) * 100_000 if is_stocked else None,
                    "itemDetails.primaryCountryOfOrigin": chance.choice(("US", "GB", "DE", None)) if is_stocked else None,
                    **stamp(chance, ADMIN, FOUNDED, books.opening + timedelta(days=chance.randint(0, 600))),
                },
            )
            items.append(Item(key, name, price, account, account == "4200"))
    return tuple(items)


def add_warehouses(books: Books) -> None:
    """One warehouse for each depot."""
    chance = books.chance("warehouses")
    for warehouse_id, name, location_id in words("organisation")["warehouses"]:
        location = books.key("company-config/location", location_id)
        place = books.records("company-config/location")[location - 1]
        books.add(
            "inventory-control/warehouse",
            {
                "id": warehouse_id,
                "name": name,
                "status": "active",
                "enableNegativeInv": 0,
                "isReplenishmentEnabled": 1,
                "location.key": location,
                "manager.key": place["manager.key"],
                "contacts.primary.key": place["contacts.primary.key"],
                **stamp(chance, ADMIN, FOUNDED),
            },
        )


def add_projects(books: Books) -> None:
    """Projects for customers; must come after the customers."""
    chance = books.chance("projects")
    customers = books.records("accounts-receivable/customer")
    locations = books.records("company-config/location")[len(ENTITIES) :]
    for number in range(1, PROJECTS + 1):
        customer = chance.choice(customers)
        location = chance.choice(locations)
        start = chance.choice(chance.choice(books.months[:-1]).workdays)
        end = start + timedelta(days=chance.randint(60, 540))
        is_done = end <= books.today
        contract = chance.randint(40, 1900) * 25_000
        percent = 10_000 if is_done else chance.randint(500, 9_500)
        books.add(
            "projects/project",
            {
                "id": f"P-{number:04}",
                "name": f"{chance.choice(words('organisation')['project_kinds'])} - {customer['name']}",
                "category": "contract",
                "billingType": chance.choice(("timeAndMaterial", "fixedFee", "fixedFeeAndExpenses")),
                "status": "inactive" if is_done and chance.random() < 0.5 else "active",
                "startDate": start.isoformat(),
                "endDate": end.isoformat(),
                "projectCurrency": ENTITIES[int(str(location["entity.key"])) - 1].currency,
                "contractAmount": contract,
                "budget.billingAmount": contract,
                "budget.budgetedCost": contract * 72 // 100,
                "progress.percentComplete": percent,
                "purchaseOrderNumber": f"PO-{chance.randint(10_000, 99_999)}" if chance.random() < 0.6 else None,
                "customer.key": customer["key"],
                "location.key": location["key"],
                "department.key": books.key("company-config/department", chance.choice(("0320", "0400"))),
                "manager.key": chance.randint(1, 40),
                "entity.key": location["entity.key"],
                **stamp(chance, ADMIN, start, min(end, books.today)),
            },
        )
