"""The colours of a generated program: comments, texts, keywords and numbers of its language, and the JSON body that stands in it."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from PySide6.QtCore import QObject
from PySide6.QtGui import QSyntaxHighlighter, QTextCharFormat, QTextDocument

from intacct_desktop.ui.theme import Role, theme
from intacct_desktop.workspace.code.languages import Family

_ROLES = MappingProxyType({"comment": Role.MUTED, "text": Role.SUCCESS, "word": Role.ACCENT, "name": Role.ACCENT, "number": Role.WARNING})
_PROGRAM, _BODY, _DOCSTRING = range(3)
_OPENS_BODY = re.compile(r"""(?:'|r\"""|`| ")\{$|^const string query = \"""$|<<<'JSON'$|@'$""")
_NUMBER = r"(?P<number>-?\b[0-9][0-9.eE+-]*\b|\b(?:[Tt]rue|[Ff]alse|null|None)\b)"
_TEXT = r"""(?P<text>"(?:\\.|[^"\\])*"?|'(?:\\.|[^'\\])*'?|`(?:\\.|[^`\\])*`?)"""


def _json(quote: str) -> re.Pattern[str]:
    """The tokens of a body whose double quotes are written as ``quote``."""
    opened = rf'{quote}(?:\\(?:{quote}|[^"])|(?!{quote})[^\\])*'
    return re.compile(rf"(?P<name>{opened}{quote})(?=\s*:)|(?P<text>{opened}(?:{quote})?)|{_NUMBER}")


def _program(comment: str, words: str) -> re.Pattern[str]:
    return re.compile(rf"(?P<comment>(?:{comment}).*)|{_TEXT}|(?P<word>(?<![\w.$-])(?:{words.replace(' ', '|')})(?![\w-]))|{_NUMBER}")


_JSON = _json('"')
_BODIES: Mapping[Family, re.Pattern[str]] = {"m": _json('""')}
_PROGRAMS: Mapping[Family, re.Pattern[str]] = {
    "shell": _program(r"(?<!\S)#", "curl http POST"),
    "python": _program(
        "#", "import from def return if not in for while with as yield break raise or and else class lambda try except finally is"
    ),
    "curly": _program(
        r"//|<\?php",
        "using const var new while if else throw foreach for await async function yield let return int string is not null out in of use"
        " require as",
    ),
    "powershell": _program("#", "while if else foreach return Invoke-RestMethod"),
    "m": _program("//", "let in each if then else null and or not as"),
    "json": _JSON,
}


class CodeHighlighter(QSyntaxHighlighter):
    """Colours a document as a program of one `family`, in the palette's colours. A body begins at the end of a line and ends with a brace
    that begins one, as the generators write it."""

    def __init__(self, document: QTextDocument, parent: QObject, family: Family) -> None:
        super().__init__(parent)
        self.family: Family = family
        self.setDocument(document)
        theme().changed.connect(self.rehighlight)

    def highlightBlock(self, text: str) -> None:
        before = self.previousBlockState()
        if self.family == "json":
            self._colour(_JSON, text)
        elif before == _BODY:
            self._colour(_BODIES.get(self.family, _JSON), text)
            self.setCurrentBlockState(_PROGRAM if text.startswith("}") else _BODY)
        elif before == _DOCSTRING or (self.family == "python" and text.count('"""') % 2 and not _OPENS_BODY.search(text)):
            self._set(0, len(text), "text")
            ends = before == _DOCSTRING and '"""' in text
            self.setCurrentBlockState(_PROGRAM if ends else _DOCSTRING)
        else:
            self._colour(_PROGRAMS[self.family], text)
            self.setCurrentBlockState(_BODY if _OPENS_BODY.search(text) else _PROGRAM)

    def _colour(self, tokens: re.Pattern[str], text: str) -> None:
        for token in tokens.finditer(text):
            self._set(token.start(), token.end() - token.start(), token.lastgroup or "")

    def _set(self, start: int, length: int, kind: str) -> None:
        colour = QTextCharFormat()
        colour.setForeground(theme().color(_ROLES[kind]))
        self.setFormat(start, length, colour)
