"""How fast pages become rows on disk, and rows files. Ratios within one run, since machines differ."""

import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest

from intacct_desktop.api.model import ValueKind
from intacct_desktop.results.columns import Column
from intacct_desktop.results.result_set import ResultSet
from intacct_desktop.results.writers import FileFormat, write

PAGE = 4_000
COLUMNS = [
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


def _page(fraction: bool) -> list[msgspec.Raw]:
    limit = "5000.25" if fraction else "5000"
    return [
        msgspec.Raw(
            f'{{"key":"{n}","vendor.id":"V-{n % 300:05}","vendor.name":"Café Étoile {n % 300}","state":"posted",'
            f'"dueDate":"2026-11-{n % 28 + 1:02}",'
            f'"audit.modifiedDateTime":"2026-11-20T08:30:00Z","onHold":false,"dueInDays":{n % 90},"totalTxnAmount":"{n}.10",'
            f'"totalTxnAmountDue":"-{n}.05","exchangeRate":"1.0812345678","creditLimit":{limit}}}'.encode()
        )
        for n in range(PAGE)
    ]


@pytest.fixture
def result_set(tmp_path: Path) -> Iterator[ResultSet]:
    with ResultSet(COLUMNS, root=tmp_path) as made:
        yield made


def _median(work: Callable[[], object], times: int = 7) -> float:
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return sorted(taken)[times // 2]


def _report(capsys: pytest.CaptureFixture[str], text: str) -> None:
    with capsys.disabled():
        print(f"\n  {text}")  # noqa: T201


def test_appending(result_set: ResultSet, capsys: pytest.CaptureFixture[str]) -> None:
    """Against what it replaces: a Python object for every cell."""
    page, exact = _page(fraction=False), _page(fraction=True)

    def objects() -> list[tuple[object, ...]]:
        rows = msgspec.json.decode(b"[" + b",".join(page) + b"]")
        return [
            tuple(Decimal(row[column.path]) if column.kind is ValueKind.DECIMAL else row[column.path] for column in COLUMNS) for row in rows
        ]

    single = _median(lambda: result_set.append(page))
    several = _median(lambda: result_set.append(page * 4)) / 4
    numbers = _median(lambda: result_set.append(exact))
    python = _median(objects)
    _report(
        capsys,
        f"page of {PAGE:,}: {single * 1e3:.1f} ms, four at once {several * 1e3:.1f} ms each, "
        f"with fractions as numbers {numbers * 1e3:.1f} ms; "
        f"Python objects only {python * 1e3:.1f} ms (x{python / several:.2f})",
    )
    assert several < single
    assert numbers < single * 8


def test_reading_a_window_does_not_grow_with_the_rows(result_set: ResultSet, capsys: pytest.CaptureFixture[str]) -> None:
    result_set.append(_page(fraction=False))
    few = _median(lambda: result_set.window(2_000, 200), 21)
    for _ in range(12):
        result_set.append(_page(fraction=False) * 4)
    many = _median(lambda: result_set.window(150_000, 200), 21)
    _report(capsys, f"window of 200: {few * 1e3:.2f} ms of 4,000 rows, {many * 1e3:.2f} ms of {result_set.count:,}")
    assert many < few * 5


def test_writing_files(result_set: ResultSet, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(5):
        result_set.append(_page(fraction=False))
    seconds = {}
    for file_format in FileFormat:
        start = time.perf_counter()
        write(result_set, tmp_path / f"out{file_format.suffix}", file_format)
        seconds[file_format] = time.perf_counter() - start
    cells = result_set.count * len(COLUMNS)
    _report(capsys, ", ".join(f"{name} {cells / taken / 1e3:,.0f} k cells/s" for name, taken in seconds.items()))
    assert seconds[FileFormat.CSV] < seconds[FileFormat.XLSX]
