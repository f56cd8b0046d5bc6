"""A field is typed ahead over its dotted path to any depth; models behind references come when their dot is typed."""

from collections.abc import Awaitable, Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from intacct_desktop.api.model_service import ModelService
from intacct_desktop.api.operators import Operator
from intacct_desktop.api.query import Filter, Query
from intacct_desktop.ui import tasks
from intacct_desktop.ui.builder.field_box import FieldBox
from intacct_desktop.ui.builder.offer_list import BESIDE, OfferList
from tests.practice import Company
from tests.ui.builder.filter_form import FilterForm, type_into
from tests.ui.conftest import Until

Make = Callable[..., Awaitable[FilterForm]]
QUERY = Query("accounts-payable/bill", ("key",), (Filter(Operator.EQ, "billNumber", "x"),) * 2)


def popup() -> OfferList | None:
    found = QApplication.activePopupWidget()
    return found if isinstance(found, OfferList) else None


def offered() -> list[str]:
    view = popup()
    model = view.model() if view is not None else None
    return [model.index(row, 0).data() for row in range(model.rowCount())] if model is not None else []


def take(path: str) -> None:
    view = popup()
    assert view is not None
    while view.currentIndex().data() != path:
        QTest.keyClick(view, Qt.Key.Key_Down)
    QTest.keyClick(view, Qt.Key.Key_Return)


async def test_own_fields_are_offered_with_their_titles(make_form: Make) -> None:
    form = await make_form(QUERY)
    type_into(form.row(1).field_box, "duedat")
    view = popup()
    assert view is not None
    assert view.model().index(0, 0).data(BESIDE) == "Due date"
    take("dueDate")
    assert form.query.filters[0].field == "dueDate"
    type_into(form.row(2).field_box, "lines")
    lists = [view.model().index(row, 0) for row in range(view.model().rowCount())]
    assert [index.flags() for index in lists if index.data() == "lines"] == [Qt.ItemFlag.ItemIsSelectable]
    view.hide()


async def test_the_dot_after_a_reference_loads_what_is_behind_it(
    make_form: Make, models: ModelService, until: Until, company: Company
) -> None:
    form = await make_form(QUERY)
    box: FieldBox = form.row(2).field_box
    assert models.loaded("accounts-payable/vendor") is None
    type_into(box, "vendor.")
    await until(lambda: "vendor.creditLimit" in offered())
    assert company.count("GET /services/core/model") == 1
    type_into(box, "vendor.defaultexpenseglaccount")
    take("vendor.defaultExpenseGLAccount.")
    await until(lambda: "vendor.defaultExpenseGLAccount.accountType" in offered())
    assert box.text() == "vendor.defaultExpenseGLAccount."
    take("vendor.defaultExpenseGLAccount.accountType")
    await until(lambda: form.query.filters[1].field == "vendor.defaultExpenseGLAccount.accountType")
    assert form.query.filters[1].operator is Operator.EQ
    assert form.query.filters[0] == QUERY.filters[0]


async def test_a_pause_is_waited_for_and_a_failure_disturbs_nobody(make_form: Make, until: Until, company: Company) -> None:
    form = await make_form(QUERY)
    company.fails("/services/core/model", status=400)
    box = form.row(1).field_box
    type_into(box, "vendor.nam")
    await until(lambda: company.count("GET /services/core/model"))
    await until(lambda: not tasks.running())
    assert box.text() == "vendor.nam"
    assert company.count("GET /services/core/model") == 1
    if (view := popup()) is not None:
        view.hide()
    QTest.keyClick(box, Qt.Key.Key_Escape)
    assert box.text() == "billNumber"


async def test_a_path_left_at_its_dot_is_that_of_the_reference(make_form: Make, until: Until) -> None:
    form = await make_form(QUERY)
    box = form.row(1).field_box
    type_into(box, "vendor.")
    await until(lambda: "vendor.creditLimit" in offered())
    view = popup()
    assert view is not None
    QTest.keyClick(view, Qt.Key.Key_Escape)
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert form.query.filters[0].field == "vendor"
    assert "not in the model" in form.words(1)
