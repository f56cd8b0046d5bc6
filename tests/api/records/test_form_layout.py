"""Where the members of a form stand: tried with every object of the catalogue."""

from collections import Counter
from collections.abc import Mapping

import pytest

from intacct_desktop.api.model import ObjectModel, parse_model
from intacct_desktop.api.records.form import Form, Purpose, form_of
from intacct_desktop.api.records.form_layout import Block, Part, layout_of
from intacct_desktop.sandbox.facts import load_facts
from intacct_desktop.sandbox.model.service import answer


@pytest.fixture(scope="module")
def catalogue() -> Mapping[str, ObjectModel]:
    """Every object that the project knows, by name."""
    listed = answer(load_facts(), {"type": "object", "schema": "true"})["ia::result"]
    return {model.name: model for model in map(parse_model, listed)}


def _laid_out(catalogue: Mapping[str, ObjectModel], name: str, purpose: Purpose = Purpose.CHANGE) -> tuple[Form, tuple[Block, ...]]:
    form = form_of(catalogue[name], purpose, catalogue.get)
    return form, layout_of(form)


@pytest.mark.parametrize("purpose", Purpose)
def test_everything_of_every_object_is_in_one_place(catalogue: Mapping[str, ObjectModel], purpose: Purpose) -> None:
    assert len(catalogue) > 500
    for name in catalogue:
        form, blocks = _laid_out(catalogue, name, purpose)
        placed = Counter(entry.path for block in blocks for row in block.rows for entry in (row.entry, *row.target))
        assert placed == Counter(form.entries.keys()), name
        for laid_out in (blocks, layout_of(form, form.lines)):
            assert Counter(lines.path for block in laid_out for lines in block.lines) == Counter(form.lines.keys()), name
        assert not any(block.part is Part.ABOUT for block in blocks[:-1]), name
        for part in (Part.OBJECT, Part.AMOUNTS, Part.MORE, Part.ABOUT):
            assert [block.part for block in blocks].count(part) <= 1, name


def test_what_is_seen_through_a_reference_stands_with_it(catalogue: Mapping[str, ObjectModel]) -> None:
    for name in catalogue:
        _, blocks = _laid_out(catalogue, name)
        for row in (row for block in blocks for row in block.rows):
            assert row.entry.of is None, (name, row.entry.path)
            assert {entry.of for entry in row.target} <= {row.entry.path}, (name, row.entry.path)


def test_of_a_bill_what_people_enter_is_first_then_its_amounts_and_lines(catalogue: Mapping[str, ObjectModel]) -> None:
    _, blocks = _laid_out(catalogue, "accounts-payable/bill")
    assert [block.part for block in blocks[:4]] == [Part.OBJECT, Part.AMOUNTS, Part.LISTS, Part.MORE]
    first, amounts, lists, more = ([row.entry.path for row in block.rows] for block in blocks[:4])
    assert first[:6] == ["billNumber", "vendor", "createdDate", "dueDate", "currency.txnCurrency", "state"]
    assert {"term", "postingDate", "description", "isOnHold"} < set(first)
    assert len(first) <= 12
    assert set(amounts) == {"totalBaseAmount", "totalBaseAmountDue", "totalTxnAmount", "totalTxnAmountDue"}
    assert [lines.path for lines in blocks[2].lines] == ["lines"]
    assert lists == []
    assert more.index("invoiceMode") < more.index("importStatus")  # what cannot be changed after what can
    assert [(block.path, block.level) for block in blocks if block.path.startswith("currency")] == [
        ("currency", 0),
        ("currency.exchangeRate", 1),
    ]
    about = [row.entry.path for row in blocks[-1].rows]
    assert about[:4] == ["id", "key", "webURL", "href"]
    assert {"audit.createdByUser", "audit.modifiedDateTime"} <= set(about)


@pytest.mark.parametrize("purpose", [Purpose.CREATE, Purpose.CHANGE])
def test_all_that_a_new_record_must_have_stands_before_the_rest(catalogue: Mapping[str, ObjectModel], purpose: Purpose) -> None:
    for name in catalogue:
        form, blocks = _laid_out(catalogue, name, purpose)
        required = {entry.path for entry in form.entries.values() if entry.required}
        first = {row.entry.path for block in blocks if block.part is Part.OBJECT for row in block.rows}
        assert required <= first, name
        late = {lines.path for block in blocks if block.part is not Part.LISTS for lines in block.lines}
        assert not late & {lines.path for lines in form.lines.values() if lines.required and "." not in lines.path}, name


def test_a_list_that_has_items_comes_before_what_is_rare(catalogue: Mapping[str, ObjectModel]) -> None:
    form = form_of(catalogue["accounts-payable/vendor"], Purpose.CHANGE, catalogue.get)

    def parts(path: str, *filled: str) -> list[Part]:
        return [block.part for block in layout_of(form, filled) if block.part is Part.MORE or path in [lines.path for lines in block.lines]]

    assert parts("contactList") == [Part.MORE, Part.LISTS]
    assert parts("contactList", "contactList") == [Part.LISTS, Part.MORE]
    assert parts("vendorEmailTemplates", "contactList") == [Part.MORE, Part.LISTS]


def test_a_small_object_has_no_rare_members(catalogue: Mapping[str, ObjectModel]) -> None:
    _, blocks = _laid_out(catalogue, "accounts-payable/term")
    assert [block.part for block in blocks if not block.path] == [Part.OBJECT, Part.ABOUT]


@pytest.mark.parametrize("purpose", Purpose)
@pytest.mark.parametrize("name", ["accounts-payable/vendor", "projects/project", "company-config/company-preference"])
def test_an_id_that_people_give_is_the_first_of_all_and_then_the_name(
    catalogue: Mapping[str, ObjectModel], name: str, purpose: Purpose
) -> None:
    _, blocks = _laid_out(catalogue, name, purpose)
    assert [row.entry.path for row in blocks[0].rows[:2]] == ["id", "name"]


def test_deprecated_members_are_the_end_of_the_form(catalogue: Mapping[str, ObjectModel]) -> None:
    objects_with_some = 0
    for name in catalogue:
        form, blocks = _laid_out(catalogue, name)
        fields = [entry.field for entry in form.entries.values() if entry.of is None and entry.field is not None]
        deprecated = [field.path for field in fields if field.deprecated]
        if deprecated:
            objects_with_some += 1
            assert [row.entry.path for row in blocks[-1].rows][-len(deprecated) :] == deprecated, name
    assert objects_with_some > 10
