"""A query in a tab: its value, its faces, its bar, and what runs it."""
