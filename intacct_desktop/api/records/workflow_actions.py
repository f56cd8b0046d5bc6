"""Workflow actions of an object: which there are, what each asks for, and the request that carries one out (facts 9, 10).

The company's list says which there are, its model what an action takes. What it never says, which of that is required and which actions
take something back, is shipped in ``resources/model/actions.json``.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any
from urllib.parse import quote

import msgspec

from intacct_desktop.api.model import Field, Group, ModelEntry, ObjectModel, ResourceKind, ServiceModel
from intacct_desktop.api.model_service import ModelService, UnknownService
from intacct_desktop.api.naming import object_of, readable, without_prefix
from intacct_desktop.api.records.draft import RecordDraft, new_draft
from intacct_desktop.api.records.form import Entry, EntryKind, Form, Lines, Purpose, Section, form_of
from intacct_desktop.api.records.writes import Places, Write, new_idempotency_key, write_of
from intacct_desktop.resources import resource

_NOT_ASKED = frozenset({"key", "href"})
_UNDESCRIBED = Group("", {"notes": Field("notes", "string")}, {}, {}, {})
"""What nearly every action takes that takes anything."""


@dataclass(frozen=True, slots=True)
class WorkflowAction:
    """``workflows/accounts-payable/bill/approve``: the action ``approve`` of ``accounts-payable/bill``."""

    name: str
    object: str
    action: str
    title: str

    @property
    def is_dangerous(self) -> bool:
        """It takes something back, and is not undone by another."""
        return self.action.partition("-")[0] in _facts().danger

    @property
    def required(self) -> tuple[str, ...]:
        """The parameters that must be given, beside the key."""
        return _facts().required.get(without_prefix(self.name), ())


def actions_of(entries: Iterable[ModelEntry], object_name: str) -> tuple[WorkflowAction, ...]:
    """The actions that the company lists for an object; those that take something back come last."""
    # A document's type is in the address of the record, not in that of the action (facts 5.10, 10).
    owners = {object_name, object_name.partition("::")[0]}
    found = [_action(entry.name) for entry in entries if entry.kind is ResourceKind.WORKFLOW and object_of(entry.name) in owners]
    return tuple(sorted(found, key=lambda action: action.is_dangerous))


async def load_parameters(models: ModelService, action: WorkflowAction) -> Form:
    """What the action asks for. Where the company does not describe it, it may be given notes. Raises what the client raises."""
    try:
        return parameters_of(action, await models.service(action.name))
    except UnknownService:
        return parameters_of(action, None)


def parameters_of(action: WorkflowAction, service: ServiceModel | None) -> Form:
    """The members of the request but for the key, as a form: required ones first, lists as the JSON that they are sent as."""
    members = _UNDESCRIBED if service is None or service.request.is_empty else service.request.root
    model = ObjectModel(action.name, ResourceKind.WORKFLOW, frozenset({"POST"}), members)
    form = form_of(model, Purpose.CREATE)
    return replace(form, root=_asked(form.root, action.required))


def new_parameters(form: Form, today: date) -> RecordDraft:
    """Parameters to begin with: the model's defaults, and today for every day that must be given."""
    days = [entry.place for entry in form.entries.values() if entry.required and entry.kind is EntryKind.DATE]
    return new_draft(form, dict.fromkeys(days, today.isoformat()))


def action_write(
    action: WorkflowAction,
    keys: Sequence[str],
    parameters: RecordDraft,
    form: Form,
    *,
    entity: str | None = None,
    idempotency_key: str | None = None,
) -> tuple[Write, Places]:
    """The request that does it to the records with these keys, 500 at most (facts 5.6): an array where they are several.

    The places are those of `write_of`, within one item.
    """
    given, places = write_of(parameters, form)
    items: list[Mapping[str, Any]] = [{"key": key, **given.body} for key in keys]
    body = items[0] if len(items) == 1 else items
    path = f"/{quote(action.name, safe='/:')}"
    return Write("POST", path, action.object, tuple(keys), body, idempotency_key or new_idempotency_key(), entity), places


def _action(name: str) -> WorkflowAction:
    action = name.rpartition("/")[2]
    return WorkflowAction(name, object_of(name), action, readable(action))


def _asked(section: Section, required: Sequence[str]) -> Section:
    entries = [
        replace(entry, required=entry.path in required or (entry.field is not None and entry.field.required))
        for entry in (*section.entries, *map(_as_json, section.lines))
        if entry.lock is None and entry.path not in _NOT_ASKED
    ]
    rank = {path: at for at, path in enumerate(required)}
    entries.sort(key=lambda entry: rank.get(entry.path, len(rank) + (not entry.required)))
    inner = tuple(_asked(each, required) for each in section.sections)
    return replace(section, entries=tuple(entries), lines=(), sections=tuple(each for each in inner if any(_entries(each))))


def _as_json(lines: Lines) -> Entry:
    return Entry(lines.path, EntryKind.JSON, lock=lines.lock)


def _entries(section: Section) -> Iterator[Entry]:
    return (entry for inner in section.walk() for entry in inner.entries)


class _Facts(msgspec.Struct):
    danger: frozenset[str]
    required: dict[str, tuple[str, ...]]


@cache
def _facts() -> _Facts:
    return msgspec.json.decode(resource("model", "actions.json").read_bytes(), type=_Facts)
