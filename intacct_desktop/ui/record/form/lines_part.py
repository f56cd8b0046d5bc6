"""An owned list in a form: its heading, and its table once that comes into view."""

from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias

from PySide6.QtCore import QEvent, QLocale, Qt, Signal
from PySide6.QtGui import QFocusEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from intacct_desktop.api.records.draft import RecordDraft, items_of
from intacct_desktop.api.records.form import Lines
from intacct_desktop.api.records.values import Place, value_at
from intacct_desktop.ui.explorer.matching import rank
from intacct_desktop.ui.record.form.beneath import ProblemLine
from intacct_desktop.ui.record.form.section_head import SectionHead
from intacct_desktop.ui.record.form.tab_order import follow_in_tab_order
from intacct_desktop.ui.record.form.words import spoken_name
from intacct_desktop.ui.record.lines.lines_table import LinesTable
from intacct_desktop.ui.theme import ROW, SPACE

MakeTable: TypeAlias = Callable[[Lines, QWidget], LinesTable]

_LEAST, _MOST = 4 * ROW, 22 * ROW  # pixels in height; a longer table scrolls
_AROUND_ROWS = 3  # header, total and bar, in rows: a guess until the table is there


class LinesPart(QWidget):
    """Makes its table by `open_table`, or when it gets the focus: an object may have eight lists, a list 2,000 items."""

    items_edited = Signal(str, object)
    """Place of the list and its new items."""
    link_wished = Signal(str, str)
    resized = Signal()

    def __init__(self, lines: Lines, make_table: MakeTable, parent: QWidget, *, level: int = 0) -> None:
        super().__init__(parent)
        self.lines = lines
        self.table: LinesTable | None = None
        self.head = SectionHead(lines.title + (" *" if lines.required else ""), _api_name(lines), parent, level=level)
        self.head.toggled.connect(self.resized)
        self._make_table = make_table
        self._draft: RecordDraft | None = None
        self._problems: Mapping[Place, str] = {}
        self._labels: Mapping[str, str] = {}
        self._problem: ProblemLine | None = None
        self._asked: tuple[str, ...] = ()
        self._answer = True
        self.setAccessibleName(spoken_name(lines, lines.title))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.head.stackUnder(self)  # where a screen reader looks for it
        QWidget.setTabOrder(self.head, self)

    @property
    def count(self) -> int:
        return len(items_of(self._draft.record, self.lines)) if self._draft is not None else 0

    @property
    def count_words(self) -> str:
        match self.count:
            case 0:
                return "" if self._draft is None else self.tr("none")
            case 1:
                return self.tr("1 item")
        return self.tr("{count} items").format(count=QLocale().toString(self.count))

    @property
    def is_telling(self) -> bool:
        return bool(self.count or self._problems or self.lines.required)

    @property
    def problems(self) -> Mapping[Place, str]:
        """In words, by place within the list."""
        return self._problems

    @property
    def is_refused(self) -> bool:
        return bool(self._problems)

    def set_labels(self, labels: Mapping[str, str]) -> None:
        """The company's own words for dimensions, by the path from an item's top."""
        self._labels = labels
        if self.table is not None:
            self.table.set_labels(labels)

    def show_draft(self, draft: RecordDraft, problems: Mapping[Place, str]) -> None:
        """Show the draft's items. The problems' places are within the list (``/2/memo``), those of the list itself empty."""
        before, self._draft = self._draft, draft
        had_items = before is not None and bool(items_of(before.record, self.lines))
        if before is None or (self.count and not had_items):  # an empty list is only its heading
            self.head.setChecked(bool(self.count or self.lines.required))
        changed = before is None or any(
            value_at(one, self.lines.place) is not value_at(other, self.lines.place)
            for one, other in ((before.record, draft.record), (before.base, draft.base))
        )
        if changed:
            self._asked, self._answer = (), True
        if changed or problems != self._problems:
            self._problems = problems
            if problems:
                self.head.setChecked(True)
            self._show_problem(problems.get("", ""))
            self._fill()
        elif self.table is not None and before is not None and before.record is not draft.record:
            self._fill()  # the totals that it compares with may be others

    def matches(self, words: tuple[str, ...]) -> bool:
        """Every word is in the list's names, its columns', or what one of its items has, as that travels."""
        if words != self._asked:
            names = "\n".join((self.lines.title, self.lines.path, *(f"{column.title}\n{column.path}" for column in self.lines.columns)))
            items = items_of(self._draft.record, self.lines) if self._draft is not None else ()
            texts = (names, *("\n".join(_texts(item)) for item in items))
            self._asked, self._answer = words, any(rank(text.lower(), words) is not None for text in texts)
        return self._answer

    def open_table(self) -> LinesTable | None:
        """The table; None while the record is not there."""
        if self.table is None and self._draft is not None:
            self.table = self._make_table(self.lines, self)
            self.table.set_labels(self._labels)
            self.table.items_edited.connect(lambda items: self.items_edited.emit(self.lines.place, items))
            self.table.link_wished.connect(self.link_wished)
            follow_in_tab_order(self, self.table)  # while this itself still has a place in it
            self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self.setFocusProxy(self.table)
            self.table.show()
            self._fill()
        return self.table

    def enter(self, within: Place) -> None:
        """Put the focus on a place within the list, or on its table."""
        table = self.open_table()
        if table is not None and within:
            table.reveal(within)
        else:
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def height_for(self, width: int) -> int:
        problem = self._problem.height_for(width) + SPACE[0] if self._problem is not None else 0
        return problem + self._table_height() + SPACE[1]

    def _table_height(self) -> int:
        wanted = self.table.sizeHint().height() if self.table is not None else (self.count + _AROUND_ROWS) * ROW
        return min(max(wanted, _LEAST), _MOST)

    def _lay_out(self) -> None:
        top = 0
        if self._problem is not None:
            top = self._problem.height_for(self.width())
            self._problem.setGeometry(0, 0, self.width(), top)
            top += SPACE[0]
        if self.table is not None:
            self.table.setGeometry(0, top, self.width(), self._table_height())

    def _fill(self) -> None:
        draft = self._draft
        if self.table is not None and draft is not None:
            items, before = items_of(draft.record, self.lines), items_of(draft.base, self.lines)
            self.table.show_items(items, before, self._problems, editable=self.lines.lock is None, header=draft.record)
        self._settle()

    def _show_problem(self, problem: str) -> None:
        if problem and self._problem is None:
            self._problem = ProblemLine(self)
            self._problem.show()
        elif not problem and self._problem is not None:
            self._problem.hide()
            self._problem.deleteLater()
            self._problem = None
        if self._problem is not None:
            self._problem.show_problem(problem, self.lines.title)

    def _settle(self) -> None:
        if self.height_for(self.width()) != self.height():
            self.resized.emit()
        self._lay_out()

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.LayoutRequest:
            self._settle()
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        table = self.open_table()
        if table is not None:
            table.setFocus(event.reason())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()


def _api_name(lines: Lines) -> str:
    """``lines · accounts-payable/bill-line``."""
    return f"{lines.path} · {lines.object}" if lines.object else lines.path


def _texts(value: object) -> Iterator[str]:
    """All that stands in an item: a list may have 2,000 of them, so nothing is written the way people read it."""
    if isinstance(value, Mapping):
        for member in value.values():
            yield from _texts(member)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _texts(each)
    elif value is not None:
        yield str(value)
