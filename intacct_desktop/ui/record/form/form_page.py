"""All rows and tables of one form, placed in one or two columns; which of them are shown, and where what is wrong is said."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtWidgets import QWidget

from intacct_desktop.api.records.draft import RecordDraft
from intacct_desktop.api.records.form import Form, Lines, Lock, Purpose
from intacct_desktop.api.records.form_layout import Block, Part, layout_of
from intacct_desktop.api.records.values import Place, value_at
from intacct_desktop.ui.record.form.beneath import ProblemLine
from intacct_desktop.ui.record.form.entry_row import EntryRow, MakeEditor
from intacct_desktop.ui.record.form.lines_part import LinesPart, MakeTable
from intacct_desktop.ui.record.form.section_head import SectionHead
from intacct_desktop.ui.theme import SPACE

TWO_COLUMNS = 700
"""From this width on, in pixels, entries stand in two columns."""
_GAP = SPACE[4]
_WIDEST = 1280
_EARLY = 300  # pixels: a table is made a little before it comes into view


@dataclass(slots=True)
class _BlockView:
    """A block as it is shown; ``folds`` are the headings that fold it: its own, and of a part those above.

    ``head`` is None for lists, which have headings themselves.
    """

    block: Block
    head: SectionHead | None
    folds: list[SectionHead]
    rows: list[EntryRow] = field(default_factory=list)
    lists: list[LinesPart] = field(default_factory=list)


class FormPage(QWidget):
    """Knows where everything stands, and says with `resized` that something needs another place."""

    edited = Signal(str, object)
    items_edited = Signal(str, object)
    link_wished = Signal(str, str)
    resized = Signal()
    folded = Signal(str, bool)
    """Path of a block and whether it is folded now."""

    def __init__(
        self,
        form: Form,
        labels: Mapping[str, str],
        make_editor: MakeEditor,
        make_table: MakeTable,
        parent: QWidget,
        *,
        filled: Collection[str] = (),
        folded: Collection[str] = (),
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.form = form
        self.shows_something = True
        """False where nothing has what is looked for, or nothing is filled in."""
        self.rows: dict[str, EntryRow] = {}
        """By path, from top to bottom."""
        self.lists: dict[str, LinesPart] = {}
        self._labels = labels
        self._make_editor = make_editor
        self._make_table = make_table
        self._words: tuple[str, ...] = ()
        self._filled_only = False
        self._pinned: set[EntryRow | LinesPart] = set()
        self._general: ProblemLine | None = None
        self._foot: QWidget | None = None
        self._views: list[_BlockView] = []
        for block in layout_of(form, filled):
            self._views.append(self._view(block, folded))
        self.set_labels(labels)

    # building

    def _view(self, block: Block, folded: Collection[str]) -> _BlockView:
        head = self._head(block, folded) if block.part is not Part.LISTS else None
        around = [view.head for view in self._views if block.path.startswith(f"{view.block.path}.")]
        view = _BlockView(block, head, [each for each in (*around, head) if each is not None])
        for row in block.rows:
            made = EntryRow(row, self._label(row.entry.path), self._make_editor, self, above=block.path)
            made.is_stop = self.form.purpose is Purpose.READ
            made.edited.connect(self.edited)
            made.link_wished.connect(self.link_wished)
            made.resized.connect(self.resized)
            self.rows[row.entry.path] = made
            view.rows.append(made)
        for lines in block.lines:
            part = LinesPart(lines, self._make_table, self, level=block.level)
            part.items_edited.connect(self.items_edited)
            part.link_wished.connect(self.link_wished)
            part.resized.connect(self.resized)
            self.lists[lines.path] = part
            view.lists.append(part)
        return view

    def _head(self, block: Block, folded: Collection[str]) -> SectionHead:
        head = SectionHead(self._title(block), block.path, self, level=block.level)
        head.setChecked(_fold_name(block) not in folded)
        head.toggled.connect(lambda unfolded: self._on_fold(block, unfolded=unfolded))
        return head

    def _title(self, block: Block) -> str:
        match block.part:
            case Part.AMOUNTS:
                return self.tr("Amounts")
            case Part.MORE:
                return self.tr("More")
            case Part.ABOUT:
                return self.tr("About this record")
        return block.title

    def _label(self, path: str) -> str:
        return self._labels.get(path) or self.form.entries[path].title

    # what it shows

    def set_labels(self, labels: Mapping[str, str]) -> None:
        self._labels = labels
        for path, row in self.rows.items():
            row.set_label(self._label(path))
        for path, part in self.lists.items():
            part.set_labels({own.removeprefix(f"{path}."): label for own, label in labels.items() if own.startswith(f"{path}.")})

    def show_draft(self, draft: RecordDraft, problems: Mapping[Place, str]) -> None:
        """Bring every row in step. What a problem's place is not found for stands above everything."""
        at_rows, in_lists, general = self._placed(problems)
        for path, row in self.rows.items():
            place = row.place
            value = draft.value(place)
            # Of a new record nothing is changed: there is none yet that it could differ from.
            before = value if draft.is_new else value_at(draft.base, place)
            row.show_standing(value, before, at_rows.get(path, ""), draft.record)
        for path, part in self.lists.items():
            part.show_draft(draft, in_lists.get(path, {}))
        self._show_general(general)

    def _placed(self, problems: Mapping[Place, str]) -> tuple[dict[str, str], dict[str, dict[Place, str]], str]:
        at_rows: dict[str, str] = {}
        in_lists: dict[str, dict[Place, str]] = {}
        general: list[str] = []
        for place, words in problems.items():
            lines: Lines | None = self.form.lines_at(place)
            entry = None if lines is not None else self.form.entry_at(place)
            if lines is not None:
                in_lists.setdefault(lines.path, {})[place.removeprefix(lines.place)] = words
            elif entry is not None:
                path = entry.of or entry.path
                at_rows[path] = "\n".join(filter(None, (at_rows.get(path), words)))
            else:
                general.append(words)
        return at_rows, in_lists, "\n".join(general)

    def _show_general(self, problem: str) -> None:
        if problem and self._general is None:
            self._general = ProblemLine(self)
            self._general.show()
        if self._general is not None:
            self._general.setVisible(bool(problem))
            self._general.show_problem(problem, "")

    @property
    def general_problem(self) -> str:
        """What is wrong without a place in the form."""
        return self._general.text if self._general is not None else ""

    # which are shown

    @property
    def parts(self) -> list[EntryRow | LinesPart]:
        """Entries and lists."""
        return [*self.rows.values(), *self.lists.values()]

    @property
    def matching(self) -> int:
        """How many entries and lists have what is looked for."""
        return sum(part.matches(self._words) for part in self.parts) if self._words else 0

    def look_for(self, words: tuple[str, ...]) -> None:
        """Show only what has all these words, marked. No words show everything."""
        self._words = words
        self._pinned.clear()
        for row in self.rows.values():
            row.highlight(words)
        for head in (*(view.head for view in self._views if view.head is not None), *(part.head for part in self.lists.values())):
            head.highlight(words)

    def set_filled_only(self, filled_only: bool) -> None:
        self._filled_only = filled_only
        self._pinned.clear()

    def _is_wanted(self, part: EntryRow | LinesPart) -> bool:
        if part in self._pinned:
            return True
        if self._words:
            return part.matches(self._words) and (not self._filled_only or part.is_telling)
        return part.is_telling if self._filled_only else not self._is_idle(part)

    def _is_idle(self, part: EntryRow | LinesPart) -> bool:
        """Nothing to read and nothing to enter; to be found all the same."""
        is_edited_here = self.form.purpose is not Purpose.READ
        return is_edited_here and isinstance(part, EntryRow) and part.entry.lock is Lock.READ_ONLY and not part.is_telling

    def reveal(self, place: Place) -> tuple[EntryRow | LinesPart, Place] | None:
        """Unfold and show what stands at a place; with it, the place within a list. None where the form has nothing there."""
        lines, entry = self.form.lines_at(place), self.form.entry_at(place)
        part: EntryRow | LinesPart | None = None
        within = ""
        if lines is not None:
            part, within = self.lists[lines.path], place.removeprefix(lines.place)
            part.head.setChecked(True)
        elif entry is not None:
            part = self.rows[entry.of or entry.path]
        if part is None:
            return None
        self._pinned.add(part)
        for view in self._views:
            if part in view.rows or part in view.lists:
                for head in view.folds:
                    head.setChecked(True)
        return part, within

    # where it stands

    def arrange(self, width: int) -> int:
        """Place everything in this width; the height that it takes."""
        inner = min(width, _WIDEST) - 2 * SPACE[3]
        top = SPACE[1]
        if self._general is not None and not self._general.isHidden():
            height = self._general.height_for(inner)
            self._general.setGeometry(SPACE[3], top, inner, height)
            top += height + SPACE[1]
        wanted = [self._wanted(view) for view in self._views]
        self.shows_something = any(rows or lists for rows, lists in wanted)
        for view, (rows, lists), titled in zip(self._views, wanted, self._titled(wanted), strict=True):
            is_open = all(head.isChecked() for head in view.folds if head is not view.head) or bool(self._words)
            unfolded = is_open and (view.head is None or view.head.isChecked() or bool(self._words))
            if view.head is not None:
                _show(view.head, is_open and titled)
                if is_open and titled:
                    self._note(view, view.head, rows, lists, unfolded=unfolded)
                    top = _put(view.head, SPACE[3], top, inner)
            top = self._arrange_rows(view, rows if unfolded else [], top, inner)
            top = self._arrange_lists(view, lists if unfolded else [], top, inner)
            if is_open and titled:
                top += SPACE[1]
        top = self._arrange_foot(top, inner)
        self.resize(width, top + SPACE[3])
        return top + SPACE[3]

    def set_foot(self, foot: QWidget | None) -> None:
        """What stands below everything; it is only placed here, and belongs to whoever gave it."""
        self._foot = foot
        if foot is not None:
            foot.setParent(self)

    def _arrange_foot(self, top: int, width: int) -> int:
        foot = self._foot
        if foot is None or foot.isHidden():
            return top
        layout = foot.layout()
        height = layout.totalHeightForWidth(width) if layout is not None and layout.hasHeightForWidth() else foot.sizeHint().height()
        foot.setGeometry(SPACE[3], top + SPACE[2], width, height)
        return top + SPACE[2] + height

    def _wanted(self, view: _BlockView) -> tuple[list[EntryRow], list[LinesPart]]:
        return [row for row in view.rows if self._is_wanted(row)], [part for part in view.lists if self._is_wanted(part)]

    def _titled(self, wanted: list[tuple[list[EntryRow], list[LinesPart]]]) -> list[bool]:
        """Whether something of a block is shown: its heading is, with what stands beneath it, be it in a part of its section."""
        found: list[bool] = []
        below: dict[int, bool] = {}
        for view, (rows, lists) in zip(reversed(self._views), reversed(wanted), strict=True):
            level = view.block.level
            has_part = any(shown for other, shown in below.items() if other > level)
            found.append(bool(rows or lists) or has_part)
            below = {other: shown for other, shown in below.items() if other < level} | {level: found[-1] or below.get(level, False)}
        return found[::-1]

    def _arrange_rows(self, view: _BlockView, shown: list[EntryRow], top: int, width: int) -> int:
        columns = 2 if width + 2 * SPACE[3] >= TWO_COLUMNS else 1
        each = (width - _GAP * (columns - 1)) // columns
        top += SPACE[0] if shown else 0
        for at in range(0, len(shown), columns):
            pair = shown[at : at + columns]
            height = max(row.height_for(each) for row in pair)
            for column, row in enumerate(pair):
                row.setGeometry(QRect(SPACE[3] + column * (each + _GAP), top, each, height))
            top += height
        kept = set(shown)
        for row in view.rows:
            _show(row, row in kept)
        return top

    def _arrange_lists(self, view: _BlockView, shown: list[LinesPart], top: int, width: int) -> int:
        for part in view.lists:
            is_shown = part in shown
            _show(part.head, is_shown)
            _show(part, is_shown and (part.head.isChecked() or bool(self._words)))
            if is_shown:
                part.head.show_note(part.count_words, urgent=part.is_refused)
                top = _put(part.head, SPACE[3], top + SPACE[0], width)
            if not part.isHidden():
                top += SPACE[0]
                height = part.height_for(width)
                part.setGeometry(QRect(SPACE[3], top, width, height))
                top += height
        return top

    def _note(self, view: _BlockView, head: SectionHead, rows: list[EntryRow], lists: list[LinesPart], *, unfolded: bool) -> None:
        """What a folded section hides must not be overlooked."""
        if unfolded:
            self._note_idle(head, view.rows)
            return
        refused = sum(1 for part in rows if part.problem) + sum(1 for part in lists if part.is_refused)
        changed = sum(1 for row in rows if row.is_changed)
        count = len(rows) + len(lists)
        words = [self.tr("1 entry") if count == 1 else self.tr("{count} entries").format(count=count)]
        words += [self.tr("{count} changed").format(count=changed)] if changed else []
        words += [self.tr("{count} refused").format(count=refused)] if refused else []
        head.show_note(" · ".join(words), urgent=bool(refused))

    def _note_idle(self, head: SectionHead, rows: list[EntryRow]) -> None:
        idle = 0 if self._words or self._filled_only else sum(map(self._is_idle, rows))
        note = self.tr("1 empty field that the company sets") if idle == 1 else self.tr("{count} empty fields that the company sets")
        tip = self.tr("They are hidden: they have no value, and nobody can enter one. “Find a field” shows them.")
        head.show_note(note.format(count=idle) if idle else "", tip=tip if idle else "")

    def open_tables(self, top: int, bottom: int) -> bool:
        """Make the tables that stand between these heights; whether there were any."""
        opened = False
        for part in self._visible_lists():
            if part.table is None and part.y() < bottom + _EARLY and part.y() + part.height() > top - _EARLY:
                opened = part.open_table() is not None or opened
        return opened

    def _visible_lists(self) -> Iterator[LinesPart]:
        return (part for part in self.lists.values() if not part.isHidden())

    def _on_fold(self, block: Block, *, unfolded: bool) -> None:
        self.folded.emit(_fold_name(block), not unfolded)
        self.resized.emit()


def _fold_name(block: Block) -> str:
    return block.path or f"*{block.part.value}"


def _put(head: SectionHead, left: int, top: int, width: int) -> int:
    height = head.sizeHint().height()
    head.setGeometry(QRect(left, top, width, height))
    return top + height


def _show(part: QWidget, shown: bool) -> None:
    if part.isHidden() == shown:
        part.setVisible(shown)
