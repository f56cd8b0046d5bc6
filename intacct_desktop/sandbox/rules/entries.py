"""Journal entries: balanced, in open periods and open accounts, in the currencies of their entities."""

from collections.abc import Iterator
from datetime import date

from intacct_desktop.sandbox.company.books import DAILY_RATE, WHOLE, converted
from intacct_desktop.sandbox.company.ledger.accounts import JOURNAL
from intacct_desktop.sandbox.company.ledger.postings import ENTRY, ENTRY_LINE
from intacct_desktop.sandbox.rules.consequences import add_record
from intacct_desktop.sandbox.rules.entities import LOCATION, entity_of, location_entity
from intacct_desktop.sandbox.rules.ledger import next_number_of
from intacct_desktop.sandbox.rules.money import as_text, rate_on
from intacct_desktop.sandbox.rules.rule import Rule, day_of, default, is_deletion, key_of, number, problem, was
from intacct_desktop.sandbox.store import ENTITY, Record, Value
from intacct_desktop.sandbox.writing.change import Change, Problem, Row

MANUAL = "generalLedger"

_FREE = frozenset({"description", "referenceNumber", "attachment.key", "automaticReversalDate", "documentId"})


class Amounts(Rule):
    """Journal number, entity and state of an entry, and its lines' amounts in the currency of their entity."""

    def complete(self, change: Change) -> None:
        root, store = change.root, change.store
        if not root.is_new and was(root, "state") != "draft":
            return
        default(root, "moduleName", MANUAL)
        root.values["balance"] = 0
        if root.values.get("txnNumber") is None or root.changed("glJournal.key"):
            root.values["txnNumber"] = next_number_of(store, root.name, "glJournal.key", root.values.get("glJournal.key"))
        lines = root.items("lines")
        places = {location_entity(store, line.values.get(LOCATION)) for line in lines} - {None}
        if root.values.get(ENTITY) is None and len(places) == 1:
            root.values[ENTITY] = places.pop()
        root.values["entity.key"] = root.values["baseLocation.key"] = root.values.get(ENTITY)
        root.values["state"] = _state(root)
        day = day_of(root, "postingDate")
        for line in lines:
            self._complete_line(change, line, day)

    def _complete_line(self, change: Change, line: Row, day: date | None) -> None:
        root, store = change.root, change.store
        base = entity_of(store, location_entity(store, line.values.get(LOCATION)) or root.values.get(ENTITY)).currency
        default(line, "currency.txnCurrency", base)
        line.values["currency.baseCurrency"] = base
        currency = str(line.values["currency.txnCurrency"])
        if "currency.exchangeRate" not in line.sent or currency == base:
            line.values["currency.exchangeRate"] = rate_on(store, currency, base, day) if day else None
        if currency != base and line.values.get("currency.exchangeRateTypeId") is None:
            line.values["currency.exchangeRateTypeId"] = DAILY_RATE
        line.values |= {
            "entryDate": day.isoformat() if day else None,
            "accountingPeriod": day.month * WHOLE if day else None,
            "state": root.values["state"],
            "isBilled": 0,
        }
        default(line, "currency.exchangeRateDate", day.isoformat() if day else None)
        default(line, "isBillable", 0)
        default(line, "description", root.values.get("description"))
        if line.values.get("txnAmount") is not None:
            line.values["baseAmount"] = converted(number(line, "txnAmount"), number(line, "currency.exchangeRate"))

    def check(self, change: Change) -> Iterator[Problem]:
        root = change.root
        if is_deletion(change):
            return
        if root.is_new or was(root, "state") == "draft":
            yield from self._check_lines(change)
        day, reversal = day_of(root, "postingDate"), day_of(root, "automaticReversalDate")
        if day and reversal and reversal <= day and (root.changed("automaticReversalDate") or root.changed("postingDate")):
            yield problem(root, "automaticReversalDate", f"The entry is reversed after its own day, {day}")

    def _check_lines(self, change: Change) -> Iterator[Problem]:
        lines = change.root.items("lines")
        if len(lines) < 2:
            yield problem(change.root, "lines", "A journal entry has at least two lines")
        for line in lines:
            amount = line.values.get("txnAmount")
            if amount is None or int(amount) <= 0:
                yield problem(line, "txnAmount", "An amount is larger than zero", "For the other side, change txnType")
            if not line.values.get("currency.exchangeRate"):
                currencies = f"{line.values['currency.txnCurrency']} to {line.values['currency.baseCurrency']}"
                yield problem(line, "currency.exchangeRate", f"There is no exchange rate from {currencies}", "Give the rate")
        yield from self._check_balance(change, lines)

    def _check_balance(self, change: Change, lines: list[Row]) -> Iterator[Problem]:
        balances: dict[Value, int] = {}
        for line in lines:
            entity = location_entity(change.store, line.values.get(LOCATION)) or change.root.values.get(ENTITY)
            sign = 1 if line.values.get("txnType") == "debit" else -1
            balances[entity] = balances.get(entity, 0) + number(line, "baseAmount") * sign
        for entity, balance in balances.items():
            if balance:
                where = f" of entity {entity_of(change.store, entity).id}" if entity and len(balances) > 1 else ""
                more, less = ("debits", "credits") if balance > 0 else ("credits", "debits")
                yield problem(change.root, "lines", f"The {more}{where} are {as_text(abs(balance))} more than the {less}")


def _state(root: Row) -> str:
    """A new entry is posted unless it is to be a draft; a draft can be posted later."""
    if root.is_new:
        return "draft" if "state" in root.sent and root.values.get("state") == "draft" else "posted"
    return str(root.values["state"])


class Journals(Rule):
    """Entries of the general ledger's own journals only; those of the subledgers come from their documents."""

    def check(self, change: Change) -> Iterator[Problem]:
        root = change.root
        journal = change.store.record(JOURNAL, number(root, "glJournal.key"))
        if root.before and was(root, "moduleName") not in (MANUAL, None):
            yield problem(root, "", f"The entry comes from {was(root, 'moduleName')}: change or reverse the document behind it")
        elif journal and journal["disallowDirectPosting"] and root.changed("glJournal.key") and not is_deletion(change):
            yield problem(root, "glJournal", f"Journal {journal['id']} takes no direct postings")


class Posted(Rule):
    """What has been posted stays; only what says something about it may change, and nothing after it was reversed."""

    def check(self, change: Change) -> Iterator[Problem]:
        root, state = change.root, was(change.root, "state")
        if root.is_new:
            return
        if is_deletion(change):
            if state != "draft":
                yield problem(root, "", f"The entry is {state}: only a draft can be deleted", "Give it an automaticReversalDate instead")
            return
        if root.changed("state") and (state, root.values["state"]) != ("draft", "posted"):
            yield problem(root, "state", f"An entry that is {state} cannot become {root.values['state']}")
        if state == "draft":
            return
        is_over = bool(was(root, "reversedFromDate")) or state == "reversed" or was(root, "automaticReversalDate") is not None
        for row in (root, *root.lists.get("lines", ())):
            if row is not root and (row.is_new or row.removed):
                yield problem(row, "", "The entry is posted: its lines can no longer come or go")
                continue
            for path in sorted(row.sent - {"lines", "state"}):
                if row.changed(path) and path not in _FREE:
                    yield problem(row, path, "The entry is posted: this cannot be changed any more")
        if is_over and (root.changed("automaticReversalDate") or root.changed("postingDate")):
            yield problem(root, "automaticReversalDate", "The entry is reversed already")


class Reversal(Rule):
    """The second entry of an accrual: the same the other way round, on the day that the first one names."""

    def settle(self, change: Change) -> None:
        root = change.root
        day = day_of(root, "automaticReversalDate")
        if is_deletion(change) or day is None or root.values["state"] != "posted":
            return
        if root.before and was(root, "state") == "posted" and not root.changed("automaticReversalDate"):
            return
        key = _copy(change, root.values, ENTRY, self._members(change, day))
        for line in root.items("lines"):
            _copy(
                change,
                line.values,
                ENTRY_LINE,
                {
                    "journalEntry.key": key,
                    "txnType": "credit" if line.values["txnType"] == "debit" else "debit",
                    "entryDate": day.isoformat(),
                    "accountingPeriod": day.month * WHOLE,
                    ENTITY: root.values.get(ENTITY),
                },
            )

    def _members(self, change: Change, day: date) -> Record:
        root = change.root
        return {
            "txnNumber": next_number_of(change.store, ENTRY, "glJournal.key", root.values["glJournal.key"]),
            "postingDate": day.isoformat(),
            "description": f"Reversed - {root.values['description']}",
            "automaticReversalDate": None,
            "reversedFromDate": root.values["postingDate"],
        }


def _copy(change: Change, values: Record, name: str, changed: Record) -> int:
    table = change.store.table(name)
    kept = {path: value for path, value in values.items() if (path in table.columns or path == ENTITY) and path not in ("key", "id")}
    return add_record(change, name, kept | changed)


class Statistical(Rule):
    """Entries of statistical journals: units in place of money, nothing to balance."""

    def complete(self, change: Change) -> None:
        root = change.root
        if not root.is_new and was(root, "state") != "draft":
            return
        default(root, "moduleName", MANUAL)
        journal = "statisticalJournal.key"
        if root.values.get("txnNumber") is None or root.changed(journal):
            root.values["txnNumber"] = next_number_of(change.store, root.name, journal, root.values.get(journal))
        root.values["state"] = _state(root)
        day = day_of(root, "postingDate")
        for line in root.items("lines"):
            line.values |= {
                "state": root.values["state"],
                "entryDate": day.isoformat() if day else None,
                "accountingPeriod": day.month * WHOLE if day else None,
            }

    def check(self, change: Change) -> Iterator[Problem]:
        if is_deletion(change):
            return
        if not change.root.items("lines"):
            yield problem(change.root, "lines", "The entry has no lines")
        for line in change.root.items("lines"):
            if key_of(line, "statisticalAccount.key") is None:
                yield problem(line, "statisticalAccount", "The line has no account")
