"""Edits of an expression's tree: groups are made, split, turned and moved, filters left out or used. Each edit makes a new tree.

What stands in a tree is named by its path: the positions (from 0) to go down from the top, whose own path is ``()``. A group has two
items at least, in every tree that comes out: one that would be left with fewer gives way to what it holds.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import TypeAlias

from intacct_desktop.api.expression import MAX_DEPTH, And, Leaf, Node, Or, depth, numbers, write

Path: TypeAlias = tuple[int, ...]
Item: TypeAlias = Path | int
"""What is put somewhere: what stands at a path, or a filter that the expression leaves out, by its number."""


class Step(Enum):
    UP = auto()
    DOWN = auto()
    IN = auto()
    OUT = auto()


@dataclass(frozen=True, slots=True)
class Edit:
    """A new tree, and where in it that stands what was edited."""

    node: Node
    paths: tuple[Path, ...]


def written(node: Node, count: int) -> str | None:
    """The shortest ``filterExpression`` of a tree over ``count`` filters: None for all of them, ``or`` for any of them."""
    if isinstance(node, Leaf):
        return None if count == 1 else write(node)
    if any(not isinstance(item, Leaf) for item in node.items) or tuple(numbers(node)) != tuple(range(1, count + 1)):
        return write(node)
    return None if isinstance(node, And) else "or"


def relies_on_precedence(text: str) -> bool:
    """True where `and` and `or` stand side by side in a legal expression without parentheses to say which one binds."""
    words: list[set[str]] = [set()]
    for found in re.finditer(r"[()]|and|or", text.lower()):
        match found[0]:
            case "(":
                words.append(set())
            case ")":
                words.pop()
            case word:
                words[-1].add(word)
                if len(words[-1]) > 1:
                    return True
    return False


def grouped(node: Node, items: Iterable[Item], onto: Path | None = None) -> Edit | None:
    """With ``items`` in a group of their own, where the first of them stood, or together with what stands at ``onto``.

    The group joins by the other word than the one that it stands in, since a group of the same word would say nothing. None for fewer
    than two items, or for all that a group has.
    """
    tree = _Tree(node)
    parts = tree.parts(items)
    if onto is not None:
        if any(tree.at(onto).is_in(part) for part in parts):
            return None
        parts.insert(0, tree.at(onto))
    if len(parts) < 2 or (parts[0].above is None and parts[0] is not tree.top):
        return None
    target, above = parts[0], parts[0].above
    group = _Part(any_of=above is not None and not above.any_of)
    if above is None:
        tree.top = group
    else:
        above.insert(above.items.index(target), group)
    for part in parts:
        part.leave()
        group.insert(len(group.items), part)
    if above is not None and len(above.items) == 1:
        return None
    return tree.edit([group], node)


def ungrouped(node: Node, path: Path) -> Edit | None:
    """With the items of the group at ``path`` in the group around it. None for a filter and for the top."""
    tree = _Tree(node)
    group = tree.at(path)
    if group.above is None or group.number:
        return None
    items = tuple(group.items)
    group.above.put(group.above.items.index(group), items)
    group.leave()
    return tree.edit(items, node)


def turned(node: Node, path: Path) -> Edit | None:
    """With the other word at ``path``: `or` for `and`. None for a filter."""
    tree = _Tree(node)
    group = tree.at(path)
    if group.number:
        return None
    group.any_of = not group.any_of
    return tree.edit([group], node)


def moved(node: Node, items: Iterable[Item], into: Path, at: int) -> Edit | None:
    """With ``items`` side by side in the group ``into``, before what stands at position ``at`` there. None where nothing changes, for a
    place within what is moved, and where ``into`` is no group."""
    tree = _Tree(node)
    group, parts = tree.at(into), tree.parts(items)
    if group.number or not parts or any(group.is_in(part) for part in parts):
        return None
    group.put(at, parts)
    return tree.edit(parts, node)


def stepped(node: Node, paths: Iterable[Path], step: Step) -> Edit | None:
    """With what stands at ``paths``, in one group, a step up or down in it, into the group beside it, or out after the group.

    None where there is no such step, and for items of several groups.
    """
    tree = _Tree(node)
    parts = tree.parts(paths)
    above = parts[0].above if parts else None
    if above is None or any(part.above is not above for part in parts):
        return None
    first, last = above.items.index(parts[0]), above.items.index(parts[-1])
    match step:
        case Step.UP:
            above.put(max(first - 1, 0), parts)
        case Step.DOWN:
            above.put(last + 2, parts)
        case Step.OUT:
            if above.above is None:
                return None
            above.above.put(above.above.items.index(above) + 1, parts)
        case Step.IN if first > 0 and above.items[first - 1].items:
            before = above.items[first - 1]
            before.put(len(before.items), parts)
        case Step.IN if last + 1 < len(above.items):
            after = above.items[last + 1]
            if after.number:
                return None
            after.put(0, parts)
        case Step.IN:
            return None
    return tree.edit(parts, node)


def left_out(node: Node, paths: Iterable[Path]) -> Edit | None:
    """Without what stands at ``paths``; the filters keep their numbers. None when no filter would be left."""
    tree = _Tree(node)
    for part in tree.parts(paths):
        part.leave()
        if part is tree.top:
            return None
    return tree.edit((), node)


def used(node: Node, extra: Iterable[int]) -> Edit | None:
    """With filters that the expression left out as further conditions."""
    tree = _Tree(node)
    parts = tree.parts(extra)
    group = tree.top
    if group is None or group.number or group.any_of:
        group = _Part()
        tree.top, top = group, tree.top
        if top is not None:
            group.insert(0, top)
    group.put(len(group.items), parts)
    return tree.edit(parts, node)


class _Part:
    """A filter (`number` from 1) or a group, to be moved about."""

    __slots__ = ("above", "any_of", "items", "number")

    def __init__(self, number: int = 0, *, any_of: bool = False) -> None:
        self.number = number
        self.any_of = any_of
        self.items: list[_Part] = []
        self.above: _Part | None = None

    @classmethod
    def of(cls, node: Node) -> "_Part":
        if isinstance(node, Leaf):
            return cls(node.number)
        group = cls(any_of=isinstance(node, Or))
        for item in node.items:
            group.insert(len(group.items), cls.of(item))
        return group

    def node(self) -> Node:
        if self.number:
            return Leaf(self.number)
        items = tuple(item.node() for item in self.items)
        return Or(items) if self.any_of else And(items)

    def is_in(self, other: "_Part") -> bool:
        part: _Part | None = self
        while part is not None and part is not other:
            part = part.above
        return part is other

    def insert(self, at: int, part: "_Part") -> None:
        self.items.insert(at, part)
        part.above = self

    def leave(self) -> None:
        if self.above is not None:
            self.above.items.remove(self)
            self.above = None

    def put(self, at: int, parts: Sequence["_Part"]) -> None:
        """Take ``parts`` from wherever they are, and in here before the item at ``at``."""
        before = next((item for item in self.items[at:] if item not in parts), None)
        for part in parts:
            part.leave()
        start = self.items.index(before) if before is not None else len(self.items)
        for offset, part in enumerate(parts):
            self.insert(start + offset, part)

    def walk(self, path: Path = ()) -> "Iterator[tuple[Path, _Part]]":
        yield path, self
        for position, item in enumerate(self.items):
            yield from item.walk((*path, position))


class _Tree:
    def __init__(self, node: Node) -> None:
        self.top: _Part | None = _Part.of(node)

    def at(self, path: Path) -> _Part:
        part = self.top
        if part is None:
            raise IndexError(path)
        for position in path:
            part = part.items[position]
        return part

    def parts(self, items: Iterable[Item]) -> list[_Part]:
        """The parts in the order of the tree, those left out last; what stands within another goes with it."""
        asked = list(items)
        paths = {item for item in asked if isinstance(item, tuple)}
        outer = [path for path in sorted(paths) if not any(path[:length] in paths for length in range(len(path)))]
        return [*map(self.at, outer), *(_Part(item) for item in asked if isinstance(item, int))]

    def tidy(self) -> None:
        self.top = _tidied(self.top) if self.top is not None else None

    def edit(self, parts: Sequence[_Part], before: Node) -> Edit | None:
        """The tree as it is now and where ``parts`` are; None when it is no other than before, or deeper than can be read."""
        self.tidy()
        if self.top is None:
            return None
        node = self.top.node()
        if node == before or depth(node) > MAX_DEPTH + 1:
            return None
        wanted = {id(part) for part in parts}
        return Edit(node, tuple(path for path, part in self.top.walk() if id(part) in wanted))


def _tidied(part: _Part) -> _Part | None:
    if part.number:
        return part
    kept = [tidy for item in part.items if (tidy := _tidied(item)) is not None]
    if len(kept) < 2:
        return kept[0] if kept else None
    part.items.clear()
    for item in kept:
        part.insert(len(part.items), item)
    return part
