"""What is said of a text that names no record."""

from PySide6.QtCore import QCoreApplication

from intacct_desktop.api.naming import readable, short_name
from intacct_desktop.api.records.address import AddressError, AddressProblem


def _tr(text: str) -> str:
    return QCoreApplication.translate("Reading", text)


def address_words(error: AddressError) -> str:
    """What is wrong, and what can be entered; what may have been meant stands at the end."""
    found = error.found if len(error.found) <= 80 else error.found[:80] + "…"
    meant = _tr(" or ").join(str(address) for address in error.suggestions)
    match error.problem:
        case AddressProblem.EMPTY:
            return _tr("Enter the key or the address of a record.")
        case AddressProblem.NOT_A_RECORD:
            return _tr("“{found}” is not the address of a record. One ends in /objects/application/object/key.").format(found=found)
        case AddressProblem.NO_KEY:
            return _tr("Which {object}? Add its key.").format(object=readable(short_name(found)).lower())
        case AddressProblem.SEVERAL_KEYS:
            return _tr("These are several keys: “{found}”. Enter one of them.").format(found=found)
        case AddressProblem.NO_OBJECT:
            return _tr("Of which object is “{found}”? Enter it as “bill {found}”.").format(found=found)
        case AddressProblem.SEVERAL_OBJECTS:
            return _tr("Several objects are called “{found}”: {meant}.").format(found=found, meant=meant)
        case AddressProblem.UNKNOWN_OBJECT:
            words = _tr("This company has no object “{found}”.").format(found=found)
            return words + " " + _tr("Was {meant} meant?").format(meant=meant) if meant else words
