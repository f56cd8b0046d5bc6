"""What a record shows and a query refuses: the real service has such members in every module, and no flag for them (facts 2.4, 5.2)."""

from collections.abc import Mapping

from intacct_desktop.sandbox.facts import PathFacts

# Contents of files, which are read with the record that they belong to.
_CONTENTS = frozenset({"inbound-binary", "outbound-binary", "base64zip"})

# Made when a record is read, on every object that has one.
_MADE = frozenset({"webURL"})

# Members, and groups with all that is in them, by object.
_OF_OBJECT: Mapping[str, tuple[str, ...]] = {
    "accounts-payable/vendor": ("ach.accountNumber", "ach.routingNumber"),
    "accounts-receivable/customer": ("electronicAddress", "resaleNumber"),
    "accounts-receivable/invoice": ("projectContractBillingInvoiceSummary",),
    "company-config/contact": ("mailingAddress.country",),
    "company-config/employee": ("SSN", "ach.accountNumber", "ach.bankRoutingNumber", "birthDate"),
    "company-config/user": ("trustedDevices",),
    "inventory-control/item": ("replenishment.forecastDemandInLeadTime",),
    "order-entry/document": ("billingSummary",),
}


def is_hidden(name: str, path: PathFacts) -> bool:
    """Whether a query cannot name this member of the object ``name``."""
    if path.format in _CONTENTS or path.path in _MADE:
        return True
    return any(path.path == member or path.path.startswith(f"{member}.") for member in _OF_OBJECT.get(name, ()))
