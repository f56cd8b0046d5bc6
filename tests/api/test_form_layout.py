"""Where the members of a form stand: tried with every object of the catalogue."""

from collections import Counter
from collections.abc import Mapping

import pytest

from intacct_desktop.api.form import Form, Purpose, form_of
from intacct_desktop.api.form_layout import Block, layout_of
from intacct_desktop.api.model import ObjectModel, parse_model
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
        assert Counter(lines.path for block in blocks for lines in block.lines) == Counter(form.lines.keys()), name
        assert [block.about for block in blocks].count(True) <= 1, name
        assert not any(block.about for block in blocks[:-1]), name


def test_what_is_seen_through_a_reference_stands_with_it(catalogue: Mapping[str, ObjectModel]) -> None:
    for name in catalogue:
        _, blocks = _laid_out(catalogue, name)
        for row in (row for block in blocks for row in block.rows):
            assert row.entry.of is None, (name, row.entry.path)
            assert {entry.of for entry in row.target} <= {row.entry.path}, (name, row.entry.path)


def test_the_most_telling_of_a_bill_come_first_and_its_stamps_last(catalogue: Mapping[str, ObjectModel]) -> None:
    _, blocks = _laid_out(catalogue, "accounts-payable/bill")
    first = [row.entry.path for row in blocks[0].rows]
    assert first[:6] == ["billNumber", "createdDate", "dueDate", "vendor", "state", "referenceNumber"]
    assert first.index("term") < first.index("postingDate") < first.index("totalTxnAmount") < first.index("isOnHold")
    assert first.index("isOnHold") < first.index("isSystemGenerated")  # what cannot be changed after what can
    assert [lines.path for lines in blocks[0].lines] == ["lines"]
    about = [row.entry.path for row in blocks[-1].rows]
    assert blocks[-1].about
    assert about[:4] == ["id", "key", "webURL", "href"]
    assert {"audit.createdByUser", "audit.modifiedDateTime"} <= set(about)
    assert blocks[1].path == "currency"  # a new bill must have one
    assert [(block.path, block.level) for block in blocks if block.path.startswith("currency")] == [
        ("currency", 0),
        ("currency.exchangeRate", 1),
    ]


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
