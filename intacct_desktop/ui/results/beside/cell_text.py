"""The text of one cell, of any length, in pieces that a window can draw: no widget here, so that a long one is cut up in a thread."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import msgspec

PIECE = 2_000
"""Characters of a line that are drawn as one: a line of a million takes a window seconds to wrap."""
MOST_HITS = 10_000

_BREAK = re.compile("\r\n|[\n\r\u2028\u2029]")


@dataclass(frozen=True)
class CellText:
    """``text`` is whole; ``starts`` and ``ends`` are the places of its pieces in it, ``size`` its bytes in UTF-8."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    size: int

    @property
    def pieces(self) -> int:
        return len(self.starts)

    def lines(self, first: int, after: int) -> str:
        """Some of the pieces, a line each."""
        return "\n".join(self.text[start:end] for start, end in zip(self.starts[first:after], self.ends[first:after], strict=True))

    def piece_at(self, place: int) -> tuple[int, int]:
        """The piece that holds the character at ``place``, and how far in it that stands."""
        at = max(0, bisect_right(self.starts, place) - 1)
        return at, min(place, self.ends[at]) - self.starts[at]

    def pieces_of(self, characters: int) -> int:
        """How many pieces hold the first so many characters."""
        return max(1, bisect_right(self.starts, characters - 1))

    @cached_property
    def is_json(self) -> bool:
        """Whether it is an object or a list in JSON."""
        if self.text[:1] not in ("{", "["):
            return False
        try:
            msgspec.json.decode(self.text, type=msgspec.Raw)
        except (msgspec.DecodeError, UnicodeError):
            return False
        return True


def cut_up(text: str) -> CellText:
    """A text in pieces."""
    starts, ends = [], []
    at = 0
    for found in (*_BREAK.finditer(text), None):
        stop = found.start() if found is not None else len(text)
        starts.append(at)
        while stop - at > PIECE:
            at += PIECE
            ends.append(at)
            starts.append(at)
        ends.append(stop)
        at = found.end() if found is not None else stop
    return CellText(text, tuple(starts), tuple(ends), len(text.encode("utf-8", "surrogatepass")))


def indented(text: str) -> str:
    """JSON with a member a line, every digit as it came."""
    return msgspec.json.format(text, indent=2)


def places_of(wanted: str, text: str) -> Sequence[int]:
    """Where a text stands in another, whatever its case; at most `MOST_HITS` places."""
    if not wanted:
        return ()
    found = []
    for hit in re.finditer(re.escape(wanted), text, re.IGNORECASE):
        found.append(hit.start())
        if len(found) == MOST_HITS:
            break
    return found
