"""How rows stand on paper: the sheet, its margins, the size of the letters; what a sensible pile of paper is."""

from dataclasses import dataclass
from enum import StrEnum

POINTS_PER_MM = 72 / 25.4

USUAL_SIZE = 9.0
"""Points; 100 %."""
LEAST_SIZE = 6.0
"""Points. Nothing is set smaller, however many columns there are."""
SIZE_STEP = 0.5

MARGINS = (5, 30)
"""The least and the widest margin, in millimetres."""
SCALES = (67, 150)
"""The least and the largest scale, in percent."""

MOST_ROWS = 20_000
_MOST_CELLS = 400_000


class Paper(StrEnum):
    A4 = "A4"
    LETTER = "Letter"
    A3 = "A3"

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in points, upright."""
        return _SIZES[self]


_SIZES = {Paper.A4: (595.28, 841.89), Paper.LETTER: (612.0, 792.0), Paper.A3: (841.89, 1190.55)}


@dataclass(frozen=True, slots=True)
class PageSetup:
    """``margin`` is in millimetres, on all four sides. ``scale`` is in percent of `USUAL_SIZE`; None chooses the largest size, down to
    `LEAST_SIZE`, at which the columns take the fewest pages side by side.
    """

    paper: Paper = Paper.A4
    landscape: bool = True
    margin: int = 12
    scale: int | None = None

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of a page as it is held, in points."""
        width, height = self.paper.size
        return (height, width) if self.landscape else (width, height)

    @property
    def edge(self) -> float:
        """The margin in points."""
        return min(max(self.margin, MARGINS[0]), MARGINS[1]) * POINTS_PER_MM


USUAL_SETUP = PageSetup()


class TooMuchForPaper(ValueError):
    """So many rows belong into a file that programs read. ``most`` is what these columns could have on paper."""

    def __init__(self, rows: int, most: int) -> None:
        super().__init__(f"{rows} rows are too many for paper, where {most} are the most: write CSV or XLSX instead")
        self.rows = rows
        self.most = most


def most_rows(columns: int) -> int:
    """The rows that go on paper: `MOST_ROWS`, fewer where there are more than 20 columns."""
    return min(MOST_ROWS, _MOST_CELLS // max(columns, 1))
