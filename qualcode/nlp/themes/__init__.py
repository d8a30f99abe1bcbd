"""Themes suggested, from clustering to labels."""
