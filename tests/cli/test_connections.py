"""``intacct-desktop connections``: what is saved, and whether it works."""

from intacct_desktop.cli.exits import Exit
from tests.cli.conftest import Program
from tests.practice import Company


def test_the_list_has_every_connection(program: Program, company: Company) -> None:
    done = program("connections", "list")
    assert (done.status, done.report["state"]) == (Exit.COMPLETE, "COMPLETE")
    assert [(each["name"], each["environment"], each["safety"]) for each in done.report["connections"]] == [
        ("Night run", "practice", "ask"),
        ("Books", "production", "view-only"),
        ("Nowhere", "practice", "ask"),
    ]
    assert company.count("POST /oauth2/token") == 0


def test_a_connection_that_works_says_whose_it_is(program: Program) -> None:
    done = program("connections", "test", "night RUN")
    report = done.report
    assert (done.status, report["state"], report["connection"]) == (Exit.COMPLETE, "COMPLETE", "Night run"), done.err
    assert [entity["id"] for entity in report["entities"]] == ["100", "200", "300", "400"]
    assert (report["company"], report["safety"]) == ("riverside", "ask")
    assert report["objects"] > 100


def test_one_that_does_not_says_why(program: Program) -> None:
    assert program("connections", "test", "Nowhere").status == Exit.NO_ANSWER
    unknown = program("connections", "test", "Nope")
    assert (unknown.status, "Night run" in unknown.err) == (Exit.USAGE, True)


def test_damaged_connections_are_kept(program: Program) -> None:
    program.places.profiles.write_text("{", encoding="utf-8")
    done = program("connections", "list")
    assert (done.status, done.report["state"]) == (Exit.FILE_TROUBLE, "FILE_TROUBLE")
    assert "connections.json.damaged" in done.err
