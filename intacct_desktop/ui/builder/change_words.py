"""What an edit did to a query, in words: the names of the steps that undo and redo offer."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from typing import TypeVar

from PySide6.QtCore import QCoreApplication

from intacct_desktop.api import expression
from intacct_desktop.api.operators import negated
from intacct_desktop.api.query import Direction, Filter, Order, Query
from intacct_desktop.ui.builder.comparison import same

_MEMBERS = tuple(member.name for member in fields(Query) if member.name != "member_order")
_FILTERS = frozenset({"filters", "filter_expression", "muted"})

Item = TypeVar("Item")


def change_words(old: Query, new: Query) -> str:
    """``Add column dueDate``, ``Remove filter 2 (state)``; "Edit the JSON" where several things changed at once. Empty for no change."""
    return _change(old, new).words


def change_place(old: Query, new: Query) -> str:
    """Where a value or text was edited, the same for the next keystroke there; empty for an edit that stands by itself."""
    return _change(old, new).place


@dataclass(frozen=True, slots=True)
class _Change:
    words: str
    place: str = ""


def _tr(text: str) -> str:
    return QCoreApplication.translate("Changes", text)


def _change(old: Query, new: Query) -> _Change:
    changed = {name for name in _MEMBERS if not same(getattr(old, name), getattr(new, name))}
    if not changed:
        return _Change("")
    if changed <= _FILTERS:
        return _filters(old, new)
    if len(changed) == 1:
        match changed.pop():
            case "fields":
                return _Change(_columns(old.fields, new.fields))
            case "order_by":
                return _Change(_order(old.order_by, new.order_by))
            case "size":
                return _Change(_tr("Page size {size}").format(size=new.page_size), "/size")
            case "start":
                return _Change(_tr("Start at row {row}").format(row=new.start or 1), "/start")
            case "filter_parameters":
                return _parameters(old, new)
            case "object":
                return _Change(_tr("Query {object}").format(object=new.object))
    return _Change(_tr("Edit the JSON"), "/")


# lists: what was put in, taken out or moved


def _added(old: Sequence[Item], new: Sequence[Item]) -> list[int] | None:
    """The places in ``new`` of what it has more than ``old``; None where it is not ``old`` with something put in."""
    found, at = [], 0
    for position, item in enumerate(new):
        if at < len(old) and same(item, old[at]):
            at += 1
        else:
            found.append(position)
    return found if found and at == len(old) else None


def _moved(old: Sequence[Item], new: Sequence[Item]) -> tuple[int, int] | None:
    """From where to where one item went; None where more than that changed."""
    differ = [at for at, (one, other) in enumerate(zip(old, new, strict=False)) if not same(one, other)]
    if len(old) != len(new) or not differ:
        return None
    first, last = differ[0], differ[-1]
    for source, target in ((last, first), (first, last)):
        items = list(old)
        items.insert(target, items.pop(source))
        if same(tuple(items), tuple(new)):
            return source, target
    return None


def _changed_one(old: Sequence[Item], new: Sequence[Item]) -> int | None:
    """The one place where the lists differ."""
    differ = [at for at, (one, other) in enumerate(zip(old, new, strict=False)) if not same(one, other)]
    return differ[0] if len(old) == len(new) and len(differ) == 1 else None


def _columns(old: Sequence[str], new: Sequence[str]) -> str:
    if (at := _added(old, new)) is not None:
        return _tr("Add column {name}").format(name=new[at[0]]) if len(at) == 1 else _tr("Add {count} columns").format(count=len(at))
    if (at := _added(new, old)) is not None:
        return _tr("Remove column {name}").format(name=old[at[0]]) if len(at) == 1 else _tr("Remove {count} columns").format(count=len(at))
    if (one := _changed_one(old, new)) is not None:
        return _tr("Change column {old} to {new}").format(old=old[one], new=new[one])
    if (move := _moved(old, new)) is not None:
        return _tr("Move column {name}").format(name=old[move[0]])
    return _tr("Change the columns")


def _order(old: Sequence[Order], new: Sequence[Order]) -> str:
    if (at := _added(old, new)) is not None and len(at) == 1:
        return _ordered(new[at[0]])
    if (at := _added(new, old)) is not None:
        return _tr("Do not order by {name}").format(name=old[at[0]].field) if len(at) == 1 else _tr("Remove the order")
    if (one := _changed_one(old, new)) is not None:
        return _ordered(new[one])
    if (move := _moved(old, new)) is not None:
        return _tr("Move {name} in the order").format(name=old[move[0]].field)
    return _tr("Change the order")


def _ordered(entry: Order) -> str:
    words = _tr("Order by {name}") if entry.direction is Direction.ASCENDING else _tr("Order by {name}, descending")
    return words.format(name=entry.field)


def _parameters(old: Query, new: Query) -> _Change:
    before, after = old.filter_parameters, new.filter_parameters
    names = [name for name in {**before, **after} if not same(before.get(name), after.get(name))]
    if len(names) != 1:
        return _Change(_tr("Change the filter parameters"))
    name = names[0]
    words = _tr("Set {name}") if name in after else _tr("Remove {name}")
    return _Change(words.format(name=name), f"/filterParameters/{name}" if name in before and name in after else "")


# filters, with what mutes and joins them


def _filters(old: Query, new: Query) -> _Change:
    if same(old.filters, new.filters):
        return _joining(old, new) if old.muted == new.muted else _Change(_muting(old, new))
    if (at := _added(old.filters, new.filters)) is not None:
        return _Change(_filters_added(new, at))
    if (at := _added(new.filters, old.filters)) is not None:
        if not new.filters and len(at) > 1:
            return _Change(_tr("Remove all filters"))
        if len(at) == 1:
            return _Change(_tr("Remove filter {number} ({name})").format(number=at[0] + 1, name=old.filters[at[0]].field))
        return _Change(_tr("Remove {count} filters").format(count=len(at)))
    if (one := _changed_one(old.filters, new.filters)) is not None and old.muted == new.muted:
        return _filter_changed(one, old.filters[one], new.filters[one])
    if (move := _moved(old.filters, new.filters)) is not None:
        words = _tr("Move filter {number} up") if move[1] < move[0] else _tr("Move filter {number} down")
        return _Change(words.format(number=move[0] + 1))
    return _Change(_tr("Change the filters"))


def _filters_added(new: Query, at: list[int]) -> str:
    if len(at) > 1:
        return _tr("Add {count} filters").format(count=len(at))
    added = new.filters[at[0]]
    if at[0] and same(added, new.filters[at[0] - 1]):
        return _tr("Duplicate filter {number}").format(number=at[0])
    return _tr("Add filter {name}").format(name=added.field)


def _filter_changed(at: int, old: Filter, new: Filter) -> _Change:
    if old.field != new.field:
        return _Change(_tr("Change filter {number} to {name}").format(number=at + 1, name=new.field))
    if new.operator is negated(old.operator) and same(old.value, new.value):
        return _Change(_tr("Negate filter {number}").format(number=at + 1))
    typed = old.operator is new.operator
    return _Change(_tr("Change filter {number}").format(number=at + 1), f"/filters/{at}" if typed else "")


def _muting(old: Query, new: Query) -> str:
    muted, heard = new.muted - old.muted, old.muted - new.muted
    if muted and heard:
        return _tr("Mute other filters")
    numbers = sorted(muted or heard)
    if len(numbers) == 1:
        return (_tr("Mute filter {number}") if muted else _tr("Unmute filter {number}")).format(number=numbers[0] + 1)
    return (_tr("Mute {count} filters") if muted else _tr("Unmute {count} filters")).format(count=len(numbers))


def _joining(old: Query, new: Query) -> _Change:
    """Only the expression changed: a group made or dissolved, all or any, or something that was typed."""
    word = (new.filter_expression or "and").strip().lower()
    if word in ("and", "or"):
        return _Change(_tr("Match all filters") if word == "and" else _tr("Match any filter"))
    before, after = _groups(old), _groups(new)
    made, gone = after - before, before - after
    if len(made) == 1 and not gone:
        return _Change(_tr("Group filters {numbers}").format(numbers=_listed(made.pop())))
    if len(gone) == 1 and not made:
        return _Change(_tr("Ungroup filters {numbers}").format(numbers=_listed(gone.pop())))
    return _Change(_tr("Match {expression}").format(expression=_short(word)), "/filterExpression")


def _groups(query: Query) -> set[frozenset[int]]:
    """The numbers of each group below the top; none where the expression cannot be read."""
    try:
        node = query.condition
    except expression.ExpressionError:
        return set()
    return {frozenset(expression.numbers(group)) for group in _below(node)}


def _below(node: expression.Node | None) -> Iterator[expression.Node]:
    if node is None or isinstance(node, expression.Leaf):
        return
    for item in node.items:
        if not isinstance(item, expression.Leaf):
            yield item
            yield from _below(item)


def _listed(numbers: frozenset[int]) -> str:
    first, *others = map(str, sorted(numbers))
    return _tr("{first} and {last}").format(first=", ".join([first, *others[:-1]]), last=others[-1]) if others else first


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"
