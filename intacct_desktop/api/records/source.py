"""Where the editors of references get records from: those that fit a text, one by its id, and pages to choose from."""

from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

from intacct_desktop.api.client import Client, Scope
from intacct_desktop.api.errors import RequestError
from intacct_desktop.api.exact_json import DECODER
from intacct_desktop.api.model import Field, ObjectModel, ValueKind
from intacct_desktop.api.model_service import ModelService
from intacct_desktop.api.operators import Operator
from intacct_desktop.api.query import Direction, Filter, Order, Query
from intacct_desktop.api.query_service import Page, fetch_page
from intacct_desktop.api.records.form import Entry, EntryKind, Purpose, form_of

MOST = 20
PAGE_SIZE = 50
_WHO = ("key", "id", "name")
_FIRST = (*_WHO, "status")
_AT_ONCE = 100  # values that one question asks for
_KEPT = 200  # answers; the oldest goes
_ALSO = {EntryKind.TEXT: 2, EntryKind.DATE: 1, EntryKind.DECIMAL: 1}  # how many more columns of a kind a page has

Found: TypeAlias = Mapping[str, Any]
"""A record as a reference names it: ``key``, ``id``, ``name``; what it does not have is None."""


@dataclass(frozen=True, slots=True)
class RecordPage:
    """Records to choose from. ``start`` counts from 1; ``next`` is the start of the following page, None at the end."""

    columns: tuple[Entry, ...]
    rows: tuple[Mapping[str, Any], ...]
    total: int
    start: int
    next: int | None


class ValueSource(Protocol):
    """What an editor asks. All raise what the client raises, and `UnknownObject` for an object that the model does not have."""

    async def suggest(self, object_name: str, text: str) -> Sequence[Found]:
        """At most `MOST` records whose id starts with ``text`` or whose name contains it, whatever the case."""
        ...

    async def find(self, object_name: str, member: str, value: str) -> Found | None:
        """The record whose ``key`` or ``id`` this is, whatever the case; None where there is none."""
        ...

    async def find_all(self, object_name: str, member: str, values: Collection[str]) -> Mapping[str, Found | None]:
        """The same for many values at once, by value as it was given."""
        ...

    async def page(self, object_name: str, text: str, start: int, order: Order | None) -> RecordPage:
        """A page of the records in which ``text`` is found, all of them for no text."""
        ...


@dataclass(frozen=True, slots=True)
class _Answer:
    rows: tuple[Found, ...]
    whole: bool
    """The company has no more that match."""


_Asked: TypeAlias = tuple[str | Scope | None, str, str]


def _nothing_refused(_object_name: str) -> Collection[str]:
    return ()


class RecordSource:
    """Asks the company, one call of the query service for each question that no earlier answer covers (a call is billed, facts 3.5).

    ``refused`` says which fields queries of an object are known to refuse, ``entity`` of which entity to ask (None: the top level); without
    one it is the client's.
    """

    def __init__(
        self,
        client: Client,
        models: ModelService,
        refused: Callable[[str], Collection[str]] = _nothing_refused,
        entity: Callable[[], str | None] | None = None,
    ) -> None:
        self._client = client
        self._models = models
        self._refused = refused
        self._entity = entity if entity is not None else lambda: client.entity
        self._answers: OrderedDict[_Asked, _Answer] = OrderedDict()
        self._columns: dict[str, tuple[Entry, ...]] = {}

    def forget(self) -> None:
        """Ask again next time: something was written, or the person wants to see the present."""
        self._answers.clear()

    def seen_from(self, entity: Callable[[], str | None]) -> "RecordSource":
        """The same, asked of another entity; answers are shared and forgotten together."""
        source = RecordSource(self._client, self._models, self._refused, entity)
        source._answers, source._columns = self._answers, self._columns
        return source

    async def suggest(self, object_name: str, text: str) -> Sequence[Found]:
        folded = text.strip().casefold()
        if not folded:
            return ()
        model = await self._models.model(object_name)
        found = self._known(object_name, folded)
        if found is None:
            found = await self._ask(model, _suggestions(model, text.strip()), (self._entity(), object_name, folded))
        return found.rows[:MOST]

    async def find(self, object_name: str, member: str, value: str) -> Found | None:
        folded = value.strip().casefold()
        if (known := self._found_before(object_name, member, folded)) is not None:
            return known
        model = await self._models.model(object_name)
        query = Query(
            object_name,
            _queryable(model, _WHO),
            (Filter(Operator.EQ, member, value.strip()),),
            filter_parameters={"caseSensitiveComparison": False},
            size=2,
        )
        answer = await self._ask(model, query, (self._entity(), object_name, f"\0{member}={folded}"))
        return _with(answer.rows, member, folded)

    async def find_all(self, object_name: str, member: str, values: Collection[str]) -> Mapping[str, Found | None]:
        wanted = {value: value.strip().casefold() for value in values}
        found = {folded: self._found_before(object_name, member, folded) for folded in wanted.values()}
        model = await self._models.model(object_name)
        open_ = list(dict.fromkeys(value.strip() for value, folded in wanted.items() if found[folded] is None))
        for start in range(0, len(open_), _AT_ONCE):
            some = tuple(open_[start : start + _AT_ONCE])
            query = Query(
                object_name,
                _queryable(model, _WHO),
                (Filter(Operator.IN, member, some),),
                filter_parameters={"caseSensitiveComparison": False},
                size=2 * _AT_ONCE,
            )
            answer = await self._ask(model, query, (self._entity(), object_name, "\0".join(("", member, *some))))
            found |= {folded: row for folded in map(str.casefold, some) if (row := _with(answer.rows, member, folded)) is not None}
        return {value: found[folded] for value, folded in wanted.items()}

    async def page(self, object_name: str, text: str, start: int, order: Order | None) -> RecordPage:
        model = await self._models.model(object_name)
        columns = self._columns.get(object_name) or _page_columns(model, self._refused(object_name))
        try:
            page = await self._page(model, columns, text.strip(), start, order)
        except RequestError:
            least = tuple(column for column in columns if column.path in _FIRST)
            if least == columns:
                raise
            # The model does not say which fields a query refuses (facts 2.4).
            columns, order = least, order if order is None or order.field in _FIRST else None
            page = await self._page(model, columns, text.strip(), start, order)
        self._columns[object_name] = columns
        rows = tuple(DECODER.decode(row) for row in page.rows)
        return RecordPage(columns, rows, page.meta.total_count, page.meta.start, page.meta.next)

    async def _page(self, model: ObjectModel, columns: tuple[Entry, ...], text: str, start: int, order: Order | None) -> Page:
        paths = tuple(column.path for column in columns)
        searched = [column.path for column in columns if column.kind is EntryKind.TEXT and column.path != "key"] or ["key"]
        filters = tuple(Filter(Operator.CONTAINS, path, text) for path in searched) if text else ()
        query = Query(
            model.name,
            paths,
            filters,
            filter_expression="or" if len(filters) > 1 else None,
            filter_parameters={"caseSensitiveComparison": False} if filters else {},
            order_by=(order or Order("id" if "id" in paths else paths[0], Direction.ASCENDING),),
            start=start,
            size=PAGE_SIZE,
        )
        return await fetch_page(self._client, query, self._entity())

    def _found_before(self, object_name: str, member: str, folded: str) -> Found | None:
        """The record in any answer to an earlier question."""
        for (entity, name, _), answer in self._answers.items():
            if entity == self._entity() and name == object_name and (row := _with(answer.rows, member, folded)) is not None:
                return row
        return None

    def _known(self, object_name: str, folded: str) -> _Answer | None:
        """What an earlier answer says: that to this text, or a whole one to a shorter text that this one begins with."""
        for length in range(len(folded), 0, -1):
            asked = (self._entity(), object_name, folded[:length])
            answer = self._answers.get(asked)
            if answer is not None and (answer.whole or length == len(folded)):
                self._answers.move_to_end(asked)
                return _Answer(tuple(row for row in answer.rows if _matches(row, folded)), answer.whole)
        return None

    async def _ask(self, model: ObjectModel, query: Query, asked: _Asked) -> _Answer:
        page = await fetch_page(self._client, query, asked[0])
        answer = _Answer(tuple(_found(DECODER.decode(row)) for row in page.rows), page.meta.next is None)
        self._answers[asked] = answer
        while len(self._answers) > _KEPT:
            self._answers.popitem(last=False)
        return answer


def _suggestions(model: ObjectModel, text: str) -> Query:
    members = [name for name in ("id", "name") if _is_text(model.fields.get(name))] or ["key"]
    return Query(
        model.name,
        _queryable(model, _WHO),
        tuple(Filter(Operator.CONTAINS if name == "name" else Operator.STARTS_WITH, name, text) for name in members),
        filter_expression="or" if len(members) > 1 else None,
        filter_parameters={"caseSensitiveComparison": False},
        order_by=(Order(members[0], Direction.ASCENDING),),
        size=MOST,
    )


def _page_columns(model: ObjectModel, refused: Collection[str]) -> tuple[Entry, ...]:
    """Who a record is and its status, and the first few of each kind that tell records apart."""
    entries = form_of(model, Purpose.READ).entries
    offered = [entries[name] for name in _queryable(model, _FIRST) if name in entries]
    left = dict(_ALSO)
    for field in model.root.fields.values():
        entry = entries[field.path]
        if (
            left.get(entry.kind)
            and field.path not in (*_FIRST, "href")
            and field.queryable
            and not field.deprecated
            and field.path not in refused
        ):
            left[entry.kind] -= 1
            offered.append(entry)
    return tuple(offered)


def _queryable(model: ObjectModel, names: Sequence[str]) -> tuple[str, ...]:
    return tuple(name for name in names if (field := model.fields.get(name)) is not None and field.queryable)


def _is_text(field: Field | None) -> bool:
    return field is not None and field.queryable and field.kind is ValueKind.TEXT


def _found(row: Mapping[str, Any]) -> Found:
    return {name: None if row.get(name) is None else str(row[name]) for name in _WHO}


def _with(rows: Sequence[Found], member: str, folded: str) -> Found | None:
    return next((row for row in rows if str(row.get(member) or "").casefold() == folded), None)


def _matches(row: Found, folded: str) -> bool:
    return str(row["id"] or row["key"] or "").casefold().startswith(folded) or folded in str(row["name"] or "").casefold()
