"""The rows of the queries panel: what is saved on this computer, the templates, the company's views; or what a search found in them."""

from collections.abc import Iterable, Iterator, Sequence
from enum import Enum, IntEnum, auto

from PySide6.QtCore import QCoreApplication, QMimeData, QObject, Qt, QUrl, Signal

from intacct_desktop.api.naming import application_of, readable, short_name
from intacct_desktop.ui.explorer.nodes import Index, Node, NodeModel, adopt
from intacct_desktop.ui.icons import icon
from intacct_desktop.ui.library.contents import CompanyView, Contents, is_inside, template_words
from intacct_desktop.ui.theme import Role
from intacct_desktop.ui.wording import describe
from intacct_desktop.workspace.query_file import SavedQuery
from intacct_desktop.workspace.saved_queries import ShelfEntry, ShelfFolder

_MIME = "application/x-intacct-desktop-shelf"


class Part(IntEnum):
    """What a row answers beside its words."""

    KIND = Qt.ItemDataRole.UserRole + 1
    """`RowKind`."""
    DETAIL = Qt.ItemDataRole.UserRole + 2
    """What stands at the right: a short object name, or a count."""
    VALUE = Qt.ItemDataRole.UserRole + 3
    """What the row stands for: `ShelfEntry`, `ShelfFolder`, `SavedQuery`, `CompanyView`, `Section` or `Offer`."""


class RowKind(Enum):
    SECTION = auto()
    FOLDER = auto()
    QUERY = auto()
    DAMAGED = auto()
    GROUP = auto()
    TEMPLATE = auto()
    VIEW = auto()
    HINT = auto()
    OFFER = auto()


class Section(Enum):
    SAVED = auto()
    TEMPLATES = auto()
    VIEWS = auto()


class Offer(Enum):
    """A first step that an empty or failed place offers."""

    SAVE = auto()
    READ_AGAIN = auto()
    LOAD_VIEWS = auto()


_ICONS = {
    RowKind.FOLDER: ("folder", Role.MUTED),
    RowKind.QUERY: ("filter", Role.MUTED),
    RowKind.DAMAGED: ("warning", Role.NEGATIVE),
    RowKind.TEMPLATE: ("filter", Role.MUTED),
    RowKind.VIEW: ("table", Role.MUTED),
}


class QueryNode(Node):
    __slots__ = ("detail", "kind", "tip", "title", "value")

    def __init__(self, kind: RowKind, title: str, value: object = None, detail: str = "", tip: str = "") -> None:
        super().__init__()
        self.kind = kind
        self.title = title
        self.value = value
        self.detail = detail
        self.tip = tip

    @property
    def key(self) -> tuple[RowKind, object]:
        """What stays the same when the rows are made again."""
        match self.value:
            case ShelfEntry():
                return self.kind, self.value.path
            case ShelfFolder():
                return self.kind, self.value.folder
            case SavedQuery():
                return self.kind, self.value.name
            case CompanyView():
                return self.kind, (self.value.kind, self.value.id)
        return self.kind, self.value

    @property
    def neighbour(self) -> "QueryNode":
        """The row to go to when this one goes: the next, else the one before, else the one above."""
        above = self.parent
        if above is None:
            return self
        others = above.children[self.row + 1 :] or above.children[: self.row][-1:]
        return others[0] if others else above

    def walk(self) -> "Iterator[QueryNode]":
        """The rows below this one, from top to bottom."""
        for child in self.children:
            yield child
            yield from child.walk()


class QueryTreeModel(NodeModel[QueryNode]):
    """Three sections. It changes nothing itself: `rename_wished` carries a row's value and the new name, `move_wished` what was dropped
    (`ShelfEntry` and `ShelfFolder`) and the path of the folder that it was dropped on.
    """

    rename_wished = Signal(object, str)
    move_wished = Signal(list, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(QueryNode(RowKind.SECTION, ""), parent)
        self._dragged: list[object] = []

    def show_all(self, contents: Contents) -> None:
        """Every section, an empty one with what it is for."""
        saved = self._saved(contents)
        if not saved:
            saved = [self._hint(words) for words in self._saved_words(contents)]
            if contents.shelf_problem:
                saved.append(self._offer(Offer.READ_AGAIN, self.tr("Read the folder again")))
            elif contents.entries is not None:
                saved.append(self._offer(Offer.SAVE, self.tr("Save the query in front…")))
        views = _views(contents) or [self._hint(words) for words in self._views_words(contents)]
        if contents.views_state == "error":
            views = [*(self._hint(words) for words in self._views_words(contents)), *_views(contents)]
            views.append(self._offer(Offer.LOAD_VIEWS, self.tr("Load the views again")))
        self._reset(
            [
                self._section(Section.SAVED, saved, len(contents.entries or ())),
                self._section(Section.TEMPLATES, _templates(contents), len(contents.templates)),
                self._section(Section.VIEWS, views, len(contents.views)),
            ]
        )

    def show_found(self, contents: Contents) -> None:
        """The sections that have something."""
        sections = (
            (Section.SAVED, self._saved(contents), len(contents.entries or ())),
            (Section.TEMPLATES, _templates(contents), len(contents.templates)),
            (Section.VIEWS, _views(contents), len(contents.views)),
        )
        self._reset([self._section(*section) for section in sections if section[1]])

    def find(self, key: tuple[RowKind, object]) -> QueryNode | None:
        return next((node for node in self.top.walk() if node.key == key), None)

    # what Qt asks

    def flags(self, index: Index) -> Qt.ItemFlag:
        node = self.node(index) if index.isValid() else None
        if node is None:
            return Qt.ItemFlag.NoItemFlags
        flag = Qt.ItemFlag
        flags = flag.ItemIsEnabled if node.kind is RowKind.HINT else flag.ItemIsEnabled | flag.ItemIsSelectable
        if node.kind in (RowKind.QUERY, RowKind.FOLDER) or _is_own_view(node):
            flags |= flag.ItemIsEditable
        if node.kind in (RowKind.QUERY, RowKind.FOLDER, RowKind.DAMAGED):
            flags |= flag.ItemIsDragEnabled
        if folder_of(node) is not None:
            flags |= flag.ItemIsDropEnabled
        return flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        node = self.node(index) if index.isValid() else None
        if node is None:
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.EditRole:
                return node.title
            case Part.KIND:
                return node.kind
            case Part.DETAIL:
                return node.detail
            case Part.VALUE:
                return node.value
            case Qt.ItemDataRole.ToolTipRole:
                return node.tip or None
            case Qt.ItemDataRole.DecorationRole:
                return icon(*_ICONS[node.kind]) if node.kind in _ICONS else None
            case Qt.ItemDataRole.AccessibleTextRole:
                return ", ".join(words for words in (node.title, self._kind_words(node.kind), node.detail) if words)
        return None

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        node = self.node(index) if index.isValid() else None
        if node is None or role != Qt.ItemDataRole.EditRole:
            return False
        name = str(value).strip()
        if name and name != node.title:
            self.rename_wished.emit(node.value, name)
        return True

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction | Qt.DropAction.CopyAction

    def supportedDragActions(self) -> Qt.DropAction:
        """To another program the file is copied, not taken away."""
        return Qt.DropAction.CopyAction

    def mimeTypes(self) -> list[str]:
        return [_MIME]

    def mimeData(self, indexes: Sequence[Index]) -> QMimeData:
        nodes = [node for index in indexes if (node := self.node(index)) is not None]
        self._dragged = [node.value for node in nodes]
        mime = QMimeData()
        mime.setData(_MIME, b"shelf")
        mime.setUrls([QUrl.fromLocalFile(str(value.path)) for value in self._dragged if isinstance(value, ShelfEntry)])
        return mime

    def canDropMimeData(self, mime: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index) -> bool:
        node = self.node(parent) if parent.isValid() else None
        folder = folder_of(node) if node is not None else None
        return mime.hasFormat(_MIME) and folder is not None and bool(self._moved_to(folder))

    def dropMimeData(self, mime: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index) -> bool:
        if not self.canDropMimeData(mime, action, row, column, parent):
            return False
        node = self.node(parent)
        folder = folder_of(node) if node is not None else None
        if folder is not None:
            self.move_wished.emit(self._moved_to(folder), folder)
        return True

    def _moved_to(self, folder: str) -> list[object]:
        """What is being dragged and would stand elsewhere after it was dropped on a folder."""
        return [value for value in self._dragged if can_move(value, folder)]

    # how rows are made

    def _reset(self, sections: Sequence[QueryNode]) -> None:
        top = QueryNode(RowKind.SECTION, "")
        adopt(top, sections)
        self.reset(top)

    def _section(self, section: Section, rows: Sequence[QueryNode], count: int) -> QueryNode:
        words = {
            Section.SAVED: self.tr("Saved queries"),
            Section.TEMPLATES: self.tr("Templates"),
            Section.VIEWS: self.tr("In this company"),
        }
        node = QueryNode(RowKind.SECTION, words[section], section, str(count) if count else "")
        adopt(node, rows)
        return node

    def _saved(self, contents: Contents) -> list[QueryNode]:
        """Folders within folders, then the queries that are in none."""
        top = QueryNode(RowKind.SECTION, "")
        rows = {"": top}
        for one in contents.folders:
            rows[one.folder] = QueryNode(RowKind.FOLDER, one.name, one, tip=describe(one.problem).happened if one.problem else "")
            if one.problem:
                adopt(rows[one.folder], [self._hint(self.tr("This folder cannot be read."))])
            adopt(rows.get(one.folder.rpartition("/")[0], top), [rows[one.folder]])
        for entry in contents.entries or ():
            adopt(rows.get(entry.folder, top), [self._entry(entry)])
        return top.children

    def _entry(self, entry: ShelfEntry) -> QueryNode:
        if entry.problem:
            return QueryNode(RowKind.DAMAGED, entry.name, entry, self.tr("damaged"), str(entry.path))
        return QueryNode(RowKind.QUERY, entry.name, entry, short_name(entry.object), entry.description)

    def _saved_words(self, contents: Contents) -> list[str]:
        if contents.shelf_problem:
            return [contents.shelf_problem]
        if contents.entries is None:
            return [self.tr("Reading the folder…")]
        return [self.tr("Your own queries, in folders.")]

    def _views_words(self, contents: Contents) -> list[str]:
        match contents.views_state:
            case "none":
                return [self.tr("Sign in to see the company's views.")]
            case "loading":
                return [self.tr("Loading the views…")]
            case "error":
                return [contents.views_problem]
        return [self.tr("The company has no views that you may see.")]

    def _hint(self, words: str) -> QueryNode:
        return QueryNode(RowKind.HINT, words, words, tip=words)

    def _offer(self, offer: Offer, words: str) -> QueryNode:
        return QueryNode(RowKind.OFFER, words, offer)

    def _kind_words(self, kind: RowKind) -> str:
        return {
            RowKind.FOLDER: self.tr("folder"),
            RowKind.QUERY: self.tr("saved query"),
            RowKind.DAMAGED: self.tr("damaged file"),
            RowKind.TEMPLATE: self.tr("template"),
            RowKind.VIEW: self.tr("view of the company"),
        }.get(kind, "")


def folder_of(node: QueryNode) -> str | None:
    """The folder that a row is, "" for the section of saved queries; None for a row that nothing can be put into."""
    if isinstance(node.value, ShelfFolder):
        return node.value.folder
    return "" if node.value is Section.SAVED else None


def can_move(value: object, folder: str) -> bool:
    """Whether a `ShelfEntry` or `ShelfFolder` would stand elsewhere in ``folder``; a folder cannot go into itself."""
    if isinstance(value, ShelfEntry):
        return value.folder != folder
    return isinstance(value, ShelfFolder) and value.folder.rpartition("/")[0] != folder and not is_inside(folder, value)


def _is_own_view(node: QueryNode) -> bool:
    return isinstance(node.value, CompanyView) and node.value.kind == "user"


def _templates(contents: Contents) -> list[QueryNode]:
    """By the application that they are about."""
    groups: dict[str, list[QueryNode]] = {}
    for template in contents.templates:
        name, description = template_words(template)
        row = QueryNode(RowKind.TEMPLATE, name, template, short_name(template.query.object), description)
        groups.setdefault(application_of(template.query.object), []).append(row)
    return [_group(readable(application), application, rows) for application, rows in groups.items()]


def _views(contents: Contents) -> list[QueryNode]:
    translate = QCoreApplication.translate
    titles = {"user": translate("QueryTreeModel", "User views"), "system": translate("QueryTreeModel", "System views")}
    groups = []
    for kind, title in titles.items():
        views = sorted((view for view in contents.views if view.kind == kind), key=lambda view: view.title.casefold())
        if views:
            groups.append(_group(title, kind, [_view(view) for view in views]))
    return groups


def _view(view: CompanyView) -> QueryNode:
    who = QCoreApplication.translate("QueryTreeModel", "Everybody in the company sees it.")
    if not view.public:
        who = QCoreApplication.translate("QueryTreeModel", "Only you see it.")
    return QueryNode(
        RowKind.VIEW, view.title, view, short_name(view.object), f"{view.object}\n{who}" if view.kind == "user" else view.object
    )


def _group(title: str, value: str, rows: Iterable[QueryNode]) -> QueryNode:
    group = QueryNode(RowKind.GROUP, title, value)
    adopt(group, list(rows))
    return group
