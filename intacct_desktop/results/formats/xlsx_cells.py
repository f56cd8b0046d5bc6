"""SQL that makes the cells of an XLSX sheet: typed, exact, and nothing that Excel could take for a formula or refuse to read.

Every text is an inline string, so it is never a formula, a link or a number. What is no XML (control characters) is written as Excel
itself does: ``_x0001_``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xlsxwriter.utility import xl_col_to_name

from intacct_desktop.api.model import ValueKind
from intacct_desktop.results.casting import Storage
from intacct_desktop.results.formats.cell_text import iso_text

MOST_CHARACTERS = 32_767  # of UTF-16, as Excel counts
MOST_DIGITS = 15  # a cell is an IEEE double

_FIRST_DATE = "1900-03-01"  # before it Excel counts a 29 February that never was
_DAY_ZERO = "1899-12-30"
_DAY = 86_400_000_000  # microseconds

_CONTROL = r"\x00-\x08\x0b-\x1f\x{FFFE}\x{FFFF}"
_MARKED = "_x[0-9A-Fa-f]{4}_"
_SPECIAL = r"[&<>\n\t]|^ | $"
_ASTRAL = r"[\x{10000}-\x{10FFFF}]"


@dataclass(frozen=True, slots=True)
class TextFacts:
    """Of one column of texts: how many are too long for a cell, and whether some have characters that XML writes otherwise, or not at all.

    Most have none, so most columns need no look at each text: with 400 columns, preparing those looks takes longer than the rows.
    """

    too_long: int
    has_special: bool
    has_control: bool


def facts_terms(text: str) -> tuple[str, str, str]:
    """SQL for the members of `TextFacts`. Most texts are so short that their characters need not be counted."""
    long = f"CASE WHEN strlen({text}) > {MOST_CHARACTERS} THEN {_units(text)} > {MOST_CHARACTERS} ELSE FALSE END"
    patterns = (_SPECIAL, f"[{_CONTROL}]|{_MARKED}")
    special, control = (f"coalesce(bool_or(regexp_matches({text}, '{pattern}')), FALSE)" for pattern in patterns)
    return f"count(*) FILTER (WHERE {long})", special, control


def row_xml(storage: Sequence[Storage], texts: Mapping[int, TextFacts], styles: Mapping[int, str]) -> str:
    """SQL for a row: ``n`` is its number on the sheet, as text. ``styles`` has the number of the style of each column with one.

    ``texts`` has each column of texts, and each typed one with misfits.
    """
    cells = [_cell(at, kept, texts.get(at), styles.get(at, "")) for at, kept in enumerate(storage)]
    return f"""concat('<row r="', n, '">', {", ".join(cells)}, '</row>')"""


def _cell(at: int, storage: Storage, facts: TextFacts | None, style: str) -> str:
    """SQL for a cell; empty for one that is not there."""
    place, cell = f"""'<c r="{xl_col_to_name(at)}', n""", f"c{at}"
    if storage.is_text:
        return f"CASE WHEN {cell} IS NULL THEN '' {_text_cell(place, cell, facts)} END"
    typed = _typed(place, cell, storage, f' s="{style}"' if style else "")
    if facts is None:
        return f"CASE WHEN {cell} IS NULL THEN '' {typed} END"
    misfit = f"CASE WHEN t{at} IS NULL THEN '' {_text_cell(place, f't{at}', facts)} END"
    return f"CASE WHEN {cell} IS NULL THEN {misfit} {typed} END"


def _typed(place: str, cell: str, storage: Storage, style: str) -> str:
    """The end of a CASE, from here on without nulls."""

    def number(value: str) -> str:
        return f"""concat({place}, '"{style}><v>', {value}, '</v></c>')"""

    text = f"""concat({place}, '" t="inlineStr"><is><t>', {iso_text(cell, storage)}, '</t></is></c>')"""
    match storage.kind:
        case ValueKind.BOOLEAN:
            return f"""ELSE concat({place}, '" t="b"><v>', {cell}::INTEGER, '</v></c>')"""
        case ValueKind.DATE:
            days = f"date_diff('day', DATE '{_DAY_ZERO}', {cell})"
            return f"WHEN {cell} >= DATE '{_FIRST_DATE}' THEN {number(days)} ELSE {text}"
        case ValueKind.DATE_TIME:
            days = f"date_diff('microsecond', TIMESTAMP '{_DAY_ZERO}', {cell}) / {_DAY}::DOUBLE"
            return f"WHEN {cell} >= TIMESTAMP '{_FIRST_DATE}' THEN {number(days)} ELSE {text}"
    return f"WHEN {_fits(cell, storage)} THEN {number(cell)} ELSE {text}"


def _fits(cell: str, storage: Storage) -> str:
    """SQL for: a double keeps every digit. Most amounts are small enough to need no look at their digits."""
    digits = f"length(trim(replace(ltrim({cell}::VARCHAR, '-'), '.', ''), '0')) <= {MOST_DIGITS}"
    whole = MOST_DIGITS - storage.scale
    return f"({cell} > -1{'0' * whole} AND {cell} < 1{'0' * whole} OR {digits})" if whole > 0 else digits


def _text_cell(place: str, text: str, facts: TextFacts | None) -> str:
    """The end of a CASE, from here on without nulls."""
    if facts is not None and facts.too_long:
        text = f"CASE WHEN strlen({text}) > {MOST_CHARACTERS} THEN {_shortened(text)} ELSE {text} END"
    if facts is not None and (facts.has_special or facts.has_control):
        escaped = _escaped(text) if facts.has_control else _marked_up(text)
        return f"""ELSE concat({place}, '" t="inlineStr"><is><t xml:space="preserve">', {escaped}, '</t></is></c>')"""
    return f"""ELSE concat({place}, '" t="inlineStr"><is><t>', {text}, '</t></is></c>')"""


def _marked_up(text: str) -> str:
    return f"replace(replace(replace({text}, '&', '&amp;'), '<', '&lt;'), '>', '&gt;')"


def _escaped(text: str) -> str:
    # An underscore that begins what Excel reads as a control character is one itself.
    xml = _marked_up(f"CASE WHEN regexp_matches({text}, '{_MARKED}') THEN replace({text}, '_x', '_x005F_x') ELSE {text} END")
    parts = f"regexp_extract_all({xml}, '[^{_CONTROL}]+|[{_CONTROL}]')"
    code = f"CASE WHEN regexp_full_match(p, '[{_CONTROL}]') THEN '_x' || format('{{:04X}}', unicode(p)) || '_' ELSE p END"
    controls = f"array_to_string(list_transform({parts}, lambda p: {code}), '')"
    return f"CASE WHEN regexp_matches({text}, '[{_CONTROL}]') THEN {controls} ELSE {xml} END"


def _units(text: str) -> str:
    """SQL for the length of a text as Excel counts it: characters beyond the first 65,536 are two."""
    return f"(length({text}) + {_astral(text)})"


def _astral(text: str) -> str:
    return f"(length({text}) - length(regexp_replace({text}, '{_ASTRAL}', '', 'g')))"


def _shortened(text: str) -> str:
    """SQL for what fits into a cell, with an ellipsis where it was cut."""
    most = MOST_CHARACTERS - 1
    kept = f"left({text}, {most} - {_astral(f'left({text}, {most})')})"
    return f"CASE WHEN {_units(text)} > {MOST_CHARACTERS} THEN {kept} || '…' ELSE {text} END"
