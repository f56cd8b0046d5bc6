"""What is said of the selected cells: how many there are, their sum and their average, exact, over all rows and not only those in view."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext

from PySide6.QtCore import QCoreApplication

from intacct_desktop.results.columns import Column
from intacct_desktop.results.result_set import ResultSet
from intacct_desktop.results.rows import Rows
from intacct_desktop.ui.results import words
from intacct_desktop.ui.results.grid.selection import Block, merged

_LEAST_DIGITS = 2


def _tr(text: str) -> str:
    return QCoreApplication.translate("SelectionTotal", text)


@dataclass(frozen=True, slots=True)
class Counted:
    """How many rows and cells are selected; ``whole``: the rows from their first column to their last."""

    rows: int
    cells: int
    whole: bool

    @property
    def words(self) -> str:
        if self.whole and self.rows > 1:
            return _tr("{count} rows selected").format(count=words.number(self.rows))
        return _tr("{count} cells selected").format(count=words.number(self.cells)) if self.cells > 1 and not self.whole else ""


def counted(blocks: Sequence[Block], width: int) -> Counted:
    """Of a grid that shows so many columns."""
    rows = sum(len(span) for span in merged(block.rows for block in blocks))
    return Counted(rows, sum(block.cells for block in blocks), bool(blocks) and all(len(block.columns) == width for block in blocks))


def summed_column(blocks: Sequence[Block], columns: Sequence[Column], current: int) -> int | None:
    """The current column where it has numbers, else the last selected one that has some."""
    chosen = list(dict.fromkeys(position for block in blocks for position in block.columns if columns[position].is_number))
    if current in chosen:
        return current
    return chosen[-1] if chosen else None


def several_numbers(blocks: Sequence[Block], columns: Sequence[Column]) -> bool:
    """Whether it has to be said which column's sum it is."""
    return len({position for block in blocks for position in block.columns if columns[position].is_number}) > 1


def sum_and_average(source: ResultSet | Rows, position: int, blocks: Sequence[Block]) -> tuple[Decimal | int, Decimal | None]:
    """Of the selected cells of a column that has numbers. Blocks."""
    spans = merged(block.rows for block in blocks if position in block.columns)
    total = source.sum_of(position, spans)
    if isinstance(source, ResultSet):
        with source.rows() as rows:
            count = rows.numbers_in(position, spans)
    else:
        count = source.numbers_in(position, spans)
    if not count:
        return total, None
    digits = max(source.columns[position].scale or 0, _LEAST_DIGITS)
    with localcontext(prec=80):  # a sum of 38 digits, and those that follow
        return total, (Decimal(total) / count).quantize(Decimal(1).scaleb(-digits))


def total_words(said: Counted, total: Decimal | int, average: Decimal | None, column: str) -> str:
    """``column`` is empty where it need not be said."""
    summed = _tr("sum {sum} of {column}") if column else _tr("sum {sum}")
    parts = [said.words, summed.format(sum=words.amount(total), column=column)]
    if average is not None:
        parts.append(_tr("average {average}").format(average=words.amount(average)))
    return " · ".join(parts)
