"""Exchange rates as the company's tables have them, and amounts in the currency of an entity."""

from collections.abc import Sequence
from datetime import date

from intacct_desktop.sandbox.company.books import WHOLE, rate_text
from intacct_desktop.sandbox.store import Kind, Store, StoredColumn, Value

# Documents, purchases and payments of more than this, in cents, wait for an approval, where the object knows one.
APPROVAL_LIMIT = 1_000_000

_LATEST = """
    SELECT line.rate FROM "company-config/exchange-rate" AS pair
    JOIN "company-config/exchange-rate-line" AS line ON line."exchangeRate.key" = pair.key
    WHERE pair.fromCurrency = ? AND pair.toCurrency = ? AND line.effectiveStartDate <= ?
    ORDER BY line.effectiveStartDate DESC, line.key DESC LIMIT 1
"""


def rate_on(store: Store, currency: str, base: str, day: date) -> int | None:
    """What one unit of ``currency`` is worth in ``base`` on a day, times ``WHOLE``; None where the company has no rate for it."""
    if currency == base:
        return WHOLE
    for name in ("company-config/exchange-rate", "company-config/exchange-rate-line"):
        store.table(name)
    if found := store.rows(_LATEST, (currency, base, day.isoformat())):
        return int(found[0][0] or 0) or None
    if found := store.rows(_LATEST, (base, currency, day.isoformat())):
        return round(WHOLE * WHOLE / int(found[0][0] or 0)) if found[0][0] else None
    return None


def stored_rate(rate: int, column: StoredColumn) -> Value:
    """A rate as this column keeps it: objects have it as a number, as a text or as a decimal."""
    if column.kind is Kind.TEXT:
        return rate_text(rate)
    return rate * _one(column) // WHOLE


def whole_rate(value: Value, column: StoredColumn) -> int | None:
    """The rate in a column, times ``WHOLE``; None where there is none, or none that is a number."""
    if value is None:
        return None
    if column.kind is not Kind.TEXT:
        return int(value) * WHOLE // _one(column)
    whole, _, rest = str(value).partition(".")
    digits = f"{whole}{rest[:6]:0<6}"
    return int(digits) if digits.isascii() and digits.isdigit() else None


def spread(amounts: Sequence[int], total: int) -> list[int]:
    """Share ``total`` among open amounts, from the first on; what is left over is in none of them."""
    if total == sum(amounts):
        return list(amounts)
    sign = 1 if total >= 0 else -1
    left, shares = abs(total), []
    for amount in amounts:
        share = max(0, min(amount * sign, left))
        shares.append(share * sign)
        left -= share
    return shares


def _one(column: StoredColumn) -> int:
    return int(10**column.scale)


def as_text(amount: int) -> str:
    """Cents as people read them: "-12.50"."""
    return f"{'-' if amount < 0 else ''}{abs(amount) // 100}.{abs(amount) % 100:02}"
