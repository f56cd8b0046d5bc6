"""``intacct-desktop export``: files that the company itself writes."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from intacct_desktop.api.export_service import ExportFormat
from intacct_desktop.cli.exits import Exit
from tests.cli.conftest import Program
from tests.practice import Company

BEGINNINGS = {ExportFormat.XLSX: b"PK", ExportFormat.XML: b"<?xml", ExportFormat.PDF: b"%PDF", ExportFormat.WORD: b"PK"}


@pytest.fixture
def few(body: Callable[..., Path]) -> Path:
    return body(object="company-config/entity", fields=["key", "id", "name"])


@pytest.mark.parametrize("file_format", ExportFormat)
def test_every_format_of_the_company(program: Program, few: Path, out: Path, file_format: ExportFormat) -> None:
    path = out / f"entities{file_format.suffix}"
    done = program.on_company("export", few, "--format", file_format.value, "--out", path)
    report, content = done.report, path.read_bytes()
    assert (done.status, report["state"], report["rows"]) == (Exit.COMPLETE, "UNVERIFIED", None), done.err
    assert report["total_before"] == report["total_after"] >= 4
    assert (report["bytes"], report["sha256"]) == (len(content), hashlib.sha256(content).hexdigest())
    if file_format is ExportFormat.CSV:
        assert len(content.splitlines()) == report["total_after"] + 1
    else:
        assert content.startswith(BEGINNINGS[file_format])


def test_the_name_of_the_file_says_the_format(program: Program, few: Path, out: Path) -> None:
    assert program.on_company("export", few, "--out", out / "entities.docx").status == 0
    assert (out / "entities.docx").read_bytes().startswith(b"PK")


def test_a_transfer_that_breaks_leaves_no_file(program: Program, company: Company, few: Path, out: Path) -> None:
    company.lets("services/core/export drop=20b")
    done = program.on_company("export", few, "--out", out / "entities.csv")
    assert (done.status, done.report["state"]) == (Exit.NO_ANSWER, "NO_ANSWER")
    assert list(out.iterdir()) == []
