"""A query out of what is pasted: a request body, several in a list, a request as a program logs it, a cURL line, a Postman collection.

What the text says besides the query is looked at for the entity alone. Tokens, passwords and addresses are not kept.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, TypeAlias

import msgspec

from intacct_desktop.api.exact_json import DECODER
from intacct_desktop.api.query import Query, QueryError
from intacct_desktop.workspace.shell_words import OpenQuote, Word, cmd_commands, sh_commands

MAX_LENGTH = 2_000_000
"""The longest text that is looked at, in characters; the longest query that anybody wrote has some ten thousand."""

Json: TypeAlias = Any

_HEAD = 2_000  # characters in which a command has to begin
_ENTITY = "x-ia-api-param-entity"
_SERVICE = "/services/core/query"
_CURL = re.compile(r"(?:.*[\\/])?curl(?:\.exe)?", re.IGNORECASE)
_CURL_BEGINS = re.compile(r"(?:^|[\s;&|])(?:\S*[\\/])?curl(?:\.exe)?\s", re.IGNORECASE)
_REQUEST_LINE = re.compile(r"^[ \t]*(?:POST|GET|PUT|PATCH|DELETE)[ \t]+(?P<address>\S+)(?:[ \t]+HTTP/[\d.]+)?[ \t]*\r?$", re.MULTILINE)
_BODY_BEGINS = re.compile(r"^[ \t]*[{\[]", re.MULTILINE)
_NEXT_REQUEST = re.compile(r"^[ \t]*###", re.MULTILINE)
_CARET = re.compile(r'\^[\r\n"]')
_SHORT = {
    **dict.fromkeys("AcCDeEFKmoPQrtTUwxXyYz", "another"),
    "d": "data",
    "H": "header",
    "u": "user",
    "b": "cookie",
}
_BODY = ("data", "data-ascii", "data-binary", "data-raw", "json")
_WITH_VALUE = frozenset({*_BODY, "header", "user", "oauth2-bearer", "cookie", "url", "request", "another"})
_SECRETS = ("token", "password", "accessToken", "refreshToken", "clientSecret")
_VARIABLE = re.compile(r"\$\w|\$\{|\$env:|%\w+%|\{\{|<", re.IGNORECASE)


class Source(StrEnum):
    BODY = "body"
    HTTP = "http"
    CURL = "curl"
    POSTMAN = "postman"


class Problem(StrEnum):
    """Why nothing could be taken. ``detail`` of the failure says what it names here."""

    EMPTY = "empty"
    TOO_BIG = "too-big"
    """detail: how many characters there are."""
    NOT_KNOWN = "not-known"
    """Neither JSON nor a command nor a request."""
    NOT_JSON = "not-json"
    """detail: why. Something begins as JSON and is none."""
    NOT_A_QUERY = "not-a-query"
    """`ImportFailed.cause` says why."""
    NO_QUERY = "no-query"
    """JSON, or requests, with no query among them. detail: the services that are asked, separated by commas."""
    NO_BODY = "no-body"
    BODY_IN_FILE = "body-in-file"
    """detail: the file's name; ``-`` for the standard input."""
    OPEN_QUOTE = "open-quote"


class Note(StrEnum):
    """What one should know of a query that could be taken."""

    ENTITY = "entity"
    """It was sent to the entity in `Imported.entity`."""
    SECRET_LEFT_OUT = "secret-left-out"  # noqa: S105
    """A token or password stood in the text."""
    ANOTHER_SERVICE = "another-service"
    """It was sent to another service than the query service, or stood in the body of one (an export)."""


@dataclass(frozen=True, slots=True)
class Imported:
    """One query. ``name`` is what a collection calls it, else empty; ``entity`` is None where the text names none."""

    query: Query
    source: Source
    notes: tuple[Note, ...] = ()
    entity: str | None = None
    name: str = ""


class ImportFailed(Exception):
    """Nothing can be taken from the text. ``position`` is the character at fault, where one is; ``name`` the request, where it has one."""

    def __init__(
        self, problem: Problem, detail: str = "", position: int | None = None, *, cause: QueryError | None = None, name: str = ""
    ) -> None:
        super().__init__(f"{problem}: {detail}")
        self.problem = problem
        self.detail = detail
        self.position = position
        self.cause = cause
        self.name = name


@dataclass(frozen=True, slots=True)
class _Request:
    """A request as it was found: ``position`` is where it begins, ``headers`` by their names in lower case."""

    address: str
    body: str | None
    headers: Mapping[str, str]
    name: str = ""
    position: int | None = None
    has_secret: bool = False
    file: str | None = None


def import_all(text: str) -> tuple[Imported, ...]:
    """All queries in a text, in its order; never none. Raises `ImportFailed`, where there is none."""
    if len(text) > MAX_LENGTH:
        raise ImportFailed(Problem.TOO_BIG, str(len(text)))
    bare = text.lstrip("\ufeff \t\r\n\u00a0")
    if not bare:
        raise ImportFailed(Problem.EMPTY)
    if bare[0] in "{[":
        return _from_json(text, len(text) - len(bare))
    if _REQUEST_LINE.match(bare):
        return _taken(list(_http_requests(text)), Source.HTTP)
    if _CURL_BEGINS.search(bare[:_HEAD]):
        return _from_curl(text)
    raise ImportFailed(Problem.NOT_KNOWN)


def _from_json(text: str, begin: int) -> tuple[Imported, ...]:
    try:
        found: Json = DECODER.decode(text[begin:])
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        raise _broken(text[begin:], "", begin) from None
    requests = _postman_requests(found)
    if requests is not None:
        return _taken(requests, Source.POSTMAN)
    bodies = found if isinstance(found, list) else [found]
    if not bodies:
        raise ImportFailed(Problem.NO_QUERY)
    return tuple(_query_in(body, Source.BODY) for body in bodies)


def _query_in(body: Json, source: Source, name: str = "") -> Imported:
    """The query that a body is, or that an export has within."""
    inner = body.get("query") if isinstance(body, Mapping) and "object" not in body else None
    try:
        if isinstance(inner, Mapping):
            return Imported(Query.from_body(inner), source, (Note.ANOTHER_SERVICE,), name=name)
        return Imported(Query.from_body(body), source, name=name)
    except QueryError as error:
        raise ImportFailed(Problem.NOT_A_QUERY, cause=error, name=name) from None


def _broken(body: str, name: str, begin: int | None) -> ImportFailed:
    """Why a text is not JSON, and at which character."""
    try:
        Query.from_json(body)
    except QueryError as error:
        position = None if error.position is None or begin is None else begin + len(body.encode()[: error.position].decode(errors="ignore"))
        return ImportFailed(Problem.NOT_JSON, str(error.found).rpartition(" (byte ")[0] or str(error.found), position, name=name)
    raise AssertionError(body)


def _taken(requests: Sequence[_Request], source: Source) -> tuple[Imported, ...]:
    """The queries among requests. Where there is none, the failure of the one that comes nearest is raised."""
    taken: list[Imported] = []
    failures: list[tuple[bool, ImportFailed]] = []
    for request in requests:
        asks_service = _asks_service(request.address)
        try:
            found = _query_of(request, source)
        except ImportFailed as failure:
            failures.append((asks_service, failure))
            continue
        notes = list(found.notes)
        if not asks_service and request.address and Note.ANOTHER_SERVICE not in notes:
            notes.append(Note.ANOTHER_SERVICE)
        entity = request.headers.get(_ENTITY)
        if entity:
            notes.append(Note.ENTITY)
        if request.has_secret or any(_is_secret(request.headers.get(name, "")) for name in ("authorization", "cookie")):
            notes.append(Note.SECRET_LEFT_OUT)
        taken.append(replace(found, notes=tuple(notes), entity=entity or None))
    if taken:
        return tuple(taken)
    nearest = next((failure for asks_service, failure in failures if asks_service), None)
    if nearest is None and len(failures) == 1:
        nearest = failures[0][1]
    raise nearest or ImportFailed(Problem.NO_QUERY, ", ".join(dict.fromkeys(request.address for request in requests if request.address)))


def _asks_service(address: str) -> bool:
    return address.partition("?")[0].rstrip("/").endswith(_SERVICE)


def _query_of(request: _Request, source: Source) -> Imported:
    if request.file is not None:
        raise ImportFailed(Problem.BODY_IN_FILE, request.file, request.position, name=request.name)
    if request.body is None or not request.body.strip():
        raise ImportFailed(Problem.NO_BODY, position=request.position, name=request.name)
    try:
        body = DECODER.decode(request.body)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        failure = _broken(request.body, request.name, request.position if source is Source.HTTP else None)
        failure.position = request.position if failure.position is None else failure.position
        raise failure from None
    return _query_in(body, source, request.name)


def _is_secret(value: str) -> bool:
    """Whether a header's value is one, and not the name of a place where one is kept."""
    return bool(value.strip()) and _VARIABLE.search(value) is None


def _http_requests(text: str) -> Iterator[_Request]:
    """Requests as they go over the wire, or as editors keep them in ``.http`` files, one after the other."""
    lines = list(_REQUEST_LINE.finditer(text))
    for line, following in zip(lines, [*lines[1:], None], strict=True):
        end = len(text) if following is None else following.start()
        begin = _BODY_BEGINS.search(text, line.end(), end)
        head, body = text[line.end() : end], None
        if begin is not None:
            head, body = text[line.end() : begin.start()], _NEXT_REQUEST.split(text[begin.start() : end], maxsplit=1)[0]
        yield _Request(line["address"], body, _headers(head.splitlines()), position=begin.start() if begin else line.start())


def _headers(lines: Sequence[str]) -> dict[str, str]:
    parted = (line.partition(":") for line in lines)
    return {name.strip().lower(): value.strip() for name, colon, value in parted if colon}


def _from_curl(text: str) -> tuple[Imported, ...]:
    """A cURL line of either kind of shell: that of which it has the marks first."""
    readers = (cmd_commands, sh_commands) if _CARET.search(text) else (sh_commands, cmd_commands)
    failures: list[ImportFailed] = []
    for commands in readers:
        try:
            return _taken([request for words in commands(text) for request in _curl_requests(words)], Source.CURL)
        except OpenQuote as error:
            failures.append(ImportFailed(Problem.OPEN_QUOTE, position=error.position))
        except ImportFailed as failure:
            failures.append(failure)
    raise failures[0]


def _curl_requests(words: Sequence[Word]) -> Iterator[_Request]:
    """The request of a command, none where it is no cURL."""
    begin = next((at for at, word in enumerate(words) if _CURL.fullmatch(word.text)), None)
    if begin is None:
        return
    file, position, has_secret = None, words[begin].position, False
    addresses: list[str] = []
    headers: dict[str, str] = {}
    body: list[str] = []
    options = iter(words[begin + 1 :])
    for word in options:
        name, given = _option(word.text)
        if name not in _WITH_VALUE:
            continue
        value = next(options, word).text if given is None else given
        match name:
            case "url":
                addresses.append(value)
            case "header":
                headers |= _headers([value])
            case "user" | "oauth2-bearer" | "cookie":
                has_secret = has_secret or _is_secret(value)
            case _ if name in _BODY:
                position = word.position
                if value.startswith("@") and name != "data-raw":
                    file = value[1:]
                body += ["&", value] if body and name != "json" else [value]
    # A value of an option that is not known here (--max-time 30) stands among them.
    address = next((found for found in addresses if _asks_service(found)), addresses[0] if addresses else "")
    yield _Request(address, "".join(body), headers, position=position, has_secret=has_secret, file=file)


def _option(word: str) -> tuple[str, str | None]:
    """The long name of an option, and its value where it stands in the same word; ``url`` for what is no option."""
    if word.startswith("--"):
        return word[2:], None
    if not word.startswith("-") or word == "-":
        return "url", word
    for at, letter in enumerate(word[1:], 2):
        if letter in _SHORT:
            return _SHORT[letter], word[at:] or None
    return "", None


def _postman_requests(found: Json) -> list[_Request] | None:
    """The requests of a collection (2.0, 2.1), of one of its items or of a request by itself; None for what is none of these."""
    if not isinstance(found, Mapping) or "object" in found:
        return None
    found = found["collection"] if isinstance(found.get("collection"), Mapping) else found
    if "method" in found and "url" in found:
        found = {"request": found}
    if not isinstance(found.get("item"), list) and "request" not in found:
        return None
    requests: list[_Request] = []
    left = [(found, False)]
    while left:
        item, guarded = left.pop()
        guarded = guarded or _holds_secret(item.get("auth"))
        if isinstance(item.get("request"), Mapping):
            requests.append(_postman_request(item["request"], _text(item.get("name")), guarded))
        inner = item.get("item")
        left += [(part, guarded) for part in reversed(inner if isinstance(inner, list) else []) if isinstance(part, Mapping)]
    return requests


def _postman_request(request: Mapping[str, Json], name: str, guarded: bool) -> _Request:
    url, body, header = request.get("url"), request.get("body"), request.get("header")
    address = _text(url.get("raw")) or "/".join(["", *map(str, url.get("path") or ())]) if isinstance(url, Mapping) else _text(url)
    rows = header if isinstance(header, list) else []
    lines = [f"{row.get('key')}: {row.get('value')}" for row in rows if isinstance(row, Mapping) and not row.get("disabled")]
    raw = body.get("raw") if isinstance(body, Mapping) else None
    file = body.get("file") if isinstance(body, Mapping) and body.get("mode") == "file" else None
    return _Request(
        address,
        raw if isinstance(raw, str) and file is None else None,
        _headers(lines or _text(header).splitlines()),
        name,
        has_secret=guarded or _holds_secret(request.get("auth")),
        file=None if file is None else _text(file.get("src") if isinstance(file, Mapping) else file),
    )


def _holds_secret(auth: Json) -> bool:
    """Whether an ``auth`` of Postman's, of 2.1 (a list of attributes) or 2.0 (an object), has a token or password written in it."""
    if not isinstance(auth, Mapping):
        return False
    attributes = auth.get(_text(auth.get("type")))
    if isinstance(attributes, list):
        attributes = {_text(row.get("key")): row.get("value") for row in attributes if isinstance(row, Mapping)}
    return isinstance(attributes, Mapping) and any(_is_secret(_text(attributes.get(name))) for name in _SECRETS)


def _text(value: Json) -> str:
    return value if isinstance(value, str) else ""
