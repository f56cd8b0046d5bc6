"""The difference before it is sent, and what happens where somebody else was quicker."""
