"""The records of a study folder, one module per kind."""
