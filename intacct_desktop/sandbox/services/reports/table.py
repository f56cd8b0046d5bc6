"""A report as a table, and the five kinds of file that it becomes."""

import html
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from intacct_desktop.sandbox.company.people import COMPANY_NAME
from intacct_desktop.sandbox.exports import Sheet, as_text, printable
from intacct_desktop.sandbox.exports.pages import write_pdf
from intacct_desktop.sandbox.exports.tables import write_csv, write_xlsx
from intacct_desktop.sandbox.store import Kind

_PRACTICE = f"{COMPANY_NAME} - practice company"
_NUMERIC = frozenset({Kind.DECIMAL, Kind.NUMBER, Kind.INTEGER})


@dataclass(frozen=True, slots=True)
class Table:
    """What a report shows. ``columns`` are heading, kind and decimal digits; amounts in ``rows`` are texts ("-120.50")."""

    name: str
    titles: tuple[str, ...]
    columns: Sequence[tuple[str, Kind, int]]
    rows: Sequence[Sequence[Any]]

    @property
    def heading(self) -> tuple[str, ...]:
        """The titles, and that this is practice."""
        return (*self.titles, _PRACTICE)

    def sheet(self, title: str) -> Sheet:
        return Sheet(title, self.columns, len(self.rows), iter([self.rows]))


def amount(cents: int) -> str:
    """An amount in hundredths as text."""
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02}"


def write_text(table: Table) -> bytes:
    """Lines of equal width, numbers to the right."""
    lines = [[name for name, _, _ in table.columns], *([_plain(value) for value in row] for row in table.rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    numeric = [kind in _NUMERIC for _, kind, _ in table.columns]

    def line(cells: Sequence[str]) -> str:
        padded = (f"{cell:>{width}}" if right else f"{cell:<{width}}" for cell, width, right in zip(cells, widths, numeric, strict=True))
        return "  ".join(padded).rstrip()

    return "\r\n".join([*table.heading, "", *map(line, lines), ""]).encode("utf-8", "replace")


def write_html(table: Table) -> bytes:
    """One page with one table."""
    title, *more = map(_escaped, table.heading)
    head = "".join(f"<th>{_escaped(name)}</th>" for name, _, _ in table.columns)
    kinds = ['<td style="text-align:right">' if kind in _NUMERIC else "<td>" for _, kind, _ in table.columns]
    body = "\n".join(
        "<tr>" + "".join(f"{cell}{_escaped(as_text(value))}</td>" for cell, value in zip(kinds, row, strict=True)) + "</tr>"
        for row in table.rows
    )
    page = (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title></head>\n<body><h1>{title}</h1>\n'
        f"{''.join(f'<p>{line}</p>' for line in more)}\n<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody></table>\n"
        "</body></html>\n"
    )
    return page.encode("utf-8", "replace")


# The media types are those of the reference, which has none for CSV.
WRITERS: Mapping[str, tuple[str, Callable[[Table], bytes]]] = {
    "csv": ("application/octet-stream", lambda table: b"".join(write_csv(table.sheet(table.name)))),
    "excel": (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        lambda table: b"".join(write_xlsx(table.sheet(table.name))),
    ),
    "html": ("text/html; charset=utf-8", write_html),
    "pdf": ("application/pdf", lambda table: b"".join(write_pdf(table.sheet(", ".join(table.heading))))),
    "text": ("text/plain; charset=utf-8", write_text),
}


def _plain(value: Any) -> str:
    return " ".join(printable(as_text(value)).split())


def _escaped(text: str) -> str:
    return html.escape(printable(text))
