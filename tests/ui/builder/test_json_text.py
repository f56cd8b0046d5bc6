"""An error of a body is found in its text."""

import pytest

from intacct_desktop.api.query import Query, QueryError
from intacct_desktop.ui.builder.json_text import error_span, line_and_column


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
