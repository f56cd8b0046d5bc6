"""What is copied of a value, and how names are broken into lines."""

from decimal import Decimal

import pytest
from PySide6.QtGui import QTextDocument

from intacct_desktop.ui.record.form.text_lines import lines_of, metrics
from intacct_desktop.ui.record.form.words import plain, tip


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        ("", ""),
        ("1240.00", "1240.00"),
        (True, "true"),
        (Decimal("1.50"), "1.50"),
        ({"key": "7", "id": "V-1", "name": "Étoile"}, "V-1"),
        ({"key": "7", "id": None, "name": None}, "7"),
        ({"key": None, "id": None}, ""),
        (["a", "b"], "a\nb"),
        ([{"a": 1}], '[{"a":1}]'),
        ({"a": 1}, '{"a":1}'),
    ],
)
def test_a_value_is_copied_as_it_travels(value: object, text: str) -> None:
    assert plain(value) == text


def test_a_name_is_broken_between_its_words_and_nothing_of_it_is_lost() -> None:
    name = "totalTxnAmountSelectedForPayment"
    lines = lines_of(name, "name", 150, 4, name=True)
    assert len(lines) > 1
    assert "".join(lines) == name
    assert all(line[0].isupper() for line in lines[1:])
    assert all(metrics("name").horizontalAdvance(line) <= 150 for line in lines)


def test_what_has_no_room_is_cut_short_and_says_so() -> None:
    lines = lines_of("one two three four five six seven eight nine ten", "small", 60, 2)
    assert len(lines) == 2
    assert lines[-1].endswith("…")
    assert lines_of("first\nsecond", "small", 400, 3) == ("first", "second")


def test_a_tool_tip_shows_markup_as_it_is() -> None:
    text = QTextDocument()
    text.setHtml(tip("notes", "", "<b>bold</b> & <img src='x'>"))
    assert text.toPlainText() == "notes\n<b>bold</b> & <img src='x'>"
