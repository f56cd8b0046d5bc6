"""Quick forms: what is left of the ordinary form, and the records that they make in the practice company."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from intacct_desktop.api.client import Client
from intacct_desktop.api.errors import IntacctError
from intacct_desktop.api.model_service import ModelService
from intacct_desktop.api.records.draft import RecordDraft
from intacct_desktop.api.records.draft_checks import DraftFault, check_draft
from intacct_desktop.api.records.form import Form, Purpose, load_form
from intacct_desktop.api.records.reading import get_result, record_path
from intacct_desktop.api.records.values import value_at
from intacct_desktop.api.records.writes import draft_place, send, write_of
from intacct_desktop.sandbox.server import SandboxServer
from intacct_desktop.workspace.quick_forms import QuickForm, begun, narrowed, quick_forms
from tests.practice import practice_company, signed_in_client

TODAY = date.today()  # noqa: DTZ011 - the practice company's day is this computer's
# What a person who knows the practice company types.
TYPED: dict[str, Any] = {
    "vendor": {"id": "V-00001"},
    "customer": {"id": "C-00001"},
    "description": "Annual maintenance",
    "currency.txnCurrency": "USD",
    "glAccount": {"id": "6400"},
    "txnAmount": "1240.50",
    "memo": "Site B",
    "dimensions.location": {"id": "100"},
    "dimensions.department": {"id": "0100"},
}


@pytest.fixture(scope="module")
def practice() -> Iterator[SandboxServer]:
    """A company of this module's own: bills and invoices are made in it."""
    with practice_company() as server:
        yield server


@pytest.fixture
async def client(practice: SandboxServer) -> AsyncIterator[Client]:
    async with signed_in_client(practice.ready) as client:
        yield client


def quick(name: str) -> QuickForm:
    return next(each for each in quick_forms() if each.name == name)


async def opened(client: Client, template: QuickForm) -> Form:
    return narrowed(await load_form(ModelService(client), template.object, Purpose.CREATE), template)


def filled(form: Form, template: QuickForm) -> RecordDraft:
    """Everything that the form asks for and a person would fill in, in two lines."""
    draft = begun(form, template, TODAY)
    for path, entry in form.entries.items():
        if path in TYPED:
            draft = draft.with_value(entry.place, TYPED[path])
    for lines in form.lines.values():
        item: dict[str, Any] = {"dimensions": {}}
        for column in lines.columns:
            above, _, name = column.path.rpartition(".")
            (item[above] if above else item)[name] = TYPED[column.path]
        draft = draft.with_value(lines.place, [item, item])
    return draft


def test_titles_and_names_are_each_their_own() -> None:
    assert [(each.name, each.title, each.object) for each in quick_forms()] == [
        ("bill", "Quick bill", "accounts-payable/bill"),
        ("invoice", "Quick invoice", "accounts-receivable/invoice"),
    ]


@pytest.mark.parametrize("template", quick_forms(), ids=lambda each: each.name)
async def test_a_quick_form_has_its_members_in_its_order_and_nothing_else(client: Client, template: QuickForm) -> None:
    form = await opened(client, template)
    assert tuple(form.entries) == template.entries, "the practice company's model has them all, and none is required that it forgets"
    assert {path: tuple(column.path for column in lines.columns) for path, lines in form.lines.items()} == template.lines
    assert not form.root.sections
    draft = begun(form, template, TODAY)
    assert draft.value("/dueDate") == date.fromordinal(TODAY.toordinal() + 30).isoformat()


@pytest.mark.parametrize("template", quick_forms(), ids=lambda each: each.name)
async def test_what_it_makes_is_what_was_typed(client: Client, template: QuickForm) -> None:
    form = await opened(client, template)
    draft = filled(form, template)
    assert not check_draft(draft, form)
    [made] = await send(client, write_of(draft, form)[0])
    record = await get_result(client, record_path(template.object, made.reference.key))
    for path, entry in form.entries.items():
        typed = draft.value(entry.place)
        if typed is not None:
            there = value_at(record, entry.place)
            assert (there["id"] if isinstance(typed, dict) else there) == (typed["id"] if isinstance(typed, dict) else typed), path
    assert [line["txnAmount"] for line in record["lines"]] == ["1240.50", "1240.50"]
    assert record["totalTxnAmount"] == "2481.00"


@pytest.mark.parametrize("template", quick_forms(), ids=lambda each: each.name)
async def test_a_required_value_that_is_missing_is_found_before_sending_and_named_by_the_company(
    client: Client, template: QuickForm
) -> None:
    form = await opened(client, template)
    whole = filled(form, template)
    required = [entry.place for entry in form.entries.values() if entry.required]
    required += [f"{lines.place}/1{column.place}" for lines in form.lines.values() for column in lines.columns if column.required]
    assert len(required) > 3
    for place in required:
        draft = whole.with_value(place, None)
        [problem] = check_draft(draft, form)
        assert (problem.place, problem.fault) == (place, DraftFault.MISSING)
        write, places = write_of(draft, form)
        with pytest.raises(IntacctError) as refused:
            await send(client, write)
        targets = {draft_place(places, detail.target) for detail in refused.value.details}
        found = {entry.path for target in targets if (entry := form.entry_at(target)) is not None}
        wanted = form.entry_at(place)
        assert wanted is not None
        assert found == {wanted.path}, (place, targets)


async def test_what_the_model_lacks_is_left_out_and_what_is_required_is_added(client: Client) -> None:
    form = await load_form(ModelService(client), "accounts-payable/bill", Purpose.CREATE)
    template = replace(quick("bill"), entries=("nsp::gone", "description", "state", "totalTxnAmount"), lines={}, values={"nsp::gone": 1})
    narrow = narrowed(form, template)
    assert tuple(narrow.entries) == ("description", "state", "createdDate", "dueDate", "vendor", "currency.txnCurrency")
    assert narrow.lines["lines"].columns == form.lines["lines"].columns, "required, and not narrowed"
    assert begun(narrow, template, TODAY).record == {"state": "draft"}, "the model's default"


async def test_days_are_counted_when_it_is_opened_and_only_of_dates(client: Client) -> None:
    values = {"createdDate": "today", "dueDate": "today+30", "description": "today", "lines": [{"memo": "today"}]}
    template = replace(quick("bill"), values=values)
    form = await opened(client, template)
    record = begun(form, template, date(2028, 2, 15)).record
    assert record == {"createdDate": "2028-02-15", "dueDate": "2028-03-16", "description": "today", "lines": [{"memo": "today"}]}
    assert begun(form, replace(template, values={"dueDate": "2026-01-31"}), TODAY).record == {"dueDate": "2026-01-31"}
