"""Imports and exports in the formats of other programs."""
