"""A handful of plausible rows for every object that the company does not fill by hand."""
