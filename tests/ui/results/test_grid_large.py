"""A million rows: nothing that the window asks of them waits."""

import threading
import time
from collections.abc import Iterator

import duckdb
import pytest
from PySide6.QtCore import QItemSelection, QItemSelectionModel

from intacct_desktop.api.model import ValueKind
from intacct_desktop.results.columns import Column
from intacct_desktop.results.result_set import ResultSet
from intacct_desktop.results.rows import Rows
from intacct_desktop.ui.results.grid.model import ABSENT, SEGMENT
from intacct_desktop.ui.results.result_view import ResultView
from tests.rows import raw
from tests.ui.results.views import settled, show

ROWS = 1_000_000
COLUMNS = [
    Column("key", ValueKind.TEXT, None, "Key"),
    Column("vendor.name", ValueKind.TEXT, None, "Name"),
    Column("amount", ValueKind.DECIMAL, 2, "Amount"),
]


@pytest.fixture(scope="module")
def million(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ResultSet]:
    """Made by DuckDB itself, in a second: as the file of a load that went on in an earlier run of the program."""
    made = ResultSet(COLUMNS, root=tmp_path_factory.mktemp("million"))
    made.append(raw({"key": "0", "vendor.name": "Zenith", "amount": "0.25"}), ROWS)
    made.close(keep=True)
    with duckdb.connect(str(made.folder / "rows.duckdb")) as database:
        many = "SELECT n::VARCHAR, 'Vendor ' || n % 300, ((n * 7919) % 1000000) / 100 FROM range(1, ?) t(n)"
        database.execute(f"INSERT INTO result (c0, c1, c2) {many}", [ROWS])
        database.execute("UPDATE progress SET state = replace(state, '\"rows\":1,', '\"rows\":1000000,')")
    with ResultSet.reopened(made.folder, COLUMNS) as result_set:
        assert result_set.count == ROWS
        yield result_set


async def test_rows_are_shown_sorted_and_scrolled_to_anywhere(million: ResultSet, view: ResultView) -> None:
    show(view, million)
    assert view.grid.rows.rowCount() == ROWS
    view.sort(2)
    await settled()
    rows, bar = view.grid.rows, view.grid.verticalScrollBar()
    assert rows.index(0, 2).data() == "0.01"
    for part in (0.9, 0.1, 0.5, 1.0):
        bar.setValue(int(bar.maximum() * part))
        top = view.grid.top_row
        assert rows.value(rows.index(top, 2)) is ABSENT or part == 1.0
        await settled()
        assert rows.value(rows.index(top, 2)) is not ABSENT
    assert rows.index(ROWS - 1, 2).data() == "9,999.99"


async def test_what_comes_next_is_read_before_it_is_wanted(million: ResultSet, view: ResultView) -> None:
    show(view, million)
    view.grid.verticalScrollBar().setValue(500)
    await settled()
    view.grid.verticalScrollBar().setValue(520)
    await settled()
    ahead = (view.grid.top_row + 30) // SEGMENT * SEGMENT + SEGMENT
    assert view.grid.rows.loaded_rows(1, ahead)[0][0] == str(ahead)
    view.grid.verticalScrollBar().setValue(450)
    await settled()
    assert view.grid.rows.loaded_rows(1, SEGMENT)[0][0] == str(SEGMENT)


async def test_a_reader_that_is_busy_keeps_nobody_waiting(million: ResultSet, view: ResultView) -> None:
    show(view, million)
    view.sort(2)
    await settled()
    source = view.grid.source
    assert isinstance(source, Rows)
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        with source.reading():
            held.set()
            done.wait(20)

    busy = threading.Thread(target=hold)
    busy.start()
    held.wait(20)
    try:
        began = time.monotonic()
        view.grid.verticalScrollBar().setValue(ROWS // 2)
        view.grid.grab()
        assert view.grid.rows.cell(view.grid.top_row, 0)[0] is ABSENT
        assert time.monotonic() - began < 5, "it would have waited for the reader until the end of the test"
    finally:
        done.set()
        busy.join()
    await settled()
    assert view.grid.rows.cell(view.grid.top_row, 0)[0] is not ABSENT


async def test_a_million_cells_are_selected_and_summed(million: ResultSet, view: ResultView) -> None:
    show(view, million)
    view.grid.select_column(2)
    await settled()
    assert view.status.selection.text() == "1,000,000 cells selected · sum 4,999,995,000.25 · average 5,000.00"
    flags = QItemSelectionModel.SelectionFlag
    assert not view.grid.horizontalHeader().selectionModel().hasSelection(), "or Qt looks at a million rows to draw each section"
    part = QItemSelection(view.grid.rows.index(10, 2), view.grid.rows.index(ROWS - 11, 2))
    view.grid.selectionModel().select(part, flags.Deselect)
    await settled()
    assert view.status.selection.text().startswith("20 cells selected")
    await settled()
