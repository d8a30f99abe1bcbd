"""Codings and suggestions: place, digest, valence."""
