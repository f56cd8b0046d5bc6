"""All there is to know of one object: its fields with type, access and values, its references and lists as links to other objects."""

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QPushButton, QTreeView, QWidget

from intacct_desktop.api.model import ObjectModel
from intacct_desktop.api.model_service import ModelService
from intacct_desktop.api.naming import short_name
from intacct_desktop.ui.explorer.field_tree import Column, FieldRole, FieldTreeModel
from intacct_desktop.ui.explorer.members_page import MembersPage, counts
from intacct_desktop.ui.icons import icon


class ObjectPage(MembersPage):
    """One object. `query_requested` carries its name, `fields_requested` its name and chosen paths."""

    query_requested = Signal(str)
    fields_requested = Signal(str, list)

    def __init__(self, models: ModelService, name: str, parent: QWidget | None = None) -> None:
        super().__init__(FieldTreeModel(models), name, open_levels=1, parent=parent)
        self._wanted = ""
        self.setAccessibleName(self.tr("Object {name}").format(name=name))
        self.under.addWidget(self.mono_label(name, self.tr("API name")))
        self.under.addWidget(self.facts)
        self.under.addStretch(1)
        query = QPushButton(self.tr("New query"), self)
        query.setProperty("role", "primary")
        query.clicked.connect(lambda: self.query_requested.emit(self.name))
        self.head.addWidget(query, 0, Qt.AlignmentFlag.AlignTop)
        self.add_button = QPushButton(self.tr("Add to query"), self)
        self.add_button.setEnabled(False)
        self.add_button.clicked.connect(self.use_selected)
        self.tools.addWidget(self.add_button)

        self.view.setDragEnabled(True)
        self.view.setDragEnabled(True)
        self.view.selectionModel().selectionChanged.connect(self._on_selection)
        self.fields.loaded.connect(self._on_loaded)
        self.reload()

    def load(self) -> None:
        self.fields.set_object(self.name)

    def select_field(self, path: str) -> None:
        """Put the selection on a field, at once or when the fields are there; nothing if the object has no such field."""
        self._wanted = path
        index = self.shown.mapFromSource(self.fields.index_at(path))
        if index.isValid():
            self._wanted = ""
            self.view.setCurrentIndex(index)
            self.view.scrollTo(index, QTreeView.ScrollHint.PositionAtCenter)
            self.view.setFocus()

    def selected_paths(self) -> list[str]:
        """The fields among the selected rows that a query can return, from top to bottom."""
        rows = self.view.selectionModel().selectedRows(Column.NAME)
        below = self.view.visualRect
        return [row.data(FieldRole.PATH) for row in sorted(rows, key=lambda row: below(row).top()) if row.data(FieldRole.QUERYABLE)]

    def use_selected(self) -> None:
        if paths := self.selected_paths():
            self.fields_requested.emit(self.name, paths)

    def member_actions(self, menu: QMenu) -> list[QAction]:
        add = QAction(icon("plus"), self.tr("Add to query"), menu)
        add.setEnabled(bool(self.selected_paths()))
        add.triggered.connect(self.use_selected)
        return [add]

    def double_clicked(self, index: QModelIndex) -> None:
        if index.data(FieldRole.QUERYABLE):
            self.fields_requested.emit(self.name, [index.data(FieldRole.PATH)])

    def _on_loaded(self, model: ObjectModel) -> None:
        kinds = {"rootObject": self.tr("root object"), "ownedObject": self.tr("owned object")}
        owners = [reference.object for reference in model.references.values() if reference.is_owner and reference.object]
        kind = kinds.get(model.type, model.type)
        if owners:
            kind = self.tr("{kind} of {owner}").format(kind=kind, owner=short_name(owners[0]))
        methods = " ".join(method for method in ("GET", "POST", "PATCH", "DELETE") if method in model.methods)
        self.facts.setText(" · ".join(words for words in (kind, methods) if words))
        self.count.setText(self._count_words(model))
        self.show_members()
        if self._wanted:
            self.select_field(self._wanted)

    def _count_words(self, model: ObjectModel) -> str:
        fields = sum(len(group.fields) for group in model.root.walk())
        return counts(
            (
                (fields, self.tr("1 field"), self.tr("{count} fields")),
                (len(model.references), self.tr("1 reference"), self.tr("{count} references")),
                (len(model.lists), self.tr("1 list"), self.tr("{count} lists")),
            )
        )

    def _on_selection(self) -> None:
        count = len(self.selected_paths())
        self.add_button.setEnabled(count > 0)
        self.add_button.setText(self.tr("Add {count} fields to query").format(count=count) if count > 1 else self.tr("Add to query"))
