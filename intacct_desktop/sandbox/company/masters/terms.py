"""Payment terms of both subledgers: when a document falls due, and until when a discount may be taken."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from intacct_desktop.sandbox.company.books import WHOLE, Books, stamp
from intacct_desktop.sandbox.company.names import words
from intacct_desktop.sandbox.company.people import ADMIN, FOUNDED

AP_TERM = "accounts-payable/term"
AR_TERM = "accounts-receivable/term"


@dataclass(frozen=True, slots=True)
class Term:
    """Due ``days`` after the document's date, or after the end of its month; a discount for paying within ``discount_days``."""

    days: int
    after_month_end: bool = False
    discount_days: int | None = None

    def due(self, issued: date) -> date:
        """The due date of a document of this date."""
        start = issued.replace(day=monthrange(issued.year, issued.month)[1]) if self.after_month_end else issued
        return start + timedelta(days=self.days)

    def discount_until(self, issued: date) -> date | None:
        """The last day of the discount, where the term grants one."""
        return None if self.discount_days is None else issued + timedelta(days=self.discount_days)


TERMS = (Term(15), Term(30), Term(45), Term(60), Term(30, discount_days=10), Term(0), Term(15, after_month_end=True))
AR_TERMS = (*TERMS[:-1], Term(30, after_month_end=True))


def add_terms(books: Books) -> None:
    """The terms of both subledgers, keys 1 to 7 in the order of ``TERMS`` and ``AR_TERMS``."""
    for name, subject, document, terms in ((AP_TERM, "ap_terms", "Bill", TERMS), (AR_TERM, "ar_terms", "Invoice", AR_TERMS)):
        chance = books.chance(name)
        # A bill's discount is an amount (a string), an invoice's a number: so it is in the model.
        two_percent = 200 if name == AP_TERM else 2 * WHOLE
        for (term_id, description), term in zip(words("organisation")[subject], terms, strict=True):
            has_discount = term.discount_days is not None
            books.add(
                name,
                {
                    "id": term_id,
                    "description": description,
                    "status": "active",
                    "due.days": term.days * WHOLE,
                    "due.from": f"afterEndOfMonthOf{document}Date" if term.after_month_end else f"from{document}Date",
                    "discount.days": (term.discount_days or 0) * WHOLE if has_discount else None,
                    "discount.from": f"from{document}Date" if has_discount else None,
                    "discount.amount": two_percent if has_discount else None,
                    "discount.unit": "percentage" if has_discount else None,
                    "discount.calculateOn": f"{document.lower()}Total" if has_discount else None,
                    "penalty.cycle": "noPenalty",
                    **stamp(chance, ADMIN, FOUNDED),
                },
            )
