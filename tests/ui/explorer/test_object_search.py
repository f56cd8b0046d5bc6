"""Objects are found by their names and by the names of their fields."""

from intacct_desktop.api.model import parse_entry, parse_model
from intacct_desktop.ui.explorer.object_search import FIELDS_SHOWN, ObjectSearch, search_words

NAMES = ("accounts-payable/bill", "accounts-payable/bill-line", "accounts-payable/vendor", "platform-apps/nsp::bill_of_lading")


def search() -> ObjectSearch:
    found = ObjectSearch(parse_entry({"apiObject": f"objects/{name}", "type": "rootObject"}) for name in NAMES)
    text = {"type": "string"}
    found.add(
        [
            parse_model(
                {
                    "apiObject": "objects/accounts-payable/vendor",
                    "fields": {"billingType": text, **{f"billPart{number}": text for number in range(9)}},
                    "groups": {"audit": {"fields": {"createdDateTime": text}}},
                    "refs": {"term": {"apiObject": "accounts-payable/term", "fields": {"id": text}}},
                    "lists": [],
                }
            )
        ]
    )
    return found


def test_names_come_before_fields_and_the_best_name_first() -> None:
    found = search().find(("bill",))
    assert [(hit.entry.name, hit.by_name) for hit in found] == [
        ("accounts-payable/bill", True),
        ("accounts-payable/bill-line", True),
        ("platform-apps/nsp::bill_of_lading", True),
        ("accounts-payable/vendor", False),
    ]
    assert (len(found[-1].fields), found[-1].field_count) == (FIELDS_SHOWN, 10)


def test_a_field_is_found_by_name_by_title_in_its_group_and_as_a_reference() -> None:
    for typed, path in (("billingtype", "billingType"), ("created date time", "audit.createdDateTime"), ("term", "term")):
        (hit,) = search().find(tuple(typed.split()))
        assert (hit.entry.name, hit.fields) == ("accounts-payable/vendor", (path,))


def test_inline_members_of_references_are_not_listed_again_for_every_object() -> None:
    assert search().find(("term", "id")) == []


def test_two_letters_search_no_fields() -> None:
    assert search().find(("ty",)) == []


def test_an_object_is_found_by_its_whole_api_name() -> None:
    assert [hit.entry.name for hit in search().find(("accounts-payable/vendor",))] == ["accounts-payable/vendor"]


def test_services_and_actions_are_found_by_what_they_do_by_path_and_after_objects() -> None:
    search = ObjectSearch(
        parse_entry({"apiObject": name, "type": kind})
        for name, kind in (
            ("workflows/a/bill/post", "workflow"),
            ("services/core/query", "service"),
            ("objects/a/bill", "rootObject"),
            ("objects/a/bill-posting", "rootObject"),
            ("objects/a/work-queue", "ownedObject"),
        )
    )

    def found(typed: str) -> list[str]:
        return [hit.entry.title for hit in search.find(search_words(typed))]

    assert found("bill") == ["Bill", "Bill posting", "Bill: post"]
    assert found("post") == ["Bill: post", "Bill posting"], "what is called that exactly comes first"
    assert found("/workflows/a/bill/post") == found("a/bill/post") == ["Bill: post"]
    assert found("/objects/a/bill")[0] == "Bill"
    assert found("work") == ["Work queue"], "not every workflow action"
    assert search_words(" / services/ ") == ()
