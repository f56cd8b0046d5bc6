"""The form of any object's record: what there is to see of it and to enter, with a way to find one's way in it."""

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from intacct_desktop.api.records.draft import RecordDraft, items_of
from intacct_desktop.api.records.form import Entry, Form, Lines
from intacct_desktop.api.records.source import ValueSource
from intacct_desktop.api.records.values import Place
from intacct_desktop.ui.explorer.matching import words_of
from intacct_desktop.ui.record.editors.editor import Editor
from intacct_desktop.ui.record.editors.making import make_editor
from intacct_desktop.ui.record.form.form_page import FormPage
from intacct_desktop.ui.record.form.skeleton import Skeleton
from intacct_desktop.ui.record.lines.lines_table import LinesTable
from intacct_desktop.ui.theme import SPACE

_MARGIN = SPACE[3]  # what stays in sight around an entry that is revealed


class FormView(QWidget):
    """Shows a draft by `show_record`, again after each edit: only what is different is touched, and the focus stays where it is.

    It keeps nothing of the draft. What a person enters is said by `edited` and `items_edited`, and shown once it comes back.
    """

    edited = Signal(str, object)
    """Place and new value of a member."""
    items_edited = Signal(str, object)
    """Place of a list and its new items."""
    link_wished = Signal(str, str)
    """Object and key of a record to open."""
    found = Signal(int)
    """How many entries and lists have what is looked for."""
    find_ended = Signal()
    """Esc was pressed in the form: everything is shown again."""

    def __init__(self, source: ValueSource | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._source = source
        self._page: FormPage | None = None
        self._foot: QWidget | None = None
        self._has_foot = False
        self._key: str | None = None
        self._labels: Mapping[str, str] = {}
        self._words: tuple[str, ...] = ()
        self._filled_only = False
        self._folded: set[str] = set()
        self._is_arranging = False
        self._is_waiting = True
        self.setAccessibleName(self.tr("Form"))
        self._area = QScrollArea(self)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.verticalScrollBar().valueChanged.connect(self._open_tables)
        self._area.viewport().setProperty("role", "page")
        self._words_pane = QLabel(self)
        self._words_pane.setProperty("role", "muted")
        self._words_pane.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._words_pane.setWordWrap(True)
        self._words_pane.setMargin(SPACE[4])
        self._skeleton = Skeleton(self)
        self._stack = QStackedWidget(self)
        for pane in (self._area, self._words_pane, self._skeleton):
            self._stack.addWidget(pane)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)
        self._stack.setCurrentWidget(self._skeleton)

    @property
    def page(self) -> FormPage | None:
        """The form as it stands; None before there is one."""
        return self._page

    def show_record(self, form: Form, draft: RecordDraft, problems: Mapping[Place, str] | None = None) -> None:
        """Show a draft and what is wrong with it: words by place, of the draft's own check and of refusals alike."""
        page = self._page_for(form, draft)
        self._is_waiting = False
        page.show_draft(draft, problems or {})
        self._arrange()
        if self._words:
            self.found.emit(page.matching)

    def show_waiting(self) -> None:
        """Show where the content will be."""
        self._is_waiting = True
        self._stack.setCurrentWidget(self._skeleton)

    def set_labels(self, labels: Mapping[str, str]) -> None:
        """The company's own words for dimensions (facts 9), by path; of a list's items with the list's: ``lines.dimensions.class``."""
        self._labels = labels
        if self._page is not None:
            self._page.set_labels(labels)
            self._arrange()

    def set_foot(self, foot: QWidget) -> None:
        """What stands below every form, and scrolls with it."""
        self._foot = foot
        foot.setParent(self)
        foot.hide()
        foot.installEventFilter(self)

    def show_foot(self, shown: bool) -> None:
        self._has_foot = shown
        self._place_foot()
        self._arrange()

    # finding

    def find_entries(self, text: str) -> int:
        """Leave only the entries that have all these words in label, path or value, and mark them; how many there are."""
        self._words = words_of(text)
        count = 0
        if self._page is not None:
            self._page.look_for(self._words)
            count = self._page.matching
        self._arrange()
        self.found.emit(count)
        return count

    def set_filled_only(self, filled_only: bool) -> None:
        """Leave only what has a value or has to have one, is changed or refused."""
        self._filled_only = filled_only
        if self._page is not None:
            self._page.set_filled_only(filled_only)
            self._arrange()

    def reveal(self, place: Place) -> bool:
        """Bring the editor of a place into view and into focus, those in lists too; whether the form has one."""
        revealed = self._page.reveal(place) if self._page is not None else None
        if revealed is None:
            return False
        part, within = revealed
        self._arrange()
        self._area.ensureWidgetVisible(part, _MARGIN, _MARGIN)
        self._open_tables()
        part.enter(within)
        return True

    # standing

    def _page_for(self, form: Form, draft: RecordDraft) -> FormPage:
        page = self._page
        if page is not None and self._key == draft.key and _same(page.form, form):
            return page  # as it was laid out: what is entered moves nothing
        self._key = draft.key
        filled = {path for path, lines in form.lines.items() if items_of(draft.record, lines)}
        made = FormPage(form, self._labels, self._make_editor, self._make_table, self, filled=filled, folded=self._folded)
        made.edited.connect(self.edited)
        made.items_edited.connect(self.items_edited)
        made.link_wished.connect(self.link_wished)
        made.resized.connect(self._arrange)
        made.folded.connect(self._on_fold)
        made.set_filled_only(self._filled_only)
        made.look_for(self._words)
        left = self._area.takeWidget()  # it may be one of its rows that this is called from
        self._area.setWidget(made)
        self._page = made
        self._place_foot()
        if left is not None:
            left.hide()
            left.deleteLater()
        return made

    def _place_foot(self) -> None:
        """The foot goes on from page to page."""
        if self._foot is not None and self._page is not None:
            self._page.set_foot(self._foot)
            self._foot.setVisible(self._has_foot)

    def _make_editor(self, entry: Entry, parent: QWidget) -> Editor:
        return make_editor(entry, self._source, parent)

    def _make_table(self, lines: Lines, parent: QWidget) -> LinesTable:
        return LinesTable(lines, self._source, parent)

    def _on_fold(self, name: str, folded: bool) -> None:
        (self._folded.add if folded else self._folded.discard)(name)

    def _arrange(self) -> None:
        page = self._page
        if page is None or self._is_arranging or self._is_waiting:
            return
        self._is_arranging = True
        try:
            # As if the bar were there: whether it is depends on the height, and that on the width.
            page.arrange(self.width() - self._area.verticalScrollBar().sizeHint().width())
        finally:
            self._is_arranging = False
        self._show_pane(page)
        self._open_tables()

    def _show_pane(self, page: FormPage) -> None:
        words = ""
        if not page.rows and not page.lists:
            words = self.tr("This object has no members that the API shows.")
        elif not page.shows_something:
            words = self.tr("No entry has what you look for. Esc shows all again.") if self._words else self.tr("Nothing is filled in.")
        self._words_pane.setText(words)
        self._stack.setCurrentWidget(self._words_pane if words else self._area)

    def _open_tables(self) -> None:
        page = self._page
        if page is None or self._is_arranging:
            return
        top = self._area.verticalScrollBar().value()
        if page.open_tables(top, top + self._area.viewport().height()):
            self._arrange()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._words:
            self.find_entries("")
            self.find_ended.emit()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._foot and event.type() is QEvent.Type.LayoutRequest:
            self._arrange()  # it needs another height
        return super().eventFilter(watched, event)

    def sizeHint(self) -> QSize:
        return QSize(720, 480)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()


def _same(one: Form, other: Form) -> bool:
    """Whether they have the same entries: a record that was just written comes with a form that was drawn again."""
    return one is other or (one.object, one.purpose, one.root) == (other.object, other.purpose, other.root)
