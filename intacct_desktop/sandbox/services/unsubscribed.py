"""The services of what this company has no subscription for, or does not compute: they read the request, and then say so."""

from collections.abc import Callable, Mapping

from starlette.responses import Response

from intacct_desktop.sandbox.errors import ApiError, not_found, refused
from intacct_desktop.sandbox.services import payload
from intacct_desktop.sandbox.services.catalogue import SERVICES
from intacct_desktop.sandbox.services.endpoint import Call, Company, Handler, threaded

# By the beginning of their names.
_SUBSCRIPTIONS = {
    "cash-management/bank-file/": "Bank files",
    "consolidation/": "Consolidation",
    "construction-forecasting/": "Construction Forecasting",
}
_REALLOCATE = "/reallocate"


def handlers(company: Company) -> Mapping[str, Handler]:
    """A handler for each of these services."""
    found = {
        name: threaded(_refusing(subscription))
        for name in SERVICES
        for start, subscription in _SUBSCRIPTIONS.items()
        if name.startswith(start)
    }
    schedules = {name: threaded(_unmoved(company, name.removesuffix(_REALLOCATE))) for name in SERVICES if name.endswith(_REALLOCATE)}
    return found | schedules


def not_subscribed(subscription: str) -> ApiError:
    return refused(403, "operationFailed", f"{subscription}: this company has no subscription")


def _refusing(subscription: str) -> Callable[[Call], Response]:
    def refuse(call: Call) -> Response:
        if call.payload == {}:
            raise payload.wrong("The payload is empty", "")
        raise not_subscribed(subscription)

    return refuse


def _unmoved(company: Company, name: str) -> Callable[[Call], Response]:
    def refuse(call: Call) -> Response:
        key = call.payload["key"]
        if key not in map(str, company.store.keys(name)):
            raise not_found(f"{name} with the key {key}")
        raise refused(422, "operationFailed", "The schedules of the practice company stay as they are")

    return refuse
