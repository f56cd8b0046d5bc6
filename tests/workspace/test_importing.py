"""Whatever a query is pasted as, it is taken as it is; what is no query is refused for what it is."""

import json
import subprocess
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from intacct_desktop.api.query import Query
from intacct_desktop.workspace.code.languages import generate
from intacct_desktop.workspace.code.place import CodePlace
from intacct_desktop.workspace.importing import MAX_LENGTH, ImportFailed, Note, Problem, Source, import_all
from intacct_desktop.workspace.shell_words import OpenQuote, cmd_commands, sh_commands
from tests.workspace.code.queries import AWKWARD_QUERY, queries, texts

BODY = '{"object": "accounts-payable/bill", "fields": ["id"], "filters": [{"$gte": {"totalTxnAmountDue": 10000.00}}]}'
BILLS = Query.from_json(BODY)
ADDRESS = "https://api.intacct.com/ia/api/v1/services/core/query"
SECRET = "eyJhbGciOiJIUzI1NiJ9.secret"
PLACE = CodePlace("https://api.intacct.com/ia/api/v1", "10 0")


def failure(text: str) -> ImportFailed:
    with pytest.raises(ImportFailed) as caught:
        import_all(text)
    return caught.value


def collection(*items: Any, **members: Any) -> str:
    return json.dumps({"info": {"name": "Night run", "schema": "https://schema.example/v2.1.0/collection.json"}, "item": items, **members})


def request_to(address: Any, raw: str, **members: Any) -> dict[str, Any]:
    return {"method": "POST", "url": address, "header": [], "body": {"mode": "raw", "raw": raw}, **members}


@pytest.mark.parametrize("language", ["curl", "postman"])
@settings(deadline=None, max_examples=60)
@given(query=queries)
@example(query=AWKWARD_QUERY)
def test_a_generated_program_comes_back(language: str, query: Query) -> None:
    (taken,) = import_all(generate(language, query, PLACE))
    assert taken.query.to_json() == query.sent.to_json()
    assert taken.source is Source(language)
    assert (taken.entity, taken.notes) == ("10 0", (Note.ENTITY,)), "a variable for the token is no secret"


@given(query=queries)
@example(query=AWKWARD_QUERY)
def test_a_body_comes_back(query: Query) -> None:
    assert import_all(f"\ufeff\n {query.to_json(indent=2)}\n") == import_all(query.to_json())
    assert import_all(query.to_json())[0].query.to_json() == query.sent.to_json()


@pytest.mark.parametrize(
    "line",
    [
        f"curl {ADDRESS} -d '{BODY}'",
        f"$ TOKEN=x sudo /usr/bin/curl -sSXPOST {ADDRESS} \\\n  -H 'Content-Type: application/json' \\\n --data-binary '{BODY}' | jq .",
        f"curl -k --url {ADDRESS} --json {json.dumps(BODY)}",
        f"curl --max-time 30 --proxy http://127.0.0.1:3128 {ADDRESS} -d '{BODY}'",
        f"# the bills\r\ncurl {ADDRESS} \\\r\n --data-raw $'{BODY}' -o rows.json",
        f"curl.exe -X POST {ADDRESS} -d " + '"' + BODY.replace('"', '\\"') + '"',
        f'curl {ADDRESS} ^\r\n  -H "Accept: */*" ^\r\n  --data-raw "' + BODY.replace('"', '""') + '"',
        f'curl ^"{ADDRESS}^" ^\n  --data-raw ^"' + BODY.replace('"', '^\\^"').replace("{", "^{").replace(", ", ",^\n\n") + '^"',
    ],
    ids=["bash", "bash lines", "json", "values of options", "ansi", "windows", "cmd", "cmd carets"],
)
def test_a_curl_line_of_any_shell(line: str) -> None:
    (taken,) = import_all(line)
    assert taken.query == BILLS
    assert "10000.00" in taken.query.to_json()
    assert (taken.source, taken.notes, taken.entity) == (Source.CURL, (), None)


@given(st.lists(texts.filter(lambda text: "\0" not in text), min_size=1, max_size=6))
def test_words_are_those_of_a_shell(words: list[str]) -> None:
    lines = [" ".join("'" + word.replace("'", "'\\''") + "'" for word in words)]
    lines += [" ".join("$'" + "".join(f"\\U{ord(letter):08x}" for letter in word) + "'" for word in words)]
    lines += [" ".join("".join("\\" + letter if letter != "\n" else "'\n'" for letter in word) + "''" for word in words)]
    for line in lines:
        assert [word.text for word in sh_commands(line)[0]] == words


@pytest.mark.parametrize(
    "line",
    [r'"a\"b" "c\d" "e\\" f\ g "h\$i\`" $"j"', "$'k\\x41\\101\\n\\e\\'\\\\' l#m 'n'\"o\"p # q", '"r\\\ns" t\\\nu \\\n v', "w$x ${y}z"],
)
def test_bash_agrees(line: str) -> None:
    """The same words as a real shell, for what it does not expand."""
    script = f"x='$x' y='${{y}}'; printf '%s\\0' {line}\n"
    ran = subprocess.run(["bash"], input=script, capture_output=True, encoding="utf-8", check=True)
    assert [word.text for word in sh_commands(line)[0]] == ran.stdout.split("\0")[:-1]


def test_windows_words() -> None:
    line = 'a "b c" "d\\"e\\"" f\\\\g "h\\\\" "" "i""j" k^&l "m^n" ^"o p^" q^\nr & s'
    commands = [[word.text for word in words] for words in cmd_commands(line)]
    assert commands == [["a", "b c", 'd"e"', "f\\\\g", "h\\", "", 'i"j', "k&l", "m^n", "o p", "qr"], ["s"]]
    with pytest.raises(OpenQuote):
        cmd_commands('a "b')


@pytest.mark.parametrize(
    ("text", "source"),
    [
        (f"POST /ia/api/v1/services/core/query HTTP/1.1\r\nHost: api.intacct.com\r\nX-IA-API-Param-Entity: 300\r\n\r\n{BODY}", Source.HTTP),
        (f"POST {ADDRESS}\nx-ia-api-param-entity: 300\n{BODY}\n### the next\n", Source.HTTP),
        (f"curl {ADDRESS} -H 'x-ia-api-param-entity: 300' -d '{BODY}'", Source.CURL),
        (json.dumps(request_to(ADDRESS, BODY, header=[{"key": "X-IA-API-Param-Entity", "value": "300"}])), Source.POSTMAN),
        (collection({"name": "a", "request": request_to(ADDRESS, BODY, header="Accept: x\nX-IA-API-Param-Entity: 300")}), Source.POSTMAN),
    ],
    ids=["wire", "http file", "curl", "postman 2.1", "postman 2.0"],
)
def test_the_entity_is_told(text: str, source: Source) -> None:
    (taken,) = import_all(text)
    assert (taken.query, taken.source, taken.entity, taken.notes) == (BILLS, source, "300", (Note.ENTITY,))


@pytest.mark.parametrize(
    "text",
    [
        f"POST {ADDRESS} HTTP/1.1\nAuthorization: Bearer {SECRET}\n\n{BODY}",
        f"curl {ADDRESS} -H 'Authorization: Bearer {SECRET}' -d '{BODY}'",
        f"curl {ADDRESS} --oauth2-bearer {SECRET} -d '{BODY}'",
        f"curl {ADDRESS} -u 'admin:{SECRET}' -d '{BODY}'",
        f"curl {ADDRESS} -b 'session={SECRET}' -d '{BODY}'",
        collection(
            {"name": "in", "item": [{"name": "b", "request": request_to(ADDRESS, BODY)}]},
            auth={"type": "bearer", "bearer": [{"key": "token", "value": SECRET}]},
        ),
        json.dumps({"name": "b", "request": request_to(ADDRESS, BODY, auth={"type": "bearer", "bearer": {"token": SECRET}})}),
    ],
    ids=["wire", "header", "bearer", "user", "cookie", "collection", "request"],
)
def test_a_secret_is_left_behind_and_that_is_said(text: str) -> None:
    (taken,) = import_all(text)
    assert taken.notes == (Note.SECRET_LEFT_OUT,)
    assert SECRET not in repr(taken)


def test_a_collection_gives_its_queries_in_order() -> None:
    text = collection(
        {
            "name": "Sign in",
            "request": {"method": "POST", "url": "https://x/oauth2/token", "body": {"mode": "urlencoded", "urlencoded": []}},
        },
        {
            "name": "Payables",
            "item": [
                {"name": "Bills", "request": request_to({"raw": "{{base_url}}/services/core/query"}, BODY)},
                {
                    "name": "Vendors",
                    "request": request_to({"path": ["services", "core", "query"]}, '{"object": "accounts-payable/vendor"}'),
                },
            ],
        },
        {"name": "PDF", "request": request_to("{{base_url}}/services/core/export", f'{{"fileType": "pdf", "query": {BODY}}}')},
        {"name": "Broken", "request": request_to(ADDRESS, '{"object": ')},
    )
    taken = import_all(text)
    assert [(one.name, one.query.object, one.notes) for one in taken] == [
        ("Bills", "accounts-payable/bill", ()),
        ("Vendors", "accounts-payable/vendor", ()),
        ("PDF", "accounts-payable/bill", (Note.ANOTHER_SERVICE,)),
    ]
    assert import_all(json.dumps({"collection": json.loads(text)})) == taken


def test_several_bodies_and_several_commands() -> None:
    assert [one.query for one in import_all(f"[{BODY}, {BODY}]")] == [BILLS, BILLS]
    assert len(import_all(f"curl {ADDRESS} -d '{BODY}'; curl {ADDRESS}\ncurl {ADDRESS} -d '{BODY}'")) == 2
    assert len(import_all(f"GET https://x/objects/a/b\n\nPOST {ADDRESS}\n\n{BODY}\n\n###\nPOST {ADDRESS}\n\n{BODY}")) == 2


@pytest.mark.parametrize(
    ("text", "problem", "detail", "position"),
    [
        ("", Problem.EMPTY, "", None),
        (" \ufeff\n\t", Problem.EMPTY, "", None),
        pytest.param("x" * (MAX_LENGTH + 1), Problem.TOO_BIG, str(MAX_LENGTH + 1), None, id="too big"),
        ("Dear all, please run the bills.", Problem.NOT_KNOWN, "", None),
        ("the curly brace { is one", Problem.NOT_KNOWN, "", None),
        ('\n {"é": 1, "object": oops}', Problem.NOT_JSON, "JSON is malformed: invalid character", 21),
        pytest.param("[" * 9_999, Problem.NOT_JSON, "maximum recursion depth exceeded while deserializing an object", None, id="too deep"),
        ("[]", Problem.NO_QUERY, "", None),
        (collection(), Problem.NO_QUERY, "", None),
        (collection(*[{"request": {"url": f"/objects/{at}"}} for at in "ab"]), Problem.NO_QUERY, "/objects/a, /objects/b", None),
        (f"curl {ADDRESS}", Problem.NO_BODY, "", 0),
        (f"curl {ADDRESS} -d @query.json", Problem.BODY_IN_FILE, "query.json", len(f"curl {ADDRESS} ")),
        (f"curl {ADDRESS} -d@- <<'X'", Problem.BODY_IN_FILE, "-", len(f"curl {ADDRESS} ")),
        (f"curl {ADDRESS} -d '{BODY}", Problem.OPEN_QUOTE, "", len(f"curl {ADDRESS} -d ")),
        ("curl x -d 'size=1'", Problem.NOT_JSON, "JSON is malformed: invalid character", 7),
        ('POST /a\n\n{"object": oops}', Problem.NOT_JSON, "JSON is malformed: invalid character", len('POST /a\n\n{"object": ')),
        (json.dumps(request_to(ADDRESS, "", body={"mode": "file", "file": {"src": "a.json"}})), Problem.BODY_IN_FILE, "a.json", None),
    ],
)  # fmt: skip
def test_what_cannot_be_taken(text: str, problem: Problem, detail: str, position: int | None) -> None:
    found = failure(text)
    assert (found.problem, found.detail, found.position) == (problem, detail, position)


@pytest.mark.parametrize(
    ("text", "cause", "path", "name"),
    [
        ('{"fields": ["id"]}', "missing", "/object", ""),
        (f'[{BODY}, {{"object": 1}}]', "wrong-type", "/object", ""),
        ("[1]", "not-an-object", "", ""),
        (f"curl {ADDRESS} -d '[]'", "not-an-object", "", ""),
        (
            collection({"name": "Odd", "request": request_to(ADDRESS, '{"object": "a/b", "filters": [{}]}')}),
            "one-operator",
            "/filters/0",
            "Odd",
        ),
    ],
)
def test_json_that_is_no_query(text: str, cause: str, path: str, name: str) -> None:
    found = failure(text)
    assert found.problem is Problem.NOT_A_QUERY
    assert found.cause is not None
    assert (found.cause.problem, found.cause.path, found.name) == (cause, path, name)


_MEMBERS = "item request url method header body raw mode file src auth type bearer key value name path collection query".split()  # noqa: SIM905  shorter so
_SHAPES = st.recursive(
    st.none() | st.text() | st.integers() | st.sampled_from(["raw", ADDRESS, BODY]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(_MEMBERS), inner, max_size=5),
    max_leaves=20,
)


@settings(max_examples=200)
@given(_SHAPES.map(json.dumps) | st.text(st.sampled_from("curl -dH@'\"\\$^&|<>\n\r{}[]:, POST/x"), max_size=60))
def test_anything_is_taken_or_refused(text: str) -> None:
    for begin in ("", "curl ", "POST ", "{"):
        try:
            positions = [0 for _taken in import_all(begin + text)]
        except ImportFailed as refused:
            positions = [refused.position or 0]
        assert positions
        assert 0 <= positions[0] <= len(begin + text)
