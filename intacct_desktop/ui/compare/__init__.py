"""Two results side by side: what was pinned, and what came of the same or another query since."""
