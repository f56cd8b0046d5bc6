"""SQL for the text of a cell in a file: the value where it is of its column's type, else the text that came."""

from intacct_desktop.api.model import ValueKind
from intacct_desktop.results.casting import Storage
from intacct_desktop.results.database import literal

_FORMULA = "=+-@\t\r"


def iso_text(cell: str, storage: Storage) -> str:
    """A typed value as programs read it: ``68400.00``, ``2026-11-20``, ``2026-11-20T08:30:00Z``, ``true``; null stays null."""
    if storage.kind is ValueKind.DATE_TIME:
        return f"replace({cell}::VARCHAR, ' ', 'T') || 'Z'"
    return cell if storage.is_text else f"{cell}::VARCHAR"


def guarded(text: str) -> str:
    """A text with an apostrophe before it where a spreadsheet would run it as a formula."""
    # Not as one of a list (``IN``): DuckDB makes a join of that, which loses the order of the rows.
    is_formula = f"contains({literal(_FORMULA)}, left({text}, 1)) AND {text} <> ''"
    return f"CASE WHEN {is_formula} THEN '''' || {text} ELSE {text} END"
