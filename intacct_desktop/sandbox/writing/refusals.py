"""Problems as the API tells them: 400 for a payload that cannot be read, 422 for a change that the rules do not allow (facts 6.2)."""

from collections.abc import Sequence
from typing import Any

from intacct_desktop.sandbox.errors import ApiError, gateway, refused
from intacct_desktop.sandbox.writing.change import Problem


def payload_refused(problems: Sequence[Problem]) -> ApiError:
    """400 REST-1064 with everything that is wrong."""
    details = [_detail("invalidRequest", problem) for problem in problems]
    return refused(400, "invalidRequest", "The payload contains errors", "REST-1064", "IA.PAYLOAD_CONTAINS_ERRORS", details=details)


def rules_refused(problems: Sequence[Problem]) -> ApiError:
    """422 ``operationFailed`` with everything that speaks against the change."""
    details = [_detail("operationFailed", problem) for problem in problems]
    return refused(422, "operationFailed", "The operation failed", details=details)


def duplicate_id(name: str, record_id: str) -> ApiError:
    """409 for an id that another record of the object has."""
    problem = Problem("/id", f"Another {name} has the id {record_id}")
    return refused(409, "duplicateId", problem.message, details=[_detail("duplicateId", problem)])


def forbidden() -> ApiError:
    """403: the record is there, but not the caller's to change."""
    return gateway(403, "GW-0042", "Forbidden")


def _detail(code: str, problem: Problem) -> dict[str, Any]:
    detail: dict[str, Any] = {"code": code, "message": problem.message}
    if problem.error_id:
        detail["errorId"] = problem.error_id
    detail["target"] = problem.target
    if problem.message_id:
        placeholders = dict(problem.placeholders)
        detail["additionalInfo"] = {"messageId": problem.message_id, "placeholders": placeholders, "propertySet": {}}
    if problem.correction:
        detail["correction"] = problem.correction
    return detail
