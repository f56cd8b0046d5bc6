import json

import pytest

from intacct_desktop.api.errors import IntacctError, error_from, error_within

REFUSED = {
    "code": "invalidRequest",
    "message": "The action field in accounts-receivable/invoice object cannot be used in query in version 1",
    "errorId": "REST-1106",
    "supportId": "Xfd%7Eabc",
    "additionalInfo": {
        "messageId": "IA.THE_FIELD_IN_OBJECT_CANNOT_BE_USED_IN_QUERY",
        "placeholders": {"FIELD": "action", "OBJECT": "accounts-receivable/invoice", "VERSION": "1"},
    },
    "details": [{"message": "/newDate is not a valid field", "errorId": "REST-1043", "target": "/newDate"}],
}


@pytest.mark.parametrize(
    "envelope",
    [
        {"ia::result": {"ia::error": REFUSED}, "ia::meta": {"totalCount": 1}},
        {"ia::error": REFUSED},
        {"ia::error": [REFUSED]},
        {"error": REFUSED},
        REFUSED,
    ],
    ids=["spec", "guide", "guide-list", "gateway", "flat"],
)
def test_every_envelope_gives_the_same_error(envelope: dict[str, object]) -> None:
    error = error_from(400, json.dumps(envelope).encode())
    assert error.error_id == "REST-1106"
    assert error.refused_field == "action"
    assert error.support_id == "Xfd~abc"
    assert error.details[0].target == "/newDate"


def test_an_error_inside_a_success() -> None:
    found = error_within(200, {"ia::result": {"ia::error": REFUSED}})
    assert found is not None
    assert found.status == 200
    assert error_within(200, {"ia::result": [{"key": "1"}]}) is None


@pytest.mark.parametrize("body", [b"", b"<html>nothing here</html>", b'["a list"]', b'"\xe9"', b"[" * 100_000])
def test_an_answer_without_an_envelope_is_still_an_error(body: bytes) -> None:
    error = error_from(404, body)
    assert (error.status, error.message) == (404, "")


def test_a_gateway_error_keeps_its_request_id() -> None:
    body = b'{"ia::error":{"code":"GW-0011","message":"Invalid Request","details":{"requestId":"AC47C2BE:D9EE"}}}'
    assert error_from(400, body).support_id == "AC47C2BE:D9EE"


@pytest.mark.parametrize(
    ("status", "members", "invalid"),
    [
        (401, {"code": "GW-0040", "message": "Expired token"}, True),
        (400, {"code": "x", "message": "The token is not valid", "errorId": "REST-1206"}, True),
        (400, {"code": "tokenInvalid", "message": "Token is not valid", "errorId": "REST-2102"}, True),
        (400, {"code": "invalidRequest", "message": "Invalid token"}, True),
        (400, {"code": "invalidRequest", "message": "no such field", "errorId": "REST-1043"}, False),
        (403, {"code": "GW-0042", "message": "forbidden"}, False),
    ],
)
def test_knows_a_token_that_was_turned_down(status: int, members: dict[str, str], invalid: bool) -> None:
    assert error_from(status, json.dumps({"error": members}).encode()).is_token_invalid is invalid


def test_oauth_errors_are_plain_words() -> None:
    error = error_from(400, b'{"error":"invalid_grant","error_description":"The code has expired"}')
    assert isinstance(error, IntacctError)
    assert (error.code, error.message) == ("invalid_grant", "The code has expired")
