"""An error of a body is found in its text."""

import pytest

from intacct_desktop.api.query import Query, QueryError
from intacct_desktop.ui.builder.json_text import bracket_pair, error_span, indent_at, line_and_column, places


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ('{"object": "a/b", "filters": [{"$eq": {"x": 1}}, {"$like": {"é": 1}}]}', '{"$like": {"é": 1}}'),
        ('{"object": "a/b", "filters": [{"$eq": {"x": {}}}]}', "{}"),
        ('{"object": "a/b",\n "size": "ten"}', '"ten"'),
        ('{"object": 5}', "5"),
        ('  {"fields": ["x"]}  ', '{"fields": ["x"]}'),
        ('{"é": "ü", x}', "x"),
        ('{"object": "a/b"', '"'),
        ('["a"]', '["a"]'),
        ('{"object": "a/b", "orderBy": [{"x": "up"}]}', '"up"'),
    ],
)
def test_the_member_at_fault_is_marked(text: str, marked: str) -> None:
    with pytest.raises(QueryError) as caught:
        Query.from_json(text)
    start, length = error_span(text, caught.value)
    assert text[start : start + length] == marked


def test_lines_and_columns_count_from_one() -> None:
    assert line_and_column("ab\ncd", 0) == (1, 1)
    assert line_and_column("ab\ncd", 4) == (2, 2)


def test_members_are_found_two_deep() -> None:
    text = '{"object": "a/b", "fields": ["x", "}"], "filterParameters": {"asOfDate": "é"}, "filters": [{"$eq": {"a": [1, 2]}}]}'
    found = {pointer: text[start : start + length] for pointer, (start, length) in places(text).items()}
    assert found == {
        "/object": '"a/b"',
        "/fields": '["x", "}"]',
        "/fields/0": '"x"',
        "/fields/1": '"}"',
        "/filterParameters": '{"asOfDate": "é"}',
        "/filterParameters/asOfDate": '"é"',
        "/filters": '[{"$eq": {"a": [1, 2]}}]',
        "/filters/0": '{"$eq": {"a": [1, 2]}}',
    }


@pytest.mark.parametrize(
    ("text", "at", "pair"),
    [
        ("{[]}", 0, (0, 3)),
        ("{[]}", 4, (0, 3)),
        ('{"}": []}', 6, (6, 7)),
        ('{"}": []}', 3, ()),
        ("{]", 1, ()),
        ("]", 0, ()),
        ("[1, 2]", 3, ()),
    ],
)
def test_brackets_are_paired_outside_of_texts(text: str, at: int, pair: tuple[int, ...]) -> None:
    assert bracket_pair(text, at) == pair


@pytest.mark.parametrize(
    ("line", "column", "indent"),
    [
        ('  "a": 1,', 9, ("  ", None)),
        ('  "a": {', 8, ("    ", None)),
        ('  "a": []', 8, ("    ", "  ")),
        ("    x", 2, ("  ", None)),
    ],
)
def test_a_broken_line_is_indented_by_its_bracket(line: str, column: int, indent: tuple[str, str | None]) -> None:
    assert indent_at(line, column) == indent
