"""The members that a change is to give a record: from a body of JSON, and one by one, typed by the company's model."""

import argparse
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from intacct_desktop.api.exact_json import DECODER
from intacct_desktop.api.filter_values import number_in
from intacct_desktop.api.model import ValueKind
from intacct_desktop.api.model_service import ModelService
from intacct_desktop.api.records.values import Place, place_of, with_value
from intacct_desktop.cli.asking import STANDARD
from intacct_desktop.cli.exits import Exit
from intacct_desktop.cli.failures import CannotGoOn

_TRUTHS = {"true": True, "false": False}


def body_of(arguments: argparse.Namespace) -> dict[str, Any]:
    """What ``--body`` and ``--set-json`` say. Raises `CannotGoOn` and OSError. May wait for standard input."""
    body: dict[str, Any] = {}
    if arguments.body is not None:
        content = sys.stdin.buffer.read() if arguments.body == STANDARD else Path(arguments.body).read_bytes()
        body = _decoded(content, "--body")
        if not isinstance(body, dict):
            raise CannotGoOn(Exit.USAGE, "--body has to be one JSON object: the members of one record.")
    for path, text in arguments.set_json:
        body = with_value(body, place_of(path), _decoded(text, f"--set-json {path}"))
    if not body and not arguments.members:
        raise CannotGoOn(Exit.USAGE, "There is nothing to send.", "Give the members with --set, --set-json or --body.")
    return body


async def with_members(body: dict[str, Any], arguments: argparse.Namespace, object_name: str, models: ModelService) -> dict[str, Any]:
    """The body with what ``--set`` says. Raises `CannotGoOn`, and what ``models`` raises."""
    for path, text in arguments.members:
        body = with_value(body, place_of(path), await _typed(path, text, object_name, models))
    return body


def leaves(body: Mapping[str, Any], above: Place = "") -> Iterator[tuple[Place, Any]]:
    """Each member that is sent, by its place; a list is one."""
    for name, value in body.items():
        place = f"{above}/{name.replace('~', '~0').replace('/', '~1')}"
        if isinstance(value, Mapping) and value:
            yield from leaves(value, place)
        else:
            yield place, value


async def _typed(path: str, text: str, object_name: str, models: ModelService) -> Any:
    """As it travels (facts 3.5): amounts and dates are texts, what the model calls a number is one. What it does not know goes as it is."""
    if not text:
        return None
    field = await models.field(object_name, path)
    match field.kind if field is not None else ValueKind.TEXT:
        case ValueKind.BOOLEAN:
            if (truth := _TRUTHS.get(text.strip().lower())) is None:
                raise _wrong(path, text, "true or false")
            return truth
        case ValueKind.INTEGER:
            number = number_in(text.strip())
            if number is None or number != number.to_integral_value():
                raise _wrong(path, text, "a whole number")
            return int(number)
        case ValueKind.DECIMAL:
            number = number_in(text.strip())
            if number is None:
                raise _wrong(path, text, "a number")
            return number if field is not None and field.type == "number" else format(number, "f")
        case ValueKind.ARRAY:
            raise CannotGoOn(Exit.USAGE, f"{path} is a list.", f"Give it as JSON: --set-json '{path}=[…]'.")
    return text


def _wrong(path: str, text: str, kind: str) -> CannotGoOn:
    return CannotGoOn(Exit.USAGE, f"{path}: {text} is not {kind}.")


def _decoded(content: str | bytes, option: str) -> Any:
    try:
        return DECODER.decode(content)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise CannotGoOn(Exit.USAGE, f"{option} is no JSON: {error}") from None
