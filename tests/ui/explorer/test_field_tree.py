"""The tree of an object's fields, over the practice company's models."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from intacct_desktop.api.model import Field, Reference
from intacct_desktop.api.model_service import ModelService
from intacct_desktop.ui.explorer.field_tree import Column, FieldRole, FieldTreeModel, RowKind
from intacct_desktop.ui.field_drag import DraggedFields, fields_in
from tests.practice import Company
from tests.ui.conftest import Until
from tests.ui.explorer.conftest import names

BILL = "accounts-payable/bill"
DEPARTMENT = "company-config/department"


@pytest.fixture
async def bill(models: ModelService, until: Until) -> FieldTreeModel:
    tree = FieldTreeModel(models, checkable=True)
    tree.set_object(BILL)
    await until(lambda: tree.object_model is not None)
    return tree


async def test_the_model_keeps_qts_rules_while_it_loads(models: ModelService, until: Until) -> None:
    tree = FieldTreeModel(models)
    tester = QAbstractItemModelTester(tree, QAbstractItemModelTester.FailureReportingMode.Warning)  # a warning of Qt fails the test
    tester.setUseFetchMore(False)
    tree.set_object(DEPARTMENT)
    assert names(tree) == ["Loading…"]
    await until(lambda: tree.object_model is not None)
    tree.fetchMore(tree.index_at("parent"))
    await until(lambda: tree.index_at("parent.supervisor").isValid())
    tree.set_object(BILL)
    await until(lambda: tree.object_model is not None)


async def test_key_id_and_name_come_first_then_the_models_order(models: ModelService, until: Until) -> None:
    tree = FieldTreeModel(models)
    tree.set_object(DEPARTMENT)
    await until(lambda: tree.object_model is not None)
    model = await models.model(DEPARTMENT)
    rest = [name for name in model.root.fields if name not in ("key", "id", "name")]
    assert names(tree) == ["key", "id", "name", *rest, *model.root.references, *model.root.groups, *model.root.lists]


async def test_a_row_says_type_access_and_where_it_leads(bill: FieldTreeModel) -> None:
    def words(path: str) -> list[str]:
        return [bill.index_at(path).siblingAtColumn(column).data() for column in Column]

    assert words("totalTxnAmountDue") == ["totalTxnAmountDue", "Total transaction amount due", "decimal · 2 places", "read only", ""]
    assert words("paymentPriority") == ["paymentPriority", "Payment priority", "enum · 4 values", "", "urgent, high, normal, low"]
    assert words("vendor") == ["vendor", "Vendor", "reference", "", "accounts-payable/vendor"]
    assert words("lines") == ["lines", "Lines", "list", "", "accounts-payable/bill-line"]
    assert words("audit") == ["audit", "Audit", "group", "", ""]
    created = bill.index_at("audit.createdDateTime")
    assert created.parent() == bill.index_at("audit")
    field, vendor = created.data(FieldRole.FIELD), bill.index_at("vendor").data(FieldRole.REFERENCE)
    assert isinstance(field, Field)
    assert field.path == created.data(FieldRole.PATH) == "audit.createdDateTime"
    assert isinstance(vendor, Reference)
    assert vendor.object == bill.index_at("vendor").data(FieldRole.TARGET) == "accounts-payable/vendor"


async def test_what_a_query_refuses_is_shown_with_the_reason_and_cannot_be_ticked(
    bill: FieldTreeModel, models: ModelService, until: Until
) -> None:
    lines = bill.index_at("lines")
    assert not lines.data(FieldRole.QUERYABLE)
    assert "Query accounts-payable/bill-line instead." in lines.data(Qt.ItemDataRole.ToolTipRole)
    invoice = FieldTreeModel(models, checkable=True)
    invoice.set_object("accounts-receivable/invoice")
    await until(lambda: invoice.object_model is not None)
    action = invoice.index_at("action")
    assert action.siblingAtColumn(Column.ACCESS).data() == "write only · deprecated"
    assert "a query cannot return it" in action.data(Qt.ItemDataRole.ToolTipRole)
    assert not invoice.setData(action, Qt.CheckState.Checked, Qt.ItemDataRole.CheckStateRole)
    assert invoice.checked == []


async def test_a_reference_loads_its_target_when_opened_round_in_circles_too(models: ModelService, until: Until) -> None:
    tree = FieldTreeModel(models)
    tree.set_object(DEPARTMENT)
    await until(lambda: tree.object_model is not None)
    parent = tree.index_at("parent")
    assert tree.canFetchMore(parent)
    inline = names(tree, parent)
    tree.fetchMore(parent)
    assert not tree.canFetchMore(parent)
    assert names(tree, parent)[: len(inline)] == inline, "what was there stays where it was"
    again = tree.index_at("parent.parent")
    assert again.isValid()
    assert again.data(FieldRole.KIND) is RowKind.REFERENCE
    assert len(set(names(tree, parent))) == tree.rowCount(parent)
    tree.fetchMore(again)
    assert tree.index_at("parent.parent.parent").isValid()


async def test_a_target_that_does_not_load_says_so_and_can_be_tried_again(bill: FieldTreeModel, company: Company, until: Until) -> None:
    vendor = bill.index_at("vendor")
    company.fails("/services/core/model", status=400)
    bill.fetchMore(vendor)
    last = bill.index(bill.rowCount(vendor) - 1, 0, vendor)
    assert last.data(FieldRole.KIND) is RowKind.LOADING
    await until(lambda: last.data(FieldRole.KIND) is RowKind.FAILED)
    assert last.data().startswith("Not loaded: ")
    assert not bill.canFetchMore(vendor), "a view asks at every repaint: only the person tries again"
    bill.retry(last)
    await until(lambda: bill.index_at("vendor.creditLimit").isValid())
    assert RowKind.FAILED not in [bill.index(row, 0, vendor).data(FieldRole.KIND) for row in range(bill.rowCount(vendor))]


async def test_an_answer_for_an_object_no_longer_shown_is_dropped(models: ModelService, until: Until) -> None:
    tree = FieldTreeModel(models)
    tree.set_object(BILL)
    tree.set_object(DEPARTMENT)
    await until(lambda: models.loaded(BILL) is not None and tree.object_model is not None)
    assert tree.object_model is models.loaded(DEPARTMENT)
    assert not tree.index_at("dueDate").isValid()


async def test_an_object_that_the_company_does_not_have(models: ModelService, until: Until) -> None:
    tree = FieldTreeModel(models)
    errors: list[BaseException] = []
    tree.failed.connect(errors.append)
    tree.set_object("accounts-payable/nothing")
    await until(lambda: errors)
    assert names(tree) == [
        "Not loaded: The company has no object accounts-payable/nothing, or you may not see it. Press Enter to try again."
    ]


async def test_ticks_keep_their_order_and_leave_out_what_is_there(bill: FieldTreeModel) -> None:
    bill.set_present(["key"])
    for path in ("dueDate", "id", "key"):
        bill.setData(bill.index_at(path), Qt.CheckState.Checked, Qt.ItemDataRole.CheckStateRole)
    assert bill.checked == ["dueDate", "id"]
    assert bill.index_at("key").data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
    bill.set_checked("dueDate", False)
    assert bill.checked == ["id"]
    bill.set_object(BILL)
    assert bill.checked == []


async def test_only_fields_that_a_query_can_have_are_dragged(models: ModelService, until: Until) -> None:
    tree = FieldTreeModel(models)
    tree.set_object("accounts-receivable/invoice")
    await until(lambda: tree.object_model is not None)

    def can(path: str) -> bool:
        return bool(tree.index_at(path).flags() & Qt.ItemFlag.ItemIsDragEnabled)

    assert [can(path) for path in ("customer.id", "key", "customer", "lines", "action")] == [True, True, False, False, False]
    rows = [tree.index_at(path).siblingAtColumn(column) for path in ("key", "lines", "action", "customer.id") for column in Column]
    assert fields_in(tree.mimeData(rows)) == DraggedFields("accounts-receivable/invoice", ("key", "customer.id"))
    assert fields_in(tree.mimeData([tree.index_at("lines")])) is None


async def test_a_badge_comes_when_a_refusal_is_learned(bill: FieldTreeModel) -> None:
    due = bill.index_at("dueDate")
    assert due.data(Qt.ItemDataRole.DecorationRole) is None
    redrawn: list[int] = []
    bill.dataChanged.connect(lambda _first, _last, roles: redrawn.extend(roles))
    bill.set_refused({"dueDate"})
    assert Qt.ItemDataRole.DecorationRole.value in redrawn
    assert not due.data(Qt.ItemDataRole.DecorationRole).isNull()
    assert due.siblingAtColumn(Column.TITLE).data(Qt.ItemDataRole.DecorationRole) is None
    assert due.flags() & Qt.ItemFlag.ItemIsUserCheckable, "it may be tried again"


async def test_known_fields_reach_one_level_below_what_is_loaded(bill: FieldTreeModel, models: ModelService) -> None:
    paths = [field.path for field in bill.fields()]
    assert {"dueDate", "audit.createdDateTime", "vendor.id"} <= set(paths)
    assert "vendor.creditLimit" not in paths
    await models.model("accounts-payable/vendor")
    paths = [field.path for field in bill.fields()]
    assert "vendor.creditLimit" in paths
    assert len(paths) == len(set(paths))
