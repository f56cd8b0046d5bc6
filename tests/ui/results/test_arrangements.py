"""One wish made of another, without a window."""

from decimal import Decimal

from intacct_desktop.results.arrangement import Arrangement, Restriction, SortKey
from intacct_desktop.ui.results.arranging.arrangements import (
    only,
    searching,
    turned,
    unfiltered,
    without,
    without_one,
    without_restrictions,
)


def test_a_column_turns_from_ascending_to_descending_to_nothing() -> None:
    once = turned(Arrangement(), 2)
    twice = turned(once, 2)
    assert (once.order, twice.order, turned(twice, 2).order) == ((SortKey(2),), (SortKey(2, descending=True),), ())
    assert turned(twice, 1).order == (SortKey(1),)


def test_a_further_key_keeps_its_place_when_it_turns() -> None:
    both = turned(turned(Arrangement(), 2), 1, further=True)
    assert both.order == (SortKey(2), SortKey(1))
    assert turned(both, 2, further=True).order == (SortKey(2, descending=True), SortKey(1))
    assert turned(turned(both, 2, further=True), 2, further=True).order == (SortKey(1),)


def test_wishes_of_one_column_take_each_others_place() -> None:
    begun = searching(turned(Arrangement(), 0), ["x"])
    chosen = only(begun, 3, ["a", "b", "a"])
    assert chosen.restrictions == (Restriction(3, ("a", "b")),)
    less = without(without(chosen, 1, None), 1, Decimal("1.50"))
    assert less.restrictions[1] == Restriction(1, (None, Decimal("1.50")), excluded=True)
    assert only(less, 1, [7]).restrictions == (Restriction(3, ("a", "b")), Restriction(1, (7,)))
    assert without_restrictions(less, 3).restrictions == (less.restrictions[1],)
    assert without_one(less, less.restrictions[1]) == chosen
    assert unfiltered(less) == Arrangement(begun.order)
