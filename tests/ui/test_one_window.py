"""A second start of the program hands its file to the window that runs, through a real second process."""

import subprocess
import sys
from functools import partial
from pathlib import Path

from PySide6.QtNetwork import QLocalSocket
from pytestqt.qtbot import QtBot

from intacct_desktop.ui import one_window
from intacct_desktop.ui.one_window import OpenedElsewhere, hand_over

_SECOND_START = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from intacct_desktop.ui.one_window import hand_over
application = QCoreApplication([])
sys.exit(0 if hand_over(Path(sys.argv[1]), [Path(argument) for argument in sys.argv[2:]]) else 3)
"""


def _is_sent(socket: QLocalSocket) -> bool:
    return socket.bytesToWrite() == 0 or not socket.isValid()


def second_start(place: Path, *files: Path) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-c", _SECOND_START, str(place), *map(str, files)])


def test_files_of_a_second_start_arrive(tmp_path: Path, qtbot: QtBot) -> None:
    place, files = tmp_path / "settings.json", [tmp_path / "Bills été.iaq", tmp_path / "b.iaq"]
    first = OpenedElsewhere(place)
    with qtbot.waitSignal(first.opened, timeout=20_000) as opened:
        process = second_start(place, *files)
    assert opened.args == [files]
    assert process.wait(20) == 0
    first.close()


def test_without_a_window_the_files_stay_with_who_was_started(tmp_path: Path) -> None:
    assert not hand_over(tmp_path / "settings.json", [tmp_path / "a.iaq"])


def test_the_windows_of_two_settings_are_two_windows(tmp_path: Path) -> None:
    first = OpenedElsewhere(tmp_path / "one.json")
    assert not hand_over(tmp_path / "other.json", [tmp_path / "a.iaq"])
    first.close()


def test_nonsense_is_passed_over_and_the_next_files_arrive(tmp_path: Path, qtbot: QtBot) -> None:
    place = tmp_path / "settings.json"
    first = OpenedElsewhere(place)
    for nonsense in (b"", b"{", b"[1, 2]", b"\xff\xfe", b"null", b"x" * (2 << 20)):
        socket = QLocalSocket()
        socket.connectToServer(one_window._name(place))
        assert socket.waitForConnected(5_000)
        socket.write(nonsense)
        socket.flush()
        qtbot.waitUntil(partial(_is_sent, socket))
        socket.abort()
    with qtbot.waitSignal(first.opened, timeout=20_000) as opened:
        process = second_start(place, tmp_path / "a.iaq")
    assert opened.args == [[tmp_path / "a.iaq"]]
    assert process.wait(20) == 0
    first.close()
