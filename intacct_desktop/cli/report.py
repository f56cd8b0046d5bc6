"""What a command has to say to a program: one JSON object, its members always the same."""

import sys
from typing import Any, TextIO, cast

from intacct_desktop.api.exact_json import ENCODER


class Report:
    """``members`` are those of one command; each is null until it is told. ``state`` comes first and ``error`` last, null without one."""

    def __init__(self, *members: str) -> None:
        self._said: dict[str, Any] = dict.fromkeys(("state", *members, "error"))
        self.stream = cast("TextIO | None", sys.stdout)
        """Where it goes: stderr where stdout has the file."""

    def __getitem__(self, member: str) -> Any:
        return self._said[member]

    def tell(self, **members: Any) -> None:
        """Raises KeyError for a member that this command does not have."""
        for name, value in members.items():
            if name not in self._said:
                raise KeyError(name)
            self._said[name] = value

    def write(self) -> None:
        """One line, in UTF-8 whatever the computer's own encoding is. Raises BrokenPipeError."""
        if self.stream is not None:  # as it is in a program without a console on Windows
            self.stream.flush()
            self.stream.buffer.write(ENCODER.encode(self._said) + b"\n")
            self.stream.flush()
