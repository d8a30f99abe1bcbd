"""One module for each kind of record in a study folder."""
