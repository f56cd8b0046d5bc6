"""A page of HTML is read back by a parser, cell by cell."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from intacct_desktop.api.model import ValueKind
from intacct_desktop.results.formats.html_file import HtmlOptions, write_html
from intacct_desktop.results.formats.notation import Notation, printable
from intacct_desktop.results.misfits import Misfit
from tests.results.origins import SOURCE, columns, origin


class Reading(HTMLParser):
    """Cells of the table by row, everything else as text; fails on a tag that is not closed in its turn."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.classes: list[list[str]] = []
        self.facts: dict[str, str] = {}
        self.tags: set[str] = set()
        self._open: list[str] = []
        self._text = ""
        self._name = ""

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag == "meta":
            return
        self._open.append(tag)
        self._text = ""
        if tag == "tr":
            self.rows.append([])
            self.classes.append([])
        if tag in ("td", "th"):
            self.classes[-1].append(dict(attrs).get("class") or "")

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag
        match tag:
            case "td" | "th":
                self.rows[-1].append(self._text)
            case "dt":
                self._name = self._text
            case "dd":
                self.facts[self._name] = self._text

    def handle_data(self, data: str) -> None:
        self._text += data


def read(path: Path) -> Reading:
    reading = Reading()
    reading.feed(path.read_text("utf-8"))
    reading.close()
    assert not reading._open
    return reading


def written(path: Path, kinds: dict[str, ValueKind], *rows: tuple[Any, ...], options: HtmlOptions | None = None) -> Reading:
    write_html(path, columns(kinds), iter(rows), SOURCE, origin(len(rows)), options or HtmlOptions("Bill"))
    return read(path)


KINDS = {
    "id": ValueKind.TEXT,
    "amount": ValueKind.DECIMAL,
    "dueDate": ValueKind.DATE,
    "modified": ValueKind.DATE_TIME,
    "onHold": ValueKind.BOOLEAN,
}


def test_every_cell_is_there(tmp_path: Path) -> None:
    rows = (
        ("0017", Decimal("-1240.50"), date(2026, 11, 20), datetime(2026, 11, 20, 8, 30), True),  # noqa: DTZ001
        ('<b>"Étoile" & Søn</b>', Decimal("12345678901234567.89"), Misfit("n/a"), None, False),
        (None, Decimal("0.00"), None, None, None),
    )
    found = written(tmp_path / "a.html", KINDS, *rows)
    assert found.rows == [
        list(KINDS),
        ["0017", "-1240.50", "2026-11-20", "2026-11-20 08:30:00 UTC", "true"],
        ['<b>"Étoile" & Søn</b>', "12345678901234567.89", "n/a", "", "false"],
        ["", "0.00", "", "", ""],
    ]
    assert found.classes[1] == ["", "n m", "d", "d", ""]
    assert found.classes[0] == ["", "n", "d", "d", ""]


def test_in_the_notation_that_was_chosen(tmp_path: Path) -> None:
    french = HtmlOptions(notation=Notation(",", "\u202f", "%d/%m/%Y"), language="fr")
    found = written(tmp_path / "a.html", KINDS, ("a", Decimal("-1234567.80"), date(987, 1, 2), None, None), options=french)
    assert found.rows[1][1:3] == ["-1\u202f234\u202f567,80", "02/01/0987"]


def test_where_it_comes_from_stands_at_the_foot(tmp_path: Path) -> None:
    found = written(tmp_path / "a.html", KINDS)
    assert found.facts["Company"] == "Riverside Group (riverside)"
    assert found.facts["Entity"] == "Top level"
    assert "2026-11-20 08:30:05 UTC" in found.facts["Read"]
    assert "local time (UTC" in found.facts["Read"]
    assert found.facts["State"].startswith("COMPLETE: ")
    assert found.facts["Query"] == SOURCE.query


def test_it_loads_and_runs_nothing(tmp_path: Path) -> None:
    written(tmp_path / "a.html", KINDS, ("</td><script>alert(1)</script>", None, None, None, None), options=HtmlOptions("</title><script>"))
    text = (tmp_path / "a.html").read_text("utf-8")
    assert not {"script", "link", "img"} & read(tmp_path / "a.html").tags
    assert "default-src 'none'" in text
    assert "position: sticky" in text
    assert "prefers-color-scheme: dark" in text
    assert "url(" not in text


@given(st.lists(st.text(), min_size=1, max_size=8))
def test_any_text_comes_back(tmp_path_factory: Any, texts: list[str]) -> None:
    path = tmp_path_factory.mktemp("html", numbered=True) / "a.html"
    kinds = dict.fromkeys(map(printable, texts), ValueKind.TEXT)
    found = written(path, kinds, tuple(kinds))
    assert found.rows == [list(kinds), list(kinds)]


def test_rows_are_written_as_they_come(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    sizes: list[int] = []

    def rows() -> Any:
        for number in range(20_000):
            if number % 5_000 == 0:
                sizes.append(path.stat().st_size)
            yield (f"vendor {number}",)

    write_html(path, columns({"id": ValueKind.TEXT}), rows(), SOURCE, origin(20_000), HtmlOptions())
    assert sizes == sorted(set(sizes))
    assert datetime.now(UTC) > SOURCE.asked
