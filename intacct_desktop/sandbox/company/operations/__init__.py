"""What the company does: orders, stock, contracts, projects, expenses."""
