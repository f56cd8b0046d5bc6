"""A filter's value in plain words: amounts and dates as the language writes them, relative dates by name, codes made readable."""

import re
from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from intacct_desktop.api.model import ValueKind
from intacct_desktop.api.naming import readable
from intacct_desktop.api.operators import RELATIVE_DATES
from intacct_desktop.api.query import is_placeholder
from intacct_desktop.ui.builder.entry import Notation, codec_for

MOST_VALUES = 5  # of a list; the rest is counted
_LONGEST = 60  # characters of one text
_WORD = re.compile(r"\w[\w.\-]*")
_CAMEL = re.compile(r"[a-z]+([A-Z0-9][a-z0-9]*)*")
_JOINING = ("and", "or")  # as a value they would read as part of the sentence
DATES = (ValueKind.DATE, ValueKind.DATE_TIME)
NUMBERS = (ValueKind.DECIMAL, ValueKind.INTEGER)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Sentence", text)


def spoken(title: str) -> str:
    """A readable name within a sentence: "Due date" → "due date", but "ID" stays."""
    first = title.partition(" ")[0]
    return title if len(first) > 1 and first.isupper() else title[:1].lower() + title[1:]


def is_period(value: object, kind: ValueKind | None) -> bool:
    """True for a relative date that is longer than a day."""
    return kind in DATES and value in RELATIVE_DATES and value not in ("today", "yesterday")


def placeholder_name(placeholder: str) -> str:
    """``from`` of ``{{from}}``."""
    return placeholder.strip("{} \t\n")


def said(value: object, kind: ValueKind | None, notation: Notation) -> str:
    """One value of a field of a kind (None: not known). A list has its first few values."""
    match value:
        case None:
            return _tr("nothing")
        case bool():
            return _tr("yes") if value else _tr("no")
        case list() | tuple():
            return said_list(value, kind, notation)
        case str() if is_placeholder(value):
            return _asked_for(placeholder_name(value), kind)
        case str() if kind in DATES and value in RELATIVE_DATES:
            return _relative()[value]
    if kind in (*DATES, *NUMBERS):
        written = codec_for(kind, notation).write(value)  # type: ignore[arg-type]
        if written is not None:
            return written or _tr("(not given yet)")
    text = str(value)
    if kind is ValueKind.ENUM and _CAMEL.fullmatch(text):
        return spoken(readable(text))
    return text if not isinstance(value, str) else _quoted(text)


def said_list(values: Sequence[object], kind: ValueKind | None, notation: Notation) -> str:
    """``posted, partially paid``; after five values, how many more."""
    if not values:
        return _tr("(no values yet)")
    words = [said(value, kind, notation) for value in values[:MOST_VALUES]]
    listed = words[0]
    for word in words[1:]:
        listed = _tr("{first}, {last}").format(first=listed, last=word)
    more = len(values) - len(words)
    return _tr("{values} and {count} more").format(values=listed, count=said(more, ValueKind.INTEGER, notation)) if more else listed


def _asked_for(name: str, kind: ValueKind | None) -> str:
    match kind:
        case ValueKind.DATE | ValueKind.DATE_TIME:
            words = _tr("the date you give as “{name}”")
        case ValueKind.DECIMAL | ValueKind.INTEGER:
            words = _tr("the number you give as “{name}”")
        case _:
            words = _tr("the one you give as “{name}”")
    return words.format(name=name)


def _relative() -> dict[str, str]:
    words = (
        _tr("today"),
        _tr("yesterday"),
        _tr("the current week"),
        _tr("last week"),
        _tr("the current month"),
        _tr("the prior month"),
        _tr("the current quarter"),
        _tr("the prior quarter"),
        _tr("the current year"),
        _tr("the prior year"),
    )
    return dict(zip(RELATIVE_DATES, words, strict=True))


def _quoted(text: str) -> str:
    """In quotation marks unless it is one word that cannot be mistaken."""
    if _WORD.fullmatch(text) and text.casefold() not in _JOINING and len(text) <= _LONGEST:
        return text
    if not text:
        return _tr("an empty text")
    shown = "".join(sign if sign.isprintable() else "⏎" if sign == "\n" else " " for sign in text[:_LONGEST])
    return _tr("“{text}”").format(text=shown + ("…" if len(text) > _LONGEST else ""))
