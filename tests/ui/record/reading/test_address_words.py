"""A text that names no record is answered in words."""

import pytest

from intacct_desktop.api.model import ModelEntry
from intacct_desktop.api.records.address import AddressError, ObjectNames
from intacct_desktop.ui.record.reading.words import address_words

NAMES = ObjectNames(
    ModelEntry(name, "rootObject", frozenset({"GET"}))
    for name in ("accounts-payable/bill", "accounts-payable/payment", "accounts-receivable/payment")
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Enter the key"),
        ("https://example.com/", "is not the address of a record"),
        ("accounts-payable/bill", "Which bill? Add its key."),
        ("1, 2", "several keys: “1, 2”"),
        ("10248", "Of which object is “10248”?"),
        ("payment 3", "/objects/accounts-payable/payment/3 or /objects/accounts-receivable/payment/3"),
        ("bil 7", "no object “bil”. Was /objects/accounts-payable/bill/7 meant?"),
        ("warehouse 7", "This company has no object “warehouse”."),
        ("x" * 9_000, "x…”"),
    ],
)
async def test_what_is_said(text: str, words: str) -> None:
    with pytest.raises(AddressError) as refused:
        NAMES.read(text)
    assert words in address_words(refused.value)
