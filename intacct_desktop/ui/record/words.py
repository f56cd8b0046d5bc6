"""What is said of records: their names, what is wrong with a draft, what a change is called."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QCoreApplication, QLocale

from intacct_desktop.api.errors import ErrorDetail
from intacct_desktop.api.naming import readable, short_name
from intacct_desktop.api.records.address import AddressError, AddressProblem
from intacct_desktop.api.records.draft import RecordDraft
from intacct_desktop.api.records.draft_checks import DraftFault, DraftProblem
from intacct_desktop.api.records.form import Form
from intacct_desktop.api.records.values import is_empty
from intacct_desktop.api.records.writes import MOST_BYTES
from intacct_desktop.ui.error_words import explanation

_STATES = ("state", "status")
_LONGEST, _MOST_MEANT = 80, 3  # characters of what was typed, and guesses at what was meant, that are shown


def _tr(text: str) -> str:
    return QCoreApplication.translate("Record", text)


def object_word(object_name: str) -> str:
    """What one calls a record of an object in the middle of a sentence: "bill", "AP adjustment"."""
    word = readable(short_name(object_name))
    return word if word[:2].isupper() else word[:1].lower() + word[1:]


def records_words(object_name: str, count: int) -> str:
    """ "1 bill", "3 records (bill)": how objects are called in the plural nobody says."""
    word = object_word(object_name)
    return (
        _tr("1 {object}").format(object=word)
        if count == 1
        else _tr("{count} records ({object})").format(count=QLocale().toString(count), object=word)
    )


def record_title(form: Form, draft: RecordDraft) -> str:
    """ "Bill 10248", "New bill"."""
    if draft.is_new:
        return _tr("New {object}").format(object=object_word(form.object))
    return title_of_record(form.object, draft.base, draft.key or "")


def title_of_record(object_name: str, record: Mapping[str, Any], key: str) -> str:
    """By its id, where it has one, else by its key: "Vendor V-00014"."""
    return f"{readable(short_name(object_name))} {record.get('id') or key}"


def state_of(form: Form, record: Mapping[str, Any]) -> str:
    """The state of a document, or whether a record is active; empty where it has neither. A code of one letter, or one that the model does
    not know, says less than a word that it does."""
    said = {name: str(record[name]) for name in _STATES if not is_empty(record.get(name))}
    known = (value for name, value in said.items() if (entry := form.entries.get(name)) and entry.field and value in entry.field.choices)
    return next((value for value in known if len(value) > 1), next(iter(said.values()), ""))


def problem_words(problem: DraftProblem) -> str:
    """What is wrong with a value, as a sentence."""
    match problem.fault:
        case DraftFault.MISSING:
            return _tr("This is required.")
        case DraftFault.NO_ITEMS:
            return _tr("At least one line is required.")
        case DraftFault.NOT_A_NUMBER:
            return _tr("This is not a number.")
        case DraftFault.TOO_PRECISE:
            places = problem.found.get("scale")
            if places is None:
                return _tr("This takes a whole number.")
            return _tr("This takes at most {places} digits after the decimal mark.").format(places=places)
        case DraftFault.NOT_A_DATE:
            return _tr("This is not a date.")
        case DraftFault.NOT_YES_OR_NO:
            return _tr("This is yes or no.")
        case DraftFault.NO_CHOICE:
            return _tr("“{value}” is no longer one of the choices.").format(value=problem.found.get("value"))
        case DraftFault.NOT_A_REFERENCE:
            return _tr("Choose a record, or enter its id.")
        case DraftFault.NOT_A_LIST:
            return _tr("This takes a list.")
        case DraftFault.NOT_BASE64:
            return _tr("This is not a file: choose one.")
        case DraftFault.NOT_JSON:
            return _tr("This is not JSON.")
        case DraftFault.NOT_EMPTY:
            return _tr("This cannot be emptied.")


def too_large_words(size: int) -> str:
    given, most = (QLocale().formattedDataSize(bytes_, 1) for bytes_ in (size, MOST_BYTES))
    return _tr("The request has {size}, and Intacct takes {most} at most.").format(size=given, most=most)


def refusal_words(details: Sequence[ErrorDetail]) -> str:
    """What Intacct said of one member, in its own words, what it would have instead, and what its id means."""
    return "\n".join(dict.fromkeys(map(_refusal, details)))


def _refusal(detail: ErrorDetail) -> str:
    own = " ".join(part for part in (detail.message, detail.correction) if part) or detail.code
    id_ = f"({detail.error_id})" if detail.error_id else ""
    return " ".join(part for part in (_sentence(own), explanation(detail), id_) if part)


def _sentence(words: str) -> str:
    """With a full stop, where Intacct leaves it out and more is to follow."""
    return words if not words or words[-1] in ".!?:…" else f"{words}."


def changes_words(count: int) -> str:
    return _tr("1 change") if count == 1 else _tr("{count} changes").format(count=QLocale().toString(count))


def address_words(error: AddressError) -> tuple[str, str]:
    """Why a text names no record, and what to do."""
    found = error.found if len(error.found) <= _LONGEST else error.found[:_LONGEST] + "…"
    happened = {
        AddressProblem.EMPTY: _tr("There is nothing to open."),
        AddressProblem.NOT_A_RECORD: _tr("“{found}” is no address of a record."),
        AddressProblem.NO_KEY: _tr("“{found}” names an object, and no record of it."),
        AddressProblem.SEVERAL_KEYS: _tr("“{found}” names several records."),
        AddressProblem.NO_OBJECT: _tr("“{found}” may be a key, but nothing says of which object."),
        AddressProblem.UNKNOWN_OBJECT: _tr("The company has no object “{found}”."),
        AddressProblem.SEVERAL_OBJECTS: _tr("“{found}” can mean several objects."),
    }[error.problem].format(found=found)
    if error.suggestions:
        listed = _tr(" or ").join(str(each) for each in error.suggestions[:_MOST_MEANT])
        return happened, _tr("Did you mean {listed}?").format(listed=listed)
    return happened, _tr("Enter a key, or an address such as /objects/accounts-payable/bill/12.")
