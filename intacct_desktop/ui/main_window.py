"""The window: where everything has its place. It holds ready-made widgets and says what the person asked for; it decides nothing else."""

import base64
import binascii
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from PySide6.QtCore import QByteArray, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QMainWindow, QMenuBar, QPushButton, QSplitter, QVBoxLayout, QWidget

from intacct_desktop.connections.profile import Environment
from intacct_desktop.connections.safety import SafetyLevel
from intacct_desktop.ui.actions import LAST, Actions, Menu
from intacct_desktop.ui.banner import Banner
from intacct_desktop.ui.bottom_panel import STRIP, BottomPanel
from intacct_desktop.ui.command_palette import CommandPalette
from intacct_desktop.ui.help_dialogs import AboutDialog, ShortcutsDialog
from intacct_desktop.ui.icons import icon
from intacct_desktop.ui.jobs import JobsView
from intacct_desktop.ui.notice import NoticeArea
from intacct_desktop.ui.request_log import RequestLog
from intacct_desktop.ui.safety.words import level_name, level_role
from intacct_desktop.ui.tabs import Tabs
from intacct_desktop.ui.theme import Role, Scheme, set_property, theme

_FRAME = 2
_GAP = 1  # between the frame of the environment and that of the safety level
# To view only is calm: it has no frame of its own.
_LEVEL_FRAME = {SafetyLevel.ASK_TWICE: 2, SafetyLevel.ASK: 2, SafetyLevel.FREE: 4}
_TITLE_BAR = 40  # the desktop does not say how high it will be
_TREE_WIDTH = 284
_TREE_LEAST = 200
_BOTTOM_HEIGHT = 240
_BOTTOM_LEAST = 160


class MainWindow(QMainWindow):
    """The shell. Its parts are public: `registry` (actions), `banner`, `notices`, `tabs`, `requests`, `jobs`, `command_palette`."""

    new_tab_requested = Signal()
    close_tab_requested = Signal(object)
    """Carries the page; whoever owns it asks about unsaved work and then calls `close_tab`."""
    current_changed = Signal(object)
    """Carries the page in front, or None."""
    scheme_chosen = Signal(str)
    files_dropped = Signal(list)
    """Paths of files that were dropped on the window."""
    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._company = ""
        self._level: SafetyLevel | None = None
        self.setMinimumSize(880, 560)
        self.resize(1440, 900)
        self.setContentsMargins(_FRAME, _FRAME, _FRAME, _FRAME)
        self.setAcceptDrops(True)
        self.registry = Actions(self)
        self.banner = Banner(self)
        self.notices = NoticeArea(self)
        self.tabs = Tabs(self)
        self.command_palette = CommandPalette(self.registry, self)
        self.requests = RequestLog(self.registry)
        self.jobs = JobsView()
        self._bottom = BottomPanel(self)
        self._bottom.add(self.requests, self.tr("Requests"))
        self._bottom.add(self.jobs, self.tr("Jobs"))
        self._bottom_height = _BOTTOM_HEIGHT
        self._tree = QWidget()
        self._tree.setProperty("role", "page")
        self._build()
        self._declare()
        self._connect()
        self.set_connection(None, "")

    def set_connection(self, environment: Environment | None, company: str) -> None:
        """Which company this is: in the banner, in the title, and as the colour of the frame."""
        self._company = company
        self.banner.set_connection(environment, company)
        set_property(self, "environment", environment.value if environment is not None else "none")
        self._name_window()

    def set_safety(self, level: SafetyLevel | None, ends_in: float | None = None) -> None:
        """The safety level: in the banner, in the title, and as a frame within the frame. `ends_in` is in seconds, None where it lasts."""
        self.banner.set_safety(level, ends_in)
        if level is not self._level:
            self._level = level
            inner = _LEVEL_FRAME.get(level, 0) if level is not None else 0
            width = _FRAME + (_GAP + inner if inner else 0)
            self.setContentsMargins(width, width, width, width)
            self._name_window()
            self.update()

    def set_tree(self, tree: QWidget) -> None:
        """The widget at the left, in place of the one before."""
        width = self._sides.sizes()
        old = self._sides.replaceWidget(0, tree)
        tree.setMinimumWidth(_TREE_LEAST)
        tree.setVisible(self.registry.action("view.tree").isChecked())
        if old is not None:
            old.deleteLater()
        self._tree = tree
        self._sides.setSizes(width)

    def add_bottom_page(self, page: QWidget, name: str) -> None:
        """One more page of the panel at the foot, after requests and jobs."""
        self._bottom.add(page, name)

    def show_bottom_page(self, page: QWidget) -> None:
        """Unfold the panel at the foot with this page in front."""
        self._bottom.open(page)

    def fold_bottom(self) -> None:
        """Leave only the strip of the panel at the foot."""
        self._bottom.set_folded(True)

    def add_tab(self, page: QWidget, title: str) -> None:
        """Open `page` in a new tab, in front."""
        self.tabs.add(page, title)

    def close_tab(self, page: QWidget) -> None:
        """Close the tab of `page` and destroy the page; its tasks are cancelled with it."""
        self.tabs.remove(page)

    def set_scheme(self, scheme: Scheme) -> None:
        """Check `scheme` in the View menu, without a signal."""
        self.registry.action(f"view.scheme.{scheme}").setChecked(True)

    def show_tree(self) -> None:
        """Show the left side, where it was hidden."""
        self._show_tree(True)

    def show_requests(self) -> None:
        """Unfold the request log."""
        self._bottom.open(self.requests)

    def show_jobs(self) -> None:
        """Unfold the list of what is running."""
        self._bottom.open(self.jobs)

    def fit_screen(self) -> None:
        """Take no more room than the screen has; before the window is first shown."""
        self.resize(self.size().boundedTo(self.screen().availableSize() - QSize(0, _TITLE_BAR)))

    def layout_state(self) -> dict[str, str]:
        """Place and size of the window and its parts, as texts for a settings file; see `restore_layout`."""
        return {
            "geometry": _text(self.saveGeometry()),
            "sides": _text(self._sides.saveState()),
            "tree": "shown" if self.registry.action("view.tree").isChecked() else "hidden",
            "bottom": "folded" if self._bottom.folded else "open",
            "bottomPage": str(self._bottom.page),
            "bottomHeight": str(self._height_of_bottom()),
        }

    def restore_layout(self, state: Mapping[str, str]) -> None:
        """What `layout_state` gave in an earlier session. What is missing or unreadable is left as it is."""
        if geometry := _octets(state.get("geometry")):
            self.restoreGeometry(geometry)
        if sides := _octets(state.get("sides")):
            self._sides.restoreState(sides)
        self._show_tree(state.get("tree") != "hidden")
        if (height := state.get("bottomHeight", "")).isdecimal():
            self._bottom_height = max(_BOTTOM_LEAST, min(int(height), 2_000))
        if (page := state.get("bottomPage", "")).isdecimal():
            self._bottom.set_page(int(page))
        if state.get("bottom") in ("folded", "open"):
            self._bottom.set_folded(state["bottom"] == "folded")

    def _build(self) -> None:
        self._sides = QSplitter(Qt.Orientation.Horizontal)
        self._floors = QSplitter(Qt.Orientation.Vertical)
        for splitter in (self._sides, self._floors):
            splitter.setHandleWidth(1)
            splitter.setChildrenCollapsible(False)
        self._sides.addWidget(self._tree)
        self._sides.addWidget(self.tabs)
        self._sides.setStretchFactor(1, 1)
        self._sides.setSizes([_TREE_WIDTH, 1_440 - _TREE_WIDTH])
        self._floors.addWidget(self._sides)
        self._floors.addWidget(self._bottom)
        self._floors.setStretchFactor(0, 1)
        centre = QWidget(self)
        centre.setProperty("role", "panel")
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.banner)
        column.addWidget(self.notices)
        column.addWidget(self._floors, 1)
        self.setCentralWidget(centre)

    def nothing_open_page(self) -> QWidget:
        """For the middle while no tab is open: says so, and offers the first step."""
        page = QWidget()
        page.setProperty("role", "page")
        title = QLabel(self.tr("Nothing is open"), page)
        title.setProperty("role", "title")
        words = QLabel(self.tr("Choose an object at the left: Enter or a double click shows its rows, Ctrl+I its fields."), page)
        words.setProperty("role", "muted")
        words.setWordWrap(True)
        words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        begin = QPushButton(self.tr("New query"), page)
        begin.setProperty("role", "primary")
        begin.clicked.connect(self.new_tab_requested)
        column = QVBoxLayout(page)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(12)
        column.addStretch(2)
        column.addWidget(title, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(words)
        column.addWidget(begin, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        return page

    def _declare(self) -> None:
        add, on = self.registry.declare, self.registry.handle
        add("tab.new", self.tr("New query"), menu=Menu.FILE, shortcut="Ctrl+T", icon="plus", group="tab")
        add("tab.close", self.tr("Close tab"), menu=Menu.FILE, shortcut="Ctrl+W", icon="close", group="tab")
        add("app.quit", self.tr("Quit"), menu=Menu.FILE, shortcut="Ctrl+Q", group=LAST)
        add("view.tree", self.tr("Object tree"), menu=Menu.VIEW, shortcut="Ctrl+B", group="parts", checkable=True)
        add("view.requests", self.tr("Requests"), menu=Menu.VIEW, shortcut="Ctrl+J", icon="log", group="parts")
        add("view.jobs", self.tr("Jobs"), menu=Menu.VIEW, shortcut="Ctrl+Shift+J", icon="jobs", group="parts")
        for scheme, text, keys in (
            ("system", self.tr("Theme: as the system"), "Ctrl+Alt+0"),
            ("light", self.tr("Theme: light"), "Ctrl+Alt+1"),
            ("dark", self.tr("Theme: dark"), "Ctrl+Alt+2"),
        ):
            add(f"view.scheme.{scheme}", text, menu=Menu.VIEW, shortcut=keys, group="scheme", exclusive="scheme")
            on(f"view.scheme.{scheme}", partial(self.scheme_chosen.emit, scheme))
        add("tab.next", self.tr("Next tab"), menu=Menu.WINDOW, shortcut="Ctrl+PgDown", icon="chevron-right")
        add("tab.previous", self.tr("Previous tab"), menu=Menu.WINDOW, shortcut="Ctrl+PgUp", icon="chevron-left")
        add("help.shortcuts", self.tr("Keyboard shortcuts"), menu=Menu.HELP, shortcut="Ctrl+F1")
        add("help.about", self.tr("About Intacct Desktop"), menu=Menu.HELP, shortcut="Ctrl+Shift+F1", icon="info")
        on("tab.new", self.new_tab_requested.emit)
        on("tab.close", lambda: self.close_tab_requested.emit(self.tabs.current()))
        on("app.quit", self.close)
        on("view.tree", lambda: self._show_tree(self.registry.action("view.tree").isChecked()))
        on("view.requests", self.show_requests)
        on("view.jobs", self.show_jobs)
        on("tab.next", lambda: self.tabs.step(1))
        on("tab.previous", lambda: self.tabs.step(-1))
        on("help.shortcuts", lambda: ShortcutsDialog(self.registry, self).open())
        on("help.about", lambda: AboutDialog(self).open())
        self.registry.action("view.tree").setChecked(True)
        self.set_scheme("system")
        bar = QMenuBar(self)
        self.setMenuBar(bar)
        self.registry.attach(bar)
        bar.setCornerWidget(self._search_button(bar))
        self._offer_tabs()

    def _search_button(self, bar: QMenuBar) -> QPushButton:
        search = self.registry.action("view.search")
        button = QPushButton(icon("search", Role.MUTED), f"{search.text()}  {search.shortcut().toString()}", bar)
        button.setProperty("role", "corner")
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.clicked.connect(search.trigger)
        return button

    def _connect(self) -> None:
        self.tabs.current_changed.connect(self._in_front)
        self.tabs.count_changed.connect(self._offer_tabs)
        self.tabs.close_requested.connect(self.close_tab_requested)
        self.tabs.new_requested.connect(self.new_tab_requested)
        self.requests.last_changed.connect(self._bottom.set_last)
        self.jobs.count_changed.connect(self._name_jobs)
        self._bottom.folded_changed.connect(self._fold)
        self._floors.splitterMoved.connect(self._remember_bottom)
        self._fold(self._bottom.folded)

    def _in_front(self, page: QWidget | None) -> None:
        self.registry.set_context(page)
        self.current_changed.emit(page)

    def _offer_tabs(self) -> None:
        count = len(self.tabs.pages)
        self.registry.set_enabled("tab.close", count > 0)
        self.registry.set_enabled("tab.next", count > 1)
        self.registry.set_enabled("tab.previous", count > 1)

    def _show_tree(self, shown: bool) -> None:
        self._tree.setVisible(shown)
        self.registry.action("view.tree").setChecked(shown)

    def _name_jobs(self, count: int) -> None:
        self._bottom.rename(self.jobs, self.tr("Jobs ({count})").format(count=count) if count else self.tr("Jobs"))

    def _fold(self, folded: bool) -> None:
        self._floors.handle(1).setEnabled(not folded)
        height = STRIP if folded else self._bottom_height
        self._floors.setSizes([max(1, self._floors.height() - height), height])

    def _remember_bottom(self) -> None:
        self._bottom_height = self._height_of_bottom()

    def _height_of_bottom(self) -> int:
        return self._bottom_height if self._bottom.folded else self._bottom.height()

    def _name_window(self) -> None:
        level = level_name(self._level) if self._level is not None else ""
        self.setWindowTitle(" · ".join(part for part in (self._company, level, self.tr("Intacct Desktop")) if part))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        width = _LEVEL_FRAME.get(self._level) if self._level is not None else None
        if width is None or self._level is None:
            return
        painter = QPainter(self)
        gap = self.rect().adjusted(_FRAME, _FRAME, -_FRAME, -_FRAME)
        painter.fillRect(gap, theme().color(Role.WINDOW))
        painter.fillRect(gap.adjusted(_GAP, _GAP, -_GAP, -_GAP), theme().color(level_role(self._level)))
        painter.end()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.focusWidget() is None:  # a first key press belongs to the tree, not to the banner
            for widget in (self._tree, *self._tree.findChildren(QWidget)):
                if widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
                    widget.setFocus()
                    break

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _files(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        if files := _files(event):
            event.acceptProposedAction()
            self.files_dropped.emit(files)

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        if event.isAccepted():
            self.closed.emit()


def _files(event: QDropEvent) -> list[Path]:
    return [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]


def _text(state: QByteArray) -> str:
    return base64.b64encode(state.data()).decode("ascii")


def _octets(text: str | None) -> QByteArray | None:
    try:
        return QByteArray(base64.b64decode(text, validate=True)) if text else None
    except (binascii.Error, ValueError):
        return None
