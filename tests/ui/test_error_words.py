"""Intacct's ids in plain words, above a page and beside a field."""

import pytest

from intacct_desktop.api.errors import ErrorDetail, IntacctError
from intacct_desktop.ui.error_words import explanation
from intacct_desktop.ui.record.words import refusal_words
from intacct_desktop.ui.wording import describe

IDS = (
    *("REST-1028", "REST-1030", "REST-1043", "REST-1050", "REST-1064", "REST-1106", "REST-1206", "REST-2102", "REST-1216"),
    *("GW-0010", "GW-0011", "GW-0040", "GW-0042"),
)
CODES = ("duplicateId", "notFound", "operationFailed", "atomicOperationFailure", "invalidKey")


def test_each_id_that_is_known_has_a_sentence_of_its_own() -> None:
    by_id = {name: explanation(IntacctError(400, "No", error_id=name)) for name in IDS}
    by_code = {name: explanation(IntacctError(400, "No", code=name)) for name in (*CODES, "GW-0040")}
    assert by_code.pop("GW-0040") == by_id["GW-0040"], "a gateway has its ids as codes"
    assert all(words.endswith(".") for words in (*by_id.values(), *by_code.values()))
    assert by_id["REST-1206"] == by_id["REST-2102"] == by_id["GW-0040"]
    assert len({*by_id.values(), *by_code.values()}) == len(IDS) + len(CODES) - 2


def test_the_id_says_more_than_the_code_and_what_is_not_known_says_nothing() -> None:
    assert explanation(IntacctError(409, "No", code="duplicateId", error_id="REST-1050")).startswith("Intacct sets this field itself")
    assert explanation(IntacctError(409, "No", code="duplicateId", error_id="REST-9999")).startswith("There is a record with this ID")
    assert explanation(IntacctError(400, "No", code="invalidRequest", error_id="BL01001973")) == ""


@pytest.mark.parametrize(
    ("error", "means"),
    [
        (
            IntacctError(409, "Taken", code="duplicateId"),
            "There is a record with this ID already, and an ID is given once. Nothing was changed.",
        ),
        (IntacctError(422, "No", code="BL01"), "Nothing was changed."),
    ],
)
def test_above_a_page_it_stands_before_what_it_means_for_the_data(error: IntacctError, means: str) -> None:
    assert describe(error).means == f"{means} What is loaded stays."


def test_beside_a_field_are_intacct_s_words_the_explanation_and_the_id() -> None:
    details = [
        ErrorDetail("newDate is not a valid field", "invalidRequest", "REST-1043", "/newDate", "Leave it out"),
        ErrorDetail("The period is closed.", "operationFailed", "", "/newDate"),
        ErrorDetail("The period is closed.", "operationFailed", "", "/newDate"),
        ErrorDetail("", "invalidRequest"),
    ]
    first, second, third = refusal_words(details).splitlines()
    assert first.startswith("newDate is not a valid field Leave it out. Intacct does not know this field here")
    assert first.endswith("(REST-1043)")
    assert second == "The period is closed.", "what says only that something is wrong is not repeated at each field"
    assert third == "invalidRequest."
