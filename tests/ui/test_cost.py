"""What calls cost, in words and on its page."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialogButtonBox, QLabel

from intacct_desktop.ui import tasks
from intacct_desktop.ui.cost import CostDialog, crossing_words, tally_words
from intacct_desktop.workspace.tally import Tally


@pytest.fixture(autouse=True)
def english() -> None:
    QLocale.setDefault(QLocale("en_US"))


def test_words() -> None:
    assert tally_words(3_210, 10_000) == "3,210 of 10,000 this month"
    assert tally_words(10_001, 10_000) == "10,001 of 10,000 this month: over the line"
    assert (tally_words(1, None), tally_words(2, None)) == ("1 call this month", "2 calls this month")


def test_the_line_is_crossed_by_the_first_call_beyond_it() -> None:
    assert crossing_words(10, 9_990, 10_000) == ""
    assert crossing_words(10**6, 0, None) == ""
    assert crossing_words(12, 9_990, 10_000) == "This takes about 12 calls. With them this month comes to 10,002, over your line of 10,000."
    assert crossing_words(1, 10_001, 10_000).startswith("This takes about 1 call, and this month is over your line of 10,000 already")


@pytest.fixture
def tally(tmp_path: Path) -> Tally:
    now = [datetime(2026, 10, 5, tzinfo=UTC)]
    made = Tally(tmp_path / "calls.db", lambda: now[0])
    made.add("north", 4_500)
    now[0] = datetime(2026, 11, 20, tzinfo=UTC)
    made.add("north", 3_210)
    made.save()
    return made


async def settled() -> None:
    while tasks.running():
        for handle in tasks.running():
            await handle.wait()


async def opened(tally: Tally) -> CostDialog:
    dialog = CostDialog(tally, "north", "Riverside")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    dialog.open()
    await settled()
    return dialog


async def test_it_shows_the_months_and_takes_a_line(tally: Tally) -> None:
    dialog = await opened(tally)
    assert [label.text() for label in dialog.months.findChildren(QLabel)] == ["November 2026", "3,210", "October 2026", "4,500"]
    assert dialog.present.text() == "3,210 calls this month"
    changed: list[bool] = []
    dialog.changed.connect(lambda: changed.append(True))
    QTest.keyClicks(dialog.line, "10,000")
    QTest.keyClick(dialog.line, Qt.Key.Key_Return)
    await settled()
    assert not dialog.isVisible()
    assert (changed, Tally(tally.path).budget("north")) == ([True], 10_000)
    dialog.deleteLater()
    again = await opened(tally)
    assert (again.present.text(), again.line.text(), again.bar.value()) == ("3,210 of 10,000 this month", "10,000", 321)
    again.line.clear()
    again.save()
    await settled()
    assert Tally(tally.path).budget("north") is None
    again.deleteLater()


@pytest.mark.parametrize("typed", ["lots", "-5", "1.5", "9" * 30])
async def test_what_is_no_number_is_said_and_stays(tally: Tally, typed: str) -> None:
    dialog = await opened(tally)
    QTest.keyClicks(dialog.line, typed)
    QTest.mouseClick(dialog.buttons.button(QDialogButtonBox.StandardButton.Save), Qt.MouseButton.LeftButton)
    await settled()
    assert dialog.isVisible()
    assert dialog.complaint.isVisible()
    assert dialog.line.text() == typed
    assert tally.budget("north") is None
    dialog.close()
    dialog.deleteLater()


async def test_a_line_that_cannot_be_kept_is_said(tally: Tally, tmp_path: Path) -> None:
    dialog = await opened(tally)
    tally.path.unlink()
    tally.path.mkdir()
    QTest.keyClicks(dialog.line, "5")
    dialog.save()
    await settled()
    assert dialog.isVisible()
    assert dialog.notices.notices
    dialog.close()
    dialog.deleteLater()
