"""Taxes of the three countries: solutions, authorities, rates for sales and purchases, and the schedules that combine them."""

from intacct_desktop.sandbox.company.books import WHOLE, Books, Record, stamp
from intacct_desktop.sandbox.company.names import words
from intacct_desktop.sandbox.company.people import ADMIN, FOUNDED

TAX_SOLUTION = "tax/tax-solution"


def add_taxes(books: Books) -> None:
    """One solution for each country; must come after the chart of accounts."""
    account = books.key("general-ledger/account", "2200")
    founding = stamp(books.chance("taxes"), ADMIN, FOUNDED)
    for tax in words("operations")["tax"]:
        authority_id, authority = tax["authority"]
        solution = books.add(
            TAX_SOLUTION,
            {
                "id": tax["solution"],
                "description": None,
                "status": "active",
                "taxCalculationMethod": tax["method"],
                "taxSolutionType": "standard" if tax["method"] == "VAT" else "custom",
                "enableMultilineTax": int(tax["method"] == "VAT"),
                "alternativeSetup": 0,
                "taxSubmissionStartDate": books.opening.isoformat(),
                "purchaseGLAccount.key": account,
                "salesGLAccount.key": account,
            },
        )
        common: Record = {
            "isSystemGenerated": 0,
            "taxSolution.key": solution,
            "taxAuthority.key": books.add("tax/tax-authority", {"id": authority_id, "description": authority}),
        }
        for detail_id, description, percent, rate in tax["details"]:
            for side in ("Sale", "Purchase"):
                _add_detail(books, common, f"{detail_id} {side}", description, percent, rate, account)
        for side in ("Sale", "Purchase"):
            _add_schedule(books, common, f"{tax['solution']} {side}", [f"{detail[0]} {side}" for detail in tax["details"]])
        for name, vat in (("tax/contact-tax-group", "Customers & vendors"), ("tax/item-tax-group", "Goods")):
            books.add(
                name,
                {
                    "id": f"{vat}, {tax['entity']}",
                    "name": f"{vat}, {tax['entity']}",
                    "groupType": "contact" if name.startswith("tax/contact") else "item",
                    "isSystemGenerated": 0,
                    "isVATEnabled": int(tax["method"] == "VAT"),
                    "taxSolution.key": solution,
                    **founding,
                },
            )


def _add_detail(books: Books, common: Record, detail_id: str, description: str, percent: float, rate: str | None, account: int) -> None:
    is_sale = detail_id.endswith("Sale")
    detail = common | {
        "id": detail_id,
        "description": description,
        "amountToTax": "fullAmount",
        "reverseCharge": 0,
        "status": "active",
        "taxRate": rate,
        "taxUniqueId": detail_id.replace(" ", "_").upper(),
        "useExpenseAccount": 0,
    }
    thousandths = round(percent * 1000)
    books.add(
        "tax/tax-detail",
        detail | {"taxType": "sale" if is_sale else "purchase", "taxPercent": thousandths * 10**5, "glAccount.key": account},
    )
    # The same details again, as each of the two applications shows its own.
    name, path = ("tax/order-entry-tax-detail", "salesGLAccount") if is_sale else ("tax/purchasing-tax-detail", "purchaseGLAccount")
    books.add(name, detail | {"taxPercent": thousandths * WHOLE // 1000, f"{path}.key": account})


def _add_schedule(books: Books, common: Record, schedule_id: str, details: list[str]) -> None:
    name = f"tax/{'order-entry' if schedule_id.endswith('Sale') else 'purchasing'}-tax-schedule"
    schedule = books.add(
        name,
        {
            "id": schedule_id,
            "name": schedule_id,
            "description": None,
            "isSystemGenerated": 0,
            "status": "active",
            "taxSolution.key": common["taxSolution.key"],
        },
    )
    for detail in details:
        books.add(
            f"{name}-detail",
            {"effectiveDate": FOUNDED.isoformat(), "taxSchedule.key": schedule, "taxDetail.key": books.key("tax/tax-detail", detail)},
        )
