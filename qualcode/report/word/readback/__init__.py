"""Reads an edited Word report back: its cells, matched with those of the matrix."""
