"""Checks a study for problems."""
