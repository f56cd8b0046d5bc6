"""Intacct's refusal of a draft, brought back to the members that caused it (facts 6.2)."""

import re
from collections.abc import Mapping
from dataclasses import replace

from intacct_desktop.api.errors import ErrorDetail, IntacctError
from intacct_desktop.api.records.form import Form
from intacct_desktop.api.records.values import Place, path_of
from intacct_desktop.api.records.writes import Places, draft_place


def refused_places(error: IntacctError, form: Form, places: Places) -> Mapping[Place, tuple[ErrorDetail, ...]]:
    """What is said against which place of the draft. ``places`` are those of the body that was refused. What belongs to no member of the
    form stands at the empty place.

    A message that names a place in the body names the member of the draft instead: a PATCH has fewer lines than the record.
    """
    found: dict[Place, tuple[ErrorDetail, ...]] = {}
    for detail in error.details:
        target = draft_place(places, detail.target) if detail.target.startswith("/") else ""
        place = _member(form, target)
        found[place] = (*found.get(place, ()), _renamed(detail, target) if place else detail)
    return found


def _renamed(detail: ErrorDetail, target: Place) -> ErrorDetail:
    named = rf"(?<![\w/-]){re.escape(detail.target)}(?![\w/-])"
    return replace(detail, target=target, message=re.sub(named, lambda _: path_of(target), detail.message))


def _member(form: Form, place: Place) -> Place:
    """The place of the member itself: of ``/vendor/id`` that of the vendor, of what a form does not have the list that it stands in."""
    steps = place.split("/")
    found = (above for cut in range(len(steps), 1, -1) if _is_member(form, above := "/".join(steps[:cut]), steps[1:cut]))
    return next(found, "")


def _is_member(form: Form, place: Place, steps: list[str]) -> bool:
    path = ".".join(steps)
    if path in form.entries or path in form.lines:
        return True
    lines = form.lines_at(place)
    if lines is None:
        return False
    number, *inner = steps[len(lines.path.split(".")) :]
    return number.isdecimal() and (not inner or ".".join(inner) in lines.members)
