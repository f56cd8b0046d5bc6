"""Values as they are read, in forms and tables."""

from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import QLocale

from intacct_desktop.api.records.form import EntryKind
from intacct_desktop.ui.record.editors.locales import locale_of
from intacct_desktop.ui.record.editors.showing import shown
from tests.ui.record.editors.conftest import entry_of, reference_to

AMOUNT = entry_of(EntryKind.DECIMAL, format="decimal-precision-2")
VENDOR = reference_to("accounts-payable/vendor")


@pytest.mark.parametrize(
    ("entry", "value", "words"),
    [
        (AMOUNT, "-1240.50", "-1\u202f240,50"),
        (AMOUNT, Decimal("0.1"), "0,1"),
        (AMOUNT, "12,3,4", "12,3,4"),
        (AMOUNT, None, ""),
        (entry_of(EntryKind.INTEGER, "integer"), 1240, "1\u202f240"),
        (entry_of(EntryKind.DATE, format="date"), "2026-11-30", "30/11/2026"),
        (entry_of(EntryKind.DATE, format="date"), "soon", "soon"),
        (entry_of(EntryKind.DATE_TIME, format="date-time"), "2026-11-30T16:30:00Z", "30/11/2026 16:30:00 UTC"),
        (entry_of(EntryKind.ENUM, enum=("a",)), "partiallyPaid", "Partially paid"),
        (entry_of(EntryKind.ENUM, enum=("a",)), "T&M", "T&M"),
        (entry_of(EntryKind.BOOLEAN, "boolean"), False, "No"),
        (VENDOR, {"key": "14", "id": "V-00014", "name": "O'Neill & Sons"}, "V-00014 · O'Neill & Sons"),
        (VENDOR, {"key": "14", "id": "14", "name": "14"}, "14"),
        (VENDOR, {"key": "14", "id": None, "name": None}, "14"),
        (VENDOR, {"key": None, "id": None, "name": None}, ""),
        (entry_of(EntryKind.TEXT), "a\r\nb\tc", "a⏎b⇥c"),
        (entry_of(EntryKind.SEVERAL, "array"), ["a", "b"], "a, b"),
        (entry_of(EntryKind.JSON, "object"), {"a": Decimal("1.10")}, '{"a":1.10}'),
        (entry_of(EntryKind.SEVERAL, "array"), [], ""),
        (entry_of(EntryKind.FILE, format="base64zip"), "JVBERi0xLjcK", "PDF · 9 octets"),
        (entry_of(EntryKind.FILE, format="base64zip"), "https://where/it/is", "https://where/it/is"),
        (entry_of(EntryKind.FILE, format="base64url"), "JVBERi0xLjcK", "JVBERi0xLjcK"),
    ],
)
def test_a_value_in_one_line(entry: Any, value: Any, words: str) -> None:
    assert shown(entry, value, QLocale("fr_FR")) == words
    if entry.kind is not EntryKind.FILE:  # sizes are Qt's to write
        assert shown(entry, value, locale_of(QLocale("fr_FR"))) == words


def test_the_windows_language_unless_another_is_given() -> None:
    assert shown(AMOUNT, "1240.50") == "1,240.50"


def test_of_a_very_long_text_the_beginning() -> None:
    assert len(shown(entry_of(EntryKind.TEXT), "x" * 1_000_000)) < 500


@pytest.mark.parametrize(
    ("name", "order", "separator", "decimal"),
    [
        ("en_US", "mdy", "/", "."),
        ("fr_FR", "dmy", "/", ","),
        ("de_CH", "dmy", ".", "."),
        ("fr_CA", "ymd", "-", ","),
        ("sv_SE", "ymd", "-", ","),
    ],
)
def test_how_a_language_writes(name: str, order: str, separator: str, decimal: str) -> None:
    locale = locale_of(QLocale(name))
    assert (locale.date_order, locale.date_separator, locale.decimal_mark) == (order, separator, decimal)
    assert len(locale.months) == 12
