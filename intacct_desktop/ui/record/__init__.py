"""Records in the window: read, made, changed and deleted."""
