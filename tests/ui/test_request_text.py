"""A request as it is shown: exactly what is sent, whole."""

import msgspec
import pytest
from pytestqt.qtbot import QtBot

from intacct_desktop.api.records.request_words import request_words
from intacct_desktop.api.records.writes import Write, delete_of
from intacct_desktop.ui.request_text import RequestText

BILL = "accounts-payable/bill"


def test_a_body_is_shown_as_it_is_sent_and_a_delete_has_none(qtbot: QtBot) -> None:
    body = {"amount": "10.50", "memo": 'tab\t, "quotes" and é', "on": False, "none": None, "lines": []}
    write = Write("POST", f"/objects/{BILL}", BILL, (), body, "key-1", "Lyon")
    head, shown, delete = request_words([write, delete_of(BILL, "1", "2")]).split("\n\n")
    assert head == f"POST /objects/{BILL}\nX-IA-API-Param-Entity: Lyon\nIdempotency-Key: key-1\nContent-Type: application/json"
    assert msgspec.json.format(shown.encode(), indent=-1) == write.content
    assert delete == f"DELETE /objects/{BILL}/1,2"


@pytest.mark.parametrize("lines", [1, 5_000])
def test_nothing_of_a_long_one_is_left_out(qtbot: QtBot, lines: int) -> None:
    text = RequestText()
    qtbot.addWidget(text)
    write = Write("POST", f"/objects/{BILL}", BILL, (), {"lines": [{"memo": f"Line {at}"} for at in range(lines)]}, "key-1")
    text.show_writes(write)
    assert text.toPlainText() == request_words([write])
    assert f'"Line {lines - 1}"' in text.toPlainText()
    coloured = [block for at in range(4, 8) if (block := text.document().findBlockByNumber(at)).layout().formats()]
    assert bool(coloured) == (lines == 1), "colours only where they do not keep one waiting"
    assert not text.document().findBlockByNumber(1).layout().formats(), "a key is no number"
