"""A believable value for a member, judged by its type and by the words of its name: "BT-0003", "000417", "clerk4@riverside.example"."""

import base64
import json
import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from intacct_desktop.sandbox.facts import ObjectFacts, PathFacts
from intacct_desktop.sandbox.store import Kind, StoredColumn, Value

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_BINARY = {"base64zip", "base64url", "outbound-binary", "inbound-binary"}
_TOWNS = (("Seattle", "WA", "98101"), ("Portland", "OR", "97205"), ("Leeds", "West Yorkshire", "LS1 4AB"), ("Montréal", "QC", "H2Y 1C6"))
_WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday")
_NOTES = (
    "Checked at the last review",
    "As agreed by telephone",
    "See the folder for details",
    "Carried over from last year",
    "To be confirmed",
)
_STATES = ("active", "approved", "confirmed", "posted", "success", "processed", "submitted", "open", "unmatched")
# What has been paid, held back or chosen of a document; nothing, where nobody keeps the books of it.
_PARTIAL = {
    "paid",
    "selected",
    "retained",
    "released",
    "discount",
    "tax",
    "applied",
    "adjustment",
    "held",
    "inline",
    "deductions",
    "salvage",
}
_LATER = {"end", "due", "expiration", "expiry", "until", "cancellation", "termination", "next"}
_SOON = {"closed", "completion", "last", "approved", "modified"}


@dataclass(frozen=True, slots=True)
class Row:
    """What the members of one row share, so that they go together: its number, its day, its amount in cents, who made it."""

    chance: random.Random
    number: int
    day: date
    amount: int
    user: int | None

    def after(self, low: int, high: int) -> date:
        """Some day after the row's own."""
        return self.day + timedelta(days=self.chance.randint(low, high))


Maker = Callable[[Row], Value]


def words_of(name: str) -> list[str]:
    """``"txnDefinitionName"`` and ``"txn-definition-name"``, and one after a namespace, as ``["txn", "definition", "name"]``."""
    return [word.lower() for word in _WORD.findall(name.rpartition("::")[2])]


def maker_of(facts: ObjectFacts, path: PathFacts, column: StoredColumn, default: Any) -> Maker:
    """How the values of this column are made; ``default`` is the model's, None where it names none."""
    title = words_of(facts.name.rpartition("/")[2])
    words = words_of(path.path.rpartition(".")[2])
    if "exchangeRate" in path.path and words[-1] == "rate":
        words = ["exchange", "rate"]
    if "exchangeRate" in path.path and words[-2:] == ["type", "id"]:
        return lambda row: "Intacct Daily Rate"
    if path.enum:
        return _enumerated(path.enum, default, words)
    match column.kind:
        case Kind.BOOLEAN:
            usual = int(default is True)
            return lambda row: 1 - usual if row.chance.random() < 0.1 else usual
        case Kind.INTEGER | Kind.NUMBER | Kind.DECIMAL:
            return _scaled(words, column.scale)
        case Kind.DATE:
            low, high = (14, 300) if _LATER & set(words) else (1, 11) if _SOON & set(words) else (0, 0)
            return lambda row: row.after(low, high).isoformat()
        case Kind.DATE_TIME:
            # A record is never changed before it was made: the row's day is the first.
            delay = 8 if "modified" in words else 0
            return lambda row: f"{row.after(delay, delay).isoformat()}T{8 + row.number:02}:{row.amount // 25 % 60:02}:00Z"
        case Kind.ARRAY:
            return lambda row: json.dumps(_several(words, row))
        case _ if path.format in _BINARY:
            return lambda row: base64.b64encode(f"{_sentence(title)} {row.number}\n".encode()).decode()
        case _ if path.path == "id":
            return _id(facts, path, title)
        case _ if path.path.startswith("audit."):
            return lambda row: None if row.user is None else str(row.user)
        case _:
            return _text(words, title)


def _enumerated(enum: Sequence[str | None], default: Any, words: list[str]) -> Maker:
    choices = [member for member in enum if member]
    usual = next((state for state in _STATES if state in choices), None) if words[-1] in {"status", "state"} else default
    # Some published defaults are not among the published values.
    if usual in choices:
        return lambda row: usual if row.chance.random() < 0.8 else row.chance.choice(choices)
    if not choices:
        return lambda row: enum[0]
    if None in enum:
        return lambda row: row.chance.choice([*choices, None])
    return lambda row: row.chance.choice(choices)


def _scaled(words: list[str], scale: int) -> Maker:
    """Amounts in the row's size, quantities and counts small, rates and percentages in their bounds; never negative."""
    one = 10**scale
    known = set(words)
    if known & _PARTIAL:
        return lambda row: 0
    if "exchange" in known:
        return lambda row: one
    if known & {"percent", "percentage"} or words[-2:] == ["tax", "rate"]:
        return lambda row: row.chance.randint(1, 20) * 5 * one
    if known & {"amount", "total", "balance", "price", "cost", "value", "entered", "due", "budget", "subtotal", "limit", "salary"}:
        return lambda row: row.amount * one // 100 if scale else row.amount // 100
    if known & {"line", "order", "sequence", "position", "level"}:
        return lambda row: row.number * one
    if known & {"days", "duration", "interval", "periods", "months"}:
        return lambda row: row.chance.choice((1, 7, 14, 30, 60, 90)) * one
    if "size" in known:
        return lambda row: row.chance.randint(1, 64) * 1024 * one
    if known & {"multiplier", "factor", "precision"}:
        return lambda row: row.chance.randint(1, 2) * one
    return lambda row: row.chance.randint(1, 24) * one


def _id(facts: ObjectFacts, path: PathFacts, title: list[str]) -> Maker:
    # Where the user gives the id it says what it is of; else it is the key.
    if path.read_only or facts.type == "ownedObject":
        return lambda row: str(row.number)
    prefix = _initials(title)
    return lambda row: f"{prefix}-{row.number:04}"


def _text(words: list[str], title: list[str]) -> Maker:
    if found := next((_TEXTS[word] for word in reversed(words) if word in _TEXTS), None):
        return found
    label, prefix = _sentence(words), _initials(words[:-1] or title)
    match words[-1]:
        case "name" | "title" | "subject":
            named = _sentence(words[:-1] or title)
            return lambda row: f"{named} {row.number}"
        case "id":
            return lambda row: f"{prefix}-{row.number:04}"
        case "key":
            return lambda row: str(row.number)
        case "number" if words[0] == "line":
            return lambda row: str(row.number)
        case "number" | "reference" | "sequence":
            return lambda row: f"{prefix}{row.amount % 99_991:06}"
        case "description":
            what = _sentence(words[:-1] or title)
            return lambda row: f"{what} {row.number}, {row.day:%B %Y}"
        case _:
            return lambda row: f"{label} {row.number}"


def _several(words: list[str], row: Row) -> list[str]:
    match words[-1]:
        case "days":
            return list(_WEEK)
        case "weekends":
            return ["saturday", "sunday"]
        case _:
            return [f"{_sentence(words)} {number}" for number in range(1, row.chance.randint(2, 4))]


def _town(part: int) -> Maker:
    # The parts of an address go together.
    return lambda row: _TOWNS[row.number % len(_TOWNS)][part]


_TEXTS: dict[str, Maker] = {
    "currency": lambda row: "USD",
    "email": lambda row: f"clerk{row.number}@riverside.example",
    "phone": lambda row: f"+1 206-555-01{row.amount % 100:02}",
    "phone1": lambda row: f"+1 206-555-01{row.amount % 100:02}",
    "mobile": lambda row: f"+1 503-555-01{row.amount % 100:02}",
    "fax": lambda row: f"+1 303-555-01{row.amount % 100:02}",
    "url": lambda row: f"https://www.riverside.example/{row.number}",
    "country": lambda row: ("United States", "United States", "United Kingdom", "Canada")[row.number % 4],
    "city": _town(0),
    "post": _town(2),
    "postal": _town(2),
    "zip": _town(2),
    "street": lambda row: f"{row.amount % 900 + 1} Wharf Street",
    "line1": lambda row: f"{row.amount % 900 + 1} Wharf Street",
    "first": lambda row: ("Ada", "Émilie", "Marcus", "Olga")[row.number % 4],
    "last": lambda row: ("Barrow", "D'Souza", "Bergström", "Alcott")[row.number % 4],
    "memo": lambda row: row.chance.choice(_NOTES),
    "notes": lambda row: row.chance.choice(_NOTES),
    "note": lambda row: row.chance.choice(_NOTES),
    "comment": lambda row: row.chance.choice(_NOTES),
    "comments": lambda row: row.chance.choice(_NOTES),
    "quantity": lambda row: str(row.chance.randint(1, 40)),
    "count": lambda row: str(row.chance.randint(1, 12)),
    "interval": lambda row: "1",
    "offset": lambda row: "0",
    "exchange": lambda row: "1",
    "rate": lambda row: f"{row.amount % 80 / 4:.2f}",
    "amount": lambda row: f"{row.amount // 100}.{row.amount % 100:02}",
    "cost": lambda row: f"{row.amount // 100}.{row.amount % 100:02}",
    # What most records have not, and what nobody should see.
    **dict.fromkeys(("password", "certificate", "ssn", "expression", "error", "errors", "failure"), lambda row: None),
}


def _sentence(words: list[str]) -> str:
    return " ".join(words).capitalize()


def _initials(words: list[str]) -> str:
    return "".join(word[0] for word in words).upper()[:4] or "N"
