"""Icons drawn from the SVG files in ``resources/icons``, in the palette's colours, whatever the palette is when they are painted.

An icon is decoration: the control it sits on still needs its own text or accessible name.
"""

import functools

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPaintEvent, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QWidget

from intacct_desktop.resources import resource
from intacct_desktop.ui.theme import Role, theme, tinted_svg


def icon(name: str, role: Role = Role.TEXT) -> QIcon:
    """The icon ``resources/icons/NAME.svg`` in the colour of `role`; disabled controls show it in the disabled colour.

    Raises FileNotFoundError for an icon that is not shipped.
    """
    if not resource("icons", f"{name}.svg").is_file():
        raise FileNotFoundError(f"no icon named {name!r}")
    return QIcon(_Engine(name, role))


def retinted(themed: QIcon, role: Role) -> QIcon:
    """The same icon in the colour of another role; an icon that is not of ours stays as it is."""
    return icon(themed.name(), role) if themed.name() in names() else themed


@functools.cache
def names() -> list[str]:
    """Every icon that is shipped."""
    return sorted(path.stem for path in resource("icons").glob("*.svg"))


@functools.lru_cache(maxsize=256)
def _renderer(name: str, color: str) -> QSvgRenderer:
    return QSvgRenderer(QByteArray(tinted_svg(name, color).encode()))


def app_icon() -> QIcon:
    """The program's own sign, the same in light and dark: a ledger with its columns."""
    return QIcon(str(resource("icons", "app", "intacct-desktop.svg")))


class IconSign(QWidget):
    """An icon standing by itself, as a sign; it keeps to the palette. `words` say what it means."""

    def __init__(self, name: str, role: Role, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = icon(name, role)
        self.setFixedSize(16, 16)
        self.setAccessibleName(words)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._icon.paint(painter, self.rect())
        painter.end()


class _Engine(QIconEngine):
    def __init__(self, name: str, role: Role) -> None:
        super().__init__()
        self._name = name
        self._role = role

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        color = theme().hex(Role.DISABLED if mode == QIcon.Mode.Disabled else self._role)
        side = min(rect.width(), rect.height())
        square = QRectF(rect.x() + (rect.width() - side) / 2, rect.y() + (rect.height() - side) / 2, side, side)
        _renderer(self._name, color).render(painter, square)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        pixmap = QPixmap(size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        self.paint(painter, QRect(0, 0, size.width(), size.height()), mode, state)
        painter.end()
        return pixmap

    def clone(self) -> QIconEngine:
        return _Engine(self._name, self._role)

    def iconName(self) -> str:
        return self._name

    def key(self) -> str:
        return "intacct-desktop"
