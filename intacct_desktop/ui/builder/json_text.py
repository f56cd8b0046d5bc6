"""JSON as text: where its members stand, its brackets and indents, and its colours."""

import json
import re
from collections.abc import Iterator

from PySide6.QtCore import QObject
from PySide6.QtGui import QSyntaxHighlighter, QTextCharFormat, QTextDocument

from intacct_desktop.api.query import QueryError, is_placeholder
from intacct_desktop.ui.theme import Role, theme

_SPACE = re.compile(r"[\s,:]*")
_SCANNER = json.JSONDecoder()
_BRACKETS = re.compile(r'"(?:\\.|[^"\\])*"?|[{}\[\]]')
INDENT = 2


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
    """Where the member of the object, or the item of the list, that starts at ``at`` stands; the last of several of one name."""
    found = None
    for name, start, end in _members(text, at):
        if name == step:
            found = (start, end)
    return found


def _members(text: str, at: int) -> Iterator[tuple[str, int, int]]:
    """The members of the object or the items of the list that starts at ``at``: name or number, start, end."""
    closing = {"{": "}", "[": "]"}.get(text[at : at + 1])
    if closing is None:
        return
    position, number = _skip(text, at + 1), 0
    while text[position : position + 1] != closing:
        name: object = number
        if closing == "}":
            name, position = _SCANNER.raw_decode(text, position)
            position = _skip(text, position)
        end = _SCANNER.raw_decode(text, position)[1]
        yield str(name), position, end
        position, number = _skip(text, end), number + 1


def places(text: str) -> dict[str, tuple[int, int]]:
    """Where each member of a body stands, and each item or member of those: JSON pointer → first character and length.

    The text is JSON. ``/filters/2`` is there, ``/filters/2/$eq`` is not.
    """
    found: dict[str, tuple[int, int]] = {}
    for name, start, end in _members(text, _skip(text, 0)):
        found[f"/{name}"] = (start, end - start)
        found.update({f"/{name}/{below}": (first, last - first) for below, first, last in _members(text, start)})
    return found


def indent_at(line: str, column: int) -> tuple[str, str | None]:
    """What a line broken at a column begins with; after it, what a line for the closing bracket begins with, if one stands there."""
    own = line[: len(line) - len(line.lstrip(" "))][:column]
    before, after = line[:column].rstrip(), line[column:].lstrip()
    if not before.endswith(("{", "[")):
        return own, None
    return own + " " * INDENT, own if after.startswith(("}", "]")) else None


def bracket_pair(text: str, position: int) -> tuple[int, ...]:
    """The bracket beside the cursor and the one that belongs to it; nothing where there is none, or within a text in quotation marks."""
    near = [at for at in (position - 1, position) if 0 <= at < len(text) and text[at] in "{}[]"]
    if not near:
        return ()
    open_at: list[int] = []
    for token in _BRACKETS.finditer(text):
        at = token.start()
        if token[0] in ("{", "["):
            open_at.append(at)
        elif token[0] in ("}", "]"):
            if not open_at:
                return ()
            pair = (open_at.pop(), at)
            if text[pair[0]] + text[pair[1]] not in ("{}", "[]"):
                return ()
            if pair[0] in near or at in near:
                return pair
    return ()


_OPEN = r'"(?:\\.|[^"\\])*'
_TOKENS = re.compile(rf'(?P<name>{_OPEN}")(?=\s*:)|(?P<text>{_OPEN}"?)|(?P<number>-?[0-9][0-9.eE+-]*|\btrue\b|\bfalse\b|\bnull\b)')
_LONGEST_LINE = 50_000  # characters; colours in a longer one cost more time than they save
_ROLES = {"name": Role.ACCENT, "text": Role.SUCCESS, "number": Role.WARNING, "placeholder": Role.ACCENT}


class JsonHighlighter(QSyntaxHighlighter):
    """Names of members, texts (placeholders told apart), and numbers with true, false and null, in the palette's colours."""

    def __init__(self, document: QTextDocument, parent: QObject) -> None:
        super().__init__(parent)
        self.setDocument(document)
        self._formats = json_formats()
        theme().changed.connect(self._recolour)

    def highlightBlock(self, text: str) -> None:
        if len(text) > _LONGEST_LINE:
            return
        for kind, start, length in tokens(text):
            self.setFormat(start, length, self._formats[kind])
            if kind == "text" and is_placeholder(text[start : start + length].strip('"')):
                self.setFormat(start + 1, length - 2, self._formats["placeholder"])

    def _recolour(self) -> None:
        self._formats = json_formats()
        self.rehighlight()


def tokens(line: str) -> Iterator[tuple[str, int, int]]:
    """The parts of a line that have a colour: a name of `json_formats`, first character, length."""
    for token in _TOKENS.finditer(line):
        yield token.lastgroup or "", token.start(), token.end() - token.start()


def json_formats() -> dict[str, QTextCharFormat]:
    """In the palette of the moment."""
    formats = {}
    for kind, role in _ROLES.items():
        formats[kind] = QTextCharFormat()
        formats[kind].setForeground(theme().color(role))
    formats["placeholder"].setBackground(theme().color(Role.SELECTION))
    return formats
