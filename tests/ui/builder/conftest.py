"""The practice company's models, that of the bill loaded."""

import pytest

from intacct_desktop.api.model_service import ModelService


@pytest.fixture
async def models(models: ModelService) -> ModelService:
    await models.model("accounts-payable/bill")
    return models
