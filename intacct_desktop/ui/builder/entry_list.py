"""Several values in one line of text, and any value as the JSON that it is in the body. Knows no Qt."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import msgspec

from intacct_desktop.api.query import FilterValue, Scalar
from intacct_desktop.ui.builder.entry import Codec, DecimalCodec, EntryError, IntegerCodec, TextCodec, read_one, write_one


def read_list(text: str, codec: Codec) -> tuple[Scalar, ...]:
    """The values, separated by commas, new lines or tabs (a column or row of a spreadsheet); empty ones are passed over.

    A text may stand in double quotes. Numbers and dates may be separated by semicolons, too. Raises `EntryError`, also for a comma that
    may as well belong to a number: "1,234" is refused where the comma groups digits.
    """
    if isinstance(codec, TextCodec):
        return tuple(_texts(text))
    items = _split(text, codec)
    return tuple(read_one(codec, item) for item in items if item.strip())


@dataclass(frozen=True, slots=True)
class Pasted:
    """What came of a spreadsheet's column: ``repeated`` counts the values left out, ``heading`` is a first line that is none."""

    values: tuple[Scalar, ...]
    repeated: int = 0
    heading: str = ""


def is_pasted(text: str) -> bool:
    """True for text of several cells, which nobody types into one line."""
    return any(mark in text for mark in "\n\r\t")


def read_pasted(text: str, codec: Codec, names: Iterable[str] = ()) -> Pasted:
    """As `read_list`, each value once, without the column's heading: one of the field's ``names``, or no value above values.

    Raises `EntryError`.
    """
    first, _, rest = text.lstrip().partition("\n")
    heading = first.strip()
    if not rest.strip() or "\t" in heading or not (_bare(heading) in map(_bare, names) or _is_no_value(heading, codec)):
        heading, rest = "", text
    values = read_list(rest, codec)
    once = tuple(dict.fromkeys(values))
    return Pasted(once, len(values) - len(once), heading)


def _bare(name: str) -> str:
    return re.sub(r"[\W_]+", "", name).casefold()


def _is_no_value(text: str, codec: Codec) -> bool:
    try:
        read_list(text, codec)
    except EntryError as error:
        return error.problem not in ("ambiguous", "open-quote")
    return False


def _split(text: str, codec: Codec) -> list[str]:
    if re.search(r"[\n\r\t;]", text):
        return re.split(r"[\n\r\t;]+", text)
    if not isinstance(codec, DecimalCodec | IntegerCodec):
        return text.split(",")
    if "," not in (codec.notation.decimal_point, codec.notation.group):
        return text.split(",")
    items = re.split(r",(?=\s|$)", text)
    if codec.notation.group == "," and (unclear := next((item for item in items if "," in item), "")):
        raise EntryError("ambiguous", unclear.strip())
    return items


def write_list(values: Sequence[FilterValue], codec: Codec) -> str | None:
    """Text that `read_list` reads back to the same values; None where one is not of the codec's kind."""
    written = [write_one(codec, value) for value in values]
    if isinstance(codec, TextCodec):
        return None if None in written else ", ".join(_quoted(text or "") for text in written)
    return "; ".join(text for text in written if text) if all(written) else None


def _quoted(text: str) -> str:
    plain = text != "" and text == text.strip() and not re.search(r'^"|[,\n\r\t]', text)
    return text if plain else '"' + text.replace('"', '""') + '"'


_QUOTED = re.compile(r'\s*"((?:[^"]|"")*)"[^\S\n\r\t]*(?=[,\n\r\t]|$)')
_BARE = re.compile(r"[^,\n\r\t]*")


def _texts(text: str) -> Iterator[str]:
    at = 0
    while at <= len(text):
        if quoted := _QUOTED.match(text, at):
            yield quoted[1].replace('""', '"')
            at = quoted.end() + 1
            continue
        end = _BARE.match(text, at).end()  # type: ignore[union-attr]  # it matches anything, also nothing
        bare = text[at:end].strip()
        if bare.startswith('"'):
            raise EntryError("open-quote", bare)
        if bare:
            yield bare
        at = end + 1


_DECODER = msgspec.json.Decoder(float_hook=Decimal)
_ENCODER = msgspec.json.Encoder(decimal_format="number")


def read_json(text: str) -> FilterValue:
    """A value as it stands in the body: a scalar or a flat list. Raises `EntryError` for anything else."""
    value = read_member(text)
    items = value if isinstance(value, list) else [value]
    if any(isinstance(item, list | dict) for item in items):
        raise EntryError("not-json", text.strip())
    return tuple(value) if isinstance(value, list) else value


def read_member(text: str) -> Any:
    """Any JSON, numbers with a point as `Decimal`. Raises `EntryError`."""
    try:
        return _DECODER.decode(text)
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError):
        raise EntryError("not-json", text.strip()) from None


def write_json(value: Any) -> str:
    """The value as the body has it; a `Decimal` digit for digit."""
    return _ENCODER.encode(value).decode()
