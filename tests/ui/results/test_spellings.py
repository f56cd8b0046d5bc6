"""What is typed in one's own language, as the rows have it."""

import pytest
from PySide6.QtCore import QLocale

from intacct_desktop.ui.results.arranging.spellings import is_hit, spellings
from intacct_desktop.workspace.folding import folded


@pytest.mark.parametrize(
    ("language", "typed", "expected"),
    [
        ("en_US", " Café ", ("Café",)),
        ("en_US", "", ()),
        ("en_US", "1,240.50", ("1,240.50", "1240.50")),
        ("en_US", "1,24", ("1,24", "124")),
        ("en_US", "(320.00)", ("(320.00)", "-320.00")),
        ("en_US", "\u2212320", ("\u2212320", "-320")),
        ("en_US", "-3", ("-3",)),
        ("en_US", "1.240,50", ("1.240,50",)),
        ("en_US", "12/31/2026", ("12/31/2026", "2026-12-31")),
        ("en_US", "11/20/2026 08:30:00 UTC", ("11/20/2026 08:30:00 UTC", "2026-11-20 08:30:00")),
        ("en_US", "V-0017", ("V-0017",)),
        ("en_US", "-", ("-",)),
        ("en_US", "UTC", ("UTC",)),
        ("de_DE", "1.240,50", ("1.240,50", "1240.50")),
        ("de_DE", "31.12.2026", ("31.12.2026", "2026-12-31")),
        ("fr_FR", "1 240,50", ("1 240,50", "1240.50")),
        ("fr_FR", "31/12/2026", ("31/12/2026", "2026-12-31")),
    ],
)
def test_spellings(language: str, typed: str, expected: tuple[str, ...]) -> None:
    QLocale.setDefault(QLocale(language))
    assert spellings(typed) == expected


def test_case_and_accents_do_not_count_in_a_cell() -> None:
    assert is_hit("CAFÉ Étoile", [folded("etoile")])
    assert not is_hit(None, [folded("null")])
