"""What a company calls its dimensions."""

from intacct_desktop.api.client import Client
from intacct_desktop.api.model_service import ModelService
from intacct_desktop.api.records.dimension_labels import dimension_labels
from tests.practice import Company


async def test_labels_by_the_names_of_members(client: Client) -> None:
    labels = await dimension_labels(client)
    assert (labels["department"], labels["costType"], labels["nsp::channel"]) == ("Department", "Cost type", "Channel")
    assert labels.get("colour") is None
    assert len(labels) == len(labels.dimensions) == len(set(labels))


async def test_every_dimension_of_a_line_has_a_label(client: Client, models: ModelService) -> None:
    labels = await dimension_labels(client)
    line = await models.model("general-ledger/journal-entry-line")
    found = labels.in_model(line)
    assert {path for path in line.references if path.startswith("dimensions.")} <= set(found)
    assert found["dimensions.nsp::channel"] == "Channel"
    assert found["dimensions.loanAccount"] == "Loan account"
    assert "glAccount" not in found, "the dimension of this target is another one"
    assert labels.in_model(await models.model("accounts-payable/bill"))["vendor"] == "Vendor"


async def test_the_companys_own_words(client: Client, company: Company, models: ModelService) -> None:
    endpoint = "/objects/company-config/department"
    own = [
        {"dimensionName": "DEPARTMENT", "dimensionLabel": "Cost centre", "termName": "Département", "dimensionEndpoint": endpoint},
        {"dimensionName": "CLASS", "dimensionLabel": "", "termName": "Fund", "dimensionEndpoint": "/objects/company-config/class"},
        {"dimensionName": "LOCATION", "dimensionLabel": None, "dimensionEndpoint": None},
        "nonsense",
    ]
    company.fails("dimensions/list", status=200, body={"ia::result": own})
    labels = await dimension_labels(client)
    assert dict(labels) == {"department": "Cost centre", "class": "Fund"}
    assert labels.in_model(await models.model("company-config/employee"))["department"] == "Cost centre"


async def test_no_list_is_no_labels(client: Client, company: Company) -> None:
    company.fails("dimensions/list", status=200, body={"ia::result": {"odd": 1}})
    assert dict(await dimension_labels(client)) == {}
