"""CSV, written by DuckDB: exact amounts, one line of names, text that no spreadsheet runs."""

import csv
import io
import re
from pathlib import Path
from typing import Literal

from intacct_desktop.api.model import ValueKind
from intacct_desktop.results.casting import Storage
from intacct_desktop.results.database import literal
from intacct_desktop.results.formats.cell_text import guarded, iso_text
from intacct_desktop.results.formats.file_format import Header, Options, Quote
from intacct_desktop.results.formats.writing import Writing

_LINE_END = "\r\n"
_MARK = "\ufeff"
_OVERHEAD = 12  # bytes of a cell that is no text
_ISO = "yyyy-mm-dd"
_DATE_PARTS = {"yyyy": "%Y", "yy": "%y", "mm": "%m", "m": "%-m", "dd": "%d", "d": "%-d"}
_DATE_TOKEN = re.compile("|".join(_DATE_PARTS))
# A misfit that is a number all the same: one with more digits than its column holds.
_NUMBER = r"-?[0-9]+(\.[0-9]*)?"


def write_csv(writing: Writing, path: Path, options: Options) -> None:
    """Null is `Options.null`; an empty text stands in quotation marks where null is empty, too."""
    cells = [_cell(writing, at, options) for at in range(len(writing.columns))]
    if len(cells) == 1 and not options.null:
        cells = [f"coalesce({cells[0]}, '')"]  # a line with nothing in it is no row to those who read it
    terms = ", ".join(f"{cell} AS x{at}" for at, cell in enumerate(cells))
    quote = ", FORCE_QUOTE *" if options.quote is Quote.ALL else ""
    chosen = (
        f"DELIMITER {literal(options.separator)}, QUOTE '\"', ESCAPE '\"', NULLSTR {literal(options.null)}, "
        f"NEW_LINE {literal(_LINE_END)}{quote}"
    )
    with path.open("wb") as file:
        file.write((_head(writing, options) + _LINE_END).encode())
        writing.copy_lines(terms, file, chosen, _OVERHEAD * len(cells))


def _head(writing: Writing, options: Options) -> str:
    names = [column.title if options.header is Header.TITLE else column.path for column in writing.columns]
    if options.formula_guard:
        names = [f"'{name}" if name.startswith(("=", "+", "-", "@", "\t", "\r")) else name for name in names]
    quoting: Literal[0, 1] = csv.QUOTE_ALL if options.quote is Quote.ALL else csv.QUOTE_MINIMAL
    line = io.StringIO()
    csv.writer(line, delimiter=options.separator, quoting=quoting, lineterminator="").writerow(names)
    return (_MARK if options.byte_order_mark else "") + line.getvalue()


def _cell(writing: Writing, at: int, options: Options) -> str:
    storage, cell, misfit = writing.storage[at], f"c{at}", f"t{at}"
    if storage.is_text:
        return guarded(cell) if options.formula_guard else cell
    typed = _typed(cell, storage, options)
    if at not in writing.with_misfits:
        return typed
    if options.formula_guard:
        misfit = f"CASE WHEN regexp_full_match({misfit}, '{_NUMBER}') THEN {misfit} ELSE {guarded(misfit)} END"
    return f"coalesce({typed}, {misfit})"


def _typed(cell: str, storage: Storage, options: Options) -> str:
    match storage.kind:
        case ValueKind.DECIMAL if options.decimal_mark != ".":
            return f"replace({cell}::VARCHAR, '.', {literal(options.decimal_mark)})"
        case ValueKind.DATE if options.date_format != _ISO:
            return f"strftime({cell}, {literal(_pattern(options.date_format))})"
        case ValueKind.DATE_TIME if options.date_format != _ISO:
            time = f"strftime({cell}, {literal(_pattern(options.date_format) + ' %H:%M:%S')})"
            fraction = f"strftime({cell}, {literal(options.decimal_mark + '%f')})"
            return f"{time} || CASE WHEN epoch_us({cell}) % 1000000 = 0 THEN '' ELSE {fraction} END"
        case _:
            return iso_text(cell, storage)


def _pattern(date_format: str) -> str:
    """``dd/mm/yyyy`` as DuckDB spells it."""
    return _DATE_TOKEN.sub(lambda found: _DATE_PARTS[found[0]], date_format.replace("%", "%%"))
