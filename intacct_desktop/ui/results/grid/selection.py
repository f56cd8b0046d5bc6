"""What is selected in a grid, as ranges of rows: never a list of cells, so that a million of them weigh no more than one."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from PySide6.QtCore import QItemSelection


@dataclass(frozen=True, slots=True)
class Block:
    """Cells that are selected: ``rows`` by their place in the grid's source, ``columns`` by position, in the order of the screen."""

    rows: range
    columns: tuple[int, ...]

    @property
    def cells(self) -> int:
        return len(self.rows) * len(self.columns)


def merged(spans: Iterable[range]) -> tuple[range, ...]:
    """The same rows in as few ranges as possible, in order."""
    found: list[range] = []
    for span in sorted(spans, key=lambda span: span.start):
        if found and span.start <= found[-1].stop:
            found[-1] = range(found[-1].start, max(span.stop, found[-1].stop))
        else:
            found.append(span)
    return tuple(found)


def rows_of(selection: QItemSelection, first: int = 0) -> list[range]:
    """The rows in which a cell is selected; ``first`` is the place of the view's first row."""
    return list(merged(range(part.top() + first, part.bottom() + first + 1) for part in selection.toList()))


def blocks_of(selection: QItemSelection, shown: Collection[int], first: int = 0) -> tuple[Block, ...]:
    """What is selected of the columns ``shown``, in blocks that do not overlap, from the top down."""
    by_column: dict[int, list[range]] = defaultdict(list)
    for part in selection.toList():
        rows = range(part.top() + first, part.bottom() + first + 1)
        for position in range(part.left(), part.right() + 1):
            by_column[position].append(rows)
    alike: dict[tuple[range, ...], list[int]] = defaultdict(list)
    for position in shown:
        if spans := merged(by_column.get(position, ())):
            alike[spans].append(position)
    blocks = [Block(span, tuple(columns)) for spans, columns in alike.items() for span in spans]
    order = {position: at for at, position in enumerate(shown)}
    return tuple(sorted(blocks, key=lambda block: (block.rows.start, order[block.columns[0]])))
