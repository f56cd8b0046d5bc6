"""What Intacct's error ids and codes mean (facts 6.2), in plain words: its own messages are for those who write programs."""

from PySide6.QtCore import QCoreApplication

from intacct_desktop.api.errors import ErrorDetail, IntacctError

_OF_ALL = frozenset({"REST-1064", "operationFailed", "atomicOperationFailure"})
"""What is said of a request as a whole. Beside a single field it would only repeat that there is something wrong."""


def explanation(error: IntacctError | ErrorDetail) -> str:
    """A sentence or two about the id of an error, else about its code; empty where neither is known."""
    words = _words()
    found = next((name for name in (error.error_id, error.code) if name in words), "")
    return "" if isinstance(error, ErrorDetail) and found in _OF_ALL else words.get(found, "")


def _tr(text: str) -> str:
    return QCoreApplication.translate("ErrorWords", text)


def _words() -> dict[str, str]:
    signed_out = _tr("The sign-in has expired, or was withdrawn.")
    return {
        "REST-1028": _tr("The request was empty, and Intacct needs to be told something here."),
        "REST-1030": _tr("What was sent is not JSON that can be read: a bracket, a comma or a quotation mark is wrong."),
        "REST-1043": _tr("Intacct does not know this field here: it is spelled otherwise, belongs to another object, or was taken away."),
        "REST-1050": _tr("Intacct sets this field itself, and lets nobody else write it."),
        "REST-1064": _tr("Something that was sent does not fit; each reason names its field."),
        "REST-1106": _tr("Queries cannot use this field, though records show it."),
        "REST-1206": signed_out,
        "REST-2102": signed_out,
        "GW-0040": signed_out,
        "REST-1216": _tr("Intacct does not know the application that signs in: its client ID or its secret is wrong."),
        "GW-0010": _tr("More is asked at once, or in a minute, than the company's plan allows."),
        "GW-0011": _tr("Intacct's gateway did not let the request in: it is too large, or not in the form that it wants."),
        "GW-0042": _tr("The user, or the application that signs in, may not do this."),
        "duplicateId": _tr("There is a record with this ID already, and an ID is given once."),
        "notFound": _tr("Intacct has nothing by this name or key."),
        "invalidKey": _tr("This is no key of such a record."),
        "operationFailed": _tr("The request was understood: a rule of the company or of its books stands against it."),
        "atomicOperationFailure": _tr("It was sent together with others, and all of them are done or none: another one was refused."),
    }
