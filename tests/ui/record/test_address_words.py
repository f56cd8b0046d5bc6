"""A text that names no record is answered in words: what is wrong with it, and what can be entered."""

import pytest

from intacct_desktop.api.model import ModelEntry
from intacct_desktop.api.records.address import AddressError, ObjectNames
from intacct_desktop.ui.record.words import address_words

NAMES = ObjectNames(
    ModelEntry(name, "rootObject", frozenset({"GET"}))
    for name in ("accounts-payable/bill", "accounts-payable/payment", "accounts-receivable/payment")
)
AN_EXAMPLE = "Enter a key, or an address such as /objects/accounts-payable/bill/12."


@pytest.mark.parametrize(
    ("text", "happened", "todo"),
    [
        ("", "There is nothing to open.", AN_EXAMPLE),
        ("https://example.com/", "“https://example.com/” is no address of a record.", AN_EXAMPLE),
        ("accounts-payable/bill", "“accounts-payable/bill” names an object, and no record of it.", AN_EXAMPLE),
        ("1, 2", "“1, 2” names several records.", AN_EXAMPLE),
        ("10248", "“10248” may be a key, but nothing says of which object.", AN_EXAMPLE),
        (
            "payment 3",
            "“payment” can mean several objects.",
            "Did you mean /objects/accounts-payable/payment/3 or /objects/accounts-receivable/payment/3?",
        ),
        ("bil 7", "The company has no object “bil”.", "Did you mean /objects/accounts-payable/bill/7?"),
        ("warehouse 7", "The company has no object “warehouse”.", AN_EXAMPLE),
        ("x" * 9_000, f"“{'x' * 80}…” is no address of a record.", AN_EXAMPLE),
    ],
)
def test_what_is_said(text: str, happened: str, todo: str) -> None:
    with pytest.raises(AddressError) as refused:
        NAMES.read(text)
    assert address_words(refused.value) == (happened, todo)
