"""SQL for the text of a cell in a file: the value where it is of its column's type, else the text that came."""

from intacct_desktop.api.model import ValueKind
from intacct_desktop.results.casting import Storage

# A list of constants (``IN``) would do, were it not that DuckDB makes a join of it, which loses the order of the rows.
_FORMULA = r"^[=+@\t\r-]"


def iso_text(cell: str, storage: Storage) -> str:
    """A typed value as programs read it: ``68400.00``, ``2026-11-20``, ``2026-11-20T08:30:00Z``, ``true``; null stays null."""
    if storage.kind is ValueKind.DATE_TIME:
        return f"replace({cell}::VARCHAR, ' ', 'T') || 'Z'"
    return cell if storage.is_text else f"{cell}::VARCHAR"


def with_misfit(at: int, storage: Storage, typed: str, text: str | None = None) -> str:
    """The cell at ``at``: ``typed``, or where that is null ``text``, by default the misfit's own."""
    return typed if storage.is_text else f"coalesce({typed}, {f't{at}' if text is None else text})"


def guarded(text: str) -> str:
    """A text with an apostrophe before it where a spreadsheet would run it as a formula."""
    return f"CASE WHEN regexp_matches({text}, '{_FORMULA}') THEN '''' || {text} ELSE {text} END"
