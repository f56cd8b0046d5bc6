"""The journal in the window: every write of this program, found again, looked at, exported and taken back."""
