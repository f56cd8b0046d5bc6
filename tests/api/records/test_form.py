"""The form of a record as the model draws it."""

import pytest

from intacct_desktop.api.model_service import ModelService, UnknownObject
from intacct_desktop.api.records.form import EntryKind, Form, Lock, Purpose, load_form
from intacct_desktop.api.records.required import required_on_create
from tests.forms import form_for, names

BILL = "accounts-payable/bill"


def members(form: Form) -> list[str]:
    return [*form.entries, *form.lines]


@pytest.mark.parametrize("purpose", Purpose)
def test_every_member_of_every_object_is_in_its_form_once(purpose: Purpose) -> None:
    for name in names():
        form = form_for(name, purpose)
        model = form.model
        seen = [entry.path for section in form.root.walk() for entry in section.entries]
        assert len(seen) == len(set(seen)), name
        identity = {f"{path}.{member}" for path in model.references for member in ("key", "id", "name", "href")}
        assert set(model.fields) - identity <= set(seen), name
        assert set(form.lines) == set(model.lists), name


def test_what_the_company_sets_is_locked_and_says_why() -> None:
    new, change = form_for(BILL, Purpose.CREATE), form_for(BILL, Purpose.CHANGE)
    assert new.entries["totalTxnAmount"].lock is Lock.READ_ONLY
    assert new.entries["key"].lock is Lock.READ_ONLY
    assert new.entries["dueDate"].lock is None
    department = form_for("company-config/department", Purpose.CHANGE)
    assert department.entries["id"].lock is (Lock.CREATE_ONLY if department.entries["id"].once else None)
    assert change.entries["audit.modifiedDateTime"].lock is Lock.READ_ONLY
    vendor = form_for("accounts-payable/vendor", Purpose.CHANGE)
    assert vendor.entries["contacts.default.email1"].lock is Lock.OF_TARGET
    assert vendor.entries["contacts.default.email1"].of == "contacts.default"


def test_an_object_that_takes_no_changes_is_only_read() -> None:
    form = form_for("company-config/audit-history", Purpose.CHANGE)
    assert form.purpose is Purpose.READ
    assert all(entry.lock for entry in form.entries.values())


def test_what_the_facts_require_is_marked_where_it_is_entered() -> None:
    bill = form_for(BILL, Purpose.CREATE)
    assert {entry.path for entry in bill.entries.values() if entry.required} == {"createdDate", "dueDate", "vendor", "currency.txnCurrency"}
    assert bill.lines["lines"].required
    assert {column.path for column in bill.lines["lines"].columns if column.required} == {"dimensions.location"}


def test_every_required_path_that_can_be_entered_is_marked() -> None:
    unmarked = []
    for name in names():
        form = form_for(name, Purpose.CREATE)
        if form.purpose is not Purpose.CREATE:
            continue
        marked = {entry.path for entry in form.entries.values() if entry.required}
        for path in required_on_create(name):
            own = path.partition("[")[0]
            entry, lines = form.entry_at("/" + own.replace(".", "/")), form.lines.get(own)
            if (entry is not None and entry.lock is None and entry.path not in marked) or (lines is not None and not lines.required):
                unmarked.append(f"{name} {path}")
    assert unmarked == []


def test_what_is_given_once_is_open_in_a_new_item_of_an_old_record() -> None:
    lines = form_for("general-ledger/journal-entry", Purpose.CHANGE).lines["lines"]
    once = next((column for column in lines.columns if column.once and column.lock is None), None)
    owner = next(column for column in lines.columns if column.reference is not None and column.reference.is_owner)
    assert owner.lock is Lock.READ_ONLY
    if once is not None:
        assert lines.lock_of(once, {"key": "7"}) is Lock.CREATE_ONLY
        assert lines.lock_of(once, {}) is None


def test_a_place_leads_to_its_entry_also_in_a_list_and_below_a_reference() -> None:
    form = form_for(BILL, Purpose.CREATE)
    assert form.entry_at("/vendor/id") is form.entries["vendor"]
    found = form.entry_at("/lines/3/dimensions/location/id")
    assert found is not None
    assert (found.path, found.kind) == ("dimensions.location", EntryKind.REFERENCE)
    assert form.entry_at("/nothing/here") is None
    assert form.lines_at("/lines/3") is form.lines["lines"]


async def test_a_form_brings_the_models_of_its_lists(models: ModelService) -> None:
    form = await load_form(models, BILL, Purpose.CHANGE)
    assert {"glAccount", "txnAmount", "memo"} <= {column.path for column in form.lines["lines"].columns}
    assert form.entries["state"].lock is Lock.BY_ACTIONS
    entry = await load_form(models, "general-ledger/journal-entry", Purpose.CHANGE)
    assert entry.entries["state"].lock is None, "it has no actions"
    typed = await load_form(models, "order-entry/document::Sales Invoice", Purpose.CREATE)
    assert (typed.object, typed.model.name) == ("order-entry/document::Sales Invoice", "order-entry/document")
    with pytest.raises(UnknownObject):
        await load_form(models, "accounts-payable/nothing", Purpose.READ)
