"""How fast pages become rows on disk, and how fast windows of them are read."""

from collections.abc import Iterator
from decimal import Decimal

import msgspec

from intacct_desktop.api.model import ValueKind
from intacct_desktop.results.columns import Column
from intacct_desktop.results.result_set import ResultSet
from tests.benchmarks.figures import Figure, figure, in_turns, most_times, seconds
from tests.benchmarks.setting import Measurements, Setting

_PAGE = 4_000
_BATCHES = 12
_COLUMNS = [
    Column(path, kind, scale, path)
    for path, kind, scale in (
        ("key", ValueKind.TEXT, None),
        ("vendor.id", ValueKind.TEXT, None),
        ("vendor.name", ValueKind.TEXT, None),
        ("state", ValueKind.ENUM, None),
        ("dueDate", ValueKind.DATE, None),
        ("audit.modifiedDateTime", ValueKind.DATE_TIME, None),
        ("onHold", ValueKind.BOOLEAN, None),
        ("dueInDays", ValueKind.INTEGER, None),
        ("totalTxnAmount", ValueKind.DECIMAL, 2),
        ("totalTxnAmountDue", ValueKind.DECIMAL, 2),
        ("exchangeRate", ValueKind.DECIMAL, 10),
        ("creditLimit", ValueKind.DECIMAL, None),
    )
]


def _page(*, fraction: bool = False) -> list[msgspec.Raw]:
    limit = "5000.25" if fraction else "5000"
    return [
        msgspec.Raw(
            f'{{"key":"{n}","vendor.id":"V-{n % 300:05}","vendor.name":"Café Étoile {n % 300}","state":"posted",'
            f'"dueDate":"2026-11-{n % 28 + 1:02}",'
            f'"audit.modifiedDateTime":"2026-11-20T08:30:00Z","onHold":false,"dueInDays":{n % 90},"totalTxnAmount":"{n}.10",'
            f'"totalTxnAmountDue":"-{n}.05","exchangeRate":"1.0812345678","creditLimit":{limit}}}'.encode()
        )
        for n in range(_PAGE)
    ]


def append(setting: Setting) -> Iterator[Figure]:
    """Against what it replaces: a Python object for every cell."""
    page, exact = _page(), _page(fraction=True)

    def objects() -> list[tuple[object, ...]]:
        rows = msgspec.json.decode(b"[" + b",".join(page) + b"]")
        return [
            tuple(Decimal(row[column.path]) if column.kind is ValueKind.DECIMAL else row[column.path] for column in _COLUMNS)
            for row in rows
        ]

    with ResultSet(_COLUMNS, root=setting.path) as result_set:
        several, single, numbers, python = in_turns(
            lambda: seconds(lambda: result_set.append(page * 4)) / 4,
            lambda: seconds(lambda: result_set.append(page)),
            lambda: seconds(lambda: result_set.append(exact)),
            lambda: seconds(objects),
            rounds=7,
        )
    words = "a Python object for every cell, stored nowhere"
    yield figure(f"store: a page of {_PAGE:,} of four at once", "ms", several * 1e3, python * 1e3, words)
    yield figure(f"store: a page of {_PAGE:,} alone", "ms", single * 1e3, several * 1e3, "one of four at once")
    name = f"store: a page of {_PAGE:,} with fractions as numbers"
    yield figure(name, "ms", numbers * 1e3, single * 1e3, "with amounts as texts", goal=most_times(8))


def window(setting: Setting) -> Iterator[Figure]:
    """A window does not take longer where there are more rows."""
    with ResultSet(_COLUMNS, root=setting.path) as few, ResultSet(_COLUMNS, root=setting.path) as many:
        few.append(_page())
        for _ in range(_BATCHES):
            many.append(_page() * 4)
        middle = many.count // 2
        own, small = in_turns(
            lambda: seconds(lambda: many.window(middle, 200)), lambda: seconds(lambda: few.window(_PAGE // 2, 200)), rounds=21
        )
        name = f"store: a window of 200 of {many.count:,} rows"
        yield figure(name, "ms", own * 1e3, small * 1e3, f"of {few.count:,} rows", goal=most_times(5))


MEASUREMENTS: Measurements = {"store: append": append, "store: window": window}
