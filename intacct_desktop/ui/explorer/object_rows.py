"""The rows of the object tree: favourites, recent ones, applications and custom objects; or what a search found in them.

An application's services stand in a group above its objects, an object's workflow actions in a group below it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import Enum, IntEnum, auto

from PySide6.QtCore import QMimeData, QModelIndex, QObject, Qt

from intacct_desktop.api.model import ModelEntry, ResourceKind
from intacct_desktop.api.naming import object_of, readable, short_name
from intacct_desktop.ui.explorer.nodes import Index, Node, NodeModel, adopt
from intacct_desktop.ui.explorer.object_search import Found
from intacct_desktop.ui.field_drag import FIELDS, dragged
from intacct_desktop.ui.icons import icon
from intacct_desktop.ui.theme import Role

CUSTOM = "platform-apps"
FAVOURITES = "::favourites"
RECENT = "::recent"


class ObjectRole(IntEnum):
    KIND = Qt.ItemDataRole.UserRole + 1
    """`ObjectRowKind`."""
    OBJECT = Qt.ItemDataRole.UserRole + 2
    """The whole API name of the object, service or workflow action; on a group that of its object or the key of its section.

    A section's key is an application, `FAVOURITES`, `RECENT` or `CUSTOM`.
    """
    PATH = Qt.ItemDataRole.UserRole + 3
    """A field's path, empty on other rows."""
    DETAIL = Qt.ItemDataRole.UserRole + 4
    """What stands at the right: the API name, or the count of a section or group."""


class ObjectRowKind(Enum):
    SECTION = auto()
    GROUP = auto()
    OBJECT = auto()
    FIELD = auto()
    MORE = auto()
    SERVICE = auto()
    ACTION = auto()


RESOURCES = frozenset({ObjectRowKind.OBJECT, ObjectRowKind.SERVICE, ObjectRowKind.ACTION})
"""Rows that stand for something of the model itself."""

_ROW_KINDS = {
    ResourceKind.OBJECT: ObjectRowKind.OBJECT,
    ResourceKind.SERVICE: ObjectRowKind.SERVICE,
    ResourceKind.WORKFLOW: ObjectRowKind.ACTION,
}
_ICONS = {ObjectRowKind.SERVICE: "service", ObjectRowKind.ACTION: "action"}


class ObjectNode(Node):
    __slots__ = ("detail", "kind", "name", "path", "title")

    def __init__(self, kind: ObjectRowKind, title: str, detail: str = "", name: str = "", path: str = "") -> None:
        super().__init__()
        self.kind = kind
        self.title = title
        self.detail = detail
        self.name = name
        self.path = path

    def walk(self) -> "Iterator[ObjectNode]":
        """The rows below this one, from top to bottom."""
        for child in self.children:
            yield child
            yield from child.walk()


class ObjectTreeModel(NodeModel[ObjectNode]):
    """Sections, in them objects, and in a group of their own services and actions; a search shows fields below objects."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(_top(), parent)

    def show_all(self, entries: Iterable[ModelEntry], favourites: Sequence[str], recent: Sequence[str]) -> None:
        """Everything by application; names among ``favourites`` and ``recent`` that the company does not have are left out.

        A workflow action stands below its object, in the application's own group where the company does not list the object.
        """
        by_name = {entry.name: entry for entry in entries}
        top = _top()
        for key, names in ((FAVOURITES, favourites), (RECENT, recent)):
            kept = [by_name[name] for name in names if name in by_name]
            if kept:
                adopt(top, [self._section(key, [_row(entry) for entry in kept])])
        sections: dict[str, list[ModelEntry]] = {}
        actions: dict[str, list[ModelEntry]] = {}
        for entry in by_name.values():
            if entry.kind is ResourceKind.WORKFLOW and (owner := object_of(entry.name)) in by_name:
                actions.setdefault(owner, []).append(entry)
            else:
                sections.setdefault(_section_of(entry), []).append(entry)
        for key in sorted(sections, key=_section_order):
            adopt(top, [self._section(key, self._application(key, sections[key], actions))])
        self.reset(top)

    def _application(self, key: str, entries: Iterable[ModelEntry], actions: Mapping[str, Sequence[ModelEntry]]) -> list[ObjectNode]:
        """The groups of an application, then its objects; where it has one group and no objects, what is in the group."""
        rows: dict[ObjectRowKind, list[ObjectNode]] = {kind: [] for kind in RESOURCES}
        for row in sorted(map(_row, entries), key=lambda row: row.title.lower()):
            if row.name in actions:
                adopt(row, [_group(self.tr("Actions"), row.name, [_action(action) for action in actions[row.name]])])
            rows[row.kind].append(row)
        objects, services, others = (rows[kind] for kind in (ObjectRowKind.OBJECT, ObjectRowKind.SERVICE, ObjectRowKind.ACTION))
        if not objects and not (services and others):
            return services or others
        groups = ((self.tr("Services"), services), (self.tr("Actions"), others))
        return [*(_group(title, key, members) for title, members in groups if members), *objects]

    def show_found(self, found: Iterable[Found]) -> None:
        """What a search found: sections in the order of their best hit."""
        sections: dict[str, list[ObjectNode]] = {}
        for hit in found:
            node = _row(hit.entry)
            fields = [ObjectNode(ObjectRowKind.FIELD, readable(path), path.rpartition(".")[2], hit.entry.name, path) for path in hit.fields]
            if hit.field_count > len(hit.fields):
                count = hit.field_count - len(hit.fields)
                more = self.tr("and 1 more field") if count == 1 else self.tr("and {count} more fields").format(count=count)
                fields.append(ObjectNode(ObjectRowKind.MORE, more, name=hit.entry.name))
            adopt(node, fields)
            sections.setdefault(_section_of(hit.entry), []).append(node)
        top = _top()
        adopt(top, [self._section(key, nodes) for key, nodes in sections.items()])
        self.reset(top)

    def find(self, name: str, section: str = "") -> QModelIndex:
        """The row of an object, service or action in ``section``, by default the one of its application; invalid if it is not shown."""
        for node in self.top.children:
            if node.name == section if section else node.name not in (FAVOURITES, RECENT):
                for row in node.walk():
                    if row.name == name and row.kind in RESOURCES:
                        return self.index_of(row)
        return QModelIndex()

    def section_of(self, index: QModelIndex) -> str:
        """The key of the section that a row is in; empty for the invalid index."""
        while index.parent().isValid():
            index = index.parent()
        return str(index.data(ObjectRole.OBJECT) or "")

    def flags(self, index: Index) -> Qt.ItemFlag:
        node = self.node(index) if index.isValid() else None
        if node is None:
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled
        return flags | Qt.ItemFlag.ItemIsDragEnabled if node.kind is ObjectRowKind.FIELD else flags

    def mimeTypes(self) -> list[str]:
        return [FIELDS]

    def mimeData(self, indexes: Iterable[Index]) -> QMimeData:
        """The fields that are dragged; they are of one object, whose row they stand below."""
        nodes = [node for index in indexes if (node := self.node(index)) is not None and node.kind is ObjectRowKind.FIELD]
        return dragged(nodes[0].name if nodes else "", [node.path for node in nodes])

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        node = self.node(index) if index.isValid() else None
        if node is None:
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return node.title
            case ObjectRole.KIND:
                return node.kind
            case ObjectRole.OBJECT:
                return node.name
            case ObjectRole.PATH:
                return node.path
            case ObjectRole.DETAIL:
                return node.detail
            case Qt.ItemDataRole.ToolTipRole:
                return self._tip(node)
            case Qt.ItemDataRole.DecorationRole:
                return icon(_ICONS[node.kind], Role.MUTED) if node.kind in _ICONS else None
            case Qt.ItemDataRole.AccessibleTextRole:
                return ", ".join(words for words in (node.title, self._kind_words(node.kind), node.detail) if words)
        return None

    def _tip(self, node: ObjectNode) -> str | None:
        match node.kind:
            case ObjectRowKind.OBJECT:
                return node.name
            case ObjectRowKind.FIELD:
                return f"{node.name}\n{node.path}"
            case ObjectRowKind.SERVICE | ObjectRowKind.ACTION:
                return f"/{node.name}\n{self._kind_words(node.kind)}"
        return None

    def _kind_words(self, kind: ObjectRowKind) -> str:
        return {ObjectRowKind.SERVICE: self.tr("service"), ObjectRowKind.ACTION: self.tr("workflow action")}.get(kind, "")

    def _section(self, key: str, nodes: Sequence[ObjectNode]) -> ObjectNode:
        words = {FAVOURITES: self.tr("Favourites"), RECENT: self.tr("Recent"), CUSTOM: self.tr("Custom objects")}
        rows = [node for node in nodes if node.kind is not ObjectRowKind.GROUP]
        count = "" if key in (FAVOURITES, RECENT) else str(len(rows))
        section = ObjectNode(ObjectRowKind.SECTION, words.get(key) or readable(key), count, key)
        adopt(section, nodes)
        return section


def _top() -> ObjectNode:
    return ObjectNode(ObjectRowKind.SECTION, "")


def _group(title: str, name: str, nodes: Sequence[ObjectNode]) -> ObjectNode:
    group = ObjectNode(ObjectRowKind.GROUP, title, str(len(nodes)), name)
    adopt(group, nodes)
    return group


def _row(entry: ModelEntry) -> ObjectNode:
    kind = _ROW_KINDS[entry.kind] if entry.kind is not None else ObjectRowKind.OBJECT
    return ObjectNode(kind, entry.title, short_name(entry.name), entry.name)


def _action(entry: ModelEntry) -> ObjectNode:
    """An action below its object, which need not be named again."""
    name = entry.name.rpartition("/")[2]
    return ObjectNode(ObjectRowKind.ACTION, readable(name), name, entry.name)


def _section_of(entry: ModelEntry) -> str:
    return CUSTOM if entry.is_custom else entry.application


def _section_order(key: str) -> tuple[bool, str]:
    return key == CUSTOM, readable(key)
