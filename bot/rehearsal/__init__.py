"""排演: a year of an office run on its rule book, in a database that is thrown away. Nobody is written to."""
