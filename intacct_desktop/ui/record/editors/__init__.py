"""Controls in which one member of a record is entered, one for each `EntryKind`; `making.make_editor` chooses."""
