"""The dotted paths to offer while a field is typed, to any depth: typing the dot after a reference loads the model behind it."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from intacct_desktop.api.errors import RequestError
from intacct_desktop.api.model import ObjectModel
from intacct_desktop.api.model_service import ModelService
from intacct_desktop.ui import tasks
from intacct_desktop.ui.builder.offer_list import BESIDE
from intacct_desktop.ui.explorer.field_words import tip

PAUSE = 0.15  # seconds of typing no further, before a model is asked for


@dataclass(frozen=True, slots=True)
class Offer:
    """A path, and what it is. That of a reference ends with a dot: it goes deeper. A list cannot be chosen."""

    path: str
    title: str
    tip: str
    choosable: bool = True


class PathModel(QAbstractListModel):
    """The offers, those of the object first."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._offers: tuple[Offer, ...] = ()

    @property
    def offers(self) -> tuple[Offer, ...]:
        return self._offers

    def show(self, offers: tuple[Offer, ...]) -> None:
        if offers != self._offers:
            self.beginResetModel()
            self._offers = offers
            self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # as Qt has it
        return 0 if parent.isValid() else len(self._offers)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        offer = self._offers[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.EditRole:
                return offer.path
            case Qt.ItemDataRole.ToolTipRole:
                return offer.tip
        return offer.title if role == BESIDE else None

    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        return super().flags(index) if self._offers[index.row()].choosable else Qt.ItemFlag.ItemIsSelectable  # no less: it is left out else


class PathOffers(QObject):
    """Keeps the offers of one object; `deepen` adds those below a reference, and `deepened` says when they are there."""

    deepened = Signal()

    def __init__(self, models: ModelService, parent: QObject) -> None:
        super().__init__(parent)
        self._models = models
        self._object = ""
        self._opened: dict[str, None] = {}
        self._shown: tuple[object, ...] = ()
        self.model = PathModel(self)

    def set_object(self, name: str) -> None:
        """Offer this object's fields, as far as its model is loaded."""
        if name != self._object:
            self._object = name
            self._opened.clear()
        self._show()

    def deepen(self, typed: str) -> None:
        """Offer what stands below the references that ``typed`` goes through. A model that is not loaded comes after a pause."""
        above, dot, _ = typed.rpartition(".")
        if not dot or above in self._opened or self._models.loaded(self._object) is None:
            return
        name = self.tr("Load the fields of {path}").format(path=above)
        tasks.latest(self, "deepen", self._deepen(above), name=name, on_error=self._pass_over)

    async def _deepen(self, path: str) -> None:
        await asyncio.sleep(PAUSE)
        for above, target in self._references(path):
            if self._models.loaded(target) is None:
                await self._models.model(target)
            self._opened[above] = None
        self._show()
        self.deepened.emit()

    def _pass_over(self, error: BaseException) -> None:
        """The path can still be typed, and its field says what is wrong with it; the request stands in the log."""
        if not isinstance(error, RequestError):
            raise error

    def _references(self, path: str) -> Iterator[tuple[str, str]]:
        """The references on the way, by path from the object, with the objects that they lead to; stops where a model is not loaded."""
        object_name, above, rest = self._object, "", path
        while rest and (model := self._models.loaded(object_name)) is not None:
            found = model.reference_above(f"{rest}.x")
            if found is None or found[0].object is None:
                return
            above = f"{above}.{found[0].path}" if above else found[0].path
            object_name, rest = found[0].object, found[1].removesuffix("x").removesuffix(".")
            yield above, object_name

    def _show(self) -> None:
        model = self._models.loaded(self._object)
        if model is None:
            return
        targets = (reference.object for reference in model.references.values() if reference.object)
        known = (model, *self._opened, *(self._models.loaded(target) for target in targets))
        if known == self._shown:
            return
        self._shown = known
        offers = {offer.path: offer for offer in _offers("", model)}
        opened = [*(path for path, reference in model.references.items() if reference.object), *self._opened]
        for above in opened:
            for path, target in self._references(above):
                behind = self._models.loaded(target)
                if path == above and behind is not None:
                    for offer in _offers(f"{above}.", behind):
                        offers.setdefault(offer.path, offer)
        self.model.show(tuple(offers.values()))


def _offers(above: str, model: ObjectModel) -> Iterator[Offer]:
    for field in model.fields.values():
        if field.queryable:
            path = above + field.path
            yield Offer(path, field.title, tip(path, field))
    for reference in model.references.values():
        if reference.object is not None:
            path = f"{above}{reference.path}."
            yield Offer(path, f"{reference.title} …", tip(path, reference))
    for owned in model.lists.values():
        path = above + owned.path
        yield Offer(path, owned.title, tip(path, owned), choosable=False)
