"""The books being written: records by object, the calendar they fall in, and the rates between the currencies."""

import contextlib
import gc
import random
from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from operator import itemgetter

from intacct_desktop.sandbox.facts import OWNER
from intacct_desktop.sandbox.store import ENTITY, LISTS, Kind, Store, Value, quoted

Record = dict[str, Value]

MONTHS = 24
# So many months, the current one included, are open for postings.
OPEN_MONTHS = 14

# What one unit was worth in US dollars when the books open.
_OPENING_RATE = {"USD": 1.0, "GBP": 1.27, "CAD": 0.73}
# One, as numbers are stored (facts.NUMBER_SCALE digits): rates, days, limits.
WHOLE = 1_000_000

# The type of the rates that amounts are converted with.
DAILY_RATE = "Intacct Daily Rate"

# Office hours.
_OPENING, _CLOSING = time(8), time(18)

# Objects differ in which of these they have.
_AUDIT_PATHS = {f"audit.{what}{member}" for what in ("created", "modified") for member in ("By", "ByUser.key", "DateTime")}


@dataclass(frozen=True, slots=True)
class Month:
    """A calendar month of the books, with its workdays up to today."""

    index: int
    first: date
    last: date
    workdays: tuple[date, ...]

    @property
    def label(self) -> str:
        """For memos: "March 2026"."""
        return f"{self.first:%B %Y}"


class Books:
    """Collects records until ``write`` puts them into a store. The same seed and today give the same books."""

    def __init__(self, seed: int, today: date) -> None:
        self.today = today
        self._seed = seed
        self._records: dict[str, list[Record]] = {}
        # Records that nobody looks at again, as the values of their members: there are many of them.
        self._rows: dict[str, tuple[tuple[str, ...], list[tuple[Value, ...]]]] = {}
        self._keys: dict[tuple[str, str], int] = {}
        self.months = tuple(_month(index, today) for index in range(MONTHS))
        self._rates = self._walk_rates()

    @property
    def opening(self) -> date:
        """The first day of the books."""
        return self.months[0].first

    @property
    def closed_until(self) -> date:
        """The last day of the closed periods."""
        return closed_until(self.today)

    def chance(self, subject: str) -> random.Random:
        """The chance of one subject, so that a change in one leaves the others as they were."""
        return random.Random(f"{self._seed}:{subject}")  # noqa: S311 - invented data, not a secret

    def add(self, name: str, record: Record) -> int:
        """Take in a record of the object ``name`` and give it the next key. The entity it names owns it."""
        records = self._records.setdefault(name, [])
        key = len(records) + 1
        if name in self._rows:
            raise ValueError(f"{name} has rows already")
        record["key"] = key
        record.setdefault(ENTITY, record.get("entity.key"))
        if "id" in record:
            self._keys[name, str(record["id"])] = key
        else:
            record["id"] = str(key)
        records.append(record)
        return key

    def own(self, name: str) -> None:
        """Say that all records of ``name`` come from here, even if there are none."""
        self._records.setdefault(name, [])

    def add_row(self, name: str, paths: tuple[str, ...], values: tuple[Value, ...]) -> int:
        """Take in a record by the values of ``paths``, the same for all rows of ``name``, ``_entity`` among them; it gets the next key.

        Rows come after all records of the object.
        """
        rows = self._rows.setdefault(name, (paths, []))[1]
        key = len(self._records.setdefault(name, [])) + len(rows) + 1
        rows.append((key, str(key), *values))
        return key

    def key(self, name: str, record_id: str) -> int:
        """The key of the record of ``name`` with this id."""
        return self._keys[name, record_id]

    def count(self, name: str) -> int:
        """How many records of ``name`` there are so far."""
        return len(self._records.get(name, ())) + len(self._rows.get(name, ((), ()))[1])

    def keys(self, name: str) -> range:
        """The keys of all records of ``name`` so far."""
        return range(1, self.count(name) + 1)

    def records(self, name: str) -> list[Record]:
        """All records of ``name`` so far; their members may still be changed."""
        return self._records[name]

    def rate(self, currency: str, base: str, day: date) -> int:
        """What one unit of ``currency`` is worth in ``base`` in the month of ``day``, as numbers are stored."""
        if currency == base:
            return WHOLE
        index = (day.year - self.opening.year) * 12 + day.month - self.opening.month
        return round(self._rates[currency][index] / self._rates[base][index] * WHOLE)

    def write(self, store: Store) -> None:
        """Make the tables of all objects that have records, and fill them."""
        store.create(self._records)
        for name, records in self._records.items():
            known = {*store.tables[name].columns, ENTITY, OWNER, LISTS}
            if records:
                store.insert(name, *_table(name, records, known))
            if name in self._rows:
                row_paths, rows = self._rows[name]
                if _known(name, row_paths, known) != [*row_paths]:
                    raise ValueError(f"{name} has no audit stamp")
                store.insert(name, ["key", "id", *row_paths], rows)
            self._enter_before_today(store, name)
        store.index()

    def _enter_before_today(self, store: Store, name: str) -> None:
        """Today's documents were entered yesterday evening: the server may start at any hour, and nothing has happened later than now."""
        for path, column in store.tables[name].columns.items():
            if column.kind is Kind.DATE_TIME and (path.startswith("audit.") or path.endswith(".accessDateTime")):
                sql = f"SELECT key, {quoted(path)} FROM {quoted(name)} WHERE {quoted(path)} >= ?"  # noqa: S608 - own names, quoted
                for key, moment in store.rows(sql, (self.today.isoformat(),)):
                    store.update(name, int(key or 0), {path: _evening_before(str(moment))})

    def _walk_rates(self) -> dict[str, list[float]]:
        chance = self.chance("rates")
        rates = {}
        for currency, value in _OPENING_RATE.items():
            step = 0.0 if currency == "USD" else 0.012
            rates[currency] = [value := value * (1 + chance.uniform(-step, step)) for _ in range(MONTHS)]
        return rates


@contextlib.contextmanager
def all_kept() -> Iterator[None]:
    """For the block, nobody looks for garbage among the records: there is none, and looking takes a fifth of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _table(name: str, records: list[Record], known: set[str]) -> tuple[list[str], list[tuple[Value, ...]]]:
    """The members of the records of one object, and their values; None where a record lacks a member."""
    first = records[0].keys()
    if all(record.keys() == first for record in records):
        paths = _known(name, first, known)
        return paths, list(map(itemgetter(*paths), records))
    blank: Record = {}
    for record in records:
        blank |= dict.fromkeys(record)
    members = itemgetter(*(paths := _known(name, blank, known)))
    return paths, [members({**blank, **record}) for record in records]


def _known(name: str, paths: Iterable[str], known: set[str]) -> list[str]:
    """The paths that the object has; only audit members may be missing."""
    if strange := [path for path in paths if path not in known and path not in _AUDIT_PATHS]:
        raise ValueError(f"{name} has no {', '.join(strange)}")
    return [path for path in paths if path in known]


def _month(index: int, today: date) -> Month:
    first = _first_of(today, MONTHS - 1 - index)
    last = first.replace(day=monthrange(first.year, first.month)[1])
    days = (first + timedelta(days=offset) for offset in range(last.day))
    return Month(index, first, last, tuple(day for day in days if day.weekday() < 5 and day <= today))


def closed_until(today: date) -> date:
    """The last day of the periods that are closed for postings."""
    return _first_of(today, OPEN_MONTHS - 1) - timedelta(days=1)


def _first_of(today: date, months_ago: int) -> date:
    ordinal = today.year * 12 + today.month - 1 - months_ago
    return date(ordinal // 12, ordinal % 12 + 1, 1)


def converted(amount: int, rate: int) -> int:
    """An amount in another currency, rounded half away from zero to the cent."""
    rounded = (abs(amount) * rate + WHOLE // 2) // WHOLE
    return rounded if amount >= 0 else -rounded


def rate_text(rate: int) -> str:
    """A rate where the model has it as a text: "1.27"."""
    return f"{rate // WHOLE}.{rate % WHOLE:06}".rstrip("0").rstrip(".")


def stamp(chance: random.Random, user: int, day: date, changed: date | None = None, changed_by: int | None = None) -> Record:
    """The audit members of a record that ``user`` made on ``day``, last changed on ``changed``; somewhere within office hours."""
    made = _moment(chance, day)
    modified = max(made, _moment(chance, changed)) if changed else made
    editor = changed_by if changed and changed_by else user
    return {
        "audit.createdBy": str(user),
        "audit.createdByUser.key": user,
        "audit.createdDateTime": made,
        "audit.modifiedBy": str(editor),
        "audit.modifiedByUser.key": editor,
        "audit.modifiedDateTime": modified,
    }


def _evening_before(moment: str) -> str:
    """The evening before a moment in office hours; what was later stays later."""
    at = datetime.fromisoformat(moment)
    opening = datetime.combine(at, _OPENING, UTC)
    evening = datetime.combine(at - timedelta(days=1), _CLOSING, UTC) + (at - opening) // 2
    return evening.strftime("%Y-%m-%dT%H:%M:%SZ")


def _moment(chance: random.Random, day: date) -> str:
    second = _OPENING.hour * 3600 + int(chance.random() * (_CLOSING.hour - _OPENING.hour) * 3600)
    return f"{day.isoformat()}T{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}Z"
