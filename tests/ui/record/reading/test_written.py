"""A record written out as lines, each with its place."""

import json
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from intacct_desktop.api.records.values import value_at
from intacct_desktop.ui.record.reading.written import LONGEST_TEXT, write_out
from tests.ui.record.reading.conftest import BILL

_VALUES = st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.text(max_size=8)
_JSON = st.recursive(
    _VALUES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3), max_leaves=12
)
_RECORDS = st.dictionaries(st.text(max_size=4), _JSON, max_size=4)


@given(_RECORDS)
def test_the_lines_are_the_record(record: dict[str, Any]) -> None:
    written = write_out(record)
    text = "\n".join(written.lines)
    assert json.loads(text) == record
    assert len(text.splitlines()) >= len(written.lines) == len(written.places)
    assert all("\n" not in line and "\u2029" not in line for line in written.lines)


def test_each_line_has_its_place() -> None:
    written = write_out(BILL)
    for at, (line, place) in enumerate(zip(written.lines, written.places, strict=True)):
        value = value_at(BILL, place)
        if line.strip(" ,")[-1] not in "{}[]":
            assert line.rstrip(",").endswith(json.dumps(value, ensure_ascii=False))
            assert written.line_of(place) == at
    assert written.lines[written.line_of("/lines/1/memo")] == '      "memo": "Annual maintenance",'
    assert written.line_of("/lines") < written.line_of("/lines/0") < written.line_of("/lines/0/key")
    assert written.line_of("/lines/7/memo") == written.line_of("/lines"), "the nearest above"
    assert written.line_of("/nowhere") == 0


def test_numbers_keep_their_digits_and_names_their_dots() -> None:
    written = write_out({"rate": Decimal("1.50"), "a.b/c": {"nsp::x": 1}, "none": {}, "empty": []})
    assert written.lines[1] == '  "rate": 1.50,'
    assert "/a.b~1c/nsp::x" in written.places
    assert written.lines[-3:] == ('  "none": {},', '  "empty": []', "}")


def test_a_value_of_a_million_characters_is_cut() -> None:
    written = write_out({"content": '"' + "A" * 1_000_000, "key": "1"})
    assert written.cut
    assert max(map(len, written.lines)) < LONGEST_TEXT + 40
    assert json.loads("".join(written.lines))["content"].endswith("A…")
    assert not write_out(BILL).cut
