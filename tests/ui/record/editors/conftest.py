"""Editors in a window of their own, what they say while one types, and the practice company's records to choose from."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any, TypeAlias

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget

from intacct_desktop.api.client import Client
from intacct_desktop.api.model import Field, Reference
from intacct_desktop.api.model_service import ModelService
from intacct_desktop.api.records.form import Entry, EntryKind
from intacct_desktop.api.records.source import RecordSource, ValueSource
from intacct_desktop.ui import tasks
from intacct_desktop.ui.record.editors.editor import Editor
from intacct_desktop.ui.record.editors.making import make_editor
from tests.practice import Company
from tests.ui.conftest import Until

VENDOR = "accounts-payable/vendor"
QUERIES = "POST /services/core/query"


def entry_of(kind: EntryKind, type_: str = "string", **field: Any) -> Entry:
    return Entry("member", kind, Field("member", type_, **field))


def reference_to(object_name: str | None, *names: str) -> Entry:
    fields = {name: Field(f"vendor.{name}", "string") for name in names or ("key", "id", "name", "href")}
    return Entry("vendor", EntryKind.REFERENCE, reference=Reference("vendor", object_name, fields))


class Shown:
    """An editor in a window, and the values that it emitted."""

    def __init__(self, editor: Editor, window: QWidget) -> None:
        self.editor = editor
        self.window = window
        self.values: list[Any] = []
        self.links: list[tuple[str, str]] = []
        editor.value_edited.connect(self.values.append)
        editor.link_wished.connect(lambda *link: self.links.append(link))

    @property
    def line(self) -> QLineEdit:
        line = self.editor.findChild(QLineEdit)
        assert line is not None
        return line

    def types(self, text: str) -> None:
        """In place of what is there."""
        self.line.setFocus()
        self.line.selectAll()
        QTest.keyClicks(self.line, text)

    def pastes(self, text: str) -> None:
        self.line.setFocus()
        self.line.selectAll()
        self.line.insert(text)
        self.line.textEdited.emit(self.line.text())

    def leaves(self) -> None:
        other = self.window.findChild(QLineEdit, "other")
        assert other is not None
        other.setFocus()


Show: TypeAlias = Callable[..., Awaitable[Shown]]


@pytest.fixture
def show(until: Until) -> Iterator[Show]:
    windows: list[QWidget] = []

    async def made(entry: Entry, value: Any = None, *, locale: str = "en_US", source: ValueSource | None = None, width: int = 320) -> Shown:
        window = QWidget()
        windows.append(window)
        window.setLocale(QLocale(locale))
        window.resize(width, 300)
        editor = make_editor(entry, source, window)
        editor.resize(width, 28)
        other = QLineEdit(window)
        other.setObjectName("other")
        other.move(0, 250)
        editor.set_name("Member")
        editor.set_value(value)
        window.show()
        window.activateWindow()
        await until(window.isActiveWindow)
        return Shown(editor, window)

    yield made
    for window in windows:
        window.close()
        window.deleteLater()


@pytest.fixture
async def source(client: Client, models: ModelService, company: Company) -> AsyncIterator[RecordSource]:
    """The practice company's records; its vendor's model is loaded, and no query has been counted."""
    await models.model(VENDOR)
    yield RecordSource(client, models)
    await tasks.shutdown()
