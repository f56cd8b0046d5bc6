"""What was typed is found in names, the best first."""

from hypothesis import given
from hypothesis import strategies as st

from intacct_desktop.ui.explorer.matching import candidate, matches, spans, words_of


def best_first(typed: str, *names: str) -> list[str]:
    found = matches([candidate(name, name) for name in names], words_of(typed))
    return [name for _, name in sorted(found)]


def test_the_whole_name_goes_before_its_start_before_a_word_before_a_part() -> None:
    assert best_first("bill", "Recurring bill", "Unbilled", "Bill line", "Bill", "Vendor") == [
        "Bill",
        "Bill line",
        "Recurring bill",
        "Unbilled",
    ]


def test_every_word_must_be_there_in_any_order() -> None:
    assert best_first("due total", "Total amount due", "Due date", "Total") == ["Total amount due"]


def test_nothing_typed_finds_nothing() -> None:
    assert best_first("  ", "Bill") == []


def test_marks_join_where_they_touch() -> None:
    assert spans("totalTxnAmount", ("total", "txn", "amount")) == [(0, 14)]
    assert spans("Bill payment bill", ("bill",)) == [(0, 4), (13, 17)]
    assert spans("İstanbul bill", ("bill",)) == [], "its lower case has another length: no mark rather than a wrong one"


@given(st.text("abAB .", max_size=20), st.lists(st.text("ab", min_size=1, max_size=3), max_size=3))
def test_a_mark_covers_the_words_and_only_them(text: str, words: list[str]) -> None:
    marked = spans(text, tuple(words))
    assert all(any(word in text[start:end].lower() for word in words) for start, end in marked)
    unmarked = text
    for start, end in reversed(marked):
        unmarked = unmarked[:start] + "\n" + unmarked[end:]
    assert not any(word in piece.lower() for piece in unmarked.split("\n") for word in words)
