"""Codings: where one sits, what it is digested as, its valence, a suggestion."""
