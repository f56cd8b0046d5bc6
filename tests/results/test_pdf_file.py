"""A PDF is read back by other programs: every cell, the heading on each page, pages side by side, page numbers."""

import re
import subprocess
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intacct_desktop.api.client import Client
from intacct_desktop.api.model import ValueKind
from intacct_desktop.api.model_service import ModelService
from intacct_desktop.api.query import Order, Query
from intacct_desktop.api.query_service import query_pages
from intacct_desktop.results.columns import Column, columns_for
from intacct_desktop.results.formats.notation import Notation
from intacct_desktop.results.formats.page_layout import Content, Layout, Rule, heads_of
from intacct_desktop.results.formats.page_setup import LEAST_SIZE, USUAL_SIZE, PageSetup, Paper, TooMuchForPaper, most_rows
from intacct_desktop.results.formats.paper_font import MARK, paper_font
from intacct_desktop.results.formats.pdf_file import PdfOptions, write_pdf
from intacct_desktop.results.loading import load_all
from intacct_desktop.results.misfits import Misfit
from intacct_desktop.results.result_set import ResultSet
from tests.results.origins import columns, origin

KINDS = {
    "key": ValueKind.TEXT,
    "vendor.name": ValueKind.TEXT,
    "totalTxnAmountDue": ValueKind.DECIMAL,
    "dueDate": ValueKind.DATE,
    "modified": ValueKind.DATE_TIME,
}
AT = datetime(2026, 11, 20, 8, 30)  # noqa: DTZ001
LONG = "Settles several disputed items after the call with their accounts department; the rest is written off by both sides."


def rows(count: int) -> list[tuple[Any, ...]]:
    names = ("Café Étoile SARL", "O'Neill & Sons (50 %)", LONG, "one\ntwo")
    return [(str(n), names[n % 4], Decimal(f"{n * 7919 - 50_000}.{n % 100:02}"), date(2026, 11, 1 + n % 28), AT) for n in range(count)]


def read(path: Path, *how: str) -> list[str]:
    """The text of each page, as another program finds it."""
    done = subprocess.run(["pdftotext", *how, path, "-"], capture_output=True, check=True, timeout=60)
    return done.stdout.decode().split("\f")[:-1]


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def assert_in_order(text: str, cells: Sequence[str]) -> None:
    text, at = squeezed(text), 0
    for cell in map(squeezed, cells):
        found = text.find(cell, at)
        assert found >= 0, f"{cell!r} is not in {text[at : at + 300]!r}"
        at = found + len(cell)


def test_every_cell_the_heading_and_the_number_on_each_page(tmp_path: Path) -> None:
    path = tmp_path / "bills.pdf"
    told = origin(90, 120, sums={"totalTxnAmountDue": Decimal("-1234.50")}, misfits=2)
    cut = write_pdf(path, columns(KINDS), iter(rows(90)), told, PdfOptions("Bill", notation=Notation(".", ",")))
    assert cut == 0
    pages = read(path, "-layout")
    assert len(pages) == len(pypdf.PdfReader(path).pages) > 2
    for number, page in enumerate(pages, 1):
        lines = page.splitlines()
        assert lines[0].strip() == "Bill"
        assert "Riverside Group (riverside) · practice · Entity: Top level" in page
        assert re.search(r"key +vendor\.name +totalTxn", page)
        assert f"Page {number} of {len(pages)}" in page
        assert "Read 2026-11-20 08:30:05 UTC" in page
        assert "local time (UTC" in page
        assert "by admin" in page
    notation = Notation(".", ",")
    assert_in_order("".join(read(path, "-raw")), [notation.text(value) for row in rows(90) for value in row])
    assert "INCOMPLETE: these are 90 of the 120 rows that match." in pages[-1]
    assert "Sums: totalTxnAmountDue -1,234.50" in pages[-1]
    assert "2 values are not of their column's type" in pages[-1]
    assert "INCOMPLETE" not in pages[0]


@pytest.mark.parametrize("paper", Paper)
@pytest.mark.parametrize("landscape", [True, False])
def test_the_paper_that_was_chosen(tmp_path: Path, paper: Paper, landscape: bool) -> None:
    setup = PageSetup(paper, landscape, margin=20)
    write_pdf(tmp_path / "a.pdf", columns(KINDS), iter(rows(8)), origin(8), PdfOptions("Bill", setup))
    box = pypdf.PdfReader(tmp_path / "a.pdf").pages[0].mediabox
    assert [float(box.width), float(box.height)] == pytest.approx(setup.size, abs=0.1)
    assert (float(box.width) > float(box.height)) == landscape


WIDE = {"name": ValueKind.TEXT, "id": ValueKind.TEXT} | {f"group{at}.longNameOfAField{at}": ValueKind.TEXT for at in range(28)}


def wide_rows(count: int) -> list[tuple[str, ...]]:
    return [(f"name {n}", f"V-{n:04}", *(f"value {n}/{at}" for at in range(28))) for n in range(count)]


def test_columns_that_do_not_fit_go_over_with_the_key_repeated(tmp_path: Path) -> None:
    path = tmp_path / "wide.pdf"
    write_pdf(path, columns(WIDE), iter(wide_rows(100)), origin(100), PdfOptions("Vendor", PageSetup(landscape=False)))
    pages = read(path, "-raw")
    spans = [tuple(map(int, found)) for page in pages for found in re.findall(r"Columns (\d+)–(\d+) of 30", page)]
    bands = spans.index((1, spans[0][1]), 1)
    assert bands > 1
    assert spans == spans[:bands] * (len(pages) // bands)
    assert [first for first, _ in spans[1:bands]] == [last + 1 for _, last in spans[: bands - 1]]
    assert spans[bands - 1][1] == 30
    assert all("V-0000" in page for page in pages[:bands]), "the same rows, side by side"
    found = squeezed("".join(pages))
    assert all(squeezed(cell) in found for row in wide_rows(100) for cell in row)
    # Rows are at the same height on the pages that are laid side by side.
    layout = laid_out(WIDE, wide_rows(100), PageSetup(landscape=False))
    assert layout.size >= LEAST_SIZE
    heights = [[rule.y for rule in layout.page(number).rules if rule.weight < 0.3] for number in range(1, bands + 1)]
    assert heights == [heights[0]] * bands


def laid_out(kinds: dict[str, ValueKind], found: Sequence[tuple[Any, ...]], setup: PageSetup) -> Layout:
    content = Content(columns(kinds), found)
    return Layout(content, setup, heads_of("Vendor", origin(len(found))(), content))


def test_the_letters_are_as_large_as_the_fewest_pages_allow() -> None:
    few = {"id": ValueKind.TEXT, "name": ValueKind.TEXT}
    assert laid_out(few, [("a", "b")], PageSetup()).size == USUAL_SIZE
    crowded = laid_out(WIDE, wide_rows(3), PageSetup(Paper.A3))
    assert (crowded.bands, LEAST_SIZE <= crowded.size < USUAL_SIZE) == (1, True)
    assert laid_out(WIDE, wide_rows(3), PageSetup(Paper.A3, scale=100)).bands > 1
    assert laid_out(WIDE, wide_rows(3), PageSetup(Paper.A3, scale=67)).size == pytest.approx(6.03)
    assert laid_out(few, [("a", "b")], PageSetup(scale=150)).size == 13.5


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=80), min_size=3, max_size=3), st.sampled_from(Paper), st.booleans(), st.integers(0, 40))
def test_nothing_stands_beside_the_paper(texts: list[str], paper: Paper, landscape: bool, margin: int) -> None:
    setup = PageSetup(paper, landscape, margin)
    amounts = Decimal("-" + "9" * 30 + ".25")
    found = [(*texts, amounts)] * 3
    kinds = {"a": ValueKind.TEXT, "x" * 70: ValueKind.TEXT, "c": ValueKind.TEXT, "amount": ValueKind.DECIMAL}
    layout = laid_out(kinds, found, setup)
    font = paper_font()
    width, height = setup.size
    drawn = ""
    for number in range(1, layout.pages + 1):
        page = layout.page(number)
        for text in page.texts:
            assert text.x >= setup.edge - 0.01
            assert text.x + font.width(text.text) * text.size <= width - setup.edge + 0.01
            assert setup.edge < text.y < height - setup.edge
            drawn += text.text
        assert all(isinstance(rule, Rule) and rule.x + rule.width <= width - setup.edge + 0.01 for rule in page.rules)
    if not layout.shortened:
        drawn = squeezed(drawn)
        assert all(squeezed(font.drawable(text)) in drawn for text in texts)
        assert drawn.count("9" * 30 + ".25") >= 3


def test_what_the_font_has_not_is_marked_and_said(tmp_path: Path) -> None:
    path = tmp_path / "marks.pdf"
    odd = ("お支払い済み 🙂", "שולם במלואו", "تسوية الفاتورة", "\x00\x07\ud800", "e\u0301", "")
    kinds = {f"c{at}": ValueKind.TEXT for at in range(len(odd))}
    write_pdf(path, columns(kinds), [odd], origin(1), PdfOptions(f"Odd {odd[0]}"))
    [page] = read(path)
    assert MARK * 6 in page
    assert "stands for characters that the font has not" in page
    assert "שולם במלואו" in page
    assert "é" in unicodedata.normalize("NFC", page)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.text(st.characters(codec="utf-8") | st.sampled_from("אبa1()‏‮ ")), min_size=1, max_size=5))
def test_any_text_can_be_written(tmp_path_factory: pytest.TempPathFactory, texts: list[str]) -> None:
    path = tmp_path_factory.mktemp("pdf", numbered=True) / "a.pdf"
    write_pdf(path, columns({f"c{at}": ValueKind.TEXT for at in range(len(texts))}), [texts], origin(1), PdfOptions("".join(texts)))
    assert len(pypdf.PdfReader(path).pages) >= 1


def test_what_is_cut_is_counted_and_said(tmp_path: Path) -> None:
    path = tmp_path / "long.pdf"
    found = [("1", "word " * 2_000, Misfit("n/a"), None, None), ("2", "short", None, None, None)]
    assert write_pdf(path, columns(KINDS), found, origin(2), PdfOptions("Bill")) == 1
    [page] = read(path, "-layout")
    assert "…" in page
    assert "n/a" in page
    assert "1 texts are cut" in page


def test_more_rows_than_belong_on_paper(tmp_path: Path) -> None:
    assert most_rows(12) == 20_000
    assert most_rows(100) == 4_000
    kinds = {f"c{at}": ValueKind.TEXT for at in range(4_000)}
    with pytest.raises(TooMuchForPaper) as refused:
        write_pdf(tmp_path / "a.pdf", columns(kinds), ([""] * 4_000 for _ in range(200)), origin(200), PdfOptions())
    assert refused.value.most == 100
    assert "CSV or XLSX" in str(refused.value)


def test_no_rows(tmp_path: Path) -> None:
    write_pdf(tmp_path / "a.pdf", columns(KINDS), (), origin(0), PdfOptions("Bill"))
    [page] = read(tmp_path / "a.pdf", "-layout")
    assert "vendor.name" in page
    assert "COMPLETE: these are all 0 rows" in page
    assert "Page 1 of 1" in page


def test_it_is_ended_wherever_it_is(tmp_path: Path) -> None:
    calls = 0

    def check() -> None:
        nonlocal calls
        calls += 1
        if calls == last:
            raise KeyboardInterrupt

    last = -1
    write_pdf(tmp_path / "a.pdf", columns(KINDS), rows(300), origin(300), PdfOptions("Bill"), check)
    for last in (1, calls // 2, calls):  # noqa: B007  as the rows are laid out, painted, and the file is put together
        calls = 0
        with pytest.raises(KeyboardInterrupt):
            write_pdf(tmp_path / "b.pdf", columns(KINDS), rows(300), origin(300), PdfOptions("Bill"), check)
    assert not (tmp_path / "b.pdf").exists()


async def test_the_practice_company_s_most_awkward_page(client: Client, models: ModelService, tmp_path: Path) -> None:
    fields = (
        "key",
        "id",
        "vendor.name",
        "billNumber",
        "description",
        "referenceNumber",
        "dueDate",
        "totalTxnAmount",
        "audit.createdDateTime",
    )
    query = Query("accounts-payable/bill", fields, order_by=(Order("description"),), size=200)
    shown = await columns_for(query, models)
    with ResultSet(shown, root=tmp_path / "results") as found:
        await load_all(query_pages(client, replace(query, size=200)), found, lambda _done, _total: None)
        picked = [row for row in found.window(0, found.count) if not str(row[4] or "a").isascii() or "\n" in str(row[4])][:120]
    assert len(picked) > 20
    path = tmp_path / "bills.pdf"
    assert write_pdf(path, shown, picked, origin(len(picked)), PdfOptions("Bill")) == 0
    assert_cells(path, shown, picked)


def assert_cells(path: Path, shown: Sequence[Column], picked: Sequence[tuple[Any, ...]]) -> None:
    """Letters from right to left come back in another order where they are mixed with digits: of those, only which they are."""
    font, notation = paper_font(), Notation()
    text = "".join(read(path, "-raw"))
    simple: list[str] = []
    mixed: list[str] = []
    for row in picked:
        for value in row[: len(shown)]:
            cell = font.drawable(notation.text(value))
            (mixed if re.search("[\u0590-\u08ff]", cell) else simple).append(cell)
    assert_in_order(text, simple)
    there = set(text)
    assert all(set(squeezed(cell)) <= there for cell in mixed)
