"""The rows of the object tree: favourites, recent ones, applications and custom objects; or what a search found in them."""

from collections.abc import Iterable, Sequence
from enum import Enum, IntEnum, auto

from PySide6.QtCore import QModelIndex, QObject, Qt

from intacct_desktop.api.model import ModelEntry
from intacct_desktop.api.naming import readable, short_name
from intacct_desktop.ui.explorer.nodes import Index, Node, NodeModel, adopt
from intacct_desktop.ui.explorer.object_search import Found

CUSTOM = "platform-apps"
FAVOURITES = "::favourites"
RECENT = "::recent"


class ObjectRole(IntEnum):
    KIND = Qt.ItemDataRole.UserRole + 1
    """`ObjectRowKind`."""
    OBJECT = Qt.ItemDataRole.UserRole + 2
    """The object's whole API name; on a section its key: an application, `FAVOURITES`, `RECENT` or `CUSTOM`."""
    PATH = Qt.ItemDataRole.UserRole + 3
    """A field's path, empty on other rows."""
    DETAIL = Qt.ItemDataRole.UserRole + 4
    """What stands at the right: the API name, or a section's count."""


class ObjectRowKind(Enum):
    SECTION = auto()
    OBJECT = auto()
    FIELD = auto()
    MORE = auto()


class ObjectNode(Node):
    __slots__ = ("detail", "kind", "name", "path", "title")

    def __init__(self, kind: ObjectRowKind, title: str, detail: str = "", name: str = "", path: str = "") -> None:
        super().__init__()
        self.kind = kind
        self.title = title
        self.detail = detail
        self.name = name
        self.path = path


class ObjectTreeModel(NodeModel[ObjectNode]):
    """Two levels, sections and objects; a search shows fields as a third."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(_top(), parent)

    def show_all(self, entries: Iterable[ModelEntry], favourites: Sequence[str], recent: Sequence[str]) -> None:
        """Every object by application; names among ``favourites`` and ``recent`` that the company does not have are left out."""
        by_name = {entry.name: entry for entry in entries}
        top = _top()
        for key, names in ((FAVOURITES, favourites), (RECENT, recent)):
            kept = [by_name[name] for name in names if name in by_name]
            if kept:
                adopt(top, [self._section(key, [_object(entry) for entry in kept])])
        sections: dict[str, list[ModelEntry]] = {}
        for entry in by_name.values():
            sections.setdefault(_section_of(entry), []).append(entry)
        for key in sorted(sections, key=_section_order):
            adopt(top, [self._section(key, [_object(entry) for entry in sorted(sections[key], key=lambda entry: entry.title.lower())])])
        self.reset(top)

    def show_found(self, found: Iterable[Found]) -> None:
        """What a search found: sections in the order of their best object."""
        sections: dict[str, list[ObjectNode]] = {}
        for hit in found:
            node = _object(hit.entry)
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
        """The row of an object in ``section``, by default the one of its application; invalid if it is not shown."""
        for node in self.top.children:
            if node.name == section if section else node.name not in (FAVOURITES, RECENT):
                for row in node.children:
                    if row.name == name:
                        return self.index_of(row)
        return QModelIndex()

    def flags(self, index: Index) -> Qt.ItemFlag:
        node = self.node(index) if index.isValid() else None
        return Qt.ItemFlag.NoItemFlags if node is None else Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled

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
                return {ObjectRowKind.OBJECT: node.name, ObjectRowKind.FIELD: f"{node.name}\n{node.path}"}.get(node.kind)
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{node.title}, {node.detail}" if node.detail else node.title
        return None

    def _section(self, key: str, nodes: Sequence[ObjectNode]) -> ObjectNode:
        words = {FAVOURITES: self.tr("Favourites"), RECENT: self.tr("Recent"), CUSTOM: self.tr("Custom objects")}
        count = "" if key in (FAVOURITES, RECENT) else str(len(nodes))
        section = ObjectNode(ObjectRowKind.SECTION, words.get(key) or readable(key), count, key)
        adopt(section, nodes)
        return section


def _top() -> ObjectNode:
    return ObjectNode(ObjectRowKind.SECTION, "")


def _object(entry: ModelEntry) -> ObjectNode:
    return ObjectNode(ObjectRowKind.OBJECT, entry.title, short_name(entry.name), entry.name)


def _section_of(entry: ModelEntry) -> str:
    return CUSTOM if entry.is_custom else entry.application


def _section_order(key: str) -> tuple[bool, str]:
    return key == CUSTOM, readable(key)
