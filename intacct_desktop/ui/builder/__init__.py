"""The query as a form and as JSON: two views of one immutable `Query`."""
