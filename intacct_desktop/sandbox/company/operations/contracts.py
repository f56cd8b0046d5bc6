"""Contracts for monitoring subscriptions: types, templates, one contract a year for each of the larger subscribers, and its lines."""

from collections.abc import Sequence
from datetime import date, timedelta

from intacct_desktop.sandbox.company.books import Books, Record, converted, stamp
from intacct_desktop.sandbox.company.masters.catalogue import Item
from intacct_desktop.sandbox.company.masters.partners import CUSTOMER, Partner
from intacct_desktop.sandbox.company.names import words
from intacct_desktop.sandbox.company.people import ADMIN, FOUNDED, RECEIVABLES_CLERKS
from intacct_desktop.sandbox.store import ENTITY, LISTS

CONTRACT = "contracts/contract"
SUBSCRIBERS = 55


def add_contracts(books: Books, customers: Sequence[Partner], items: Sequence[Item]) -> None:
    """A contract of the first year for each subscriber; where that has ended, the contract it was renewed into."""
    _add_templates(books)
    chance = books.chance("contracts")
    subscriptions = [item for item in items if item.is_subscription]
    subscribers = sorted((each for each in customers if each.is_subscriber and not each.entity.private), key=lambda each: -each.weight)
    for partner in subscribers[:SUBSCRIBERS]:
        start = books.months[chance.randint(0, 11)].first
        stations = 1 + partner.key % 23
        chosen = chance.sample(subscriptions, k=min(len(subscriptions), chance.choice((1, 1, 2))))
        first = _add_contract(books, partner, chosen, stations, start)
        following = date(start.year + 1, start.month, 1)
        if following <= books.today and chance.random() < 0.85:
            second = _add_contract(books, partner, chosen, stations + chance.randint(0, 3), following)
            books.records(CONTRACT)[first - 1] |= {"state": "renewed", "renewedContract.key": second}
        elif following <= books.today:
            books.records(CONTRACT)[first - 1]["state"] = "notRenewed"


def _add_templates(books: Books) -> None:
    chance = books.chance("contract templates")
    founding = stamp(chance, ADMIN, FOUNDED)
    for type_id, description, parent in words("operations")["contract_types"]:
        above = books.key("contracts/contract-type", parent) if parent else None
        books.add(
            "contracts/contract-type",
            {"id": type_id, "description": description, "status": "active", "parent.key": above, **founding},
        )
    for template_id, description, percentages in words("operations")["billing_templates"]:
        template = books.add(
            "contracts/billing-template",
            {
                "id": template_id,
                "description": description,
                "isStepBilling": 0,
                "method": "predefinedPercentages",
                "status": "active",
                **founding,
            },
        )
        for at, percent in enumerate(percentages):
            books.add(
                "contracts/billing-template-line",
                {
                    "percentToBill": percent * 10**8,
                    "stepPercent": sum(percentages[: at + 1]) * 10**8,
                    "periodOffset": str(at * 12 // len(percentages)),
                    "status": "active",
                    "contractBillingTemplate.key": template,
                    **founding,
                },
            )
    for template_id, method, period in words("operations")["revenue_templates"]:
        books.add(
            "contracts/revenue-template",
            {
                "id": template_id,
                "description": None,
                "status": "active",
                "defaultPostingType": "automatic",
                "isSystemGenerated": 0,
                "recognitionMethod": method,
                "schedulePeriod": period,
                "stepRevenue": 0,
                LISTS: '{"recognitionPercentages": []}',
                **founding,
            },
        )


def _add_contract(books: Books, partner: Partner, items: Sequence[Item], stations: int, start: date) -> int:
    chance = books.chance(f"contract {partner.key} {start}")
    end = date(start.year + 1, start.month, 1) - timedelta(days=1)
    rate = books.rate("USD", partner.currency, start)
    amounts = [converted(item.price, rate) * stations * 12 for item in items]
    elapsed = min(12, (books.today.year - start.year) * 12 + books.today.month - start.month + 1)
    customer = books.records(CUSTOMER)[partner.key - 1]
    place = chance.choice([each for each in books.records("company-config/location") if each.get("parent.key") == partner.entity.key])
    common: Record = {
        "contacts.billTo.key": customer["contacts.billTo.key"],
        "contacts.shipTo.key": customer["contacts.shipTo.key"],
        "dimensions.customer.key": partner.key,
        "dimensions.location.key": place["key"],
        "dimensions.department.key": books.key("company-config/department", "0220"),
        "dimensions.class.key": books.key("company-config/class", "30"),
        "currency.txnCurrency": partner.currency,
        "currency.baseCurrency": partner.entity.currency,
        **stamp(chance, RECEIVABLES_CLERKS[0], start, books.today if end > books.today else end),
    }
    contract = books.add(
        CONTRACT,
        {
            "id": f"CON-{partner.key:05}-{start:%y%m}",
            "name": f"{items[0].name} - {partner.name}"[:200],
            "description": f"{stations} stations, {start:%B %Y} to {end:%B %Y}",
            "application": "contracts",
            "state": "inProgress",
            "status": "active",
            "startDate": start.isoformat(),
            "endDate": end.isoformat(),
            "billingFrequency": "monthly",
            "billedAmount": sum(amounts) * elapsed // 12,
            "contractTotalAmount": sum(amounts),
            "holdBilling": 0,
            "holdExpense": 0,
            "holdRevenue": 0,
            "isRenewable": 1,
            "renewal.contractTermType": "termed",
            "renewal.termLength": 12 * 10**6,
            "renewal.termPeriod": "months",
            "renewal.date": (end + timedelta(days=1)).isoformat(),
            "renewal.triggerDate": (end - timedelta(days=60)).isoformat(),
            "contractType.key": chance.choice(books.keys("contracts/contract-type")),
            "paymentTerm.key": str(partner.term),
            "paymentTerm.id": books.records("accounts-receivable/term")[partner.term - 1]["id"],
            "entity.key": partner.entity.key,
            **common,
        },
    )
    for at, (item, amount) in enumerate(zip(items, amounts, strict=True), 1):
        shared: Record = {"contract.key": contract, "lineNumber": str(at), **common}
        _add_line(books, partner, item, stations, amount, start, end, shared)
    return contract


def _add_line(books: Books, partner: Partner, item: Item, stations: int, amount: int, start: date, end: date, shared: Record) -> None:
    """A subscription at ``amount`` a year for so many stations."""
    rate = books.rate(partner.currency, partner.entity.currency, start)
    books.add(
        "contracts/contract-line",
        {
            ENTITY: partner.entity.key,
            "lineType": "sale",
            "state": "completed" if end < books.today else "inProgress",
            "itemDescription": item.name,
            "startDate": start.isoformat(),
            "endDate": end.isoformat(),
            "postingDate": start.isoformat(),
            "isRecurring": 1,
            "deliveryStatus": "delivered",
            "deliveryDate": start.isoformat(),
            "billToSource": "contractValue",
            "shipToSource": "contractValue",
            "billing.method": "fixedPrice",
            "billing.frequency": "monthly",
            "billing.amountFrequency": "useBillingTemplate",
            "billing.quantity": str(stations),
            "billing.rate": f"{amount // 12 // stations // 100}.{amount // 12 // stations % 100:02}",
            "billing.startDate": start.isoformat(),
            "billing.endDate": end.isoformat(),
            "billing.flatFixedAmount": amount,
            "billing.totalFlatFixedAmount": amount,
            "billing.baseFlatFixedAmount": converted(amount, rate),
            "billing.template.key": 1,
            "currency.exchangeRate": rate * 10**6,
            "currency.exchangeRateDate": start.isoformat(),
            "revenue.journal1.glJournal.key": books.key("general-ledger/journal", "GJ"),
            "revenue.journal1.revenueTemplate.key": 1,
            "revenue.journal1.startDate": start.isoformat(),
            "revenue.journal1.endDate": end.isoformat(),
            "item.key": item.key,
            **shared,
        },
    )
