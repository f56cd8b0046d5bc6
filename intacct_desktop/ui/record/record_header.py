"""What stands above a form: which record this is, in which state, and a way to find a field in it."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from intacct_desktop.api.records.draft import RecordDraft
from intacct_desktop.api.records.form import Entry, Form
from intacct_desktop.api.records.values import is_empty
from intacct_desktop.ui.record.editors.showing import reference_words
from intacct_desktop.ui.record.words import record_title, state_of
from intacct_desktop.ui.results.status_line import Elided
from intacct_desktop.ui.search_box import SearchBox

_ROOMY = 620
_LEAST_TITLE = 120


class RecordHeader(QWidget):
    """Shows what it is given; says what is looked for, and which link is wished for."""

    link_wished = Signal(str, str)
    web_wished = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._link: tuple[str, str] | None = None
        self._web = ""
        self.title = Elided(self)
        self.title.setProperty("role", "title")
        self.title.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.title.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.state = QLabel(self)
        self.state.setProperty("role", "chip")
        self.entity = QLabel(self)
        self.entity.setProperty("role", "warning")
        self.entity.hide()
        self.party = QPushButton(self)
        self.party.setProperty("role", "link")
        self.web = QPushButton(self.tr("Open in Intacct"), self)
        self.web.setProperty("role", "flat")
        self.all_fields = QPushButton(self.tr("All fields"), self)
        self.all_fields.setProperty("role", "flat")
        self.all_fields.setToolTip(self.tr("Leave the quick form for the whole one; what is entered stays"))
        self.search = SearchBox(self.tr("Find a field"), self)
        self.search.setMaximumWidth(240)
        self.search.setMinimumWidth(80)
        self.found = QLabel(self)
        self.found.setProperty("role", "muted")
        self.filled_only = QCheckBox(self.tr("Filled only"), self)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 12, 16, 8)
        row.setSpacing(8)
        for named in (self.title, self.state, self.entity, self.party):
            row.addWidget(named)
        row.addStretch(1)
        for tool in (self.web, self.all_fields, self.found, self.search, self.filled_only):
            row.addWidget(tool)
        self.party.clicked.connect(self._open_link)
        self.web.clicked.connect(lambda: self.web_wished.emit(self._web))

    def show_record(self, form: Form, draft: RecordDraft, *, quick: bool) -> None:
        """Name this record."""
        self.title.setText(record_title(form, draft))
        self.title.setMinimumWidth(min(_LEAST_TITLE, self.title.sizeHint().width()))
        state = state_of(form, draft.base) if not draft.is_new else ""
        self.state.setText(state)
        self.state.setAccessibleName(self.tr("State: {state}").format(state=state))
        self.state.setVisible(bool(state))
        entry = _party(form, draft.record)
        value: Mapping[str, Any] = draft.value(entry.place) if entry is not None else {}
        self._link = None
        if entry is not None and entry.reference is not None and entry.reference.object and not is_empty(value.get("key")):
            self._link = (entry.reference.object, str(value["key"]))
        self.party.setText(reference_words(value).replace("&", "&&"))
        self._fit()
        self.party.setToolTip(entry.title if entry is not None else "")
        self._web = str(draft.base.get("webURL") or "")
        self.web.setVisible(bool(self._web))
        self.all_fields.setVisible(quick)

    def show_entity(self, own: str | None, present: str | None) -> None:
        """Say where the record belongs, where that is not the entity that one works in at present."""
        where = self.tr("At the top level") if own is None else self.tr("In entity {entity}").format(entity=own)
        self.entity.setText(where if own != present else "")
        self.entity.setToolTip(self.tr("It was read there, and is written there, whatever entity is chosen above."))
        self.entity.setVisible(own != present)

    def show_found(self, count: int) -> None:
        looked_for = bool(self.search.text())
        words = self.tr("1 field") if count == 1 else self.tr("{count} fields").format(count=count)
        self.found.setText(words if looked_for else "")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Whom it is about, and what the search found, make room for the title, and the title is never cut without a sign of it."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        roomy = self.width() >= _ROOMY
        self.party.setVisible(roomy and self._link is not None)
        self.found.setVisible(roomy)

    def _open_link(self) -> None:
        if self._link is not None:
            self.link_wished.emit(*self._link)


def _party(form: Form, record: Mapping[str, Any]) -> Entry | None:
    """Whom the record is about: the first reference that it has to have."""
    return next(
        (entry for entry in form.entries.values() if entry.reference and entry.required and isinstance(record.get(entry.path), Mapping)),
        None,
    )
