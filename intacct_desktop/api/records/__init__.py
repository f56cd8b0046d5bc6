"""Records: read, drawn as a form, edited as one value, written, and what leads from one to another."""
