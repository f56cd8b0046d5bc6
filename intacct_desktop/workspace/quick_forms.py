"""Quick forms: templates over the ordinary form of an object, for what people create most. They are files in ``resources/quick_forms``.

A template names members and columns by path, in the order in which they are filled in, and values to begin with. The company's model still
decides what each of them is, and its required members are there whether or not a template names them. Titles are English; the window
translates them in the context "QuickForms".
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache
from typing import Any, TypeVar

import msgspec

from intacct_desktop.api.records.draft import RecordDraft, new_draft
from intacct_desktop.api.records.form import Entry, EntryKind, Form, Lines, Section
from intacct_desktop.api.records.values import Place, place_of
from intacct_desktop.resources import resource

_DAY = re.compile(r"today(?:\+(\d{1,4}))?")
_T = TypeVar("_T", Entry, Lines)


@dataclass(frozen=True)
class QuickForm:
    """``name`` tells it from the others, ``title`` is what one calls it. ``lines`` has the columns of each list, ``values`` those to begin
    with; of a date, ``today`` and ``today+30`` are such values too. ``follows`` says by reference which members are filled, where they are
    empty, with what the chosen record has: of a bill the currency with its vendor's."""

    name: str
    title: str
    object: str
    entries: tuple[str, ...]
    lines: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)
    follows: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@cache
def quick_forms() -> tuple[QuickForm, ...]:
    """All that are shipped, by the number at the front of their files' names."""
    paths = sorted(resource("quick_forms").glob("*.json"))
    return tuple(msgspec.json.decode(path.read_bytes(), type=QuickForm) for path in paths)


def quick_form(name: str) -> QuickForm | None:
    """The one of this name, where there is one."""
    return next((each for each in quick_forms() if each.name == name), None)


def narrowed(form: Form, quick: QuickForm) -> Form:
    """The form with the template's members and columns alone, in its order, and what is required after them.

    Members that the company's model does not have, or does not take, are left out. A list that is not named is there if it is required.
    """
    entries = _chosen(form.entries, quick.entries)
    lists = _chosen(form.lines, tuple(quick.lines))
    return replace(form, root=Section("", tuple(entries), tuple(_with_columns(each, quick) for each in lists)))


def begun(form: Form, quick: QuickForm, today: date) -> RecordDraft:
    """A new record with the template's values; ``form`` is the narrowed one."""
    return new_draft(form, dict(_values(form, quick, today)))


def _with_columns(lines: Lines, quick: QuickForm) -> Lines:
    if lines.path not in quick.lines:
        return lines
    return replace(lines, columns=tuple(_chosen({column.path: column for column in lines.columns}, quick.lines[lines.path])), arranged=True)


def _chosen(there: Mapping[str, _T], named: Iterable[str]) -> Iterator[_T]:
    wanted = dict.fromkeys((*named, *(path for path, each in there.items() if each.required)))
    return (there[path] for path in wanted if path in there and there[path].lock is None)


def _values(form: Form, quick: QuickForm, today: date) -> Iterator[tuple[Place, Any]]:
    for path, value in quick.values.items():
        if (entry := form.entries.get(path)) is not None:
            yield entry.place, _resolved(value, today) if entry.kind is EntryKind.DATE else value
        elif path in form.lines:
            yield place_of(path), value


def _resolved(value: Any, today: date) -> Any:
    """Days are counted when the form is opened."""
    found = _DAY.fullmatch(value) if isinstance(value, str) else None
    return value if found is None else (today + timedelta(days=int(found[1] or 0))).isoformat()
