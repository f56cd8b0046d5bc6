"""The company's transactions many times over: its books with millions of lines.

Everything that is posted, from bills to the general ledger's lines, is there in as many copies as are needed, each a complete set of
documents that refer to each other. So whatever holds of the small company holds of the large one: lines add up to their headers, debits
equal credits, due amounts follow from payments, control accounts equal their subledgers. Copies keep their dates, which terms, rates,
periods and reversals depend on, and get keys, ids and document numbers of their own.
"""

from collections.abc import Iterator, Set

from intacct_desktop.sandbox.company.ledger.postings import ENTRY_LINE
from intacct_desktop.sandbox.company.people import PRIVATE_ENTITIES
from intacct_desktop.sandbox.store import ENTITY, Kind, Store, Table, quoted

_DOCUMENTS = (
    "accounts-payable/adjustment",
    "accounts-payable/adjustment-summary",
    "accounts-payable/advance",
    "accounts-payable/bill",
    "accounts-payable/bill-summary",
    "accounts-payable/payment",
    "accounts-payable/summary",
    "accounts-receivable/adjustment",
    "accounts-receivable/advance",
    "accounts-receivable/invoice",
    "accounts-receivable/invoice-summary",
    "accounts-receivable/payment",
    "accounts-receivable/payment-summary",
    "accounts-receivable/summary",
    "cash-management/bank-fee",
    "cash-management/credit-card-fee",
    "cash-management/credit-card-txn",
    "cash-management/deposit",
    "cash-management/funds-transfer",
    "cash-management/other-receipt",
    "cash-management/undeposited-fund",
    "general-ledger/journal-entry",
    "general-ledger/statistical-journal-entry",
)

# Orders are not copied, so a copied document does not come from one.
_ORDERS = frozenset({"inventory-control/document", "order-entry/document", "purchasing/document"})
_ORDER_LINES = frozenset(f"{order}-line" for order in _ORDERS)

# What tells documents apart beside their keys and ids: texts, which get a suffix, and numbers, which go on counting.
_NUMBERS = frozenset(
    {"adjustmentNumber", "advanceNumber", "billNumber", "depositId", "documentNumber", "invoiceNumber", "referenceNumber", "txnNumber"}
)

# What follows from all documents together.
_BALANCES = (
    ("accounts-payable/vendor", "totalDue"),
    ("accounts-payable/vendor-total", "totalDue"),
    ("accounts-receivable/customer", "totalDue"),
    ("accounts-receivable/customer-total", "totalDue"),
)


def scale(store: Store, rows: int) -> int:
    """Copy the transactions of a company that was just built until its general ledger has at least ``rows`` lines; how many it has then.

    Lines of private entities, which the top level does not see, do not count. From 48,000 lines a million takes 20 copies of everything:
    100,000 bills, 125,000 invoices, all in all 3,300,000 records in a file of some 750 MB.
    """
    private = ", ".join(str(entity.key) for entity in PRIVATE_ENTITIES)
    [(lines,)] = store.rows(f"SELECT COUNT(*) FROM {quoted(ENTRY_LINE)} WHERE {ENTITY} NOT IN ({private})")  # noqa: S608 - own names, quoted
    copies = -(-rows // int(lines or 1)) - 1
    if copies > 0:
        names = [name for name in store.tables if name in _copied(store)]
        with store.transaction():
            last_keys = {name: int(store.rows(f"SELECT MAX(key) FROM {quoted(name)}")[0][0] or 0) for name in names}  # noqa: S608
            for name in names:
                _copy(store, store.tables[name], copies, last_keys)
            for name, path in _BALANCES:
                store.connection.execute(f"UPDATE {quoted(name)} SET {quoted(path)} = {quoted(path)} * {copies + 1}")  # noqa: S608
        # So that SQLite knows which of its indexes tell records apart and which only entities.
        store.connection.execute("PRAGMA analysis_limit = 1000")
        store.connection.execute("ANALYZE")
    return int(lines or 0) * (max(copies, 0) + 1)


def _copied(store: Store) -> Set[str]:
    """The documents, and whatever stands in their lists, and in those."""
    found: set[str] = set()
    waiting = list(_DOCUMENTS)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += [item for item in store.facts.objects[name].lists.values() if item and item in store.facts.objects]
    return found


def _copy(store: Store, table: Table, copies: int, last_keys: dict[str, int]) -> None:
    connection, name = store.connection, quoted(table.name)
    indexes = store.rows("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ?", (table.name,))
    for index, _ in indexes:
        connection.execute(f"DROP INDEX {quoted(str(index))}")
    columns = {str(row[1]): "" for row in store.rows(f"PRAGMA table_info({name})")}
    columns |= dict(_changes(store, table, last_keys))
    paths = ", ".join(map(quoted, columns))
    values = ", ".join(value or f"t.{quoted(path)}" for path, value in columns.items())
    # From a table of their own: reading what one writes to makes SQLite keep all of it aside first.
    connection.execute(f"CREATE TEMP TABLE original AS SELECT * FROM {name}")  # noqa: S608 - own names, quoted
    connection.execute(
        f"WITH RECURSIVE copy(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM copy WHERE n < {copies}) "  # noqa: S608 - own names, quoted
        f"INSERT INTO {name} ({paths}) SELECT {values} FROM copy CROSS JOIN original AS t ORDER BY copy.n"
    )
    connection.execute("DROP TABLE temp.original")
    for _, sql in indexes:
        connection.execute(str(sql))


def _changes(store: Store, table: Table, last_keys: dict[str, int]) -> Iterator[tuple[str, str]]:
    """The columns that are different in the ``n``th copy, and their SQL there."""
    last = last_keys[table.name]
    yield "key", f"t.key + n * {last}"
    for column in table.columns.values():
        path = quoted(column.path)
        target = table.joins.get(column.path.removesuffix(".key")) if column.path.endswith(".key") else None
        if target in last_keys:
            yield column.path, f"t.{path} + n * {last_keys[target]}"
        elif target in _ORDERS or target in _ORDER_LINES:
            yield column.path, "NULL"
        elif column.path == "id":
            yield column.path, f"iif(t.id = CAST(t.key AS TEXT), CAST(t.key + n * {last} AS TEXT), {_renumbered('t.id')})"
        elif column.path in _NUMBERS and column.kind is Kind.TEXT:
            yield column.path, _renumbered(f"t.{path}")
        elif column.path in _NUMBERS:
            [(most,)] = store.rows(f"SELECT MAX({path}) FROM {quoted(table.name)}")  # noqa: S608 - own names, quoted
            yield column.path, f"t.{path} + n * {int(most or 0)}"


def _renumbered(text: str) -> str:
    """SQL of the text with the copy's number behind it; digits alone stay digits alone."""
    return f"{text} || iif({text} GLOB '*[^0-9]*', '-', '') || printf('%02d', n)"
