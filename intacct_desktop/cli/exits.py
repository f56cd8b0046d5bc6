"""What a command's exit status says, for schedulers and scripts; ``docs/command-line.md`` has the same table."""

from enum import IntEnum


class Exit(IntEnum):
    """One meaning each, the same for every command."""

    COMPLETE = 0
    """Done, and whole."""
    FAILED = 1
    """Something that nobody expected; the trace is on stderr."""
    USAGE = 2
    """The command line, the query's file or a value for it is not right. Nothing was sent that could change anything."""
    NOT_SIGNED_IN = 3
    """There is nothing to sign in with, or Intacct does not take it: somebody has to sign in in the window."""
    REFUSED = 4
    """Intacct refused, all of it or a part."""
    NO_ANSWER = 5
    """Intacct could not be reached, was too busy, or did not answer; to read again later does no harm."""
    FILE_TROUBLE = 6
    """A file could not be read or written; no half file is left."""
    NOT_WHOLE = 7
    """The file is there, and is not everything, or the company changed while it was read."""
    NOT_ALLOWED = 8
    """The safety level of the connection did not let a change through. Nothing was sent."""
    OPEN = 9
    """A change was sent, and nobody knows whether Intacct did it."""
    CONFLICT = 10
    """Somebody else has changed the record meanwhile. Nothing was sent."""
    INTERRUPTED = 130
    """Ctrl+C or SIGTERM; no half file is left."""
