"""Results in the window: the query tab, the grid over a result's rows, and exports."""
