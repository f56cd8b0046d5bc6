"""One of a field's choices; yes, no, or nothing said."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox

from intacct_desktop.api.records.form import EntryKind, Lock
from intacct_desktop.ui.record.editors.choice_editor import ChoiceEditor
from tests.ui.record.editors.conftest import Show, Shown, entry_of

STATE = entry_of(EntryKind.ENUM, enum=("draft", "partiallyPaid", "1099-MISC", None))
STRICT = entry_of(EntryKind.ENUM, enum=("draft", "posted"), nullable=False)
ON_HOLD = entry_of(EntryKind.BOOLEAN, "boolean")
ACTIVE = entry_of(EntryKind.BOOLEAN, "boolean", nullable=False)


def combo_of(shown: Shown) -> QComboBox:
    assert isinstance(shown.editor, ChoiceEditor)
    return shown.editor.combo


def words(shown: Shown) -> list[str]:
    combo = combo_of(shown)
    return [combo.itemText(at) for at in range(combo.count())]


async def test_choices_are_in_words_and_sent_as_the_api_has_them(show: Show) -> None:
    shown = await show(STATE, "draft")
    combo = combo_of(shown)
    assert words(shown) == ["(not set)", "Draft", "Partially paid", "1099-MISC"]
    assert combo.currentText() == "Draft"
    combo.setFocus()
    QTest.keyClick(combo, Qt.Key.Key_Down)
    assert shown.values == ["partiallyPaid"]
    assert combo.toolTip() == "partiallyPaid"
    QTest.keyClick(combo, Qt.Key.Key_Home)
    assert shown.values == ["partiallyPaid", None]
    assert combo.currentIndex() == -1
    assert combo.property("nothing") is True
    assert words(await show(STRICT, "draft")) == ["Draft", "Posted"]


async def test_the_list_is_drawn_with_both_names(show: Show) -> None:
    shown = await show(STATE, "draft")
    combo = combo_of(shown)
    combo.showPopup()
    QApplication.processEvents()
    assert combo.view().isVisible()
    assert combo.view().sizeHintForColumn(0) > combo.fontMetrics().horizontalAdvance("Partially paid partiallyPaid")
    combo.hidePopup()


async def test_a_value_that_is_no_longer_offered_stays_until_another_is_chosen(show: Show) -> None:
    shown = await show(STRICT, "obsolete")
    combo = combo_of(shown)
    assert combo.currentText() == "obsolete: no longer offered"
    assert shown.editor.value == "obsolete"
    assert shown.editor.problem == "obsolete: no longer offered"
    assert combo.property("invalid") is True
    combo.setFocus()
    QTest.keyClick(combo, Qt.Key.Key_Home)
    assert shown.values == ["draft"]
    assert words(shown) == ["Draft", "Posted"]
    assert not shown.editor.problem


async def test_yes_no_and_nothing(show: Show) -> None:
    shown = await show(ON_HOLD, None)
    assert words(shown) == ["(not set)", "Yes", "No"]
    combo_of(shown).setFocus()
    QTest.keyClick(combo_of(shown), Qt.Key.Key_End)
    assert shown.values == [False]
    assert repr(shown.values) == "[False]"
    assert words(await show(ACTIVE, True)) == ["Yes", "No"]
    odd = await show(ACTIVE, "perhaps")
    assert combo_of(odd).currentText() == "perhaps: no longer offered"


async def test_locked_it_is_text_that_can_be_copied(show: Show) -> None:
    shown = await show(STATE, "obsolete")
    shown.editor.set_lock(Lock.READ_ONLY)
    assert not combo_of(shown).isVisible()
    assert shown.line.isVisible()
    assert shown.line.isReadOnly()
    assert shown.line.text() == "Obsolete"
    assert not shown.editor.problem
    assert shown.line.accessibleName() == "Member"
    assert "sets this itself" in shown.line.accessibleDescription()
    shown.editor.set_value("partiallyPaid")
    assert shown.line.text() == "Partially paid"
    shown.editor.set_lock(None)
    assert combo_of(shown).isVisible()
    assert combo_of(shown).currentText() == "Partially paid"


async def test_the_wheel_belongs_to_the_page(show: Show) -> None:
    shown = await show(STATE, "draft")
    assert combo_of(shown).focusPolicy() == Qt.FocusPolicy.StrongFocus
