"""Safety levels at the window: the level is shown, chosen, raised and lowered here, and what it asks is asked."""
