"""Which cells of a result lead to records, by the company's own models."""

from intacct_desktop.api.model import ValueKind
from intacct_desktop.api.model_service import ModelService
from intacct_desktop.results.columns import Column
from intacct_desktop.ui.record.row_links import links_of
from intacct_desktop.ui.results.grid.links import Link

BILL, VENDOR = "accounts-payable/bill", "accounts-payable/vendor"


def columns(*paths: str) -> list[Column]:
    return [Column(path, ValueKind.TEXT, None, path) for path in paths]


async def test_keys_ids_and_the_names_beside_them_lead_to_their_records(models: ModelService) -> None:
    await models.model(BILL)
    found = links_of(models, BILL, columns("key", "id", "vendor.name", "vendor.id", "state", "totalTxnAmount", "audit.createdBy"))
    assert found == {
        0: Link(BILL, "key", 0),
        1: Link(BILL, "id", 1),
        2: Link(VENDOR, "id", 3),
        3: Link(VENDOR, "id", 3),
    }


async def test_a_name_alone_and_a_group_of_rows_lead_nowhere(models: ModelService) -> None:
    await models.model(BILL)
    assert links_of(models, BILL, columns("vendor.name", "dueDate")) == {}
    assert links_of(models, BILL, columns("vendor.id", "sum:totalTxnAmount")) == {}


async def test_what_is_not_loaded_is_no_link(models: ModelService) -> None:
    assert links_of(models, "general-ledger/account", columns("key", "department.id")) == {0: Link("general-ledger/account", "key", 0)}
