"""What can be said about a query before it is sent: what Intacct would refuse, and what is probably not what was meant.

An ERROR is what the published reference, the company's model or an earlier refusal rules out; where the sources are silent it is a
WARNING at most, since an error keeps the query from being run. Placeholders fit everywhere; muted filters are not judged.
"""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from intacct_desktop.api import expression
from intacct_desktop.api.columns import aggregates_for, is_link
from intacct_desktop.api.filter_values import is_date
from intacct_desktop.api.lookup import Absent, Lookup
from intacct_desktop.api.mends import Cure, Remedy, mended
from intacct_desktop.api.model import Field, Group, OwnedList, Reference, ValueKind
from intacct_desktop.api.problems import Problem, Severity
from intacct_desktop.api.query import MAX_SIZE, Aggregate, Query, is_placeholder, split_aggregate
from intacct_desktop.api.value_checks import value_faults

_SWITCHES = ("includeHierarchyFields", "caseSensitiveComparison", "includePrivate")
_AS_OF = "asOfDate"
_TEXT_FOR_ADDRESSES = "base64url"  # the keys of audit records, which every query gives
_NOTHING: Mapping[str, Any] = {}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to say about a query.

    ``place`` is a JSON pointer into its body, where the body had all filters, muted ones too: ``/fields/3``, ``/filters/2``,
    ``/filterExpression``, ``/orderBy/0``, ``/size``, ``/start``, ``/filterParameters/asOfDate``.
    """

    severity: Severity
    place: str
    problem: Problem
    found: Mapping[str, Any]
    cure: Cure | None
    query: Query = field(repr=False, compare=False)

    @property
    def mend(self) -> Query | None:
        """The whole query, put right here; None where only the person knows what is right."""
        return None if self.cure is None else mended(self.query, self.place, self.cure)


def check(query: Query, find: Lookup, refused: Container[str] = ()) -> tuple[Finding, ...]:
    """Everything to say about a query, in the order of its body. ``refused`` has the paths that this company is known to refuse."""
    return tuple(_Check(query, find, refused).findings())


def refused_paths(query: Query, name: str) -> tuple[str, ...]:
    """The paths of a query that a refusal (REST-1106) may mean: it names the whole path, or its last step alone (facts 3.6)."""
    named = [*query.fields, *(entry.field for entry in query.filters), *(entry.field for entry in query.order_by)]
    paths = tuple(dict.fromkeys(path for each in named for path in (each, split_aggregate(each)[1])))
    return (name,) if name in paths else tuple(path for path in paths if path.endswith(f".{name}") and split_aggregate(path)[0] is None)


class _Check:
    def __init__(self, query: Query, find: Lookup, refused: Container[str]) -> None:
        self._query = query
        self._find = find
        self._refused = refused

    def findings(self) -> Iterator[Finding]:
        yield from self._columns()
        yield from self._filters()
        yield from self._expression()
        yield from self._parameters()
        yield from self._orders()
        yield from self._paging()
        for name in self._query.others:
            known = name in _SWITCHES or name == _AS_OF or name in (self._find.parameters() or ())
            cure = Cure(Remedy.TO_PARAMETERS if known and name not in self._query.filter_parameters else Remedy.LEAVE_OUT)
            yield self._warning(f"/{_escaped(name)}", Problem.MEMBER, {"name": name}, cure)

    def _columns(self) -> Iterator[Finding]:
        query = self._query
        if not query.fields:
            cure = Cure(Remedy.ADD_COLUMN, "key") if isinstance(self._find.member("key"), Field) else None
            yield self._error("/fields", Problem.NO_COLUMNS, _NOTHING, cure)
        seen: set[str] = set()
        for at, name in enumerate(query.fields):
            place = f"/fields/{at}"
            aggregate, path = split_aggregate(name)
            if name in seen:
                yield self._warning(place, Problem.TWICE, {"field": name}, Cure(Remedy.LEAVE_OUT))
                continue
            seen.add(name)
            fault = self._path_fault(place, name, path)
            member = self._find.member(path)
            if fault is None and aggregate is not None and isinstance(member, Field):
                fault = self._aggregate_fault(place, aggregate, member, Cure(Remedy.PLAIN))
            if fault is not None:
                yield fault

    def _aggregate_fault(self, place: str, aggregate: Aggregate, member: Field, cure: Cure) -> Finding | None:
        """What has no meaning: the sum of texts, the smallest of a list (facts 3.4)."""
        if is_link(member):
            return self._error(place, Problem.LINK, {"field": member.path}, cure)
        if aggregate not in aggregates_for(member):
            return self._error(place, Problem.AGGREGATE, {"field": member.path, "aggregate": aggregate, "kind": member.kind}, cure)
        return None

    def _filters(self) -> Iterator[Finding]:
        if self._sends_no_filter:
            return
        for at, entry in enumerate(self._query.filters):
            if at in self._query.muted:
                continue
            place = f"/filters/{at}"
            aggregate, path = split_aggregate(entry.field)
            if aggregate is not None:
                yield self._error(place, Problem.AGGREGATE_IN_FILTER, {"field": entry.field}, Cure(Remedy.PLAIN))
                continue
            fault = self._path_fault(place, path, path)
            if fault is not None:
                yield fault
                if fault.severity is Severity.ERROR:
                    continue
            member = self._find.member(path)
            known = member if isinstance(member, Field) else None
            if known is not None and is_link(known):
                yield self._error(place, Problem.LINK, {"field": path}, Cure(Remedy.MUTE))
            else:
                for wrong in value_faults(known, entry):
                    yield Finding(wrong.severity, place, wrong.problem, {"field": path, **wrong.found}, wrong.cure, self._query)

    @property
    def _sends_no_filter(self) -> bool:
        """All filters that the expression names are muted: then those that it leaves out are not sent either (`Query.sent`)."""
        query = self._query
        if not query.muted:
            return False
        node = _parsed(query.filter_expression or "and", len(query.filters))
        return not isinstance(node, expression.ExpressionError) and {number - 1 for number in expression.numbers(node)} <= query.muted

    def _expression(self) -> Iterator[Finding]:
        query = self._query
        text, count = query.filter_expression or "and", len(query.filters)
        if count == 0:
            if text.strip().lower() not in ("and", "or"):
                found = {"problem": "empty", "position": 0, "text": "", "count": 0}
                yield self._error("/filterExpression", Problem.EXPRESSION, found, Cure(Remedy.JOIN_ALL))
            return
        if len(query.muted) == count:
            return  # nothing of it is sent
        outcome = _parsed(text, count)
        if isinstance(outcome, expression.ExpressionError):
            found = {"problem": outcome.problem, "position": outcome.position, "text": outcome.found, "count": count}
            yield self._error("/filterExpression", Problem.EXPRESSION, found, Cure(Remedy.JOIN_ALL))
            return
        for number in expression.unused(outcome, count):
            if number - 1 not in query.muted:
                yield self._warning(f"/filters/{number - 1}", Problem.UNUSED, {"number": number}, Cure(Remedy.JOIN_FILTER, number))

    def _parameters(self) -> Iterator[Finding]:
        for name, value in self._query.filter_parameters.items():
            place = f"/filterParameters/{_escaped(name)}"
            if is_placeholder(value):
                continue
            if name in _SWITCHES:
                if not isinstance(value, bool):
                    meant = {"true": True, "false": False}.get(str(value).lower())
                    cure = Cure(Remedy.LEAVE_OUT) if meant is None else Cure(Remedy.USE_VALUE, meant)
                    found = {"name": name, "value": value, "kind": ValueKind.BOOLEAN}
                    yield self._error(place, Problem.PARAMETER_VALUE, found, cure)
            elif name == _AS_OF:
                if not is_date(value):
                    found = {"name": name, "value": value, "kind": ValueKind.DATE}
                    yield self._error(place, Problem.PARAMETER_VALUE, found, Cure(Remedy.LEAVE_OUT))
            elif (known := self._find.parameters()) is not None and name not in known:
                yield self._warning(place, Problem.PARAMETER, {"name": name}, Cure(Remedy.LEAVE_OUT))

    def _orders(self) -> Iterator[Finding]:
        query = self._query
        grouped = bool(query.aggregates)
        for at, entry in enumerate(query.order_by):
            place, name = f"/orderBy/{at}", entry.field
            aggregate, path = split_aggregate(name)
            leave_out = Cure(Remedy.LEAVE_OUT)
            fault = self._path_fault(place, name, path)
            member = self._find.member(path)
            if fault is None and aggregate is not None and isinstance(member, Field):
                fault = self._aggregate_fault(place, aggregate, member, leave_out)
            if fault is not None:
                yield fault
            elif isinstance(member, Field) and is_link(member):
                yield self._error(place, Problem.LINK, {"field": name}, leave_out)
            elif isinstance(member, Field) and member.kind is ValueKind.ARRAY and aggregate is None:
                yield self._error(place, Problem.NOT_SORTABLE, {"field": name}, leave_out)
            elif (grouped or aggregate is not None) and name not in query.fields:
                cure = Cure(Remedy.ADD_COLUMN, name) if aggregate is not None and grouped else leave_out
                yield self._error(place, Problem.NOT_GROUPED, {"field": name}, cure)

    def _paging(self) -> Iterator[Finding]:
        size, start = self._query.size, self._query.start
        if size is not None and not 1 <= size <= MAX_SIZE:
            cure = Cure(Remedy.USE_VALUE, MAX_SIZE if size > MAX_SIZE else None)
            yield self._error("/size", Problem.SIZE, {"value": size, "most": MAX_SIZE}, cure)
        if start is not None and start < 1:
            yield self._error("/start", Problem.START, {"value": start}, Cure(Remedy.USE_VALUE, 1))

    def _path_fault(self, place: str, name: str, path: str) -> Finding | None:
        """What keeps a path from being named in any query."""
        found: dict[str, Any] = {"field": path}
        # Leaving a filter out would change which rows match: muted, it is seen and can come back.
        leave_out = Cure(Remedy.MUTE if place.startswith("/filters/") else Remedy.LEAVE_OUT)
        member = self._find.member(path)
        match member:
            case Field(write_only=True):
                return self._error(place, Problem.WRITE_ONLY, found, leave_out)
            case Field() if member.kind is ValueKind.BINARY and member.format != _TEXT_FOR_ADDRESSES:
                return self._error(place, Problem.BINARY, found, leave_out)
            case Reference():
                return self._error(place, Problem.REFERENCE, found, self._suggested(path) or leave_out)
            case OwnedList():
                return self._error(place, Problem.LIST, {**found, "list": member.path, "object": member.object}, leave_out)
            case Group():
                return self._error(place, Problem.GROUP, found, leave_out)
            case Absent.UNKNOWN:
                return self._error(place, Problem.UNKNOWN_FIELD, found, self._suggested(path) or leave_out)
        if path in self._refused or name in self._refused:
            return self._error(place, Problem.REFUSED, found, leave_out)
        return self._warning(place, Problem.UNSEEN_FIELD, found, None) if member is Absent.UNSEEN else None

    def _suggested(self, path: str) -> Cure | None:
        meant = self._find.suggestion(path)
        return None if meant is None else Cure(Remedy.USE_FIELD, meant)

    def _error(self, place: str, problem: Problem, found: Mapping[str, Any], cure: Cure | None) -> Finding:
        return Finding(Severity.ERROR, place, problem, found, cure, self._query)

    def _warning(self, place: str, problem: Problem, found: Mapping[str, Any], cure: Cure | None) -> Finding:
        return Finding(Severity.WARNING, place, problem, found, cure, self._query)


@lru_cache(maxsize=16)
def _parsed(text: str, count: int) -> expression.Node | expression.ExpressionError:
    """Typing elsewhere leaves the expression as it is."""
    try:
        return expression.parse(text, count)
    except expression.ExpressionError as error:
        return error


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")
