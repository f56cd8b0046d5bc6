import threading
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from intacct_desktop.api.query import Query
from intacct_desktop.workspace.query_file import ChangedMeanwhile, QueryFileError, SavedQuery, read, write
from intacct_desktop.workspace.saved_queries import SavedQueries, ShelfEntry, ShelfFolder, safe_name

BILLS = SavedQuery("Due bills", Query("accounts-payable/bill", ("key",)), "What is due")


@pytest.fixture
def shelf(tmp_path: Path) -> SavedQueries:
    return SavedQueries(tmp_path / "queries")


def places(shelf: SavedQueries) -> list[str]:
    return [f"{entry.folder}:{entry.name}" for entry in shelf.entries()]


def test_nothing_is_there_and_nothing_is_made_at_first(shelf: SavedQueries) -> None:
    assert (shelf.folders(), shelf.entries()) == ([], [])
    assert not shelf.root.exists()


def test_a_saved_query_is_found_again(shelf: SavedQueries) -> None:
    entry = shelf.save(BILLS, "Month end/Payables")
    assert shelf.entries() == [entry]
    assert (entry.folder, entry.name, entry.object, entry.description) == (
        "Month end/Payables",
        "Due bills",
        "accounts-payable/bill",
        "What is due",
    )
    assert entry.path == shelf.root / "Month end" / "Payables" / "Due bills.iaq"
    assert shelf.load(entry) == BILLS
    assert [(folder.folder, folder.name) for folder in shelf.folders()] == [("Month end", "Month end"), ("Month end/Payables", "Payables")]
    assert shelf.entry_at(entry.path) == entry
    assert shelf.entry_at(shelf.root / "gone.iaq") is None
    assert shelf.entry_at(shelf.root.parent / "else.iaq") is None


def test_a_name_that_is_taken_gets_a_number(shelf: SavedQueries) -> None:
    for name in ("Due bills", "due BILLS", "Due bills", "Zahlungsläufe", unicodedata.normalize("NFD", "Zahlungsläufe")):
        shelf.save(BILLS, name=name)
    assert [entry.path.name for entry in shelf.entries()] == [
        "Due bills.iaq",
        "due BILLS (2).iaq",
        "Due bills (3).iaq",
        "Zahlungsläufe.iaq",
        "Zahlungsläufe (2).iaq",
    ]
    assert [unicodedata.normalize("NFC", entry.name) for entry in shelf.entries()] == [entry.path.stem for entry in shelf.entries()]


def test_saving_again_replaces_the_file_unless_somebody_else_changed_it(shelf: SavedQueries) -> None:
    entry = shelf.save(BILLS, "Payables")
    entry = shelf.save(replace(BILLS, description="Mine"), over=entry)
    assert [found.description for found in shelf.entries()] == ["Mine"]
    write(entry.path, replace(BILLS, description="Theirs, and longer"))
    with pytest.raises(ChangedMeanwhile) as caught:
        shelf.save(BILLS, over=entry)
    assert caught.value.path == entry.path
    assert shelf.entries()[0].description == "Theirs, and longer"
    assert shelf.save(BILLS, over=entry, overwrite=True).description == BILLS.description


def test_saving_over_a_file_that_was_moved_makes_no_second_one(shelf: SavedQueries) -> None:
    entry = shelf.save(BILLS)
    moved = shelf.move(entry, "Payables")
    with pytest.raises(ChangedMeanwhile):
        shelf.save(BILLS, over=entry)
    assert shelf.entries() == [moved]


def test_renaming_and_moving(shelf: SavedQueries) -> None:
    entry, other = shelf.save(BILLS), shelf.save(BILLS, "Payables")
    entry = shelf.rename(entry, "A/P: open?")
    assert (entry.name, entry.path.name) == ("A/P: open?", "A-P- open-.iaq")
    assert read(entry.path).name == "A/P: open?"
    entry = shelf.rename(entry, "a/p: open?")
    assert (entry.name, entry.path.name) == ("a/p: open?", "a-p- open-.iaq")
    entry = shelf.rename(entry, "Due bills")
    assert entry.path.name == "Due bills.iaq"
    moved = shelf.move(entry, "Payables")
    assert (moved.folder, moved.name) == ("Payables", "Due bills (2)")
    assert shelf.move(moved, "Payables") == moved
    assert shelf.entries() == [other, moved]


def test_a_name_in_other_letters_takes_no_file_that_is_there(shelf: SavedQueries) -> None:
    entry = shelf.save(BILLS, name="Bills")
    other = entry.path.with_name("bills.iaq")
    write(other, replace(BILLS, name="bills", description="Another"))  # where the system tells the two apart
    there = {listed.description for listed in shelf.entries()}
    for listed in shelf.entries():
        shelf.rename(listed, "BILLS")
    assert {listed.description for listed in shelf.entries()} == there


def test_a_file_whose_name_is_no_text_can_be_opened_and_written(tmp_path: Path) -> None:
    path = tmp_path / "due \udcff.iaq"
    try:
        path.write_text('{"object": "accounts-payable/bill", "fields": ["key"]}')
    except (OSError, UnicodeError):  # macOS and Windows have no such names
        return
    shelf = SavedQueries(tmp_path)
    assert [entry.name for entry in shelf.entries()] == ["due ?"]
    assert shelf.save(shelf.load(shelf.entries()[0])).name == "due ?"


def test_a_file_renamed_or_put_there_in_another_program_is_called_as_it_is_there(shelf: SavedQueries) -> None:
    entry = shelf.save(BILLS)
    entry.path.rename(shelf.root / "Payables of May.IAQ")
    (shelf.root / "raw body.iaq").write_text('{"object": "a/b", "fields": []}')
    (shelf.root / "notes.txt").write_text("no query")
    (shelf.root / ".hidden.iaq").write_text("no query")
    assert places(shelf) == [":Payables of May", ":raw body"]
    assert shelf.load(shelf.entries()[0]).name == "Payables of May"


def test_what_was_deleted_comes_back(shelf: SavedQueries) -> None:
    entry = shelf.save(BILLS, "Payables")
    deleted = shelf.delete(entry)
    assert shelf.entries() == []
    assert [folder.folder for folder in shelf.folders()] == ["Payables"]
    assert shelf.restore(deleted) == entry
    twice = [shelf.delete(shelf.save(BILLS, "Payables", "Once more")) for _ in range(2)]
    again = shelf.save(BILLS, "Payables", "Once more")
    assert [found.name for found in map(shelf.restore, twice)] == ["Once more (2)", "Once more (3)"]
    assert places(shelf) == ["Payables:Due bills", "Payables:Once more", "Payables:Once more (2)", "Payables:Once more (3)"]
    assert again in shelf.entries()


def test_folders_are_made_renamed_moved_and_deleted_with_what_is_in_them(shelf: SavedQueries) -> None:
    assert shelf.make_folder("Payables").folder == "Payables"
    assert shelf.make_folder("payables").folder == "payables (2)"
    assert shelf.make_folder("../..", "Payables").folder == "Payables/-"
    entry = shelf.save(BILLS, "Payables/-")
    assert shelf.rename_folder("Payables", "PAYABLES").folder == "PAYABLES"
    assert shelf.move_folder("PAYABLES", "payables (2)").folder == "payables (2)/PAYABLES"
    assert places(shelf) == ["payables (2)/PAYABLES/-:Due bills"]
    for into in ("payables (2)", "payables (2)/PAYABLES"):
        with pytest.raises(ValueError, match="inside"):
            shelf.move_folder("payables (2)", into)
    deleted = shelf.delete_folder("payables (2)")
    assert (shelf.folders(), shelf.entries()) == ([], [])
    assert shelf.restore(deleted) == ShelfFolder("payables (2)")
    assert shelf.load(replace(entry, path=shelf.root / "payables (2)" / "PAYABLES" / "-" / "Due bills.iaq")).name == "Due bills"


@pytest.mark.parametrize("folder", ["..", "a/../..", "/etc"])
def test_nothing_is_written_outside_of_the_root(shelf: SavedQueries, folder: str) -> None:
    with pytest.raises(ValueError, match="below"):
        shelf.save(BILLS, folder)


def test_damaged_files_are_listed_and_kept(shelf: SavedQueries) -> None:
    entry = shelf.save(BILLS)
    content = entry.path.read_bytes()[:40]
    entry.path.write_bytes(content)
    (damaged,) = shelf.entries()
    assert damaged.name == "Due bills"
    assert isinstance(damaged.problem, QueryFileError)
    with pytest.raises(QueryFileError):
        shelf.load(damaged)
    renamed = shelf.move(shelf.rename(damaged, "Broken"), "Aside")
    assert renamed.path.read_bytes() == content
    assert isinstance(shelf.restore(shelf.delete(renamed)), ShelfEntry)
    assert places(shelf) == ["Aside:Broken"]


def test_a_link_that_leads_nowhere_or_round_in_a_circle_is_no_harm(shelf: SavedQueries) -> None:
    entry = shelf.save(BILLS, "Payables")
    (shelf.root / "gone.iaq").symlink_to(shelf.root / "nowhere")
    (shelf.root / "Payables" / "round").symlink_to(shelf.root)
    gone, kept = shelf.entries()
    assert isinstance(gone.problem, FileNotFoundError)
    assert kept == entry


def test_a_root_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(NotADirectoryError):
        SavedQueries(tmp_path / "file").entries()


def test_two_who_save_the_same_name_at_once_both_keep_theirs(shelf: SavedQueries) -> None:
    threads = [threading.Thread(target=shelf.save, args=(replace(BILLS, description=str(number)),)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(entry.description for entry in shelf.entries()) == [str(number) for number in range(8)]


def test_a_query_that_cannot_be_written_leaves_nothing_behind(shelf: SavedQueries) -> None:
    with pytest.raises(QueryFileError):
        shelf.save(replace(BILLS, description="x" * 6_000_000))
    assert list(shelf.root.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("Due bills", "Due bills"),
        ('a/b\\c:d*e?f"g<h>i|j', "a-b-c-d-e-f-g-h-i-j"),
        ("CON", "CON_"),
        ("lpt1.old", "lpt1_.old"),
        ("COM¹", "COM¹_"),
        ("console", "console"),
        ("...", "Query"),
        (".hidden", "hidden"),
        ("the end. . ", "the end"),
        (" a \t\n b ", "a b"),
        ("", "Query"),
        ("\x00", "Query"),
        ("invoice\u202eqai.exe", "invoice qai.exe"),
        ("\ud800", "-"),
        ("x" * 300, "x" * 100),
        ("💶" * 80, "💶" * 50),
        ("👩\u200d💻" * 40, ("👩\u200d💻" * 40)[:54]),
    ],
)
def test_names_are_safe_everywhere(name: str, safe: str) -> None:
    assert safe_name(name) == safe


@settings(deadline=None)
@given(st.text())
@example("é" * 300)
@example("CON .iaq")
def test_any_name_makes_a_file_that_every_system_takes(name: str) -> None:
    safe = safe_name(name)
    assert safe == safe_name(safe)
    assert len(safe.encode()) <= 220
    assert len(safe) <= 101
    assert not set(safe) & set('<>:"/\\|?*\x00\n\r\t')
    assert safe == safe.strip(". ")
    assert safe == unicodedata.normalize("NFC", safe)
    assert safe.split(".")[0].rstrip().upper() not in ("CON", "PRN", "AUX", "NUL", "COM1", "LPT1")
