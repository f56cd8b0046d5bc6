"""Saving rows to a file."""
