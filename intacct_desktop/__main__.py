"""The program's one entry: the window, or a command that needs none. Reads the arguments before anything heavy is loaded."""

import argparse
import multiprocessing
import sys
from pathlib import Path

from intacct_desktop import __version__
from intacct_desktop.cli.sandbox import add_parser as add_sandbox_parser


def main(arguments: list[str] | None = None) -> int:
    """Run what the arguments ask for; gives the exit status."""
    # A frozen program starts itself again for work in another process.
    multiprocessing.freeze_support()
    parser = argparse.ArgumentParser(
        prog="intacct-desktop", description="Explore and administer a Sage Intacct company through its REST API."
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
    add_sandbox_parser(parser.add_subparsers(title="without a window", metavar="COMMAND"))
    chosen = parser.parse_args(arguments)
    if hasattr(chosen, "run"):
        status: int = chosen.run(chosen)
        return status
    if chosen.tour is not None and not chosen.demo:
        parser.error("--tour needs --demo: it never touches another company")

    from intacct_desktop.ui.app import StartOptions, run_window

    return run_window(StartOptions(chosen.demo, chosen.tour and chosen.tour.resolve(), chosen.profile_dir, chosen.theme))


if __name__ == "__main__":
    sys.exit(main())
