"""The currencies and the exchange rates that the documents' amounts were converted with."""

from intacct_desktop.sandbox.company.books import DAILY_RATE, WHOLE, Books, stamp
from intacct_desktop.sandbox.company.people import ADMIN, FOUNDED

_CURRENCIES = (
    ("USD", "US Dollar", "$", "dollar", "cent", "unitedStates"),
    ("GBP", "Pound Sterling", "£", "pound", "penny", "british"),
    ("CAD", "Canadian Dollar", "$", "dollar", "cent", "canadian"),
)


def add_currencies(books: Books) -> None:
    """Three currencies, and each pair's rate from the first day of every month."""
    chance = books.chance("currencies")
    founding = stamp(chance, ADMIN, FOUNDED)
    for currency, name, symbol, unit, sub_unit, written in _CURRENCIES:
        books.add(
            "company-config/txn-currency",
            {
                "id": currency,
                "isoCode": currency,
                "name": name,
                "symbol": symbol,
                "unit": unit,
                "subUnit": sub_unit,
                "currencyType": "iso",
                "currencyFormat": written,
                "alignment": "left",
                "decimalSeparator": ".",
                "thousandSeparator": ",",
                **founding,
            },
        )
    for name, is_default in ((DAILY_RATE, 1), ("Negotiated Rate", 0)):
        books.add(
            "company-config/exchange-rate-type", {"id": name, "name": name, "isDefault": int(is_default), **stamp(chance, ADMIN, FOUNDED)}
        )
    codes = [currency for currency, *_ in _CURRENCIES]
    for source, target in ((source, target) for source in codes for target in codes if source != target):
        key = books.add(
            "company-config/exchange-rate",
            {
                "fromCurrency": source,
                "toCurrency": target,
                "exchangeRateType.key": 1,
                **stamp(chance, ADMIN, FOUNDED, books.months[-1].first),
            },
        )
        for month in books.months:
            rate = books.rate(source, target, month.first)
            books.add(
                "company-config/exchange-rate-line",
                {
                    "exchangeRate.key": key,
                    "effectiveStartDate": month.first.isoformat(),
                    "rate": rate,
                    "reciprocalRate": (WHOLE * WHOLE + rate // 2) // rate,
                    **stamp(chance, ADMIN, month.first),
                },
            )
