"""A record of every object of the catalogue, opened, filled, made, changed and deleted through the object's own form, as the window does
it: what the form locks is not touched, what it offers is taken by the company."""

from collections import defaultdict
from collections.abc import AsyncIterator, Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import pytest

from intacct_desktop.api.client import Client
from intacct_desktop.api.errors import IntacctError
from intacct_desktop.api.model_service import ModelService
from intacct_desktop.api.records.draft import RecordDraft, changes, draft_of, new_draft
from intacct_desktop.api.records.draft_checks import check_draft
from intacct_desktop.api.records.form import Entry, EntryKind, Form, Lines, Purpose, load_form
from intacct_desktop.api.records.reading import list_objects, read_record
from intacct_desktop.api.records.values import place_of, value_at, with_value
from intacct_desktop.api.records.writes import delete_of, write_of
from intacct_desktop.connections.safety import Confirmation, Safety, SafetyLevel
from intacct_desktop.sandbox.ready import Ready
from intacct_desktop.workspace.journal import Action, Journal
from intacct_desktop.workspace.writer import Intent, Sent, Writer
from tests.forms import names, shipped_model
from tests.practice import machine_profile, practice_company, signed_in_client
from tests.sandbox.sample_bodies import Bodies

APPLICATIONS: dict[str, list[str]] = defaultdict(list)
for _name in names():
    APPLICATIONS[_name.partition("/")[0]].append(_name)

# They have no draft, and what is posted stays.
POSTED_AT_ONCE = ("cash-management/credit-card-txn", "cash-management/other-receipt")
# Words that no rule of accounting looks at.
_HARMLESS = ("description", "memo", "notes", "comments")


@pytest.fixture(scope="module")
def ready() -> Iterator[Ready]:
    with practice_company(today=date(2026, 11, 20)) as server:  # the day that the bodies are made for
        yield server.ready


@pytest.fixture(scope="module")
def bodies(ready: Ready) -> Iterator[Bodies]:
    """Bodies that the company takes, with references to records that exist."""
    token = httpx.post(
        f"{ready.base_url}/oauth2/token",
        data={
            "grant_type": "client_credentials",
            "client_id": ready.client_id,
            "client_secret": ready.client_secret,
            "username": ready.username,
        },
    ).json()["access_token"]
    with httpx.Client(base_url=ready.base_url, headers={"Authorization": f"Bearer {token}"}, trust_env=False) as api:

        @cache
        def first(name: str) -> dict[str, Any] | None:
            listed = api.get(f"/objects/{name}").json()["ia::result"]
            return dict(api.get(listed[0]["href"].removeprefix("/ia/api/v1")).json()["ia::result"]) if listed else None

        def make(name: str, body: dict[str, Any]) -> str:
            key = str(api.post(f"/objects/{name}", json=body).json()["ia::result"]["key"])
            if name == "accounts-payable/bill" and "state" not in body:
                assert api.post(f"/workflows/{name}/submit", json={"key": key}).status_code == 200
            return key

        yield Bodies(first, make)


@pytest.fixture
async def client(ready: Ready) -> AsyncIterator[Client]:
    async with signed_in_client(ready) as client:
        yield client


@pytest.fixture
async def writer(client: Client, ready: Ready, tmp_path: Path) -> AsyncIterator[Writer]:
    safety = Safety(SafetyLevel.ASK, lambda: "riverside")
    client.guard = safety
    writer = Writer(client, safety, Journal(tmp_path / "journal.db"), machine_profile(ready), lambda: "api.user")
    yield writer
    await writer.aclose()


@pytest.mark.parametrize("application", APPLICATIONS)
async def test_every_object_that_allows_it_is_made_changed_and_deleted_by_its_form(
    client: Client, writer: Writer, bodies: Bodies, application: str
) -> None:
    models = ModelService(client)
    for name in APPLICATIONS[application]:
        model = shipped_model(name)
        assert model is not None
        if "POST" in model.methods:
            key = await made(client, models, writer, bodies, name)
            if "PATCH" in model.methods:
                await changed(client, models, writer, name, key)
            if "DELETE" in model.methods:
                await deleted(client, writer, name, key)
        elif "PATCH" in model.methods and not name.endswith("-preference"):
            for reference in (await list_objects(client, name))[-1:]:
                await changed(client, models, writer, name, reference.key)


async def made(client: Client, models: ModelService, writer: Writer, bodies: Bodies, name: str) -> str:
    if name == "inventory-control/stockable-kit-document":
        # Its definition is one of two, by names that the company has to have given first.
        definition = await load_form(models, "inventory-control/txn-definition", Purpose.CREATE)
        await send(writer, new_draft(definition, {"/id": "buildKits"}), definition, Action.CREATE)
    form = await load_form(models, name, Purpose.CREATE)
    assert form.purpose is Purpose.CREATE, name
    body = bodies.new(name)
    # The line of a document asks for less within it than the reference asks of one by itself.
    bodies.complete(name, body, [problem.path for problem in check_draft(filled(form, new_draft(form), body, name), form)])
    draft = filled(form, new_draft(form), body, name)
    assert check_draft(draft, form) == (), name
    sent = await send(writer, draft, form, Action.CREATE)
    key = sent.written[0].reference.key
    assert sent.after is not None, name
    again = filled(form, RecordDraft(name, key, sent.after, sent.after), body, name)
    assert [change.path for change in changes(again, form) if change.lines is None] == [], name
    return key


async def changed(client: Client, models: ModelService, writer: Writer, name: str, key: str) -> None:
    """Change a text that means nothing to any rule, through the form; where it offers none, nothing is sent."""
    form = await load_form(models, name, Purpose.CHANGE)
    assert form.purpose is Purpose.CHANGE, name
    before = await read_record(client, name, key)
    draft = draft_of(form, before)
    assert changes(draft, form) == (), name
    assert check_draft(draft, form) == (), name
    entry = next((form.entries[path] for path in _HARMLESS if path in form.entries and form.entries[path].lock is None), None)
    if entry is None:
        return
    draft = draft.with_value(entry.place, f"Changed through the form of {name}"[:40])
    sent = await send(writer, draft, form, Action.CHANGE)
    assert sent.after is not None, name
    assert value_at(sent.after, entry.place) == draft.value(entry.place), name


async def deleted(client: Client, writer: Writer, name: str, key: str) -> None:
    write = delete_of(name, key)
    intent, confirmation = Intent(action=Action.DELETE), Confirmation.of([write])
    if name in POSTED_AT_ONCE:
        with pytest.raises(IntacctError) as refused:
            await writer.send(write, intent, confirmation)
        assert refused.value.status == 422, name
        return
    await writer.send(write, intent, confirmation)
    with pytest.raises(IntacctError) as gone:
        await read_record(client, name, key)
    assert gone.value.status == 404, name


async def send(writer: Writer, draft: RecordDraft, form: Form, action: Action) -> Sent:
    write, _ = write_of(draft, form)
    try:
        sent = await writer.send(write, Intent(action=action), Confirmation.of([write]))
    except IntacctError as error:
        raise AssertionError(f"{form.object}: {write.body} {error} {error.details}") from error
    assert sent.written[0].error is None
    return sent


def filled(form: Form, draft: RecordDraft, body: Mapping[str, Any], name: str) -> RecordDraft:
    """The draft with everything that a body says, entered where the form has it, and nowhere else."""
    for entry, lines, value in members(form, body):
        if lines is not None:
            items = [item(lines, each, name) for each in value] if lines.columns else value
            draft = draft.with_value(lines.place, items)
        elif entry is not None:
            draft = draft.with_value(entry.place, typed(entry, value))
    return draft


def members(form: Form, body: Mapping[str, Any], above: str = "") -> Iterator[tuple[Entry | None, Lines | None, Any]]:
    for member, value in body.items():
        path = f"{above}{member}"
        if (lines := form.lines.get(path)) is not None:
            assert lines.lock is None, (form.object, path, lines.lock)
            yield None, lines, value
        elif (entry := form.entries.get(path)) is not None:
            assert entry.lock is None, (form.object, path, entry.lock)
            yield entry, None, value
        else:
            assert isinstance(value, Mapping), (form.object, path)
            yield from members(form, value, f"{path}.")


def item(lines: Lines, body: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """An item of a list, each of its members where the list has a column for it."""

    def walk(value: Mapping[str, Any], above: str = "") -> Iterator[tuple[Entry, Any]]:
        for member, each in value.items():
            column = lines.members.get(f"{above}{member}")
            if column is not None:
                assert column.lock is None, (name, lines.path, column.path)
                yield column, each
            else:
                assert isinstance(each, Mapping), (name, lines.path, f"{above}{member}")
                yield from walk(each, f"{above}{member}.")

    record: Mapping[str, Any] = {}
    for column, each in walk(body):
        record = with_value(record, place_of(column.path), typed(column, each))
    return record


def typed(entry: Entry, value: Any) -> Any:
    assert (entry.kind is EntryKind.REFERENCE) == (entry.reference is not None)
    return value
