"""Which files can be written, and what can be chosen for each. Values only: nothing here touches a row."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from intacct_desktop.results.formats.file_words import ENGLISH, Words
from intacct_desktop.results.formats.notation import PLAIN, Notation
from intacct_desktop.results.formats.page_setup import PageSetup
from intacct_desktop.results.statistics import DatePart

_PAGE = PageSetup()


class FileFormat(StrEnum):
    """The formats; the value is the file's ending."""

    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"
    NDJSON = "ndjson"
    PARQUET = "parquet"
    PDF = "pdf"
    HTML = "html"
    MARKDOWN = "md"

    @property
    def suffix(self) -> str:
        return f".{self.value}"

    @property
    def is_for_people(self) -> bool:
        """Read by people only: it states where its rows come from, so that has to be known, and holds no more than they read."""
        return self in (FileFormat.PDF, FileFormat.HTML, FileFormat.MARKDOWN)


class Quote(StrEnum):
    """Which cells of a CSV file stand in quotation marks."""

    MINIMAL = "minimal"
    """Those that need them."""
    ALL = "all"
    """All but null."""


class Header(StrEnum):
    """What heads the columns of CSV and XLSX files; the other formats always have the API's names."""

    NAME = "name"
    TITLE = "title"


@dataclass(frozen=True, slots=True)
class Partition:
    """One folder for each value of the column ``path``, in a data set of Parquet files.

    ``part`` YEAR makes folders of the years of a date, MONTH of the years and in them of the months; None takes values as they are.
    """

    path: str
    part: DatePart | None = None


@dataclass(frozen=True, slots=True)
class Options:
    """How a file is written; each format takes what concerns it.

    CSV: ``separator`` is one character, ``byte_order_mark`` lets Excel read accents. ``formula_guard`` puts an apostrophe before text that
    a spreadsheet would run as a formula, never before a number. ``decimal_mark`` is ``.`` or ``,``. ``date_format`` is spelled as
    spreadsheets do (``yyyy-mm-dd``, ``dd/mm/yyyy``, ``m/d/yyyy``); a date-time has its time, in UTC, behind it. ``null`` is the text of a
    null; an empty text is ``""`` then, so that the two stay apart. CSV and XLSX: ``header``. Parquet: ``partition``.

    What people read (PDF, HTML, Markdown) has a ``title``, ``notation`` for values and ``words`` in ``language``; PDF also a ``page``. The
    sheet of an XLSX file that says where it comes from has the ``words`` too.
    """

    separator: str = ","
    byte_order_mark: bool = True
    formula_guard: bool = True
    quote: Quote = Quote.MINIMAL
    decimal_mark: str = "."
    date_format: str = "yyyy-mm-dd"
    null: str = ""
    header: Header = Header.NAME
    partition: Partition | None = None
    title: str = ""
    notation: Notation = PLAIN
    words: Words = ENGLISH
    language: str = "en"
    page: PageSetup = _PAGE


class Preset(StrEnum):
    """CSV for one kind of reader."""

    EXCEL_FRENCH = "excel-french"
    EXCEL_US = "excel-us"
    SYSTEM_LOAD = "system-load"


def _presets() -> Mapping[Preset, Options]:
    return MappingProxyType(
        {
            Preset.EXCEL_FRENCH: Options(separator=";", decimal_mark=",", date_format="dd/mm/yyyy"),
            Preset.EXCEL_US: Options(date_format="m/d/yyyy"),
            # An apostrophe would become part of what the other system loads.
            Preset.SYSTEM_LOAD: Options(byte_order_mark=False, formula_guard=False),
        }
    )


PRESETS = _presets()
