"""The current cell as a whole: of any length, searched, copied and saved, and said what it is."""

import time
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from intacct_desktop.api.model import ValueKind
from intacct_desktop.results.columns import Column
from intacct_desktop.results.misfits import Misfit
from intacct_desktop.ui.results.beside.cell_text import PIECE, cut_up, places_of
from intacct_desktop.ui.results.beside.cell_viewer import FIRST, CellViewer
from tests.ui.results.waiting import settled

NOTES = Column("notes", ValueKind.TEXT, None, "Notes")
AMOUNT = Column("amount", ValueKind.DECIMAL, 2, "Amount")


@pytest.fixture
def viewer(qtbot: QtBot) -> CellViewer:
    made = CellViewer()
    qtbot.addWidget(made)
    made.resize(360, 500)
    made.show()
    return made


def test_a_text_is_cut_into_pieces_without_losing_a_character() -> None:
    text = "one\r\ntwo\n\nfour" + "x" * (2 * PIECE + 1) + "\u2028end"
    cut = cut_up(text)
    assert cut.lines(0, 4).split("\n")[:3] == ["one", "two", ""]
    assert max(end - start for start, end in zip(cut.starts, cut.ends, strict=True)) == PIECE
    assert cut.lines(0, cut.pieces).replace("\n", "") == text.replace("\r\n", "").replace("\n", "").replace("\u2028", "")
    assert cut.piece_at(text.index("end")) == (cut.pieces - 1, 0)
    assert cut_up("").pieces == 1
    assert cut_up("é").size == 2
    assert places_of("AB", "abxAb") == [0, 3]
    assert [cut_up(text).is_json for text in ('{"a":1}', "[1, 2]", "[1,", "12", "{x}")] == [True, True, False, False, False]


def test_values_that_are_no_text(viewer: CellViewer) -> None:
    assert "Choose a cell" in viewer.state.message.text()
    viewer.show_value(AMOUNT, 1_204, Decimal("-1240.50"))
    assert viewer.text.toPlainText() == "−1,240.50"
    assert (viewer.place.text(), viewer.kind.text()) == ("amount · row 1,204", "decimal")
    viewer.show_value(NOTES, 1, None)
    assert viewer.state.heading.text() == "null"
    assert not viewer.copy_button.isEnabled()
    viewer.show_value(NOTES, 1, "")
    assert viewer.state.heading.text() == "empty"
    viewer.show_value(Column("due", ValueKind.DATE, None, "Due"), 1, date(2026, 11, 20))
    assert viewer.text.toPlainText() == "11/20/2026"
    viewer.show_value(AMOUNT, 2, Misfit("n/a"))
    assert viewer.kind.text() == "Not a value of type decimal: kept as it came."
    assert viewer.kind.property("role") == "warning"
    viewer.clear()
    assert not viewer.state.is_content


def test_json_is_written_out_and_copied_as_it_came(viewer: CellViewer) -> None:
    came = '{"amount":12345678901234567.80,"lines":[{"id":"1"}]}'
    viewer.show_value(NOTES, 1, came)
    assert viewer.text.toPlainText().splitlines()[1] == '  "amount": 12345678901234567.80,'
    assert viewer.as_json.isVisible()
    viewer.copy()
    assert QGuiApplication.clipboard().text() == came
    viewer.as_json.setChecked(False)
    assert viewer.text.toPlainText() == came
    assert viewer.size_label.text() == f"{len(came)} characters · {len(came)} bytes"


async def test_what_is_selected_is_copied_without_the_breaks_between_pieces(viewer: CellViewer) -> None:
    text = "a" * PIECE + "😀b" * 10 + "\nnext"
    viewer.show_value(NOTES, 1, text)
    viewer.text.selectAll()
    viewer.text.copy()
    assert QGuiApplication.clipboard().text() == text
    viewer.search.setText("b😀b")
    assert viewer.text.textCursor().selectedText() == "b😀b"
    assert viewer.found.text() == "1 of 5"
    await settled()


async def test_searching_goes_from_hit_to_hit(viewer: CellViewer) -> None:
    viewer.show_value(NOTES, 1, "Nothing to see.\nNOTHING at all.\nno thing")
    QTest.keyClick(viewer.text, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(viewer.search, "nothing")
    assert viewer.found.text() == "1 of 2"
    QTest.keyClick(viewer.search, Qt.Key.Key_Return)
    assert viewer.text.textCursor().selectedText() == "NOTHING"
    QTest.keyClick(viewer.search, Qt.Key.Key_Return)
    assert viewer.found.text() == "1 of 2"
    viewer.search.setText("nowhere")
    assert viewer.found.text() == "no hit"
    assert not viewer.next.isEnabled()
    await settled()


async def test_five_megabytes_are_shown_in_pieces_while_the_window_answers(viewer: CellViewer) -> None:
    text = "0123456789" * 500_000 + "needle"
    longest, last = 0.0, time.perf_counter()

    def beat() -> None:
        nonlocal longest, last
        now = time.perf_counter()
        longest, last = max(longest, now - last), now

    heart = QTimer(viewer)
    heart.timeout.connect(beat)
    heart.start(0)
    viewer.show_value(NOTES, 1, text)
    await settled()
    assert viewer.text.filled < viewer.content.pieces
    assert viewer.more.text() == "Show all: 1,000,000 of 5,000,006 characters are shown"
    assert viewer.size_label.text() == "5,000,006 characters · 5.0 MB"
    viewer.search.setText("needle")
    await settled()
    heart.stop()
    assert viewer.text.filled == viewer.content.pieces
    assert viewer.more.isHidden()
    assert viewer.text.textCursor().selectedText() == "needle"
    assert longest < 1.0, "on a machine of which others use the most"
    await settled()


async def test_another_value_ends_the_showing_of_a_long_one(viewer: CellViewer) -> None:
    viewer.show_value(NOTES, 1, "long " * FIRST)
    viewer.show_value(NOTES, 2, "short")
    await settled()
    assert viewer.text.toPlainText() == "short"
    assert viewer.more.isHidden()
    viewer.hide()
    viewer.show_value(NOTES, 3, "not drawn")
    assert viewer.text.toPlainText() == "short"
    viewer.show()
    assert viewer.text.toPlainText() == "not drawn"
    await settled()


async def test_many_short_lines(viewer: CellViewer) -> None:
    text = "[" + ",".join("1" for _ in range(100_000)) + "]"
    viewer.show_value(NOTES, 1, text)
    await settled()
    assert viewer.content.pieces == 100_002
    assert viewer.text.toPlainText().startswith("[\n  1,\n")
    await viewer.show_all().wait()
    assert viewer.text.blockCount() == 100_002
    await settled()


async def test_a_value_is_saved_as_it_came(viewer: CellViewer, tmp_path: Path) -> None:
    viewer.show_value(NOTES, 1, "é\r\n")
    await viewer.save(tmp_path / "notes.txt").wait()
    assert (tmp_path / "notes.txt").read_bytes() == "é\r\n".encode()
    await settled()
