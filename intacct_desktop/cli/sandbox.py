"""``intacct-desktop sandbox``: the practice company as a server of its own."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from intacct_desktop.workspace.places import Places

if TYPE_CHECKING:
    from intacct_desktop.sandbox.faults import Rule
    from intacct_desktop.sandbox.query.quirks import Quirk


def add_parser(subparsers: "argparse._SubParsersAction[Any]") -> None:
    """Add the command and its options to the program's parser; `run_sandbox` is its ``run``."""
    parser = subparsers.add_parser("sandbox", help="run the practice company as a server on this computer")
    parser.add_argument("--port", type=_port, default=0, help="the port (default: a free one)")
    parser.add_argument("--host", type=_loopback, help="a loopback address; any other is refused (default: 127.0.0.1)")
    parser.add_argument(
        "--ready-file", type=Path, metavar="F", help="write address, client and users to this JSON file when the server listens"
    )
    parser.add_argument("--seed", type=int, default=7, help="another seed makes another company (default: 7)")
    parser.add_argument(
        "--faults", type=_faults, default=(), metavar="RULES", help="what goes wrong, in the fault language, or @FILE (default: nothing)"
    )
    parser.add_argument("--concurrency", type=_positive, default=8, metavar="N", help="API requests in flight before 429 (default: 8)")
    parser.add_argument(
        "--quirks",
        type=_quirks,
        nargs="?",
        const="all",
        default=frozenset(),
        metavar="NAMES",
        help="queries show habits of the real service: alias, codes, errors, order, or all (default: none)",
    )
    parser.add_argument("--minute-limit", type=_positive, metavar="N", help="API requests in a minute before 429 (default: any number)")
    parser.add_argument(
        "--rows",
        type=_rows,
        default=0,
        metavar="N",
        help="a large company, of about N general ledger lines; it is built once and stays on disk until the month is over",
    )
    parser.add_argument(
        "--folder",
        type=Path,
        metavar="DIR",
        help="where built companies are kept (default: the user's own folder for what can be made again)",
    )
    parser.add_argument("--until-closed", action="store_true", help="end when standard input does: for a program that starts this one")
    parser.set_defaults(run=run_sandbox)


def run_sandbox(arguments: argparse.Namespace) -> int:
    """Serve until interrupted. Prints the base URL; 1 when it cannot start or the ready file cannot be written, else 0."""
    # The server's libraries are loaded by this command only.
    from intacct_desktop.sandbox.server import HOST, SandboxServer, run
    from intacct_desktop.sandbox.settings import Settings

    settings = Settings(
        concurrency=arguments.concurrency,
        requests_per_minute=arguments.minute_limit,
        faults=arguments.faults,
        quirks=arguments.quirks,
    )
    folder = arguments.folder or Places.of_user().companies
    try:
        server = SandboxServer(
            arguments.port, arguments.seed, settings=settings, folder=folder, rows=arguments.rows, host=arguments.host or HOST
        )
        run(server, arguments.ready_file, until_closed=arguments.until_closed)
    except OSError as error:
        print(f"intacct-desktop sandbox: {error}", file=sys.stderr)
        return 1
    return 0


def _loopback(text: str) -> str:
    from intacct_desktop.sandbox.server import loopback

    try:
        return loopback(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _rows(text: str) -> int:
    number = int(text)
    if not 0 <= number <= 20_000_000:
        raise argparse.ArgumentTypeError(f"{text} is not from 0 to 20000000")
    return number


def _port(text: str) -> int:
    number = int(text)
    if not 0 <= number <= 65_535:
        raise argparse.ArgumentTypeError(f"{text} is not a port")
    return number


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is not 1 or more")
    return number


def _quirks(text: str) -> "frozenset[Quirk]":
    from intacct_desktop.sandbox.query.quirks import ALL, Quirk

    try:
        return ALL if text == "all" else frozenset(map(Quirk, text.split(",")))
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _faults(text: str) -> "tuple[Rule, ...]":
    from intacct_desktop.sandbox.faults import FaultSyntaxError, parse_faults

    try:
        return parse_faults(Path(text[1:]).read_text(encoding="utf-8") if text.startswith("@") else text)
    except (OSError, UnicodeDecodeError, FaultSyntaxError) as error:
        raise argparse.ArgumentTypeError(str(error)) from None
