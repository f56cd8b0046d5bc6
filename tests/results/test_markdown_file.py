"""A table of Markdown is read back by a small strict reader of GitHub's tables, cell by cell."""

import html
import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from intacct_desktop.api.model import ValueKind
from intacct_desktop.results.formats.markdown_file import MarkdownOptions, escaped, write_markdown
from intacct_desktop.results.formats.notation import Notation, printable
from tests.results.origins import columns, origin

_MARKS = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
_MEANT = re.compile(r"[`*\[\]|~$!]|(?<![a-zA-Z0-9])_|_(?![a-zA-Z0-9])|<(?!br>)|https?://|www\.")


def cells(line: str) -> list[str]:
    """The raw cells of a table's line."""
    assert line.startswith("| ")
    assert line.endswith(" |")
    found = re.split(r"(?<!\\)((?:\\\\)*)\|", line[1:-1])
    joined = [f"{text}{slashes}" for text, slashes in zip(found[::2], [*found[1::2], ""], strict=True)]
    return [cell.strip(" ") for cell in joined]


def meaning(cell: str) -> str:
    """What a reader shows for a cell; fails on anything that Markdown would take for markup."""
    shown, plain, at = "", "", 0
    while at < len(cell):
        if cell[at] == "\\" and cell[at + 1 : at + 2] in _MARKS:
            shown, plain, at = shown + cell[at + 1], plain + ".", at + 2
        elif cell.startswith("<br>", at):
            shown, plain, at = shown + "\n", plain + "\n", at + 4
        elif reference := re.match(r"&(?:#\d+|[a-z]+);", cell[at:]):
            shown, plain, at = shown + html.unescape(reference[0]), plain + ".", at + len(reference[0])
        else:
            shown, plain, at = shown + cell[at], plain + cell[at], at + 1
    assert not _MEANT.search(plain), plain
    assert not re.search(r"^ | $|  | (?=\n)|(?<=\n) ", plain)
    return shown


def written(path: Path, kinds: dict[str, ValueKind], *rows: tuple[Any, ...], options: MarkdownOptions | None = None) -> list[str]:
    write_markdown(path, columns(kinds), iter(rows), origin(len(rows)), options or MarkdownOptions())
    return path.read_text("utf-8").split("\n")


def test_a_table_with_its_origin(tmp_path: Path) -> None:
    kinds = {"id": ValueKind.TEXT, "amount": ValueKind.DECIMAL, "due_date": ValueKind.DATE}
    rows = ("a|b", Decimal("-1240.50"), date(2026, 11, 20)), ("line 1\r\nline `2` <b>", None, None)
    lines = written(tmp_path / "a.md", kinds, *rows, options=MarkdownOptions("Bill"))
    assert lines[:6] == [
        "## Bill",
        "",
        "| id | amount | due\\_date |",
        "| :--- | ---: | :--- |",
        "| a\\|b | -1240.50 | 2026-11-20 |",
        "| line 1<br>line \\`2\\` &lt;b&gt; |  |  |",
    ]
    assert [line for line in lines[6:] if line] == [lines[7]]
    closing = meaning(lines[7])
    assert closing.startswith(
        "COMPLETE: these are all 2 rows that match · Riverside Group (riverside) · practice · Entity: Top level · Read 2026-11-20"
    )
    assert closing.endswith("by admin.")


def test_in_the_notation_that_was_chosen(tmp_path: Path) -> None:
    options = MarkdownOptions(notation=Notation(",", " ", "%d/%m/%Y"))
    lines = written(tmp_path / "a.md", {"amount": ValueKind.DECIMAL}, (Decimal("1234.5"),), options=options)
    assert cells(lines[2]) == ["1 234,5"]


@given(st.text())
@example(" a  b ")
@example("https://www.example.com me@example.com")
@example("\\|")
@example("a\\")
@example("&lt; &#32; <br>")
@example("\r\n\r\n\n")
def test_any_text_comes_back(text: str) -> None:
    cell = escaped(text)
    assert "\n" not in cell
    shown = printable(text.replace("\r\n", "\n")).replace("\u2028", "\ufffd").replace("\u2029", "\ufffd")
    assert meaning(cell) == shown
    assert [meaning(found) for found in cells(f"| x | {cell} | y |")] == ["x", shown, "y"]
