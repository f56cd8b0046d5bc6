"""Rows that came back: a store on disk with typed columns, and the writers that turn it into files."""
