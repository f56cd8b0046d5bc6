"""Undo and redo against a plain list, and typing that is one step."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from intacct_desktop.workspace.undo import Steps

MOST = 5


class AgainstAList(RuleBasedStateMachine):
    """The values as a list with a cursor; steps without a place never run together."""

    def __init__(self) -> None:
        super().__init__()
        self.steps = Steps(0, most=MOST)
        self.values = [0]
        self.names = [""]
        self.at = 0

    @rule(value=st.integers(0, 9))
    def push(self, value: int) -> None:
        self.steps.push(value, f"to {value}")
        if value == self.values[self.at]:
            return
        self.values[self.at + 1 :] = [value]
        self.names[self.at + 1 :] = [f"to {value}"]
        cut = max(0, len(self.values) - 1 - MOST)
        del self.values[:cut], self.names[:cut]
        self.at = len(self.values) - 1

    @precondition(lambda self: self.at > 0)
    @rule()
    def undo(self) -> None:
        self.at -= 1
        assert self.steps.undo() == self.values[self.at]

    @precondition(lambda self: self.at < len(self.values) - 1)
    @rule()
    def redo(self) -> None:
        self.at += 1
        assert self.steps.redo() == self.values[self.at]

    @invariant()
    def agrees(self) -> None:
        last = self.at == len(self.values) - 1
        assert self.steps.value == self.values[self.at]
        assert self.steps.undo_name == (self.names[self.at] if self.at else "")
        assert self.steps.redo_name == ("" if last else self.names[self.at + 1])


TestAgainstAList = AgainstAList.TestCase
TestAgainstAList.settings = settings(max_examples=60, stateful_step_count=30)


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def typed(steps: Steps[str], clock: Clock, text: str, place: str, *, apart: float = 0.2) -> None:
    for length in range(1, len(text) + 1):
        clock.now += apart
        steps.push(text[:length], f"Type {place}", place)


def test_a_typed_word_is_one_step_and_a_pause_ends_it() -> None:
    clock = Clock()
    steps = Steps("", pause=1.0, clock=clock)
    typed(steps, clock, "Acme", "/filters/0")
    assert steps.undo() == ""
    assert steps.undo_name == ""
    assert steps.redo() == "Acme"
    clock.now += 1.5
    steps.push("Acme Ltd", "Type", "/filters/0")
    assert steps.undo() == "Acme"


def test_another_place_and_what_comes_after_an_undo_are_steps_of_their_own() -> None:
    clock = Clock()
    steps = Steps("", pause=1.0, clock=clock)
    typed(steps, clock, "ab", "/filters/0")
    steps.push("abc", "Type", "/filters/1")
    assert steps.undo() == "ab"
    steps.push("abd", "Type", "/filters/1")
    assert steps.undo() == "ab"
    assert steps.undo() == ""


def test_what_was_typed_and_taken_back_leaves_no_step() -> None:
    clock = Clock()
    steps = Steps("x", pause=1.0, clock=clock)
    steps.push("xy", "Type", "/size")
    steps.push("x", "Type", "/size")
    assert steps.undo_name == ""
    steps.push("z", "Type", "/size")
    assert steps.undo() == "x"


def test_the_caller_says_what_is_the_same() -> None:
    steps: Steps[object] = Steps(1, same=lambda one, other: repr(one) == repr(other))
    steps.push(True, "Change")
    assert steps.undo_name == "Change"
    assert repr(steps.undo()) == "1"
