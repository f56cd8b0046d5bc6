"""A file is chosen, dropped, saved and removed; too large a one is refused before it is read."""

import base64
import os
from pathlib import Path

from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest

from intacct_desktop.api.records.form import EntryKind, Lock
from intacct_desktop.ui.record.editors.file_editor import MOST_BYTES, FileEditor
from tests.ui.conftest import Until
from tests.ui.record.editors.conftest import Show, Shown, entry_of

FILE = entry_of(EntryKind.FILE, format="base64zip")
PDF = b"%PDF-1.7\n" + bytes(range(256)) * 40


def editor_of(shown: Shown) -> FileEditor:
    assert isinstance(shown.editor, FileEditor)
    return shown.editor


def entered(dragged: QMimeData, shown: Shown) -> bool:
    event = QDragEnterEvent(QPointF(5, 5), Qt.DropAction.CopyAction, dragged, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    event.ignore()
    shown.editor.dragEnterEvent(event)
    return event.isAccepted()


async def test_a_chosen_file_is_sent_in_base64_and_told_apart(show: Show, tmp_path: Path, until: Until) -> None:
    path = tmp_path / "invoice été.pdf"
    path.write_bytes(PDF)
    shown = await show(FILE, None)
    shown.line.setFocus()
    QTest.keyClick(shown.line, Qt.Key.Key_F4)
    chooser = editor_of(shown).chooser
    assert chooser is not None
    chooser.fileSelected.emit(str(path))
    chooser.reject()
    await until(lambda: shown.values)
    assert base64.b64decode(shown.values[0]) == PDF
    assert shown.line.text() == "invoice été.pdf · PDF · 10.2 kB"
    assert editor_of(shown).file_name == "invoice été.pdf"
    QTest.keyClick(shown.line, Qt.Key.Key_Delete)
    assert shown.values[-1] is None
    assert shown.line.text() == ""
    assert editor_of(shown).chooser is None


async def test_a_dropped_file_is_taken_unless_it_is_locked(show: Show, tmp_path: Path, until: Until) -> None:
    path = tmp_path / "logo.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"0" * 100)
    shown = await show(FILE, None)
    urls = QMimeData()
    urls.setUrls([QUrl.fromLocalFile(str(path))])
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    drop = QDropEvent(QPointF(5, 5), copy, urls, left, Qt.KeyboardModifier.NoModifier)
    shown.editor.set_lock(Lock.NOT_ALLOWED)
    assert not entered(urls, shown)
    shown.editor.dropEvent(drop)
    shown.editor.set_lock(None)
    assert entered(urls, shown)
    shown.editor.dropEvent(drop)
    await until(lambda: shown.values)
    assert shown.line.text().startswith("logo.png · PNG")
    assert len(shown.values) == 1


async def test_too_large_a_file_is_refused_and_the_old_one_stays(show: Show, tmp_path: Path, until: Until) -> None:
    content = base64.b64encode(PDF).decode()
    path = tmp_path / "scan.pdf"
    with path.open("wb") as file:
        file.truncate(MOST_BYTES * 4000)  # nothing of it is on the disk, and nothing of it is read
    shown = await show(FILE, content)
    editor_of(shown).read_file(path)
    await until(lambda: shown.editor.problem)
    assert "scan.pdf has 2.9 GB" in shown.editor.problem
    assert "730.0 kB" in shown.editor.problem
    assert (shown.values, shown.editor.value) == ([], content)
    assert shown.line.text() == "PDF · 10.2 kB"
    editor_of(shown).read_file(tmp_path / "gone.pdf")
    await until(lambda: "gone.pdf" in shown.editor.problem)
    assert shown.values == []


async def test_the_file_is_saved_also_when_it_is_locked(show: Show, tmp_path: Path, until: Until) -> None:
    shown = await show(FILE, base64.b64encode(PDF).decode())
    shown.editor.set_lock(Lock.READ_ONLY)
    editor_of(shown).save()
    chooser = editor_of(shown).chooser
    assert chooser is not None
    assert chooser.selectedFiles()[0].endswith("member.pdf")
    chooser.reject()
    editor_of(shown).save_file(tmp_path / "saved.pdf")
    await until(lambda: "saved.pdf" in shown.line.toolTip())
    assert (tmp_path / "saved.pdf").read_bytes() == PDF
    assert [name for name in os.listdir(tmp_path) if "saved" in name] == ["saved.pdf"]


async def test_text_that_is_no_file_is_shown_as_it_stands(show: Show) -> None:
    for text in ("/services/core/content/download?key=106", "draft"):
        shown = await show(FILE, text)
        assert shown.line.text() == text
    key = await show(entry_of(EntryKind.FILE, format="base64url"), "OTA6MjgwOTU4")
    assert key.line.text() == "OTA6MjgwOTU4"
