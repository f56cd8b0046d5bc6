"""The query as an HTTPie command: one call, the page that the query says."""

from intacct_desktop.api.query import Query
from intacct_desktop.workspace.code.body import whole_body
from intacct_desktop.workspace.code.place import CodePlace
from intacct_desktop.workspace.code.program import Program
from intacct_desktop.workspace.code.shell import quoted

_PROGRAM = Program(
    r"""http --ignore-stdin --check-status --auth-type bearer --auth "$INTACCT_TOKEN" \
  POST §address \
§entity  --raw §body
"""
)


def httpie(query: Query, place: CodePlace) -> str:
    entity = "" if place.entity is None else f"  {_header('X-IA-API-Param-Entity', place.entity)} \\\n"
    return _PROGRAM.substitute(address=quoted(place.address), entity=entity, body=quoted(whole_body(query)))


def _header(name: str, value: str) -> str:
    # The space keeps the colon from being read as one of HTTPie's longer separators (":=", ":@"); HTTPie strips it.
    return quoted(f"{name}: {value}")
