"""How each action changes its record: from which states it starts, and into which it leads."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from intacct_desktop.sandbox.store import Value
from intacct_desktop.sandbox.workflows.task import Refusal, Task
from intacct_desktop.sandbox.writing.change import Problem

Act = Callable[[Task], None]


def _none(_: Task) -> Iterator[Problem]:
    yield from ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One action. ``path`` is the member that holds the state, ``start`` the states from which the action leads to ``end``.

    ``end`` may be a function of the task; None leaves the state. ``refuse`` says what else speaks against it, ``act`` changes other members
    before the record is stored, ``then`` what follows in other records. ``shows`` is what the answer calls the state, None to show none.
    """

    start: frozenset[Value]
    end: str | Callable[[Task], Value] | None
    path: str = "state"
    refuse: Refusal = _none
    act: Act | None = None
    then: Act | None = None
    shows: str | None = "state"

    def problems(self, task: Task) -> Iterator[Problem]:
        """What speaks against the action."""
        state = task.state_of(self.path)
        if state not in self.start:
            states = " or ".join(sorted("new" if each is None else str(each) for each in self.start))
            action = task.action.replace("-", " ")
            yield Problem("/key", f"The {task.word} is {state or 'new'}: {action} needs one that is {states}")
        else:
            yield from self.refuse(task)

    def carry_out(self, task: Task) -> None:
        """Change the record and store it, and what follows. Raises 422."""
        if self.end is not None:
            task.row.values[self.path] = self.end(task) if callable(self.end) else self.end
        if self.act:
            self.act(task)
        task.keep()
        if self.then:
            self.then(task)
        if self.shows:
            task.answer.setdefault(self.shows, task.row.values[self.path])


def states(*names: Value) -> frozenset[Value]:
    """Some states."""
    return frozenset(names)


def flags(task: Task, names: Mapping[str, str]) -> list[str]:
    """The paths whose switch in the request is on."""
    return [path for name, path in names.items() if task.body.get(name)]
