"""Owned lists as tables in which one writes: the lines of a bill, the entries of a journal."""
