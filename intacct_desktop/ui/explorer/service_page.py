"""All there is to know of one service or workflow action: its path and method, what it takes and gives, the object it belongs to."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton, QWidget

from intacct_desktop.api.model import Group, ResourceKind, ServiceModel
from intacct_desktop.api.model_service import ModelService
from intacct_desktop.api.naming import object_of, short_name, title_of
from intacct_desktop.ui.buttons import sign_button
from intacct_desktop.ui.explorer.members_page import MembersPage, counts
from intacct_desktop.ui.explorer.service_tree import ServiceTreeModel
from intacct_desktop.ui.icons import icon
from intacct_desktop.ui.theme import Role


class ServicePage(MembersPage):
    """One service or workflow action by its prefixed name. It describes; nothing is sent to it from here."""

    def __init__(self, models: ModelService, name: str, parent: QWidget | None = None) -> None:
        self._service = ServiceTreeModel(models)
        super().__init__(self._service, name, open_levels=2, parent=parent)
        self.setAccessibleName(title_of(name))
        self.path = self.mono_label(f"/{name}", self.tr("Path"))
        self.copy_button = sign_button("copy", self.tr("Copy path"), self._copy, self, Role.MUTED, square=False)
        for part in (self.path, self.copy_button, self.facts):
            self.under.addWidget(part)
        self.under.addStretch(1)
        self.owner_button: QPushButton | None = None
        entry, owner = models.entry(name), object_of(name)
        if entry is not None and entry.kind is ResourceKind.WORKFLOW and models.entry(owner) is not None:
            self.owner_button = QPushButton(icon("table"), self.tr("Open {object}").format(object=title_of(owner)), self)
            self.owner_button.setToolTip(owner)
            self.owner_button.clicked.connect(lambda: self.object_requested.emit(owner))
            self.head.addWidget(self.owner_button, 0, Qt.AlignmentFlag.AlignTop)
        self.fields.loaded.connect(self._on_loaded)
        self.reload()

    def load(self) -> None:
        self._service.set_service(self.name)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.path.text())

    def _on_loaded(self, service: ServiceModel) -> None:
        if service.kind is ResourceKind.WORKFLOW:
            kind = self.tr("workflow action of {object}").format(object=short_name(object_of(service.name)))
        else:
            kind = self.tr("service")
        methods = " ".join(sorted((service.methods | service.request.methods) - {"OPTIONS"}))
        repeats = self.tr("takes an Idempotency-Key") if service.idempotence_supported else ""
        self.facts.setText(" · ".join(words for words in (kind, methods, repeats) if words))
        self.count.setText(
            counts(
                (
                    (_field_count(service.request.root), self.tr("1 request field"), self.tr("{count} request fields")),
                    (_field_count(service.response.root), self.tr("1 response field"), self.tr("{count} response fields")),
                )
            )
        )
        self.show_members()


def _field_count(group: Group) -> int:
    """The fields of a group and the groups in it, and of the elements of their lists."""
    elements = [owned.element for part in group.walk() for owned in part.lists.values() if owned.element is not None]
    return sum(len(part.fields) for part in group.walk()) + sum(map(_field_count, elements))
