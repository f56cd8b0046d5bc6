"""What stands beside the rows: statistics, groups with their chart, the cell."""
