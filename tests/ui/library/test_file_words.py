"""What is said of files that cannot be opened or written."""

from pathlib import Path

import pytest

from intacct_desktop.ui.library.file_words import file_problem
from intacct_desktop.ui.wording import describe
from intacct_desktop.workspace.query_file import MAX_BYTES, ChangedMeanwhile, QueryFileError, from_text

HEAD = '"format": "intacct-desktop-query", "version": 1'


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{\n  oops", "This is not JSON: it breaks at line 2, character 3."),
        ('{"a": 1}', "This is JSON, but not a query."),
        ("[]", "This is JSON, but not a query."),
        ('{"format": "intacct-desktop-query", "version": 9}', "its format is 9, this program reads up to 1."),
        (f'{{{HEAD}, "query": {{"fields": []}}}}', "Its query is not one: “object” is missing."),
        (f'{{{HEAD}, "name": 7, "query": {{"object": "a/b"}}}}', "name: a value of another kind belongs here."),
        ("x" * (MAX_BYTES + 1), "It is larger than 5 MB"),
    ],
)
def test_why_a_text_is_no_query_file(text: str, words: str) -> None:
    with pytest.raises(QueryFileError) as caught:
        from_text(text)
    assert words in file_problem(caught.value)
    message = describe(caught.value)
    assert words in message.happened
    assert "as it was" in message.means
    assert message.todo


def test_a_newer_file_asks_for_a_newer_program() -> None:
    assert describe(QueryFileError("newer", "9")).todo == "Update this program, then open the file again."


def test_a_file_that_somebody_else_changed_was_not_written_over() -> None:
    message = describe(ChangedMeanwhile(Path("/somewhere/Open bills.iaq")))
    assert "“Open bills”" in message.happened
    assert message.means.startswith("Nothing was written.")
