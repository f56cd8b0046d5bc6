"""What holds for the editor of every kind: a name, a reason where it is locked, a mark where it is refused, no signal but the person's."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from intacct_desktop.api.model import Field
from intacct_desktop.api.records.form import Entry, EntryKind, Lock
from tests.ui.record.editors.conftest import VENDOR, Show, Shown, entry_of, reference_to

KINDS: list[tuple[Entry, Any]] = [
    (entry_of(EntryKind.TEXT), "Annual maintenance"),
    (entry_of(EntryKind.TEXT), "First\nSecond"),
    (entry_of(EntryKind.DECIMAL, format="decimal-precision-2"), "1240.50"),
    (entry_of(EntryKind.INTEGER, "integer"), 1240),
    (entry_of(EntryKind.DATE, format="date"), "2026-11-30"),
    (entry_of(EntryKind.DATE_TIME, format="date-time"), "2026-11-30T16:30:00Z"),
    (entry_of(EntryKind.ENUM, enum=("draft", "posted")), "draft"),
    (entry_of(EntryKind.BOOLEAN, "boolean"), True),
    (reference_to(VENDOR), {"key": "14", "id": "V-00014", "name": "O'Neill & Sons"}),
    (entry_of(EntryKind.SEVERAL, "array", items=Field("member", "string")), ["a", "b"]),
    (entry_of(EntryKind.FILE, format="base64zip"), "JVBERi0xLjcgdGVzdA=="),
    (entry_of(EntryKind.JSON, "object"), {"a": 1}),
]


def test_every_kind_is_among_them() -> None:
    assert {entry.kind for entry, _ in KINDS} == set(EntryKind)


def control_of(shown: Shown) -> QWidget:
    """Where one types."""
    control = shown.editor.focusProxy()
    assert control is not None
    return control


@pytest.mark.parametrize(("entry", "value"), KINDS)
async def test_every_editor(show: Show, entry: Entry, value: Any) -> None:
    shown = await show(entry, value)
    editor = shown.editor
    assert editor.value == value
    for lock in Lock:
        editor.set_lock(lock)
        control = control_of(shown)
        assert control.isVisible()
        assert control.accessibleName() == "Member"
        assert "Locked" in control.accessibleDescription()
        assert "Locked" in control.toolTip()
        control.setFocus()
        QTest.keyClicks(control, "7")
        QTest.keyClick(control, Qt.Key.Key_Delete)
    assert shown.values == []
    editor.set_lock(None)
    assert "Locked" not in control_of(shown).accessibleDescription()
    editor.set_problem("Intacct refused this.")
    control = control_of(shown)
    assert control.property("invalid") is True
    assert "Intacct refused this." in control.accessibleDescription()
    editor.set_problem("")
    assert control.property("invalid") is False
    editor.commit()
    editor.set_value(None)
    editor.set_value(value)
    editor.set_value(value)
    shown.leaves()
    assert shown.values == []
    assert editor.value == value
    editor.setFocus()
    assert control_of(shown).hasFocus()
