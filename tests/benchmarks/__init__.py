"""How fast the program is, and how much memory it takes, each figure beside that of its counterpart: ``python -m tests.benchmarks``."""
