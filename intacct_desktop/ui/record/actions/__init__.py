"""What can be done with a record beside changing it: its workflow actions, and what is asked before a new document is begun."""
