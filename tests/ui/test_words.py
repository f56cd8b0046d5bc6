"""Every word that a person sees goes through ``tr``: a literal handed to a widget is one that nobody can translate."""

import ast
from pathlib import Path

import intacct_desktop.ui

UI = Path(intacct_desktop.ui.__file__).parent
SHOWING_METHODS = {
    "addAction",
    "addItem",
    "addTab",
    "setAccessibleDescription",
    "setAccessibleName",
    "setPlaceholderText",
    "setStatusTip",
    "setText",
    "setTitle",
    "setToolTip",
    "setWindowTitle",
}
SHOWING_CLASSES = {
    "QAction",
    "QCheckBox",
    "QGroupBox",
    "QLabel",
    "QMenu",
    "QPushButton",
    "QRadioButton",
    "QToolButton",
    "Message",
    "SearchBox",
}


def is_words(text: str) -> bool:
    """Words are translated; the form of an address or a name (``USER@COMPANY``) is the same in every language."""
    return any(map(str.isalpha, text)) and not (" " not in text and any(sign in text for sign in "/@."))


def untranslated(source: str) -> list[str]:
    """The literals with a letter in them that are shown as they stand."""
    found = []
    for call in (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)):
        shows = (isinstance(call.func, ast.Attribute) and call.func.attr in SHOWING_METHODS) or (
            isinstance(call.func, ast.Name) and call.func.id in SHOWING_CLASSES
        )
        if shows:
            found += [
                f"line {argument.lineno}: {argument.value!r}"
                for argument in call.args
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str) and is_words(argument.value)
            ]
    return found


def test_no_word_bypasses_translation() -> None:
    bypassed = {str(path.relative_to(UI)): lines for path in UI.rglob("*.py") if (lines := untranslated(path.read_text(encoding="utf-8")))}
    assert bypassed == {}


def test_the_rule_sees_a_literal() -> None:
    assert untranslated('label.setText("Ready")') == ["line 1: 'Ready'"]
    assert untranslated('QLabel("Ready", self)') == ["line 1: 'Ready'"]
    assert untranslated('label.setText(self.tr("Ready"))') == []
