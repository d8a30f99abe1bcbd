"""The ``matrix`` commands."""
