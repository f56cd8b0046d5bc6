"""Forms of the API's objects by the shipped facts, without a server."""

from functools import cache

from intacct_desktop.api.model import ObjectModel, parse_model
from intacct_desktop.api.records.form import Form, Purpose, form_of
from intacct_desktop.sandbox.facts import load_facts


@cache
def shipped_model(name: str) -> ObjectModel | None:
    """The model that the practice company gives of an object; None for one that it does not have."""
    facts = load_facts().objects.get(name)
    return parse_model(facts.model) if facts is not None else None


@cache
def form_for(name: str, purpose: Purpose) -> Form:
    model = shipped_model(name)
    assert model is not None, name
    return form_of(model, purpose, shipped_model)


def names() -> list[str]:
    return sorted(load_facts().objects)
