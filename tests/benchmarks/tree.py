"""How fast the object tree finds objects and fields while one types, with the models of the whole company loaded."""

import asyncio
import statistics
from collections.abc import Iterator, Sequence

from intacct_desktop.api.model_service import ModelService
from intacct_desktop.ui import tasks
from intacct_desktop.ui.explorer.object_search import search_words
from intacct_desktop.ui.explorer.object_tree import KeptList, ObjectTree
from tests.benchmarks.desk import settled, with_application
from tests.benchmarks.figures import Figure, figure, most, quantile, seconds
from tests.benchmarks.setting import Measurements, Setting
from tests.practice import signed_in_client

_FRAME = 16.0
_TYPED = ("amount", "vendor name", "journal entry line", "created by", "key", "department", "invoice due date", "status", "xyz", "approve")
"""What is typed, letter by letter."""


class _NothingKept:
    """No favourites."""

    def load(self, kept: KeptList) -> Sequence[str]:
        return ()

    def save(self, kept: KeptList, names: Sequence[str]) -> None:
        """They are not kept."""


def search(setting: Setting) -> Iterator[Figure]:
    """Each letter is a search; what it takes is measured from the text in the box to the painted list."""
    found: list[Figure] = []

    async def main() -> None:
        async with signed_in_client(setting.company.ready) as client:
            models = ModelService(client)
            tree = ObjectTree(_NothingKept())
            tree.resize(290, 700)
            tree.show()
            tree.set_models(models)
            await settled()
            tree.filter.setText(_TYPED[0])
            tree._show()  # begins to load the fields of all objects
            await settled()
            found.extend(_typed(tree))
            await tasks.shutdown()
            await models.aclose()
            tree.deleteLater()
            await asyncio.sleep(0)

    with_application(main)
    yield from found


def _typed(tree: ObjectTree) -> Iterator[Figure]:
    folded = [name.casefold() for name in _names(tree)]
    keystrokes = [text[:length] for text in _TYPED for length in range(1, len(text) + 1)]
    shown, painted, looked = [], [], []
    for text in keystrokes:
        tree.filter.setText(text)
        listed = seconds(tree._show)  # what the pause after a keystroke ends in
        shown.append(listed * 1e3)
        painted.append((listed + seconds(tree.view.viewport().repaint)) * 1e3)
        words = search_words(text)
        looked.append(seconds(lambda: [name for name in folded if all(word in name for word in words)]) * 1e3)  # noqa: B023
    objects = tree._search.objects_with_fields
    what = f"tree: {objects:,} objects, {len(folded):,} names, a keystroke"
    against = "looking through a list of the same names"
    note = f"{len(keystrokes)} keystrokes; median {statistics.median(shown):.1f} ms, longest {max(shown):.1f} ms"
    yield figure(
        f"{what} to the list, 99 in 100", "ms", quantile(shown, 0.99), quantile(looked, 0.99), against, goal=most(_FRAME), note=note
    )
    note = f"median {statistics.median(painted):.1f} ms, longest {max(painted):.1f} ms"
    yield figure(f"{what} to the painted list, 99 in 100", "ms", quantile(painted, 0.99), quantile(looked, 0.99), against, note=note)


def _names(tree: ObjectTree) -> list[str]:
    """The names that are searched: of objects, services and actions, and of all fields."""
    members = (member.value for members in tree._search._members.values() for member in members.members)
    return [*(entry.name for entry in tree.entries), *members]


MEASUREMENTS: Measurements = {"tree: search": search}
