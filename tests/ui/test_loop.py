"""The program's loop begins and ends without a word: status, threads, tasks and generators, in a process of its own."""

import subprocess
import sys
import textwrap

HEAD = """
import asyncio, sys, threading, time
from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget
from intacct_desktop.ui import tasks
from intacct_desktop.ui.loop import Application, run_application
app = Application(["program"])
"""


def outcome(program: str) -> tuple[int, list[str], list[str]]:
    """Exit status, lines written, and complaints; any warning is a complaint."""
    command = [sys.executable, "-X", "dev", "-W", "error", "-c", HEAD + textwrap.dedent(program)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    noise = ("This plugin does not support", "Executing <")  # the platform; slow start-up under -X dev
    complaints = [line for line in done.stderr.splitlines() if not line.startswith(noise)]
    return done.returncode, done.stdout.split("\n")[:-1], complaints


def test_it_ends_with_mains_status_and_leaves_nothing_running() -> None:
    program = """
    owner = QObject()
    async def rows():
        try:
            while True:
                yield 1
                await asyncio.sleep(0)
        finally:
            print("generator closed")
    async def forever():
        try:
            await asyncio.Event().wait()
        finally:
            print("task ended")
    async def main():
        tasks.run(owner, forever(), name="Forever")
        generator = rows()
        await anext(generator)
        await tasks.in_thread(time.sleep, 0)
        main.kept = generator
        return 3
    status = run_application(app, main)
    print(threading.active_count(), tasks.running())
    sys.exit(status)
    """
    assert outcome(program) == (3, ["task ended", "generator closed", "1 []"], [])


def test_closing_the_last_window_does_not_end_it_but_main_does() -> None:
    program = """
    async def main():
        window = QWidget()
        window.show()
        window.close()
        await asyncio.sleep(0.05)
        print("still here")
        return 0
    sys.exit(run_application(app, main))
    """
    assert outcome(program) == (0, ["still here"], [])


def test_a_quit_from_the_desktop_cancels_main() -> None:
    program = """
    async def main():
        QTimer.singleShot(0, app.quit)
        try:
            await asyncio.Event().wait()
        finally:
            print("saved")
        return 1
    sys.exit(run_application(app, main))
    """
    assert outcome(program) == (0, ["saved"], [])


def test_an_error_in_main_is_not_swallowed() -> None:
    program = """
    async def main():
        raise RuntimeError("no model")
    run_application(app, main)
    """
    status, written, complaints = outcome(program)
    assert (status, written) == (1, [])
    assert complaints[-1] == "RuntimeError: no model"


def test_no_task_is_lost_to_one_that_handles_events_within_a_step() -> None:
    program = """
    async def other():
        print("other")
    async def main():
        task = asyncio.create_task(other())
        app.processEvents()
        print("here")
        async with asyncio.timeout(10):
            await task
        return 3
    sys.exit(run_application(app, main))
    """
    assert outcome(program) == (3, ["here", "other"], [])
