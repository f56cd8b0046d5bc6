"""The figures as a table on the terminal, as ``bench.json``, and as a table of Markdown."""

from pathlib import Path

import msgspec

from tests.benchmarks.figures import Failure, Figure

BEGIN, END = "<!-- figures: written by dev.py bench --markdown -->", "<!-- end of figures -->"

_NAME = 66


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """One run. ``load`` is the system's load average when it began, ``seconds`` how long it took."""

    machine: str
    date: str
    python: str
    versions: dict[str, str]
    rows: int
    load: float | None
    seconds: float
    results: list[Figure]
    failures: list[Failure]

    @property
    def status(self) -> int:
        """The exit status: what failed counts, what missed its goal is only told."""
        return 1 if self.failures else 0

    def to_json(self) -> bytes:
        return msgspec.json.format(msgspec.json.encode(self), indent=2) + b"\n"

    def closing_words(self) -> str:
        judged = [result for result in self.results if result.met is not None]
        missed = [result for result in judged if not result.met]
        lines = [f"{len(self.results)} figures in {self.seconds:.0f} s; {len(judged) - len(missed)} of {len(judged)} goals met"]
        lines += [f"  missed: {result.name}: {value(result.ours, result.unit)}, {goal(result)}" for result in missed]
        lines += [f"  FAILED: {failure.name}: {failure.error}" for failure in self.failures]
        return "\n".join(lines)

    def to_markdown(self) -> str:
        """The table between the two markers, these included."""
        libraries = ", ".join(f"{name} {version}" for name, version in self.versions.items())
        loaded = "" if self.load is None else f" Load average when it began: {self.load:g}."
        lines = [
            BEGIN,
            "",
            f"{self.date}, {self.rows:,} rows. {self.machine}; {self.python}; {libraries}.{loaded}",
            "",
            "| measured | ours | counterpart | ratio | goal | |",
            "|---|--:|--:|--:|---|---|",
        ]
        for result in self.results:
            other = f"{value(result.reference, result.unit)} ({result.against})" if result.reference is not None else ""
            name = f"{result.name}; {result.note}" if result.note else result.name
            cells = (name, value(result.ours, result.unit), other, ratio(result), result.goal, verdict(result))
            lines.append(f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |")
        lines += [f"| {failure.name} | failed: {failure.error.splitlines()[0]} | | | | failed |" for failure in self.failures]
        return "\n".join([*lines, "", END])


def line(result: Figure) -> str:
    """One line of the table on the terminal."""
    other = "" if result.reference is None else f"{value(result.reference, result.unit)}  {result.against}"
    judged = f"[{verdict(result)}: {result.goal}]" if result.goal else ""
    return f"  {result.name:<{_NAME}} {value(result.ours, result.unit):>16}  {ratio(result):>7}  {judged:<38} {other}".rstrip()


def failure_line(failure: Failure) -> str:
    """The same for what failed."""
    return f"  {failure.name:<{_NAME}} FAILED: {failure.error}"


def value(number: float, unit: str) -> str:
    return f"{number:,.0f} {unit}" if abs(number) >= 1_000 else f"{number:.3g} {unit}"


def ratio(result: Figure) -> str:
    return f"x{result.ratio:.2f}" if result.ratio is not None else ""


def goal(result: Figure) -> str:
    """The goal and, where it is of the ratio, what that is."""
    return f"goal {result.goal}" + (f" of {result.against} (x{result.ratio:.2f})" if result.ratio is not None else "")


def verdict(result: Figure) -> str:
    return "" if result.met is None else "met" if result.met else "missed"


def published(page: str, table: str) -> str:
    """The page with ``table`` in the place of what stands between the markers. Raises ValueError where they are not there."""
    before, begun, rest = page.partition(BEGIN)
    _, ended, after = rest.partition(END)
    if not begun or not ended:
        raise ValueError(f"the page has no place for the table: it begins with {BEGIN} and ends with {END}")
    return before + table + after


def publish(file: Path, report: Report) -> None:
    file.write_text(published(file.read_text(encoding="utf-8"), report.to_markdown()), encoding="utf-8")
