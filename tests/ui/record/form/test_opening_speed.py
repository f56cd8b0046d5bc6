"""A form opens before its editors are made. Measured in the thread's own processor time, which other work on the machine leaves alone."""

import time
from collections.abc import Callable, Mapping

from intacct_desktop.api.records.draft import draft_of
from intacct_desktop.api.records.values import with_value
from intacct_desktop.ui.record.form.form_view import FormView
from tests.ui.record.form.conftest import BILL, ITEM, Known

_RUNS = 3


def _opened(known: Known, *, enter: bool) -> float:
    """Seconds of work until the form can be seen."""
    view = FormView(None)
    view.resize(1000, 900)
    begun = time.thread_time()
    view.show_record(known.form, known.draft)
    if enter and view.page is not None:
        for row in view.page.rows.values():
            row.open_editor()
    view.grab()
    taken = time.thread_time() - begun
    view.close()
    view.deleteLater()
    return taken


async def test_a_large_form_opens_without_its_editors(known: Mapping[str, Known]) -> None:
    item = known[ITEM]
    assert len(item.form.entries) > 130
    lazy = min(_opened(item, enter=False) for _ in range(_RUNS))
    eager = min(_opened(item, enter=True) for _ in range(_RUNS))
    assert lazy * 1.5 < eager


async def test_nothing_is_made_that_nobody_sees(known: Mapping[str, Known]) -> None:
    bill = known[BILL]
    view = FormView(None)
    view.resize(1000, 100)
    view.show_record(bill.form, bill.draft)
    view.grab()
    assert view.page is not None
    assert not [path for path, row in view.page.rows.items() if row.editor is not None]
    assert not [path for path, part in view.page.lists.items() if part.table is not None]
    view.close()
    view.deleteLater()


async def test_a_bill_of_two_thousand_lines_is_found_in_and_edited_at_once(known: Mapping[str, Known]) -> None:
    bill = known[BILL]
    line = bill.record["lines"][0]
    lines = [{**line, "key": str(at), "memo": f"part {at}"} for at in range(2000)]
    many = draft_of(bill.form, with_value(bill.record, "/lines", lines))
    view = FormView(None)
    view.resize(1000, 900)

    def seconds(work: Callable[[], object]) -> float:
        begun = time.thread_time()
        work()
        return time.thread_time() - begun

    opening = seconds(lambda: view.show_record(bill.form, many))
    assert view.page is not None
    assert view.reveal("/lines/1999/memo")
    assert view.find_entries("part 1999") == 1
    assert view.page.lists["lines"].isVisibleTo(view)
    finding = seconds(lambda: view.find_entries("part 1998"))
    editing = seconds(lambda: view.show_record(bill.form, many.with_value("/description", "More")))
    few = min(_opened(bill, enter=True) for _ in range(_RUNS))
    assert opening < 2 * few
    assert editing < 2 * few
    assert finding < 10 * few
    view.close()
    view.deleteLater()
