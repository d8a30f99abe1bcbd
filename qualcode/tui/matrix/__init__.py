"""The matrix and its cells."""
