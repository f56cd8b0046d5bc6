"""The bank account that a record names, and what stands behind it."""

from dataclasses import dataclass

from intacct_desktop.sandbox.store import ENTITY, Store, Value

BANK = "cash-management/bank-account"
CHECKING = "cash-management/checking-account"
_ACCOUNTS = (CHECKING, "cash-management/savings-account")
_CURRENCY = "bankAccountDetails.currency"


@dataclass(frozen=True, slots=True)
class Bank:
    """A checking or savings account: its currency, its entity's key and the key of its ledger account."""

    id: str
    currency: str
    entity: int | None
    account: int
    is_active: bool


def bank_of(store: Store, value: Value) -> Bank | None:
    """The account with this id, or behind the bank account with this key; None where there is none that money can be paid from or into."""
    if isinstance(value, int):
        value = (store.record(BANK, value) or {}).get("id")
    for name in _ACCOUNTS:
        for record in store.records(name, id=value) if value else ():
            if account := record["accounting.glAccount.key"]:
                owner = record[ENTITY]
                is_active = record["status"] == "active"
                return Bank(str(record["id"]), str(record[_CURRENCY]), int(owner) if owner else None, int(account), is_active)
    return None
