"""What a service or workflow action takes and gives, as a tree: request and response, and their members below."""

from PySide6.QtCore import QCoreApplication, QObject, Qt

from intacct_desktop.api.model import Field, OwnedList, Reference, ServiceModel
from intacct_desktop.api.model_service import ModelService, UnknownService
from intacct_desktop.ui import tasks
from intacct_desktop.ui.explorer.field_tree import Column, FieldNode, FieldRole, FieldTreeModel, RowKind, member_nodes
from intacct_desktop.ui.explorer.field_words import tip
from intacct_desktop.ui.explorer.nodes import Index, adopt
from intacct_desktop.ui.theme import Role, theme, ui_font
from intacct_desktop.ui.wording import Message, Severity, describe


class ServiceTreeModel(FieldTreeModel):
    """Two branches, of which each says so where it has no members; a reference below them loads its object when it is opened.

    `set_service` says whose; then `loaded` carries a `ServiceModel`.
    """

    def __init__(self, models: ModelService, parent: QObject | None = None) -> None:
        super().__init__(models, parent)
        self.service: ServiceModel | None = None

    def set_service(self, name: str) -> None:
        """Show what another service (or the same one afresh) takes and gives."""
        self.service = None
        self.reset(_top())

        async def load() -> None:
            self._show(await self._models.service(name))

        tasks.latest(self, "service", load(), name=self.tr("Load the members of {service}").format(service=name), on_error=self.failed.emit)

    def _show(self, service: ServiceModel) -> None:
        top = _top()
        for words, side in ((self.tr("Request"), service.request), (self.tr("Response"), service.response)):
            members = member_nodes("", side.root, elements=True)
            if side.is_empty:
                members = [FieldNode(RowKind.NOTE, "", words=self.tr("The model names no fields."))]
            branch = FieldNode(RowKind.GROUP, "", words=words)
            adopt(branch, members)
            adopt(top, [branch])
        self.service = service
        self.reset(top)
        self.loaded.emit(service)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        node = self.node(index) if index.isValid() else None
        if role == FieldRole.QUERYABLE:
            return False
        if role == Qt.ItemDataRole.FontRole and node is not None and _is_branch(node):
            return ui_font(strong=True)
        return super().data(index, role)

    def _tip(self, node: FieldNode) -> str:
        return tip(node.path, node.part, of_object=False) if isinstance(node.part, Field | Reference | OwnedList) else super()._tip(node)

    def _colour(self, node: FieldNode, column: Column) -> object:
        if _is_branch(node) or (isinstance(node.part, Field | OwnedList) and column in (Column.NAME, Column.TITLE)):
            return theme().color(Role.TEXT)
        return super()._colour(node, column)


def _top() -> FieldNode:
    return FieldNode(RowKind.GROUP, "")


def _is_branch(node: FieldNode) -> bool:
    return node.kind is RowKind.GROUP and node.part is None


def _tr(text: str) -> str:
    return QCoreApplication.translate("ServiceTreeModel", text)


@describe.register
def _(error: UnknownService) -> Message:
    return Message(
        Severity.ERROR,
        _tr("The company's model has nothing to say of {name}.").format(name=error.name),
        _tr("Nothing was changed."),
        _tr("It may belong to an application that is not subscribed, or need a permission that you do not have."),
        f"{error.name}: {type(error).__name__}",
    )
