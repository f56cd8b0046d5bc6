"""What a person types or pastes to name one record, as its object and key: addresses of the API, shorter forms, the key alone."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NoReturn
from urllib.parse import unquote, urlsplit

from intacct_desktop.api.model import ModelEntry, ResourceKind
from intacct_desktop.api.naming import application_of, short_name, title_of
from intacct_desktop.api.records.reading import record_path

_LONGEST = 4_000  # characters; servers on the way commonly take no longer address
_AROUND = " \t\r\n\f\v\u00a0\u200b\ufeff\"'`«»‹›“”„‘’‚<>,;"
_BEFORE = re.compile(r"^(?:(?:GET|PATCH|DELETE)\s+|[\"']?(?:href|key)[\"']?\s*[:=]\s*)", re.IGNORECASE)
"""A method, as the log of requests shows it, or the name of a member, as the JSON of a record has it."""
_OBJECTS = re.compile(r"(?:^|/)objects/", re.IGNORECASE)
_OTHERS = re.compile(r"(?:^|/)(?:services|workflows)/", re.IGNORECASE)
_KEY_ALONE = re.compile(r"[\d,;]+")
_NUMBER_SIGN = re.compile(r"^(?:[#№:]|no\.?\s|n°)\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class RecordAddress:
    """Where one record is. ``object`` may end in a type of documents: ``order-entry/document::Sales Invoice`` (facts 5.10)."""

    object: str
    key: str

    @property
    def model_name(self) -> str:
        """The object that the model service knows: the type of a document has no model of its own."""
        application, _, name = self.object.partition("/")
        return self.object if application == "platform-apps" else f"{application}/{name.partition('::')[0]}"

    def __str__(self) -> str:
        return address_of(self.object, self.key)


class AddressProblem(StrEnum):
    """Why a text names no record."""

    EMPTY = "empty"
    NOT_A_RECORD = "not-a-record"
    """An address of something else: a page, a service, a member of a record."""
    NO_KEY = "no-key"
    """An object, and no record of it."""
    SEVERAL_KEYS = "several-keys"
    NO_OBJECT = "no-object"
    """A key, and nothing says of which object."""
    UNKNOWN_OBJECT = "unknown-object"
    SEVERAL_OBJECTS = "several-objects"
    """The short name of several objects: a payment is one of payables or of receivables."""


class AddressError(ValueError):
    """``found`` is the part of the text that it is about; ``suggestions`` are records that may have been meant, the likeliest first."""

    def __init__(self, problem: AddressProblem, found: str, suggestions: tuple[RecordAddress, ...] = ()) -> None:
        super().__init__(f"{problem}: {found}")
        self.problem = problem
        self.found = found
        self.suggestions = suggestions


def address_of(object_name: str, key: str) -> str:
    """``/objects/accounts-payable/bill/10248``, as an ``href`` has it; what `ObjectNames.read` reads back."""
    return record_path(object_name, key)


class ObjectNames:
    """The objects of a company, by all that a person calls them."""

    def __init__(self, entries: Iterable[ModelEntry]) -> None:
        names = [entry.name for entry in entries if entry.kind is ResourceKind.OBJECT]
        self._whole = {name.lower(): name for name in names}
        self._called: dict[str, list[str]] = {}
        for name in names:
            short = short_name(name)
            for called in {short.lower(), title_of(name).lower(), short.rpartition("::")[2].lower()}:
                self._called.setdefault(called, []).append(name)

    def read(self, text: str, current: str | None = None) -> RecordAddress:
        """The record that a text names; ``current`` is the object that a key alone belongs to. Raises `AddressError`.

        Taken are addresses and ``href`` values (with a host and a version before them or without, with escapes or without), and
        ``accounts-payable/bill/10248``, ``bill/10248``, ``Bill 10248`` and ``10248``, with quotation marks and blanks around them.
        """
        lines = [stripped for line in text[: _LONGEST + 1].splitlines() if (stripped := line.strip(_AROUND))]
        if not lines:
            raise AddressError(AddressProblem.EMPTY, "")
        first, *more = lines
        if len(text) > _LONGEST:
            raise AddressError(AddressProblem.NOT_A_RECORD, first)
        if more:
            raise AddressError(AddressProblem.SEVERAL_KEYS, " ".join(lines))
        path, is_address = _path(_BEFORE.sub("", first).strip(_AROUND))
        found = None if is_address else self._of_words(path.strip("/"), current)
        return found if found is not None else self._of_path(path, is_address, current)

    def _of_path(self, path: str, is_address: bool, current: str | None) -> RecordAddress:
        parts = [part for part in path.split("/") if part]
        if not parts or len(parts) > 3:
            raise AddressError(AddressProblem.NOT_A_RECORD, path)
        if len(parts) == 3:
            return self._address("/".join(map(unquote, parts[:2])), parts[2])
        whole = "/".join(map(unquote, parts))
        if (known := self._named(whole)) is not None:
            raise AddressError(AddressProblem.NO_KEY, known)
        if is_address:
            self._unknown(whole, "")
        return self._called_so(unquote(parts[0]), parts[1], current)

    def _of_words(self, text: str, current: str | None) -> RecordAddress | None:
        """The longest beginning that is the name of an object, and the key after it; else a key alone. None where it is a path."""
        words = text.split()
        for cut in range(len(words), 0, -1):
            name, rest = " ".join(words[:cut]).rstrip(":"), " ".join(words[cut:])
            is_called = name.lower() in self._called
            if "/" not in rest and name.count("/") < 2 and (is_called or self._named(name) is not None):
                key = _NUMBER_SIGN.sub("", rest)
                if not key:
                    raise AddressError(AddressProblem.NO_KEY, self._named(name) or self._called[name.lower()][0])
                return self._called_so(name, key, current)
        if "/" in text:
            return None
        if all(_KEY_ALONE.fullmatch(word) for word in words) and len(words) > 1:
            raise AddressError(AddressProblem.SEVERAL_KEYS, text)
        if len(words) > 1:
            self._unknown(" ".join(words[:-1]), words[-1])
        key = _one_key(_NUMBER_SIGN.sub("", text))
        if current is None:
            raise AddressError(AddressProblem.NO_OBJECT, text)
        return RecordAddress(current, key)

    def _called_so(self, called: str, key: str, current: str | None) -> RecordAddress:
        found = self._called.get(called.lower(), [])
        near = [name for name in found if current is not None and application_of(name) == application_of(current)]
        names = near if len(near) == 1 else found
        if len(names) == 1:
            return RecordAddress(names[0], _one_key(key))
        if names:
            single = _one_key(key)
            raise AddressError(AddressProblem.SEVERAL_OBJECTS, called, tuple(RecordAddress(name, single) for name in names))
        return self._address(called, key)

    def _address(self, name: str, key: str) -> RecordAddress:
        known = self._named(name)
        if known is None:
            self._unknown(name, key)
        return RecordAddress(known, _one_key(key))

    def _named(self, name: str) -> str | None:
        """The object's name as the company writes it; a type of documents stays as it is written."""
        whole = self._whole.get(name.lower())
        if whole is not None:
            return whole
        base, colons, document_type = name.partition("::")
        known = self._whole.get(base.lower())
        return f"{known}::{document_type}" if colons and document_type and known is not None else None

    def _unknown(self, name: str, key: str) -> NoReturn:
        """Raises `AddressError` with the nearest objects that the company has."""
        # Loaded by the first slip, not at the start of the program.
        from rapidfuzz import fuzz, process

        called: Mapping[str, Iterable[str]] = {whole: (name,) for whole, name in self._whole.items()} if "/" in name else self._called
        near = process.extract(name.lower(), list(called), scorer=fuzz.ratio, score_cutoff=70, limit=3)
        names = dict.fromkeys(known for match, *_ in near for known in called[match])
        meant = tuple(RecordAddress(known, unquote(key)) for known in names) if key and "," not in key else ()
        raise AddressError(AddressProblem.UNKNOWN_OBJECT, name, meant)


def _path(line: str) -> tuple[str, bool]:
    """What stands behind ``/objects/``, or the whole; and whether it was an address of the API. Raises `AddressError` for another one."""
    is_url = bool(re.match(r"[a-z][a-z0-9+.-]*://", line, re.IGNORECASE))
    try:
        path = urlsplit(line).path if is_url else line
    except ValueError:
        raise AddressError(AddressProblem.NOT_A_RECORD, line) from None
    found = _OBJECTS.search(path)
    if found is None:
        if is_url or _OTHERS.search(path):
            raise AddressError(AddressProblem.NOT_A_RECORD, line)
        return path, False
    rest = path[found.end() :]
    return (rest if is_url else rest.partition("?")[0].partition("#")[0]) or "/", True


def _one_key(text: str) -> str:
    """The key in a part of an address. A comma parts keys (facts 5.6), unless it is escaped."""
    if "," in text.strip(","):
        raise AddressError(AddressProblem.SEVERAL_KEYS, text)
    key = unquote(text)
    if not key.strip():
        raise AddressError(AddressProblem.NO_KEY, text)
    return key
