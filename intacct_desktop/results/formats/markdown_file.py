"""Markdown: the rows as a table of GitHub's dialect, for tickets, wikis and chats."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from intacct_desktop.results.columns import Column
from intacct_desktop.results.formats.file_words import ENGLISH, Words, place_words, read_words, state_words, sums_words
from intacct_desktop.results.formats.notation import PLAIN, Notation, printable
from intacct_desktop.results.provenance import Provenance

# A table's cell is on one line; what HTML could read is a reference; what Markdown could read has a backslash. Spaces at a cell's ends and
# tabs would be stripped, those in a row would be one.
_SPECIAL = str.maketrans(
    {
        "&": "&amp;",
        "<": "&lt;",
        ">": "&gt;",
        "\t": "&#9;",
        "\r": "&#13;",
        "\n": "<br>",
    }
    | {mark: f"\\{mark}" for mark in "\\`*_[]|~$!#"}
)
_EDGES = re.compile(r"^ | $|(?<= ) ")
_LINE_ENDS = re.compile("[\u2028\u2029]")
# Would be made a link of: the text stays, and nothing is fetched for it.
_LINKS = re.compile(r"(?i)\b(https?|ftp)(?=://)|\b(www)(?=\.)|(?<=\S)(@)(?=\S)")


@dataclass(frozen=True, slots=True)
class MarkdownOptions:
    title: str = ""
    notation: Notation = PLAIN
    words: Words = ENGLISH


def write_markdown(
    path: Path,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Any]],
    origin: Callable[[], Provenance],
    options: MarkdownOptions,
) -> None:
    """Write all rows, one after the other; ``origin`` is asked once the last row was written, for the closing line."""
    notation = options.notation
    with path.open("w", encoding="utf-8", newline="\n") as file:
        if options.title:
            file.write(f"## {escaped(options.title)}\n\n")
        file.write(_line(escaped(column.path) for column in columns))
        file.write(_line("---:" if column.is_number else ":---" for column in columns))
        for row in rows:
            file.write(_line([escaped(notation.text(value)) for value in row]))
        file.write(f"\n{escaped(_closing(origin(), notation, options.words))}\n")


def escaped(text: str) -> str:
    """A text that is shown as it is, whatever Markdown or HTML would make of it, on one line."""
    text = _LINE_ENDS.sub("\N{REPLACEMENT CHARACTER}", printable(text.replace("\r\n", "\n")))
    return _EDGES.sub("&#32;", _LINKS.sub(_unlinked, text.translate(_SPECIAL)))


def _unlinked(found: re.Match[str]) -> str:
    """The last letter as a reference, which is read the same and makes no link."""
    word = found[0]
    return f"{word[:-1]}&#{ord(word[-1])};"


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |\n"


def _closing(found: Provenance, notation: Notation, words: Words) -> str:
    source = found.source
    parts = [state_words(found, notation, words), place_words(source, words), read_words(source, notation, words)]
    if source.arranged:
        parts.append(f"{words.arranged}: {source.arranged}")
    if sums := sums_words(found, notation):
        parts.append(f"{words.sums}: {sums}")
    if found.misfits:
        parts.append(words.misfits.format(count=notation.number(found.misfits)))
    return " · ".join(part.removesuffix(".") for part in parts) + "."
