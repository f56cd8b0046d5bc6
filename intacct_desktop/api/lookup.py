"""What a dotted path of a query means in the company's model: a field, or one of the things that a query cannot name."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from enum import Enum, auto
from typing import Protocol, TypeAlias

from intacct_desktop.api.model import Field, Group, ObjectModel, OwnedList, Reference


class Absent(Enum):
    """There is no member at a path, as far as can be told."""

    UNKNOWN = auto()
    """The model has none."""
    UNSEEN = auto()
    """The path goes through a reference whose target the model leaves open (facts 2.3): it may be right."""
    PENDING = auto()
    """A model on the way has not been loaded yet."""


Member: TypeAlias = Field | Reference | OwnedList | Group | Absent
"""A field's ``path`` is the whole path that was asked for. A path below a list gives the list."""


class Lookup(Protocol):
    """The paths of one object. Asked for every name of a query at every key press: answers are to be remembered."""

    def member(self, path: str) -> Member: ...

    def suggestion(self, path: str) -> str | None:
        """The path of a field that may have been meant."""
        ...

    def parameters(self) -> tuple[str, ...] | None:
        """The members that the object adds to ``filterParameters``; None while that is not known."""
        ...


class ModelLookup:
    """Looks paths up in the models that are loaded; ``loaded`` is `ModelService.loaded`. Nothing is asked of the company."""

    def __init__(self, loaded: Callable[[str], ObjectModel | None], object_name: str) -> None:
        self.object = object_name
        self._loaded = loaded
        self._model: ObjectModel | None = None
        self._members: dict[str, Member] = {}
        self._suggestions: dict[str, str | None] = {}

    def member(self, path: str) -> Member:
        self._keep_to_model()
        found = self._members.get(path)
        if found is None or found is Absent.PENDING:
            found = self._members[path] = self._resolve(path)
        return found

    def suggestion(self, path: str) -> str | None:
        """One of a reference's own fields, or the nearest path of a field to one that is unknown."""
        member = self.member(path)
        match member:
            case Reference():
                return next((f"{path}.{name}" for name in ("id", "key") if name in member.fields), None)
            case Absent.UNKNOWN:
                if path not in self._suggestions:
                    self._suggestions[path] = self._nearest(path)
                return self._suggestions[path]
        return None

    def parameters(self) -> tuple[str, ...] | None:
        model = self._loaded(self.object)
        return None if model is None else model.query_parameters

    def _keep_to_model(self) -> None:
        """What was found in a model that was asked for anew since is worth nothing."""
        model = self._loaded(self.object)
        if model is not self._model:
            self._model = model
            self._members.clear()
            self._suggestions.clear()

    def _resolve(self, path: str) -> Member:
        model, rest = self._model, path
        while model is not None:
            if rest in model.fields:
                return replace(model.fields[rest], path=path)
            if rest in model.references:
                return model.references[rest]
            above = model.reference_above(rest)
            if above is None:
                return _structure(model, rest)
            if above[0].object is None:
                return Absent.UNSEEN
            model, rest = self._loaded(above[0].object), above[1]
        return Absent.PENDING

    def _nearest(self, path: str) -> str | None:
        # Loaded by the first slip, not at the start of the program.
        from rapidfuzz import fuzz, process, utils

        found = process.extractOne(path, list(self._paths(path)), scorer=fuzz.ratio, processor=utils.default_process, score_cutoff=72)
        return found[0] if found is not None else None

    def _paths(self, path: str) -> Iterator[str]:
        """The fields of the object, and of those on the way that ``path`` seems to take."""
        model, above = self._model, ""
        while model is not None:
            yield from (f"{above}{field.path}" for field in model.fields.values() if field.queryable)
            step = model.reference_above(path.removeprefix(above))
            if step is None or step[0].object is None:
                return
            above = f"{above}{step[0].path}."
            model = self._loaded(step[0].object)


def _structure(model: ObjectModel, path: str) -> Member:
    """The list that a path names or goes below, or the group that it names."""
    parts = path.split(".")
    for cut in range(len(parts), 0, -1):
        owned = model.lists.get(".".join(parts[:cut]))
        if owned is not None:
            return owned
    return next((group for group in model.root.walk() if group.path == path), Absent.UNKNOWN)
