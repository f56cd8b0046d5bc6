"""The parsers that the registries have for languages of generated programs."""

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeAlias

import pytest

_PARSERS = Path(__file__).with_name("parsers")

Read: TypeAlias = Callable[..., dict[str, Any]]


@pytest.fixture(scope="module")
def read() -> Iterator[Read]:
    """``read("m", program)``: what `parsers/parsers.js` found in it. Fails the test where the program is none of that language."""
    node = shutil.which("node")
    assert node is not None, "These tests read generated programs with parsers that run in Node: install it."
    assert (_PARSERS / "node_modules").is_dir(), f"The parsers are missing: run “npm ci” in {_PARSERS}, as “python3 dev.py test” does."
    process = subprocess.Popen([node, str(_PARSERS / "parsers.js")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8")

    def ask(kind: str, text: str, **more: Any) -> dict[str, Any]:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps({"kind": kind, "text": text, **more}) + "\n")
        process.stdin.flush()
        found: dict[str, Any] = json.loads(process.stdout.readline())
        assert "error" not in found, found["error"]
        return found

    with process:
        yield ask
