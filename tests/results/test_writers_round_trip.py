"""Every cell of every format, read back by another library, is the cell that was stored: with the ugliest values there are."""

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pyarrow.parquet
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from intacct_desktop.api.model import ValueKind
from intacct_desktop.results.columns import Column
from intacct_desktop.results.formats.file_format import FileFormat, Options
from intacct_desktop.results.formats.xlsx_cells import MOST_CHARACTERS
from intacct_desktop.results.misfits import Misfit
from intacct_desktop.results.result_set import ResultSet
from intacct_desktop.results.writers import write
from tests.results.reading_back import csv_rows, json_rows, ndjson_rows, xlsx_sheets

COLUMNS = [
    Column(path, kind, scale, path.title())
    for path, kind, scale in (
        ("id", ValueKind.TEXT, None),
        ("vendor.name", ValueKind.TEXT, None),
        ("state", ValueKind.ENUM, None),
        ("amount", ValueKind.DECIMAL, 2),
        ("rate", ValueKind.DECIMAL, None),
        ("days", ValueKind.INTEGER, None),
        ("due", ValueKind.DATE, None),
        ("modified", ValueKind.DATE_TIME, None),
        ("onHold", ValueKind.BOOLEAN, None),
        ("lines", ValueKind.ARRAY, None),
    )
]
NAMES = [column.path for column in COLUMNS]

UGLY = (
    *(
        "",
        " ",
        "\t",
        "\n",
        "\r",
        "\r\n",
        " lead",
        "trail ",
        "two\nlines",
        "a\rb",
        '"',
        '""',
        ",",
        ";",
        "'",
        "\\",
        "\\n",
        '\\"',
        "\x01",
        "\x00",
    ),
    *("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "-5", "'=1", "=HYPERLINK(1)", "0017", "1e5", "TRUE", "null", "NULL", "NaN", "#N/A"),
    *("_x0041_", "_x0041_x0042_", "_x005F_", "x_x000D_y", "<r>b</r>", "]]>", "&amp;", "<&>", "\x7f", "\x85", "\u2028", "\ufeff", "\ufffe"),
    *("😀", "e\u0301", "\u202eabc", "名前", "Café Étoile", "http://x.y", "{=1}", "[1,]", "[NaN]", "[1.10]", "{}", "[", '["a"]', "[1,\n2]"),
    *("a\x01b,c", "x\x00y", "😀" * 20_000, "x" * 40_000),
)
ugly = st.one_of(st.sampled_from(UGLY), st.text(max_size=12), st.text(st.sampled_from('=+-@"\\\x00\x01\r\n\t_x0041<>&,; '), max_size=8))


def amounts(places: int, digits: int) -> st.SearchStrategy[str]:
    return st.decimals(allow_nan=False, allow_infinity=False, places=places, min_value=-(10**digits), max_value=10**digits).map(
        lambda value: f"{value:f}"
    )


dates = st.dates().map(str)
moments = st.datetimes().map(lambda moment: f"{moment.isoformat()}Z")
lists = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), amounts(2, 5), ugly),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=4), inner, max_size=3)),
    max_leaves=6,
)
rows_of_cells = st.fixed_dictionaries(
    {},
    optional={
        "id": st.one_of(ugly, st.none()),
        "vendor.name": ugly,
        "state": st.sampled_from(["posted", "draft", None]),
        "amount": st.one_of(amounts(2, 10), amounts(2, 30), amounts(4, 16), ugly, st.none()),
        "rate": st.one_of(amounts(6, 4), amounts(14, 3), amounts(20, 17), ugly),
        "days": st.one_of(st.integers(-(10**18) + 1, 10**18 - 1), st.integers(-99, 99), ugly, st.none()),
        "due": st.one_of(
            dates, st.sampled_from(["1899-12-31", "1900-02-28", "1900-03-01", "9999-12-31", "0000-01-01", "2026-02-30"]), ugly
        ),
        "modified": st.one_of(moments, st.sampled_from(["2026-11-20T08:30:00+14:00", "0001-01-01T00:00:00+14:00", "2026-11-20"]), ugly),
        "onHold": st.one_of(st.booleans(), ugly, st.none()),
        "lines": st.one_of(st.lists(lists, max_size=3), st.none(), ugly),
    },
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("round-trip")


def cells_of(result_set: ResultSet) -> list[tuple[Any, ...]]:
    return result_set.window(0, result_set.count)


def plain(value: Any) -> str:
    match value:
        case None:
            return ""
        case str():
            return str(value)
        case bool():
            return "true" if value else "false"
        case Decimal():
            return f"{value:f}"
        case datetime():
            text = value.isoformat()
            return f"{text.rstrip('0') if value.microsecond else text}Z"
        case date():
            return value.isoformat()
    return str(value)


def guarded(value: Any) -> str:
    text = plain(value)
    is_text = isinstance(value, str) and not (isinstance(value, Misfit) and is_number(text))
    return f"'{text}" if is_text and text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def is_number(text: str) -> bool:
    whole, _, fraction = text.removeprefix("-").partition(".")
    return whole.isascii() and whole.isdecimal() and (not fraction or (fraction.isascii() and fraction.isdecimal()))


def check_csv(result_set: ResultSet, folder: Path) -> None:
    path = folder / "out.csv"
    for guard in (True, False):
        options = Options(formula_guard=guard, byte_order_mark=guard)
        write(result_set, path, FileFormat.CSV, options)
        wanted = [[guarded(value) if guard else plain(value) for value in row] for row in cells_of(result_set)]
        assert csv_rows(path, options) == [NAMES, *wanted]


def check_json(result_set: ResultSet, folder: Path) -> None:
    write(result_set, folder / "out.json", FileFormat.JSON)
    write(result_set, folder / "out.ndjson", FileFormat.NDJSON)
    wanted = [{column.path: json_value(value, column) for value, column in zip(row, COLUMNS, strict=True)} for row in cells_of(result_set)]
    for found in (json_rows(folder / "out.json"), ndjson_rows(folder / "out.ndjson")):
        assert found == wanted
    lines = (folder / "out.json").read_bytes().decode().split("\n")
    assert len(lines) == (len(wanted) + 3 if wanted else 2)


def json_value(value: Any, column: Column) -> Any:
    if column.kind is ValueKind.ARRAY and isinstance(value, str) and value[:1] in ("[", "{") and is_line_of_json(value):
        return json.loads(value, parse_float=str)
    return value if value is None or isinstance(value, bool | int) else plain(value)


def is_line_of_json(text: str) -> bool:
    def refuse(name: str) -> Any:
        raise ValueError(name)

    try:
        json.loads(text, parse_constant=refuse)
    except ValueError:
        return False
    return not any(character < " " for character in text)


def check_parquet(result_set: ResultSet, folder: Path) -> None:
    path = folder / "out.parquet"
    write(result_set, path, FileFormat.PARQUET)
    table = pyarrow.parquet.read_table(path)
    columns = dict(zip(table.schema.names, (column.to_pylist() for column in table.columns), strict=True))
    for at, column in enumerate(result_set.columns):
        texts = columns.get(f"{column.path} (as it came)", [None] * table.num_rows)
        for row, typed, text in zip(cells_of(result_set), columns[column.path], texts, strict=True):
            value = row[at]
            assert text == (value if isinstance(value, Misfit) else None)
            if isinstance(value, datetime):
                assert typed == value.replace(tzinfo=UTC)
            else:
                assert typed == (None if isinstance(value, Misfit) else value)
                assert type(typed) is type(value) or isinstance(value, Misfit | str)


def check_xlsx(result_set: ResultSet, folder: Path) -> None:
    path = folder / "out.xlsx"
    outcome = write(result_set, path, FileFormat.XLSX)
    [head, *found] = xlsx_sheets(path)["Rows"]
    assert head == [(name, "s") for name in NAMES]
    wanted = cells_of(result_set)
    assert outcome.shortened == sum(isinstance(value, str) and units(value) > MOST_CHARACTERS for row in wanted for value in row)
    found += [[(None, "n")] * len(NAMES)] * (len(wanted) - len(found))  # openpyxl leaves out empty rows at the end
    for row, cells in zip(wanted, found, strict=True):
        for value, (cell, kind) in zip(row, cells, strict=True):
            check_cell(value, cell, kind)


def check_cell(value: Any, cell: Any, kind: str) -> None:
    match value:
        case None:
            assert cell is None
        case bool():
            assert (cell, kind) == (value, "b")
        case str() if units(value) > MOST_CHARACTERS:
            assert kind == "s"
            assert value.startswith(cell.removesuffix("…"))
            assert MOST_CHARACTERS - 20_000 < units(cell) <= MOST_CHARACTERS
        case str():
            assert (cell or "", kind) == (str(value), "s")
        case Decimal() | int() if len(Decimal(value).as_tuple().digits) <= 15 or significant(Decimal(value)) <= 15:
            assert kind == "n"
            assert Decimal(str(cell)) == value or f"{cell:.14e}" == f"{Decimal(value):.14e}"
        case datetime() if value.date() >= date(1900, 3, 1):
            assert kind == "d"
            moment = cell if isinstance(cell, datetime) else datetime.combine(cell, datetime.min.time())
            assert abs((moment - value).total_seconds()) < 0.001
        case date() if not isinstance(value, datetime) and value >= date(1900, 3, 1):
            assert kind == "d"
            assert (cell.date() if isinstance(cell, datetime) else cell) == value
        case _:
            assert (cell, kind) == (plain(value), "s")


def significant(value: Decimal) -> int:
    return len("".join(map(str, value.as_tuple().digits)).strip("0"))


def units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


CHECKS: Sequence[Callable[[ResultSet, Path], None]] = (check_csv, check_json, check_parquet, check_xlsx)


def stored(rows: Sequence[dict[str, Any]], folder: Path) -> Iterator[ResultSet]:
    with ResultSet(COLUMNS, root=folder / "results") as result_set:
        result_set.append([msgspec.Raw(json.dumps(row).encode()) for row in rows], len(rows))
        yield result_set


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(rows=st.lists(rows_of_cells, max_size=25))
@example(rows=[{"id": text, "vendor.name": f"x{text}", "amount": text, "due": text, "lines": text} for text in UGLY])
@example(rows=[{"id": None}])
def test_any_table(folder: Path, rows: list[dict[str, Any]]) -> None:
    for result_set in stored(rows, folder):
        for check in CHECKS:
            check(result_set, folder)
