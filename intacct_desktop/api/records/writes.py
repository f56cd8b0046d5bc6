"""What is sent to change a company, exactly, as a value made before anything is sent: it can be shown, agreed to, kept, and sent again.

Nothing here asks whether it may, and nothing is sent a second time by itself: after `NoAnswer` nobody knows whether Intacct did it. A POST
or PATCH that is sent again with its idempotency key is done once (facts 7).
"""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from intacct_desktop.api.client import Client, Method
from intacct_desktop.api.errors import IntacctError, error_within, unexpected
from intacct_desktop.api.exact_json import DECODER, ENCODER
from intacct_desktop.api.records.draft import Change, ChangeKind, RecordDraft, changes, items_of
from intacct_desktop.api.records.form import Entry, Form, Lines
from intacct_desktop.api.records.reading import RecordReference, record_path
from intacct_desktop.api.records.values import Place, Record, is_empty, steps_of, value_at, with_value

OPERATION = "ia::operation"
_NO_RECORD = "not-a-record"
MOST_BYTES = 1_000_000
"""A longer body is refused (facts 7)."""


@dataclass(frozen=True, slots=True)
class Write:
    """One request. ``object`` and ``keys`` say what it is about (no keys: a new record); ``path`` is below the client's base URL.
    ``entity`` is the id of the entity that it is made in, None for the top level."""

    method: Method
    path: str
    object: str
    keys: tuple[str, ...] = ()
    body: Any = None
    idempotency_key: str | None = None
    entity: str | None = None

    @property
    def content(self) -> bytes | None:
        """The body as it is sent."""
        return None if self.body is None else ENCODER.encode(self.body)

    @property
    def records(self) -> int:
        """How many records it makes, changes or deletes itself."""
        return len(self.body) if isinstance(self.body, list) else max(1, len(self.keys))


@dataclass(frozen=True, slots=True)
class Written:
    """What became of one record. ``error`` is None where it was done."""

    status: int
    reference: RecordReference
    error: IntacctError | None = None
    answer: Mapping[str, Any] = field(default_factory=dict)
    """What Intacct says of it, such as the state that an action led to."""


Places = Mapping[Place, Place]
"""From places in a body to places in the draft that it was made of."""


def new_idempotency_key() -> str:
    """A key that no other write has."""
    return str(uuid.uuid4())


def write_of(draft: RecordDraft, form: Form, *, entity: str | None = None, idempotency_key: str | None = None) -> tuple[Write, Places]:
    """The request that makes a draft true: a POST of what was entered, a PATCH of what was changed. Its body is empty where nothing was."""
    body, places = _body_of_new(draft, form) if draft.key is None else _body_of_changed(draft, form)
    key = idempotency_key or new_idempotency_key()
    if draft.key is None:
        return Write("POST", record_path(draft.object), draft.object, (), body, key, entity), places
    return Write("PATCH", record_path(draft.object, draft.key), draft.object, (draft.key,), body, key, entity), places


def delete_of(object_name: str, *keys: str, entity: str | None = None) -> Write:
    """The request that deletes records, 500 at most (facts 5.6)."""
    return Write("DELETE", record_path(object_name, *keys), object_name, keys, entity=entity)


async def send(client: Client, write: Write) -> tuple[Written, ...]:
    """Send it; what became of each record, in the order of the request.

    Raises `IntacctError` where a single record or the request as a whole is refused (409 where the key was used for another body), or
    where it ``leaves_open`` what became of it; `NoAnswer` or `NotSignedIn`.
    """
    try:
        answer = await client.request(
            write.method, write.path, json=write.content, entity=write.entity, idempotency_key=write.idempotency_key
        )
    except IntacctError as error:
        if error.items and write.records > 1:
            return _each_written(write, error.status, error.items)
        raise
    if answer.status >= 300:  # a redirection that somebody on the way made up
        raise unexpected(answer.status, answer.body, _NO_RECORD)
    if not answer.body and write.keys:
        return tuple(Written(answer.status, RecordReference(key, "", "")) for key in write.keys)
    try:
        decoded = DECODER.decode(answer.body)
    except (ValueError, RecursionError) as error:
        raise unexpected(answer.status, answer.body, _NO_RECORD) from error
    result = decoded.get("ia::result") if isinstance(decoded, Mapping) else None
    if not (isinstance(result, list) and result):
        if (found := error_within(answer.status, decoded)) is not None:
            raise found
        result = [result]
    written = _each_written(write, answer.status, result)
    if write.records == 1 and (refusal := written[0].error) is not None:
        raise refusal
    return written


def _each_written(write: Write, status: int, items: Sequence[Any]) -> tuple[Written, ...]:
    """By position: what failed or was deleted has no key in the answer (facts 5.6). Of what the answer leaves out nothing is known."""
    keys = write.keys or ("",) * write.records
    return tuple(_written(status, item, key) for item, key in zip([*items, *([None] * len(keys))], keys, strict=False))


def _written(status: int, item: Any, key: str) -> Written:
    if not isinstance(item, Mapping):
        return Written(status, RecordReference(key, "", ""), IntacctError(status, "", code=_NO_RECORD))
    own = item.get("ia::status")
    status = own if isinstance(own, int) else status
    error = None
    if "ia::error" in item or status >= 400:
        error = error_within(status, item) or IntacctError(status, "", code=_NO_RECORD)
    inner = item.get("ia::result")
    said = inner if isinstance(inner, Mapping) else item
    reference = RecordReference(str(said.get("key") or key), str(said.get("id") or ""), str(said.get("href") or ""))
    if error is None and not reference.key:
        error = IntacctError(status, "", code=_NO_RECORD)
    return Written(status, reference, error, said)


def _body_of_new(draft: RecordDraft, form: Form) -> tuple[Record, Places]:
    """All that the form says, defaults too: a default that is seen and not sent need not be what the company does."""
    body: Record = {}
    places: dict[Place, Place] = {}
    for entry in form.entries.values():
        if entry.lock is None and not is_empty(value := draft.value(entry.place)):
            body = with_value(body, entry.place, _sent(entry, value))
            places[entry.place] = entry.place
    for lines in form.lines.values():
        items = items_of(draft.record, lines)
        if lines.lock is None and items:
            body = with_value(body, lines.place, [_new_item(lines, item) for item in items])
            places |= {f"{lines.place}/{at}": f"{lines.place}/{at}" for at in range(len(items))}
    return body, places


def _body_of_changed(draft: RecordDraft, form: Form) -> tuple[Record, Places]:
    body: Record = {}
    places: dict[Place, Place] = {}
    in_lists: dict[str, list[Change]] = {}
    for change in changes(draft, form):
        if change.lines is not None and change.lines.keyed:
            in_lists.setdefault(change.lines.path, []).append(change)
            continue
        if change.lines is not None:
            value = _sent_whole(change.lines, change.new)
        else:
            value = change.new if change.entry is None else _sent(change.entry, change.new)
        body = with_value(body, change.place, value)
        places[change.place] = change.place
    for path, changed in in_lists.items():
        lines = form.lines[path]
        items = list(_changed_items(draft, lines, changed))
        body = with_value(body, lines.place, [item for _, item in items])
        places |= {f"{lines.place}/{at}": place for at, (place, _) in enumerate(items)}
    return body, places


def _changed_items(draft: RecordDraft, lines: Lines, changed: list[Change]) -> Iterator[tuple[Place, Record]]:
    """The entries of a list in a PATCH (facts 5.7): with the key what is changed, without one what is new, marked what goes. Each with its
    place in the draft; of what goes the draft has only the list."""
    depth = len(steps_of(lines.place)) + 1
    found: dict[Place, Record] = {}
    for change in changed:
        if change.kind is ChangeKind.ADDED:
            found[change.place] = _new_item(lines, change.new)
        elif change.kind is ChangeKind.CHANGED and change.entry is not None:
            place = "/" + "/".join(change.place.split("/")[1 : depth + 1])
            item = found.get(place) or {"key": value_at(draft.record, place)["key"]}
            found[place] = with_value(item, change.entry.place, _sent(change.entry, change.new))
    yield from found.items()
    for change in changed:
        if change.kind is ChangeKind.REMOVED:
            yield lines.place, {OPERATION: "delete", "key": change.old["key"]}


def _sent_whole(lines: Lines, value: Any) -> Any:
    """A list without keys takes the place of the one before."""
    return [_new_item(lines, item) for item in value if isinstance(item, Mapping)] if isinstance(value, list | tuple) else value


def _new_item(lines: Lines, item: Mapping[str, Any]) -> Record:
    """All that an item says, as far as a new one may say it."""
    if not lines.columns:
        return dict(item)
    body: Record = {}
    for column, value in lines.said(item):
        if column.lock is None:
            body = with_value(body, column.place, _sent(column, value))
    return body


def _sent(entry: Entry, value: Any) -> Any:
    """A value as it is sent; null clears a member (facts 5.4). A reference that names no record goes as it is, for Intacct to refuse."""
    if is_empty(value):
        return None if not isinstance(value, list) else value
    return entry.identity(value) or value


def draft_place(places: Places, target: Place) -> Place:
    """Where in a draft the member stands that Intacct names by its place in the body; the place itself where the body has none such."""
    steps = target.split("/")
    for cut in range(len(steps), 1, -1):
        if (found := places.get("/".join(steps[:cut]))) is not None:
            return "/".join([found, *steps[cut:]])
    return target
