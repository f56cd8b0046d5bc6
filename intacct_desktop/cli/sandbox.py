"""``intacct-desktop sandbox``: the practice company as a server of its own."""

import argparse
import sys
from pathlib import Path
from typing import Any


def add_parser(subparsers: "argparse._SubParsersAction[Any]") -> None:
    """Add the command and its options to the program's parser; `run_sandbox` is its ``run``."""
    parser = subparsers.add_parser("sandbox", help="run the practice company as a server on this computer")
    parser.add_argument("--port", type=_port, default=0, help="the port on 127.0.0.1 (default: a free one)")
    parser.add_argument(
        "--ready-file", type=Path, metavar="F", help="write address, client and users to this JSON file when the server listens"
    )
    parser.add_argument("--seed", type=int, default=7, help="another seed makes another company (default: 7)")
    parser.add_argument("--until-closed", action="store_true", help="end when standard input does: for a program that starts this one")
    parser.set_defaults(run=run_sandbox)


def run_sandbox(arguments: argparse.Namespace) -> int:
    """Serve until interrupted. Prints the base URL; 1 when the port is taken or the ready file cannot be written, else 0."""
    # The server's libraries are loaded by this command only.
    from intacct_desktop.sandbox.server import run

    try:
        run(arguments.port, arguments.ready_file, arguments.seed, until_closed=arguments.until_closed)
    except OSError as error:
        print(f"intacct-desktop sandbox: {error}", file=sys.stderr)
        return 1
    return 0


def _port(text: str) -> int:
    number = int(text)
    if not 0 <= number <= 65_535:
        raise argparse.ArgumentTypeError(f"{text} is not a port")
    return number
