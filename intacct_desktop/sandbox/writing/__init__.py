"""How records of the practice company change: what a request may say, what follows from it, and what is kept."""
