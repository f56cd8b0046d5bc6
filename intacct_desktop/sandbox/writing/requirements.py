"""What a new record must have (facts 5.9): the paths that the reference names, each as the API's clients write it."""

from collections.abc import Iterator

from intacct_desktop.sandbox.facts import ObjectFacts
from intacct_desktop.sandbox.store import LISTS, Store
from intacct_desktop.sandbox.writing.change import Row
from intacct_desktop.sandbox.writing.inline import inline_lists


def required_of_root(facts: ObjectFacts) -> tuple[str, ...]:
    """The members that a new record needs itself."""
    return tuple(path for path in facts.required_on_create if "[]" not in path)


def required_of_item(owner: ObjectFacts, path: str, item: ObjectFacts) -> tuple[str, ...]:
    """The members that a new item of the list ``path`` needs: those its owner asks of it, else those it needs itself. Never its owner."""
    marker = f"{path}[]."
    asked = tuple(each.removeprefix(marker) for each in owner.required_on_create if each.startswith(marker))
    reference = item.owner.path if item.owner else None
    return tuple(each for each in asked or required_of_root(item) if reference is None or each.split(".")[0] != reference)


def missing(store: Store, row: Row, required: tuple[str, ...]) -> Iterator[str]:
    """The required paths that the row has nothing for. Paths that nobody can fill are passed over."""
    facts = store.facts.objects[row.name]
    for path in required:
        if not _is_filled(facts, row, path):
            yield path


def _is_filled(facts: ObjectFacts, row: Row, path: str) -> bool:
    if path in facts.lists:
        return bool(row.items(path)) or bool(inline_lists(row.values.get(LISTS)).get(path))
    member = facts.paths.get(path)
    if member is not None and member.reference is None:
        return member.read_only or row.values.get(path) not in (None, "")
    reference = facts.references.get(member.reference if member and member.reference else path)
    if reference is not None:
        key = facts.paths.get(f"{reference.path}.key") or facts.paths.get(f"{reference.path}.id")
        is_given = any(row.values.get(f"{reference.path}.{each}") is not None for each in ("key", "id", "name"))
        return key is None or key.read_only or is_given
    below = f"{path}."
    return not any(each.startswith(below) for each in facts.paths) or any(each.startswith(below) for each in row.sent)
