"""What a new record must have. The model service never says (facts 2.3); the published reference does, and it is shipped (facts 5.9)."""

from functools import cache

import msgspec

from intacct_desktop.resources import resource


class _Facts(msgspec.Struct):
    objects: dict[str, tuple[str, str, bool, int, tuple[str, ...]]]


def required_on_create(object_name: str) -> tuple[str, ...]:
    """Dotted paths, those of items as ``lines[].txnAmount``; a reference as itself or by its ``id``. Empty for an object that is not known,
    such as a company's own. The list is that of a default company: a real one may ask for more."""
    facts = _shipped().get(object_name) or _shipped().get(object_name.partition("::")[0])  # of a document's type (facts 5.10)
    return facts[4] if facts is not None else ()


@cache
def _shipped() -> dict[str, tuple[str, str, bool, int, tuple[str, ...]]]:
    return msgspec.json.decode(resource("model", "facts.json").read_bytes(), type=_Facts).objects
