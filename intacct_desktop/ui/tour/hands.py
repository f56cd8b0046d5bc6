"""Mouse, keyboard, eyes and camera for the tour: what a person at the window has."""

import asyncio
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QWidget

_LOOK_AGAIN = 0.02
_PATIENCE = 30.0
_T = TypeVar("_T")
_W = TypeVar("_W", bound=QWidget)


class NotAsItShouldBe(Exception):
    """Something did not happen, or not as it should."""


def check(holds: object, what: str) -> None:
    """Raises `NotAsItShouldBe` unless ``holds``."""
    if not holds:
        raise NotAsItShouldBe(what)


async def until(seen: Callable[[], _T | None], what: str, patience: float = _PATIENCE) -> _T:
    """What ``seen`` gives as soon as it is something. Raises `NotAsItShouldBe` after ``patience`` seconds."""
    loop = asyncio.get_running_loop()
    end = loop.time() + patience
    while not (found := seen()):
        check(loop.time() < end, f"after {patience:g} s: {what}")
        await asyncio.sleep(_LOOK_AGAIN)
    return found


def showing(kind: type[_W]) -> _W | None:
    """The window of a kind that shows, if there is one."""
    return next((widget for widget in QApplication.allWidgets() if isinstance(widget, kind) and widget.isVisible()), None)


def click(widget: QWidget, at: QPoint | None = None) -> None:
    """One click with the left button, in the middle unless ``at`` says where."""
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=at or widget.rect().center())


def write(widget: QWidget, text: str) -> None:
    """Select what is there and type over it."""
    widget.setFocus()
    QTest.keyClick(widget, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(widget, text)


def press(widget: QWidget, key: Qt.Key) -> None:
    QTest.keyClick(widget, key)


def choose(box: QComboBox, wanted: object) -> None:
    """Go to the entry of a combo box that stands for ``wanted``, with the keyboard."""
    positions = [at for at in range(box.count()) if box.itemData(at) == wanted]
    check(positions, f"{box.accessibleName()} offers {wanted}")
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Home)
    for _ in range(positions[0]):
        QTest.keyClick(box, Qt.Key.Key_Down)


class WebPage:
    """The page in an embedded browser: real keys and clicks, aimed by looking at where its elements are."""

    def __init__(self, view: Any) -> None:
        self._view = view

    async def shows(self, selector: str) -> None:
        """Wait until an element is there and the page is complete."""
        loop = asyncio.get_running_loop()
        end = loop.time() + _PATIENCE
        while not await self._ask(f"document.readyState === 'complete' && !!document.querySelector({selector!r})"):
            check(loop.time() < end, f"the page shows {selector}")
            await asyncio.sleep(_LOOK_AGAIN)

    async def write(self, selector: str, text: str) -> None:
        """Click into an input, type, and wait until the page has it."""
        await self.click(selector)
        surface = self._view.focusProxy()
        QTest.keyClick(surface, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClicks(surface, text)
        loop = asyncio.get_running_loop()
        end = loop.time() + _PATIENCE
        while await self._ask(f"document.querySelector({selector!r}).value") != text:
            check(loop.time() < end, f"the page takes what is typed into {selector}")
            await asyncio.sleep(_LOOK_AGAIN)

    async def click(self, selector: str) -> None:
        """Click in the middle of an element."""
        middle = await self._ask(
            f"(() => {{ const e = document.querySelector({selector!r}); e.scrollIntoView({{block: 'nearest'}});"
            " const r = e.getBoundingClientRect(); return `${r.left + r.width / 2} ${r.top + r.height / 2}`; })()"
        )
        left, top = map(float, middle.split())
        click(self._view.focusProxy(), QPoint(round(left), round(top)))

    async def _ask(self, script: str) -> Any:
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()

        def hear(value: Any) -> None:
            if not answer.done():
                answer.set_result(value)

        self._view.page().runJavaScript(script, hear)
        return await asyncio.wait_for(answer, _PATIENCE)


class Camera:
    """Numbered pictures of everything the program shows, windows on top of the main one included."""

    def __init__(self, window: QWidget, directory: Path) -> None:
        self._window = window
        self._directory = directory
        self._count = 0

    async def shoot(self, name: str) -> str:
        """Save a picture and give its file name."""
        await asyncio.sleep(0.15)  # what was just changed is painted with the next frames
        self._count += 1
        file_name = f"{self._count:02}-{re.sub(r'[^a-z0-9]+', '-', name.lower()).strip('-')}.png"
        check(self._picture().save(str(self._directory / file_name)), f"{file_name} can be written")
        return file_name

    def _picture(self) -> QPixmap:
        picture = self._window.grab()
        painter = QPainter(picture)
        for widget in QApplication.topLevelWidgets():
            if widget is self._window or not widget.isVisible():
                continue
            offset = widget.mapToGlobal(QPoint(0, 0)) - self._window.mapToGlobal(QPoint(0, 0))
            if isinstance(widget, QDialog):  # offscreen there is no window manager to put it in the middle
                offset = QRect(QPoint(0, 0), self._window.size()).center() - widget.rect().center()
                painter.fillRect(picture.rect(), QColor(0, 0, 0, 40))
            painter.drawPixmap(offset, widget.grab())
        painter.end()
        return picture
