"""The query as a cURL command for a shell of Linux, macOS or WSL: one call, the page that the query says."""

from intacct_desktop.api.query import Query
from intacct_desktop.workspace.code.body import whole_body
from intacct_desktop.workspace.code.place import CodePlace
from intacct_desktop.workspace.code.program import Program
from intacct_desktop.workspace.code.shell import quoted

_PROGRAM = Program(
    r"""curl --silent --show-error --fail-with-body \
  §address \
  --header "Authorization: Bearer $INTACCT_TOKEN" \
  --header 'Content-Type: application/json' \
§entity  --data-raw §body
"""
)


def curl(query: Query, place: CodePlace) -> str:
    entity = "" if place.entity is None else f"  --header {quoted(f'X-IA-API-Param-Entity: {place.entity}')} \\\n"
    return _PROGRAM.substitute(address=quoted(place.address), entity=entity, body=quoted(whole_body(query)))
