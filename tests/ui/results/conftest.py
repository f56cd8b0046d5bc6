"""A view of results on the screen."""

import pytest
from pytestqt.qtbot import QtBot

from intacct_desktop.ui.results.result_view import ResultView


@pytest.fixture
def view(qtbot: QtBot) -> ResultView:
    made = ResultView()
    qtbot.addWidget(made)
    made.resize(880, 460)
    made.show()
    return made
