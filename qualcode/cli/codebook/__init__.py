"""The ``codebook`` commands."""
