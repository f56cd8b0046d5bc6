"""A command line as the words that a shell makes of it: sh and its kin, and the command prompt of Windows. Nothing is run or expanded."""

import re
from dataclasses import dataclass

_SPACE = re.compile(r"(?:[ \t\r]|\\\r?\n)+")
_GOES_ON = re.compile(r"\\\r?\n")
_END = re.compile(r"[\n;|&<>()]|#.*")
_PLAIN = re.compile(r"""[^ \t\r\n;|&<>()'"\\$]+|\$(?!['"])""")
_SINGLE = re.compile(r"'([^']*)'")
_ANSI = re.compile(r"\$'((?:[^'\\]|\\.)*)'", re.DOTALL)
_DOUBLE = re.compile(r'\$?"((?:[^"\\]|\\.)*)"', re.DOTALL)
_IN_DOUBLE = re.compile(r'\\([$`"\\])|\\\r?\n')
_ANSI_CODE = re.compile(
    r"\\(?:x(?P<x>[0-9A-Fa-f]{1,2})|u(?P<u>[0-9A-Fa-f]{1,4})|U(?P<U>[0-9A-Fa-f]{1,8})|(?P<o>[0-7]{1,3})|(?P<c>.))", re.DOTALL
)
_ANSI_LETTERS = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "e": "\x1b", "E": "\x1b", "f": "\f", "v": "\v"}

_PROMPT_PLAIN = re.compile(r'[^"^\n&|<>]+')
_PROMPT_QUOTED = re.compile(r'"[^"\n]*"?')
_PROGRAM_TOKEN = re.compile(r'(?P<slashes>\\*)(?P<quote>")|(?P<space>[ \t\n]+)|[^ \t\n"\\]+|\\+')


class OpenQuote(ValueError):
    """A quotation mark that is never closed; ``position`` is its character, None where that cannot be told."""

    def __init__(self, position: int | None = None) -> None:
        super().__init__(f"quote at {position} is never closed")
        self.position = position


@dataclass(frozen=True, slots=True)
class Word:
    """``position`` is the character at which the word begins in the command line, None where that cannot be told."""

    text: str
    position: int | None = None


def sh_commands(line: str) -> list[list[Word]]:
    """The commands of a line for sh, bash or zsh, each as its words. Raises `OpenQuote`.

    Variables stand as they are written. What a redirection names is taken for a command of its own.
    """
    commands: list[list[Word]] = [[]]
    at = 0
    while at < len(line):
        if found := _SPACE.match(line, at):
            at = found.end()
        elif found := _END.match(line, at):
            commands.append([])
            at = found.end()
        else:
            begin, pieces = at, list[str]()
            while at < len(line) and line[at] not in " \t\r" and (line[at] == "#" or not _END.match(line, at)):
                piece, at = _sh_piece(line, at)
                pieces.append(piece)
            commands[-1].append(Word("".join(pieces), begin))
    return [words for words in commands if words]


def _sh_piece(line: str, at: int) -> tuple[str, int]:
    """The part of a word that begins here, in quotes or not, and where it ends."""
    if found := _PLAIN.match(line, at):
        return found[0], found.end()
    if found := _GOES_ON.match(line, at):
        return "", found.end()
    if line[at] == "\\":
        return line[at + 1 : at + 2], at + 2
    if found := _SINGLE.match(line, at):
        return found[1], found.end()
    if found := _ANSI.match(line, at):
        return _ANSI_CODE.sub(_ansi, found[1]), found.end()
    if found := _DOUBLE.match(line, at):
        return _IN_DOUBLE.sub(lambda escape: escape[1] or "", found[1]), found.end()
    raise OpenQuote(at)


def _ansi(found: re.Match[str]) -> str:
    if found["o"]:
        return chr(int(found["o"], 8) & 0xFF)
    code = found["x"] or found["u"] or found["U"]
    if code:
        return chr(int(code, 16)) if int(code, 16) <= 0x10FFFF else found[0]
    return _ANSI_LETTERS.get(found["c"], found["c"] if found["c"] in "\\'\"?" else found[0])


def cmd_commands(line: str) -> list[list[Word]]:
    """The commands of a line for the command prompt of Windows, each as the words that a program gets. Raises `OpenQuote`."""
    found = [_program_words(command) for command in _prompt_commands(line.replace("\r\n", "\n"))]
    return [words for words in found if words]


def _prompt_commands(line: str) -> list[str]:
    """What the prompt hands to programs. A caret takes the next character's meaning away, but not between quotes."""
    commands: list[list[str]] = [[]]
    at = 0
    while at < len(line):
        if line[at] == "^":
            at += 1
            if line.startswith("\n", at):  # the line goes on; an empty one after it is a line end in the text
                at += 1
                if not line.startswith("\n", at):
                    continue
            commands[-1].append(line[at : at + 1])
            at += 1
        elif found := _PROMPT_PLAIN.match(line, at) or _PROMPT_QUOTED.match(line, at):
            commands[-1].append(found[0])
            at = found.end()
        else:
            commands.append([])
            at += 1
    return ["".join(pieces) for pieces in commands]


def _program_words(command: str) -> list[Word]:
    """The words as the runtime of C makes them: a backslash matters before a quote only, two quotes within quotes are one."""
    words: list[Word] = []
    pieces: list[str] | None = None
    quoted, closed_at = False, -1
    for token in _PROGRAM_TOKEN.finditer(command):
        if token["space"] and not quoted:
            if pieces is not None:
                words.append(Word("".join(pieces)))
            pieces = None
            continue
        pieces = [] if pieces is None else pieces
        if not token["quote"]:
            pieces.append(token[0])
            continue
        slashes = len(token["slashes"])
        pieces.append("\\" * (slashes // 2))
        if slashes % 2:
            pieces.append('"')
        elif quoted:
            quoted, closed_at = False, token.end()
        else:
            pieces.append('"' if token.start() == closed_at else "")
            quoted = True
    if quoted:
        raise OpenQuote
    if pieces is not None:
        words.append(Word("".join(pieces)))
    return words
