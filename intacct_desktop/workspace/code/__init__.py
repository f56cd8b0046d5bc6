"""A query as a program: one module for each language, `languages` knows them all."""
