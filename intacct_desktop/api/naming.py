"""Readable names for the API's own: ``totalTxnAmountDue`` → "Total transaction amount due", ``bill-line`` → "Bill line".

Objects are named without a prefix (``accounts-payable/bill``), services and workflow actions with theirs: ``services/core/query``,
``workflows/accounts-payable/bill/approve``.
"""

import functools
import re

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_PREFIXES = ("services/", "workflows/")
_ACRONYMS = {
    *("ach", "ap", "ar", "bic", "cip", "cogs", "csv", "eft", "ein", "fifo", "gaap", "gl", "gst", "iban", "id", "ip", "iso", "lifo", "mea"),
    *("mrr", "pdf", "po", "saas", "sku", "ssn", "sso", "tin", "tpar", "upc", "url", "vat", "wip", "xml"),
}
_LONGER = {"txn": "transaction", "txns": "transactions"}


def readable(name: str) -> str:
    """The words of one API name, as a sentence: the first word capitalised, the usual acronyms kept.

    A dotted path reads from left to right: ``vendor.name`` is "Vendor name". A custom name loses its namespace.
    """
    words = _words(name)
    if not words:
        return name
    return " ".join([words[0][0].upper() + words[0][1:], *words[1:]])


@functools.lru_cache(maxsize=4096)
def title_of(name: str) -> str:
    """What one calls an object, a service or a workflow action: "Bill line", "Query", "Bill: approve", "Session: ID"."""
    first, *others = short_name(name).split("/")
    return ": ".join([readable(first), *(" ".join(_words(part)) or part for part in others)])


def _words(name: str) -> list[str]:
    custom = name.rpartition("::")[2]
    return [_acronym(word) for word in _WORD.findall(custom.replace(".", " "))]


def _acronym(word: str) -> str:
    lower = word.lower()
    return lower.upper() if lower in _ACRONYMS else _LONGER.get(lower, lower)


def application_of(name: str) -> str:
    """``accounts-payable`` of ``accounts-payable/bill`` and of ``workflows/accounts-payable/bill/approve``."""
    return without_prefix(name).partition("/")[0]


def short_name(name: str) -> str:
    """``bill`` of ``accounts-payable/bill``, ``bill/approve`` of its action; a custom object keeps its namespace."""
    bare = without_prefix(name)
    return bare.partition("/")[2] or bare


def is_service(name: str) -> bool:
    """Whether this names a service or a workflow action, not an object."""
    return name.startswith(_PREFIXES)


def object_of(action: str) -> str:
    """The object that a workflow action belongs to: ``accounts-payable/bill`` of ``workflows/accounts-payable/bill/approve``."""
    return without_prefix(action).rpartition("/")[0]


def without_prefix(name: str) -> str:
    """``core/query`` of ``services/core/query``."""
    prefix = next((prefix for prefix in _PREFIXES if name.startswith(prefix)), "")
    return name.removeprefix(prefix)
