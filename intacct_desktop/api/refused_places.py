"""Intacct's refusal of a draft, brought back to the members that caused it (facts 6.2)."""

from collections.abc import Iterable, Mapping

from intacct_desktop.api.errors import ErrorDetail, IntacctError
from intacct_desktop.api.form import Form
from intacct_desktop.api.record_values import Place
from intacct_desktop.api.writes import Places, draft_place


def refused_places(error: IntacctError, form: Form, places: Places) -> Mapping[Place, tuple[ErrorDetail, ...]]:
    """What is said against which place of the draft. ``places`` are those of the body that was refused. What belongs to no member of the
    form stands at the empty place."""
    found: dict[Place, tuple[ErrorDetail, ...]] = {}
    for detail in error.details:
        place = _member(form, draft_place(places, detail.target)) if detail.target.startswith("/") else ""
        found[place] = (*found.get(place, ()), detail)
    return found


def _member(form: Form, place: Place) -> Place:
    """The place of the member itself: of ``/vendor/id`` that of the vendor, of what a form does not have the list that it stands in."""
    steps = place.split("/")
    for cut in range(len(steps), 1, -1):
        above = "/".join(steps[:cut])
        if above in _own_places(form, steps, cut):
            return above
    return ""


def _own_places(form: Form, steps: list[str], cut: int) -> Iterable[Place]:
    path = ".".join(steps[1:cut])
    if path in form.entries or path in form.lines:
        return ("/".join(steps[:cut]),)
    lines = form.lines_at("/".join(steps[:cut]))
    if lines is None:
        return ()
    depth = len(lines.path.split(".")) + 2  # the list and the number of the item
    inner = ".".join(steps[depth:cut])
    known = not inner or any(column.path == inner for column in lines.columns)
    return ("/".join(steps[:cut]),) if known else ()
