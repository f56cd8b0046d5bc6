"""Back and forward through the records of a tab."""

from intacct_desktop.api.records.address import RecordAddress
from intacct_desktop.ui.record.trail import Trail

VENDOR, BILL, PAYMENT = (
    RecordAddress(name, "1") for name in ("accounts-payable/vendor", "accounts-payable/bill", "accounts-payable/payment")
)


def around(trail: Trail) -> tuple[RecordAddress | None, ...]:
    return trail.before, trail.stop, trail.after


def test_one_goes_on_and_back_and_on_again() -> None:
    trail = Trail()
    assert around(trail) == (None, None, None)
    trail.step(-1)
    trail.go(VENDOR)
    trail.go(VENDOR)  # read again
    trail.go(BILL)
    assert around(trail) == (VENDOR, BILL, None)
    trail.step(1)
    assert trail.stop == BILL
    trail.step(-1)
    trail.step(-1)
    assert around(trail) == (None, VENDOR, BILL)


def test_another_way_forgets_what_was_ahead() -> None:
    trail = Trail()
    for stop in (VENDOR, BILL, VENDOR):
        trail.go(stop)
    trail.step(-1)
    trail.go(PAYMENT)
    assert around(trail) == (BILL, PAYMENT, None)
