"""Layouts by name: read at once, bounded, and never in the way."""

import sqlite3
from pathlib import Path

import pytest

from intacct_desktop.workspace import grid_layouts
from intacct_desktop.workspace.grid_layouts import GridLayout, GridLayouts, name_of_columns, name_of_query

WIDE = GridLayout(order=("b", "a"), widths={"a": 200}, hidden=("c",), frozen="b", compact=True, blank_nulls=True, totals=False)


def reopened(layouts: GridLayouts) -> GridLayouts:
    layouts.save()
    again = GridLayouts(layouts.path)
    again.read()
    return again


def test_a_layout_comes_back_as_it_was(tmp_path: Path) -> None:
    layouts = GridLayouts(tmp_path / "kept" / "layouts.db")
    layouts.read()
    assert layouts.of("x") is None
    layouts.keep("x", WIDE)
    assert layouts.of("x") == WIDE
    again = reopened(layouts)
    assert again.of("x") == WIDE
    assert not layouts.dirty
    again.keep("x", None)
    assert again.of("x") is None
    assert reopened(again).of("x") is None


def test_names_tell_queries_apart_and_columns_in_another_order_do_not() -> None:
    assert name_of_query(Path("a.iaq")) != name_of_query(Path("b.iaq"))
    assert name_of_columns("bill", ["a", "b"]) == name_of_columns("bill", ["b", "a"])
    assert len({name_of_columns("bill", ["a", "b"]), name_of_columns("bill", ["a"]), name_of_columns("vendor", ["a", "b"])}) == 3


def test_those_that_were_longest_not_used_are_forgotten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grid_layouts, "MOST", 3)
    layouts = GridLayouts(tmp_path / "layouts.db")
    for number in range(3):
        layouts.keep(str(number), GridLayout(widths={"a": 100 + number}))
        layouts.save()
    layouts.keep("0", WIDE)
    layouts.keep("3", WIDE)
    again = reopened(layouts)
    assert [again.of(str(number)) is not None for number in range(4)] == [True, False, True, True]


def test_two_programs_keep_each_others_layouts(tmp_path: Path) -> None:
    one, other = GridLayouts(tmp_path / "layouts.db"), GridLayouts(tmp_path / "layouts.db")
    one.keep("one", WIDE)
    one.save()
    other.keep("other", WIDE)
    assert reopened(other).of("one") == WIDE


@pytest.mark.parametrize("content", [b"", b"no database at all" * 100])
def test_a_damaged_file_is_put_aside_and_work_goes_on(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "layouts.db"
    path.write_bytes(content)
    layouts = GridLayouts(path)
    layouts.read()
    layouts.keep("x", WIDE)
    assert reopened(layouts).of("x") == WIDE


def test_a_damaged_layout_is_none_and_the_others_stay(tmp_path: Path) -> None:
    layouts = GridLayouts(tmp_path / "layouts.db")
    layouts.keep("good", WIDE)
    layouts.keep("bad", WIDE)
    layouts.save()
    with sqlite3.connect(layouts.path) as database:
        database.execute("UPDATE layouts SET layout = ? WHERE name = 'bad'", ['{"widths": ["no"]}'])
    database.close()
    again = GridLayouts(layouts.path)
    again.read()
    assert (again.of("good"), again.of("bad")) == (WIDE, None)


def test_a_file_of_a_later_program_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "layouts.db"
    database = sqlite3.connect(path)
    database.execute("CREATE TABLE other (x)")
    database.execute("PRAGMA user_version = 99")
    database.commit()
    database.close()
    before = path.read_bytes()
    layouts = GridLayouts(path)
    layouts.read()
    layouts.keep("x", WIDE)
    assert layouts.of("x") == WIDE
    assert not layouts.dirty, "it lasts as long as the program"
    assert path.read_bytes() == before
