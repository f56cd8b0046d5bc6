"""What a payment uses up beside money: an adjustment or an advance of the same partner, against one line of one document."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from intacct_desktop.sandbox.company.books import converted
from intacct_desktop.sandbox.company.subledgers.adjustments import Adjustment, Written
from intacct_desktop.sandbox.company.subledgers.advances import Advance
from intacct_desktop.sandbox.company.subledgers.settlements import Payment


@dataclass(frozen=True, slots=True)
class Deduction:
    """``amount`` (positive) less is paid for line ``line`` of part ``part``; ``written`` is the adjustment or the advance."""

    part: int
    line: int
    amount: int
    written: Written
    is_advance: bool

    def is_at(self, part: int, line: int) -> bool:
        """Whether it is this line that less is paid for."""
        return (self.part, self.line) == (part, line)


@dataclass(frozen=True, slots=True)
class Money:
    """What a payment moves in money, part by part: in the documents' currency, in the entity's at their rates, and at the bank."""

    txn: list[int]
    base: list[int]
    bank: list[int]


def money_of(payment: Payment, deduction: Deduction | None, rate: int) -> Money:
    """The money of a payment at the rate of its day."""
    txn = [sum(part.txn) for part in payment.parts]
    base = [sum(part.base) for part in payment.parts]
    if deduction:
        txn[deduction.part] -= deduction.amount
        base[deduction.part] -= deduction.amount
    return Money(txn, base, [converted(amount, rate) for amount in txn])


def deduct(
    payment: Payment,
    chance: random.Random,
    opening: date,
    account: int | None,
    add_adjustment: Callable[[Adjustment], Written],
    add_advance: Callable[[Advance], Written],
) -> Deduction | None:
    """Make an adjustment or an advance for one payment in thirty, if it is large enough and in the entity's currency.

    The adjustment hits ``account``, or the one of the line where there is none.
    """
    if payment.is_foreign or chance.random() > 0.033:
        return None
    part, at, amount = payment.largest
    if amount < 20_000 or payment.total < amount:
        return None
    is_advance = chance.random() < 0.4
    share = amount * chance.randint(3, 30 if is_advance else 12) // 100
    day = max(opening, payment.day - timedelta(days=chance.randint(6, 40)))
    if is_advance:
        entered = share if chance.random() < 0.8 else share * 2
        written = add_advance(Advance(payment.partner, payment.entity, day, entered, share, payment.day))
    else:
        document = payment.parts[part].document
        written = add_adjustment(
            Adjustment(
                payment.partner,
                payment.entity,
                payment.currency,
                day,
                -share,
                account or document.accounts[at],
                document.department,
                document.location,
                payment.day,
            )
        )
    return Deduction(part, at, share, written, is_advance)
