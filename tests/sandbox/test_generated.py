# ruff: noqa: S608 - SQL over the own tables' names
"""The generated rows of every object fit its model, go together, and are the same on every start."""

import base64
import json
from collections.abc import Iterator
from datetime import date, datetime

import pytest

from intacct_desktop.sandbox.company.people import USERS
from intacct_desktop.sandbox.facts import OWNER, Facts, load_facts
from intacct_desktop.sandbox.generated.rows import Generator
from intacct_desktop.sandbox.store import ENTITY, Kind, Record, Store, quoted

TODAY = date(2026, 11, 20)
READERS = {user.key for user in USERS if user.is_read_only}
BINARY = {"base64zip", "base64url", "outbound-binary"}

Rows = dict[str, list[Record]]


def generated(facts: Facts, seed: int = 7) -> Rows:
    generator = Generator(facts, seed, TODAY)
    return {name: generator.rows(name, lambda target: range(1, generator.count(target) + 1)) for name in facts.objects}


@pytest.fixture(scope="module")
def facts() -> Facts:
    return load_facts()


@pytest.fixture(scope="module")
def rows(facts: Facts) -> Rows:
    return generated(facts)


@pytest.fixture(scope="module")
def store(facts: Facts, rows: Rows) -> Iterator[Store]:
    filled = Store.open(None)
    filled.create(facts.objects)
    for name, records in rows.items():
        filled.insert(name, list(records[0]), [list(record.values()) for record in records])
    yield filled
    filled.close()


def test_every_object_has_a_handful_of_rows_that_come_back(rows: Rows, store: Store) -> None:
    for name, records in rows.items():
        assert [record["key"] for record in records] == list(range(1, len(records) + 1))
        assert len(records) == 1 if name.endswith(("order-entry-preference", "/setup")) else 1 <= len(records) <= 8
        paths = list(records[0])
        assert {path.lower() for path in paths} >= {path.lower() for path in store.tables[name].columns}
        read = store.rows(f"SELECT {', '.join(map(quoted, paths))} FROM {quoted(name)} ORDER BY key")
        assert read == [tuple(record.values()) for record in records], name


def test_every_value_fits_its_model(facts: Facts, rows: Rows, store: Store) -> None:
    for name, records in rows.items():
        for path, column in store.tables[name].columns.items():
            values = {record[path] for record in records if path in record} - {None}
            member = facts.objects[name].paths.get(path)
            if member and member.enum:
                assert values <= set(member.enum), f"{name}.{path}"
            assert all(isinstance(value, str) == (column.kind.sql_type == "TEXT") for value in values), f"{name}.{path}"
            for value in values:
                match column.kind:
                    case Kind.DATE:
                        assert date.fromisoformat(str(value)).isoformat() == value
                    case Kind.DATE_TIME:
                        assert datetime.fromisoformat(str(value)) < datetime.fromisoformat(f"{TODAY}T00:00:00Z")
                    case Kind.BOOLEAN:
                        assert value in {0, 1}
                    case Kind.ARRAY:
                        assert all(isinstance(item, str) for item in json.loads(str(value)))
                    case Kind.INTEGER | Kind.NUMBER | Kind.DECIMAL:
                        assert 0 <= int(str(value)) < 2**63
                    case Kind.TEXT if member and member.format in BINARY and path != "key":
                        assert 0 < len(base64.b64decode(str(value), validate=True)) < 200
                    case _:
                        assert value != ""


def test_references_lead_to_records_and_never_in_a_circle(facts: Facts, rows: Rows) -> None:
    for name, records in rows.items():
        for reference in facts.objects[name].references.values():
            if reference.target is None:
                continue
            column = next(path for path in records[0] if path.lower() == f"{reference.path}.key".lower())
            keys = [record[column] for record in records]
            assert set(keys) - {None} <= {record["key"] for record in rows[reference.target]}, f"{name}.{reference.path}"
            if reference.is_owner:
                assert None not in keys, f"{name}.{reference.path}"
            if reference.target == name and not reference.path.startswith("audit."):
                assert all(key is None or int(key) < at for at, key in enumerate(keys, 1)), f"{name}.{reference.path}"


def test_items_of_a_list_have_an_owner(facts: Facts, rows: Rows) -> None:
    owners = {item: name for name, each in facts.objects.items() for item in each.lists.values()}
    without = [name for name, each in facts.objects.items() if each.type == "ownedObject" and each.owner is None and name in owners]
    assert "order-entry/document-subtotal" in without
    for name in without:
        assert all(1 <= int(str(record[OWNER])) <= len(rows[owners[name]]) for record in rows[name]), name


def test_members_of_a_row_go_together(rows: Rows) -> None:
    for name, records in rows.items():
        for record in records:
            assert record[ENTITY] == record.get("entity.key")
            assert str(record.get("audit.createdDateTime", "")) <= str(record.get("audit.modifiedDateTime", "")), name
            if "totalTxnAmountDue" in record and "totalTxnAmount" in record:
                assert int(str(record["totalTxnAmountDue"])) <= int(str(record["totalTxnAmount"]))
            assert record.get("audit.createdByUser.key") not in READERS, name
            assert record.get("currency.exchangeRateTypeId") in {None, "Intacct Daily Rate"}, name
    template = rows["contracts/billing-template"][2]
    assert template["id"] == "BT-0003"
    assert {record["status"] for record in rows["contracts/billing-template"]} <= {"active", "inactive"}


def test_a_reference_without_a_target_is_whole_or_empty(facts: Facts, rows: Rows) -> None:
    for name, records in rows.items():
        for path, member in facts.objects[name].paths.items():
            if member.reference and member.target is None and path in records[0] and member.member == "id":
                assert all((record[path] is None) is (record[f"{member.reference}.key"] is None) for record in records), f"{name}.{path}"


def test_nothing_to_refer_to_leaves_references_empty(facts: Facts) -> None:
    rows = Generator(facts, 7, TODAY).rows("accounts-payable/bill-line", lambda _: ())
    assert {record["vendor.key"] for record in rows} == {record["bill.key"] for record in rows} == {None}


def test_an_object_is_never_asked_for_its_own_keys(facts: Facts) -> None:
    generator = Generator(facts, 7, TODAY)
    for name in facts.objects:
        asked: list[str] = []
        generator.rows(name, lambda target, asked=asked: asked.append(target) or ())  # type: ignore[misc]
        assert name not in asked
        assert len(asked) == len(set(asked))


def test_the_seed_decides(facts: Facts, rows: Rows) -> None:
    assert generated(facts) == rows
    other = generated(facts, seed=8)
    assert sum(other[name] != rows[name] for name in rows) > len(rows) * 0.98
