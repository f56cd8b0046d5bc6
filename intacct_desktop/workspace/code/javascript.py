"""The query as a JavaScript program with fetch, for Node: pages through all rows."""

import json

from intacct_desktop.api.query import Query
from intacct_desktop.workspace.code.body import escaped, first_start, paged_body
from intacct_desktop.workspace.code.place import CodePlace
from intacct_desktop.workspace.code.program import Program

_PROGRAM = Program(
    r"""// Writes all rows of a query of Sage Intacct to the standard output, one JSON object a line.
// Needs Node 18 or later. The environment variable INTACCT_TOKEN holds an access token.

const url = §address;
const headers = {
  "Authorization": `Bearer ${process.env.INTACCT_TOKEN}`,
  "Content-Type": "application/json",
§entity};

// As JSON text, every number keeps its digits. Each page puts its "start" in front.
const query = String.raw`§body`;

async function* rows() {
  let start = §start;
  while (start) {
    const body = `{"start": ${start},${query.slice(1)}`;
    const response = await fetch(url, { method: "POST", headers, body });
    const answer = await response.text();
    if (!response.ok || answer.includes('"ia::error"')) {
      throw new Error(`${response.status} ${response.statusText}: ${answer}`);
    }
    const page = JSON.parse(answer);
    yield* page["ia::result"];
    start = page["ia::meta"].next;
  }
}

for await (const row of rows()) {
  console.log(JSON.stringify(row));
}
"""
)


def javascript(query: Query, place: CodePlace) -> str:
    entity = "" if place.entity is None else f'  "X-IA-API-Param-Entity": {json.dumps(place.entity)},\n'
    body = paged_body(query).replace("`", escaped("`")).replace("${", escaped("$") + "{")
    return _PROGRAM.substitute(address=json.dumps(place.address), entity=entity, body=body, start=first_start(query))
