"""Back and forward through the records of a tab."""

from intacct_desktop.api.records.address import RecordAddress
from intacct_desktop.ui.record.trail import Trail

VENDOR, BILL, PAYMENT = (
    RecordAddress(name, "1") for name in ("accounts-payable/vendor", "accounts-payable/bill", "accounts-payable/payment")
)


def around(trail: Trail) -> tuple[RecordAddress | None, ...]:
    return trail.before, trail.stop, trail.after


def step(trail: Trail, by: int) -> None:
    there = trail.before if by < 0 else trail.after
    if there is not None:
        trail.aim(by)
        trail.go(there)


def test_one_goes_on_and_back_and_on_again() -> None:
    trail = Trail()
    assert around(trail) == (None, None, None)
    step(trail, -1)
    trail.go(VENDOR)
    trail.go(VENDOR)  # read again
    trail.go(BILL)
    assert around(trail) == (VENDOR, BILL, None)
    step(trail, 1)
    assert trail.stop == BILL
    step(trail, -1)
    step(trail, -1)
    assert around(trail) == (None, VENDOR, BILL)


def test_another_way_forgets_what_was_ahead() -> None:
    trail = Trail()
    for stop in (VENDOR, BILL, VENDOR):
        trail.go(stop)
    step(trail, -1)
    trail.go(PAYMENT)
    assert around(trail) == (BILL, PAYMENT, None)


def test_a_step_that_never_arrives_is_none() -> None:
    trail = Trail()
    for stop in (VENDOR, BILL):
        trail.go(stop)
    trail.aim(-1)
    assert around(trail) == (VENDOR, BILL, None)
    trail.go(PAYMENT)
    assert around(trail) == (BILL, PAYMENT, None)


def test_a_long_way_is_not_remembered_for_ever() -> None:
    trail = Trail()
    for number in range(1000):
        trail.go(RecordAddress("accounts-payable/vendor", str(number)))
    seen = 1
    while trail.before is not None:
        step(trail, -1)
        seen += 1
    assert seen == 100
