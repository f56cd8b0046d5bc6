"""A column that was fetched afterwards, in the grid's model: shown, right-aligned and whole."""

from collections.abc import Callable
from decimal import Decimal

from PySide6.QtCore import QLocale, Qt

from intacct_desktop.api.model import ValueKind
from intacct_desktop.results.columns import Column
from intacct_desktop.results.result_set import ResultSet
from intacct_desktop.ui.results.grid.model import ResultModel


async def test_the_grid_shows_a_column_that_was_filled(make_result: Callable[..., ResultSet]) -> None:
    QLocale.setDefault(QLocale("en_US"))
    result_set = make_result({"key": (ValueKind.TEXT, None)}, *({"key": str(number)} for number in range(3)))
    model = ResultModel()
    model.show_rows(result_set, 0, 3, rows=result_set.window(0, 3))
    result_set.fill_column(Column("loan.amount", ValueKind.DECIMAL, 2, "Amount"), {"1": "12345678901234567.80", "2": "n/a"})
    assert model.columnCount() == 1
    model.show_rows(result_set, 0, 3, rows=result_set.window(0, 3))
    assert model.headerData(1, Qt.Orientation.Horizontal) == "loan.amount"
    assert [model.data(model.index(row, 1)) for row in range(3)] == ["null", "12,345,678,901,234,567.80", "n/a"]
    assert model.value(model.index(1, 1)) == Decimal("12345678901234567.80")
