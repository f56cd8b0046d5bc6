"""JSON as text: where a member stands, and its colours."""

import json
import re

from PySide6.QtCore import QObject
from PySide6.QtGui import QSyntaxHighlighter, QTextCharFormat, QTextDocument

from intacct_desktop.api.query import QueryError
from intacct_desktop.ui.theme import Role, theme

_SPACE = re.compile(r"[\s,:]*")
_SCANNER = json.JSONDecoder()


def error_span(text: str, error: QueryError) -> tuple[int, int]:
    """First character and length of what an error of ``Query.from_json(text)`` is about; of what is around it, if it is missing."""
    if error.problem == "not-json":
        if error.position is None:  # the text ends too early
            return max(len(text.rstrip()) - 1, 0), 1
        at = len(text.encode()[: error.position].decode(errors="ignore"))
        return min(at, max(len(text) - 1, 0)), 1
    start, end = _skip(text, 0), len(text.rstrip())
    for step in error.path.split("/")[1:]:
        found = _member(text, start, step)
        if found is None:
            break
        start, end = found
    return start, end - start


def line_and_column(text: str, position: int) -> tuple[int, int]:
    """Both from 1."""
    before = text[:position]
    return before.count("\n") + 1, position - (before.rfind("\n") + 1) + 1


def _skip(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


def _member(text: str, at: int, step: str) -> tuple[int, int] | None:
    """Where the member of the object, or the item of the list, that starts at ``at`` stands."""
    closing = {"{": "}", "[": "]"}.get(text[at : at + 1])
    if closing is None:
        return None
    position, number, found = _skip(text, at + 1), 0, None
    while text[position : position + 1] != closing:
        name: object = number
        if closing == "}":
            name, position = _SCANNER.raw_decode(text, position)
            position = _skip(text, position)
        end = _SCANNER.raw_decode(text, position)[1]
        if str(name) == step:
            found = (position, end)
        position, number = _skip(text, end), number + 1
    return found


_OPEN = r'"(?:\\.|[^"\\])*'
_TOKENS = re.compile(rf'(?P<name>{_OPEN}")(?=\s*:)|(?P<text>{_OPEN}"?)|(?P<number>-?[0-9][0-9.eE+-]*|\btrue\b|\bfalse\b|\bnull\b)')
_ROLES = {"name": Role.ACCENT, "text": Role.SUCCESS, "number": Role.WARNING}


class JsonHighlighter(QSyntaxHighlighter):
    """Names of members, texts, and numbers with true, false and null, in the palette's colours."""

    def __init__(self, document: QTextDocument, parent: QObject) -> None:
        super().__init__(parent)
        self.setDocument(document)
        theme().changed.connect(self.rehighlight)

    def highlightBlock(self, text: str) -> None:
        for token in _TOKENS.finditer(text):
            colour = QTextCharFormat()
            colour.setForeground(theme().color(_ROLES[token.lastgroup or ""]))
            self.setFormat(token.start(), token.end() - token.start(), colour)
