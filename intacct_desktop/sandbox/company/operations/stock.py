"""What is known of the items beside their price: units, product lines, price lists, vendors, and how many stand in which warehouse."""

from collections.abc import Sequence
from datetime import timedelta

from intacct_desktop.sandbox.company.books import WHOLE, Books, Record, stamp
from intacct_desktop.sandbox.company.masters.catalogue import Item
from intacct_desktop.sandbox.company.names import words
from intacct_desktop.sandbox.company.people import ADMIN, FOUNDED
from intacct_desktop.sandbox.facts import OWNER

ITEM = "inventory-control/item"
UNIT = "inventory-control/unit-of-measure"
WAREHOUSE = "inventory-control/warehouse"

# One, in a price as documents keep it (ten digits), and one cent of it.
_CENT = 10**8


def add_stock(books: Books, items: Sequence[Item]) -> None:
    """Everything around the items; must come after the items, the warehouses and the vendors."""
    founding = stamp(books.chance("stock"), ADMIN, FOUNDED)
    _add_units(books, founding)
    for line_id, description, parent in words("operations")["product_lines"]:
        above = books.key("inventory-control/product-line", parent) if parent else None
        books.add(
            "inventory-control/product-line",
            {"id": line_id, "description": description, "status": "active", "parent.key": above, **founding},
        )
    deferred = books.key("general-ledger/account", "2300")
    for group in words("operations")["gl_groups"]:
        books.add(
            "inventory-control/item-gl-group",
            {
                "id": group,
                "isSystemGenerated": 0,
                "deferredRevenueGLAccount.key": deferred if group == "Subscriptions" else None,
                **founding,
            },
        )
    for item in items:
        line_id = words("operations")["product_line_of"][item.revenue_account]
        group = {"INST": "Instruments", "PARTS": "Parts", "SUBS": "Subscriptions"}.get(line_id, "Services")
        books.records(ITEM)[item.key - 1] |= {
            "productLine.key": books.key("inventory-control/product-line", line_id),
            "inventory.glGroup.key": books.key("inventory-control/item-gl-group", group),
            "unitOfMeasureGroup.key": 1 if line_id in {"INST", "PARTS"} else 2,
        }
    _add_prices(books, items)
    _add_places(books, founding)
    _add_vendors(books)


def _add_units(books: Books, founding: Record) -> None:
    for group_id, abbreviation, units in words("operations")["units"]:
        group = books.add(
            "inventory-control/unit-of-measure-group",
            {"id": group_id, "baseUnit": units[0][0], "abbreviation": abbreviation, "isSystemGenerated": 0, **founding},
        )
        for at, (unit_id, short, factor) in enumerate(units):
            books.add(
                UNIT,
                {
                    OWNER: group,
                    "id": unit_id,
                    "abbreviation": short,
                    "conversionFactor": factor * WHOLE,
                    "isBase": int(at == 0),
                    "numberOfDecimalPlaces": (2 if group_id == "Time" else 0) * WHOLE,
                    "parent.key": books.key(UNIT, units[0][0]) if at else None,
                    **founding,
                },
            )


def _add_prices(books: Books, items: Sequence[Item]) -> None:
    chance = books.chance("prices")
    start = books.opening.replace(month=1, day=1).isoformat()
    for app, subject, use in (("order-entry", "sales_prices", "orderEntry"), ("purchasing", "purchase_prices", "purchasing")):
        for list_id, percent in words("operations")[subject]:
            validity = {"startDate": start, "endDate": None if percent is None else (books.today + timedelta(days=400)).isoformat()}
            price_list: Record = {"id": list_id, "appliesTo": use, "status": "active", **validity}
            key = books.add(f"{app}/price-list", price_list)
            books.add("inventory-control/price-list", {name: price_list[name] for name in ("id", "appliesTo", "status", *validity)})
            for item in items:
                if use == "purchasing" and item.revenue_account not in {"4000", "4010"}:
                    continue
                price = item.price * (percent or 100) // 100 * (58 if use == "purchasing" else 100) // 100
                books.add(
                    f"{app}/price-list-entry",
                    {
                        "currency": "USD",
                        "isFixedPrice": int(percent is not None),
                        "minimumQuantity": _CENT,
                        "maximumQuantity": None if percent is None else 500 * _CENT,
                        "status": "active",
                        "value": price * _CENT,
                        "valueType": "actual",
                        **validity,
                        "item.key": item.key,
                        "priceList.key": key,
                        **stamp(chance, ADMIN, books.opening),
                    },
                )


def _add_places(books: Books, founding: Record) -> None:
    """How many of each stocked item stand in each warehouse; together as many as the item says."""
    chance = books.chance("stock places")
    warehouses = books.records(WAREHOUSE)
    for item in books.records(ITEM):
        if item["itemType"] != "inventory":
            continue
        left = int(str(item["quantityOnHand"]))
        for warehouse in warehouses:
            count = left if warehouse is warehouses[-1] else chance.randint(0, left)
            left -= count
            level = chance.choice((5, 10, 20))
            cost = f"{int(str(item['purchasing.standardCost'])) / 10**10:.2f}"
            books.add(
                "inventory-control/item-warehouse-inventory",
                {
                    "onHand": count * WHOLE,
                    "unCommitted": count * WHOLE,
                    **dict.fromkeys(("allocated", "inTransit", "onHold", "onOrder", "reserved"), 0),
                    "averageCost": cost,
                    "lastCost": cost,
                    "enableReplenishment": 1,
                    "replenishmentMethod": "reorderPoint",
                    "reorderMethod": "reorderPoint",
                    "reorderPoint": level * WHOLE,
                    "reorderQuantity": level * 4 * WHOLE,
                    "safetyStock": level // 2 * WHOLE,
                    "storageArea": f"{chance.choice('ABCD')}-{chance.randint(1, 40):02}" if chance.random() < 0.8 else None,
                    "item.key": item["key"],
                    "warehouse.key": warehouse["key"],
                    **founding,
                },
            )


def _add_vendors(books: Books) -> None:
    chance = books.chance("item vendors")
    supplier = books.key("accounts-payable/vendor-type", "Supplier")
    vendors = [
        vendor["key"]
        for vendor in books.records("accounts-payable/vendor")
        if vendor["vendorType.key"] == supplier and vendor["entity.key"] is None
    ]
    for item in books.records(ITEM):
        if item["itemType"] != "inventory" or not vendors:
            continue
        cost = int(str(item["purchasing.standardCost"]))
        for at, vendor in enumerate(chance.sample(vendors, k=min(len(vendors), chance.randint(1, 3)))):
            books.add(
                "inventory-control/item-vendor",
                {
                    "stockNumber": f"{chance.randint(0, 99_999):06}",
                    "isPreferredVendor": int(at == 0),
                    "leadTime": chance.randint(3, 40) * WHOLE,
                    "vendorMinimumOrderQuantity": chance.choice((1, 5, 10)) * WHOLE,
                    "bestPrice": cost * 94 // 100,
                    "latestPrice": cost,
                    "item.key": item["key"],
                    "unitOfMeasure.key": books.key(UNIT, "Each"),
                    "vendor.key": vendor,
                },
            )
