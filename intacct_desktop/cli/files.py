"""Where a command's file goes: to its place, or, when it is whole, to standard output."""

import argparse
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from intacct_desktop.cli.asking import STANDARD
from intacct_desktop.cli.exits import Exit
from intacct_desktop.cli.failures import CannotGoOn
from intacct_desktop.cli.loop import interrupting, let_go_of_stdout
from intacct_desktop.cli.report import Report
from intacct_desktop.results.scratch import ScratchFolder

_F = TypeVar("_F", bound=StrEnum)


def format_of(arguments: argparse.Namespace, formats: type[_F]) -> _F:
    """What ``--format`` says, else the name of the file. Raises `CannotGoOn`."""
    if arguments.format is not None:
        return formats(arguments.format)
    suffix = Path(arguments.out).suffix.lower()
    found = next((each for each in formats if getattr(each, "suffix", "") == suffix), None)
    if found is None:
        raise CannotGoOn(Exit.USAGE, f"Which format is “{arguments.out}” to have?", f"--format takes {', '.join(formats)}.")
    return found


@contextmanager
def destination(arguments: argparse.Namespace, suffix: str, report: Report) -> Iterator[Path]:
    """Where the block is to make its file. One for standard output is made in a folder of its own, and goes out at the end, whole."""
    if arguments.out != STANDARD:
        path = Path(arguments.out)
        report.tell(file=str(path.resolve()))
        yield path
        return
    report.tell(file=STANDARD)
    with ScratchFolder() as folder:
        path = folder.path / f"result{suffix}"
        yield path
        _stream(path)


def _stream(path: Path) -> None:
    try:
        with path.open("rb") as file, interrupting():
            shutil.copyfileobj(file, sys.stdout.buffer)
            sys.stdout.buffer.flush()
    except BrokenPipeError:
        let_go_of_stdout()
        raise CannotGoOn(Exit.FILE_TROUBLE, "The program that reads the output has gone before it had everything.") from None
