"""The query as a C# program with RestSharp: pages through all rows."""

import json

from intacct_desktop.api.query import Query
from intacct_desktop.workspace.code.body import first_start, paged_body
from intacct_desktop.workspace.code.place import CodePlace
from intacct_desktop.workspace.code.program import Program

_PROGRAM = Program(
    r'''// Writes all rows of a query of Sage Intacct to the standard output, one JSON object a line.
// Needs .NET 8 or later and RestSharp (dotnet add package RestSharp).
// The environment variable INTACCT_TOKEN holds an access token.

using System.Text.Json;
using RestSharp;

// As JSON text, every number keeps its digits. Each page puts its "start" in front.
const string query = """
§body
""";

using var client = new RestClient(§base_url);
client.AddDefaultHeader("Authorization", "Bearer " + Environment.GetEnvironmentVariable("INTACCT_TOKEN"));
§entity
int? start = §start;
while (start is not null)
{
    var body = "{\"start\": " + start + "," + query[1..];
    var request = new RestRequest("services/core/query").AddStringBody(body, DataFormat.Json);
    var response = await client.ExecutePostAsync(request);
    if (!response.IsSuccessful)
    {
        var refusal = $"{(int)response.StatusCode} {response.StatusDescription}: {response.Content}";
        throw new HttpRequestException(refusal, response.ErrorException);
    }

    using var page = JsonDocument.Parse(response.Content!);
    foreach (var row in page.RootElement.GetProperty("ia::result").EnumerateArray())
    {
        Console.WriteLine(row.GetRawText());
    }

    var meta = page.RootElement.GetProperty("ia::meta");
    start = meta.TryGetProperty("next", out var next) && next.ValueKind == JsonValueKind.Number ? next.GetInt32() : null;
}
'''
)


def csharp(query: Query, place: CodePlace) -> str:
    entity = "" if place.entity is None else f'client.AddDefaultHeader("X-IA-API-Param-Entity", {json.dumps(place.entity)});\n'
    # A raw string takes JSON as it is: no three quotes follow one another there.
    return _PROGRAM.substitute(base_url=json.dumps(place.root), body=paged_body(query), entity=entity, start=first_start(query))
