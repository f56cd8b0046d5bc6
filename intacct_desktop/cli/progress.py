"""What a command has to say to a person: lines on stderr."""

import io
import time
from typing import TextIO

_PAUSE = 2.0
"""Seconds between two lines where they stay, as in the log of a scheduler."""
_BLINK = 0.1
"""Seconds between two on a terminal, where each takes the place of the one before."""


class Progress:
    """``quiet`` leaves out what is only under way."""

    def __init__(self, stream: TextIO | None, *, quiet: bool = False) -> None:
        self._stream = stream or io.StringIO()  # a program without a console has no stderr on Windows
        self._quiet = quiet
        self._is_terminal = self._stream.isatty()
        self._last = float("-inf")
        self._width = 0

    def say(self, text: str) -> None:
        """A line that stays."""
        self._clear()
        self._write(f"{text}\n")

    def under_way(self, text: str, *, last: bool = False) -> None:
        """How far it is; passed over where one was shown a moment ago, unless it is the ``last``."""
        now = time.monotonic()
        if self._quiet or (not last and now - self._last < (_BLINK if self._is_terminal else _PAUSE)):
            return
        self._last = now
        if self._is_terminal:
            self._clear()
            self._write(f"{text}\n" if last else text)
            self._width = 0 if last else len(text)
        else:
            self._write(f"{text}\n")

    def _clear(self) -> None:
        if self._width:
            self._write(f"\r{' ' * self._width}\r")
            self._width = 0

    def _write(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()


def number(count: int) -> str:
    return f"{count:,}"


def rows(count: int, total: int | None) -> str:
    """``4,000 of 12,345 rows``; without a total as far as one knows."""
    of = f" of {number(total)}" if total is not None else ""
    return f"{number(count)}{of} row{'' if (count if total is None else total) == 1 else 's'}"
