"""The query as a PowerShell script with Invoke-RestMethod: pages through all rows."""

import re

from intacct_desktop.api.query import Query
from intacct_desktop.workspace.code.body import first_start, paged_body
from intacct_desktop.workspace.code.place import CodePlace
from intacct_desktop.workspace.code.program import Program

_PROGRAM = Program(
    r"""# Gives all rows of a query of Sage Intacct as objects, for instance to a file:
#     .\bills.ps1 | Export-Csv bills.csv -NoTypeInformation
# Needs PowerShell 5.1 or later. The environment variable INTACCT_TOKEN holds an access token.

$ErrorActionPreference = 'Stop'

$request = @{
    Method = 'Post'
    Uri = §address
    ContentType = 'application/json; charset=utf-8'
    Headers = @{
        'Authorization' = "Bearer $env:INTACCT_TOKEN"
§entity    }
}

# As JSON text, every number keeps its digits. Each page puts its "start" in front.
$query = @'
§body
'@

$start = §start
while ($start) {
    $body = '{"start": ' + $start + ',' + $query.Substring(1)
    $page = Invoke-RestMethod @request -Body $body
    $page.'ia::result'
    $start = $page.'ia::meta'.next
}
"""
)
# PowerShell takes the typographic ones for the straight one.
_QUOTE = re.compile("['\u2018\u2019\u201a\u201b]")


def powershell(query: Query, place: CodePlace) -> str:
    entity = "" if place.entity is None else f"        'X-IA-API-Param-Entity' = {_literal(place.entity)}\n"
    # A single-quoted here-string takes JSON as it is: none of its lines begins with a quote of the kind that ends it.
    return _PROGRAM.substitute(address=_literal(place.address), body=paged_body(query), entity=entity, start=first_start(query))


def _literal(text: str) -> str:
    return "'" + _QUOTE.sub(lambda found: found[0] * 2, text) + "'"
