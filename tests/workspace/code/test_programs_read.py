"""Generated programs are programs: a real parser of each language reads them, and finds the query's body in them, digit for digit."""

import ast
import json
import re
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import tree_sitter_c_sharp
import tree_sitter_php
import tree_sitter_powershell
from hypothesis import HealthCheck, example, given, settings
from tree_sitter import Language, Node, Parser

from intacct_desktop.api.query import Query
from intacct_desktop.workspace.code.languages import LANGUAGES, generate
from intacct_desktop.workspace.code.place import CodePlace
from tests.workspace.code.conftest import Read
from tests.workspace.code.queries import AWKWARD, AWKWARD_QUERY, queries

PLACE = CodePlace("https://api.example.com/ia/api/v1", "10'\"\\ $x `%#(1)")
ADDRESS = "https://api.example.com/ia/api/v1/services/core/query"
VALUES = Query.from_body(
    {
        "object": "a/b",
        "filters": [{"$gte": {"date": "{{ from }}"}}, {"$in": {"id": ["{{from}}", "{{from}} and on", "{{$guid}}", "{{a.b}}"]}}],
    }
)

each_query = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def same_body(found: str, query: Query) -> None:
    assert Query.from_json(found).to_json() == query.sent.to_json()
    assert found.isascii() or found.replace("\n", "").isprintable()


def same_but_start(found: str, query: Query) -> None:
    same_body(found, replace(query, start=None, member_order=tuple(name for name in query.member_order if name != "start")))


def sh(program: str) -> list[str]:
    """The words that a shell makes of a command."""
    name = program.split(None, 1)[0]
    script = f"{name}() {{ printf '%s\\0' \"$@\"; }}\n{program}"
    ran = subprocess.run(["bash", "-u"], input=script, capture_output=True, encoding="utf-8", env={"INTACCT_TOKEN": "token"}, check=True)
    assert ran.stderr == ""
    return ran.stdout.split("\0")[:-1]


def parsed(grammar: object, program: str) -> Node:
    root = Parser(Language(grammar)).parse(program.encode()).root_node
    assert not root.has_error
    return root


def nodes(root: Node, kind: str) -> Iterator[str]:
    for child in root.children:
        if child.type == kind:
            assert child.text is not None
            yield child.text.decode()
        yield from nodes(child, kind)


@each_query
@given(queries)
@example(AWKWARD_QUERY)
def test_curl(query: Query) -> None:
    words = sh(generate("curl", query, PLACE))
    same_body(words[words.index("--data-raw") + 1], query)
    assert ADDRESS in words
    headers = [words[at + 1] for at, word in enumerate(words) if word == "--header"]
    assert headers == ["Authorization: Bearer token", "Content-Type: application/json", f"X-IA-API-Param-Entity: {PLACE.entity}"]


@each_query
@given(queries)
@example(AWKWARD_QUERY)
def test_httpie(query: Query) -> None:
    words = sh(generate("httpie", query, PLACE))
    same_body(words[words.index("--raw") + 1], query)
    assert words[words.index("--auth") + 1] == "token"
    assert words[words.index("POST") + 1 :][:2] == [ADDRESS, f"X-IA-API-Param-Entity: {PLACE.entity}"]


@each_query
@given(queries)
@example(AWKWARD_QUERY)
def test_python(query: Query) -> None:
    tree = ast.parse(generate("python", query, PLACE), feature_version=(3, 9))
    texts = {
        statement.targets[0].id: ast.literal_eval(statement.value)
        for statement in tree.body
        if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name)
    }
    same_but_start(texts["QUERY"], query)
    assert PLACE.entity in [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)]


@each_query
@given(query=queries)
@example(query=AWKWARD_QUERY)
def test_javascript(read: Read, query: Query) -> None:
    sent = read("javascript", generate("javascript", query, PLACE))
    assert Query.from_json(sent["body"]).start == (1 if query.start is None else query.start)
    same_but_start("{" + sent["body"].partition(",")[2], query)
    assert sent["url"] == ADDRESS
    assert sent["headers"]["X-IA-API-Param-Entity"] == PLACE.entity


@each_query
@given(queries)
@example(AWKWARD_QUERY)
def test_csharp(query: Query) -> None:
    root = parsed(tree_sitter_c_sharp.language(), generate("csharp", query, PLACE))
    (body,) = nodes(root, "raw_string_content")
    same_but_start(body.removeprefix("\n").removesuffix("\n"), query)
    assert PLACE.entity in [json.loads(literal) for literal in nodes(root, "string_literal")]


@each_query
@given(queries)
@example(AWKWARD_QUERY)
def test_php(query: Query) -> None:
    root = parsed(tree_sitter_php.language_php(), generate("php", query, PLACE))
    (body,) = nodes(root, "nowdoc_body")
    same_but_start(body.removeprefix("\n"), query)
    assert PLACE.entity in [re.sub(r"\\(.)", r"\1", literal[1:-1]) for literal in nodes(root, "string")]


@each_query
@given(queries)
@example(AWKWARD_QUERY)
def test_powershell(query: Query) -> None:
    root = parsed(tree_sitter_powershell.language(), generate("powershell", query, PLACE))
    (body,) = nodes(root, "verbatim_here_string_characters")
    same_but_start(body.removeprefix("@'\n").removesuffix("\n'@"), query)
    assert PLACE.entity in [re.sub("(['\u2018-\u201b])\\1", r"\1", text[1:-1]) for text in nodes(root, "verbatim_string_characters")]


@each_query
@given(query=queries)
@example(query=AWKWARD_QUERY)
def test_power_query(read: Read, query: Query) -> None:
    texts = [text[1:-1] for text in read("m", generate("power-query", query, PLACE))["texts"]]
    same_but_start(next(text for text in texts if text.startswith("{\n")), query)
    assert {"<access token>", "https://api.example.com/ia/api/v1", PLACE.entity} <= set(texts)


@each_query
@given(query=queries)
@example(query=AWKWARD_QUERY)
def test_postman(read: Read, query: Query) -> None:
    collection = read("postman", generate("postman", query, PLACE), variables={})
    (request,) = collection["found"]
    same_body(request["body"], query)
    assert (request["method"], request["url"]) == ("POST", ADDRESS)
    assert request["headers"] == {"Content-Type": "application/json", "X-IA-API-Param-Entity": PLACE.entity}
    assert collection["auth"] == {"type": "bearer", "token": "{{access_token}}"}


def test_postman_fills_the_values_that_the_query_asks_for_and_no_others(read: Read) -> None:
    collection = read("postman", generate("postman", VALUES, PLACE), variables={" from ": "2026-01-31", "from": "V1", "a.b": "no"})
    assert collection["variables"] == {"access_token": "", " from ": "", "from": ""}
    assert Query.from_json(collection["found"][0]["body"]).to_body()["filters"] == [
        {"$gte": {"date": "2026-01-31"}},
        {"$in": {"id": ["V1", "{{from}} and on", "{{$guid}}", "{{a.b}}"]}},
    ]


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.id)
def test_what_is_muted_is_not_handed_on(language: Any) -> None:
    query = Query.from_json('{"object": "a/b", "filters": [{"$eq": {"x": 1.50}}, {"$eq": {"hidden": 2}}], "filterExpression": "1 or 2"}')
    muted = replace(query, muted=frozenset({1}))
    assert language.write(muted, PLACE) == language.write(muted.sent, PLACE)
    assert "hidden" not in language.write(muted, PLACE)
    assert "1.50" in language.write(muted, PLACE)


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.id)
def test_the_top_level_needs_no_header(language: Any) -> None:
    assert "Entity" not in language.write(AWKWARD_QUERY, CodePlace("https://api.example.com/ia/api/v1/"))
    assert "v1//" not in language.write(AWKWARD_QUERY, CodePlace("https://api.example.com/ia/api/v1/"))


def test_a_long_list_is_broken_and_a_short_one_is_not() -> None:
    query = Query.from_body({"object": "a/b", "fields": ["id", "name"], "filters": [{"$in": {"id": list(AWKWARD)}}]})
    text = generate("curl", query, CodePlace("https://api.example.com"))
    assert '\n  "fields": ["id", "name"],\n  "filters": [\n    {\n      "$in": {\n        "id": [\n          "O' in text
