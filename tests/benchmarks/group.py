"""One group of measurements in a process of its own, so that memory and imports of one do not mix with those of another.

``python -m tests.benchmarks.group MODULE SETTING`` prints each figure and failure as a line of JSON when it is there; whatever else is
printed on the way goes to standard error.
"""

import importlib
import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import IO

import msgspec

from tests.benchmarks.figures import Failure, Figure
from tests.benchmarks.setting import Measurements, Setting


class Told(msgspec.Struct, frozen=True, omit_defaults=True):
    """One line of what a group prints."""

    figure: Figure | None = None
    failure: Failure | None = None


@dataclass(frozen=True, slots=True)
class _Said:
    lines: IO[str]

    def say(self, told: Told) -> None:
        self.lines.write(msgspec.json.encode(told).decode() + "\n")
        self.lines.flush()


def main(module: str, setting: Setting) -> None:
    said = _Said(os.fdopen(os.dup(1), "w", encoding="utf-8"))
    os.dup2(2, 1)  # Qt, DuckDB and others print what they like
    group = module.rpartition(".")[2]
    measurements: Measurements = importlib.import_module(module).MEASUREMENTS
    for told in measured(group, measurements, setting):
        said.say(told)


def measured(group: str, measurements: Measurements, setting: Setting) -> Iterator[Told]:
    """What the measurements give whose names are wanted; one that fails leaves the others alone."""
    for name, measure in measurements.items():
        if setting.only not in name:
            continue
        try:
            yield from _figures(group, measure(setting))
        except Exception as error:  # noqa: BLE001 - whatever it is: the table has it, and the next measurement is taken all the same
            sys.excepthook(type(error), error, error.__traceback__)
            yield Told(failure=Failure(group=group, name=name, error=f"{type(error).__name__}: {error}"))


def _figures(group: str, figures: Iterable[Figure]) -> Iterator[Told]:
    for figure in figures:
        yield Told(figure=msgspec.structs.replace(figure, group=group))


if __name__ == "__main__":
    main(sys.argv[1], msgspec.json.decode(sys.argv[2], type=Setting))
