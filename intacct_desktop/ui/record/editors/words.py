"""The words of the editors: why a member is locked, why what was typed is no value."""

from PySide6.QtCore import QCoreApplication

from intacct_desktop.api.records.form import Entry, Lock
from intacct_desktop.api.records.local_text import Locale, NotAValue, write_amount, write_date

_SHORT = 40  # characters of what was typed


def _tr(text: str) -> str:
    return QCoreApplication.translate("Editor", text)


def lock_reason(lock: Lock, entry: Entry) -> str:
    """A sentence."""
    match lock:
        case Lock.READ_ONLY:
            return _tr("Locked: the company sets this itself.")
        case Lock.CREATE_ONLY:
            return _tr("Locked: this is given once, when the record is created, and cannot be changed later.")
        case Lock.BY_ACTIONS:
            return _tr("Locked: the state of a document is changed by its actions (Actions, above).")
        case Lock.NOT_ALLOWED:
            return _tr("Locked: records of this object cannot be changed through the API.")
    return _tr("Locked: this belongs to the record that “{reference}” leads to. Open that record to change it.").format(reference=entry.of)


def lock_tag(lock: Lock, entry: Entry) -> str:
    """Two or three words beside the icon; empty where the icon says it all, as for what nobody can ever enter."""
    match lock:
        case Lock.CREATE_ONLY:
            return _tr("create only")
        case Lock.BY_ACTIONS:
            return _tr("by actions")
        case Lock.OF_TARGET if entry.of:
            return _tr("of {reference}").format(reference=entry.of.rpartition(".")[2])
    return ""


def problem_words(error: NotAValue, locale: Locale) -> str:
    """What is wrong, and what to write instead."""
    typed = short(error.text)
    match error.problem:
        case "not-a-number":
            return _tr("“{text}” is not a number. Write it like {example}.").format(text=typed, example=write_amount("1234.5", locale))
        case "not-whole":
            return _tr("“{text}” is not a whole number.").format(text=typed)
        case "too-many-places":
            if error.scale == 0:
                return _tr("“{text}” has places after the decimal mark; none are kept here.").format(text=typed)
            return _tr("“{text}” has too many places after the decimal mark: at most {scale} are kept.").format(
                text=typed, scale=error.scale
            )
        case "ambiguous":
            return _tr("“{text}” can be read in two ways. Numbers are written like {number}, dates like {date}.").format(
                text=typed, number=write_amount("1234.5", locale), date=write_date("2026-12-31", locale)
            )
        case "not-a-time":
            return _tr("“{text}” has no time of the day. Write it like 16:30.").format(text=typed)
    return _tr("“{text}” is not a date. Write it like {example}.").format(text=typed, example=write_date("2026-12-31", locale))


def not_set() -> str:
    return _tr("(not set)")


def no_longer_offered(value: str) -> str:
    return _tr("{value}: no longer offered").format(value=value)


def short(text: str) -> str:
    line = text if text.isprintable() else "".join(sign if sign.isprintable() else " " for sign in text)
    return line if len(line) <= _SHORT else f"{line[: _SHORT - 1]}…"
