"""One object's fields as a tree: groups and references are branches, and a reference loads its target when it is opened."""

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import replace
from enum import Enum, IntEnum, auto

from PySide6.QtCore import QCoreApplication, QMimeData, QModelIndex, QObject, Qt, Signal

from intacct_desktop.api.model import Field, Group, ObjectModel, OwnedList, Reference
from intacct_desktop.api.model_service import ModelService, UnknownObject
from intacct_desktop.api.naming import readable
from intacct_desktop.ui import tasks
from intacct_desktop.ui.explorer.field_words import access_words, refusal, refused_words, tip, type_words
from intacct_desktop.ui.explorer.nodes import Index, Node, NodeModel, adopt
from intacct_desktop.ui.field_drag import FIELDS, dragged
from intacct_desktop.ui.icons import icon
from intacct_desktop.ui.theme import Role, mono_font, theme
from intacct_desktop.ui.wording import Message, Severity, describe

FIRST = ("key", "id", "name")


class Column(IntEnum):
    NAME = 0
    TITLE = 1
    TYPE = 2
    ACCESS = 3
    TARGET = 4


class FieldRole(IntEnum):
    """What a row is asked for besides its words; each is None where the row has no such thing."""

    KIND = Qt.ItemDataRole.UserRole + 1
    """`RowKind`."""
    PATH = Qt.ItemDataRole.UserRole + 2
    """The dotted path from the tree's object: ``vendor.id``."""
    FIELD = Qt.ItemDataRole.UserRole + 3
    """`Field`, its ``path`` being the dotted path from the tree's object."""
    REFERENCE = Qt.ItemDataRole.UserRole + 4
    """`Reference`, its ``path`` being relative to the object that has it."""
    TARGET = Qt.ItemDataRole.UserRole + 5
    """The name of the object that a reference or list leads to."""
    QUERYABLE = Qt.ItemDataRole.UserRole + 6
    """True for a field that may stand in a query."""


_REDRAWN = [
    role.value for role in (Qt.ItemDataRole.CheckStateRole, Qt.ItemDataRole.DecorationRole, Qt.ItemDataRole.AccessibleDescriptionRole)
]


class RowKind(Enum):
    FIELD = auto()
    GROUP = auto()
    REFERENCE = auto()
    LIST = auto()
    NOTE = auto()
    LOADING = auto()
    FAILED = auto()


Part = Field | Group | Reference | OwnedList


class FieldNode(Node):
    """``target`` is the object whose fields are still to be loaded below this node, None if there are none or they are there."""

    __slots__ = ("kind", "part", "path", "target", "words")

    def __init__(self, kind: RowKind, path: str, part: Part | None = None, target: str | None = None, words: str = "") -> None:
        super().__init__()
        self.kind = kind
        self.path = path
        self.part = part
        self.target = target
        self.words = words


class FieldTreeModel(NodeModel[FieldNode]):
    """The fields of one object; `set_object` says which. `loaded` carries its model, `failed` the error."""

    loaded = Signal(object)
    failed = Signal(object)
    checked_changed = Signal()

    def __init__(self, models: ModelService, parent: QObject | None = None, *, checkable: bool = False) -> None:
        super().__init__(FieldNode(RowKind.REFERENCE, ""), parent)
        self._models = models
        self.checkable = checkable
        self._checked: dict[str, None] = {}
        self._present: frozenset[str] = frozenset()
        self._refused: Container[str] = ()
        self.object_name = ""
        self.object_model: ObjectModel | None = None

    def set_object(self, name: str) -> None:
        """Show another object's fields (or the same one's afresh), at once if its model is loaded."""
        self.object_name = name
        self.object_model = None
        self._checked.clear()
        self.reset(FieldNode(RowKind.REFERENCE, "", target=name))
        self.checked_changed.emit()
        self.fetchMore(self.index_of(self.top))

    def index_at(self, path: str) -> QModelIndex:
        """The row of a path that has one by now; invalid otherwise."""
        for node in _walk(self.top):
            if node.path == path and node.part is not None:
                return self.index_of(node)
        return QModelIndex()

    def retry(self, index: Index) -> None:
        """Load again what a failed row stands for; nothing on other rows."""
        node = self.node(index)
        if node is not None and node.kind is RowKind.FAILED and node.parent is not None:
            self._ask(node.parent, node)

    def fields(self) -> Iterator[Field]:
        """Every field that is known by now, by its path from the tree's object: the rows, and one level below them where that is loaded."""
        for node in _walk(self.top):
            if isinstance(node.part, Field):
                yield replace(node.part, path=node.path)
            elif node.target is not None and node.path and (target := self._models.loaded(node.target)) is not None:
                rows = {child.path for child in node.children}
                for field in target.fields.values():
                    path = _join(node.path, field.path)
                    if path not in rows:
                        yield replace(field, path=path)

    def fetch(self, path: str) -> None:
        """Load below the reference at ``path``, in whatever case it was typed; nothing if there is none or it is there."""
        for node in _walk(self.top):
            if node.target is not None and node.path.lower() == path.lower():
                self.fetchMore(self.index_of(node))
                return

    # what is ticked

    @property
    def checked(self) -> list[str]:
        """The ticked paths in the order in which they were ticked."""
        return list(self._checked)

    @property
    def present(self) -> frozenset[str]:
        return self._present

    def uncheck_all(self) -> None:
        self._checked.clear()
        self._redraw()
        self.checked_changed.emit()

    def is_checked(self, path: str) -> bool:
        return path in self._checked or path in self._present

    def set_checked(self, path: str, checked: bool) -> None:
        if path in self._present:
            return
        if checked:
            self._checked[path] = None
        else:
            self._checked.pop(path, None)
        self._redraw()
        self.checked_changed.emit()

    def set_present(self, paths: Iterable[str]) -> None:
        """The fields that are in the query already: ticked, and not to be ticked again."""
        self._present = frozenset(paths)
        for path in self._present:
            self._checked.pop(path, None)
        self._redraw()
        self.checked_changed.emit()

    def set_refused(self, paths: Container[str]) -> None:
        """The fields that queries of this object were refused for: they carry a badge, and may be chosen all the same."""
        self._refused = paths
        self._redraw()

    def is_refused(self, path: str) -> bool:
        return path in self._refused

    def mimeTypes(self) -> list[str]:
        return [FIELDS]

    def mimeData(self, indexes: Iterable[Index]) -> QMimeData:
        paths = [node.path for index in indexes if index.column() == 0 and (node := self.node(index)) is not None and _queryable(node)]
        return dragged(self.object_name, self.with_checked(paths))

    def with_checked(self, paths: Sequence[str]) -> Sequence[str]:
        """What a drag of these takes: with one that is ticked, all that are."""
        return paths if self._checked.keys().isdisjoint(paths) else self.checked

    def _redraw(self) -> None:
        nodes = [self.top]
        while nodes:
            node = nodes.pop()
            if node.children:
                nodes += node.children
                self.dataChanged.emit(self.index_of(node.children[0]), self.index_of(node.children[-1]), _REDRAWN)

    # loading

    def hasChildren(self, parent: Index = QModelIndex()) -> bool:
        node = self.node(parent)
        return node is not None and parent.column() <= 0 and bool(node.children or node.target)

    def canFetchMore(self, parent: Index) -> bool:
        node = self.node(parent)
        return node is not None and node.target is not None and not any(_is_waiting(child) for child in node.children[-1:])

    def fetchMore(self, parent: Index) -> None:
        node = self.node(parent)
        if node is None or not self.canFetchMore(parent):
            return
        known = self._models.loaded(node.target or "")
        if known is not None:
            self._fill(node, known)
            return
        waiting = FieldNode(RowKind.LOADING, node.path)
        self.append(node, [waiting])
        self._ask(node, waiting)

    def _ask(self, node: FieldNode, waiting: FieldNode) -> None:
        waiting.kind = RowKind.LOADING
        waiting.words = self.tr("Loading…")
        self.refresh(waiting)
        target = node.target or ""

        def failed(error: BaseException) -> None:
            if self.node(self.index_of(waiting)) is waiting:
                waiting.kind = RowKind.FAILED
                waiting.words = self.tr("Not loaded: {reason} Press Enter to try again.").format(reason=describe(error).happened)
                self.refresh(waiting)
                if node is self.top:
                    self.failed.emit(error)

        async def load() -> None:
            model = await self._models.model(target)
            if self.node(self.index_of(waiting)) is waiting:
                self.remove(waiting)
                self._fill(node, model)

        tasks.run(self, load(), name=self.tr("Load the fields of {object}").format(object=target), on_error=failed)

    def _fill(self, node: FieldNode, model: ObjectModel) -> None:
        node.target = None
        there = {child.path for child in node.children}
        self.append(node, [child for child in member_nodes(node.path, model.root) if child.path not in there])
        if node is self.top:
            self.object_model = model
            self.loaded.emit(model)

    # what a row shows

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return len(Column)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role != Qt.ItemDataRole.DisplayRole or orientation != Qt.Orientation.Horizontal:
            return None
        return (self.tr("Name"), self.tr("Title"), self.tr("Type"), self.tr("Access"), self.tr("Target or values"))[section]

    def flags(self, index: Index) -> Qt.ItemFlag:
        node = self.node(index) if index.isValid() else None
        if node is None:
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled
        if node.kind is RowKind.FIELD:
            flags |= Qt.ItemFlag.ItemNeverHasChildren
            if _queryable(node):
                flags |= Qt.ItemFlag.ItemIsDragEnabled
            if self.checkable and index.column() == Column.NAME and _queryable(node) and node.path not in self._present:
                flags |= Qt.ItemFlag.ItemIsUserCheckable
        return flags

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        node = self.node(index) if index.isValid() else None
        if role != Qt.ItemDataRole.CheckStateRole or node is None or not self.flags(index) & Qt.ItemFlag.ItemIsUserCheckable:
            return False
        self.set_checked(node.path, Qt.CheckState(value) == Qt.CheckState.Checked)
        return True

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        node = self.node(index) if index.isValid() else None
        if node is None:
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return _words(node, Column(index.column()))
            case Qt.ItemDataRole.ForegroundRole:
                return self._colour(node, Column(index.column()))
            case Qt.ItemDataRole.FontRole:
                return mono_font() if index.column() == Column.NAME and node.part is not None else None
            case Qt.ItemDataRole.CheckStateRole:
                ticks = self.checkable and index.column() == Column.NAME and node.kind is RowKind.FIELD and _queryable(node)
                return (Qt.CheckState.Checked if self.is_checked(node.path) else Qt.CheckState.Unchecked) if ticks else None
            case Qt.ItemDataRole.ToolTipRole:
                return self._tip(node)
            case Qt.ItemDataRole.AccessibleDescriptionRole:
                return refused_words() if index.column() == Column.NAME and self.is_refused(node.path) else None
            case Qt.ItemDataRole.DecorationRole:
                refused = node.kind is RowKind.FIELD and self.is_refused(node.path)
                warns = (node.kind is RowKind.FAILED or refused) and index.column() == Column.NAME
                return icon("warning", Role.WARNING) if warns else None
            case FieldRole.KIND:
                return node.kind
            case FieldRole.PATH:
                return node.path
            case FieldRole.FIELD:
                return replace(node.part, path=node.path) if isinstance(node.part, Field) else None
            case FieldRole.REFERENCE:
                return node.part if isinstance(node.part, Reference) else None
            case FieldRole.TARGET:
                return node.part.object if isinstance(node.part, Reference | OwnedList) else None
            case FieldRole.QUERYABLE:
                return _queryable(node)
        return None

    def _tip(self, node: FieldNode) -> str:
        if not isinstance(node.part, Field | Reference | OwnedList):
            return node.words or node.path
        badge = f"\n{refused_words()}" if self.is_refused(node.path) else ""
        return tip(node.path, node.part) + badge

    def _colour(self, node: FieldNode, column: Column) -> object:
        if node.part is None or column in (Column.TYPE, Column.ACCESS):
            return theme().color(Role.MUTED)
        if column is Column.TARGET:
            return theme().color(Role.MUTED if isinstance(node.part, Field) else Role.ACCENT)
        return theme().color(Role.DISABLED) if isinstance(node.part, Field | OwnedList) and refusal(node.part) else None


def _walk(node: FieldNode) -> Iterator[FieldNode]:
    yield node
    for child in node.children:
        yield from _walk(child)


def _tr(text: str) -> str:
    return QCoreApplication.translate("FieldTreeModel", text)


def member_nodes(prefix: str, group: Group, *, elements: bool = False) -> list[FieldNode]:
    """The nodes of a group's members, ``key``, ``id`` and ``name`` first; of a reference, those that are inline.

    With ``elements`` also what a query cannot have: what one element of a list has, and the groups of a reference, where they are inline.
    """
    nodes = [*_fields(prefix, _first(group.fields.values()))]
    for reference in group.references.values():
        node = FieldNode(RowKind.REFERENCE, _join(prefix, reference.path), reference, target=reference.object)
        adopt(node, _fields(prefix, _first(reference.fields.values())))
        if elements:
            adopt(node, _groups(prefix, reference.groups.values(), elements=True))
        nodes.append(node)
    nodes += _groups(prefix, group.groups.values(), elements=elements)
    for owned in group.lists.values():
        node = FieldNode(RowKind.LIST, _join(prefix, owned.path), owned)
        if elements and owned.element is not None:
            adopt(node, member_nodes(prefix, owned.element, elements=True))
        nodes.append(node)
    return nodes


def _groups(prefix: str, groups: Iterable[Group], *, elements: bool) -> list[FieldNode]:
    nodes = []
    for group in groups:
        node = FieldNode(RowKind.GROUP, _join(prefix, group.path), group)
        adopt(node, member_nodes(prefix, group, elements=elements))
        nodes.append(node)
    return nodes


def _fields(prefix: str, fields: Iterable[Field]) -> list[FieldNode]:
    return [FieldNode(RowKind.FIELD, _join(prefix, field.path), field) for field in fields]


def _first(fields: Iterable[Field]) -> Sequence[Field]:
    return sorted(fields, key=lambda field: FIRST.index(field.name) if field.name in FIRST else len(FIRST))


def _join(prefix: str, path: str) -> str:
    return f"{prefix}.{path}" if prefix else path


def _is_waiting(node: FieldNode) -> bool:
    return node.kind in (RowKind.LOADING, RowKind.FAILED)


def _queryable(node: FieldNode) -> bool:
    return isinstance(node.part, Field) and node.part.queryable


def _words(node: FieldNode, column: Column) -> str:
    part = node.part
    if part is None:
        return node.words if column is Column.NAME else ""
    name = part.path.rpartition(".")[2]
    match column, part:
        case Column.NAME, _:
            return name
        case Column.TITLE, _:
            return readable(name)
        case Column.TYPE, Field():
            return type_words(part)
        case Column.TYPE, Reference():
            return _tr("reference")
        case Column.TYPE, OwnedList():
            return _tr("list")
        case Column.TYPE, _:
            return _tr("group")
        case Column.ACCESS, Field():
            return access_words(part)
        case Column.TARGET, Field():
            return ", ".join(part.choices)
        case Column.TARGET, Reference() | OwnedList():
            return part.object or ""
    return ""


@describe.register
def _(error: UnknownObject) -> Message:
    return Message(
        Severity.ERROR,
        _tr("The company has no object {name}, or you may not see it.").format(name=error.name),
        _tr("Nothing was changed."),
        _tr("Look for it in the tree of objects; it may have another name, or belong to an application that is not subscribed."),
        f"{error.name}: {type(error).__name__}",
    )
