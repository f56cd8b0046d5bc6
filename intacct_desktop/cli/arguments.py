"""The commands and their options. Nothing heavy is loaded here: each command loads what it needs when it runs."""

import argparse
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias

from intacct_desktop.cli.sandbox import add_parser as add_sandbox_parser

COMMANDS = ("run", "export", "records", "connections", "sandbox")

_Subparsers: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
_Run: TypeAlias = Callable[[argparse.Namespace], int]


class _Choices:
    """The choices of an option, which are loaded when one is given or asked about."""

    def __init__(self, load: Callable[[], Iterator[str]]) -> None:
        self._load = load

    def __contains__(self, name: object) -> bool:
        return name in tuple(self._load())

    def __iter__(self) -> Iterator[str]:
        return self._load()


def add_commands(subparsers: _Subparsers) -> None:
    """Add all commands to the program's parser; ``run`` of what is parsed carries one out and gives the exit status."""
    _add_run(subparsers)
    _add_export(subparsers)
    _add_records(subparsers)
    _add_connections(subparsers)
    add_sandbox_parser(subparsers)


def _add_run(subparsers: _Subparsers) -> None:
    parser = _command(subparsers, "run", "load every row that a query finds, and write a file", _run)
    _add_company(parser)
    _add_query(parser, _Choices(_file_formats))
    parser.add_argument(
        "--preset", choices=_Choices(_presets), metavar="NAME", help="csv as a kind of reader wants it: %(choices)s (default: for any)"
    )
    _add_entity(parser).add_argument(
        "--all-entities", action="store_true", help="run it in each entity of the company; the first column has the entity's id"
    )


def _add_export(subparsers: _Subparsers) -> None:
    parser = _command(subparsers, "export", "have Intacct itself write a file of what a query finds", _export)
    _add_company(parser)
    _add_query(parser, _Choices(_export_formats))
    _add_entity(parser)


def _add_records(subparsers: _Subparsers) -> None:
    parser = subparsers.add_parser("records", help="read, create, change and delete records", allow_abbrev=False)
    doing = parser.add_subparsers(title="what to do", metavar="WHAT", required=True)
    get = _command(doing, "get", "print records as JSON", _records("get"))
    create = _command(doing, "create", "create a record", _records("create"))
    update = _command(doing, "update", "change members of a record; the others stay", _records("update"))
    delete = _command(doing, "delete", "delete records, each with its own outcome", _records("delete"))
    for each in (get, create, update, delete):
        each.add_argument("object", metavar="OBJECT", help="such as accounts-payable/bill")
    for each in (get, delete):
        each.add_argument("keys", nargs="+", metavar="KEY", help="the keys of the records")
    update.add_argument("key", metavar="KEY", help="the key of the record")
    for each in (create, update):
        each.add_argument("--body", metavar="FILE", help="the members as JSON; - reads standard input")
        each.add_argument(
            "--set",
            dest="members",
            action="append",
            type=_pair,
            default=[],
            metavar="MEMBER=VALUE",
            help="one member, such as vendor.id=V-00014, written as the company's model has it; nothing after the = clears it",
        )
        each.add_argument(
            "--set-json", action="append", type=_pair, default=[], metavar="MEMBER=JSON", help="one member, as JSON: a list, for example"
        )
        each.add_argument(
            "--idempotency-key", metavar="KEY", help="what is sent again under the same key is done once (default: a new key)"
        )
    update.add_argument("--unchanged-since", metavar="TIME", help="send nothing where audit.modifiedDateTime of the record is another one")
    for each in (create, update, delete):
        each.add_argument("--dry-run", action="store_true", help="print the exact request, and send no change")
        each.add_argument("--yes", action="store_true", help="agree to the change beforehand, where the safety level asks")
        each.add_argument(
            "--allow-writes",
            action="store_true",
            help="write to a connection that is View only, as every production company is; wants its id in --company",
        )
        each.add_argument("--company", metavar="ID", help="the id of the company that is to be changed, for the safety levels that want it")
    for each in (get, create, update, delete):
        _add_company(each)
        _add_entity(each)


def _add_connections(subparsers: _Subparsers) -> None:
    parser = subparsers.add_parser("connections", help="list the saved connections, or test one", allow_abbrev=False)
    doing = parser.add_subparsers(title="what to do", metavar="WHAT", required=True)
    _add_places(_command(doing, "list", "print the saved connections as JSON, without their secrets", _connections("list_all")))
    test = _command(doing, "test", "sign in, and say as whom and where", _connections("test"))
    test.add_argument("connection", metavar="NAME", help="the name of a saved connection")
    _add_places(test)
    _add_quiet(test)


def _command(subparsers: _Subparsers, name: str, help_: str, run: _Run) -> argparse.ArgumentParser:
    # No abbreviations: a script has to mean the same tomorrow, when there are more options.
    parser = subparsers.add_parser(name, help=help_, description=help_[0].upper() + help_[1:] + ".", allow_abbrev=False)
    parser.set_defaults(run=run)
    return parser


def _add_company(parser: argparse.ArgumentParser) -> None:
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--connection", metavar="NAME", help="the name of a saved connection")
    which.add_argument("--demo", action="store_true", default=argparse.SUPPRESS, help="start the practice company, and use that")
    _add_places(parser)
    _add_quiet(parser)


def _add_places(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--profile-dir", type=Path, metavar="DIR", default=argparse.SUPPRESS, help="where settings and connections are kept, if elsewhere"
    )


def _add_quiet(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--quiet", action="store_true", help="say on stderr only what went wrong")


def _add_query(parser: argparse.ArgumentParser, formats: _Choices) -> None:
    parser.add_argument(
        "file", metavar="FILE", help="a saved query (.iaq), a request body, or a query of the library by its name; - is stdin"
    )
    parser.add_argument(
        "--param",
        action="append",
        type=_pair,
        default=[],
        metavar="NAME=VALUE",
        help="a value that the query asks for; again for each of several",
    )
    parser.add_argument("--format", choices=formats, metavar="FORMAT", help="%(choices)s (default: as the name of OUT ends)")
    parser.add_argument("--out", required=True, metavar="OUT", help="the file; - writes it to stdout, and the summary to stderr")


def _add_entity(parser: argparse.ArgumentParser) -> "argparse._MutuallyExclusiveGroup":
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--entity", metavar="ID", help="work in this entity; '' is the top level (default: the connection's)")
    return which


def _pair(text: str) -> tuple[str, str]:
    name, found, value = text.partition("=")
    if not found or not name.strip():
        raise argparse.ArgumentTypeError(f"{text} is not NAME=VALUE")
    return name.strip(), value


def _file_formats() -> Iterator[str]:
    from intacct_desktop.results.formats.file_format import FileFormat

    return iter(each.value for each in FileFormat)


def _presets() -> Iterator[str]:
    from intacct_desktop.results.formats.file_format import Preset

    return iter(each.value for each in Preset)


def _export_formats() -> Iterator[str]:
    from intacct_desktop.api.export_service import ExportFormat

    return iter(each.value for each in ExportFormat)


def _run(arguments: argparse.Namespace) -> int:
    from intacct_desktop.cli.running import run

    return run(arguments)


def _export(arguments: argparse.Namespace) -> int:
    from intacct_desktop.cli.running import export

    return export(arguments)


def _records(name: str) -> _Run:
    def run(arguments: argparse.Namespace) -> int:
        from intacct_desktop.cli import records

        status: int = getattr(records, name)(arguments)
        return status

    return run


def _connections(name: str) -> _Run:
    def run(arguments: argparse.Namespace) -> int:
        from intacct_desktop.cli import connections

        status: int = getattr(connections, name)(arguments)
        return status

    return run
