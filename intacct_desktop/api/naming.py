"""Readable names for the API's own: ``totalTxnAmountDue`` → "Total txn amount due", ``bill-line`` → "Bill line"."""

import re

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_ACRONYMS = {"id", "gl", "ap", "ar", "url", "pdf", "wip", "mea", "gaap", "ssn", "vat", "gst", "ein", "ach", "po"}


def readable(name: str) -> str:
    """The words of one API name, as a sentence: the first word capitalised, the usual acronyms kept.

    A dotted path reads from left to right: ``vendor.name`` is "Vendor name". A custom name loses its namespace.
    """
    custom = name.rpartition("::")[2]
    words = [_acronym(word) for word in _WORD.findall(custom.replace(".", " "))]
    if not words:
        return name
    return " ".join([words[0][0].upper() + words[0][1:], *words[1:]])


def _acronym(word: str) -> str:
    lower = word.lower()
    return lower.upper() if lower in _ACRONYMS else lower


def application_of(object_name: str) -> str:
    """``accounts-payable`` of ``accounts-payable/bill``."""
    return object_name.partition("/")[0]


def short_name(object_name: str) -> str:
    """``bill`` of ``accounts-payable/bill``; a custom object keeps its namespace."""
    return object_name.partition("/")[2] or object_name
