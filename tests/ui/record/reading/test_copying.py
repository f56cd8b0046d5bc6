"""A record for the clipboard."""

import csv
import io
import json
from decimal import Decimal

import pytest

from intacct_desktop.ui.record.reading.copying import as_json, as_table, guarded
from tests.ui.record.reading.conftest import BILL


def test_json_is_whole_and_exact() -> None:
    assert json.loads(as_json(BILL)) == BILL
    assert as_json({"rate": Decimal("1.50"), "name": "Étoile"}) == '{\n  "rate": 1.50,\n  "name": "Étoile"\n}'


def test_a_table_has_a_line_for_each_field_and_a_block_for_each_list() -> None:
    rows = list(csv.reader(io.StringIO(as_table(BILL, lambda path: path.upper())), delimiter="\t"))
    assert ["billNumber", "BILLNUMBER", "INV-902852"] in rows
    assert ["referenceNumber", "REFERENCENUMBER", ""] in rows
    assert ["vendor.name", "VENDOR.NAME", "O'Neill & Sons"] in rows
    assert ["isOnHold", "ISONHOLD", "false"] in rows
    at = rows.index(["lines", "LINES"])
    assert rows[at - 1] == []
    assert rows[at + 1 :] == [
        ["key", "memo", "txnAmount", "dimensions.location.id"],
        ["20496", "'=cmd|' /C calc'!A1", "-4150.50", "100"],
        ["20497", "Annual maintenance", "28301.00", "200"],
    ]


@pytest.mark.parametrize(
    ("text", "pasted"),
    [("=1+1", "'=1+1"), ("+49 30 123", "'+49 30 123"), ("@sum", "'@sum"), ("-", "'-"), ("-12.50", "-12.50"), ("+5", "+5"), ("\tx", "'\tx")],
)
def test_only_what_a_spreadsheet_would_run_is_guarded(text: str, pasted: str) -> None:
    assert guarded(text) == pasted


def test_lines_of_different_members_and_texts_with_breaks() -> None:
    record = {"notes": "one\ntwo\t3", "tags": ["a", "b"], "lines": [{"a": "1"}, {"b": [{"c": "2"}]}]}
    rows = list(csv.reader(io.StringIO(as_table(record)), delimiter="\t"))
    assert rows[0] == ["notes", "Notes", "one\ntwo\t3"]
    assert rows[1] == ["tags", "Tags", '["a","b"]']
    assert rows[-3:] == [["a", "b"], ["1", ""], ["", '[{"c":"2"}]']]
