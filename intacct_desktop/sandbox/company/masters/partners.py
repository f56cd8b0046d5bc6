"""Whom the company deals with: vendors of sixteen kinds and customers of all sizes, each with a contact."""

import random
from dataclasses import dataclass
from datetime import timedelta

from intacct_desktop.sandbox.company.books import WHOLE, Books, Record, stamp
from intacct_desktop.sandbox.company.names import Names, words
from intacct_desktop.sandbox.company.people import ADMIN, FOUNDED, PRIVATE_ENTITIES, PUBLIC_ENTITIES, Entity
from intacct_desktop.sandbox.customisation import REGIONS

VENDOR = "accounts-payable/vendor"
CUSTOMER = "accounts-receivable/customer"
CUSTOMERS = 400


@dataclass(frozen=True, slots=True)
class Partner:
    """A vendor or customer, and how it behaves.

    ``weight`` says how often it trades, ``typical`` is the size of a document in cents of its currency, ``lateness`` how many days after
    the due date it is paid or pays.
    """

    key: int
    name: str
    kind: str
    entity: Entity
    currency: str
    term: int
    weight: float
    typical: int
    lateness: float
    is_subscriber: bool = False


def add_vendors(books: Books) -> tuple[Partner, ...]:
    """The vendors, in no order of kinds."""
    chance = books.chance("vendors")
    names = Names(books.chance("vendor names"))
    for type_id in words("organisation")["vendor_types"]:
        books.add("accounts-payable/vendor-type", {"id": type_id, "status": "active", **stamp(chance, ADMIN, FOUNDED)})
    kind_of = [kind for kind, habits in words("trade")["vendor_kinds"].items() for _ in range(habits["count"])]
    chance.shuffle(kind_of)
    odd = iter(words("trade")["odd_vendors"])
    return tuple(
        _add_vendor(books, chance, names, number, kind, next(odd, None) if kind == "components" else None)
        for number, kind in enumerate(kind_of, 1)
    )


def add_private_vendors(books: Books) -> tuple[Partner, ...]:
    """The few vendors that only the private entity deals with; must come after the other vendors."""
    chance, names = books.chance("private vendors"), Names(books.chance("private vendor names"))
    kinds = ("legal", "advisory", "software", "insurance", "telecom", "upkeep")
    [entity] = PRIVATE_ENTITIES
    first = len(books.keys(VENDOR)) + 1
    return tuple(_add_vendor(books, chance, names, number, kind, None, entity) for number, kind in enumerate(kinds, first))


def _add_vendor(
    books: Books, chance: random.Random, names: Names, number: int, kind: str, odd_name: str | None, private: Entity | None = None
) -> Partner:
    habits = words("trade")["vendor_kinds"][kind]
    entity = private or PUBLIC_ENTITIES[_main_entity(chance)]
    name = odd_name or names.firm(habits["names"], entity.country)
    is_shared = private is None and "rhythm" not in habits and chance.random() < 0.85
    currency = chance.choice(PUBLIC_ENTITIES).currency if is_shared and chance.random() < 0.15 else entity.currency
    term = 6 if kind == "landlord" else chance.choices(range(1, 8), weights=(2, 8, 2, 1, 2, 2, 2))[0]
    low, high = habits["amount"]
    vendor_id = f"V-{number:05}"
    began = books.opening - timedelta(days=chance.randint(20, 3200))
    contact = _add_contact(books, names, f"{vendor_id} {name}", name, entity)
    has_1099 = entity.country == "US" and kind in {"legal", "advisory", "subcontractor", "landlord"}
    key = books.add(
        VENDOR,
        {
            "id": vendor_id,
            "name": name,
            "status": "inactive" if chance.random() < 0.02 else "active",
            "state": "a",
            "billingType": "openItem",
            "currency": currency,
            "creditLimit": max(1, low // 250) * 1_000 * WHOLE if chance.random() < 0.4 else None,
            "paymentPriority": chance.choice(("normal", "normal", "normal", "high", "low", None)),
            "preferredPaymentMethod": chance.choice(("printedCheck", "ACH", "EFT", "ACH")),
            "filePaymentService": "none",
            "vendorRestriction": "unrestricted",
            "vendorAccountNumber": f"{chance.randint(0, 999_999):08}" if chance.random() < 0.5 else None,
            "taxId": f"{chance.randint(10, 99)}-{chance.randint(0, 9_999_999):07}" if entity.country == "US" else None,
            "notes": chance.choice(words("trade")["notes"]) if chance.random() < 0.15 else None,
            "isOnHold": int(chance.random() < 0.02),
            "doNotPay": int(chance.random() < 0.01),
            "isOneTimeUse": 0,
            "isIndividualPerson": 0,
            "mergePaymentRequests": 1,
            "form1099.is1099Eligible": int(has_1099),
            "form1099.type": ("MISC" if kind == "landlord" else "NEC") if has_1099 else None,
            "form1099.box": ("1" if kind == "landlord" else "1A") if has_1099 else None,
            "form1099.nameOn1099": name[:40] if has_1099 else None,
            "contacts.default.key": contact,
            "contacts.primary.key": contact,
            "contacts.payTo.key": contact,
            "vendorType.key": books.key("accounts-payable/vendor-type", habits["type"]),
            "defaultExpenseGLAccount.key": books.key("general-ledger/account", habits["memos"][0][1]),
            "term.key": term,
            "entity.key": None if is_shared else entity.key,
            **stamp(chance, ADMIN, began, books.opening + timedelta(days=chance.randint(0, 600))),
        },
    )
    return Partner(
        key=key,
        name=name,
        kind=kind,
        entity=entity,
        currency=currency,
        term=term,
        weight=habits.get("weight", 0) / habits["count"] * chance.paretovariate(1.6),
        typical=int(low * (high / low) ** (chance.random() * 0.75) * 100),
        lateness=chance.gauss(-1, 4),
    )


def add_customers(books: Books) -> tuple[Partner, ...]:
    """The customers; few large ones, many small ones, a quarter with a monthly subscription."""
    chance = books.chance("customers")
    names = Names(books.chance("customer names"))
    for type_id in words("organisation")["customer_types"]:
        books.add("accounts-receivable/customer-type", {"id": type_id, "status": "active", **stamp(chance, ADMIN, FOUNDED)})
    for number, (territory_id, name) in enumerate(words("organisation")["territories"], 20):
        books.add(
            "accounts-receivable/territory",
            {"id": territory_id, "name": name, "status": "active", "manager.key": number, **stamp(chance, ADMIN, FOUNDED)},
        )
    odd = words("trade")["odd_customers"]
    return tuple(
        _add_customer(books, chance, names, number, odd[number // 9 - 1] if number % 9 == 0 and number // 9 <= len(odd) else None)
        for number in range(1, CUSTOMERS + 1)
    )


def add_private_customers(books: Books) -> tuple[Partner, ...]:
    """The few customers that only the private entity deals with; must come after the other customers."""
    chance, names = books.chance("private customers"), Names(books.chance("private customer names"))
    [entity] = PRIVATE_ENTITIES
    first = len(books.keys(CUSTOMER)) + 1
    return tuple(_add_customer(books, chance, names, number, None, entity) for number in range(first, first + 5))


def _add_customer(
    books: Books, chance: random.Random, names: Names, number: int, odd_name: str | None, private: Entity | None = None
) -> Partner:
    entity = private or PUBLIC_ENTITIES[_main_entity(chance)]
    name = odd_name or names.customer(entity.country)
    is_shared = private is None and chance.random() < 0.7
    currency = chance.choice(PUBLIC_ENTITIES).currency if is_shared and chance.random() < 0.08 else entity.currency
    term = chance.choices(range(1, 8), weights=(2, 8, 3, 2, 2, 1, 2))[0]
    size = min(chance.paretovariate(1.25), 40.0)
    customer_id = f"C-{number:05}"
    began = books.opening - timedelta(days=chance.randint(20, 2900))
    contact = _add_contact(books, names, f"{customer_id} {name}", name, entity)
    region = _REGION_OF[entity.country]
    key = books.add(
        CUSTOMER,
        {
            "id": customer_id,
            "name": name,
            "status": "inactive" if chance.random() < 0.03 else "active",
            "currency": currency,
            "creditLimit": max(5, round(size * 10)) * 1_000 * WHOLE if chance.random() < 0.7 else None,
            "advanceBillByType": "",
            "customerRestriction": "unrestricted",
            "restrictions.restrictionType": "unrestricted",
            "deliveryOptions": chance.choice(("print", "email", "email", "both")),
            "discountPercent": chance.choice((None, None, None, "2.5", "5")),
            "emailOptIn": int(chance.random() < 0.4),
            "isOnHold": int(chance.random() < 0.03),
            "isOneTimeUse": 0,
            "disableRefund": 0,
            "overridePriceList": "customer",
            "taxId": f"{chance.randint(10, 99)}-{chance.randint(0, 9_999_999):07}" if chance.random() < 0.5 else None,
            "notes": chance.choice(words("trade")["notes"]) if chance.random() < 0.12 else None,
            "customerAccountHealth.healthStatus": chance.choices(("healthy", "atRisk", "escalated"), weights=(90, 8, 2))[0],
            "customerAccountHealth.healthScore": chance.randint(30, 100) if chance.random() < 0.5 else None,
            "customerAccountHealth.churnRisk": int(chance.random() < 0.05),
            "nsp::region": region if region else chance.choice((*REGIONS[:4], None)),
            "contacts.default.key": contact,
            "contacts.primary.key": contact,
            "contacts.billTo.key": contact,
            "contacts.shipTo.key": contact if chance.random() < 0.5 else None,
            "customerType.key": chance.choice(books.keys("accounts-receivable/customer-type")),
            "territory.key": chance.choice(_TERRITORIES_OF[entity.country]),
            "salesRepresentative.key": chance.randint(20, 60),
            "parent.key": chance.randint(1, number - 1) if number > 50 and not entity.private and chance.random() < 0.04 else None,
            "defaultRevenueGLAccount.key": books.key("general-ledger/account", "4000"),
            "term.key": term,
            "entity.key": None if is_shared else entity.key,
            **stamp(chance, ADMIN, began, books.opening + timedelta(days=chance.randint(0, 600))),
        },
    )
    return Partner(
        key=key,
        name=name,
        kind="customer",
        entity=entity,
        currency=currency,
        term=term,
        weight=size,
        typical=int(60_000 * size**0.7),
        lateness=chance.gauss(6, 9),
        is_subscriber=number % 4 == 0,
    )


def _add_contact(books: Books, names: Names, contact_id: str, name: str, entity: Entity) -> int:
    # Contacts are everyone's, but for those of the private entity.
    owner: Record = {"entity.key": entity.key} if entity.private else {}
    return books.add("company-config/contact", names.contact(contact_id[:80], name, entity.country, company=name) | owner)


_REGION_OF = {"US": None, "GB": "international", "CA": "international"}
_TERRITORIES_OF = {"US": (1, 2, 3), "GB": (4,), "CA": (5, 6)}


def _main_entity(chance: random.Random) -> int:
    """The position of the entity that a partner mostly deals with: over half are American."""
    return chance.choices((0, 1, 2), weights=(58, 24, 18))[0]
