"""The program's one entry: the window, or a command that needs none. Reads the arguments before anything heavy is loaded."""

import argparse
import multiprocessing
import sys
from pathlib import Path

from intacct_desktop import __version__
from intacct_desktop.cli.arguments import COMMANDS, add_commands
from intacct_desktop.workspace.query_file import SUFFIX


def main(arguments: list[str] | None = None) -> int:
    """Run what the arguments ask for; gives the exit status."""
    # A frozen program starts itself again for work in another process.
    multiprocessing.freeze_support()
    parser = argparse.ArgumentParser(
        prog="intacct-desktop", description="Explore and administer a Sage Intacct company through its REST API."
    )
    parser.add_argument(
        "--open", dest="files", action="append", type=Path, default=[], metavar="FILE", help=f"open a saved query ({SUFFIX})"
    )
    parser.add_argument("--version", action="version", version=f"Intacct Desktop {__version__}")
    parser.add_argument("--demo", action="store_true", help="start the practice company and open the window on it")
    parser.add_argument(
        "--tour", type=Path, metavar="DIR", help="with --demo: go through the main job by itself; pictures and files go to DIR"
    )
    parser.add_argument(
        "--profile-dir", type=Path, metavar="DIR", help="keep settings and connections in DIR instead of the user's own place"
    )
    parser.add_argument("--theme", choices=("system", "light", "dark"), help="the window's colours")
    add_commands(parser.add_subparsers(title="without a window", metavar="COMMAND"))
    chosen = parser.parse_args(with_files_named(sys.argv[1:] if arguments is None else arguments))
    if hasattr(chosen, "run"):
        status: int = chosen.run(chosen)
        return status
    if chosen.tour is not None and not chosen.demo:
        parser.error("--tour needs --demo: it never touches another company")

    from intacct_desktop.ui.app import StartOptions, run_window

    tour = chosen.tour and chosen.tour.resolve()
    return run_window(StartOptions(chosen.demo, tour, chosen.profile_dir, chosen.theme, tuple(chosen.files)))


def with_files_named(arguments: list[str]) -> list[str]:
    """A saved query may stand alone, as a desktop gives it on a double click. The rest is left as it is, and so is a command's own."""
    named: list[str] = []
    for at, argument in enumerate(arguments):
        if argument in COMMANDS:
            return [*named, *arguments[at:]]
        alone = argument.lower().endswith(SUFFIX) and not argument.startswith("-") and named[-1:] != ["--open"]
        named += ["--open", argument] if alone else [argument]
    return named


if __name__ == "__main__":
    sys.exit(main())
