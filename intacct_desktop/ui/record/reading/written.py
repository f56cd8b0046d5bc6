"""A record written out as JSON, a member a line, with the place of each line. No Qt here: a large record is written in a thread."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from intacct_desktop.api.exact_json import ENCODER
from intacct_desktop.api.records.values import Place, Record

INDENT = "  "
LONGEST_TEXT = 4_000
"""Characters of one value that are shown: a line of a million takes a window seconds to draw."""


@dataclass(frozen=True)
class WrittenRecord:
    """``places`` are JSON pointers, one for each of the ``lines``; ``cut`` says that a value was too long to be shown whole."""

    lines: tuple[str, ...]
    places: tuple[Place, ...]
    cut: bool

    @cached_property
    def _line_of(self) -> Mapping[Place, int]:
        return {place: at for at, place in reversed(tuple(enumerate(self.places)))}

    def line_of(self, place: Place) -> int:
        """The line (from 0) where a place begins; of a place that is not there, the nearest above it."""
        while place and place not in self._line_of:
            place = place.rpartition("/")[0]
        return self._line_of.get(place, 0)


def write_out(record: Record) -> WrittenRecord:
    """All of a record. Numbers keep every digit; texts are as they are, not escaped beyond what JSON wants."""
    writer = _Writer()
    writer.write(record, "", "", "", "")
    return WrittenRecord(tuple(writer.lines), tuple(writer.places), writer.cut)


class _Writer:
    def __init__(self) -> None:
        self.lines: list[str] = []
        self.places: list[Place] = []
        self.cut = False

    def write(self, value: Any, place: Place, indent: str, before: str, after: str) -> None:
        match value:
            case Mapping() if value:
                self._line(f"{indent}{before}{{", place)
                members = [(place + _step(name), f"{_text(name)}: ", member) for name, member in value.items()]
                self._below(members, indent)
                self._line(f"{indent}}}{after}", place)
            case list() | tuple() if value:
                self._line(f"{indent}{before}[", place)
                self._below([(f"{place}/{at}", "", item) for at, item in enumerate(value)], indent)
                self._line(f"{indent}]{after}", place)
            case str():
                self._line(f"{indent}{before}{self._shown(value)}{after}", place)
            case _:
                self._line(f"{indent}{before}{ENCODER.encode(value).decode()}{after}", place)

    def _below(self, members: list[tuple[Place, str, Any]], indent: str) -> None:
        for at, (place, before, value) in enumerate(members, 1):
            self.write(value, place, indent + INDENT, before, "," if at < len(members) else "")

    def _line(self, line: str, place: Place) -> None:
        self.lines.append(line)
        self.places.append(place)

    def _shown(self, value: str) -> str:
        if len(value) <= LONGEST_TEXT:
            return _text(value)
        self.cut = True
        return f'{_text(value[:LONGEST_TEXT])[:-1]}…"'


def _text(value: str) -> str:
    # What Qt takes for the end of a line would put the lines out of step.
    return json.dumps(value, ensure_ascii=False).replace("\u2028", "\\u2028").replace("\u2029", "\\u2029").replace("\x85", "\\u0085")


def _step(name: str) -> Place:
    """The pointer of one member below its record; a name may have dots in it."""
    return "/" + name.replace("~", "~0").replace("/", "~1")
