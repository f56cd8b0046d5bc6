"""What a person types or pastes to name a record is read as its object and key."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intacct_desktop.api.model import ModelEntry
from intacct_desktop.api.records.address import AddressError, AddressProblem, ObjectNames, RecordAddress, address_of

BILL = "accounts-payable/bill"
INVOICE_TYPE = "order-entry/document::Sales Invoice"
OBJECTS = (
    BILL,
    "accounts-payable/bill-line",
    "accounts-payable/payment",
    "accounts-receivable/payment",
    "accounts-payable/vendor",
    "general-ledger/journal-entry",
    "order-entry/document",
    "purchasing/document",
    "platform-apps/nsp::channel_UDD",
)
NAMES = ObjectNames(
    (
        *(ModelEntry(name, "rootObject", frozenset({"GET"})) for name in OBJECTS),
        ModelEntry("services/core/query", "service", frozenset({"POST"})),
        ModelEntry("workflows/accounts-payable/bill/approve", "workflow", frozenset({"POST"})),
    )
)


@pytest.mark.parametrize(
    "text",
    [
        "/objects/accounts-payable/bill/10248",
        "objects/accounts-payable/bill/10248/",
        "https://api.intacct.com/ia/api/v1/objects/accounts-payable/bill/10248",
        "HTTP://127.0.0.1:8080/ia/api/v1-beta2/objects/accounts-payable/bill/10248?fields=key#top",
        "/ia/api/v1/objects/accounts-payable/bill/10248",
        "GET /objects/accounts-payable/bill/10248",
        '"href": "/objects/accounts-payable/bill/10248",',
        "  “accounts-payable/bill/10248”\r\n",
        "Accounts-Payable/Bill/10248",
        "accounts-payable/bill 10248",
        "bill/10248",
        "bill 10248",
        "Bill #10248",
        "Bill: 10248",
        "Bill no. 10248",
    ],
)
@pytest.mark.parametrize("current", [None, "accounts-payable/vendor"])
def test_a_record_with_its_object(text: str, current: str | None) -> None:
    assert NAMES.read(text, current) == RecordAddress(BILL, "10248")


@pytest.mark.parametrize("text", ["10248", " '10248'\n", '"key": "10248"', "#10248", "/10248"])
def test_a_key_belongs_to_the_current_object(text: str) -> None:
    assert NAMES.read(text, BILL) == RecordAddress(BILL, "10248")
    with pytest.raises(AddressError) as refused:
        NAMES.read(text)
    assert refused.value.problem is AddressProblem.NO_OBJECT


@pytest.mark.parametrize(
    "text",
    [
        "/objects/order-entry/document::Sales%20Invoice/12",
        "https://api.intacct.com/ia/api/v1/objects/order-entry/document%3A%3ASales%20Invoice/12",
        "/objects/order-entry/document::Sales Invoice/12",
        "order-entry/document::Sales Invoice/12",
    ],
)
def test_a_type_of_documents(text: str) -> None:
    address = NAMES.read(text, BILL)
    assert address == RecordAddress(INVOICE_TYPE, "12")
    assert address.model_name == "order-entry/document"
    assert str(address) == "/objects/order-entry/document::Sales%20Invoice/12"


def test_names_of_several_words_and_of_custom_objects() -> None:
    assert NAMES.read("bill line 7") == NAMES.read("Bill Line 7") == NAMES.read("bill-line 7") == RecordAddress(OBJECTS[1], "7")
    custom = RecordAddress("platform-apps/nsp::channel_UDD", "4")
    assert (
        NAMES.read("channel_UDD 4") == NAMES.read("nsp::channel_udd/4") == NAMES.read("/objects/platform-apps/nsp::channel_UDD/4") == custom
    )
    assert custom.model_name == custom.object


def test_the_application_at_hand_decides_between_objects_of_one_name() -> None:
    assert NAMES.read("payment 9", "accounts-receivable/invoice") == RecordAddress("accounts-receivable/payment", "9")
    with pytest.raises(AddressError) as refused:
        NAMES.read("payment 9", "general-ledger/journal-entry")
    assert refused.value.problem is AddressProblem.SEVERAL_OBJECTS
    assert refused.value.suggestions == tuple(RecordAddress(f"accounts-{side}/payment", "9") for side in ("payable", "receivable"))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", AddressProblem.EMPTY),
        (' "\n\t', AddressProblem.EMPTY),
        ("accounts-payable/bill", AddressProblem.NO_KEY),
        ("/objects/accounts-payable/bill/", AddressProblem.NO_KEY),
        ("/objects/accounts-payable/bill/%20", AddressProblem.NO_KEY),
        ("Bill line", AddressProblem.NO_KEY),
        ("/objects/accounts-payable/bill/1,2", AddressProblem.SEVERAL_KEYS),
        ("10248\n10250", AddressProblem.SEVERAL_KEYS),
        ("10248, 10250", AddressProblem.SEVERAL_KEYS),
        ("10248 10250 10251", AddressProblem.SEVERAL_KEYS),
        ("bill 1, 2", AddressProblem.SEVERAL_KEYS),
        ("https://www.intacct.com/ia/acct/ur.phtml?.r=abc", AddressProblem.NOT_A_RECORD),
        ("https://[broken/objects/accounts-payable/bill/1", AddressProblem.NOT_A_RECORD),
        ("/services/core/query", AddressProblem.NOT_A_RECORD),
        ("/workflows/accounts-payable/bill/approve", AddressProblem.NOT_A_RECORD),
        ("/objects/accounts-payable/bill/1/lines", AddressProblem.NOT_A_RECORD),
        ("/objects/", AddressProblem.NOT_A_RECORD),
        ("1" * 2_000_000, AddressProblem.NOT_A_RECORD),
        ("/objects/accounts-payable/query/1", AddressProblem.UNKNOWN_OBJECT),
    ],
)
def test_what_names_no_record(text: str, problem: AddressProblem) -> None:
    with pytest.raises(AddressError) as refused:
        NAMES.read(text, BILL)
    assert refused.value.problem is problem


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("/objects/accounts-payable/bil/10248", RecordAddress(BILL, "10248")),
        ("accounts-payble/bill/10248", RecordAddress(BILL, "10248")),
        ("vendr 17", RecordAddress("accounts-payable/vendor", "17")),
        ("journal entri 5", RecordAddress("general-ledger/journal-entry", "5")),
    ],
)
def test_an_object_that_the_company_does_not_have(text: str, meant: RecordAddress) -> None:
    with pytest.raises(AddressError) as refused:
        NAMES.read(text)
    assert refused.value.problem is AddressProblem.UNKNOWN_OBJECT
    assert refused.value.suggestions[0] == meant


_KEYS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=100).filter(str.strip)


@given(st.sampled_from((*OBJECTS, INVOICE_TYPE)), _KEYS, st.sampled_from(("", "https://api.intacct.com/ia/api/v1", " \n'")))
def test_an_address_is_read_back(object_name: str, key: str, before: str) -> None:
    assert NAMES.read(before + address_of(object_name, key)) == RecordAddress(object_name, key)


@given(st.text(st.characters(codec="utf-8"), max_size=60), st.sampled_from((None, BILL)))
def test_any_text_is_a_record_or_said_to_be_none(text: str, current: str | None) -> None:
    try:
        address = NAMES.read(text, current)
    except AddressError:
        return
    assert address.key.strip()
    assert NAMES.read(str(address)) == address
