"""HTML: the rows as one page that needs nothing else, for every browser and for whoever gets it by mail."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from intacct_desktop.api.model import ValueKind
from intacct_desktop.results.columns import Column
from intacct_desktop.results.formats.file_words import ENGLISH, Words, facts, place_words, read_words
from intacct_desktop.results.formats.notation import PLAIN, Notation, printable
from intacct_desktop.results.provenance import Provenance, Source

_STYLE = """
:root { color-scheme: light dark; --paper: #fff; --head: #f4f5f7; --text: #1a1f26; --muted: #5b6573; --line: #dde1e6; --negative: #b3261e }
@media (prefers-color-scheme: dark) {
  :root { --paper: #15181c; --head: #20242a; --text: #e7eaee; --muted: #9aa4b1; --line: #313740; --negative: #ff8a80 }
}
body { margin: 24px; background: var(--paper); color: var(--text); font: 13px/1.45 system-ui, sans-serif }
h1 { font-size: 18px; margin: 0 0 4px }
p, dl { margin: 0; color: var(--muted) }
table { border-collapse: collapse; margin: 16px 0 }
th { position: sticky; top: 0; background: var(--head); text-align: start; vertical-align: bottom; font-weight: 600 }
th, td { padding: 4px 12px; border-bottom: 1px solid var(--line); white-space: nowrap }
td { white-space: pre-wrap; vertical-align: top; unicode-bidi: plaintext; max-width: 60ch; overflow-wrap: anywhere }
.n { text-align: end; font-variant-numeric: tabular-nums; white-space: nowrap }
.d { white-space: nowrap; font-variant-numeric: tabular-nums }
.m { color: var(--negative) }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 4px 16px; max-width: 100ch }
dd { margin: 0; color: var(--text); overflow-wrap: anywhere }
@media print { body { margin: 0 } th { position: static } thead { display: table-header-group } tr { break-inside: avoid } }
""".strip()

# What HTML itself would read as something else within a text: a lone carriage return as a line feed.
_SPECIAL = str.maketrans({"\r": "&#13;"})


@dataclass(frozen=True, slots=True)
class HtmlOptions:
    """``language`` is that of ``words``, as HTML names it (``en``, ``fr``)."""

    title: str = ""
    notation: Notation = PLAIN
    words: Words = ENGLISH
    language: str = "en"


def write_html(
    path: Path,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Any]],
    source: Source,
    origin: Callable[[], Provenance],
    options: HtmlOptions,
) -> None:
    """Write all rows, one after the other; ``origin`` is asked once the last row was written, for the foot of the page.

    The page loads nothing and runs nothing. What cannot be shown (control characters) has a mark in its place.
    """
    notation, words = options.notation, options.words
    kinds = [_kind(column) for column in columns]
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(
            f'<!doctype html>\n<html lang="{_text(options.language)}">\n<head>\n<meta charset="utf-8">\n'
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
            '<meta name="viewport" content="width=device-width">\n'
            f"<title>{_text(options.title)}</title>\n<style>\n{_STYLE}\n</style>\n</head>\n<body>\n"
            f"<header>\n<h1>{_text(options.title)}</h1>\n<p>{_text(place_words(source, words))}</p>\n"
            f"<p>{_text(read_words(source, notation, words))}</p>\n</header>\n<table>\n<thead>\n<tr>"
        )
        for column, kind in zip(columns, kinds, strict=True):
            file.write(f'<th scope="col"{_class(kind)} title="{_text(column.title)}">{_text(column.path)}</th>')
        file.write("</tr>\n</thead>\n<tbody>\n")
        for row in rows:
            file.write("".join(["<tr>", *[_cell(value, kind, notation) for value, kind in zip(row, kinds, strict=True)], "</tr>\n"]))
        file.write("</tbody>\n</table>\n<footer>\n<dl>\n")
        for name, fact in facts(origin(), notation, words):
            file.write(f"<dt>{_text(name)}</dt><dd>{_text(fact)}</dd>\n")
        file.write("</dl>\n</footer>\n</body>\n</html>\n")


def _kind(column: Column) -> str:
    if column.is_number:
        return "n"
    return "d" if column.kind in (ValueKind.DATE, ValueKind.DATE_TIME) else ""


def _class(names: str) -> str:
    return f' class="{names}"' if names else ""


def _cell(value: Any, kind: str, notation: Notation) -> str:
    if value is None:
        return "<td></td>"
    negative = kind == "n" and not isinstance(value, str) and value < 0
    return f"<td{_class('n m' if negative else kind)}>{_text(notation.text(value))}</td>"


def _text(text: str) -> str:
    return escape(printable(text)).translate(_SPECIAL)
