"""Every way in which a text is no query, and every note on one that is, has its words."""

import pytest
from PySide6.QtCore import QLocale

from intacct_desktop.ui.builder.import_words import import_note, import_problem, source_words
from intacct_desktop.workspace.importing import MAX_LENGTH, Imported, ImportFailed, Note, Problem, Source, import_all

BODY = '{"object": "a/b"}'


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "There is no text to take a query from"),
        ("hello", "A query comes as a JSON body, an HTTP request, a cURL line or a Postman collection."),
        ('{"object":\n  oops}', "Line 2, column 3: This is not JSON: JSON is malformed: invalid character"),
        ('{"object": 1}', "object: a value of another kind belongs here."),
        ('{"info": {}, "item": []}', "There is no query in it."),
        ('{"item": [{"request": {"url": "/x"}}, {"request": {"url": "/y"}}]}', "None of these requests is a query: /x, /y"),
        ("curl https://x", "Line 1, column 1: This request has no body, and a query is one."),
        ("curl https://x \\\n -d @C:/work/bills.json", "Line 2, column 2: The body of this request is in the file bills.json."),
        ("curl https://x -d @-", "is in another place. Paste the body itself."),
        ("curl https://x -d '{", "Line 1, column 19: A quotation mark is never closed."),
        ('{"name": "Bills", "request": {"url": "x", "body": {"raw": "{}"}}}', "“Bills”: “object” is missing."),
    ],
)
def test_why_not(text: str, words: str) -> None:
    with pytest.raises(ImportFailed) as caught:
        import_all(text)
    assert words in import_problem(caught.value, text)


def test_too_much_is_counted() -> None:
    with pytest.raises(ImportFailed) as caught:
        import_all("x" * (MAX_LENGTH + 1))
    counts = [QLocale().toString(count) for count in (MAX_LENGTH + 1, MAX_LENGTH)]
    assert "This text has {} characters, and a query has {} at most.".format(*counts) in import_problem(caught.value, "x")


def test_nothing_is_without_words() -> None:
    taken = Imported(import_all(BODY)[0].query, Source.BODY, tuple(Note), entity="300")
    assert len({import_note(note, taken) for note in Note}) == len(Note)
    assert "300" in import_note(Note.ENTITY, taken)
    assert len({source_words(source) for source in Source}) == len(Source)
    assert len({import_problem(ImportFailed(problem, "7"), "") for problem in Problem}) == len(Problem)
