"""Values in the words of a reader, and of a spreadsheet."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import QLocale

from intacct_desktop.results.files import FileTrouble, Trouble
from intacct_desktop.ui.results import words
from intacct_desktop.ui.wording import describe


@pytest.fixture(autouse=True)
def locale(request: pytest.FixtureRequest) -> Iterator[None]:
    before = QLocale()
    QLocale.setDefault(QLocale(getattr(request, "param", "en_US")))
    yield
    QLocale.setDefault(before)


@pytest.mark.parametrize(
    ("value", "shown", "copied"),
    [
        (Decimal("-1240.50"), "−1,240.50", "-1240.50"),
        (Decimal("12345678901234567890.12"), "12,345,678,901,234,567,890.12", "12345678901234567890.12"),
        (
            Decimal("-123456789012345678.12345678901234567890"),
            "−123,456,789,012,345,678.12345678901234567890",
            "-123456789012345678.12345678901234567890",
        ),
        (Decimal("0.00"), "0.00", "0.00"),
        (Decimal("0E-14"), "0.00000000000000", "0.00000000000000"),
        (-999, "−999", "-999"),
        (1000, "1,000", "1000"),
        (True, "true", "true"),
        (date(2026, 1, 2), "01/02/2026", "2026-01-02"),
        (datetime.fromisoformat("2026-11-20T08:30:00"), "11/20/2026 08:30:00 UTC", "2026-11-20 08:30:00"),
        (None, "null", ""),
        ("", "empty", ""),
        ("007", "007", "007"),
        ("two\nlines", "two⏎lines", "two\nlines"),
    ],
)
def test_values(value: Any, shown: str, copied: str) -> None:
    assert words.shown(value) == shown
    assert words.copied(value) == copied


@pytest.mark.parametrize("locale", ["de_DE"], indirect=True)
def test_numbers_and_dates_follow_the_locale() -> None:
    assert words.shown(date(2026, 1, 2)) == "02.01.2026"
    assert words.shown(Decimal("-1234567.89")) == "−1.234.567,89"
    assert words.copied(Decimal("-1234567.89")) == "-1234567,89"


def test_rows_and_calls_count_in_words() -> None:
    assert [words.rows(1), words.rows(46_210)] == ["1 row", "46,210 rows"]
    assert [words.calls(1), words.calls(12)] == ["about 1 call", "about 12 calls"]


@pytest.mark.parametrize("trouble", Trouble)
def test_every_trouble_with_a_file_has_its_words(trouble: Trouble, tmp_path: Any) -> None:
    message = describe(FileTrouble(trouble, tmp_path / "bills.csv", OSError(28, "No space left on device")))
    assert "bills.csv" in message.happened
    assert message.means
    assert message.todo
    assert "{" not in message.happened
