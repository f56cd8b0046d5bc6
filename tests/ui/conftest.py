"""What holds for tests of the window: there is a QApplication."""

import pytest
from PySide6.QtWidgets import QApplication


@pytest.fixture(autouse=True)
def application(qapp: QApplication) -> QApplication:
    """Actions, icons and fonts need one, also where no window shows."""
    return qapp
