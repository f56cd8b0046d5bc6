"""An Intacct-compatible server with a practice company, on loopback."""
