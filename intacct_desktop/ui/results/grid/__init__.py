"""The table of the rows: what is drawn, selected, copied and remembered."""
