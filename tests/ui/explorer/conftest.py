"""Models of the practice company for the explorer's widgets, and how to look at those."""

from collections.abc import AsyncIterator

import pytest
from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt

from intacct_desktop.api.model_service import ModelService
from intacct_desktop.ui import tasks

NO_KEYS = Qt.KeyboardModifier.NoModifier
NOT_TODAY = {"ia::result": {"ia::error": {"code": "invalidRequest", "message": "Not today"}}}


@pytest.fixture
async def models(models: ModelService) -> AsyncIterator[ModelService]:
    """What the widgets have begun ends before the client does."""
    yield models
    await tasks.shutdown()


def names(model: QAbstractItemModel, parent: QModelIndex = QModelIndex()) -> list[str]:
    """What the first column shows below a row."""
    return [model.index(row, 0, parent).data() for row in range(model.rowCount(parent))]
