"""Results in the window: the rows with what arranges them and stands beside them, files and paper."""
