import json
import os
import threading
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intacct_desktop.api.model import ValueKind
from intacct_desktop.api.operators import Operator
from intacct_desktop.api.query import Filter, Query
from intacct_desktop.results.files import FileTrouble, Trouble
from intacct_desktop.workspace.parameters import Parameter
from intacct_desktop.workspace.query_file import (
    MAX_BYTES,
    ChangedMeanwhile,
    QueryFileError,
    SavedQuery,
    from_text,
    read,
    stamp_of,
    to_text,
    write,
)

BILLS = b"""{
  "format": "intacct-desktop-query", "version": 1, "name": "Due bills", "colour": "red",
  "parameters": [{"name": "from", "label": "From", "kind": "date", "default": "priorMonth", "hint": {"a": 1.50}}],
  "muted": [2],
  "query": {
    "object": "accounts-payable/bill", "fields": ["key"], "somethingNew": [1.00],
    "filters": [{"$gte": {"dueDate": "{{from}}"}}, {"$gt": {"totalTxnAmountDue": 10000.00}}, {"$eq": {"state": null}}],
    "filterExpression": "(1 and 2) or 3"
  }
}"""

UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

names = st.text("abcXYZ.:_", min_size=1, max_size=12)
placeholders = st.sampled_from(("{{from}}", "{{ to }}", "{{a_1}}"))
numbers = st.integers(-(2**70), 2**70) | st.decimals(allow_nan=False, allow_infinity=False).filter(lambda number: "." in str(number))
scalars = st.none() | st.booleans() | numbers | st.text(max_size=8) | placeholders
filters = st.builds(Filter, st.sampled_from(Operator), names, scalars | st.lists(scalars, max_size=3).map(tuple))
bodies = st.fixed_dictionaries(
    {"object": names, "fields": st.lists(names, max_size=12)},
    optional={
        "filters": st.lists(filters.map(Filter.to_body), max_size=5),
        "filterExpression": st.text(max_size=10),
        "filterParameters": st.dictionaries(names, scalars, max_size=2),
        "orderBy": st.lists(st.builds(lambda name, way: {name: way}, names, st.sampled_from(("asc", "desc"))), max_size=2),
        "start": st.integers(1, 10**6),
        "size": st.integers(1, 4000),
        "somethingNew": st.recursive(scalars, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(names, inner, max_size=2)),
    },
).flatmap(lambda body: st.permutations(list(body.items())).map(dict))
strangers = st.dictionaries(st.sampled_from(("colour", "x::y")), scalars, max_size=2).map(MappingProxyType)
parameters = st.builds(
    Parameter,
    name=st.from_regex(r"[a-z_]\w{0,8}", fullmatch=True),
    label=st.text(max_size=8),
    kind=st.sampled_from(ValueKind),
    default=scalars | st.lists(scalars, max_size=3).map(tuple),
    optional=st.booleans(),
    many=st.booleans(),
    choices=st.lists(st.text(max_size=4), max_size=3).map(tuple),
    object=st.none() | names,
    others=strangers,
)


@st.composite
def saved_queries(draw: st.DrawFn) -> SavedQuery:
    query = Query.from_body(draw(bodies))
    muted = draw(st.sets(st.integers(0, len(query.filters) - 1))) if query.filters else ()
    return SavedQuery(
        draw(st.text(min_size=1, max_size=20)),
        replace(query, muted=frozenset(muted)),
        draw(st.text(max_size=20)),
        tuple(draw(st.lists(parameters, max_size=3))),
        draw(strangers),
    )


@UNHURRIED
@given(saved_queries(), st.sampled_from(("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32")))
def test_a_query_comes_back_from_its_file_as_it_went_in(saved: SavedQuery, encoding: str) -> None:
    text = to_text(saved)
    again = from_text(text.encode(encoding))
    assert again == saved
    assert repr(again) == repr(saved)  # digit for digit: to ==, 1.0 is 1 and True is 1
    assert to_text(again) == text
    json.loads(text)  # legal to a reader that is not ours


@UNHURRIED
@given(saved_queries())
def test_a_query_that_was_built_comes_back_too(saved: SavedQuery) -> None:
    built = replace(saved, query=replace(saved.query, member_order=()))
    again = from_text(to_text(built))
    assert again == built
    assert to_text(again) == to_text(built)


def test_a_file_keeps_numbers_and_what_is_not_known() -> None:
    saved = from_text(BILLS)
    assert saved.query.muted == {1}
    assert saved.query.filters[1].value == Decimal("10000.00")
    assert saved.parameters[0] == Parameter("from", "From", ValueKind.DATE, "priorMonth", others={"hint": {"a": Decimal("1.50")}})
    text = to_text(saved)
    for kept in ('"colour": "red"', '"hint": {"a": 1.50}', '"somethingNew": [1.00]', "10000.00", '"(1 and 2) or 3"'):
        assert kept in text
    assert to_text(saved) == to_text(from_text(text))
    assert "\n" in text.rstrip()
    assert max(map(len, text.splitlines())) <= 130


def test_a_request_body_alone_opens_too() -> None:
    body = '{"object":"accounts-payable/bill","fields":["key"],"query":1,"name":"x"}'
    saved = from_text(body, "pasted")
    assert saved.is_raw
    assert saved.name == "pasted"
    assert saved.query.to_json() == body
    assert not from_text(to_text(saved)).is_raw


def file(**members: Any) -> bytes:
    return msgspec.json.encode({"format": "intacct-desktop-query", "version": 1, "query": {"object": "a/b", "fields": []}, **members})


@pytest.mark.parametrize(
    ("content", "problem", "path"),
    [
        (b"", "not-json", ""),
        (b"select * from bills", "not-json", ""),
        (b"\x00" * 40, "not-json", ""),
        (BILLS[:50] + b"\x00" + BILLS[51:], "not-json", ""),
        (b'{"object": "\xff\xfe"}', "not-json", ""),
        (b"\xff\xfe\x00", "not-json", ""),
        (b"[" * 100_000, "not-json", ""),
        (b"[1, 2]", "not-a-query-file", ""),
        (b'{"info": {"schema": "postman"}}', "not-a-query-file", "/format"),
        (file(format="intacct-desktop-record"), "not-a-query-file", "/format"),
        (file(version="1"), "not-a-query-file", "/version"),
        (file(version=True), "not-a-query-file", "/version"),
        (file(version=7, query="of another kind"), "newer", "/version"),
        (file(query=None), "bad-query", "/query"),
        (file(query={"object": "a/b", "filters": [{"$like": {"id": "x"}}]}), "bad-query", "/query/filters/0"),
        (b'{"object": "a/b", "size": "{{size}}"}', "bad-query", "/size"),
        (file(muted=[1]), "bad-member", "/muted/0"),
        (file(name=7), "bad-member", "/name"),
        (file(parameters=[{"label": "x"}]), "bad-member", "/parameters/0/name"),
        (file(parameters=[{"name": "a", "kind": "colour"}]), "bad-member", "/parameters/0/kind"),
        (file(parameters=[{"name": "a", "default": {}}]), "bad-member", "/parameters/0/default"),
        (file(parameters=[{"name": "a", "choices": [1]}]), "bad-member", "/parameters/0/choices/0"),
        (file(parameters=[{"name": "a", "optional": 1}]), "bad-member", "/parameters/0/optional"),
        (b" " * (MAX_BYTES + 1), "too-big", ""),
    ],
)
def test_says_what_is_wrong_with_a_file(content: bytes, problem: str, path: str) -> None:
    with pytest.raises(QueryFileError) as caught:
        from_text(content)
    assert (caught.value.problem, caught.value.path) == (problem, path)


def test_a_newer_version_is_refused_with_its_number() -> None:
    with pytest.raises(QueryFileError) as caught:
        from_text(file(version=7))
    assert caught.value.detail == "7"


@UNHURRIED
@given(st.integers(1, len(BILLS) - 1))
def test_a_file_that_was_cut_off_is_no_json(length: int) -> None:
    with pytest.raises(QueryFileError) as caught:
        from_text(BILLS[:length])
    assert caught.value.problem == "not-json"


def test_broken_json_is_marked_where_it_breaks() -> None:
    with pytest.raises(QueryFileError) as caught:
        from_text('{"name": "Übersicht",\n "query": [1,]}')
    assert (caught.value.line, caught.value.column, caught.value.position) == (2, 14, 35)


def test_files_are_read_and_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "Due bills.iaq"
    path.write_bytes(file())
    path.chmod(0o640)
    assert read(path).name == "Due bills"
    link = tmp_path / "link.iaq"
    link.symlink_to(path)
    stamp = write(link, from_text(BILLS))
    assert link.is_symlink()
    assert read(path) == from_text(BILLS)
    assert stamp == stamp_of(path)
    assert path.stat().st_mode & 0o777 == 0o640
    assert sorted(found.name for found in tmp_path.iterdir()) == ["Due bills.iaq", "link.iaq"]


def test_a_huge_file_is_not_read_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "huge.iaq"
    with path.open("wb") as sparse:
        sparse.truncate(10**12)
    with pytest.raises(QueryFileError, match="too-big"):
        read(path)


def test_what_could_not_be_read_again_is_not_written(tmp_path: Path) -> None:
    path = tmp_path / "bills.iaq"
    path.write_bytes(BILLS)
    saved = from_text(BILLS)
    with pytest.raises(QueryFileError, match="too-big"):
        write(path, replace(saved, description="x" * MAX_BYTES))
    with pytest.raises(FileTrouble, match="bills") as caught:
        write(tmp_path / "no such folder" / "bills.iaq", saved)
    assert caught.value.trouble is Trouble.NO_FOLDER
    assert path.read_bytes() == BILLS
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_somebody_changed_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "bills.iaq"
    saved = from_text(BILLS)
    stamp = write(path, saved)
    stamp = write(path, replace(saved, name="Mine"), expected=stamp)
    path.write_bytes(BILLS)
    with pytest.raises(ChangedMeanwhile):
        write(path, saved, expected=stamp)
    assert path.read_bytes() == BILLS
    path.unlink()
    with pytest.raises(ChangedMeanwhile):
        write(path, saved, expected=stamp)
    assert not path.exists()


def test_a_reader_never_sees_half_a_file(tmp_path: Path) -> None:
    path = tmp_path / "bills.iaq"
    versions = [replace(from_text(BILLS), description=letter * 100_000) for letter in "ab"]
    write(path, versions[0])
    writer = threading.Thread(target=lambda: [write(path, versions[turn % 2]) for turn in range(20)])
    writer.start()
    seen = set()
    while writer.is_alive():
        seen.add(read(path).description)
    writer.join()
    assert seen <= {saved.description for saved in versions}


def test_no_more_rights_than_the_user_gives(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write(tmp_path / "new.iaq", from_text(BILLS))
    finally:
        os.umask(before)
    assert (tmp_path / "new.iaq").stat().st_mode & 0o777 == 0o640
