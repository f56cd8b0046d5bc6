"""The fields that one query names, looked up in the model: at once where the model is loaded, else when it has come."""

from collections.abc import Container, Iterable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from intacct_desktop.api.model import Field
from intacct_desktop.api.model_service import ModelService, UnknownObject
from intacct_desktop.api.naming import readable, short_name
from intacct_desktop.api.query import split_aggregate
from intacct_desktop.ui import tasks
from intacct_desktop.ui.builder.path_offers import PathOffers


class QueryFields(QObject):
    """Knows of each path asked for whether it is a field, is none, or is not known yet."""

    changed = Signal()
    """More is known than before."""

    def __init__(self, models: ModelService, parent: QObject) -> None:
        super().__init__(parent)
        self.models = models
        self._object = ""
        self._known: dict[str, Field | None] = {}
        self.refused: Container[str] = ()
        """The paths that the company is known to refuse in queries of the object."""
        self.paths = PathOffers(models, self)
        """The paths to offer while one is typed."""

    @property
    def object(self) -> str:
        """The object of the query that was looked up last."""
        return self._object

    @property
    def title(self) -> str:
        """The object's readable name."""
        model = self.models.loaded(self._object)
        return model.title if model is not None else readable(short_name(self._object))

    def field(self, path: str) -> Field | None:
        """The field at a path; None where there is none or the model has not come yet."""
        if path not in self._known:
            self._look(path)
        return self._known.get(path)

    def is_unknown(self, path: str) -> bool:
        """True once the model has said that it has no such field."""
        return path in self._known and self._known[path] is None

    def tips(self, path: str) -> tuple[str, str]:
        """The readable name of a column or order, and what is wrong with it; both may be empty."""
        plain = split_aggregate(path)[1]
        field = self.field(plain)
        warning = self.tr("{field} is not in the model").format(field=plain) if self.is_unknown(plain) else ""
        return (field.title if field is not None else ""), warning

    def look_up(self, object_name: str, paths: Iterable[str]) -> None:
        """Know these paths of an object; says `changed` later for those whose models must be asked for first."""
        if object_name != self._object:
            self._object = object_name
            self._known.clear()
        waiting = [path for path in dict.fromkeys(paths) if path not in self._known and not self._look(path)]
        self.paths.set_object(self._object)
        if waiting:
            tasks.latest(self, "fields", self._ask(object_name, waiting), name=self.tr("Load fields of {name}").format(name=self.title))

    def _look(self, path: str) -> bool:
        object_name, rest = self._object, path
        while (model := self.models.loaded(object_name)) is not None:
            if rest in model.fields:
                self._known[path] = replace(model.fields[rest], path=path)
                return True
            above = model.reference_above(rest)
            if above is None or above[0].object is None:
                self._known[path] = None
                return True
            object_name, rest = above[0].object, above[1]
        return False

    async def _ask(self, object_name: str, paths: list[str]) -> None:
        for path in paths:
            try:
                found = await self.models.field(object_name, path)
            except UnknownObject:
                found = None
            self._known[path] = found
        self.paths.set_object(self._object)
        self.changed.emit()
