"""How the text of a cell becomes the value of its column, in SQL, or stays text where it would lose something on the way.

DuckDB's own casts are generous: they round ``12.345`` to two digits, cut the time off a date and drop the offset of a time. So each cast
stands behind the exact form of its type; what has another form is a *misfit* and keeps its text.
"""

from dataclasses import dataclass

from intacct_desktop.api.model import ValueKind

MOST_SCALE = 20  # of 38 digits; rates come with up to 14
_WIDTH = 38
# Python's years, and those of most programs that read a file: an offset can carry a time beyond them.
_FIRST, _LAST = "TIMESTAMP '0001-01-01'", "TIMESTAMP '9999-12-31 23:59:59.999999'"
_TIME = r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:?\d\d)?"


@dataclass(frozen=True, slots=True)
class Storage:
    """How a column is kept: its SQL type, and whether the scale is the model's word or only what was seen so far."""

    kind: ValueKind
    scale: int = 0
    scale_known: bool = False

    @property
    def is_text(self) -> bool:
        return self.kind in (ValueKind.TEXT, ValueKind.ENUM, ValueKind.ARRAY, ValueKind.BINARY)

    @property
    def sql_type(self) -> str:
        match self.kind:
            case ValueKind.DECIMAL:
                return f"DECIMAL({_WIDTH}, {self.scale})"
            case ValueKind.INTEGER:
                return "BIGINT"
            case ValueKind.BOOLEAN:
                return "BOOLEAN"
            case ValueKind.DATE:
                return "DATE"
            case ValueKind.DATE_TIME:
                return "TIMESTAMP"
            case _:
                return "VARCHAR"

    def cast(self, text: str) -> str:
        """The SQL that turns the expression ``text`` into the column's type; NULL where it does not fit. Times come out in UTC."""
        match self.kind:
            case ValueKind.DECIMAL:
                return f"TRY_CAST({_shaped(text, self._digits())} AS {self.sql_type})"
            case ValueKind.INTEGER:
                return f"TRY_CAST({_shaped(text, '-?[0-9]{1,18}')} AS BIGINT)"
            case ValueKind.BOOLEAN:
                return f"CASE {text} WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE END"
            case ValueKind.DATE:
                return f"TRY_CAST(CASE WHEN length({text}) = 10 AND {text}[5] = '-' AND {text} >= '0001' THEN {text} END AS DATE)"
            case ValueKind.DATE_TIME:
                moment = f"timezone('UTC', TRY_CAST({_shaped(text, _TIME)} AS TIMESTAMPTZ))"
                return f"CASE WHEN {moment} BETWEEN {_FIRST} AND {_LAST} THEN {moment} END"
            case _:
                return text

    def digits_needed(self, text: str) -> str:
        """The SQL for the scale at which the amount ``text`` would fit; NULL where none would."""
        fraction = f"split_part({text}, '.', 2)"
        needed = f"length(rtrim({fraction}, '0'))"
        if not self.scale_known:
            needed = f"CASE WHEN length({fraction}) <= {MOST_SCALE} THEN length({fraction}) ELSE {needed} END"
        amount = _matches(text, f"-?[0-9]{{1,{_WIDTH - MOST_SCALE}}}(\\.[0-9]*)?")
        return f"CASE WHEN {amount} AND {needed} <= {MOST_SCALE} THEN {needed} END"

    def _digits(self) -> str:
        """An amount whose digits all fit. Where the scale is only a guess, zeros at the end count as digits too, so that they are shown."""
        zeros = "0*" if self.scale_known or self.scale == MOST_SCALE else ""
        return f"-?[0-9]{{1,{_WIDTH - self.scale}}}(\\.[0-9]{{0,{self.scale}}}{zeros})?"


def _matches(text: str, pattern: str) -> str:
    return f"regexp_full_match({text}, '{pattern}')"


def _shaped(text: str, pattern: str) -> str:
    return f"CASE WHEN {_matches(text, pattern)} THEN {text} END"
