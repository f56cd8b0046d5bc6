"""The query in Power Query M, for Excel and Power BI: pages through all rows."""

from intacct_desktop.api.query import Query
from intacct_desktop.workspace.code.body import first_start, paged_body
from intacct_desktop.workspace.code.place import CodePlace
from intacct_desktop.workspace.code.program import Program

_PROGRAM = Program(
    r"""// All rows of a query of Sage Intacct as a table, for the Advanced Editor of a blank query.
// Sign in as "Anonymous": the access token goes below, or into a parameter that you name there.
let
    Token = "<access token>",

    // As JSON text, every number keeps its digits. Each page puts its "start" in front.
    Query = §body,

    Page = (start) =>
        Json.Document(
            Web.Contents(
                §base_url,
                [
                    RelativePath = "services/core/query",
                    Headers = [
                        Authorization = "Bearer " & Token,
                        #"Content-Type" = "application/json"§entity
                    ],
                    Content = Text.ToBinary("{""start"": " & Text.From(start) & "," & Text.Middle(Query, 1))
                ]
            )
        ),

    Pages = List.Generate(
        () => Page(§start),
        each _ <> null,
        each if [#"ia::meta"][next]? = null then null else Page([#"ia::meta"][next])
    ),

    Rows = List.Combine(List.Transform(Pages, each [#"ia::result"])),
    Columns = List.Distinct(List.Combine(List.Transform(Rows, Record.FieldNames)))
in
    Table.FromRecords(Rows, Columns, MissingField.UseNull)
"""
)


def power_query(query: Query, place: CodePlace) -> str:
    entity = "" if place.entity is None else f',\n                        #"X-IA-API-Param-Entity" = {_literal(place.entity)}'
    return _PROGRAM.substitute(base_url=_literal(place.root), body=_literal(paged_body(query)), entity=entity, start=first_start(query))


def _literal(text: str) -> str:
    return '"' + text.replace("#(", "#(#)(").replace('"', '""') + '"'
