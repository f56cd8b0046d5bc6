"""Invented names, addresses and telephone numbers, from the word lists in resources/practice."""

import json
import random
import re
from functools import cache
from typing import Any

from intacct_desktop.resources import resource
from intacct_desktop.sandbox.company.books import Record

COUNTRIES = {"US": "United States", "GB": "United Kingdom", "CA": "Canada"}

_WORD = re.compile(r"\{(\w+)\}")


@cache
def words(subject: str) -> Any:
    """The word list ``resources/practice/<subject>.json``."""
    return json.loads(resource("practice", f"{subject}.json").read_text(encoding="utf-8"))


class Names:
    """Gives each name once."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._lists = words("names")
        self._given: set[str] = set()

    def person(self) -> tuple[str, str]:
        """First and last name."""
        while True:
            first, last = self._chance.choice(self._lists["first"]), self._chance.choice(self._lists["last"])
            if f"{first} {last}" not in self._given:
                self._given.add(f"{first} {last}")
                return first, last

    def firm(self, patterns: list[str], country: str) -> str:
        """A firm's name after one of the patterns, e.g. ``"{root} Freight {form}"``."""
        while True:
            name = _WORD.sub(lambda word: self._word(word[1], country), self._chance.choice(patterns))
            if name not in self._given:
                self._given.add(name)
                return name

    def customer(self, country: str) -> str:
        """The name of a customer."""
        return self.firm(self._lists["customer"], country)

    def place(self, country: str) -> str:
        """A town."""
        return str(self._chance.choice(self._lists["place"][country])[0])

    def contact(self, contact_id: str, print_as: str, country: str, *, company: str | None = None, town: str | None = None) -> Record:
        """A contact: a person with an address, telephone and e-mail; in ``town``, or in any of the country."""
        chance = self._chance
        first, last = self.person()
        city, state, area = chance.choice([place for place in self._lists["place"][country] if town in (None, place[0])])
        domain = re.sub(r"[^a-z]+", "", print_as.lower())[:24] or "firm"
        return {
            "id": contact_id,
            "printAs": print_as,
            "companyName": company,
            "prefix": chance.choice(("Mr.", "Ms.", "Dr.", None, None)),
            "firstName": first,
            "middleName": chance.choice("ABCDEFGHJKLMNPRST") + "." if chance.random() < 0.15 else None,
            "lastName": last,
            "email1": f"accounts@{domain}.example",
            "URL1": f"https://www.{domain}.example" if chance.random() < 0.6 else None,
            "phone1": _phone(chance, country),
            "mobile": _phone(chance, country) if chance.random() < 0.3 else None,
            "showInContactList": 1,
            "status": "active",
            "mailingAddress.addressLine1": f"{chance.randint(1, 980)} {chance.choice(self._lists['street'])} {_STREET[country]}",
            "mailingAddress.addressLine2": f"Suite {chance.randint(100, 900)}" if chance.random() < 0.25 else None,
            "mailingAddress.city": city,
            "mailingAddress.state": state,
            "mailingAddress.postCode": _post_code(chance, country, area),
            "mailingAddress.country": COUNTRIES[country],
            "mailingAddress.isoCountryCode": country,
            "tax.isTaxable": 1,
        }

    def _word(self, kind: str, country: str) -> str:
        match kind:
            case "form":
                return str(self._chance.choice(self._lists["form"][country]))
            case "place":
                return self.place(country)
            case _:
                return str(self._chance.choice(self._lists[kind]))


_STREET = {"US": "Street", "GB": "Road", "CA": "Avenue"}
_AREAS = {"US": (206, 303, 503), "CA": (416, 514)}


def _phone(chance: random.Random, country: str) -> str:
    # 555-01xx and 01632 960xxx are kept free for invented numbers.
    if country == "GB":
        return f"+44 1632 960{chance.randint(0, 999):03}"
    return f"+1 {chance.choice(_AREAS[country])}-555-01{chance.randint(0, 99):02}"


def _post_code(chance: random.Random, country: str, area: str) -> str:
    letters = "ABCEGHJKLMNPRSTVXY"
    match country:
        case "GB":
            return f"{area}{chance.randint(1, 20)} {chance.randint(1, 9)}{chance.choice(letters)}{chance.choice(letters)}"
        case "CA":
            return f"{area}{chance.choice(letters)} {chance.randint(1, 9)}{chance.choice(letters)}{chance.randint(1, 9)}"
        case _:
            return f"{area}{chance.randint(0, 99):02}"
